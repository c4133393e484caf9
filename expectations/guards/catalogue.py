"""Codes and names beside the catalogue of the year, codes printed twice, and names a row apart from codes.

The catalogue is never complete and names change by year: what it lacks or calls otherwise is told for
information. Misspelt codes are told by expectations.guards.codes.
"""

from collections.abc import Iterator, Sequence

from expectations.findings import Finding
from expectations.guards.rules import tell
from expectations.guards.subjects import (
    SubjectRow,
    agree,
    are_a_slip_apart,
    is_whole,
    list_subject_rows,
    names_of,
)
from expectations.printed import Catalogue, PrintedReport

FEWEST_APART = 3  # rows in a row whose names are those of their neighbours' codes


def guard_catalogue(printed: PrintedReport) -> Iterator[Finding]:
    """Codes that the catalogue lacks, and codes it knows by another name only: one finding for each code."""
    seen: dict[tuple[str, str], list[SubjectRow]] = {}
    for row in list_subject_rows(printed.cells):
        seen.setdefault((row.classification, row.code), []).append(row)
    for (kind, code), rows in seen.items():
        names = names_of(printed.catalogue, kind, code)
        if not is_whole(code):
            continue
        if not names:
            yield _tell_unknown(rows, _nearest(rows[0], printed.catalogue), code)
        elif not any(agree(row.name, name) for row in rows for name in names):
            yield from _tell_renamed(rows, names[-1], printed.catalogue)
        else:
            yield from _tell_other_year(rows, printed)


def guard_repeated_codes(printed: PrintedReport) -> Iterator[Finding]:
    """A code that one table prints twice: the whole row, amounts and all, or the code alone."""
    seen: dict[tuple[str, str], SubjectRow] = {}
    for row in list_subject_rows(printed.cells):
        first = seen.setdefault((row.table, row.code), row)
        if first is row:
            continue
        values = {"code": row.code, "name": row.name}
        rule_id = "G09" if _amounts(row) == _amounts(first) and any(_amounts(row)) else "G10"
        if rule_id == "G09" and not agree(row.name, first.name):
            rule_id = "G10"
        place = {"table_code": row.table, "subject_code": row.code, "page": row.page}
        yield tell(rule_id, values, **place, cell_no=row.cells[0].cell_no)


def guard_name_shift(printed: PrintedReport) -> Iterator[Finding]:
    """Names that stand a row apart from their codes over several rows on end."""
    blocks: dict[tuple[str, int], list[SubjectRow]] = {}
    for row in list_subject_rows(printed.cells):
        blocks.setdefault((row.table, row.block_no), []).append(row)
    for rows in blocks.values():
        for step in (1, -1):
            run: list[SubjectRow] = []
            for place, row in enumerate(rows):
                neighbour = rows[place + step] if 0 <= place + step < len(rows) else None
                if neighbour is not None and _is_named_after(row, neighbour, printed.catalogue):
                    run.append(row)
                    continue
                if len(run) >= FEWEST_APART:
                    yield _tell_shift(run)
                run = []
            if len(run) >= FEWEST_APART:
                yield _tell_shift(run)


def _is_named_after(row: SubjectRow, neighbour: SubjectRow, catalogue: Catalogue) -> bool:
    own = names_of(catalogue, row.classification, row.code)
    theirs = names_of(catalogue, row.classification, neighbour.code)
    if not own or row.code == neighbour.code:
        return False
    fits = any(agree(row.name, name) for name in theirs)
    return fits and not any(agree(row.name, name) for name in own)


def _nearest(row: SubjectRow, catalogue: Catalogue) -> str:
    """The known code a slip away that the row's may be meant for, of the same name first; '' if none."""
    near = sorted(
        (not any(agree(row.name, period.name) for period in periods), code)
        for (kind, code), periods in catalogue.items()
        if kind == row.classification and len(code) == len(row.code) and are_a_slip_apart(code, row.code)
    )
    return near[0][1] if near else ""


def _tell_unknown(rows: Sequence[SubjectRow], nearest: str, code: str) -> Finding:
    tables = "、".join(dict.fromkeys(row.table for row in rows))
    values = {
        "code": code,
        "name": rows[0].name,
        "tables": tables,
        "near_zh": f"，最接近的已知编码是{nearest}" if nearest else "",
        "near_en": f"; the nearest known code is {nearest}" if nearest else "",
    }
    return tell("G06", values, **_place(rows[0]))


def _tell_renamed(rows: Sequence[SubjectRow], known: str, catalogue: Catalogue) -> Iterator[Finding]:
    """A code under a name that the catalogue has for another code, or for none."""
    row = rows[0]
    others = [
        code
        for (kind, code), periods in catalogue.items()
        if kind == row.classification
        and len(code) == len(row.code)
        and any(agree(row.name, period.name) for period in periods)
    ]
    other = others[0] if len(others) == 1 else ""
    values = {
        "code": row.code,
        "name": row.name,
        "known": known,
        "other_zh": f"，此名称属{other}" if other else "",
        "other_en": f"; that name belongs to {other}" if other else "",
    }
    yield tell("G07", values, **_place(row))


def _tell_other_year(rows: Sequence[SubjectRow], printed: PrintedReport) -> Iterator[Finding]:
    """A name that the catalogue has for the code in other years only, where it knows the report's year."""
    row = rows[0]
    periods = printed.catalogue.get((row.classification, row.code), ())
    of_year = [
        period.name
        for period in periods
        if period.valid_from <= printed.fiscal_year
        and (period.valid_to is None or printed.fiscal_year <= period.valid_to)
    ]
    if of_year and not any(agree(each.name, name) for each in rows for name in of_year):
        values = {"code": row.code, "name": row.name, "known": of_year[0], "year": printed.fiscal_year}
        yield tell("G08", values, **_place(row))


def _tell_shift(run: Sequence[SubjectRow]) -> Finding:
    values = {"first": run[0].code, "last": run[-1].code, "count": len(run)}
    return tell("G26", values, table_code=run[0].table, subject_code=run[0].code, page=run[0].page)


def _place(row: SubjectRow) -> dict[str, str | int]:
    return {
        "table_code": row.table,
        "subject_code": row.code,
        "measure": "code",
        "page": row.page,
        "cell_no": row.cells[0].cell_no,
    }


def _amounts(row: SubjectRow) -> list[tuple[str, object]]:
    return [(cell.measure, cell.amount) for cell in row.cells if cell.amount]
