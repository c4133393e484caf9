"""The figures part three states: from a ledger, or from a facts file that gives them."""

from decimal import Decimal

from tools.samples.amounts import YUAN_PER_UNIT
from tools.samples.facts import Facts, form, load_facts
from tools.samples.ledger import EVERY_SOURCE, FUNDS, OWN_EXPENDITURE, OWN_INCOME, SPENT, Ledger
from tools.samples.model import Amount, Statement
from tools.samples.narrative import Narrative
from tools.samples.statement import computed_statement

COMPARED = ("grand_total", "fiscal_total", "general_total", "operating_cost")


def narrative_of(facts: Facts) -> Narrative:
    """Collect the narrative figures; given ones (in the report's unit) come before computed ones."""
    content = facts.content
    given = content.get("narrative", {})
    unit = facts.layout.unit_of("")
    amounts: dict[str, Decimal] = {}
    if "subjects" in content:
        amounts = computed_figures(facts)
    amounts |= {name: Decimal(text) * YUAN_PER_UNIT[unit] for name, text in given.get("amounts", {}).items()}
    names = content["subject_names"]
    classes = [name.removeprefix("class_") for name in amounts if name.startswith("class_")]
    subjects = [name.removeprefix("spent_") for name in amounts if name.startswith("spent_")]
    personnel, public = _economic_names(facts)
    return Narrative(
        year=facts.fiscal_year,
        department=facts.department,
        body=facts.body,
        unit=unit,
        amounts=amounts,
        classes={code: names[code] for code in classes},
        subjects={
            code: f"{names[code[:3]]}（类）{names[code[:5]]}（款）{names[code]}（项）" for code in subjects
        },
        personnel=personnel,
        public=public,
        stated_rates=given.get("stated_rates", {}),
    )


def computed_figures(facts: Facts) -> dict[str, Decimal]:
    """Compute every figure of part three from the postings; changes where last year's facts are known."""
    ledger = Ledger.from_facts(facts.content)
    statement = computed_statement(facts)
    figures = {
        **_totals(ledger),
        "personnel": _amount(statement, "人员经费合计"),
        "public": _amount(statement, "公用经费合计"),
        "operating_cost": _amount(statement, "公用经费合计"),
    }
    for code in ledger.codes(SPENT, ["general"]):
        if len(code) == 3:
            figures[f"class_{code}"] = ledger.spent("general", code)
        if len(code) == 7:
            figures[f"spent_{code}"] = ledger.spent("general", code)
            figures[f"planned_{code}"] = Decimal(facts.content["planned"].get(code, "0"))
    figures["general_planned"] = sum(
        (amount for name, amount in figures.items() if name.startswith("planned_")), Decimal(0)
    )
    for measure, amount in statement["07"][0].amounts.items():
        figures[f"three_public_{measure}"] = _decimal(amount)
    before = _year_before(facts)
    changes = {f"{name}_change": figures[name] - before[name] for name in COMPARED if name in before}
    return figures | changes | {k: Decimal(v) for k, v in facts.content.get("procurement", {}).items()}


def _totals(ledger: Ledger) -> dict[str, Decimal]:
    income = dict(zip(("superior", "business", "operating", "subordinate", "other"), OWN_INCOME, strict=True))
    spent = dict(zip(("superior", "operating", "subordinate"), OWN_EXPENDITURE, strict=True))
    every = (*FUNDS, *OWN_INCOME)
    return {
        "grand_total": ledger.income(every) + ledger.used_surplus + ledger.opening(EVERY_SOURCE),
        "opening": ledger.opening(EVERY_SOURCE),
        "closing": ledger.closing(EVERY_SOURCE),
        "income_total": ledger.income(every),
        "income_fiscal": ledger.income(FUNDS),
        **{f"income_{name}": ledger.income(kind) for name, kind in income.items()},
        "expenditure_total": ledger.spent(EVERY_SOURCE),
        "expenditure_basic": ledger.total("basic", EVERY_SOURCE),
        "expenditure_project": ledger.total("project", EVERY_SOURCE),
        **{f"expenditure_{name}": ledger.total(kind, EVERY_SOURCE) for name, kind in spent.items()},
        "fiscal_total": ledger.income(FUNDS) + ledger.opening(FUNDS),
        "fiscal_opening": ledger.opening(FUNDS),
        "fiscal_closing": ledger.closing(FUNDS),
        "general_total": ledger.spent("general"),
        "basic_total": ledger.total("basic", "general"),
        "fund_opening": ledger.opening("fund"),
        "fund_income": ledger.income("fund"),
        "fund_expenditure": ledger.spent("fund"),
        "fund_closing": ledger.closing("fund"),
        "capital_expenditure": ledger.spent("capital"),
    }


def _year_before(facts: Facts) -> dict[str, Decimal]:
    """Last year's figures: from the sample of that year, or as the facts state them."""
    before = facts.content.get("year_before", {})
    if isinstance(before, str):
        return computed_figures(load_facts(before))
    return {name: Decimal(amount) for name, amount in before.items()}


def _economic_names(facts: Facts) -> tuple[str, str]:
    """Names of the economic details that are not zero, personnel and public."""
    content = facts.content
    given = content.get("economic") or {code: amount for code, _, amount in content["tables"]["06"]["rows"]}
    spent = {c: n for c, n in form("economic").items() if Decimal(given.get(c, "0")) and len(c) == 5}
    personnel = [name for code, name in spent.items() if code[:3] in {"301", "303"}]
    public = [name for code, name in spent.items() if code[:3] not in {"301", "303"}]
    return "、".join(personnel), "、".join(public)


def _amount(statement: Statement, item: str) -> Decimal:
    return next(_decimal(line.amounts["final"]) for line in statement["06"] if line.item == item)


def _decimal(amount: Amount) -> Decimal:
    if isinstance(amount, str):
        raise TypeError(f"an exact amount is needed, not the text {amount!r}")
    return amount
