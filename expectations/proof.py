"""The whole proof of one report: verdicts on all it owes, and one finding for every cause of what is wrong.

What belongs here: the order of the steps, and which finding accounts for which verdict. What must hold is in
the identities, how a cause is found in expectations.table_causes, expectations.localise and
expectations.guards.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from expectations.claims import Claim, Verdict, judge_claim
from expectations.disclosure import Disclosure, check_disclosure, tell_lacking
from expectations.doubts import settle_doubts
from expectations.evaluate import list_claims
from expectations.evaluate_changes import claim_changes, judge_changes
from expectations.evaluate_directions import judge_directions
from expectations.evaluate_performance import claim_performance
from expectations.evaluate_rates import judge_rates
from expectations.evaluate_statements import claim_text
from expectations.evaluate_units import claim_units
from expectations.evaluate_years import claim_years
from expectations.findings import Finding
from expectations.grading import grade_report
from expectations.ledger import LedgerEntry, list_ledger
from expectations.localise import localise
from expectations.messages import tell_verdict
from expectations.printed import PrintedReport
from expectations.rounding import VerdictKind
from expectations.sheets import Report, arrange_report


@dataclass(frozen=True, slots=True)
class Proof:
    """What is proved of a report.

    `verdicts` are in the order of the identities, each violated one with the number of the finding that
    accounts for it; findings are numbered from `first_finding` on, in their order. `doubts` has each
    uncertain cell by its number (expectations.doubts). `disclosures` are what the published rules want told,
    `ledger` everything that the report owes, `grade` what follows from it.
    """

    verdicts: list[Verdict]
    doubts: dict[int, str | None]
    findings: list[Finding]
    disclosures: list[Disclosure]
    ledger: list[LedgerEntry]
    grade: str


@dataclass(frozen=True, slots=True)
class Judged:
    """Everything a report owes, judged: `claims` parallel to `verdicts`, None for what is no linear claim."""

    claims: list[Claim | None]
    verdicts: list[Verdict]


def prove_report(printed: PrintedReport, first_finding: int = 1) -> Proof:
    """Prove a report; ValueError for cells of another report or a unit that is not money."""
    judged = judge_printed(printed)
    doubts = settle_doubts(
        printed.cells,
        *zip(*((c, v) for c, v in zip(judged.claims, judged.verdicts, strict=True) if c), strict=True),
    )
    findings = localise(judged.claims, judged.verdicts, printed)
    findings += [tell_verdict(v) for v in judged.verdicts if v.verdict is VerdictKind.SUSPICIOUS]
    disclosures = check_disclosure(printed)
    findings += tell_lacking(printed, disclosures)
    ledger = list_ledger(printed, judged.verdicts, disclosures)
    return Proof(
        _account(judged.verdicts, findings, first_finding),
        doubts,
        findings,
        disclosures,
        ledger,
        grade_report(ledger, findings).grade,
    )


def judge_printed(printed: PrintedReport) -> Judged:
    """Verdicts on everything that a report owes: within its tables, in its text, and between the two."""
    report = arrange_report(printed.cells, [table.table_code for table in printed.tables])
    claims = [
        *list_claims(report),
        *claim_text(printed, report),
        *claim_changes(printed, report),
        *claim_years(printed, report),
        *claim_units(printed, report),
    ]
    verdicts = [judge_claim(claim, printed.sha256) for claim in claims]
    others = list(_judge_others(printed, report))
    return Judged([*claims, *(None for _ in others)], [*verdicts, *others])


def _judge_others(printed: PrintedReport, report: Report) -> Iterable[Verdict]:
    """Verdicts that no sum of figures states: rates, words of comparison, forms of self-evaluation."""
    yield from judge_rates(printed, report)
    yield from judge_directions(printed, report)
    yield from judge_changes(printed, report)
    yield from claim_performance(printed, report)


def _account(verdicts: Iterable[Verdict], findings: Sequence[Finding], first: int) -> list[Verdict]:
    """Verdicts with the number of the finding that accounts for each violated one."""
    numbers = {key: n for n, finding in enumerate(findings, start=first) for key in finding.explains}
    return [
        verdict._replace(finding_no=numbers.get((verdict.identity_id, verdict.instance)))
        if verdict.verdict is VerdictKind.VIOLATED
        else verdict
        for verdict in verdicts
    ]
