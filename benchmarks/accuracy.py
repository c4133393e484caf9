"""One definition of accuracy for every reader.

A true amount is right when it stands, as printed, in a cell of its own in the row of its code or label. What
the cell means (table, measure, unit) is not asked for, as no peer tells it. A cell counts for one
amount of a table.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

ORDINAL = re.compile(r"^(?:\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+[、.,]|\d+[、.,](?!\d))")
NAMELESS_ROWS = 2  # the three public expenses: budget and final accounts, beside or below each other
MAX_CODE_PARTS = 3  # 类, 款 and 项 in columns of their own


@dataclass(frozen=True, slots=True)
class Tally:
    """True amounts, and those of them found in their place."""

    right: int
    amounts: int

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.right + other.right, self.amounts + other.amounts)

    @property
    def share(self) -> float:
        """Part of the true amounts that was found, 0 to 1."""
        return self.right / self.amounts if self.amounts else 0.0


def fold(text: str | None) -> str:
    """A cell's text without white space, in one width."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or ""))


def fold_label(text: str | None) -> str:
    """A label's text without its leading ordinal."""
    return ORDINAL.sub("", fold(text))


def score(truth_cells: Iterable[dict[str, Any]], grids: Iterable[dict[str, Any]]) -> Tally:
    """Count the true amounts of one report that a reader's grids hold in their rows.

    ``truth_cells`` are a truth file's; ``grids`` are ``{"page": number from 1 or None, "rows": …}``.
    """
    rows = [_Row(grid["page"], row) for grid in grids for row in grid["rows"]]
    named: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        for name in row.names:
            named[name].append(row)
    left: dict[tuple[str, _Row], Counter[str]] = {}  # texts of a row that no amount of a table has taken
    right = amounts = 0
    for (table, page, code, label), wanted in _amounts_by_row(truth_cells).items():
        amounts += wanted.total()
        nameless = not code and not label
        candidates = [row for row in (rows if nameless else _of(named, code, label)) if row.stands_on(page)]
        # The row that holds most of them first: totals have the same name in several tables.
        candidates.sort(key=lambda row: -(row.texts & wanted).total())
        for row in candidates[:NAMELESS_ROWS] if nameless else candidates:
            texts = left.setdefault((table, row), row.texts.copy())
            found = texts & wanted
            texts.subtract(found)
            wanted.subtract(found)
            right += found.total()
    return Tally(right, amounts)


@dataclass(eq=False, slots=True)
class _Row:
    """A row as read: the texts of its cells, and what it may be called."""

    page: int | None
    texts: Counter[str]
    names: set[str]

    def __init__(self, page: int | None, cells: Sequence[str | None]) -> None:
        self.page = page
        folded = [fold(cell) for cell in cells]
        self.texts = Counter(folded)
        self.names = {fold_label(text) for text in folded if text} | set(_codes(folded))

    def stands_on(self, page: int | None) -> bool:
        """Tell whether it may stand on a page; not every truth and not every reader tells the page."""
        return page is None or self.page is None or self.page == page


def _of(named: dict[str, list[_Row]], code: str, label: str) -> list[_Row]:
    """Rows named by a code or a label, each once."""
    return list(dict.fromkeys([*named.get(code, []), *named.get(label, [])]))


def _amounts_by_row(
    truth_cells: Iterable[dict[str, Any]],
) -> dict[tuple[str, int | None, str, str], Counter[str]]:
    """Gather the printed amounts by table, page, code and label."""
    wanted: dict[tuple[str, int | None, str, str], Counter[str]] = defaultdict(Counter)
    for cell in truth_cells:
        if cell["amount"] is not None:
            key = (cell["table"], cell.get("page"), cell["code"] or "", fold_label(cell["item"]))
            wanted[key][fold(cell["printed"])] += 1
    return wanted


def _codes(texts: Sequence[str]) -> Iterator[str]:
    """Yield the codes a row may hold: whole in one cell, or its parts in neighbouring ones."""
    for start in range(len(texts)):
        code = ""
        for part in texts[start : start + MAX_CODE_PARTS]:
            if not part.isdigit():
                break
            code += part
            yield code
