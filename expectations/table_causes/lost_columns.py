"""Headers that lost columns over numbers that did not: each number stands under the name of a later one.

The header of a table lacks some of its columns, and the numbers below are the first ones of the whole row,
in their order. Whoever reads them by the header takes one figure for another.
"""

from collections.abc import Mapping, Sequence

from expectations.cells import Cell
from expectations.findings import Suspect, suspect_of_cell
from expectations.guards.columns import list_gaps
from expectations.guards.rules import soften, tell
from expectations.guards.words import load_words
from expectations.messages import measure_labels
from expectations.sheets import Figure
from expectations.table_causes.cause import TableCause, place_amount
from expectations.table_causes.trials import NOTHING_KNOWN, Bench, Outcome


def find_lost_columns(
    cells: Sequence[Cell], bench: Bench, figures: Mapping[int, Figure]
) -> TableCause | None:
    """The first table whose numbers are those of the template's first columns; ``figures`` are as printed."""
    for table, columns in load_words().lists["columns"].items():
        own = [cell for cell in cells if cell.table_code == table]
        measures = list(dict.fromkeys(cell.measure for cell in own))
        gaps = list_gaps(table, measures)
        in_order = [measure for measure in columns if measure in measures]
        if not gaps or in_order != measures or not bench.list_violated(table):
            continue
        named = dict(zip(measures, columns, strict=False))
        moved = _move(own, named, figures)
        outcome = bench.try_figures(moved, until_broken=True)
        equal = any(not bench.claims[n].at_most for n in outcome.mended)
        if equal and not (outcome.broken or outcome.still or outcome.lost):
            return _cause(own, named, gaps, outcome, bench)
    return None


def _move(
    cells: Sequence[Cell], named: Mapping[str, str], figures: Mapping[int, Figure]
) -> dict[int, Figure]:
    """What each printed column holds once the numbers go by the template, as far as they reach."""
    sources = _sources(cells, named)
    moved = {}
    for cell in cells:
        source = sources.get((cell.row_no, cell.measure))
        moved[cell.cell_no] = NOTHING_KNOWN if source is None else figures[source.cell_no]
    return {number: figure for number, figure in moved.items() if figure[:2] != figures[number][:2]}


def _sources(cells: Sequence[Cell], named: Mapping[str, str]) -> dict[tuple[int, str], Cell]:
    """The cell that holds the figure of a row's measure, by the template."""
    return {(cell.row_no, named[cell.measure]): cell for cell in cells}


def _cause(
    cells: Sequence[Cell], named: Mapping[str, str], gaps: Sequence[str], outcome: Outcome, bench: Bench
) -> TableCause:
    table, sources = cells[0].table_code, _sources(cells, named)
    pairs = [(cell, sources.get((cell.row_no, cell.measure))) for cell in cells]
    suspects = [
        _suspect(cell, source)
        for cell, source in pairs
        if source is not None and source.amount != cell.amount
    ]
    labels = [measure_labels().get((table, measure), (measure, measure)) for measure in gaps]
    values = {
        "printed": len(named),
        "lost": len(gaps),
        "mended": len(outcome.mended),
        "columns_zh": "、".join(zh for zh, _ in labels),
        "columns_en": ", ".join(en for _, en in labels),
    }
    finding = tell(
        "G28",
        values,
        **soften(cells),
        table_code=table,
        page=cells[0].page,
        explains=bench.keys(outcome.mended),
        suspects=tuple(suspects),
    )
    return TableCause(finding, {cell.cell_no: place_amount(cell, source) for cell, source in pairs})


def _suspect(cell: Cell, source: Cell) -> Suspect:
    zh, en = measure_labels().get((cell.table_code, source.measure), (source.measure, source.measure))
    evidence = (
        f"表头缺栏，此数字印在“{zh}”栏下",
        f"The header lost columns; the figure of this one stands under {en}",
    )
    suspect = suspect_of_cell(cell, "table_shift", evidence)
    return suspect._replace(suggested=source.amount, suggested_text=source.printed)
