"""Columns of a table without rules: roles by where labels stand, measures by a form's known orders.

Where nothing is drawn a header's words stand only near their columns. The form knows which columns there are
and in which order; only if every column ends with the words expected over it is an order taken.
"""

from collections.abc import Callable, Sequence

from assets.extract.forms import ColumnOrder, Form
from assets.extract.numerals import is_amount, is_code, is_code_part, read_amount
from assets.extract.text import is_total

OfTexts = Callable[[list[str]], bool]


def roles_by_place(
    form: Form, texts: Sequence[list[str]], are_labels: OfTexts, are_ordinals: Sequence[bool]
) -> list[str]:
    """Return the role of every column, left to right; an empty list where no column holds labels.

    ``texts`` are what the rows print in each column, blanks left out; ``are_ordinals`` tells the columns that
    number the rows.
    """
    names = [i for i, column in enumerate(texts) if column and are_labels(column)]
    names = names or [i for i, column in enumerate(texts) if any(map(is_total, column))]
    if not names and form.kind != "one_row":
        return []
    roles = ["amount"] * len(texts)
    for column in names:
        roles[column] = "name"
    if form.kind == "one_row":
        return roles
    for column, numbered in enumerate(are_ordinals):
        if numbered and column not in names:
            roles[column] = "ordinal"
    if form.subjects:
        for name in names:
            _mark_codes(roles, texts, name, first=name == names[0])
    return roles


def _mark_codes(roles: list[str], texts: Sequence[list[str]], name: int, first: bool) -> None:
    """Make code columns of those left of a name: all before the first, else those next to it with codes."""
    for column in range(name - 1, -1, -1):
        if roles[column] == "ordinal":
            continue
        if roles[column] == "name" or not (first or _are_codes(texts[column])):
            return
        roles[column] = "code"


def _are_codes(texts: list[str]) -> bool:
    """Tell a column of codes beside one of amounts; amounts may look like codes, but seldom all of them."""
    meant = [text for text in texts if read_amount(text).kind != "words" or is_code(text)]
    return bool(meant) and all(is_code(t) or is_code_part(t) for t in meant if is_amount(t))


def known_order(form: Form, paths: Sequence[str], side: str | None) -> list[str] | None:
    """Return the measures of a block's amount columns, '' for one that is none; None for an order not known.

    ``paths`` are the header words over each column.
    """
    words = [path.replace("/", "") for path in paths]
    for order in form.orders:
        if order.sides and side not in order.sides:
            continue
        if _fits(order, words):
            return [*order.columns, *("" for _ in order.others)]
    return None


def _fits(order: ColumnOrder, words: list[str]) -> bool:
    patterns = [*order.columns.values(), *order.others]
    return len(patterns) == len(words) and all(
        pattern.search(word) for pattern, word in zip(patterns, words, strict=True)
    )
