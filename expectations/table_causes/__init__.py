"""Causes that lie in a whole table, proved by judging the claims again without them.

A wrong unit label, amounts a row or a column apart from their labels, amounts that changed places, a misspelt
code: each upsets many identities at once, and no wrong number explains them as well. What belongs here: the
order in which they are looked for. Single wrong numbers are error localisation's (expectations.localise).
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from expectations.claims import Claim, Verdict, judge_claim
from expectations.evaluate import list_claims
from expectations.findings import VerdictKey
from expectations.printed import PrintedReport
from expectations.rounding import VerdictKind
from expectations.sheets import arrange_report
from expectations.table_causes.cause import TableCause
from expectations.table_causes.codes import find_wrong_codes
from expectations.table_causes.lost_columns import find_lost_columns
from expectations.table_causes.shifts import find_shift
from expectations.table_causes.swaps import find_swap
from expectations.table_causes.trials import Bench, figures_for, set_up
from expectations.table_causes.units import find_wrong_unit

__all__ = ["TableCause", "apply_causes", "find_table_causes"]

MOST_CAUSES = 6  # of a report besides its codes; one with more is not put right by them
APART = (False, False, False)  # of a claim that a cause has nothing to do with


def find_table_causes(
    printed: PrintedReport, claims: Iterable[Claim | None], verdicts: Iterable[Verdict]
) -> list[TableCause]:
    """Causes in the order they are to be applied, each on top of those before it.

    `claims` are all that the report owes (None stands for what no claim states), `verdicts` those on them. A
    finding explains the violated verdicts that its replaced cells mend; what stays violated is for error
    localisation, over the replaced cells.
    """
    owed, judged = [claim for claim in claims if claim is not None], list(verdicts)
    causes = find_wrong_codes(printed)
    if causes:
        owed, judged, causes = _rejudge(printed, owed, judged, causes)
    if not _violated(judged):
        return causes
    bench = set_up(owed, judged)
    cells = list(apply_causes(printed, causes).cells)
    figures = figures_for(cells) if bench.list_violated() else {}
    while bench.list_violated() and len(causes) < MOST_CAUSES:
        cause = (
            find_wrong_unit(cells, bench)
            or find_lost_columns(cells, bench, figures)
            or find_swap(cells, bench, figures)
            or find_shift(cells, bench, figures)
        )
        if cause is None:
            break
        causes.append(cause)
        cells = [cause.replaced.get(cell.cell_no, cell) for cell in cells]
        changed = {cell.table_code for cell in cause.replaced.values()}
        anew = figures_for([cell for cell in cells if cell.table_code in changed])
        figures |= anew
        bench = bench.with_figures(anew)
    return causes


def apply_causes(printed: PrintedReport, causes: Sequence[TableCause]) -> PrintedReport:
    """The report as it would be printed without the causes, later ones on top of earlier ones."""
    replaced = {number: cell for cause in causes for number, cell in cause.replaced.items()}
    if not replaced:
        return printed
    return replace(printed, cells=[replaced.get(cell.cell_no, cell) for cell in printed.cells])


def _rejudge(
    printed: PrintedReport, claims: Sequence[Claim], verdicts: Sequence[Verdict], causes: list[TableCause]
) -> tuple[list[Claim], list[Verdict], list[TableCause]]:
    """Claims and verdicts with the codes put right, and what each of the causes explains of those before.

    Claims beside those of the tables stay as they are: they do not go by the codes of a table's rows.
    """
    corrected = apply_causes(printed, causes)
    tables = [table.table_code for table in printed.tables]
    report = arrange_report(corrected.cells, tables, printed.is_complete)
    own = list(list_claims(report))
    anew = {claim.identity.id for claim in own}
    others = [claim for claim in claims if claim.identity.id not in anew]
    judged = [judge_claim(claim, printed.sha256) for claim in own]
    judged += [verdict for verdict in verdicts if verdict.identity_id not in anew]
    gone = _violated(verdicts) - _violated(judged)
    return [*own, *others], judged, _hand_out(causes, [claim for claim in claims if _key(claim) in gone])


def _violated(verdicts: Iterable[Verdict]) -> set[VerdictKey]:
    return {(v.identity_id, v.instance) for v in verdicts if v.verdict is VerdictKind.VIOLATED}


def _key(claim: Claim) -> VerdictKey:
    return claim.identity.id, claim.instance


def _hand_out(causes: Sequence[TableCause], gone: Sequence[Claim]) -> list[TableCause]:
    """The causes, each with those of the claims that it is the closest to; one close to none is left out.

    A sum may miss the rows of several misspelt codes: it is told once, with the first of them.
    """
    explained: list[list[VerdictKey]] = [[] for _ in causes]
    bench = Bench(list(gone), [], {})
    for number, claim in enumerate(gone):
        near = [_closeness(cause, claim, bench.cells_of(number)) for cause in causes]
        if max(near) > APART:
            explained[near.index(max(near))].append(_key(claim))
    return [
        replace(cause, finding=cause.finding._replace(explains=tuple(keys)))
        for cause, keys in zip(causes, explained, strict=True)
    ]


def _closeness(cause: TableCause, claim: Claim, cells: Set[int]) -> tuple[bool, bool, bool]:
    """Whether the cause's cells stand in the claim, whether they are of one table, and of one code."""
    codes = {cell.subject_code for cell in cause.replaced.values()} | {cause.finding.subject_code}
    named = claim.subject_code in {code[:length] for code in codes for length in (3, 5, 7) if code[:length]}
    stands = not cells.isdisjoint(cause.replaced)
    if not stands and not named:
        return APART
    return stands, claim.table_code == cause.finding.table_code, named
