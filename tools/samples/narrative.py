"""Part three of a report: one formula sentence per figure, in wording of this project's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from tools.samples.amounts import narrate_amount, percentage
from tools.samples.model import Text

INCOME = (
    ("income_fiscal", "财政拨款收入"),
    ("income_superior", "上级补助收入"),
    ("income_business", "事业收入"),
    ("income_operating", "经营收入"),
    ("income_subordinate", "附属单位上缴收入"),
    ("income_other", "其他收入"),
)
EXPENDITURE = (
    ("expenditure_basic", "基本支出"),
    ("expenditure_project", "项目支出"),
    ("expenditure_superior", "上缴上级支出"),
    ("expenditure_operating", "经营支出"),
    ("expenditure_subordinate", "对附属单位补助支出"),
)
THREE_PUBLIC = (
    ("abroad", "因公出国（境）费"),
    ("vehicle_purchase", "公务用车购置费"),
    ("vehicle_operation", "公务用车运行维护费"),
    ("reception", "公务接待费"),
)

FUND = (
    ("opening", "年初结转和结余"),
    ("income", "本年收入"),
    ("expenditure", "本年支出"),
    ("closing", "年末结转和结余"),
)


@dataclass(frozen=True, slots=True)
class Narrative:
    """What part three states.

    `amounts` are yuan by name; a name ending in `_change` is this year's less last year's. `classes` and
    `subjects` name the functional classes and 项 the text goes through (`class_201`, `spent_2013101`,
    `planned_2013101` are their amounts). `stated_rates` holds percentages that a published report got wrong.
    """

    year: int
    department: str
    body: str
    unit: str
    amounts: Mapping[str, Decimal]
    classes: Mapping[str, str] = field(default_factory=dict)
    subjects: Mapping[str, str] = field(default_factory=dict)
    personnel: str = ""
    public: str = ""
    stated_rates: Mapping[str, str] = field(default_factory=dict)


class Writer:
    """Collects the sentences of one paragraph together with the amounts they state."""

    def __init__(self, facts: Narrative) -> None:
        self.facts = facts
        self.parts: list[str] = []
        self.figures: list[tuple[str, str, Decimal]] = []

    def say(self, text: str) -> "Writer":
        """Add plain words."""
        self.parts.append(text)
        return self

    def amount(self, label: str, name: str) -> "Writer":
        """Add a label and the amount of that name with its unit."""
        yuan = abs(self.facts.amounts[name]) if name.endswith("_change") else self.facts.amounts[name]
        printed = narrate_amount(yuan, self.facts.unit)
        self.figures.append((name, printed, yuan))
        self.parts.append(f"{label}{printed}{self.facts.unit}")
        return self

    def share(self, part: str, whole: str, of: str = "") -> "Writer":
        """Add what percentage one amount is of another; nothing where the base is zero."""
        rate = percentage(self.facts.amounts[part], self.facts.amounts[whole])
        return self.say(f"，占{of}{rate}%") if rate is not None else self

    def change(self, name: str, base: str = "上年") -> "Writer":
        """Add the comparison of an amount with its base year or budget, where the facts have one."""
        key = f"{name}_change"
        if key not in self.facts.amounts:
            return self
        change = self.facts.amounts[key]
        if change == 0:
            return self.say(f"，与{base}持平")
        verb, trend = ("增加", "增长") if change > 0 else ("减少", "下降")
        self.say("，").amount(f"比{base}{verb}", key)
        rate = percentage(abs(change), self.facts.amounts[name.removesuffix("_budget")] - change)
        rate = self.facts.stated_rates.get(key, rate)
        return self.say(f"，{trend}{rate}%") if rate is not None else self

    def end(self) -> Text:
        """Close the paragraph."""
        text = "".join(self.parts) + "。"
        self.parts = []
        figures, self.figures = tuple(self.figures), []
        return Text(text, size=12.0, indent=2.0, figures=figures)


def narrate(facts: Narrative) -> list[Text]:
    """Write part three, headings and paragraphs in order."""
    w = Writer(facts)
    year = f"{facts.year}年度"
    texts = [
        _heading("一、收入支出决算总体情况说明"),
        w.amount(f"{year}收入总计、支出总计同为", "grand_total")
        .change("grand_total")
        .amount("。收入总计里年初结转和结余", "opening")
        .amount("，支出总计里年末结转和结余", "closing")
        .end(),
        _heading("二、收入决算情况说明"),
        _list(w.amount(f"{year}取得收入合计", "income_total"), INCOME, "income_total"),
        _heading("三、支出决算情况说明"),
        _list(w.amount(f"{year}发生支出合计", "expenditure_total"), EXPENDITURE, "expenditure_total"),
        _heading("四、财政拨款收入支出决算总体情况说明"),
        w.amount(f"{year}财政拨款的收入总计、支出总计同为", "fiscal_total")
        .change("fiscal_total")
        .amount("。年初财政拨款结转和结余", "fiscal_opening")
        .amount("，年末财政拨款结转和结余", "fiscal_closing")
        .end(),
        *_general(w, year),
        *_three_public(w, year),
        *_funds(w, year),
        *_others(w, year),
    ]
    return texts


def _heading(text: str) -> Text:
    return Text(text, size=12.5, above=6.0)


def _list(w: Writer, items: tuple[tuple[str, str], ...], whole: str) -> Text:
    for number, (name, label) in enumerate(items):
        w.amount(f"{'；' if number else '，其中'}{label}", name).share(name, whole)
    return w.end()


def _general(w: Writer, year: str) -> list[Text]:
    facts = w.facts
    texts = [
        _heading("五、一般公共预算财政拨款支出决算情况说明"),
        w.amount(f"{year}一般公共预算财政拨款支出", "general_total")
        .share("general_total", "expenditure_total", "全部支出的")
        .change("general_total")
        .end(),
    ]
    for number, (code, name) in enumerate(facts.classes.items()):
        w.amount(f"{'；' if number else '按支出功能分，'}{name}", f"class_{code}")
        w.share(f"class_{code}", "general_total")
    texts.append(w.end())
    w.amount("年初预算", "general_planned").amount("，支出决算", "general_total")
    rate = percentage(facts.amounts["general_total"], facts.amounts["general_planned"])
    texts.append(w.say(f"，为年初预算的{rate}%" if rate else "").end())
    for number, (code, name) in enumerate(facts.subjects.items(), start=1):
        w.amount(f"{number}.{name}：年初预算", f"planned_{code}").amount("，支出决算", f"spent_{code}")
        rate = percentage(facts.amounts[f"spent_{code}"], facts.amounts[f"planned_{code}"])
        texts.append(w.say(f"，完成{rate}%" if rate else "，年初没有安排").end())
    return [
        *texts,
        _heading("六、一般公共预算财政拨款基本支出决算情况说明"),
        w.amount(f"{year}基本支出", "basic_total")
        .amount("。其中人员经费", "personnel")
        .share("personnel", "basic_total")
        .say(f"，用于{facts.personnel}")
        .amount("；公用经费", "public")
        .share("public", "basic_total")
        .say(f"，用于{facts.public}")
        .end(),
    ]


def _three_public(w: Writer, year: str) -> list[Text]:
    w.amount(f"{year}“三公”经费预算", "three_public_budget_total")
    w.amount("，决算", "three_public_final_total")
    for name, label in THREE_PUBLIC:
        w.amount(f"；{label}预算", f"three_public_budget_{name}")
        w.amount("，决算", f"three_public_final_{name}")
    return [_heading("七、财政拨款“三公”经费支出决算情况说明"), w.end()]


def _funds(w: Writer, year: str) -> list[Text]:
    amounts, body = w.facts.amounts, w.facts.body
    texts = [_heading("八、政府性基金预算财政拨款收入支出决算情况说明")]
    names = ("opening", "income", "expenditure", "closing")
    if any(amounts.get(f"fund_{name}") for name in names):
        for name, label in zip(
            names, ("年初结转和结余", "本年收入", "本年支出", "年末结转和结余"), strict=True
        ):
            w.amount(f"{'，' if w.parts else f'{year}政府性基金'}{label}", f"fund_{name}")
        texts.append(w.end())
    else:
        texts.append(w.say(f"本{body}{year}没有政府性基金预算财政拨款的收支").end())
    if w.facts.year >= 2019:
        texts.append(_heading("九、国有资本经营预算财政拨款支出决算情况说明"))
        if amounts.get("capital_expenditure"):
            texts.append(w.amount(f"{year}国有资本经营预算支出", "capital_expenditure").end())
        else:
            texts.append(w.say(f"本{body}{year}没有国有资本经营预算财政拨款的支出").end())
    return texts


def _others(w: Writer, year: str) -> list[Text]:
    number = "十" if w.facts.year >= 2019 else "九"
    texts = [
        _heading(f"{number}、其他重要事项说明"),
        w.amount(f"{year}机关运行经费支出", "operating_cost")
        .change("operating_cost_budget", "年初预算数")
        .change("operating_cost", "上年决算数")
        .end(),
    ]
    if "procurement" in w.facts.amounts:
        w.amount(f"{year}政府采购支出总额", "procurement").amount("，货物", "procurement_goods")
        w.amount("，工程", "procurement_works").amount("，服务", "procurement_services")
        texts.append(w.end())
    texts.append(w.say(f"{year}的绩效自评由本{w.facts.body}自行组织，结果另行公开").end())
    return texts
