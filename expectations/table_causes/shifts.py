"""Amounts that stand one row or one column from where they belong, from some place of a table on.

Whoever pastes labels and numbers apart puts one of them a row too low or too high; whoever leaves a column
out moves those after it. Every amount is then a true one in the wrong place, and the identities break in a
pattern that no wrong number makes: put back by one place, the amounts mend nearly all of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from expectations.cells import Cell
from expectations.findings import Suspect, suspect_of_cell
from expectations.guards.rules import soften, tell
from expectations.messages import measure_labels
from expectations.rounding import DEFAULT_DECIMALS, VerdictKind, yuan_from_half_fens
from expectations.sheets import Figure
from expectations.table_causes.cause import TableCause, place_amount
from expectations.table_causes.trials import NOTHING_KNOWN, Bench, Outcome

OF_ROWS, OF_COLUMNS = "G02", "G03"
FEWEST_MENDED = 2
FEWEST_MOVED = 3  # amounts found elsewhere in the table: fewer may be single errors
FEWEST_LIMITS = 6  # where only limits come to hold, which a smaller amount would do as well
MOST_LEFT = 4  # of the violated claims touched no more than one in so many may stay violated
MOST_LOST = 8  # and no more than one true tie may be given up for so many that are mended

# Cells of a table in the order of a shift: line by line, each line the cells that move together by their key.
Lines = Sequence[Mapping[str, Cell]]


@dataclass(frozen=True, slots=True)
class Move:
    """Lines from `first` to `last` whose amounts belong `step` lines on; `sources` says whose is whose."""

    rule_id: str
    first: Cell
    last: Cell
    step: int
    sources: Mapping[int, Cell | None]
    where_zh: str
    where_en: str


class Proven(NamedTuple):
    """A move that is believed: its figures, derived ones included, and the violated claims it explains."""

    rank: tuple[int, int, int]
    move: Move
    figures: Mapping[int, Figure]
    explained: list[int]


def find_shift(cells: Sequence[Cell], bench: Bench, figures: Mapping[int, Figure]) -> TableCause | None:
    """The shift that mends most, of all tables; ``figures`` has what each cell contributes as printed."""
    best: Proven | None = None
    for table in dict.fromkeys(cell.table_code for cell in cells):
        if not bench.may_be_places(table):
            continue
        own = [cell for cell in cells if cell.table_code == table]
        for move in (*_move_rows(own), *_move_columns(own)):
            proven = _prove(move, bench, figures)
            if proven is not None and (best is None or proven.rank > best.rank):
                best = proven
    return None if best is None else _cause(best, cells, bench)


def _prove(move: Move, bench: Bench, figures: Mapping[int, Figure]) -> Proven | None:
    """Try a move; amounts that it pushed out of the table are derived from sums where these tell them."""
    moved = _moved_figures(move, figures)
    if not moved or bench.try_figures(moved, until_broken=True).broken:
        return None
    if sum(1 for figure in moved.values() if figure.amount) < FEWEST_MOVED:
        return None
    derived, used = bench.derive(moved)
    outcome = bench.try_figures(derived, until_broken=True, spared=used)
    if not _is_believed(bench, outcome):
        return None
    explained = outcome.mended + [n for n in sorted(used) if bench.kinds[n] is VerdictKind.VIOLATED]
    return Proven((_gain(bench, outcome), -len(moved), -_count_unknown(moved)), move, derived, explained)


def _moved_figures(move: Move, figures: Mapping[int, Figure]) -> dict[int, Figure]:
    """What the cells contribute once each has the amount that belongs there, as far as that is another."""
    moved = {}
    for number, source in move.sources.items():
        figure = NOTHING_KNOWN if source is None else figures[source.cell_no]
        if figure[:2] != figures[number][:2]:
            moved[number] = figure
    return moved


def _gain(bench: Bench, outcome: Outcome) -> int:
    """Claims mended less those left; a limit tells half of what an equality does, a tie given up far more."""
    mended = sum(1 if bench.claims[n].at_most else 2 for n in outcome.mended)
    return mended - 2 * len(outcome.still) - MOST_LOST * len(outcome.lost)


def _count_unknown(figures: Mapping[int, Figure]) -> int:
    return sum(1 for figure in figures.values() if figure.amount is None)


def _is_believed(bench: Bench, outcome: Outcome) -> bool:
    """Several claims mended, none broken, few left or lost; and no cell that stands in all of them."""
    mended, still = len(outcome.mended), len(outcome.still)
    if mended < FEWEST_MENDED or outcome.broken:
        return False
    only_limits = all(bench.claims[n].at_most for n in outcome.mended)
    if only_limits and (mended < FEWEST_LIMITS or still or outcome.lost):
        return False
    if MOST_LEFT * still > mended + still or MOST_LOST * len(outcome.lost) > mended:
        return False
    return not set.intersection(*map(bench.cells_of, outcome.mended))


def _move_rows(cells: Sequence[Cell]) -> Iterator[Move]:
    """Rows of each side and block from some row on, by one row up or down; totals at the end may stay."""
    blocks: dict[tuple[str | None, int], dict[int, dict[str, Cell]]] = {}
    for cell in cells:
        lines = blocks.setdefault((cell.side, cell.block_no), {})
        lines.setdefault(cell.row_no, {}).setdefault(cell.measure, cell)
    for rows in blocks.values():
        in_order = [rows[number] for number in sorted(rows)]
        for end in sorted({len(in_order), _end_of_items(in_order)}):
            yield from _move_lines(in_order[:end], OF_ROWS, "行", "row")


def _end_of_items(lines: Lines) -> int:
    """How many lines stand before the totals that close a block."""
    end = len(lines)
    while end and next(iter(lines[end - 1].values())).row_kind != "item":
        end -= 1
    return end


def _move_columns(cells: Sequence[Cell]) -> Iterator[Move]:
    """Columns of each side from some column on, by one column to the left or right."""
    sides: dict[str | None, dict[str, dict[str, Cell]]] = {}
    for cell in cells:
        columns = sides.setdefault(cell.side, {})
        columns.setdefault(cell.measure, {}).setdefault(f"{cell.row_no}/{cell.block_no}", cell)
    for columns in sides.values():
        yield from _move_lines(list(columns.values()), OF_COLUMNS, "栏", "column")


def _move_lines(lines: Lines, rule_id: str, word_zh: str, word_en: str) -> Iterator[Move]:
    """Every shift of the lines from some line on to the last, by one line either way."""
    for first in range(len(lines) - 1):
        for step in (1, -1):
            sources: dict[int, Cell | None] = {}
            for place in range(first, len(lines)):
                source = lines[place + step] if first <= place + step < len(lines) else {}
                for key, cell in lines[place].items():
                    sources[cell.cell_no] = source.get(key)
            start, end = (next(iter(lines[place].values())) for place in (first, -1))
            yield Move(rule_id, start, end, step, sources, word_zh, word_en)


def _cause(proven: Proven, cells: Sequence[Cell], bench: Bench) -> TableCause:
    move = proven.move
    by_number = {cell.cell_no: cell for cell in cells}
    replaced = {
        number: _derive(by_number[number], move.sources[number], figure)
        for number, figure in proven.figures.items()
    }
    ahead = move.step > 0
    values = {
        **_name(move.first, "first", move.rule_id),
        **_name(move.last, "last", move.rule_id),
        "mended": len(proven.explained),
        "way_zh": f"{'下' if ahead else '上'}一{move.where_zh}",
        "way_en": f"the {move.where_en} {'after' if ahead else 'before'}",
    }
    suspects = [_suspect(by_number[number], cell, move, values) for number, cell in replaced.items()]
    finding = tell(
        move.rule_id,
        values,
        **soften(by_number[number] for number in replaced),
        table_code=move.first.table_code,
        page=move.first.page,
        explains=bench.keys(proven.explained),
        suspects=tuple(suspects),
    )
    return TableCause(finding, replaced)


def _name(cell: Cell, key: str, rule_id: str) -> dict[str, str]:
    """What a line is called after its first cell: a column by its measure, a row by its label."""
    zh, en = measure_labels().get((cell.table_code, cell.measure), (cell.measure, cell.measure))
    if rule_id == OF_ROWS and (cell.item or cell.subject_code):
        zh = en = cell.item or cell.subject_code
    return {f"{key}_zh": zh, f"{key}_en": en}


def _derive(cell: Cell, source: Cell | None, figure: Figure) -> Cell:
    """The cell with the amount that another prints, or with one derived from sums where none prints it."""
    moved = place_amount(cell, source)
    if source is not None or figure.amount is None:
        return moved
    decimals = DEFAULT_DECIMALS if cell.decimals is None else cell.decimals
    return moved._replace(amount=yuan_from_half_fens(figure.amount), decimals=decimals, value_kind="amount")


def _suspect(cell: Cell, moved: Cell, move: Move, values: Mapping[str, object]) -> Suspect:
    if move.sources[cell.cell_no] is not None:
        zh = f"{values['way_zh']}印有此处的数字"
        en = f"The amount that belongs here is printed in {values['way_en']}"
    else:
        zh = "错位后此处的数字已缺失，由勾稽推出"
        en = "The shift pushed the amount of this place out; derived from sums"
    suspect = suspect_of_cell(cell, "table_shift", (zh, en))
    return suspect._replace(suggested=moved.amount, suggested_text=moved.printed)
