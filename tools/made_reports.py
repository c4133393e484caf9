"""Made-up reports as localisation sees them: cells of consistent accounts, and statements that repeat them.

The accounts are those of tools.layouts, printed cell by cell as a layout prints them, but on no page.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from random import Random

from expectations.cells import Cell
from expectations.printed import PrintedReport, PrintedTable
from expectations.sheets import Report, arrange_report
from expectations.stated import list_printed
from expectations.statements import Statement
from expectations.topics import load_topics
from tools.layouts.accounts import draw_case, draw_facts
from tools.layouts.looks import draw_layout
from tools.samples.amounts import printed_yuan
from tools.samples.facts import Facts
from tools.samples.report import make_grid, statement_of

SHA256 = "a" * 64
YEAR = 2024
DASHES = frozenset("-—－")
STATED = 0.7  # of the figures that texts repeat
MENTIONED = 0.3  # of reports whose text lists what basic expenditure was spent on
ECONOMIC_DIGITS = 5


def draw_report(random: Random, name: str) -> PrintedReport:
    """A consistent report of all nine tables with a text that repeats many of its figures."""
    year, layout = draw_layout(random)
    facts = draw_facts(random, name, draw_case(random, year), layout)
    cells = print_cells(facts)
    statements = list(state_figures(random, cells, layout.unit_of("")))
    return assemble(cells, statements)


def assemble(cells: Sequence[Cell], statements: Sequence[Statement]) -> PrintedReport:
    """A report of these cells and statements; every table that has a cell is there."""
    filled = {cell.table_code for cell in cells if cell.amount is not None}
    tables = [
        PrintedTable(code, code, "", "", (1,), 1, code not in filled)
        for code in sorted({cell.table_code for cell in cells})
    ]
    return PrintedReport(SHA256, "", YEAR, "unknown", "", cells, tables, statements)


def print_cells(facts: Facts) -> list[Cell]:
    """The amount cells that the tables of a facts file print."""
    cells: list[Cell] = []
    for table, lines in statement_of(facts).items():
        grid = make_grid(facts, table, lines)
        for row_no, row in enumerate(grid.body, start=1):
            for entry in row:
                if entry.key is None:
                    continue
                place = {
                    "table_code": table,
                    "row_no": row_no,
                    "side": entry.key.side,
                    "item": entry.key.item,
                    "subject_code": entry.key.code,
                    "measure": entry.key.measure,
                    "block_no": entry.key.block,
                    "unit": grid.unit,
                }
                cells.append(Cell(SHA256, len(cells) + 1, **place, **_print(entry.text, grid.unit)))
    return cells


def _print(text: str, unit: str) -> dict[str, object]:
    yuan = printed_yuan(text, unit)
    blank = "dash" if text and set(text) <= DASHES else "blank"
    return {
        "printed": text,
        "amount": yuan,
        "decimals": None if yuan is None else len(text.partition(".")[2]),
        "value_kind": blank if yuan is None else "amount",
        "row_kind": "item",
        "page": 1,
    }


def state_figures(random: Random, cells: Sequence[Cell], unit: str) -> Iterator[Statement]:
    """Statements that repeat figures of the tables, and in some reports the items that 06 spent on."""
    report = arrange_report(cells, sorted({cell.table_code for cell in cells}))
    number = 0
    for topic, code, yuan in _list_stated(report):
        if random.random() < STATED:
            number += 1
            yield make_statement(number, topic, code, yuan, unit)
    if random.random() < MENTIONED:
        for cell in cells:
            if cell.table_code == "06" and len(cell.subject_code) == ECONOMIC_DIGITS and cell.amount:
                number += 1
                mention = make_statement(number, "economic", cell.subject_code, Decimal(0), unit)
                yield mention._replace(
                    kind="mention", subject=cell.item, amount=None, decimals=None, printed=""
                )


def _list_stated(report: Report) -> Iterator[tuple[str, str, Decimal]]:
    """Topics, subjects and yuan of figures that a text may repeat."""
    general = report.sheets.get("05")
    codes = list(general.by_code) if general else []
    for topic in load_topics():
        for code in codes if topic in ("class", "leaf") else [""]:
            if (topic, len(code)) in (("class", 7), ("class", 5), ("leaf", 3), ("leaf", 5)):
                continue
            figure = next(list_printed(topic, code, report), None)
            if figure is not None and figure.cell is not None and figure.cell.amount is not None:
                yield topic, code, figure.cell.amount


def make_statement(number: int, topic: str, code: str, yuan: Decimal, unit: str) -> Statement:
    """An amount as the main part of a text states it, with two decimals."""
    scale = Decimal(10_000) if unit == "万元" else Decimal(1)
    return Statement(
        sha256=SHA256,
        statement_no=number,
        kind="amount",
        topic=topic,
        subject_code=code,
        subject=load_topics()[topic].zh if topic in load_topics() else topic,
        year=None,
        printed=f"{yuan / scale:.2f}",
        unit=unit,
        amount=yuan,
        value=None,
        decimals=2,
        direction=None,
        of_no=None,
        base_no=None,
        base=None,
        part=3,
        section="1",
        page=2,
        x0=0.0,
        y0=0.0,
        x1=0.0,
        y1=0.0,
        sentence="",
        reason="",
    )
