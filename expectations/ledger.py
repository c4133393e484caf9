"""The ledger of a report: everything it owes, and whether that was checked and held.

One entry a table, section and item to disclose, identity, and kind of statement. What was not checked is
never a pass: an entry passes only where all its instances that apply were checked and hold. The rules by
which reasons become outcomes are data (rules/ledger.yml).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from expectations.claims import Verdict
from expectations.disclosure import Disclosure
from expectations.disclosure_items import load_disclosures
from expectations.identities import load_identities
from expectations.ledger_rules import Outcome, load_ledger_rules
from expectations.printed import PrintedReport
from expectations.rounding import VerdictKind

# What an entry comes to, of the outcomes of its instances: the first of these that occurs.
PRECEDENCE: tuple[Outcome, ...] = ("violated", "unread", "insufficient_data", "pass", "not_applicable")


class LedgerEntry(NamedTuple):
    """One row of quality_ledger. `thing` is a table, an item, an identity or a kind of statement."""

    sha256: str
    kind: str
    thing: str
    rule_id: str
    name_zh: str
    name_en: str
    status: Outcome
    severity: str
    instances: int
    passed: int
    violated: int
    not_evaluable: int
    reason: str | None = None


class _Duty(NamedTuple):
    """The fields of an entry that say what is owed."""

    sha256: str
    kind: str
    thing: str
    rule_id: str
    name_zh: str
    name_en: str


class _Instance(NamedTuple):
    outcome: Outcome
    reason: str | None = None


def list_ledger(
    printed: PrintedReport, verdicts: Sequence[Verdict], disclosures: Sequence[Disclosure]
) -> list[LedgerEntry]:
    """Everything that a report owes: what it is to disclose, then the identities, then its statements."""
    judge = _Outcomes(printed, disclosures)
    return [
        *_enter_disclosures(printed.sha256, disclosures),
        *_enter_identities(printed.sha256, verdicts, judge),
        *_enter_statements(printed, verdicts, judge),
    ]


class _Outcomes:
    """What the verdicts of one report come to."""

    def __init__(self, printed: PrintedReport, disclosures: Iterable[Disclosure]) -> None:
        self._rules = load_ledger_rules()
        self.text_read = any(section.text for section in printed.sections) or bool(printed.statements)
        tables = {item.id: item.table_code for item in load_disclosures().items if item.kind == "table"}
        self._tables = {
            tables[disclosure.item_id]: disclosure.status
            for disclosure in disclosures
            if disclosure.item_id in tables
        }

    def of_verdict(self, verdict: Verdict) -> _Instance:
        """Held, violated, or why it could not be told."""
        if verdict.verdict is VerdictKind.VIOLATED:
            return _Instance("violated")
        if verdict.verdict is not VerdictKind.NOT_EVALUABLE:
            return _Instance("pass")
        key, _, subject = (verdict.reason or "").partition(":")
        outcome = self._rules.reasons.get(key, "insufficient_data")
        if key in self._rules.of_text and not self.text_read:
            outcome = "unread"
        if key == self._rules.of_table:
            outcome = self._of_missing(subject, outcome)
        return _Instance(outcome, key)

    def of_statement(self, verdicts: Iterable[Verdict]) -> _Instance:
        """A statement by the verdicts on it: the weightiest of them, where there are any."""
        instances = [self.of_verdict(verdict) for verdict in verdicts]
        if not instances:
            return _Instance(self._rules.no_claim, "no_claim")
        checked = [found for found in instances if found.outcome in ("violated", "pass")]
        return min(checked or instances, key=lambda found: PRECEDENCE.index(found.outcome))

    def _of_missing(self, tables: str, otherwise: Outcome) -> Outcome:
        """What lacks tables: not applicable where one of them is not owed, unread where one is unread."""
        states = {self._tables.get(table) for table in tables.replace("+", ",").split(",")}
        if "not_applicable" in states:
            return "not_applicable"
        return "unread" if "unread" in states else otherwise


def _enter_disclosures(sha256: str, disclosures: Iterable[Disclosure]) -> Iterable[LedgerEntry]:
    items = {item.id: item for item in load_disclosures().items}
    outcomes = load_ledger_rules().disclosure
    for disclosure in disclosures:
        item = items[disclosure.item_id]
        thing = item.table_code if item.kind == "table" and item.table_code else item.id
        found = [_Instance(outcomes[disclosure.status], disclosure.reason)]
        duty = _Duty(sha256, item.kind, thing, item.id, item.zh, item.en)
        yield _enter(duty, disclosure.severity, found)


def _enter_identities(sha256: str, verdicts: Iterable[Verdict], judge: _Outcomes) -> Iterable[LedgerEntry]:
    found: dict[str, list[_Instance]] = {}
    for verdict in verdicts:
        found.setdefault(verdict.identity_id, []).append(judge.of_verdict(verdict))
    for identity in load_identities():
        duty = _Duty(sha256, "identity", identity.id, identity.id, identity.name_zh, identity.name_en)
        # An identity owes a verdict even where it has nothing to say; without one it has not been asked.
        instances = found.get(identity.id) or [_Instance("insufficient_data", "not_asked")]
        yield _enter(duty, identity.severity, instances)


def _enter_statements(
    printed: PrintedReport, verdicts: Iterable[Verdict], judge: _Outcomes
) -> Iterable[LedgerEntry]:
    severities = {identity.id: identity.severity for identity in load_identities()}
    of_statement: dict[int, list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.statement_no is not None:
            of_statement.setdefault(verdict.statement_no, []).append(verdict)
    for kind, record in load_ledger_rules().statements.items():
        own = [statement for statement in printed.statements if statement.kind == kind]
        instances = [judge.of_statement(of_statement.get(s.statement_no, ())) for s in own]
        if not own:
            nothing: Outcome = "not_applicable" if judge.text_read else "unread"
            instances = [_Instance(nothing, "nothing_stated")]
        duty = _Duty(printed.sha256, "statement", kind, record.rule, record.zh, record.en)
        yield _enter(duty, severities.get(record.rule, "error"), instances)


def _enter(duty: _Duty, severity: str, instances: Sequence[_Instance]) -> LedgerEntry:
    counts = Counter(found.outcome for found in instances)
    status = next(outcome for outcome in PRECEDENCE if counts[outcome])
    unchecked = [found for found in instances if found.outcome not in ("pass", "violated")]
    # Of an entry that was not checked the reason is one that made it so.
    deciding = [found for found in unchecked if found.outcome == status] or unchecked
    reasons = Counter(found.reason for found in deciding if found.reason)
    return LedgerEntry(
        *duty,
        status=status,
        severity=severity,
        instances=len(instances),
        passed=counts["pass"],
        violated=counts["violated"],
        not_evaluable=len(unchecked),
        reason=min(reasons, key=lambda reason: (-reasons[reason], reason)) if reasons else None,
    )
