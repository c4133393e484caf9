"""Verdicts on every identity that a report owes.

The claims come from the clauses of the identities (evaluate_rows, evaluate_figures, evaluate_hierarchy,
evaluate_codes), the verdicts from rounding. A report owes every identity whatever it prints: what cannot be
checked is stated as such with the reason, never left out.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from expectations.cells import Cell
from expectations.claims import READ_IN_PART, Claim, Verdict, judge_claim
from expectations.clauses import (
    ClassesClause,
    Clause,
    CodesClause,
    ColumnsClause,
    FiguresClause,
    HierarchyClause,
    ItemsClause,
)
from expectations.doubts import settle_doubts
from expectations.evaluate_codes import claim_classes, claim_codes
from expectations.evaluate_figures import claim_figures
from expectations.evaluate_hierarchy import claim_hierarchy
from expectations.evaluate_rows import claim_columns, claim_items
from expectations.identities import Identity, load_identities
from expectations.sheets import Report, arrange_report

__all__ = ["Judgement", "Verdict", "evaluate_report", "judge_report", "list_claims"]


class Judgement(NamedTuple):
    """Verdicts on one report, in the order of the identities, and the doubts of its uncertain cells.

    (identity_id, instance) is unique. `doubts` has each recognised or doubted cell by its number, with None
    where the identities confirm it (expectations.doubts).
    """

    verdicts: list[Verdict]
    doubts: dict[int, str | None]


def judge_report(
    cells: Sequence[Cell], tables_present: Collection[str], sha256: str | None = None
) -> Judgement:
    """Verdicts on one report, and what they say of the cells that are not certain by themselves.

    `cells` are all cells of the report, blank ones included, in any order; `tables_present` the codes
    ('01'..'09') of the tables found in it, those without any cell included. `sha256` names a report that
    may have no cells. Raises ValueError for cells of more than one report or a unit that is not money.
    """
    report = arrange_report(cells, tables_present)
    claims = list(list_claims(report))
    verdicts = [judge_claim(claim, sha256 or report.sha256) for claim in claims]
    return Judgement(verdicts, settle_doubts(cells, claims, verdicts))


def evaluate_report(
    cells: Sequence[Cell], tables_present: Collection[str], sha256: str | None = None
) -> list[Verdict]:
    """The verdicts of ``judge_report`` alone."""
    return judge_report(cells, tables_present, sha256).verdicts


def list_claims(report: Report, identities: Sequence[Identity] | None = None) -> Iterator[Claim]:
    """Every instance of the identities (the project's, unless given) that the report owes in its tables.

    Those of the text and between years need more than the tables (evaluate_statements, evaluate_rates,
    evaluate_directions, evaluate_years).
    """
    for identity in load_identities() if identities is None else identities:
        for clause in identity.clauses:
            for claim in _claim_clause(identity, clause, report):
                if claim.lists_rows and not report.is_complete:
                    claim.excuse = READ_IN_PART
                yield claim


def _claim_clause(identity: Identity, clause: Clause, report: Report) -> Iterator[Claim]:
    claims: Iterator[Claim] = iter(())
    match clause:
        case FiguresClause():
            claims = claim_figures(identity, clause, report)
        case ColumnsClause():
            claims = claim_columns(identity, clause, report)
        case ItemsClause():
            claims = claim_items(identity, clause, report)
        case HierarchyClause():
            claims = claim_hierarchy(identity, clause, report)
        case ClassesClause():
            claims = claim_classes(identity, clause, report)
        case CodesClause():
            claims = claim_codes(identity, clause, report)
        case _:
            pass
    return claims
