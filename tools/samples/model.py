"""The shapes that facts, tables and pages share while a sample is typeset."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

Amount = Decimal | str
"""An exact amount in yuan, or text that is to stand in the cell as it is."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table (of one side of it in 01 and 04) before it is laid out.

    `amounts` maps a measure to its amount; a measure that is absent has no cell. `role` is 'item',
    'of_which', 'total' (本年收入合计 and the like), 'balance', 'sub_balance' or 'grand'.
    """

    item: str
    amounts: Mapping[str, Amount]
    side: str | None = None
    code: str = ""
    role: str = "item"


Statement = Mapping[str, list[Line]]
"""The lines of each table, by table code ('01' … '09')."""


@dataclass(frozen=True, slots=True)
class Key:
    """What identifies a printed amount cell within its table, in the vocabulary of `fact_cell`.

    `block` counts the side-by-side blocks of 06 from 1.
    """

    side: str | None
    item: str
    code: str
    measure: str
    block: int = 1


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a ruled table; it may span columns and rows, as in HTML. `key` marks an amount cell."""

    text: str = ""
    columns: int = 1
    rows: int = 1
    align: str = "center"
    key: Key | None = None


GridRow = list[GridCell]


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: relative column widths, header rows, body rows."""

    table_code: str
    unit: str
    widths: tuple[float, ...]
    header: list[GridRow]
    body: list[GridRow]
    font_size: float = 9.0


@dataclass(frozen=True, slots=True)
class Text:
    """A heading or a paragraph: font size and space above in points, indentation in characters."""

    text: str
    size: float = 12.0
    align: str = "left"
    above: float = 0.0
    indent: float = 0.0
    figures: tuple[tuple[str, str, Decimal], ...] = ()
    """Amounts the text states: (name, as printed, yuan)."""


@dataclass(frozen=True, slots=True)
class Caption:
    """A line over a table with a left, a middle and a right part."""

    left: str = ""
    middle: str = ""
    right: str = ""
    size: float = 9.0


@dataclass(slots=True)
class Page:
    """One page: blocks from the top down. A rotated page is drawn landscape and stored with /Rotate 90."""

    blocks: list[Text | Caption | Grid] = field(default_factory=list)
    landscape: bool = False
    rotated: bool = False
    footer: str = ""
