"""Judges what differs between two warehouse files, and takes over what was said of the rest.

What belongs here: how each suite is answered. It is not asked where nothing it looks at differs, asked about
touched reports where their rows tell it all, else asked about everything.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from expectations.carrying import carry_outcomes
from expectations.contracts import Contract, contracts
from expectations.moot import count_moot
from expectations.outcomes import Outcome
from expectations.questions import Question, ask_schema, list_questions
from expectations.session import Session
from expectations.side_by_side import SideBySide, Touched, open_side_by_side
from expectations.suite_change import SuiteChange

# What is proved of reports is looked at in these tables; a frame joins some of them by the report.
PROOFS = (
    *("dim_report", "quality_verdict", "quality_finding", "quality_suspect"),
    *("quality_disclosure", "quality_ledger"),
)
INCREMENT = "increment"  # folder among the results
# Beyond this share of the reports, asking about all costs less than asking about the touched ones twice.
MOST_TOUCHED = 0.5


def judge_increment(session: Session, warehouse: Path, change: SuiteChange) -> list[Outcome] | None:
    """Outcomes of every suite on `warehouse`, None where the change does not lend itself to an increment.

    That is where more than half of the reports are touched, or the file before cannot be read or has other
    tables. Results of what is asked about touched reports are kept in the folder INCREMENT.
    """
    try:
        with open_side_by_side(warehouse, change.before, change.touched) as both:
            many = len(change.touched) > MOST_TOUCHED * both.count_reports()
            if many or not both.has_same_columns():
                return None
            increment = _Increment(session, both, change)
            return [
                outcome
                for question in (ask_schema(), *list_questions(both.now))
                for outcome in increment.answer(question)
            ]
    except duckdb.Error:
        return None


class _Increment:
    def __init__(self, session: Session, both: SideBySide, change: SuiteChange) -> None:
        self._session, self._both, self._touched = session, both, change.touched
        self._before: dict[str, list[Outcome]] = {}
        for outcome in change.outcomes:
            self._before.setdefault(outcome.suite, []).append(outcome)
        self._proofs_add_up = all(both.has_same_rest(table) for table in PROOFS)

    def answer(self, question: Question) -> list[Outcome]:
        """Outcomes of one suite, by the cheapest way that tells the same as asking about everything."""
        found = self._take_over(question)
        if found is None:
            found = self._session.judge(question.suite, question.fetch(self._both.now), question.place)
        return [replace(outcome, not_evaluable_count=question.not_evaluable) for outcome in found]

    def _take_over(self, question: Question) -> list[Outcome] | None:
        before = self._before.get(question.suite.name, [])
        asked_alike = [_labels(outcome) for outcome in before] == list(_expected_labels(question))
        if not asked_alike or any(outcome.errored for outcome in before):
            return None
        contract = question.contract
        if contract is not None and not is_told_by_report(contract):
            return before if self._is_unchanged(contract) else None
        if not (self._adds_up(contract) if contract else question.is_of_reports and self._proofs_add_up):
            return None
        gone = self._judge_touched(question, self._both.gone, "before", before)
        come = self._judge_touched(question, self._both.come, "now", before)
        return carry_outcomes(before, gone, come, self._touched)

    def _judge_touched(
        self, question: Question, rows: Touched, when: str, before: Sequence[Outcome]
    ) -> list[Outcome]:
        """Outcomes on touched reports alone, without those that would count no row."""
        from expectations.suites import narrow_suite  # noqa: PLC0415 - imports Great Expectations

        contract = question.contract
        if not any(rows.tables[table] for table in ([contract.table] if contract else PROOFS)):
            return []
        frames = list(question.fetch(rows.connection))
        moot = count_moot(question.suite, frames)
        found = [_met_by(o, moot[o.expectation_id]) for o in before if o.expectation_id in moot]
        if len(moot) < len(before):
            asked = narrow_suite(question.suite, without=moot)
            name = f"{INCREMENT}/{when}/{question.suite.name}"
            found += self._session.judge(asked, frames, question.place, name)
        return found

    def _is_unchanged(self, contract: Contract) -> bool:
        looks_elsewhere = any(re.search(r"\bSELECT\b", check.sql, re.IGNORECASE) for check in contract.checks)
        return (
            not looks_elsewhere
            and self._both.is_same(contract.table)
            and all(self._both.has_same_values(*target) for target in _targets(contract))
        )

    def _adds_up(self, contract: Contract) -> bool:
        """Whether untouched reports have as many rows as before, and find what they refer to as before."""
        return self._both.has_same_rest(contract.table) and all(
            self._both.has_same_values(table, columns)
            for table, columns in _targets(contract)
            if contracts()[table].primary_key[0] != "sha256"
        )


def is_told_by_report(contract: Contract) -> bool:
    """Whether what is said of a table is what is said of each report's rows, looking at no other report's.

    Not so for a table of one row a report, which is small and whose checks compare reports.
    """
    own_report = all(
        "sha256" in columns or contracts()[table].primary_key[0] != "sha256"
        for table, columns in _references(contract)
    )
    own_row = not any(re.search(r"\b(SELECT|OVER)\b", check.sql, re.IGNORECASE) for check in contract.checks)
    return contract.primary_key[0] == "sha256" and len(contract.primary_key) > 1 and own_report and own_row


def _references(contract: Contract) -> Iterator[tuple[str, Sequence[str]]]:
    """Tables that a table refers to, each with its own columns that do."""
    for column in contract.columns:
        if column.references:
            yield column.references.table, [column.name]
    for reference in contract.references:
        yield reference.table, reference.columns


def _targets(contract: Contract) -> Iterator[tuple[str, Sequence[str]]]:
    """Tables that a table refers to, each with those columns of its that are looked up."""
    for column in contract.columns:
        if column.references:
            yield column.references.table, [column.references.column]
    for reference in contract.references:
        yield reference.table, reference.columns


def _met_by(outcome: Outcome, rows: int) -> Outcome:
    """The outcome where so many rows were examined and all met the expectation."""
    return replace(outcome, success=True, element_count=rows, unexpected_count=0, failing_rows=())


def _labels(outcome: Outcome) -> tuple[str | None, ...]:
    names = (outcome.name_zh, outcome.name_en)
    return (outcome.expectation_id, outcome.table, outcome.identity_id, *names, outcome.severity)


def _expected_labels(question: Question) -> Iterable[tuple[str | None, ...]]:
    named = ("expectation_id", "table", "identity_id", "name_zh", "name_en", "severity")
    for expectation in question.suite.expectations:
        yield tuple(expectation.meta[name] for name in named)
