"""Places, amounts and evidence in words, Chinese and English, from the templates of the data files."""

from decimal import Decimal
from typing import NamedTuple

from expectations.cells import Cell
from expectations.claims import Verdict
from expectations.localise.kinds import load_kinds, load_rules, load_words
from expectations.localise.system import Variable
from expectations.messages import measure_labels
from expectations.rounding import HALF_FENS_PER_YUAN, YUAN_PER_UNIT, half_width
from expectations.statements import Statement
from expectations.topics import load_topics

MOST_DECIMALS = 6


class Words(NamedTuple):
    """The same in Chinese and English."""

    zh: str
    en: str


def fill(group: str, template: str, /, **values: object) -> Words:
    """A template of the words of localisation, filled in; a value in Words goes to each language its own."""
    return _fill(load_words()[group][template], values)


def fill_rule(rule_id: str, /, **values: object) -> Words:
    """The message of a rule, filled in."""
    return _fill(load_rules()[rule_id], values)


def _fill(template: dict[str, str], values: dict[str, object]) -> Words:
    zh = {key: value.zh if isinstance(value, Words) else value for key, value in values.items()}
    en = {key: value.en if isinstance(value, Words) else value for key, value in values.items()}
    return Words(template["zh"].format(**zh), template["en"].format(**en))


def join_words(parts: list[Words], zh: str = "；", en: str = "; ") -> Words:
    """Several pieces as one sentence."""
    return Words(zh.join(part.zh for part in parts), en.join(part.en for part in parts))


def name_kind(kind: str) -> Words:
    """The kind of error as a clause."""
    record = load_kinds()[kind]
    return Words(record["zh"], record["en"])


def name_place(variable: Variable) -> Words:
    """Where a figure stands."""
    if variable.cell is not None:
        return name_cell(variable.cell)
    assert variable.statement is not None
    return name_statement(variable.statement)


def name_cell(cell: Cell) -> Words:
    """Where a cell stands: table, side, subject and column."""
    return _name(cell.table_code, cell.side, cell.subject_code, cell.item, cell.measure)


def name_verdict(verdict: Verdict) -> Words:
    """The place of a verdict."""
    return _name(verdict.table_code, verdict.side, verdict.subject_code, verdict.item, verdict.measure)


def _name(table: str, side: str | None, code: str, item: str, measure: str) -> Words:
    name = " ".join(filter(None, (code, item)))
    label = Words(*measure_labels().get((table, measure), (measure, measure)))
    sides = load_words()["side"]
    return fill(
        "place",
        "cell",
        table=table,
        side=fill("side", side) if side in sides else Words("", ""),
        name=Words(f" {name} ", f"{name}, ") if name else Words(" ", ""),
        measure=label,
    )


def name_statement(statement: Statement) -> Words:
    """What a figure of the text speaks of."""
    topic = load_topics().get(statement.topic)
    zh = statement.subject or (topic.zh if topic else statement.topic)
    en = topic.en if topic else statement.subject
    if topic and statement.subject_code:
        en = f"{en} {statement.subject_code}"
    return fill("place", "statement", name=Words(zh, en))


def print_amount(variable: Variable, value: int) -> str:
    """The amount in half-fens as it would be printed in the figure's place, without its unit."""
    printed = variable.cell or variable.statement
    assert printed is not None
    decimals = next(
        (n for n in range(MOST_DECIMALS) if 2 * half_width(n, printed.unit) <= variable.step), MOST_DECIMALS
    )
    amount = Decimal(value) / (HALF_FENS_PER_YUAN * YUAN_PER_UNIT[printed.unit])
    grouped = "," in printed.printed or "，" in printed.printed
    return f"{amount:,.{decimals}f}" if grouped else f"{amount:.{decimals}f}"
