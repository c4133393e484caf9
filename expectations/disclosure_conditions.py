"""The conditions of items to disclose, asked of one report.

A condition that finds nothing says 'lacking'; whether that stands is for expectations.disclosure, which knows
what the item is part of and how much of the report was read.
"""

from collections.abc import Sequence
from typing import NamedTuple

from expectations.cells import Cell
from expectations.disclosure_items import (
    ColumnsCondition,
    Condition,
    Disclosures,
    EmptyNoteCondition,
    LevelsCondition,
    ReasonsCondition,
    Spent,
    TableCondition,
    TextCondition,
)
from expectations.disclosure_text import (
    FoldedText,
    Passage,
    Told,
    find_denial,
    find_told,
    find_words,
)
from expectations.folding import fold_prose
from expectations.printed import PrintedReport, PrintedTable

CODES_NAMED = 6  # subjects named in the evidence of one item


class Found(NamedTuple):
    """Status, evidence and reason, as in quality_disclosure."""

    status: str
    page: int | None = None
    words: str | None = None
    reason: str | None = None


LACKING = Found("lacking")


class Examination:
    """A report as conditions look at it."""

    def __init__(self, printed: PrintedReport, wanted: Disclosures) -> None:
        self._printed, self._wanted = printed, wanted
        self._text = FoldedText(printed, wanted)
        self._tables = {table.table_code: table for table in printed.tables}
        self._cells: dict[str, list[Cell]] = {}
        for cell in printed.cells:
            self._cells.setdefault(cell.table_code, []).append(cell)
        self.is_whole = printed.is_complete and not set(wanted.not_read_whole) & set(printed.reader_findings)
        self.is_recognised = 2 * sum(cell.source == "ocr" for cell in printed.cells) > len(printed.cells)

    def ask(self, condition: Condition) -> Found:
        """What the report says to a condition."""
        match condition:
            case TableCondition():
                found = self._ask_table(condition)
            case LevelsCondition():
                found = self._ask_levels(condition)
            case ColumnsCondition():
                found = self._ask_columns(condition)
            case EmptyNoteCondition():
                found = self._ask_note(condition)
            case TextCondition():
                found = self._ask_text(condition)
            case ReasonsCondition():
                found = self._ask_reasons(condition)
            case _:
                found = self._ask_unit()
        return found

    def _ask_table(self, condition: TableCondition) -> Found:
        table = self._tables.get(condition.table)
        if table is None:
            owed = self._printed.fiscal_year >= condition.from_year
            return LACKING if owed else Found("not_applicable", reason="not_owed_yet")
        if table.is_empty and (note := self._find_note(table)):
            return _accept(note._replace(is_none=True))
        return Found("disclosed", table.pages[0], fold_prose(table.title) or condition.table)

    def _ask_levels(self, condition: LevelsCondition) -> Found:
        cells = self._cells.get(condition.table, [])
        spent = [cell for cell in cells if cell.amount and cell.row_kind != "total"]
        codes = {cell.subject_code: cell for cell in spent if cell.subject_code.isdigit()}
        if condition.table not in self._tables:
            return LACKING
        if not codes:
            return (
                Found("unread", reason="no_codes") if spent else Found("not_applicable", reason="table_empty")
            )
        refined = {cell.subject_code[:n] for cell in cells for n in range(1, len(cell.subject_code))}
        coarse = [codes[code] for code in codes if len(code) < condition.digits and code not in refined]
        if coarse:
            return LACKING._replace(page=coarse[0].page, words=_name_subjects(coarse))
        finest = next((cell for code, cell in codes.items() if len(code) == condition.digits), None)
        if finest is None:
            return Found("unread", reason="no_codes")
        return Found("disclosed", finest.page, _name_subjects([finest]))

    def _ask_columns(self, condition: ColumnsCondition) -> Found:
        table, cells = self._tables.get(condition.table), self._cells.get(condition.table, [])
        if table is None:
            return LACKING
        if not cells:
            return Found("not_applicable", reason="table_empty")
        columns = {cell.measure for cell in cells}
        for wanted in (condition.measures, *condition.alternatives):
            if columns.issuperset(wanted):
                return Found("disclosed", table.pages[0], "、".join(wanted))
        missing = "、".join(measure for measure in condition.measures if measure not in columns)
        return LACKING._replace(page=table.pages[0], words=missing)

    def _ask_note(self, condition: EmptyNoteCondition) -> Found:
        table = self._tables.get(condition.table)
        if table is None:
            return LACKING
        if not table.is_empty:
            return Found("not_applicable", reason="table_not_empty")
        told = self._find_note(table)
        if told is None:
            elsewhere = self._text.list_elsewhere(condition.titles)
            passages = [*self._text.list_own(condition), *elsewhere]
            told = find_denial(passages, condition.noun, self._wanted)
        if told is not None:
            return Found("disclosed", told.page, told.words)
        return LACKING._replace(page=table.pages[0]) if self._text.is_read else _UNREAD_TEXT

    def _ask_unit(self) -> Found:
        if not self._printed.tables:
            return Found("unread", reason="table_not_read")
        if self._wanted.told_by_reader["unit"] in self._printed.reader_findings:
            return LACKING
        first = self._printed.tables[0]
        return Found("disclosed", first.pages[0], first.unit)

    def _ask_text(self, condition: TextCondition) -> Found:
        told = find_told(condition, self._text, self._wanted) or self._find_form(condition)
        if told is not None:
            return _accept(told)
        if condition.spent is not None:
            spent = self._is_spent(condition.spent)
            if spent is None:
                return Found("unread", reason="table_not_read")
            if not spent:
                return Found("not_applicable", reason="nothing_spent")
        return LACKING if self._text.is_read else _UNREAD_TEXT

    def _ask_reasons(self, condition: ReasonsCondition) -> Found:
        statements = [s for s in self._printed.statements if s.topic in condition.topics]
        for statement in statements:
            if statement.reason:
                return Found("disclosed", statement.page, fold_prose(statement.reason))
        passages = [*self._text.list_own(condition), *self._text.list_elsewhere(condition.titles)]
        if given := find_words(passages, self._wanted.reason_words):
            return Found("disclosed", given.page, given.words)
        changed = next((s.page for s in statements if s.direction in ("increase", "decrease")), None)
        if changed is not None:
            return LACKING._replace(page=changed)
        if told := find_words(passages, [self._wanted.change_words]):
            return LACKING._replace(page=told.page, words=told.words)
        return Found("not_applicable", reason="no_change_stated") if self._text.is_read else _UNREAD_TEXT

    def _find_note(self, table: PrintedTable) -> Told | None:
        """Words below the table, or above it, that say it is empty."""
        notes = [Passage(table.pages[-1], fold_prose(text)) for text in (table.note, table.captions)]
        return find_words(notes, self._wanted.empty_words) or find_denial(
            notes, self._wanted.empty_nouns, self._wanted
        )

    def _find_form(self, condition: TextCondition) -> Told | None:
        """A form of self-evaluation, or a table beside the nine, that tells what the text does not."""
        if condition.performance and self._printed.performance:
            row = self._printed.performance[0]
            return Told(row.page, fold_prose(f"{row.item}{row.printed}") or row.measure)
        for table in self._printed.other_tables:
            if table.kind in condition.tables:
                return Told(table.page, fold_prose(table.title) or table.kind)
        return None

    def _is_spent(self, spent: Spent) -> bool | None:
        """Whether one of the measures is not nought; None where none of their columns was read."""
        amounts = [cell.amount for cell in self._cells.get(spent.table, []) if cell.measure in spent.measures]
        return any(amounts) if amounts else None


_UNREAD_TEXT = Found("unread", reason="text_not_read")


def _accept(told: Told) -> Found:
    return Found("stated_none" if told.is_none else "disclosed", told.page, told.words)


def _name_subjects(cells: Sequence[Cell]) -> str:
    named = [f"{cell.subject_code}{fold_prose(cell.item)}" for cell in cells[:CODES_NAMED]]
    return "、".join(named) + (f"…({len(cells)})" if len(cells) > CODES_NAMED else "")
