"""Accounts of a made-up department, drawn at random so that every identity holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from assets.reference.subjects import load_subjects
from tools.samples.facts import Facts, form
from tools.samples.layout import Layout

CITIES = ("样川市", "青禾县", "澜州市", "云屏县", "松原河自治县")
DISTRICTS = ("浮桥区", "南岭区", "望江区", "")
BODIES = (
    "水利局",
    "教育局",
    "司法局",
    "农业农村局",
    "人民检察院",
    "第三中学",
    "文化馆",
    "市场监督管理局",
    "住房和城乡建设委员会",
    "退役军人事务服务中心",
    "妇女联合会",
)
FUND_CODES = ("2120803", "2296002", "2296003", "2082201", "2120804")
CAPITAL_CODES = ("2230105", "2230201", "2239999")
OWN = ("superior_subsidy", "business_income", "operating_income", "subordinate_remittance", "other_income")
OF_THREE_PUBLIC = {
    "abroad": "30212",
    "vehicle_purchase": "31013",
    "vehicle_operation": "30231",
    "reception": "30217",
}
FIRST_YEAR, LAST_YEAR, FIRST_OF_THREE_FUNDS = 2017, 2025, 2019
Postings = dict[str, dict[str, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Case:
    """Who reports on which year, and how far the accounts go."""

    department: str
    body: str
    fiscal_year: int
    subjects: int
    has_fund: bool
    has_capital: bool
    has_own_money: bool
    has_negative: bool
    magnitude: int


def draw_case(random: Random, fiscal_year: int) -> Case:
    """Draw a department and the size of its accounts."""
    return Case(
        department=random.choice(CITIES) + random.choice(DISTRICTS) + random.choice(BODIES),
        body=random.choice(("部门", "单位")),
        fiscal_year=fiscal_year,
        subjects=random.choice((3, 5, 8, 12, 20)),
        has_fund=random.random() < 0.6,
        has_capital=fiscal_year >= FIRST_OF_THREE_FUNDS and random.random() < 0.3,
        has_own_money=random.random() < 0.6,
        has_negative=random.random() < 0.3,
        magnitude=random.choice((5, 6, 7, 8)),
    )


def draw_facts(random: Random, name: str, case: Case, layout: Layout) -> Facts:
    """Draw the accounts of a case; the final ones and, where the layout prints budgets, two more."""
    draw = _Draw(random, case)
    content: dict[str, Any] = draw.content()
    if layout.budget_columns:
        content["budgets"] = {column: draw.budget() for column in ("initial", "adjusted")}
    content["subject_names"] = _names(draw.codes, case.fiscal_year)
    content["duties"] = ["拟订本行业的规划并组织实施", "指导下属单位的业务工作"]
    content["offices"] = ["办公室", "财务股", "业务股"]
    content["scope"] = f"{case.department}本级"
    return Facts(name, case.department, case.body, case.fiscal_year, "未知地区", layout, content)


class _Draw:
    """Draws postings; amounts in yuan as strings, as a facts file states them."""

    def __init__(self, random: Random, case: Case) -> None:
        self.random, self.case = random, case
        classes = set(form("classes"))
        known = sorted(
            {
                s.subject_code
                for s in load_subjects()
                if s.classification == "functional" and s.level == 3 and s.holds_in(case.fiscal_year)
                if s.subject_code[:3] in classes - {"223", "230", "234"}
                if s.subject_code not in FUND_CODES and s.parent_code
            }
        )
        named = {s.subject_code for s in load_subjects() if s.holds_in(case.fiscal_year)}
        usable = [code for code in known if {code[:3], code[:5]} <= named]
        self.general = sorted(random.sample(usable, case.subjects))
        self.fund = sorted(random.sample(FUND_CODES, 2)) if case.has_fund else []
        self.capital = sorted(random.sample(CAPITAL_CODES, 1)) if case.has_capital else []
        self.codes = [*self.general, *self.fund, *self.capital]

    def amount(self, share: float = 1.0) -> Decimal:
        """Draw an amount in yuan and fen, of some magnitudes about the case's."""
        low = 10 ** (self.case.magnitude - 2) * share
        high = 10**self.case.magnitude * share
        return Decimal(int(self.random.uniform(low, high) * 100)) / 100

    def content(self) -> dict[str, Any]:
        """Return the final accounts with 06 and 07."""
        content = self.budget()
        basic = sum(
            (Decimal(entry.get("basic", {}).get("general", "0")) for entry in content["subjects"].values()),
            Decimal(0),
        )
        content["economic"] = self._economic(basic)
        content["three_public"] = {
            "budget": self._three_public({}),
            "final": self._three_public(content["economic"]),
        }
        content["planned"] = {}
        return content

    def budget(self) -> dict[str, Any]:
        """Return the postings of one column of accounts."""
        opening = {"general": str(self.amount()), "capital": "0", "other": "0"}
        subjects: Postings = {}
        for number, code in enumerate(self.general):
            subjects[code] = self._general(first=number == 0)
        if self.case.has_negative:
            # A correction of a former year's payment, made good by this year's income.
            subjects[self.general[-1]]["project"] = {"general": str(-self.amount(0.001))}
        for code in self.fund:
            spent = self.amount()
            subjects[code] = {"received": {"fund": str(spent + 100)}, "project": {"fund": str(spent)}}
        for code in self.capital:
            spent = self.amount(0.1)
            subjects[code] = {"received": {"capital": str(spent)}, "project": {"capital": str(spent)}}
        fund_opening = {code: str(self.amount(0.1)) for code in self.fund}
        return {
            "subjects": subjects,
            "opening": {**opening, "fund": fund_opening},
            "used_surplus": str(self.amount(0.1)) if self.case.has_own_money else "0",
            "surplus_distributed": "0",
        }

    def _general(self, first: bool) -> dict[str, dict[str, str]]:
        kind = "both" if first else self.random.choice(("basic", "project", "both"))
        entry: dict[str, dict[str, str]] = {}
        spent = Decimal(0)
        for what in ("basic", "project"):
            if kind in (what, "both"):
                amount = self.amount()
                spent += amount
                entry[what] = {"general": str(amount)}
        received: dict[str, str] = {"general": str(spent)}
        if self.case.has_own_money:
            for source in self.random.sample(OWN, 2):
                received[source] = str(self.amount(0.1))
            entry.setdefault("project", {})["other"] = str(self.amount(0.0005))
            if self.random.random() < 0.2:
                entry["operating_expenditure"] = {"other": str(self.amount(0.0005))}
        return {"received": received, **entry}

    def _economic(self, basic: Decimal) -> dict[str, str]:
        """Part the basic expenditure among economic details, down to the fen."""
        details = [code for code in form("economic") if len(code) == 5]
        chosen = sorted(self.random.sample(details, self.random.choice((8, 16, 30))))
        weights = [self.random.randint(1, 1000) for _ in chosen]
        given: dict[str, str] = {}
        left = basic
        for code, weight in zip(chosen[:-1], weights, strict=False):
            share = (basic * weight / sum(weights)).quantize(Decimal("0.01"))
            given[code] = str(share)
            left -= share
        return {**given, chosen[-1]: str(left)}

    def _three_public(self, economic: dict[str, str]) -> dict[str, str]:
        """Draw the items of 07, none below what 06 spends on it."""
        drawn: dict[str, str] = {}
        for item, code in OF_THREE_PUBLIC.items():
            more = self.amount(0.01) if self.random.random() < 0.6 else Decimal(0)
            drawn[item] = str(Decimal(economic.get(code, "0")) + more)
        return drawn


def _names(codes: Iterable[str], year: int) -> dict[str, str]:
    names = {
        s.subject_code: s.name
        for s in load_subjects()
        if s.classification == "functional" and s.holds_in(year)
    }
    wanted = sorted({code[:length] for code in codes for length in (3, 5, 7)})
    return {code: names.get(code, "其他支出") for code in wanted}
