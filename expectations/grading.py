"""The grade of a report, which follows from its ledger and from the causes found.

What belongs here: counting. What the grades mean is data (rules/ledger.yml).
"""

from collections.abc import Iterable, Mapping, Sequence

from expectations.findings import Finding
from expectations.ledger import LedgerEntry
from expectations.ledger_rules import Grade, GradeCondition, load_ledger_rules

UNCHECKED = frozenset({"insufficient_data", "unread"})


def grade_report(ledger: Sequence[LedgerEntry], findings: Iterable[Finding]) -> Grade:
    """The first grade that one of its conditions gives, or that has none.

    `findings` are those of the report's proof, one a cause; what the reader noticed is no matter of it.
    Raises ValueError for a ledger of nothing, which has no grade.
    """
    if not ledger:
        raise ValueError("a report without a ledger has no grade")
    counts = count_outcomes(ledger, findings)
    for grade in load_ledger_rules().grades:
        if not grade.conditions or any(_holds(condition, counts) for condition in grade.conditions):
            return grade
    raise ValueError("no grade is without conditions")


def count_outcomes(ledger: Sequence[LedgerEntry], findings: Iterable[Finding]) -> Mapping[str, int]:
    """What the conditions of grades count, by name."""
    severities = [finding.severity for finding in findings]
    owed = [entry for entry in ledger if entry.status != "not_applicable"]
    unchecked = sum(entry.status in UNCHECKED for entry in owed)
    return {
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
        "violated": sum(entry.status == "violated" and entry.severity != "info" for entry in owed),
        "unchecked": unchecked,
        "unchecked_percent": 100 * unchecked // len(owed) if owed else 100,
        "identities_checked": sum(
            entry.kind == "identity" and bool(entry.passed or entry.violated) for entry in owed
        ),
    }


def _holds(condition: GradeCondition, counts: Mapping[str, int]) -> bool:
    count = counts[condition.count]
    over = condition.over is not None and count > condition.over
    return over or (condition.under is not None and count < condition.under)
