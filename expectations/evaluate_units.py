"""Claims of a single unit's report against that of the department whose accounts include it (I32).

Every claim is soft: what a department leaves out on consolidation is known in part only, so an excess proves
no cell wrong. Which report is which unit's department's is told in the facts (assets.facts.units).
"""

from collections.abc import Iterator
from functools import cache

from expectations.claims import READ_IN_PART, Claim
from expectations.clauses import UnitsClause
from expectations.identities import Identity, load_identities
from expectations.past import detach
from expectations.printed import PrintedReport
from expectations.sheets import NOTHING, Report, arrange_report
from expectations.stated import Printing, look_up
from expectations.topics import place_of

DEPARTMENT = "department"


@cache
def units_tables() -> frozenset[str]:
    """Tables that a unit's report is held against its department's in."""
    clauses = (clause for identity in load_identities() for clause in identity.clauses)
    return frozenset(clause.figure.table for clause in clauses if isinstance(clause, UnitsClause))


def claim_units(printed: PrintedReport, report: Report) -> Iterator[Claim]:
    """Claims on the figures of a unit against its department's; of any other report, that it is no unit's."""
    superior = printed.superior
    consolidated = arrange_report(superior.cells, superior.tables, superior.is_complete) if superior else None
    reason = "not_a_unit:" if printed.report_level == DEPARTMENT else "no_department_report:"
    for identity in load_identities():
        for clause in identity.clauses:
            if isinstance(clause, UnitsClause):
                claim, own = _place_claim(identity, clause, report)
                if consolidated is None:
                    claim.reason = reason
                else:
                    _fill(claim, clause, own, report, consolidated)
                yield claim


def _place_claim(identity: Identity, clause: UnitsClause, report: Report) -> tuple[Claim, Printing]:
    own = look_up(place_of(clause.figure), "", report)
    claim = Claim(
        identity,
        clause.name,
        clause.figure.table,
        side=own.side,
        item=own.row.item if own.row else own.name,
        measure=clause.figure.measure or "",
        page=own.row.page if own.row else None,
        at_most=True,
        soft=True,
    )
    return claim, own


def _fill(claim: Claim, clause: UnitsClause, own: Printing, report: Report, consolidated: Report) -> None:
    """The unit's figure less what it hands on, left; the department's, right: no cell of this report."""
    whole = look_up(place_of(clause.figure), "", consolidated)
    if own.figure is None or own.figure is NOTHING:
        claim.reason = own.reason or f"empty_table:{clause.figure.table}"
    elif whole.figure is None or whole.figure is NOTHING:
        claim.reason = f"no_department_figure:{clause.figure.table}/{clause.figure.measure}"
    else:
        claim.left = [(1, own.figure)]
        for term in clause.handed_on:
            figure = look_up(place_of(term), "", report).figure
            if figure is not None and figure.amount:
                claim.left.append((-1, figure))
            elif figure is None and not report.is_complete:
                claim.excuse = READ_IN_PART
        if not consolidated.is_complete:
            claim.excuse = "department_read_in_part:"
        claim.right = [(1, detach(whole.figure))]
