"""What becomes of the violated verdicts that no figure was located for: rates, soft claims, comparisons.

A verdict that holds once the figures found wrong are put right belongs to their finding. Any other rate is
wrong itself or has a wrong amount (expectations.localise.rate_findings). The rest are findings of their own.
"""

from collections.abc import Mapping, Sequence

from expectations.claims import Claim, Verdict
from expectations.findings import Finding, VerdictKey
from expectations.localise.amounts import Comparison, agrees_in_words
from expectations.localise.confirmed import Stated, list_comparisons, list_confirmed, list_suspected
from expectations.localise.rate_findings import explain_rates
from expectations.localise.rates import Place, agrees, list_places, place_of
from expectations.messages import tell_verdict
from expectations.performance_findings import find_performance, is_of_form
from expectations.printed import PrintedReport
from expectations.rates import RateClaim
from expectations.rounding import VerdictKind, count_half_fens
from expectations.sheets import Figure

CERTAIN = ("L01", "L05")  # rules of findings on figures that are clearly the wrong ones
OPEN = ("L02", "L05")  # rules of findings that leave the values of their figures open
# Places of figures → half-fens that they should be.
Right = Mapping[Place, int]
Left = tuple[Stated, Verdict]


def explain_rest(
    findings: Sequence[Finding],
    claims: Sequence[Stated],
    verdicts: Sequence[Verdict],
    printed: PrintedReport,
) -> list[Finding]:
    """The findings, with every violated verdict that none of them explains added to one or made one."""
    explained = {key for finding in findings for key in finding.explains}
    left = [
        (claim, verdict)
        for claim, verdict in zip(claims, verdicts, strict=True)
        if verdict.verdict is VerdictKind.VIOLATED
        and _key(verdict) not in explained
        and not is_of_form(verdict)
    ]
    words = list(list_comparisons((verdict for _, verdict in left), printed, [VerdictKind.VIOLATED]))
    result, left = _hand_out(findings, left, _list_mended(findings, words, printed))
    rates = [(claim, verdict) for claim, verdict in left if isinstance(claim, RateClaim)]
    if rates:
        confirmed = list_confirmed(result, claims, verdicts, printed)
        result, rates = _hand_out_doubted(result, rates, confirmed)
        keys = {_key(verdict) for _, verdict in left}
        open_words = [one for one in words if _key(one.verdict) in keys]
        result += explain_rates(rates, open_words, confirmed)
    told = {key for finding in result for key in finding.explains}
    result += [tell_verdict(verdict) for _, verdict in left if _key(verdict) not in told]
    return [*result, *find_performance(printed, verdicts)]


def _key(verdict: Verdict) -> VerdictKey:
    return verdict.identity_id, verdict.instance


def _list_mended(
    findings: Sequence[Finding], words: Sequence[Comparison], printed: PrintedReport
) -> dict[VerdictKey, int]:
    """Verdicts on words of comparison that hold with what a finding suggests, and the finding's place."""
    statements = {("statement", statement.statement_no): statement for statement in printed.statements}
    return {
        _key(one.verdict): number
        for number, finding in enumerate(findings)
        for place, due in _list_right(finding).items()
        for one in words
        if place in statements and agrees_in_words(one, statements[place], due)
    }


def _hand_out(
    findings: Sequence[Finding], left: Sequence[Left], mended: Mapping[VerdictKey, int]
) -> tuple[list[Finding], list[Left]]:
    """Findings with the verdicts that they settle or are on, and those that none of them does.

    `mended` tells the finding that settles words of comparison.
    """
    result, others = list(findings), []
    right = [_list_right(finding) for finding in findings]
    for claim, verdict in left:
        owner = next((n for n, values in enumerate(right) if _settles(values, claim, verdict)), None)
        owner = mended.get(_key(verdict)) if owner is None else owner
        if owner is None:
            owner = next((n for n, finding in enumerate(findings) if _is_on(finding, verdict)), None)
        if owner is None:
            others.append((claim, verdict))
        else:
            result[owner] = _explain(result[owner], verdict)
    return result, others


def _hand_out_doubted(
    findings: Sequence[Finding], rates: Sequence[tuple[RateClaim, Verdict]], confirmed: set[Place]
) -> tuple[list[Finding], list[tuple[RateClaim, Verdict]]]:
    """Findings with the rates of the amounts that they suspect without a value, and the other rates."""
    result, others = list(findings), []
    doubted = [list_suspected(f) - confirmed if f.rule_id in OPEN else set() for f in findings]
    for claim, verdict in rates:
        places = list_places(claim, verdict.sha256)
        owner = next((n for n, suspected in enumerate(doubted) if suspected & places), None)
        if owner is None:
            others.append((claim, verdict))
        else:
            result[owner] = _explain(result[owner], verdict)
    return result, others


def _explain(finding: Finding, verdict: Verdict) -> Finding:
    return finding._replace(explains=(*finding.explains, _key(verdict)))


def _list_right(finding: Finding) -> dict[Place, int]:
    """What the figures of a finding should be, where it is clear."""
    right: dict[Place, int] = {}
    for suspect in finding.suspects:
        if suspect.suggested is None:
            continue
        if suspect.cell_no is not None:
            right["cell", suspect.cell_no] = count_half_fens(suspect.suggested)
        elif suspect.statement_no is not None:
            right["statement", suspect.statement_no] = count_half_fens(suspect.suggested)
    return right


def _settles(right: Right, claim: Stated, verdict: Verdict) -> bool:
    """Whether the verdict would be another one with these figures put right."""
    if isinstance(claim, RateClaim):
        amounts = [_read(figure, right, verdict.sha256) for figure in claim.figures]
        moved = amounts != [figure.amount or 0 for figure in claim.figures]
        return moved and agrees(claim, amounts)
    if not isinstance(claim, Claim) or verdict.bound is None or verdict.unit != "yuan":
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
    place = place_of(figure, sha256)
    amount = figure.amount or 0
    return right.get(place, amount) if place else amount
