"""Claims inside one table: a column that is the sum of others, a row that sums the items above it."""

from collections.abc import Iterator

from expectations.claims import Claim, SignedFigure, claim_row
from expectations.clauses import ColumnsClause, ItemsClause
from expectations.identities import Identity, load_row_names
from expectations.sheets import Report, Row, Sheet


def explain_absence(report: Report, table: str) -> str | None:
    """Why nothing inside the table can be checked, or None."""
    if not report.has_table(table):
        return f"missing_table:{table}"
    if report.is_empty(table):
        return f"empty_table:{table}"
    return None


def claim_columns(identity: Identity, clause: ColumnsClause, report: Report) -> Iterator[Claim]:
    """One claim per row of each table; one for a whole table that is missing, empty or without rows."""
    for table in clause.tables:
        sheet = report.sheets.get(table)
        reason = explain_absence(report, table)
        needed = (clause.total, *(part.lstrip("-") for part in clause.parts))
        if clause.where_printed and not (
            sheet and all(sheet.prints(column, clause.side) for column in needed)
        ):
            continue
        rows = [] if sheet is None or reason else _list_rows(sheet, clause.side)
        if sheet is None or not rows:
            instance = f"{table}/{clause.total}"
            reason = reason or f"no_rows:{table}"
            yield Claim(identity, instance, table, clause.side, measure=clause.total, reason=reason)
            continue
        absent = [column for column in needed if not sheet.prints(column, clause.side)]
        reason = f"column_not_printed:{table}/{absent[0]}" if absent else None
        optional = tuple(part for part in clause.parts_where_printed if sheet.prints(part, clause.side))
        for row in rows:
            claim = claim_row(identity, clause.name, table, row, clause.total)
            claim.reason = reason
            if reason is None:
                _fill_columns(claim, row, clause.total, clause.parts + optional)
            yield claim


def _list_rows(sheet: Sheet, side: str | None) -> list[Row]:
    return [row for row in sheet.rows if row.side == side and not row.is_blank]


def _fill_columns(claim: Claim, row: Row, total: str, parts: tuple[str, ...]) -> None:
    for column, figures in ((total, claim.left), *((part, claim.right) for part in parts)):
        measure = column.lstrip("-")
        figure = row.figures.get(measure)
        if figure is None:
            claim.reason = f"cell_not_read:{claim.table_code}/{measure}"
            return
        figures.append((-1 if column.startswith("-") else 1, figure))


def claim_items(identity: Identity, clause: ItemsClause, report: Report) -> Iterator[Claim]:
    """One claim per measure owed: the named row against the items above it."""
    sheet = report.sheets.get(clause.table)
    reason = explain_absence(report, clause.table)
    total = sheet.find_row(clause.total) if sheet else None
    label = load_row_names()[clause.table][clause.total].labels[0]
    measures = list(clause.measures)
    if sheet is not None:
        measures += [
            measure for measure in clause.measures_where_printed if sheet.prints(measure, clause.side)
        ]
    for measure in measures:
        if sheet is None or total is None or reason:
            prefix = f"{clause.name}/" if clause.name else ""
            instance = f"{prefix}{clause.table}/{label}/{measure}"
            claim = Claim(identity, instance, clause.table, clause.side, item=label, measure=measure)
            claim.reason = reason or f"row_not_printed:{clause.table}/{label}"
        else:
            claim = claim_row(identity, clause.name, clause.table, total, measure)
            items = sheet.list_items_above(clause.total)
            claim.reason = fill_rows(claim, sheet, total, items, measure)
        yield claim


def fill_rows(claim: Claim, sheet: Sheet, total: Row, parts: list[Row], measure: str) -> str | None:
    """Put the total left and the parts right, and return None, or return why one of them cannot be had."""
    if not parts:
        return f"no_details:{sheet.table}/{total.key}"
    if not sheet.prints(measure, total.side):
        return f"column_not_printed:{sheet.table}/{measure}"
    claim.lists_rows = True
    right: list[SignedFigure] = claim.right
    for row in parts:
        figure = row.figures.get(measure)
        if figure is None:
            return f"cell_not_read:{sheet.table}/{row.key}/{measure}"
        right.append((1, figure))
    figure = total.figures.get(measure)
    if figure is None:
        return f"cell_not_read:{sheet.table}/{total.key}/{measure}"
    claim.left.append((1, figure))
    return None
