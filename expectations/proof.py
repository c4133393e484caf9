"""The whole proof of one report: verdicts on all it owes, and one finding for every cause of what is wrong.

What belongs here: the order of the steps, and which finding accounts for which verdict. What must hold is in
the identities, how a cause is found in expectations.table_causes, expectations.localise and
expectations.guards.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from expectations.claims import COLUMN_LIMIT, Claim, Verdict, fit_columns, judge_claim
from expectations.disclosure import Disclosure, check_disclosure, tell_lacking
from expectations.doubts import settle_doubts
from expectations.evaluate import list_claims
from expectations.evaluate_changes import claim_changes, judge_changes
from expectations.evaluate_directions import judge_directions
from expectations.evaluate_performance import claim_performance
from expectations.evaluate_rates import claim_rates, judge_rates
from expectations.evaluate_statements import claim_text
from expectations.evaluate_units import claim_units
from expectations.evaluate_years import claim_years
from expectations.findings import Finding, VerdictKey
from expectations.grading import grade_report
from expectations.guards import run_guards
from expectations.ledger import LedgerEntry, list_ledger
from expectations.localise import localise
from expectations.messages import tell_verdict
from expectations.past import Years, arrange_years
from expectations.printed import PrintedReport
from expectations.rates import RateClaim
from expectations.rounding import VerdictKind
from expectations.sheets import arrange_report
from expectations.table_causes import TableCause, apply_causes, find_table_causes


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
    """What a report owes, judged: `sums` are the verdicts on `claims`, `others` those on all else.

    Of these, `rates` are the claims on percentages.
    """

    claims: list[Claim]
    sums: list[Verdict]
    rates: list[RateClaim]
    others: list[Verdict]

    @property
    def verdicts(self) -> list[Verdict]:
        """All of them."""
        return [*self.sums, *self.others]

    @property
    def stated(self) -> list[Claim | RateClaim | None]:
        """What each of the verdicts is on, None where no claim states it."""
        rates = {(claim.identity.id, claim.instance): claim for claim in self.rates}
        others = [rates.get((verdict.identity_id, verdict.instance)) for verdict in self.others]
        return [*self.claims, *others]


def prove_report(printed: PrintedReport, first_finding: int = 1) -> Proof:
    """Prove a report; ValueError for cells of another report or a unit that is not money."""
    judged = judge_printed(printed)
    doubts = settle_doubts(printed.cells, judged.claims, judged.sums)
    findings = find_causes(printed, judged)
    findings += [tell_verdict(v) for v in judged.verdicts if v.verdict is VerdictKind.SUSPICIOUS]
    disclosures = check_disclosure(printed)
    findings += tell_lacking(printed, disclosures, findings)
    findings = [_fit_finding(finding) for finding in findings]
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
    tables = [table.table_code for table in printed.tables]
    report = arrange_report(printed.cells, tables, printed.is_complete)
    years = arrange_years(printed, report)
    claims = [
        *list_claims(report),
        *claim_text(printed, report),
        *claim_changes(years),
        *claim_years(years),
        *claim_units(printed, report),
    ]
    verdicts = [judge_claim(claim, printed.sha256) for claim in claims]
    rates = list(claim_rates(printed, report))
    others = [*judge_rates(rates, printed.sha256), *_judge_others(printed, years)]
    return Judged(claims, verdicts, rates, [fit_columns(verdict) for verdict in others])


def find_causes(printed: PrintedReport, judged: Judged) -> list[Finding]:
    """One finding for every cause: whole tables first, then single figures, then what guards find.

    Single figures are looked for in the report as it would be printed without the causes in whole tables,
    and guards look at it too.
    """
    violated = list_violated(judged.verdicts)
    causes = find_table_causes(printed, judged.claims, judged.sums)
    of_tables = [cause.finding for cause in causes]
    mended = apply_causes(printed, causes)
    left = judge_printed(mended) if causes else judged
    findings = [*of_tables, *localise(left.stated, left.verdicts, mended)]
    findings = _hand_out(findings, causes, judged)
    findings += run_guards(mended, left.claims, left.verdicts, of_tables)
    return [
        finding._replace(explains=tuple(key for key in finding.explains if key in violated))
        for finding in findings
    ]


def _hand_out(findings: Sequence[Finding], causes: Sequence[TableCause], judged: Judged) -> list[Finding]:
    """The findings, those of the causes first, with what holds without all causes and none mends by itself.

    It is the first cause's in whose tables it has a figure, or the only cause's; else it is told by itself.
    """
    told = {key for finding in findings for key in finding.explains}
    tables = [{cell.table_code for cell in cause.replaced.values()} for cause in causes]
    result = list(findings)
    for claim, verdict in zip(judged.stated, judged.verdicts, strict=True):
        key = (verdict.identity_id, verdict.instance)
        if verdict.verdict is not VerdictKind.VIOLATED or key in told:
            continue
        own = _list_tables(claim) | {verdict.table_code}
        owner = next((n for n, codes in enumerate(tables) if codes & own), 0 if len(causes) == 1 else None)
        if owner is None:
            result.append(tell_verdict(verdict))
        else:
            result[owner] = result[owner]._replace(explains=(*result[owner].explains, key))
    return result


def _list_tables(claim: Claim | RateClaim | None) -> set[str]:
    """Codes of the tables that figures of the claim stand in."""
    if isinstance(claim, Claim):
        figures = [figure for _, figure in (*claim.left, *claim.right)]
    else:
        figures = list(claim.figures) if claim else []
    return {figure.cell.table_code for figure in figures if figure.cell is not None}


def list_violated(verdicts: Iterable[Verdict]) -> dict[VerdictKey, None]:
    """Keys of the violated verdicts, in their order."""
    return {
        (verdict.identity_id, verdict.instance): None
        for verdict in verdicts
        if verdict.verdict is VerdictKind.VIOLATED
    }


def _judge_others(printed: PrintedReport, years: Years) -> Iterable[Verdict]:
    """Verdicts that no claim states: on words of comparison, on changes, on forms of self-evaluation."""
    yield from judge_directions(years)
    yield from judge_changes(years)
    yield from claim_performance(printed, years.report)


def _fit_finding(finding: Finding) -> Finding:
    """The finding without amounts too large for their columns: what is at stake, what is suggested."""
    suspects = tuple(
        suspect._replace(suggested=None)
        if suspect.suggested is not None and abs(suspect.suggested) >= COLUMN_LIMIT
        else suspect
        for suspect in finding.suspects
    )
    is_large = finding.amount is not None and abs(finding.amount) >= COLUMN_LIMIT
    return finding._replace(suspects=suspects, amount=None if is_large else finding.amount)


def _account(verdicts: Iterable[Verdict], findings: Sequence[Finding], first: int) -> list[Verdict]:
    """Verdicts with the number of the finding that accounts for each violated one."""
    numbers = {key: n for n, finding in enumerate(findings, start=first) for key in finding.explains}
    return [
        verdict._replace(finding_no=numbers.get((verdict.identity_id, verdict.instance)))
        if verdict.verdict is VerdictKind.VIOLATED
        else verdict
        for verdict in verdicts
    ]
