"""Claims between two tables row by row: by 类 item and coded row, or by subject code."""

from collections.abc import Iterator

from expectations.claims import Claim, SignedFigure, claim_row
from expectations.clauses import ClassesClause, CodesClause
from expectations.evaluate_hierarchy import CLASS_DIGITS, find_parent_code
from expectations.evaluate_rows import explain_absence
from expectations.identities import Identity, load_functional_classes, load_row_names
from expectations.sheets import NOTHING, Report, Row, Sheet


def claim_classes(identity: Identity, clause: ClassesClause, report: Report) -> Iterator[Claim]:
    """One claim per 类 that either table prints.

    A table by subject lists the classes that were used, so a class it lacks is zero, unless an item under a
    name that nobody knows may be the one that is looked for.
    """
    table, coded_table, measure = clause.items.table, clause.coded.table, clause.items.measure
    pair = "/".join(filter(None, (clause.name, f"{table}-{coded_table}")))
    sheet = report.sheets.get(table)
    items = sheet.list_items_above(clause.items.before) if sheet else []
    reason = _explain_classes(clause, report, items)
    if reason is not None:
        yield Claim(identity, pair, table, clause.items.side, measure=measure, reason=reason)
        return
    coded = _group_coded(report.sheets.get(coded_table))
    named, unknown = _group_items(items, coded, measure)
    for row in unknown:
        claim = claim_row(identity, clause.name, table, row, measure)
        claim.reason = f"row_not_printed:{coded_table}/{row.key}"
        yield claim
    for code in [*named, *(code for code in coded if code not in named)]:
        first = named[code][0] if code in named else coded[code][0]
        claim = claim_row(identity, clause.name, table, first, measure)
        claim.instance, claim.subject_code, claim.side = f"{pair}/{code}", code, clause.items.side
        claim.empty_tables = (coded_table,) if report.is_empty(coded_table) else ()
        claim.lists_rows = True
        claim.reason = _collect(table, named.get(code, []), measure, claim.left) or _collect(
            coded_table, coded.get(code, []), clause.coded.measure, claim.right
        )
        if claim.reason is None and unknown and code not in named and any(f.amount for _, f in claim.right):
            claim.reason = f"row_not_printed:{table}/{first.item or code}"
        yield claim


def _explain_classes(clause: ClassesClause, report: Report, items: list[Row]) -> str | None:
    table, coded = clause.items.table, clause.coded.table
    reason = explain_absence(report, table)
    if reason is not None:
        return reason
    if not report.has_table(coded):
        return f"missing_table:{coded}"
    if not items:
        label = load_row_names()[table][clause.items.before].labels[0]
        return f"no_details:{table}/{label}"
    if not report.sheets[table].prints(clause.items.measure, clause.items.side):
        return f"column_not_printed:{table}/{clause.items.measure}"
    sheet = report.sheets.get(coded)
    if sheet is not None and not _group_coded(sheet) and _has_amounts(sheet):
        return f"no_details:{coded}"
    return None


def _has_amounts(sheet: Sheet) -> bool:
    """Whether the table states anything but zero."""
    return any(figure.amount for row in sheet.rows for figure in row.figures.values())


def _group_coded(sheet: Sheet | None) -> dict[str, list[Row]]:
    if sheet is None:
        return {}
    return {code: rows for code, rows in sheet.by_code.items() if len(code) == CLASS_DIGITS}


def _group_items(
    items: list[Row], coded: dict[str, list[Row]], measure: str
) -> tuple[dict[str, list[Row]], list[Row]]:
    """Items by class code, and those with an amount whose class is unknown; names printed here come first."""
    printed = {row.label: code for code, rows in coded.items() for row in rows if row.label}
    catalogue = load_functional_classes()
    named: dict[str, list[Row]] = {}
    unknown = []
    for row in items:
        code = row.code or printed.get(row.label) or catalogue.get(row.label)
        if code is not None:
            named.setdefault(code, []).append(row)
        elif measure in row.figures and row.figures[measure].amount:
            unknown.append(row)
    return named, unknown


def _collect(table: str, rows: list[Row], measure: str, figures: list[SignedFigure]) -> str | None:
    """Append the rows' figures, zero where there is no row; return which cell is lacking, if any."""
    for row in rows:
        figure = row.figures.get(measure)
        if figure is None:
            return f"cell_not_read:{table}/{row.key}/{measure}"
        figures.append((1, figure))
    if not rows:
        figures.append((1, NOTHING))
    return None


def claim_codes(identity: Identity, clause: CodesClause, report: Report) -> Iterator[Claim]:
    """One claim per code of the left table (and its grand total) and measure; repeated codes are added up.

    A code that the right table lacks is zero there, unless its row may be there in another guise.
    """
    left, right = report.sheets.get(clause.left), report.sheets.get(clause.right)
    reason = explain_absence(report, clause.left) or explain_absence(report, clause.right)
    if left is None or right is None or reason:
        yield Claim(identity, f"{clause.left}-{clause.right}", clause.left, reason=reason)
        return
    pairs = [
        (rows, right.by_code.get(code, []), _may_hide(right, code, rows, left))
        for code, rows in left.by_code.items()
    ]
    total, limit = left.find_row(clause.total), right.find_row(clause.total)
    if total is not None:
        pairs.insert(0, ([total], [limit] if limit is not None else [], limit is None))
    for rows, limits, hidden in pairs:
        for measure in clause.measures:
            claim = claim_row(identity, clause.name, clause.left, rows[0], measure)
            claim.at_most = claim.lists_rows = True
            if hidden:
                claim.reason = f"row_not_printed:{clause.right}/{rows[0].key}"
            elif not right.prints(measure):
                claim.reason = f"column_not_printed:{clause.right}/{measure}"
            else:
                claim.reason = _collect(clause.left, rows, measure, claim.left) or _collect(
                    clause.right, limits, measure, claim.right
                )
            yield claim


def _may_hide(sheet: Sheet, code: str, rows: list[Row], other: Sheet) -> bool:
    """Whether the table lacks the code and yet may state its amount: zero must not be concluded then.

    So where it does not print the code's level, there or anywhere, and where a row of the same label stands
    under a code that the other table does not know, or under none (a code misprinted or not read).
    """
    if code in sheet.by_code:
        return False
    if all(len(printed) != len(code) for printed in sheet.by_code):
        return True
    if any(printed.startswith(code) for printed in sheet.by_code):
        return True
    parent = find_parent_code(sheet, code)
    if parent is not None and not any(len(c) > len(parent) and c.startswith(parent) for c in sheet.by_code):
        return True
    labels = {row.label for row in rows}
    return any(row.label in labels and row.code not in other.by_code for row in sheet.rows)
