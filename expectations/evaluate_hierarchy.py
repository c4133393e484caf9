"""Claims down a classification: a row is the sum of the rows printed below it.

Who belongs to whom is told by the codes alone: a row's parent is the printed row with the longest code that
its own begins with. A level that is not printed is thus skipped, and a misspelt last digit changes nothing.
Where a parent's code is printed twice its details belong to the one they follow.
"""

from collections.abc import Iterator

from expectations.claims import Claim, claim_row
from expectations.clauses import HierarchyClause
from expectations.evaluate_rows import explain_absence, fill_rows
from expectations.identities import Identity
from expectations.sheets import Report, Row, Sheet

CLASS_DIGITS = 3


def claim_hierarchy(identity: Identity, clause: HierarchyClause, report: Report) -> Iterator[Claim]:
    """One claim per row with details and per grand total, in every measure the table prints."""
    for table in clause.tables:
        sheet = report.sheets.get(table)
        reason = explain_absence(report, table)
        if sheet is None or reason:
            yield Claim(identity, table, table, reason=reason)
            continue
        families = list_families(sheet)
        if clause.total is not None:
            yield from _claim_total(identity, clause.total, sheet)
        elif not families:
            yield Claim(identity, table, table, reason=f"no_details:{table}")
        for parent, children in families:
            for measure in sheet.measures[parent.side]:
                claim = claim_row(identity, clause.name, table, parent, measure)
                claim.reason = fill_rows(claim, sheet, parent, children, measure)
                yield claim


def _claim_total(identity: Identity, name: str, sheet: Sheet) -> Iterator[Claim]:
    total = sheet.find_row(name)
    if total is None:
        reason = f"row_not_printed:{sheet.table}/合计"
        yield Claim(identity, f"{sheet.table}/合计", sheet.table, item="合计", reason=reason)
        return
    tops = list_tops(sheet)
    for measure in sheet.measures[total.side]:
        claim = claim_row(identity, "", sheet.table, total, measure)
        claim.reason = fill_rows(claim, sheet, total, tops, measure)
        yield claim


def list_tops(sheet: Sheet) -> list[Row]:
    """Rows that the grand total adds up: the 类, or where none is printed the topmost rows."""
    classes = [row for code, rows in sheet.by_code.items() if len(code) == CLASS_DIGITS for row in rows]
    if classes:
        return classes
    return [
        row for code, rows in sheet.by_code.items() if find_parent_code(sheet, code) is None for row in rows
    ]


def find_parent_code(sheet: Sheet, code: str) -> str | None:
    """The longest printed code that `code` begins with, or None."""
    for length in range(len(code) - 1, CLASS_DIGITS - 1, -1):
        if code[:length] in sheet.by_code:
            return code[:length]
    return None


def list_families(sheet: Sheet) -> list[tuple[Row, list[Row]]]:
    """Rows with details and those details, in printed order of the parents."""
    families: dict[str, list[Row]] = {}
    for code, rows in sheet.by_code.items():
        parent_code = find_parent_code(sheet, code)
        if parent_code is None:
            continue
        for row in rows:
            parent = _choose_parent(sheet.by_code[parent_code], row)
            families.setdefault(parent.key, []).append(row)
    return [
        (row, families[row.key]) for rows in sheet.by_code.values() for row in rows if row.key in families
    ]


def _choose_parent(candidates: list[Row], child: Row) -> Row:
    above = [row for row in candidates if row.row_no < child.row_no]
    return above[-1] if above else candidates[0]
