"""Claims between named figures, within a table or across tables."""

from collections.abc import Iterator

from expectations.claims import Claim, SignedFigure
from expectations.clauses import FiguresClause, Term
from expectations.identities import Identity, load_row_names
from expectations.sheets import NOTHING, Report, Row


def claim_figures(identity: Identity, clause: FiguresClause, report: Report) -> Iterator[Claim]:
    """One claim per measure of the clause that is owed, or one where the terms name their measures."""
    terms = (*clause.left, *clause.right)
    if not clause.measures and not clause.measures_where_printed:
        if not clause.where_printed or _print_columns(terms, None, report):
            yield _claim_measure(identity, clause, None, report)
        return
    for measure in clause.measures:
        yield _claim_measure(identity, clause, measure, report)
    for measure in clause.measures_where_printed:
        if _print_columns(terms, measure, report):
            yield _claim_measure(identity, clause, measure, report)


def _print_columns(terms: tuple[Term, ...], measure: str | None, report: Report) -> bool:
    for term in terms:
        sheet = report.sheets.get(term.table)
        if sheet is None or not sheet.prints(term.measure or measure or "", _find_side(term)):
            return False
    return True


def _find_side(term: Term) -> str | None:
    return None if term.row is None else load_row_names()[term.table][term.row].side


def _claim_measure(identity: Identity, clause: FiguresClause, measure: str | None, report: Report) -> Claim:
    claim = _place_claim(identity, clause, measure, report)
    tables = sorted({term.table for term in (*clause.left, *clause.right)})
    missing = [table for table in tables if not report.has_table(table)]
    empty = tuple(table for table in tables if report.is_empty(table))
    if missing or len(empty) == len(tables):
        claim.reason = f"missing_table:{missing[0]}" if missing else f"empty_table:{'+'.join(empty)}"
        return claim
    claim.empty_tables = empty
    claim.at_most = clause.relation == "at_most"
    for terms, figures in ((clause.left, claim.left), (clause.right, claim.right)):
        for term in terms:
            reason = _collect_term(term, term.measure or measure or "", report, figures)
            if reason is not None:
                claim.reason = reason
                return claim
            claim.lists_rows |= not _find_rows(term, report)
        if not figures:
            claim.reason = f"row_not_printed:{terms[0].table}/{_label_term(terms[0])}"
            return claim
    return claim


def _place_claim(identity: Identity, clause: FiguresClause, measure: str | None, report: Report) -> Claim:
    """The claim at the place of its first figure, which is where a reader looks for it."""
    first = clause.left[0]
    rows = _find_rows(first, report)
    return Claim(
        identity,
        clause.name if measure is None else f"{clause.name}/{measure}",
        first.table,
        side=_find_side(first),
        subject_code=first.code or "",
        item=rows[0].item if rows else _label_term(first),
        measure=first.measure or measure or "",
        page=rows[0].page if rows else None,
    )


def _label_term(term: Term) -> str:
    if term.row is None:
        return term.code or ""
    return load_row_names()[term.table][term.row].labels[0]


def _find_rows(term: Term, report: Report) -> list[Row]:
    sheet = report.sheets.get(term.table)
    if sheet is None:
        return []
    if term.code is not None:
        return sheet.by_code.get(term.code, [])
    row = sheet.find_row(term.row or "")
    return [] if row is None else [row]


def _collect_term(term: Term, measure: str, report: Report, figures: list[SignedFigure]) -> str | None:
    """Append the term's figures and return None, or return why they cannot be had."""
    rows = _find_rows(term, report)
    if not rows:
        if report.is_empty(term.table):
            figures.append((term.sign, NOTHING))
        elif term.unprinted == "not_evaluable":
            return f"row_not_printed:{term.table}/{_label_term(term)}"
        return None
    for row in rows:
        figure = row.figures.get(measure)
        if figure is None:
            printed = report.sheets[term.table].prints(measure, row.side)
            kind = "cell_not_read" if printed else "column_not_printed"
            return f"{kind}:{term.table}/{measure}"
        figures.append((term.sign, figure))
    return None
