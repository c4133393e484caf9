"""The nine tables computed from a ledger, line by line, in exact yuan."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial

from tools.samples.facts import Facts, form
from tools.samples.ledger import EVERY_SOURCE, FUNDS, OWN_INCOME, SPENT, ZERO, Ledger
from tools.samples.model import Amount, Line, Statement
from tools.samples.summaries import Ledgers, fiscal_summary_lines, summary_lines

THREE_PUBLIC = ("abroad", "vehicle_purchase", "vehicle_operation", "reception")
Columns = Mapping[str, Callable[[str], Decimal]]
"""For each measure, the amount of a subject code ('' for the whole table)."""


def computed_statement(facts: Facts) -> Statement:
    """Compute every table of a facts file with postings.

    Raises ValueError when the economic details do not add up to the basic expenditure of the general budget.
    """
    ledgers = ledgers_of(facts)
    final = ledgers["final"]
    fund_kinds = (*SPENT, "received", "opening")
    return {
        "01": summary_lines(facts, ledgers),
        "02": _coded(facts, final.codes(["received"], (*FUNDS, *OWN_INCOME)), _income_columns(final)),
        "03": _coded(facts, final.codes(SPENT, EVERY_SOURCE), _expenditure_columns(final, EVERY_SOURCE)),
        "04": fiscal_summary_lines(facts, ledgers),
        "05": _coded(facts, final.codes(SPENT, ["general"]), _expenditure_columns(final, ["general"])),
        "06": _basic(facts, final.total("basic", "general")),
        "07": [_three_public(facts)],
        "08": _coded(facts, final.codes(fund_kinds, ["fund"]), _fund_columns(final)),
        "09": _coded(facts, final.codes(SPENT, ["capital"]), _expenditure_columns(final, ["capital"])),
    }


def ledgers_of(facts: Facts) -> Ledgers:
    """Return the ledger of each amount column of 01 and 04."""
    budgets = facts.content.get("budgets", {})
    ledgers = {f"budget_{name}": Ledger.from_facts(content) for name, content in budgets.items()}
    return ledgers | {"final": Ledger.from_facts(facts.content)}


def _coded(facts: Facts, codes: list[str], columns: Columns) -> list[Line]:
    """Lines of a table by subject code, the 合计 row first; a table without codes has that row only."""
    names = facts.content["subject_names"]
    total = Line("合计", {m: value("") for m, value in columns.items()}, role="total")
    return [total, *(Line(names[c], {m: value(c) for m, value in columns.items()}, code=c) for c in codes)]


def _income_columns(ledger: Ledger) -> Columns:
    columns: dict[str, Callable[[str], Decimal]] = {
        "total": partial(ledger.income, (*FUNDS, *OWN_INCOME)),
        "fiscal_appropriation": partial(ledger.income, FUNDS),
    }
    return columns | {kind: partial(ledger.income, kind) for kind in (*OWN_INCOME, "education_fees")}


def _expenditure_columns(ledger: Ledger, sources: tuple[str, ...] | list[str]) -> Columns:
    columns: dict[str, Callable[[str], Decimal]] = {"total": partial(ledger.spent, sources)}
    return columns | {kind: partial(ledger.total, kind, sources) for kind in SPENT}


def _fund_columns(ledger: Ledger) -> Columns:
    return {
        "opening_balance": partial(ledger.opening, "fund"),
        "income": partial(ledger.income, "fund"),
        **_expenditure_columns(ledger, ["fund"]),
        "closing_balance": partial(ledger.closing, "fund"),
    }


def _basic(facts: Facts, basic: Decimal) -> list[Line]:
    """Lines of 06: each class before its details, then the two sums, 人员经费合计 and 公用经费合计."""
    given = {code: Decimal(amount) for code, amount in facts.content["economic"].items()}

    def amount(code: str) -> Decimal:
        return sum((value for c, value in given.items() if c.startswith(code)), ZERO)

    names = form("economic")
    if amount("") != basic or given.keys() - names.keys():
        raise ValueError(f"{facts.name}: economic details {amount('')} for a basic expenditure of {basic}")
    personnel = amount("301") + amount("303")
    return [
        *(Line(name, {"final": amount(code)}, code=code) for code, name in names.items()),
        Line("人员经费合计", {"final": personnel}, role="total"),
        Line("公用经费合计", {"final": basic - personnel}, role="total"),
    ]


def _three_public(facts: Facts) -> Line:
    amounts: dict[str, Amount] = {}
    for column, stated in facts.content["three_public"].items():
        parts = {name: Decimal(stated.get(name, "0")) for name in THREE_PUBLIC}
        vehicle = parts["vehicle_purchase"] + parts["vehicle_operation"]
        amounts |= {f"{column}_{name}": value for name, value in parts.items()}
        amounts[f"{column}_vehicle"] = vehicle
        amounts[f"{column}_total"] = vehicle + parts["abroad"] + parts["reception"]
    return Line("", amounts)
