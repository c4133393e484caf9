"""Tables whose unit label is wrong: every amount in them is off by the same power of ten.

Identities inside a table hold at any scale. What tells are the claims that tie it to other tables and to the
text: with the other unit they come to hold, or come within a hair of holding where another number of the
table is wrong as well.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from expectations.cells import Cell
from expectations.claims import Claim, list_figures
from expectations.findings import suspect_of_unit
from expectations.guards.rules import soften, tell
from expectations.rounding import YUAN_PER_UNIT
from expectations.sheets import Figure
from expectations.table_causes.cause import TableCause
from expectations.table_causes.trials import Bench, figures_for

UNITS = ("万元", "元")
# A tie comes close where both its sides then agree but for one part in so many, and were far apart before.
CLOSE = 20
EQUALITY = 2  # a limit is also kept by what is far too small
FAR_APART = 100  # times: what a wrong unit makes of any tie, whatever else is wrong in it
FEWEST_TIES_OF_TEXT = 3  # that must speak against the unit of all tables at once


class Support(NamedTuple):
    """Ties that speak for a unit, for they come to hold or come close, and against it: broken or parted."""

    mended: list[int]
    close: list[int]
    broken: list[int]

    def weigh(self, bench: Bench) -> int:
        """What speaks for the unit less what speaks against it; equalities tell twice what limits do."""

        def count(ties: Sequence[int]) -> int:
            return sum(1 if bench.claims[n].at_most else EQUALITY for n in ties)

        return count(self.mended) - 2 * count(self.broken)


class Supposition(NamedTuple):
    """Some tables, their cells in another unit, and what the ties say of that."""

    cells: list[Cell]
    replaced: list[Cell]
    support: Support


def find_wrong_unit(cells: Sequence[Cell], bench: Bench) -> TableCause | None:
    """The table whose unit is most surely wrong, or all tables of one unit against the text, if any."""
    tables: dict[str, list[Cell]] = {}
    for cell in cells:
        tables.setdefault(cell.table_code, []).append(cell)
    believed = []
    for group in _list_groups(tables, bench):
        own = [cell for table in group for cell in tables[table]]
        for other in UNITS:
            if own[0].unit in UNITS and other != own[0].unit:
                replaced = [change_unit(cell, other) for cell in own]
                supposed = Supposition(own, replaced, _support(bench, set(group), figures_for(replaced)))
                if _is_believed(supposed, group, tables, bench):
                    believed.append(supposed)
    if not believed:
        return None
    return _cause(max(believed, key=lambda supposed: supposed.support.weigh(bench)), bench)


def change_unit(cell: Cell, unit: str) -> Cell:
    """The cell as if its amount were printed in another unit."""
    if cell.amount is None:
        return cell._replace(unit=unit)
    factor = Decimal(YUAN_PER_UNIT[unit]) / YUAN_PER_UNIT[cell.unit]
    return cell._replace(unit=unit, amount=cell.amount * factor)


def _list_groups(tables: Mapping[str, Sequence[Cell]], bench: Bench) -> list[tuple[str, ...]]:
    """Tables of which a violated tie may be due to the unit: each alone, and all of one unit together."""
    violated = [bench.claims[n] for n in bench.list_violated()]
    alike = [tuple(table for table, own in tables.items() if own[0].unit == unit) for unit in UNITS]
    groups = [*((table,) for table in tables), *(group for group in alike if len(group) > 1)]
    return [group for group in groups if any(_is_out_of_scale(claim, set(group)) for claim in violated)]


def _is_out_of_scale(claim: Claim, group: set[str]) -> bool:
    """Whether a tie is so far out that another unit could be why: one side is many times the other."""
    inside = outside = 0
    for sign, figure in list_figures(claim):
        if figure.cell is not None and figure.cell.table_code in group:
            inside += sign * (figure.amount or 0)
        else:
            outside += sign * (figure.amount or 0)
    small, large = sorted((abs(inside), abs(outside)))
    return 0 < small * FAR_APART < large


def _support(bench: Bench, group: set[str], figures: Mapping[int, Figure]) -> Support:
    ties = {n for n in bench.touching(figures) if _is_tie(bench.claims[n], group)}
    outcome = bench.try_figures(figures)
    still = [(n, *_distances(bench.claims[n], figures)) for n in outcome.still if n in ties]
    return Support(
        [n for n in outcome.mended if n in ties],
        [n for n, before, after in still if after * CLOSE < 1 and before * 2 > 1],
        [n for n in outcome.broken if n in ties]
        + [n for n, before, after in still if before * CLOSE < 1 and after * 2 > 1],
    )


def _is_tie(claim: Claim, group: set[str]) -> bool:
    """Whether the claim ties amounts of the tables to amounts elsewhere, with more than nothing on both."""
    inside = outside = 0
    for _, figure in list_figures(claim):
        if figure.cell is not None and figure.cell.table_code in group:
            inside += abs(figure.amount or 0)
        else:
            outside += abs(figure.amount or 0)
    return inside > 0 and outside > 0


def _distances(claim: Claim, figures: Mapping[int, Figure]) -> tuple[Fraction, Fraction]:
    """How far apart both sides are, as printed and with the new figures, as a part of the largest figure."""
    apart, apart_then, size, size_then = 0, 0, 1, 1
    for sign, figure in list_figures(claim):
        new = figures.get(figure.cell.cell_no, figure) if figure.cell is not None else figure
        apart, apart_then = apart + sign * (figure.amount or 0), apart_then + sign * (new.amount or 0)
        size, size_then = max(size, abs(figure.amount or 0)), max(size_then, abs(new.amount or 0))
    return Fraction(abs(apart), size), Fraction(abs(apart_then), size_then)


def _is_believed(
    supposed: Supposition, group: Sequence[str], tables: Mapping[str, Sequence[Cell]], bench: Bench
) -> bool:
    """A unit is wrong where far more ties come to hold than break, or come close and it is the odd one."""
    mended, close, broken = supposed.support
    if len(group) > 1 and (broken or len(mended) < FEWEST_TIES_OF_TEXT):
        return False
    if mended:
        return supposed.support.weigh(bench) > 0
    rest = {cells[0].unit for table, cells in tables.items() if table not in group}
    return bool(close) and not broken and rest == {supposed.replaced[0].unit}


def _cause(supposed: Supposition, bench: Bench) -> TableCause:
    unit, other = supposed.cells[0].unit, supposed.replaced[0].unit
    ties = len(supposed.support.mended) + len(supposed.support.close)
    pages = {cell.table_code: cell.page for cell in reversed(supposed.cells)}
    evidence = (
        f"改按{other}计，与其他表或文字的{ties}处勾稽相符",
        f"Read in {other}, {ties} ties to other tables or to the text agree",
    )
    suspects = tuple(
        suspect_of_unit(table, page, unit, other, evidence) for table, page in sorted(pages.items())
    )
    finding = tell(
        "G01",
        {"table": "、".join(sorted(pages)), "unit": unit, "other": other, "ties": ties},
        **soften(supposed.cells),
        table_code=suspects[0].table_code if len(suspects) == 1 else None,
        measure="unit",
        page=suspects[0].page,
        explains=bench.keys(supposed.support.mended),
        suspects=suspects,
    )
    return TableCause(finding, {cell.cell_no: cell for cell in supposed.replaced})
