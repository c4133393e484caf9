"""Results of a run of the suites, as plain records that need no Great Expectations to be read.

What belongs here: the records and the `quality_validation` rows made from them. Not how they come about
(expectations.runner) nor how they are shown (expectations.report_page).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

Severity = Literal["error", "warning", "info"]
Status = Literal["passed", "failed", "errored", "nothing_checked"]
# Failing rows listed per expectation; the rest are counted.
FAILING_ROWS_KEPT = 200
# Suites of what was found in reports, and the table each looks at; all others ask if tables are sound.
RULE_SUITES: Mapping[str, str] = {
    "findings": "quality_finding",
    "suspects": "quality_suspect",
    "disclosure": "quality_disclosure",
    "ledger": "quality_ledger",
}
Row = Mapping[str, str | int | float | bool | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one expectation said.

    `element_count` counts the rows examined, `unexpected_count` those that do not meet it; `failing_rows`
    holds the first of them with their keys, page and (for an identity) both sides in yuan. `errored` means
    that the check itself broke, told in `error`: neither a pass nor a mismatch. `not_evaluable_count` counts
    the instances of an identity that could not be examined.
    """

    suite: str
    expectation_id: str
    table: str
    identity_id: str | None
    name_zh: str
    name_en: str
    severity: Severity
    success: bool
    errored: bool
    error: str
    element_count: int
    unexpected_count: int
    not_evaluable_count: int
    failing_rows: tuple[Row, ...]

    @property
    def status(self) -> Status:
        """`passed` only where rows were examined and all of them met the expectation."""
        if self.errored:
            return "errored"
        if not self.success:
            return "failed"
        return "passed" if self.element_count else "nothing_checked"


@dataclass(frozen=True, slots=True)
class ValidationRun:
    """All outcomes of one run over a finished warehouse; `out_dir` has the JSON, Data Docs and page.

    `touched` counts the reports that were judged anew where those of others were taken over, else it is None.
    """

    run_id: str
    out_dir: Path
    outcomes: tuple[Outcome, ...]
    touched: int | None = None

    @property
    def suites(self) -> dict[str, list[Outcome]]:
        """Outcomes by suite, in the order they ran."""
        grouped: dict[str, list[Outcome]] = {}
        for outcome in self.outcomes:
            grouped.setdefault(outcome.suite, []).append(outcome)
        return grouped

    def with_status(self, *statuses: Status) -> list[Outcome]:
        """Outcomes of the given statuses."""
        return [outcome for outcome in self.outcomes if outcome.status in statuses]


def validation_rows(run: ValidationRun) -> list[dict[str, str | int | bool | None]]:
    """Rows of the table `quality_validation`, keyed by column name, one per expectation."""
    return [
        {
            "run_id": run.run_id,
            "suite": outcome.suite,
            "expectation_id": outcome.expectation_id,
            "table_name": outcome.table,
            "identity_id": outcome.identity_id,
            "severity": outcome.severity,
            "status": outcome.status,
            "success": outcome.success,
            "errored": outcome.errored,
            "element_count": outcome.element_count,
            "unexpected_count": outcome.unexpected_count,
            "not_evaluable_count": outcome.not_evaluable_count,
        }
        for outcome in run.outcomes
    ]


def merge_outcomes(parts: Sequence[Outcome]) -> Outcome:
    """One outcome from those of the same expectation on several batches of a table (at least one)."""
    rows = [row for part in parts for row in part.failing_rows]
    return replace(
        parts[0],
        success=all(part.success for part in parts),
        errored=any(part.errored for part in parts),
        error="; ".join(dict.fromkeys(part.error for part in parts if part.error)),
        element_count=sum(part.element_count for part in parts),
        unexpected_count=sum(part.unexpected_count for part in parts),
        failing_rows=tuple(rows[:FAILING_ROWS_KEPT]),
    )


def count_statuses(outcomes: Iterable[Outcome]) -> dict[Status, int]:
    """How many of the outcomes passed, failed, errored, or had nothing to check."""
    counts: dict[Status, int] = {"passed": 0, "failed": 0, "errored": 0, "nothing_checked": 0}
    for outcome in outcomes:
        counts[outcome.status] += 1
    return counts


def save_outcomes(run: ValidationRun, path: Path) -> None:
    """Write the outcomes as one JSON file, for those who show them later."""
    document = {"run_id": run.run_id, "outcomes": [asdict(outcome) for outcome in run.outcomes]}
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")


def load_outcomes(path: Path) -> tuple[Outcome, ...]:
    """Outcomes that `save_outcomes` wrote; FileNotFoundError where no suite has run."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Outcome(**{**item, "failing_rows": tuple(item["failing_rows"])}) for item in document["outcomes"]
    )
