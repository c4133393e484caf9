"""The record that extraction hands to evaluation: one printed amount cell of one report.

What belongs here: the shape of a cell. Not how it is read from a page (assets.extract) nor what must hold
between cells (expectations.evaluate).
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Cell:
    """One amount cell as printed, with its place on the page.

    `amount` is in yuan and None when the cell is blank, a dash or words; `decimals` counts the decimal places
    printed (the last digit is worth 10^-decimals of `unit`). Coordinates are points from the top left of the
    page as displayed. `row_no` counts the rows of the table, `page` pages, `block_no` side-by-side blocks,
    all from 1. `side` is 'income' or 'expenditure' in tables 01 and 04, else None. `value_kind` is 'amount',
    'blank', 'dash' or 'words'; `row_kind` 'item', 'subtotal', 'total', 'balance' or 'of_which'.
    `subject_code` is '' for a row without a code.
    """

    sha256: str
    table_code: str
    printed_table_no: str
    row_no: int
    side: str | None
    item: str
    subject_code: str
    measure: str
    printed: str
    unit: str
    amount: Decimal | None
    decimals: int | None
    value_kind: str
    row_kind: str
    block_no: int
    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    source: str
    printed_label: str
