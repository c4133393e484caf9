"""What becomes of the violated verdicts that no figure was located for: rates, soft claims, comparisons.

A verdict that holds once the figures found wrong are put right belongs to their finding. Any other rate is
found wrong itself. The rest are findings of their own.
"""

from collections.abc import Mapping, Sequence

from expectations.claims import Claim, Verdict
from expectations.evaluate_rates import claim_rates
from expectations.findings import Finding, VerdictKey
from expectations.localise.rates import agrees, tell_rate
from expectations.messages import tell_verdict
from expectations.performance_findings import find_performance, is_of_form
from expectations.printed import PrintedReport
from expectations.rates import RateClaim
from expectations.rounding import VerdictKind, count_half_fens
from expectations.sheets import Figure, arrange_report

CERTAIN = ("L01", "L05")  # rules of findings on figures that are clearly the wrong ones
# ('cell' or 'statement', number within the report) → half-fens that the figure should be.
Right = Mapping[tuple[str, int], int]


def explain_rest(
    findings: Sequence[Finding],
    claims: Sequence[Claim | Verdict | None],
    verdicts: Sequence[Verdict],
    printed: PrintedReport,
) -> list[Finding]:
    """The findings, with every violated verdict that none of them explains added to one or made one."""
    result = list(findings)
    explained = {key for finding in findings for key in finding.explains}
    rest = [
        (claim, verdict)
        for claim, verdict in zip(claims, verdicts, strict=True)
        if verdict.verdict is VerdictKind.VIOLATED
        and _key(verdict) not in explained
        and not is_of_form(verdict)
    ]
    rates = _find_rates(printed) if any(verdict.unit == "percent" for _, verdict in rest) else {}
    right = [_list_right(finding) for finding in findings]
    for claim, verdict in rest:
        stated = claim if isinstance(claim, Claim) else rates.get(_key(verdict))
        owner = next((n for n, values in enumerate(right) if _settles(values, stated, verdict)), None)
        if owner is None:
            owner = next((n for n, finding in enumerate(findings) if _is_on(finding, verdict)), None)
        if owner is not None:
            result[owner] = result[owner]._replace(explains=(*result[owner].explains, _key(verdict)))
        elif isinstance(stated, RateClaim):
            result.append(tell_rate(verdict, stated))
        else:
            result.append(tell_verdict(verdict))
    return [*result, *find_performance(printed, verdicts)]


def _key(verdict: Verdict) -> VerdictKey:
    return verdict.identity_id, verdict.instance


def _find_rates(printed: PrintedReport) -> dict[VerdictKey, RateClaim]:
    """Claims on the rates of the text, by the keys of their verdicts."""
    report = arrange_report(printed.cells, [table.table_code for table in printed.tables])
    return {(claim.identity.id, claim.instance): claim for claim in claim_rates(printed, report)}


def _list_right(finding: Finding) -> dict[tuple[str, int], int]:
    """What the figures of a finding should be, where it is clear."""
    right = {}
    for suspect in finding.suspects:
        if suspect.suggested is None:
            continue
        if suspect.cell_no is not None:
            right["cell", suspect.cell_no] = count_half_fens(suspect.suggested)
        elif suspect.statement_no is not None:
            right["statement", suspect.statement_no] = count_half_fens(suspect.suggested)
    return right


def _settles(right: Right, claim: Claim | RateClaim | None, verdict: Verdict) -> bool:
    """Whether the verdict would be another one with these figures put right."""
    if isinstance(claim, RateClaim):
        amounts = [_read(figure, right, verdict.sha256) for figure in claim.figures]
        moved = amounts != [figure.amount or 0 for figure in claim.figures]
        return moved and agrees(claim, amounts)
    if claim is None or verdict.bound is None or verdict.unit != "yuan":
        return False
    printed = due = 0
    for side, figures in ((1, claim.left), (-1, claim.right)):
        for sign, figure in figures:
            printed += side * sign * (figure.amount or 0)
            due += side * sign * _read(figure, right, verdict.sha256)
    return due != printed and (due if claim.at_most else abs(due)) <= count_half_fens(verdict.bound)


def _is_on(finding: Finding, verdict: Verdict) -> bool:
    """Whether the verdict, on words or numbers of pieces, is on the very cell that was found wrong."""
    if verdict.unit == "yuan" or not finding.suspects or finding.rule_id not in CERTAIN:
        return False
    places = ((s.table_code, s.side, s.subject_code, s.measure) for s in finding.suspects if s.set_no == 1)
    place = (verdict.table_code, verdict.side, verdict.subject_code, verdict.measure)
    return bool(verdict.subject_code) and place in places


def _read(figure: Figure, right: Right, sha256: str) -> int:
    """The figure's amount, put right if it is one of those."""
    place: tuple[str, int] | None = None
    if figure.cell is not None and figure.cell.sha256 == sha256:
        place = ("cell", figure.cell.cell_no)
    elif figure.statement is not None and figure.statement.sha256 == sha256:
        place = ("statement", figure.statement.statement_no)
    amount = figure.amount or 0
    return right.get(place, amount) if place else amount
