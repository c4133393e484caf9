"""Two amounts, rows or columns that changed places: every amount is a true one, two of them stand crosswise.

A pair counts only where putting it right mends a claim of either place, breaks none and leaves none violated
that it touches; one wrong number cannot do that.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations, pairwise

from expectations.cells import Cell
from expectations.findings import Suspect, suspect_of_cell
from expectations.guards.rules import soften, tell
from expectations.messages import measure_labels
from expectations.sheets import Figure
from expectations.table_causes.cause import TableCause, place_amount
from expectations.table_causes.trials import Bench, Outcome

FEWEST_MENDED = 2
# Lines of a table, rows or columns: their cells by what tells cells of one line apart.
Line = Mapping[str, Cell]
Pairs = list[tuple[Cell, Cell]]


def find_swap(cells: Sequence[Cell], bench: Bench, figures: Mapping[int, Figure]) -> TableCause | None:
    """The exchange that mends most with the fewest cells; ``figures`` are those printed."""
    doubted = {cell_no for number in bench.list_violated() for cell_no in bench.cells_of(number)}
    best: tuple[tuple[int, int], Pairs, Outcome] | None = None
    for table in dict.fromkeys(cell.table_code for cell in cells):
        if not bench.may_be_places(table):
            continue
        for pairs in _list_exchanges([cell for cell in cells if cell.table_code == table], doubted):
            exchanged = _exchange(pairs, figures)
            outcome = bench.try_figures(exchanged, until_broken=True)
            if exchanged and _is_believed(bench, pairs, outcome):
                rank = (len(outcome.mended), -len(exchanged))
                if best is None or rank > best[0]:
                    best = (rank, pairs, outcome)
    return None if best is None else _cause(best[1], best[2], bench, figures)


def _list_exchanges(cells: Sequence[Cell], doubted: set[int]) -> Iterator[Pairs]:
    """Two doubted cells of a row or of neighbouring rows; neighbouring rows whole; two columns whole."""
    rows: dict[tuple[str | None, int], dict[int, dict[str, Cell]]] = {}
    columns: dict[str | None, dict[str, dict[str, Cell]]] = {}
    for cell in cells:
        block = rows.setdefault((cell.side, cell.block_no), {})
        block.setdefault(cell.row_no, {}).setdefault(cell.measure, cell)
        column = columns.setdefault(cell.side, {}).setdefault(cell.measure, {})
        column.setdefault(f"{cell.row_no}/{cell.block_no}", cell)
    for block in rows.values():
        lines = [block[number] for number in sorted(block)]
        for line in lines:
            yield from ([pair] for pair in combinations(line.values(), 2) if _are_in(pair, doubted))
        for upper, lower in pairwise(lines):
            crossed = _pair_lines(upper, lower)
            yield from ([pair] for pair in crossed if _are_in(pair, doubted))
            if len(crossed) > 1:
                yield crossed
    for side in columns.values():
        yield from (_pair_lines(one, other) for one, other in combinations(side.values(), 2) if len(one) > 1)


def _are_in(pair: tuple[Cell, Cell], numbers: set[int]) -> bool:
    return all(cell.cell_no in numbers for cell in pair)


def _pair_lines(one: Line, other: Line) -> Pairs:
    return [(cell, other[key]) for key, cell in one.items() if key in other]


def _exchange(pairs: Pairs, figures: Mapping[int, Figure]) -> dict[int, Figure]:
    """The figures of each pair crosswise, where they differ."""
    exchanged = {}
    for one, other in pairs:
        first, second = figures[one.cell_no], figures[other.cell_no]
        if first.amount != second.amount and first.amount is not None and second.amount is not None:
            exchanged[one.cell_no], exchanged[other.cell_no] = second, first
    return exchanged


def _is_believed(bench: Bench, pairs: Pairs, outcome: Outcome) -> bool:
    """Nothing broken or left violated, and a claim of either place mended in which the other has no part.

    Limits alone do not do: the smaller of two amounts stays under both.
    """
    if len(outcome.mended) < FEWEST_MENDED or outcome.broken or outcome.still:
        return False
    if all(bench.claims[n].at_most for n in outcome.mended):
        return False
    one, other = ({pair[side].cell_no for pair in pairs} for side in (0, 1))
    cells = [bench.cells_of(n) for n in outcome.mended]
    return any(own & one and not own & other for own in cells) and any(
        own & other and not own & one for own in cells
    )


def _cause(pairs: Pairs, outcome: Outcome, bench: Bench, figures: Mapping[int, Figure]) -> TableCause:
    exchanged = _exchange(pairs, figures)
    crossed = [pair for pair in pairs if pair[0].cell_no in exchanged]
    replaced: dict[int, Cell] = {}
    suspects: list[Suspect] = []
    for one, other in crossed:
        for cell, source in ((one, other), (other, one)):
            replaced[cell.cell_no] = place_amount(cell, source)
            suspects.append(_suspect(cell, source))
    first, second = crossed[0]
    same_row = (first.row_no, first.block_no) == (second.row_no, second.block_no)
    finding = tell(
        "G04",
        {**_name(first, "one", same_row), **_name(second, "other", same_row)}
        | {"cells": len(replaced), "mended": len(outcome.mended)},
        **soften(replaced.values()),
        table_code=first.table_code,
        subject_code=first.subject_code,
        measure=first.measure if len(crossed) == 1 else None,
        page=first.page,
        explains=bench.keys(outcome.mended),
        suspects=tuple(suspects),
    )
    return TableCause(finding, replaced)


def _name(cell: Cell, key: str, same_row: bool) -> dict[str, str]:
    """What a cell is called beside the other: its column in one row, else its row."""
    zh, en = measure_labels().get((cell.table_code, cell.measure), (cell.measure, cell.measure))
    item = cell.item or cell.subject_code
    return {f"{key}_zh": zh, f"{key}_en": en} if same_row or not item else {key: item}


def _suspect(cell: Cell, source: Cell) -> Suspect:
    evidence = (
        f"与“{source.item or source.measure}”处的“{source.printed}”互换后，两处的勾稽都成立",
        f"Exchanged with {source.printed} ({source.item or source.measure}), both places agree",
    )
    suspect = suspect_of_cell(cell, "swapped_cells", evidence)
    return suspect._replace(suggested=source.amount or Decimal(0), suggested_text=source.printed)
