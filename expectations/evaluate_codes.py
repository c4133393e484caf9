"""Claims between two tables row by row: by 类 item and coded row, or by subject code."""

from collections.abc import Iterator

from expectations.claims import Claim, SignedFigure, claim_row
from expectations.evaluate_hierarchy import CLASS_DIGITS
from expectations.evaluate_rows import explain_absence
from expectations.identities import (
    ClassesClause,
    CodesClause,
    Identity,
    load_functional_classes,
    load_row_names,
)
from expectations.sheets import NOTHING, Figure, Report, Row, Sheet


def claim_classes(identity: Identity, clause: ClassesClause, report: Report) -> Iterator[Claim]:
    """One claim per 类 that either table prints.

    A table by subject lists the classes that were used, so a class it lacks is zero, unless a row or an item
    under a name nobody knows may be the one that is looked for.
    """
    table, coded_table = clause.items.table, clause.coded.table
    items_sheet, coded_sheet = report.sheets.get(table), report.sheets.get(coded_table)
    items = items_sheet.list_items_above(clause.items.before) if items_sheet else []
    reason = _explain_classes(clause, report, items)
    if reason is not None or items_sheet is None:
        instance = "/".join(filter(None, (clause.name, f"{table}-{coded_table}")))
        yield Claim(identity, instance, table, clause.items.side, measure=clause.items.measure, reason=reason)
        return
    coded = _group_coded(coded_sheet)
    named, unknown = _group_items(items, coded)
    empty = (coded_table,) if report.is_empty(coded_table) else ()
    for row in unknown:
        claim = claim_row(identity, clause.name, table, row, clause.items.measure)
        claim.reason = f"row_not_printed:{coded_table}/{row.label}"
        yield claim
    for code in [*named, *(code for code in coded if code not in named)]:
        first = named[code][0] if code in named else coded[code][0]
        claim = claim_row(identity, clause.name, table, first, clause.items.measure)
        claim.subject_code, claim.side, claim.empty_tables = code, clause.items.side, empty
        claim.instance = "/".join(filter(None, (clause.name, f"{table}-{coded_table}", code)))
        claim.has_bare_table = coded_table in report.bare
        claim.reason = _collect(table, named.get(code, []), clause.items.measure, claim.left) or _collect(
            coded_table, coded.get(code, []), clause.coded.measure, claim.right
        )
        if claim.reason is None and unknown and not (code in named and code in coded) and _has_amount(claim):
            claim.reason = f"row_not_printed:{coded_table if code in named else table}/{first.label}"
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
    if not report.is_empty(coded) and not _group_coded(report.sheets[coded]):
        return f"no_details:{coded}"
    return None


def _group_coded(sheet: Sheet | None) -> dict[str, list[Row]]:
    if sheet is None:
        return {}
    return {code: rows for code, rows in sheet.by_code.items() if len(code) == CLASS_DIGITS}


def _group_items(items: list[Row], coded: dict[str, list[Row]]) -> tuple[dict[str, list[Row]], list[Row]]:
    """Items by class code, and those with an amount whose class is unknown; names printed here come first."""
    printed = {row.label: code for code, rows in coded.items() for row in rows if row.label}
    catalogue = load_functional_classes()
    named: dict[str, list[Row]] = {}
    unknown = []
    for row in items:
        code = row.code or printed.get(row.label) or catalogue.get(row.label)
        if code is not None:
            named.setdefault(code, []).append(row)
        elif any(figure.amount for figure in row.figures.values()):
            unknown.append(row)
    return named, unknown


def _collect(table: str, rows: list[Row], measure: str, figures: list[SignedFigure]) -> str | None:
    for row in rows:
        figure = row.figures.get(measure)
        if figure is None:
            return f"cell_not_read:{table}/{row.key}/{measure}"
        figures.append((1, figure))
    if not rows:
        figures.append((1, NOTHING))
    return None


def _has_amount(claim: Claim) -> bool:
    figures: list[Figure] = [figure for _, figure in (*claim.left, *claim.right)]
    return any(figure.amount for figure in figures)


def claim_codes(identity: Identity, clause: CodesClause, report: Report) -> Iterator[Claim]:
    """One claim per code of the left table, its grand total included, and measure; repeated codes are added."""
    left, right = report.sheets.get(clause.left), report.sheets.get(clause.right)
    reason = explain_absence(report, clause.left) or explain_absence(report, clause.right)
    if left is None or right is None or reason:
        yield Claim(identity, f"{clause.left}-{clause.right}", clause.left, reason=reason)
        return
    pairs = [(rows, right.by_code.get(code, [])) for code, rows in left.by_code.items()]
    total, limit = left.find_row(clause.total), right.find_row(clause.total)
    if total is not None:
        pairs.insert(0, ([total], [limit] if limit is not None else []))
    for rows, limits in pairs:
        for measure in clause.measures:
            claim = claim_row(identity, clause.name, clause.left, rows[0], measure)
            claim.at_most = True
            if limits:
                claim.reason = _collect(clause.left, rows, measure, claim.left) or _collect(
                    clause.right, limits, measure, claim.right
                )
            else:
                claim.reason = f"row_not_printed:{clause.right}/{rows[0].key}"
            yield claim
