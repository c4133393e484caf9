"""Tables 01 and 04 computed from ledgers: income on one side, expenditure by class on the other."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from tools.samples.facts import Facts, form
from tools.samples.ledger import EVERY_SOURCE, FUND_MEASURES, FUNDS, OWN_INCOME, Ledger
from tools.samples.model import Amount, Line

FUND_NAMES = {
    "general": "一般公共预算财政拨款",
    "fund": "政府性基金预算财政拨款",
    "capital": "国有资本经营预算财政拨款",
}
OWN_INCOME_NAMES = {
    "superior_subsidy": "上级补助收入",
    "business_income": "事业收入",
    "operating_income": "经营收入",
    "subordinate_remittance": "附属单位上缴收入",
    "other_income": "其他收入",
}
Ledgers = Mapping[str, Ledger]
"""The ledger of each amount column: 'final' and, where printed, the two budgets."""


def summary_lines(facts: Facts, ledgers: Ledgers) -> list[Line]:
    """Lines of 01, income side first."""

    def line(side: str, item: str, role: str, value: Callable[..., Decimal], *args: object) -> Line:
        return Line(item, {m: value(b, *args) for m, b in ledgers.items()}, side, role=role)

    lines: list[Line] = []
    if facts.fiscal_year <= 2018:
        lines.append(line("income", "财政拨款收入", "item", Ledger.income, FUNDS))
        lines.append(line("income", "其中：政府性基金预算财政拨款", "of_which", Ledger.income, "fund"))
    else:
        for fund in FUNDS:
            lines.append(line("income", FUND_NAMES[fund] + "收入", "item", Ledger.income, fund))
    for kind, name in OWN_INCOME_NAMES.items():
        lines.append(line("income", name, "item", Ledger.income, kind))
    surplus = surplus_label(facts.fiscal_year)
    lines += [
        line("income", "本年收入合计", "total", Ledger.income, (*FUNDS, *OWN_INCOME)),
        line("income", surplus, "balance", lambda b: b.used_surplus),
        line("income", "年初结转和结余", "balance", Ledger.opening, EVERY_SOURCE),
        line("income", "总计", "grand", _resources),
    ]
    for code, name in class_names(facts).items():
        lines.append(line("expenditure", name, "item", Ledger.spent, EVERY_SOURCE, code))
    lines += [
        line("expenditure", "本年支出合计", "total", Ledger.spent, EVERY_SOURCE),
        line("expenditure", "结余分配", "balance", lambda b: b.distributed),
        line("expenditure", "年末结转和结余", "balance", Ledger.closing, EVERY_SOURCE),
        line("expenditure", "总计", "grand", _resources),
    ]
    return lines


def fiscal_summary_lines(facts: Facts, ledgers: Ledgers) -> list[Line]:
    """Lines of 04, income side first; without the state-capital column in the years before it."""
    funds = FUNDS if facts.layout.state_capital_column else FUNDS[:2]

    def income(item: str, role: str, value: Callable[..., Decimal], *args: object) -> Line:
        return Line(item, {m: value(b, *args) for m, b in ledgers.items()}, "income", role=role)

    def expenditure(item: str, role: str, value: Callable[..., Decimal], *args: object) -> Line:
        sums: dict[str, Amount] = {m: value(b, funds, *args) for m, b in ledgers.items() if m != "final"}
        final = ledgers["final"]
        sums["total"] = value(final, funds, *args)
        sums |= {FUND_MEASURES[f]: value(final, f, *args) for f in funds}
        return Line(item, sums, "expenditure", role=role)

    lines = [income(FUND_NAMES[f], "item", Ledger.income, f) for f in funds]
    lines.append(income("本年收入合计", "total", Ledger.income, funds))
    lines.append(income("年初财政拨款结转和结余", "balance", Ledger.opening, funds))
    lines += [income(FUND_NAMES[f], "sub_balance", Ledger.opening, f) for f in funds]
    lines.append(income("总计", "grand", _fund_resources, funds))
    for code, name in class_names(facts).items():
        lines.append(expenditure(name, "item", Ledger.spent, code))
    lines += [
        expenditure("本年支出合计", "total", Ledger.spent),
        expenditure("年末财政拨款结转和结余", "balance", Ledger.closing),
        expenditure("总计", "grand", _fund_resources),
    ]
    return lines


def class_names(facts: Facts) -> dict[str, str]:
    """Return the expenditure classes 01 and 04 list in the report's year, with their names then."""
    names = {}
    for code, by_year in form("classes").items():
        years = [int(year) for year in by_year if int(year) <= facts.fiscal_year]
        if years and (not facts.layout.classes or code in facts.layout.classes):
            names[code] = by_year[str(max(years))]
    return names


def surplus_label(year: int) -> str:
    """Return the name that the use of own surplus carries in a year."""
    if year <= 2018:
        return "用事业基金弥补收支差额"
    return "使用非财政拨款结余" if year <= 2022 else "使用非财政拨款结余（含专用结余）"


def _resources(ledger: Ledger) -> Decimal:
    received = ledger.income((*FUNDS, *OWN_INCOME))
    return received + ledger.used_surplus + ledger.opening(EVERY_SOURCE)


def _fund_resources(ledger: Ledger, funds: tuple[str, ...] | str) -> Decimal:
    return ledger.income(funds) + ledger.opening(funds)
