"""A year's postings in exact yuan, and the sums every table takes from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

FUNDS = ("general", "fund", "capital")
FUND_MEASURES = {"general": "general_public_budget", "fund": "government_fund", "capital": "state_capital"}
OWN_INCOME = (
    "superior_subsidy",
    "business_income",
    "operating_income",
    "subordinate_remittance",
    "other_income",
)
EVERY_SOURCE = (*FUNDS, "other")
OWN_EXPENDITURE = ("remitted_to_superior", "operating_expenditure", "subordinate_subsidy")
SPENT = ("basic", "project", *OWN_EXPENDITURE)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Postings by (subject code, what, source); a source is a fund, or 'other' for all other money.

    what: 'received', 'basic', 'project', one of OWN_EXPENDITURE, or 'opening' (of a fund, under code '' when
    the report states it for the whole fund only). Of other money, what was received has the kind of income as
    its source.
    """

    postings: Mapping[tuple[str, str, str], Decimal]
    used_surplus: Decimal
    distributed: Decimal

    @classmethod
    def from_facts(cls, content: Mapping[str, Any]) -> Self:
        """Post what a facts file, or one of its budgets, states.

        Raises ValueError when a balance is negative.
        """
        postings: dict[tuple[str, str, str], Decimal] = {}
        for code, entry in content["subjects"].items():
            for what, sources in entry.items():
                for source, amount in sources.items():
                    postings[code, what, source] = Decimal(amount)
        for source, amounts in content.get("opening", {}).items():
            by_code = amounts if isinstance(amounts, Mapping) else {"": amounts}
            for code, amount in by_code.items():
                postings[code, "opening", source] = Decimal(amount)
        ledger = cls(
            postings,
            Decimal(content.get("used_surplus", "0")),
            Decimal(content.get("surplus_distributed", "0")),
        )
        for source in EVERY_SOURCE:
            if ledger.closing(source) < 0:
                raise ValueError(f"{source}: closing balance is negative: {ledger.closing(source)}")
        return ledger

    def total(self, what: str | Iterable[str], source: str | Iterable[str], code: str = "") -> Decimal:
        """Sum the postings of some kinds and sources whose subject code starts with `code`."""
        kinds = {what} if isinstance(what, str) else set(what)
        sources = {source} if isinstance(source, str) else set(source)
        return sum(
            (
                amount
                for (posted, kind, origin), amount in self.postings.items()
                if kind in kinds and origin in sources and posted.startswith(code)
            ),
            ZERO,
        )

    def income(self, source: str | Iterable[str], code: str = "") -> Decimal:
        """This year's income from some sources."""
        return self.total("received", source, code)

    def spent(self, source: str | Iterable[str], code: str = "") -> Decimal:
        """This year's expenditure of a fund, of 'other' money, or of several of them."""
        return self.total(SPENT, source, code)

    def opening(self, source: str | Iterable[str], code: str = "") -> Decimal:
        """The balance brought forward; for 'other' money it leaves out the surplus used."""
        return self.total("opening", source, code)

    def closing(self, source: str | Iterable[str], code: str = "") -> Decimal:
        """The balance carried forward; for 'other' money after use and distribution of surplus."""
        sources = (source,) if isinstance(source, str) else tuple(source)
        balance = self.opening(sources, code) + self.income(sources, code) - self.spent(sources, code)
        if "other" in sources:
            balance += self.income(OWN_INCOME, code) + self.used_surplus - self.distributed
        return balance

    def codes(self, kinds: Iterable[str], sources: Iterable[str]) -> list[str]:
        """Return the 类, 款 and 项 codes, sorted, under which such postings that are not zero stand."""
        kinds, sources = set(kinds), set(sources)
        leaves = {
            code
            for (code, kind, origin), amount in self.postings.items()
            if code and kind in kinds and origin in sources and amount != 0
        }
        return sorted({code[:length] for code in leaves for length in (3, 5, 7)})
