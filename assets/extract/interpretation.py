"""What the pages of a report mean: which grids are its tables, what each number is, and what is doubtful."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any

from assets.extract.columns import Columns
from assets.extract.conserve import Account, Token, account_for
from assets.extract.document import Identity
from assets.extract.forms import load_forms
from assets.extract.grid import Box, Grid, Page
from assets.extract.header import Section, prose_rows
from assets.extract.numerals import is_amount, is_code, read_amount
from assets.extract.prose import prose_of
from assets.extract.rows import PrintedCell, spare_figures
from assets.extract.table_rows import PrintedRow, printed_rows
from assets.extract.tables import FoundTable, Unmatched, find_tables

# Why an amount of a table without rules is not certain, and the notes on its columns that make it so.
PLACE_UNSURE = "place_unsure"
UNSURE_COLUMNS = frozenset({"columns_by_position", "columns_unknown", "title_contradicts_header"})
YUAN_IN = {"万元": Decimal(10000), "元": Decimal(1)}
# What the numbers of a column are that holds no amounts, by the column's role.
NUMBERS_OF_ROLE = {"code": "code", "name": "label", "ordinal": "ordinal_row", "unknown": "unknown_column"}
# Findings that speak of what was read on a page, not of what the publisher printed.
DOUBTS = frozenset(
    {"number_lost", "amount_unreadable", "code_malformed", "rows_outside_tables", "no_measures"}
)


@dataclass(slots=True)
class Interpretation:
    """What has been gathered of one report; ``unmatched`` grids are none of its nine tables."""

    identity: Identity
    page_count: int
    pages: dict[int, Page]
    cells: list[dict[str, Any]] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    accounts: dict[int, Account] = field(default_factory=dict)
    found: list[FoundTable] = field(default_factory=list)
    unmatched: list[Unmatched] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)

    @property
    def pages_in_doubt(self) -> set[int]:
        """Pages on which something was read that may not be what is printed, or not read at all."""
        doubtful = {finding["page"] for finding in self.findings if finding["rule_id"] in DOUBTS}
        if any(finding["rule_id"] == "table_missing" for finding in self.findings):
            read = {page for table in self.tables for page in table["pages"]}
            doubtful |= self.pages.keys() - read
        return doubtful & self.pages.keys()

    def find(self, rule_id: str, table_code: str | None, page: int | None, **values: Any) -> None:
        """Note something doubtful; ``values`` fill the rule's message."""
        self.findings.append({"rule_id": rule_id, "table_code": table_code, "page": page, **values})

    def account(self, page: int) -> Account:
        """Known places of one page."""
        return self.accounts.setdefault(page, Account([], []))

    def displayed(self, page: int, box: tuple[float, float, float, float]) -> list[float]:
        """Return a box of the reading frame on the page as displayed."""
        return [round(value, 2) for value in self.pages[page].frame.to_display(box)]


def interpret(
    identity: Identity, page_count: int, pages: list[Page], confirm: Callable[[list[Grid]], None]
) -> Interpretation:
    """Find the tables among the grids of a report's pages and give every number its place and meaning.

    ``confirm`` is handed the grids that were put together from lines of text, to have them read again.
    """
    reading = Interpretation(identity, page_count, {page.number: page for page in pages})
    tables, unmatched = find_tables(pages, identity.department or "", identity.fiscal_year)
    confirm([part for table in tables for part in table.parts if not part.ruled])
    unit = None
    for table in sorted(tables, key=lambda t: (t.parts[0].page, t.parts[0].box[1])):
        unit = _unit_of(reading, table, unit)
        if unit in YUAN_IN:
            _take_table(reading, table, unit)
        else:
            unmatched += _left_out(reading, table, unit)
    for other in unmatched:
        reading.account(other.grid.page).ignored.append((other.grid.box, "raw_table"))
    reading.found, reading.unmatched = tables, unmatched
    reading.tokens = [token for page in pages for token in account_for(page, reading.account(page.number))]
    _note_document(reading, unmatched, reading.tokens)
    return reading


def _unit_of(reading: Interpretation, table: FoundTable, previous: str | None) -> str:
    """Unit a table's amounts are in: the one printed, else that of the table before, else 万元."""
    if table.unit:
        return table.unit
    unit = previous or "万元"
    reading.find("unit_missing", table.form.table_code, table.parts[0].page, taken=unit)
    return unit


def _left_out(reading: Interpretation, table: FoundTable, unit: str) -> list[Unmatched]:
    """Keep a table in a unit that is none of ours as it stands: in another its amounts would be wrong."""
    reading.find("unit_unsupported", table.form.table_code, table.parts[0].page, printed=unit)
    return [Unmatched(part, table.title, "unit_unsupported") for part in table.parts]


def _take_table(reading: Interpretation, table: FoundTable, unit: str) -> None:
    """Turn one table into cells; its amounts are in ``unit``."""
    code, page = table.form.table_code, table.parts[0].page

    def ignore(grid: Grid, section: Section, columns: Columns) -> None:
        places = _places_without_amounts(grid, section, columns)
        spare = spare_figures(table.form, grid, columns, section.body_rows)
        reading.account(grid.page).ignored.extend([*places, *((box, "text") for box in spare)])

    rows = printed_rows(table, ignore)
    if not all(part.ruled for part in table.parts):
        rows = _doubted(table, rows)
    for part in table.parts:
        reading.account(part.page).tables.append(part.box)
        prose = (cell for row in prose_rows(part) for cell in part.owner[row])
        reading.account(part.page).ignored.extend((cell.box, "text") for cell in prose)
    for rule, values in [*table.notes, *(note for part in table.parts for note in part.notes)]:
        reading.find(rule, code, page, **values)
    for row in rows:
        for printed, label in dict.fromkeys((cell.code, cell.label) for cell in row.cells):
            if printed and not is_code(printed):
                reading.find("code_malformed", code, row.page, printed=printed, label=label)
        for cell in row.cells:
            if _is_amount_lost(cell.printed):
                reading.find("amount_unreadable", code, row.page, label=cell.label, printed=cell.printed)
            reading.cells.append(_cell_json(reading, table, row, cell, unit))
            reading.account(row.page).cells.append((cell.box, cell.printed))
    reading.tables.append(
        {
            "table_code": code,
            "printed_table_no": table.tag or "",
            "title": table.title,
            "unit": unit,
            "pages": sorted({part.page for part in table.parts}),
            "rows": len(rows),
            "ruled": all(part.ruled for part in table.parts),
        }
    )


def _doubted(table: FoundTable, rows: list[PrintedRow]) -> list[PrintedRow]:
    """Doubt amounts of a table without rules whose columns or keys are not surely told.

    Two readers agree on the characters of such a table, not on the rows and columns they make.
    """
    columns_unsure = any(rule in UNSURE_COLUMNS for rule, _ in table.notes)
    columns_unsure |= any(cell.code and not is_code(cell.code) for row in rows for cell in row.cells)
    columns_unsure |= any(_is_amount_lost(cell.printed) for row in rows for cell in row.cells)
    keyed = table.form.kind != "one_row"
    coded = keyed and table.form.subjects is not None
    doubted = []
    for row in rows:
        cells = [
            replace(cell, doubt=cell.doubt or PLACE_UNSURE)
            if columns_unsure or (keyed and _is_unkeyed(cell, coded))
            else cell
            for cell in row.cells
        ]
        doubted.append(replace(row, cells=cells))
    return doubted


def _is_unkeyed(cell: PrintedCell, coded: bool) -> bool:
    """Tell whether part of what names an amount's row is missing."""
    return not cell.label or (coded and not cell.code and cell.row_kind == "item")


def _is_amount_lost(printed: str) -> bool:
    """Tell whether digits in an amount's cell are no amount: two of them run together, or a code."""
    return any(c.isdigit() for c in printed) and not is_amount(printed)


def _places_without_amounts(
    grid: Grid, section: Section, columns: Columns
) -> list[tuple[tuple[float, float, float, float], str]]:
    """Places of a grid whose numbers are no amounts, each with what they are."""
    places = [(cell.box, "header") for row in section.header_rows for cell in grid.owner[row]]
    places += [(cell.box, "ordinal_column") for row in section.ordinal_rows for cell in grid.owner[row]]
    for column in columns.columns:
        if column.role in NUMBERS_OF_ROLE:
            cells = [grid.owner[row][column.index] for row in section.body_rows]
            places += [(cell.box, NUMBERS_OF_ROLE[column.role]) for cell in cells]
    return places


def _cell_json(
    reading: Interpretation, table: FoundTable, row: PrintedRow, cell: PrintedCell, unit: str
) -> dict[str, Any]:
    amount = read_amount(cell.printed)
    # Nought is added so that a printed -0.00 is the nought that it is in any warehouse.
    yuan = None if amount.value is None else (amount.value * YUAN_IN[unit]).quantize(Decimal("0.01")) + 0
    return {
        "table_code": table.form.table_code,
        "printed_table_no": table.tag or "",
        "row_no": row.number,
        "side": cell.side,
        "block_no": cell.block,
        "item": cell.item,
        "printed_label": cell.label,
        "row_kind": cell.row_kind,
        "subject_code": cell.code,
        "measure": cell.measure,
        "printed": " ".join(cell.printed.split()),
        "value_kind": amount.kind,
        "unit": unit,
        "amount": None if yuan is None else str(yuan),
        "decimals": amount.decimals,
        "page": row.page,
        "box": reading.displayed(row.page, cell.box),
        "source": reading.pages[row.page].source,
        "agreement": cell.agreement,
        "confidence": cell.confidence,
        "doubt": cell.doubt or None,
    }


def _note_document(reading: Interpretation, unmatched: list[Unmatched], tokens: list[Token]) -> None:
    """Note what concerns no single table: identity, missing tables, grids and numbers left over."""
    for rule, values in reading.identity.notes:
        reading.find(rule, None, 1, **values)
    found = {table["table_code"] for table in reading.tables}
    year = reading.identity.fiscal_year or 0
    for form in load_forms():
        if form.table_code not in found and year >= (form.owed_from or 0):
            reading.find("table_missing", form.table_code, None, title=form.titles[0])
    for other in unmatched:
        grid = other.grid
        if other.reason == "unit_unsupported":
            continue  # noted once for the table, not for each of its pages
        reading.find(other.reason, None, grid.page, title=other.title, rows=grid.rows, cols=grid.cols)
    for token in tokens:
        if token.token_class == "lost":
            reading.find("number_lost", None, token.page, token=token.text)
    outside = Counter(token.page for token in tokens if token.token_class == "outside")
    for page, numbers in sorted(outside.items()):
        reading.find("rows_outside_tables", None, page, numbers=numbers)


def narrate(reading: Interpretation, texts_only: list[Page]) -> list[dict[str, Any]]:
    """Lines outside the tables of a report (``prose_of``); ``texts_only`` are its pages without any table.

    A frame of one column is a box around text, no table.
    """
    tables: dict[int, list[tuple[Box, str]]] = defaultdict(list)
    spared: dict[int, list[Box]] = defaultdict(list)
    for table in reading.found:
        for part in table.parts:
            tables[part.page].append((part.box, table.form.table_code))
            spared[part.page] += [cell.box for row in prose_rows(part) for cell in part.owner[row]]
    for grid in (other.grid for other in reading.unmatched):
        if grid.cols > 1:
            tables[grid.page].append((grid.box, ""))
    pages = sorted([*reading.pages.values(), *texts_only], key=lambda page: page.number)
    return prose_of((page, tables[page.number], spared[page.number]) for page in pages)


def as_json(reading: Interpretation) -> dict[str, Any]:
    """Return what was gathered as plain JSON data; see ``report.read_report``."""
    unmatched, tokens = reading.unmatched, reading.tokens
    return {
        "status": "read",
        "pages": reading.page_count,
        "identity": asdict(reading.identity),
        "tables": reading.tables,
        "cells": reading.cells,
        "findings": reading.findings,
        "tokens": [
            {
                "page": token.page,
                "token": token.text,
                "token_class": token.token_class,
                "box": reading.displayed(token.page, token.box),
            }
            for token in tokens
            if token.token_class != "cell"
        ],
        "token_counts": dict(sorted(Counter(token.token_class for token in tokens).items())),
        "raw_tables": [
            {
                "page": other.grid.page,
                "title": other.title,
                "reason": other.reason,
                "box": reading.displayed(other.grid.page, other.grid.box),
                "rows": [other.grid.texts(row) for row in range(other.grid.rows)],
                "cells": _raw_cells(reading, other.grid),
                "source": reading.pages[other.grid.page].source,
            }
            for other in unmatched
        ],
    }


def _raw_cells(reading: Interpretation, grid: Grid) -> list[dict[str, Any]]:
    """Every cell of a grid that is none of the nine tables, as it stands on the page."""
    return [
        {
            "row": cell.row,
            "col": cell.col,
            "row_span": cell.row_span,
            "col_span": cell.col_span,
            "text": cell.text,
            "box": reading.displayed(grid.page, cell.box),
        }
        for cell in grid.cells()
    ]
