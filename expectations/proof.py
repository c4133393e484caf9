"""The whole proof of one report: verdicts on all it owes, and one finding for every cause of what is wrong.

What belongs here: the order of the steps, and which finding accounts for which verdict. What must hold is in
the identities, how a cause is found in expectations.table_causes, expectations.localise and
expectations.guards.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from expectations.claims import Verdict, judge_claim
from expectations.doubts import settle_doubts
from expectations.evaluate import list_claims
from expectations.findings import Finding
from expectations.messages import tell_verdict
from expectations.printed import PrintedReport
from expectations.rounding import VerdictKind
from expectations.sheets import arrange_report

TOLD = frozenset({VerdictKind.VIOLATED, VerdictKind.SUSPICIOUS})


@dataclass(frozen=True, slots=True)
class Proof:
    """What is proved of a report.

    `verdicts` are in the order of the identities, each violated one with the number of the finding that
    accounts for it; findings are numbered from `first_finding` on, in their order. `doubts` has each
    uncertain cell by its number (expectations.doubts).
    """

    verdicts: list[Verdict]
    doubts: dict[int, str | None]
    findings: list[Finding]


def prove_report(printed: PrintedReport, first_finding: int = 1) -> Proof:
    """Prove a report; ValueError for cells of another report or a unit that is not money."""
    report = arrange_report(printed.cells, [table.table_code for table in printed.tables])
    claims = list(list_claims(report))
    verdicts = [judge_claim(claim, printed.sha256) for claim in claims]
    doubts = settle_doubts(printed.cells, claims, verdicts)
    findings = [tell_verdict(verdict) for verdict in verdicts if verdict.verdict in TOLD]
    return Proof(_account(verdicts, findings, first_finding), doubts, findings)


def _account(verdicts: Iterable[Verdict], findings: Sequence[Finding], first: int) -> list[Verdict]:
    """Verdicts with the number of the finding that accounts for each violated one."""
    numbers = {key: n for n, finding in enumerate(findings, start=first) for key in finding.explains}
    return [
        verdict._replace(finding_no=numbers.get((verdict.identity_id, verdict.instance)))
        if verdict.verdict is VerdictKind.VIOLATED
        else verdict
        for verdict in verdicts
    ]
