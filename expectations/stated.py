"""A report's statements arranged, so that identities find the figure that a topic has in text and tables.

What belongs here: which statement and which cell print the same figure, how exactly each prints it, and the
claim on a statement before its figures are in. What must hold between them is in evaluate_statements,
evaluate_rates, evaluate_directions and evaluate_years.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from expectations.claims import Claim
from expectations.identities import Identity, load_row_names
from expectations.rounding import count_half_fens, half_width, usual_decimals
from expectations.sheets import NOTHING, Figure, Report, Row
from expectations.statements import Statement
from expectations.topics import Place, find_change_topic, load_topics

NARRATIVE = "narrative"  # stands for the table's code where only the text prints a figure


@dataclass(slots=True)
class StatedText:
    """The statements of one report of a year.

    `keys` name each statement for good: topic, subject, and which of its kind it is, never its number, which
    other wordings elsewhere would change. `main_part` is the part of the report that most amounts stand in:
    the explanation of the tables, wherever it is printed.
    """

    year: int
    statements: Sequence[Statement]
    by_no: dict[int, Statement]
    keys: dict[int, str]
    main_part: int | None
    usual: dict[str, int]
    amounts: dict[tuple[str, str], list[Statement]] = field(default_factory=dict)

    def is_of_year(self, statement: Statement, years_ago: int = 0) -> bool:
        """Whether the statement is of the report's year, as one without a year is, or so many before."""
        return (self.year if statement.year is None else statement.year) == self.year - years_ago

    def find_amount(self, topic: str, code: str, near: Statement | None = None) -> Statement | None:
        """The year's amount of a topic and subject, the one that stands nearest to `near`, else the first."""
        found = self.amounts.get((topic, code)) or []
        if near is None or not found:
            return found[0] if found else None
        return min(found, key=lambda statement: _distance(statement, near))

    def list_coded(self, topic: str) -> list[Statement]:
        """The year's amount of a topic for each subject that the text names, as it is stated first."""
        return [found[0] for (name, code), found in self.amounts.items() if name == topic and code]

    def read(self, statement: Statement) -> Figure:
        """The amount of a statement with its interval, that of its own printed decimals.

        A bare 0 is zero as exactly as the text prints other amounts.
        """
        if statement.amount is None:
            return Figure(None, 0, None, statement)
        decimals = statement.decimals or 0
        if not statement.amount and not decimals:
            decimals = self.usual_decimals(statement.unit)
        return Figure(count_half_fens(statement.amount), _width(decimals, statement.unit), None, statement)

    def read_sharply(self, statement: Statement) -> Figure:
        """The same, taking it that zeros were cut off wherever fewer decimals are printed than usual."""
        figure = self.read(statement)
        usual = _width(self.usual_decimals(statement.unit), statement.unit)
        return figure._replace(width=min(figure.width, usual))

    def find_change(self, of: Statement) -> Statement | None:
        """The change in money of what a statement speaks of, as stated in the same section."""
        topic = find_change_topic(of.topic) or f"{of.topic}_change"
        change = self.find_amount(topic, of.subject_code, near=of)
        if change is None or (change.part, change.section) != (of.part, of.section):
            return None
        return change

    def usual_decimals(self, unit: str) -> int:
        """Decimals of most of the text's amounts in the unit, 2 if it has none."""
        return self.usual.get(unit, usual_decimals(()))


def claim_statement(identity: Identity, statement: Statement, text: StatedText) -> Claim:
    """A claim about a statement of the text, with its place filled in and no figures yet."""
    return Claim(
        identity,
        text.keys[statement.statement_no],
        NARRATIVE,
        subject_code=statement.subject_code,
        item=statement.subject,
        measure=statement.topic,
        page=statement.page,
        statement_no=statement.statement_no,
    )


class Printing(NamedTuple):
    """One place of the tables that prints a figure: the row and figure found there, or why there is none."""

    place: Place
    name: str
    side: str | None
    row: Row | None
    figure: Figure | None
    reason: str | None


def arrange_text(statements: Iterable[Statement], fiscal_year: int) -> StatedText:
    """Statements of one report, in any order → how identities look them up."""
    ordered = sorted(statements, key=lambda statement: statement.statement_no)
    amounts = [statement for statement in ordered if _is_plain(statement)]
    parts = Counter(statement.part for statement in amounts)
    text = StatedText(
        fiscal_year,
        ordered,
        {statement.statement_no: statement for statement in ordered},
        _name_all(ordered, fiscal_year),
        parts.most_common(1)[0][0] if parts else None,
        _find_usual(amounts),
    )
    for statement in amounts:
        if text.is_of_year(statement):
            text.amounts.setdefault((statement.topic, statement.subject_code), []).append(statement)
    return text


def _is_plain(statement: Statement) -> bool:
    return statement.kind == "amount" and bool(statement.topic) and statement.amount is not None


def _name_all(statements: Sequence[Statement], fiscal_year: int) -> dict[int, str]:
    seen: Counter[str] = Counter()
    keys = {}
    for statement in statements:
        kind = "" if statement.kind == "amount" else statement.kind
        year = "" if statement.year in (None, fiscal_year) else str(statement.year)
        topic = statement.topic or statement.subject or "unnamed"
        key = "/".join(filter(None, (topic, statement.subject_code, kind, year)))
        seen[key] += 1
        keys[statement.statement_no] = key if seen[key] == 1 else f"{key}#{seen[key]}"
    return keys


def _find_usual(amounts: Sequence[Statement]) -> dict[str, int]:
    units = {statement.unit for statement in amounts}
    return {
        unit: usual_decimals(
            statement.decimals or 0
            for statement in amounts
            if statement.unit == unit and (statement.amount or statement.decimals)
        )
        for unit in units
    }


def _width(decimals: int, unit: str) -> int:
    return half_width(decimals, unit or "元")


def _distance(statement: Statement, near: Statement) -> tuple[bool, bool, int]:
    elsewhere = (statement.part, statement.section) != (near.part, near.section)
    return statement.part != near.part, elsewhere, abs(statement.statement_no - near.statement_no)


def list_printings(topic: str, code: str, report: Report) -> Iterator[Printing]:
    """Where the report's tables print the figure of a topic, as vocabulary/topics.yml has it."""
    record = load_topics().get(topic)
    for place in record.prints if record else ():
        yield look_up(place, code, report)


def look_up(place: Place, code: str, report: Report) -> Printing:
    """The figure at a place, `code` being the subject for one that depends on it.

    Without a row in the table, or without the table, the reason says so. In an empty table every figure is
    nothing.
    """
    code = code if place.coded else place.code or ""
    side = None if place.row is None else load_row_names()[place.table][place.row].side
    name, measure = place.row or code, place.measure
    row = _find_row(place, code, report)
    figure: Figure | None = None
    reason: str | None = None
    if not report.has_table(place.table):
        reason = f"missing_table:{place.table}"
    elif report.is_empty(place.table):
        figure = NOTHING
    elif row is None:
        label = code if place.row is None else load_row_names()[place.table][place.row].labels[0]
        reason = f"row_not_printed:{place.table}/{label}"
    elif measure not in row.figures:
        printed = report.sheets[place.table].prints(measure, row.side)
        reason = f"{'cell_not_read' if printed else 'column_not_printed'}:{place.table}/{measure}"
    else:
        figure = row.figures[measure]
    return Printing(place, name, row.side if row else side, row, figure, reason)


def _find_row(place: Place, code: str, report: Report) -> Row | None:
    sheet = report.sheets.get(place.table)
    if sheet is None:
        return None
    if place.row is not None:
        return sheet.find_row(place.row)
    return next(iter(sheet.by_code.get(code, ())), None)


def list_printed(topic: str, code: str, report: Report) -> Iterator[Figure]:
    """The figures of a topic in the tables that print it, and do not only limit it, with an amount."""
    for printing in list_printings(topic, code, report):
        figure = printing.figure
        if figure is None or figure.cell is None or figure.amount is None:
            continue
        if printing.place.relation == "equal":
            yield figure


def find_printed(topic: str, code: str, report: Report) -> Figure | None:
    """The figure of a topic in the first table that prints it, None if none does."""
    return next(list_printed(topic, code, report), None)
