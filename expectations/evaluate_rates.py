"""Claims on the rates of the text (I27): each share, growth and completion from the amounts it speaks of.

The amounts are those that the text states beside the rate; where it states none, those of the tables.
"""

from collections.abc import Iterable, Iterator

from expectations.claims import Claim, Verdict, judge_claim
from expectations.clauses import RatesClause
from expectations.identities import Identity, load_identities
from expectations.printed import PrintedReport
from expectations.rates import RateClaim, judge_rate
from expectations.sheets import Figure, Report
from expectations.stated import NARRATIVE, StatedText, arrange_text, find_printed
from expectations.statements import Statement
from expectations.topics import load_topics

RATES = frozenset({"share", "growth", "completion"})
DOWN = "decrease"


def judge_rates(claims: Iterable[RateClaim], sha256: str) -> Iterator[Verdict]:
    """Verdicts on every rate of the text, in percent points; at least one, whatever was read."""
    any_owed = False
    for claim in claims:
        any_owed = True
        yield judge_rate(claim, sha256)
    if not any_owed:
        for identity in list_rate_identities():
            yield judge_claim(Claim(identity, "text", NARRATIVE, reason="nothing_stated:"), sha256)


def claim_rates(
    printed: PrintedReport, report: Report, text: StatedText | None = None
) -> Iterator[RateClaim]:
    """The rates of the report's year with the figures that they divide."""
    text = text or arrange_text(printed.statements, printed.fiscal_year)
    for identity in list_rate_identities():
        for statement in text.statements:
            if statement.kind in RATES and text.is_of_year(statement):
                yield _Rate(identity, text, report, statement).claim()


def list_rate_identities() -> Iterator[Identity]:
    """The identities that ask for the rates of the text."""
    for identity in load_identities():
        if any(isinstance(clause, RatesClause) for clause in identity.clauses):
            yield identity


class _Rate:
    """One rate on its way to a claim: which figures it speaks of."""

    def __init__(self, identity: Identity, text: StatedText, report: Report, rate: Statement) -> None:
        self.identity, self.text, self.report, self.rate = identity, text, report, rate
        self.inferred = rate.doubt is not None

    def claim(self) -> RateClaim:
        """The claim on the rate, with a reason where a figure that it needs is not to be had."""
        rate = self.rate
        claim = RateClaim(self.identity, self.text.keys[rate.statement_no], rate, rate.kind)
        if rate.kind == "growth":
            return self._claim_growth(claim)
        above = self._amount(rate.of_no, rate.topic)
        base = self._base_topic()
        below = self._amount(rate.base_no, base)
        if above is None or below is None:
            return claim._replace(reason="no_base:")
        roles = ("part", "whole") if rate.kind == "share" else ("final", "budget")
        return self._fill(claim, roles, (above, below), (1, 0), (0, 1))

    def _claim_growth(self, claim: RateClaim) -> RateClaim:
        """change ÷ (this − change); where the base itself is stated, (this − base) ÷ base."""
        this = self._amount(self.rate.of_no, self.rate.topic)
        named = self.text.by_no.get(self.rate.base_no or 0)
        if named is not None and not named.topic.endswith("_change") and named.direction is None:
            if this is None or named.amount is None:
                return claim._replace(reason="no_base:")
            figures = (this, self.text.read(named))
            filled = self._fill(claim, ("this", "last"), figures, (1, -1), (0, 1))
            return filled._replace(signless=True)
        change = named or self._find_change()
        if change is None or change.amount is None:
            return claim._replace(reason="no_change_stated:")
        if this is None:
            return claim._replace(reason="no_base:")
        figures = (self.text.read(change), this)
        sign = -1 if (change.direction or self.rate.direction) == DOWN else 1
        if sign < 0 and change.amount < 0:
            sign = 1  # 减少 −3.5: the sign repeats the word
        return self._fill(claim, ("change", "this"), figures, (sign, 0), (-sign, 1))._replace(signless=True)

    def _find_change(self) -> Statement | None:
        """The change in money that the rate puts into percent, where the sentence does not join them."""
        self.inferred = True
        if self.rate.base != "budget":
            return self.text.find_change(self.rate)
        topic = f"{self.rate.topic}_budget_change"
        return self.text.find_amount(topic, self.rate.subject_code, near=self.rate)

    def _base_topic(self) -> str:
        topic = load_topics().get(self.rate.topic)
        if topic is None:
            return ""
        return (topic.whole if self.rate.kind == "share" else topic.budget) or ""

    def _amount(self, number: int | None, topic: str) -> Figure | None:
        """The figure of the statement with that number, else the topic's nearest one, else the tables'."""
        named = self.text.by_no.get(number or 0)
        if named is not None and named.amount is not None:
            return self.text.read(named)
        if not topic:
            return None
        self.inferred = True
        for code in dict.fromkeys((self.rate.subject_code, "")):
            if code != self.rate.subject_code and topic == self.rate.topic:
                break
            statement = self.text.find_amount(topic, code, near=self.rate)
            if statement is not None:
                return self.text.read(statement)
            printed = find_printed(topic, code, self.report)
            if printed is not None:
                return printed
        return None

    def _fill(
        self,
        claim: RateClaim,
        roles: tuple[str, ...],
        figures: tuple[Figure, ...],
        over: tuple[int, ...],
        under: tuple[int, ...],
    ) -> RateClaim:
        return claim._replace(
            roles=roles,
            figures=figures,
            sharp=tuple(self._sharpen(figure) for figure in figures),
            over=over,
            under=under,
            inferred=self.inferred,
        )

    def _sharpen(self, figure: Figure) -> int:
        """Half-width of a figure whose zeros were cut off; a table that prints more digits than it tells."""
        statement = figure.statement
        if statement is None:
            return figure.width
        printed = find_printed(statement.topic, statement.subject_code, self.report)
        rounded = printed is not None and printed.amount != figure.amount
        return figure.width if rounded else self.text.read_sharply(statement).width
