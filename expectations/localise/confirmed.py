"""Figures that other identities confirm, so that a violated rate does not speak against them."""

from collections.abc import Iterable, Iterator, Sequence

from expectations.claims import Claim, Verdict
from expectations.evaluate_directions import SIGNS
from expectations.findings import Finding
from expectations.localise.amounts import Comparison, speaks_of
from expectations.localise.rates import Place, place_of
from expectations.localise.system import HOLDING
from expectations.printed import PrintedReport
from expectations.rates import RateClaim
from expectations.rounding import VerdictKind
from expectations.sheets import Figure

Stated = Claim | RateClaim | Verdict | None


def list_comparisons(
    verdicts: Iterable[Verdict], printed: PrintedReport, kinds: Iterable[VerdictKind]
) -> Iterator[Comparison]:
    """The text's words of comparison with a verdict of one of these kinds."""
    words = {s.statement_no: s for s in printed.statements if s.kind == "comparison" and s.direction in SIGNS}
    wanted = frozenset(kinds)
    for verdict in verdicts:
        statement = words.get(verdict.statement_no or 0)
        if statement is not None and verdict.verdict in wanted:
            yield Comparison(statement, verdict)


def list_confirmed(
    findings: Sequence[Finding],
    claims: Sequence[Stated],
    verdicts: Sequence[Verdict],
    printed: PrintedReport,
) -> set[Place]:
    """Places of figures that equations, rates or words of equality that hold confirm.

    So they do where a finding accounts for the equation by other figures than these.
    """
    suspected = {key: list_suspected(finding) for finding in findings for key in finding.explains}
    confirmed: set[Place] = set()
    for claim, verdict in zip(claims, verdicts, strict=True):
        figures = _list_equated(claim)
        places = {place for figure in figures if (place := place_of(figure, verdict.sha256))}
        if verdict.verdict in HOLDING and len(figures) > 1:
            confirmed |= places
        elif verdict.verdict is VerdictKind.VIOLATED and isinstance(claim, Claim):
            others = suspected.get((verdict.identity_id, verdict.instance))
            confirmed |= places - others if others else set()
    for words in list_comparisons(verdicts, printed, [VerdictKind.EXACT]):
        if not SIGNS[words.statement.direction or ""]:
            equal = (s for s in printed.statements if s.kind == "amount" and speaks_of(words, s))
            confirmed |= {("statement", statement.statement_no) for statement in equal}
    return confirmed


def list_suspected(finding: Finding) -> set[Place]:
    """Places of the figures that a finding suspects."""
    places: set[Place] = set()
    for suspect in finding.suspects:
        if suspect.cell_no is not None:
            places.add(("cell", suspect.cell_no))
        elif suspect.statement_no is not None:
            places.add(("statement", suspect.statement_no))
    return places


def _list_equated(claim: Stated) -> list[Figure]:
    """The figures that a claim equates; none of one that only limits them or may be broken with reason."""
    if isinstance(claim, RateClaim):
        return list(claim.figures)
    if not isinstance(claim, Claim) or claim.at_most or claim.soft:
        return []
    return [figure for _, figure in (*claim.left, *claim.right)]
