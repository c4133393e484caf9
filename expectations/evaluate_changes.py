"""What the text says of the year before, held against that year's report (I29).

Every claim is soft: last year's figures may have been restated, so that it proves no figure here wrong.
"""

from collections.abc import Iterator

from expectations.claims import Claim, Verdict, withdraw
from expectations.clauses import ChangesClause
from expectations.evaluate_directions import SIGNS
from expectations.identities import Identity, load_identities
from expectations.past import PRIOR_READ_IN_PART, Years
from expectations.rates import RateClaim, judge_rate
from expectations.rounding import VerdictKind
from expectations.stated import NARRATIVE, claim_statement
from expectations.statements import Statement
from expectations.topics import load_topics


def claim_changes(years: Years) -> Iterator[Claim]:
    """Claims on changes since last year and on figures of last year in the text; at least one."""
    for identity in _list_identities():
        claims = list(_claim_text(identity, years)) if years.past else []
        for claim in claims:
            claim.excuse = _find_excuse(years)
        reason = "nothing_stated:" if years.past else "no_prior_report:"
        yield from claims or [Claim(identity, "text", NARRATIVE, reason=reason)]


def judge_changes(years: Years) -> Iterator[Verdict]:
    """Verdicts on growth stated without the change in money, in percent points; there may be none.

    These are beside `claim_changes`, for a growth is no sum of figures.
    """
    excuse = _find_excuse(years)
    for rate in _claim_growths(years):
        verdict = judge_rate(rate, years.sha256)
        violated = verdict.verdict is VerdictKind.VIOLATED
        yield withdraw(verdict, excuse) if excuse and violated else verdict


def _find_excuse(years: Years) -> str | None:
    """Why last year's figure may not be the one found: another printing of it was not read."""
    return PRIOR_READ_IN_PART if years.past and not years.past.report.is_complete else None


def _list_identities() -> Iterator[Identity]:
    for identity in load_identities():
        if any(isinstance(clause, ChangesClause) for clause in identity.clauses):
            yield identity


def _claim_growths(years: Years) -> Iterator[RateClaim]:
    text = years.text
    for identity in _list_identities() if years.past else ():
        for growth in text.statements:
            if growth.kind != "growth" or growth.base == "budget" or not text.is_of_year(growth):
                continue
            if growth.base_no is None and text.find_change(growth) is None:
                yield _claim_growth(identity, growth, years)


def _claim_growth(identity: Identity, growth: Statement, years: Years) -> RateClaim:
    claim = RateClaim(identity, years.text.keys[growth.statement_no], growth, "growth", signless=True)
    this = years.find_figure(growth.of_no, growth.topic, growth)
    last = years.find_last(growth.topic, growth.subject_code)
    if this is None or last is None:
        return claim._replace(reason="no_base:" if this is None else _name_lacking(growth.topic))
    return claim._replace(
        roles=("this", "last"),
        figures=(this, last),
        sharp=(this.width, last.width),
        over=(1, -1),
        under=(0, 1),
        inferred=True,
    )


def _claim_text(identity: Identity, years: Years) -> Iterator[Claim]:
    for statement in years.text.statements:
        if statement.kind != "amount" or statement.amount is None or not statement.topic:
            continue
        topic = load_topics().get(statement.topic)
        if topic is not None and topic.change_of and years.text.is_of_year(statement):
            yield _claim_change(identity, statement, topic.change_of, years)
        elif years.text.is_of_year(statement, years_ago=1):
            yield _claim_past_figure(identity, statement, years)


def _claim_change(identity: Identity, change: Statement, topic: str, years: Years) -> Claim:
    """The stated change with the sign of its word left, this year's figure less last year's right."""
    claim = claim_statement(identity, change, years.text)
    claim.soft = True
    stated = years.text.read(change)
    sign = -1 if SIGNS.get(change.direction or "") == -1 and (stated.amount or 0) > 0 else 1
    this = years.find_figure(change.of_no, topic, change)
    due = (this.amount or 0) - sign * (stated.amount or 0) if this else None
    last = years.find_last(topic, change.subject_code, due)
    if this is None or last is None:
        claim.reason = "no_base:" if this is None else _name_lacking(topic)
        return claim
    claim.left = [(sign, stated)]
    claim.right = [(1, this), (-1, last)]
    return claim


def _claim_past_figure(identity: Identity, statement: Statement, years: Years) -> Claim:
    claim = claim_statement(identity, statement, years.text)
    claim.soft = True
    stated = years.text.read(statement)
    last = years.find_last(statement.topic, statement.subject_code, stated.amount)
    if last is None:
        claim.reason = _name_lacking(statement.topic)
    else:
        claim.left, claim.right = [(1, stated)], [(1, last)]
    return claim


def _name_lacking(topic: str) -> str:
    record = load_topics().get(topic)
    return f"no_prior_figure:{record.zh if record else topic}"
