"""Corrections held against what is printed, and written beside it: never over an amount.

`correction_rows` files the corrections of a build in quality_correction. `apply_corrections` finds the place
of each in the reports of the warehouse and compares what is printed there with what it expects. Only where
the current version (or the one file it names) prints just that, in just one place, it is applied: there, and
in every other version that prints the same in the same place.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from assets.facts import warehouse
from assets.facts.corrected_places import CONFLICTS, MARK, MARKS, PLACES, UNMARK
from assets.facts.findings import load_reader_rules
from assets.reference.corrections import Correction
from expectations.folding import fold_text

NARRATIVE = "narrative"
HARMLESS = frozenset({"applied", "fixed", "no_such_report_here"})


class Filed(NamedTuple):
    """What decides how a filed correction comes out."""

    correction_id: str
    origin: str
    by_file: bool
    status: str
    expected: str


class Place(NamedTuple):
    """A place that a correction speaks of in one version of a report; `key` is None where none fits.

    `is_held` where the correction must agree with that version: the current one, or the file it names.
    """

    sha256: str
    is_held: bool
    key: str | None
    printed: str | None
    page: int | None
    cell_no: int | None
    statement_no: int | None


class Result(NamedTuple):
    """What becomes of a correction: `versions` are those it must agree with, `fitting` the places there.

    `applied` are the versions in which it holds, each with the key of the place.
    """

    outcome: str
    versions: Sequence[str] = ()
    fitting: Sequence[Place] = ()
    applied: Sequence[tuple[str, str]] = ()


def correction_rows(corrections: Iterable[Correction]) -> Iterator[dict[str, Any]]:
    """Rows of quality_correction, none of them held against a report yet."""
    for correction in corrections:
        cell, statement, report = correction.cell, correction.statement, correction.report
        place: dict[str, Any] = {} if cell is None else cell.model_dump()
        if statement is not None:
            place = statement.model_dump(exclude={"topic"})
            place |= {"table_code": NARRATIVE, "measure": statement.topic}
        yield {
            **place,
            "correction_id": correction.id,
            "origin": correction.origin,
            "department": report.department,
            "fiscal_year": report.fiscal_year,
            "report_kind": report.report_kind,
            "report_level": report.report_level,
            "named_sha256": report.sha256,
            "expected": correction.expected,
            "action": correction.action,
            "value": correction.value,
            "reason": correction.reason,
            "correction_status": correction.status,
            "reviewer": correction.reviewer,
            "reviewed_on": correction.reviewed_on.isoformat(),
            "outcome": "no_such_report_here",
            "has_failed": False,
            "places": 0,
            "rows_marked": 0,
        }


def apply_corrections(connection: duckdb.DuckDBPyConnection) -> None:
    """Hold every filed correction against the reports and mark what it corrects, anew.

    Fills in what became of each in quality_correction, and a finding of the report for each that failed.
    """
    for statement in UNMARK:
        connection.execute(statement)
    filed = _filed(connection)
    if not filed:
        return
    connection.execute(PLACES)
    places = _places(connection)
    results = {one.correction_id: decide(one, places[one.correction_id]) for one in filed}
    _choose(connection, results)
    for pair in connection.execute(CONFLICTS).fetchall():
        for correction_id in pair:
            results[correction_id] = results[correction_id]._replace(outcome="conflict", applied=())
    _choose(connection, results)
    for statement in MARK:
        connection.execute(statement)
    _tell(connection, filed, results)
    connection.execute("DROP TABLE correction_place; DROP TABLE chosen_place")


def list_marks(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, ...]]:
    """What corrections have left in each report that has such rows, as a fingerprint, by SHA-256."""
    return {sha256: tuple(marks) for sha256, *marks in connection.execute(MARKS).fetchall()}


def decide(filed: Filed, places: Iterable[Place]) -> Result:
    """What becomes of a correction, given the places it speaks of in every version of its reports."""
    by_report: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        by_report[place.sha256].append(place)
    held = [sha256 for sha256, own in by_report.items() if own[0].is_held]
    if len(held) != 1:
        missing = "no_such_report_here" if filed.origin == "project" else "no_report"
        return Result("several_reports" if held else missing, held)
    fitting = _fitting(by_report[held[0]], filed.expected)
    stands = any(_prints(place, filed.expected) for place in fitting)
    applied = [found for own in by_report.values() if (found := _where_it_holds(own, filed.expected))]
    if filed.status == "fixed_upstream" and not filed.by_file:
        return Result("not_fixed" if stands else "fixed", held, fitting, [] if stands else applied)
    if len(fitting) != 1:
        return Result("several_places" if fitting else "no_place", held, fitting)
    return Result("applied" if stands else "stale", held, fitting, applied if stands else [])


def _fitting(places: Iterable[Place], expected: str) -> list[Place]:
    """The places that fit, one row of each; of several statements the one that says what is expected.

    A sentence may state two rates of one thing, which nothing but the figure tells apart.
    """
    fitting = list({place.key: place for place in places if place.key is not None}.values())
    said = [place for place in fitting if place.statement_no and _prints(place, expected)]
    return said if len(said) == 1 else fitting


def _where_it_holds(places: Iterable[Place], expected: str) -> tuple[str, str] | None:
    """Version and key of the place, where just one place of a version fits and prints what is expected."""
    fitting = _fitting(places, expected)
    if len(fitting) != 1 or not _prints(fitting[0], expected):
        return None
    return fitting[0].sha256, fitting[0].key or ""


def _prints(place: Place, expected: str) -> bool:
    """Whether what is expected stands there; a rate of the text with or without its percent sign."""
    printed, wanted = fold_text(place.printed or ""), fold_text(expected)
    if place.statement_no:
        return printed.removesuffix("%") == wanted.removesuffix("%")
    return printed == wanted


def _filed(connection: duckdb.DuckDBPyConnection) -> list[Filed]:
    rows = connection.execute(
        "SELECT correction_id, origin, named_sha256 IS NOT NULL, correction_status, expected "
        "FROM quality_correction ORDER BY correction_id"
    )
    return [Filed(*row) for row in rows.fetchall()]


def _places(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = defaultdict(list)
    rows = connection.execute(
        f"SELECT correction_id, {', '.join(Place._fields)} FROM correction_place "
        "ORDER BY correction_id, sha256, coalesce(cell_no, statement_no)"
    )
    for correction_id, *place in rows.fetchall():
        found[correction_id].append(Place(*place))
    return found


def _choose(connection: duckdb.DuckDBPyConnection, results: Mapping[str, Result]) -> None:
    """Keep the places of those versions in which a correction holds, in a table of their own.

    A correction that reaches an older version gives way there to one that names that file.
    """
    rows = [(name, *place) for name, result in results.items() for place in result.applied]
    names = ("correction_id", "sha256", "key")
    columns = [[row[number] for row in rows] for number in range(len(names))]
    chosen = pa.table([pa.array(column, pa.string()) for column in columns], names=names)
    connection.register("applied", chosen)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE chosen_place AS SELECT p.* FROM correction_place p "
        "JOIN applied USING (correction_id, sha256, key) QUALIFY p.is_held = max(p.is_held) "
        "OVER (PARTITION BY sha256, p.place, coalesce(p.cell_no, p.statement_no))"
    )
    connection.unregister("applied")


def _tell(
    connection: duckdb.DuckDBPyConnection, filed: Sequence[Filed], results: Mapping[str, Result]
) -> None:
    """Write outcomes to quality_correction, and findings for what failed."""
    marked = dict(
        connection.execute("SELECT correction_id, count(*) FROM chosen_place GROUP BY 1").fetchall()
    )
    numbers = connection.execute("SELECT sha256, max(finding_no) FROM quality_finding GROUP BY 1")
    last = dict(numbers.fetchall())
    updates, findings = [], []
    for one in filed:
        result = results[one.correction_id]
        place = result.fitting[0] if len(result.fitting) == 1 else None
        has_failed = result.outcome not in HARMLESS
        updates.append(
            [
                *(result.versions[0] if result.versions else None, result.outcome, has_failed),
                *(place and place.page, place and place.printed, len(result.fitting)),
                *(marked.get(one.correction_id, 0), one.correction_id),
            ]
        )
        for sha256 in result.versions if has_failed else ():
            last[sha256] = last.get(sha256, 0) + 1
            findings.append(_finding_row(one, result, place, sha256, last[sha256]))
    connection.executemany(
        "UPDATE quality_correction SET sha256 = ?, outcome = ?, has_failed = ?, page = ?, printed = ?, "
        "places = ?, rows_marked = ? WHERE correction_id = ?",
        updates,
    )
    warehouse.insert(connection, "quality_finding", findings)


def _finding_row(
    filed: Filed, result: Result, place: Place | None, sha256: str, number: int
) -> dict[str, Any]:
    """The finding that a correction fails to meet the report."""
    rule_id = f"correction_{result.outcome}"
    rule = load_reader_rules()[rule_id]
    words = {"id": filed.correction_id, "expected": filed.expected, "places": len(result.fitting)}
    words["printed"] = (place and place.printed) or ""
    return {
        "sha256": sha256,
        "finding_no": number,
        "rule_id": rule_id,
        "origin": "proof",
        "verdicts": 0,
        "page": place and place.page,
        "cell_no": place and place.cell_no,
        "statement_no": place and place.statement_no,
        "severity": rule["severity"],
        "message_zh": rule["zh"].format(**words),
        "message_en": rule["en"].format(**words),
    }
