"""The record that extraction hands to evaluation: one printed amount cell of one report.

What belongs here: what identities need to know of a cell. Not how it is read from a page (assets.extract),
where it stands there (fact_cell), nor what must hold between cells (expectations.evaluate).
"""

from decimal import Decimal
from typing import NamedTuple


class Cell(NamedTuple):
    """One amount cell as printed.

    `cell_no` is unique within the report. `amount` is in yuan and None when the cell is blank, a dash or
    words; `decimals` counts the decimal places printed (the last digit is worth 10^-decimals of `unit`).
    `row_no` counts the rows of the table, `page` pages, `block_no` side-by-side blocks, all from 1. `side` is
    'income' or 'expenditure' in tables 01 and 04, else None. `value_kind` is 'amount', 'blank', 'dash' or
    'words'; `row_kind` 'item', 'subtotal', 'total', 'balance' or 'of_which'. `subject_code` is '' for a row
    without a code. `source` is 'text' or 'ocr'; `reader_doubt` names what made the reading doubtful, or None.
    """

    sha256: str
    cell_no: int
    table_code: str
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
    source: str = "text"
    reader_doubt: str | None = None
