"""What the suites have to look at, and what they said, written into the warehouse file they looked at."""

import json
from pathlib import Path

import duckdb

from assets.facts import warehouse
from assets.facts.publication import OUTCOMES
from expectations.ddl import quote_text
from expectations.outcomes import ValidationRun, load_outcomes, validation_rows
from expectations.suite_change import SuiteChange

MOST_TOUCHED = 0.5  # of the reports: from there on looking at all of them costs less than at both sides

_TOUCHED = """
SELECT sha256 FROM etl_input WHERE NOT is_validated
UNION SELECT sha256 FROM live.etl_input WHERE sha256 NOT IN (SELECT sha256 FROM etl_input)
"""
_SAME_CODE = """
SELECT a.build_id FROM live.etl_build a JOIN etl_build b USING (extractor_version, build_version)
WHERE a.stage = 'validation'
"""


def change_between(live: Path, staging: Path, quality: Path) -> SuiteChange | None:
    """How a warehouse in the making differs from the live one, whose results lie in ``quality``.

    None where all of it has to be looked at: other code made the live one, its results are not there,
    somebody is writing to it, or most reports are touched.
    """
    if not live.exists() or warehouse.is_outdated(live):
        return None
    try:
        judged, touched, inputs = _compare(live, staging)
    except duckdb.Error:
        return None
    if judged is None or _run_of(quality / OUTCOMES) != judged or len(touched) > MOST_TOUCHED * inputs:
        return None
    return SuiteChange(touched, live, load_outcomes(quality / OUTCOMES), quality)


def _compare(live: Path, staging: Path) -> tuple[str | None, frozenset[str], int]:
    """The build of the live file, if the same code made it; the touched files, and how many there are."""
    with duckdb.connect(str(staging)) as connection:
        connection.execute(f"ATTACH {quote_text(str(live))} AS live (READ_ONLY)")
        judged = connection.execute(_SAME_CODE).fetchone()
        touched = frozenset(sha256 for (sha256,) in connection.execute(_TOUCHED).fetchall())
        return judged[0] if judged else None, touched, warehouse.count(connection, "etl_input")


def write_validation(path: Path, run: ValidationRun) -> None:
    """Write what the suites said of a warehouse file into it; its build is then whole."""
    with warehouse.writing(path) as connection:
        warehouse.mark_stage(connection, "verdicts")
        connection.execute("DELETE FROM quality_validation")
        warehouse.insert(connection, "quality_validation", validation_rows(run))
        connection.execute("UPDATE etl_input SET is_validated = true WHERE NOT is_validated")
        warehouse.mark_stage(connection, "validation")


def _run_of(outcomes: Path) -> str | None:
    """Which build the results in a file are of; None where there are none."""
    try:
        run_id = json.loads(outcomes.read_text(encoding="utf-8"))["run_id"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return str(run_id)
