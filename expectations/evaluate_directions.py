"""Verdicts on words that compare or list (I28): 大于, 减少, 持平, 主要包括.

A comparison is held against the figures it speaks of: of the text where it states them, of the tables and of
last year's report where it does not.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from expectations.claims import Claim, Verdict, judge_claim
from expectations.clauses import DirectionsClause, MentionsClause
from expectations.identities import Identity, load_identities
from expectations.past import Years
from expectations.rounding import VerdictKind, yuan_from_half_fens
from expectations.sheets import Figure
from expectations.stated import NARRATIVE, StatedText, claim_statement, look_up
from expectations.statements import Statement
from expectations.topics import Place, load_topics

# Which way a word says that the figure lies from what it is compared with.
SIGNS = {"increase": 1, "above": 1, "decrease": -1, "below": -1, "unchanged": 0, "equal": 0}
ONE_FEN = 2  # half-fens
FAULTS = (VerdictKind.VIOLATED, VerdictKind.SUSPICIOUS)


class _Sources(NamedTuple):
    """The identity that is judged and the years whose figures it looks at."""

    identity: Identity
    years: Years

    @property
    def text(self) -> StatedText:
        """The text whose words are judged."""
        return self.years.text


def judge_directions(years: Years) -> Iterator[Verdict]:
    """Verdicts on every comparison and every list in the words of the text; at least one."""
    for identity in load_identities():
        sources = _Sources(identity, years)
        found: list[Verdict] = []
        for clause in identity.clauses:
            if isinstance(clause, DirectionsClause):
                found += _judge_words(clause, sources)
                nothing = Claim(identity, "text", NARRATIVE, reason="nothing_stated:")
                found = found or [judge_claim(nothing, years.sha256)]
            elif isinstance(clause, MentionsClause):
                found += _judge_lists(clause, sources)
        yield from found


def _judge_words(clause: DirectionsClause, sources: _Sources) -> Iterator[Verdict]:
    text = sources.text
    for statement in text.statements:
        if statement.direction not in SIGNS or not text.is_of_year(statement):
            continue
        if statement.kind == "growth":
            change = text.by_no.get(statement.base_no or 0) or text.find_change(statement)
            if change is not None and change.direction in SIGNS and change.amount is not None:
                yield _judge_rate_word(statement, change, sources)
        elif statement.kind == "comparison":
            yield _judge_comparison(clause, statement, sources)


def _judge_rate_word(rate: Statement, change: Statement, sources: _Sources) -> Verdict:
    """A rate and its amount say the same way; a rate or an amount of nothing goes with any word."""
    size = abs(rate.value or Decimal(0)).quantize(Decimal("0.01"))
    said, meant = SIGNS[rate.direction or ""], SIGNS[change.direction or ""]
    alike = said == meant or not size or not change.amount
    right = said * size if alike else meant * size
    return _conclude(
        rate,
        sources,
        VerdictKind.EXACT if alike else VerdictKind.VIOLATED,
        (said * size, right, said * size - right, Decimal(0)),
        unit="percent",
    )


def _judge_comparison(clause: DirectionsClause, words: Statement, sources: _Sources) -> Verdict:
    """The figure left, what it is compared with right; the residual is by how much the words are wrong.

    Words that part two equal figures are wrong by a fen at least.
    """
    this = sources.years.find_figure(words.of_no, words.topic, words)
    other = _find_other(words, sources)
    if this is None or other is None or this.amount is None or other.amount is None:
        lacks_past = _compares_years(words) and sources.years.past is None
        return _refuse(words, sources, "no_prior_report:" if lacks_past else "no_base:")
    difference = this.amount - other.amount
    sign = SIGNS[words.direction or ""]
    bound = this.width + other.width
    within = VerdictKind.WITHIN_ROUNDING
    if sign:
        residual = 0 if difference * sign > 0 else difference or -sign * ONE_FEN
        bound = bound if difference else _round_apart(this, other)
        within = VerdictKind.SUSPICIOUS
    else:
        residual = difference
        percent = clause.rough_percent if _is_rough(words, clause) else clause.equal_percent
        bound += int(abs(other.amount) * percent / 100)
    kind = VerdictKind.EXACT if not residual else within
    if abs(residual) > bound:
        kind = VerdictKind.VIOLATED
    sides = (this.amount, other.amount, residual, bound)
    left, right, off, most = (yuan_from_half_fens(amount) for amount in sides)
    return _conclude(words, sources, kind, (left, right, off, most))


def _round_apart(this: Figure, other: Figure) -> int:
    """How far apart, in half-fens, two equal figures may be: noughts and amounts to the fen are equal."""
    if not this.amount or max(this.width, other.width) * 2 <= ONE_FEN:
        return 0
    return this.width + other.width


def _compares_years(words: Statement) -> bool:
    if words.base is None:
        return words.direction in ("increase", "decrease", "unchanged")
    return words.base == "previous_year"


def _is_rough(words: Statement, clause: DirectionsClause) -> bool:
    """Whether it says 基本持平 rather than 持平; the 基本 of 基本支出 does not count."""
    return any(
        rough in words.printed or f"{rough}{words.printed}" in words.sentence for rough in clause.rough_words
    )


def _find_other(words: Statement, sources: _Sources) -> Figure | None:
    """What the words compare with: a stated figure, the budget, or last year's report."""
    if not _compares_years(words):
        topic = load_topics().get(words.topic)
        return sources.years.find_figure(words.base_no, (topic.budget if topic else None) or "", words)
    stated = sources.text.by_no.get(words.base_no or 0)
    if stated is not None and stated.amount is not None and not stated.topic.endswith("_change"):
        return sources.text.read(stated)
    return sources.years.find_last(words.topic, words.subject_code)


def _judge_lists(clause: MentionsClause, sources: _Sources) -> Iterator[Verdict]:
    """A verdict for each name in a list of what was spent on: 1 it is named, 1 or 0 it has an amount."""
    named = [statement for statement in sources.text.statements if statement.kind == "mention"]
    looked_up = []
    for statement in named:
        place = Place(table=clause.table, code=statement.subject_code, measure=clause.measure)
        looked_up.append((statement, look_up(place, "", sources.years.report)))
    absent = sources.years.report.is_empty(clause.table)
    spent = {s.statement_no: bool(p.figure and p.figure.amount) for s, p in looked_up if p.row is not None}
    idle = 100 * list(spent.values()).count(False) > clause.idle_percent * len(spent)
    for statement, printing in looked_up:
        instance = f"{clause.name}/{sources.text.keys[statement.statement_no]}"
        reason = f"empty_table:{clause.table}" if absent else printing.reason
        if reason is not None and not statement.subject_code:
            reason = f"row_not_printed:{clause.table}/{statement.subject}"
        if reason is None and idle and not spent[statement.statement_no]:
            reason = "list_of_form:"
        if reason is not None:
            verdict = _refuse(statement, sources, reason)
        else:
            found = Decimal(int(spent[statement.statement_no]))
            kind = VerdictKind.EXACT if found else VerdictKind.VIOLATED
            sides = (Decimal(1), found, 1 - found, Decimal(0))
            verdict = _conclude(statement, sources, kind, sides, unit="pieces")
        row = printing.row
        yield verdict._replace(
            instance=instance,
            table_code=clause.table,
            item=row.item if row else statement.subject,
            measure=clause.measure,
            severity="info",
        )


def _refuse(statement: Statement, sources: _Sources, reason: str) -> Verdict:
    claim = claim_statement(sources.identity, statement, sources.text)
    claim.reason = reason
    return judge_claim(claim, sources.years.sha256)


def _conclude(
    statement: Statement, sources: _Sources, kind: VerdictKind, sides: Sequence[Decimal], unit: str = "yuan"
) -> Verdict:
    """The verdict on words; `sides` are left, right, residual and bound."""
    left, right, residual, bound = sides
    return _refuse(statement, sources, "")._replace(
        verdict=kind,
        reason=None,
        left_amount=left,
        right_amount=right,
        residual=residual,
        bound=bound,
        parts=1,
        severity=sources.identity.severity if kind in FAULTS else "info",
        unit=unit,
    )
