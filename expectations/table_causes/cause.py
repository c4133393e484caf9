"""A cause that lies in a whole table: its finding, and the cells as they would be without it."""

from collections.abc import Mapping
from dataclasses import dataclass

from expectations.cells import Cell
from expectations.findings import Finding


@dataclass(frozen=True, slots=True)
class TableCause:
    """`replaced` has the cells, by number, that stand otherwise once the cause is taken away.

    They are for proving what else is wrong; what is printed stays as it is.
    """

    finding: Finding
    replaced: Mapping[int, Cell]


def place_amount(cell: Cell, source: Cell | None) -> Cell:
    """The cell with the amount that another prints; with nothing known where none prints it."""
    if source is None:
        return cell._replace(printed="", amount=None, decimals=None, value_kind="words")
    return cell._replace(
        printed=source.printed,
        unit=source.unit,
        amount=source.amount,
        decimals=source.decimals,
        value_kind=source.value_kind,
    )
