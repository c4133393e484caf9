"""Subject codes that are misspelt, told from the name beside them, sister tables and the order of rows.

The catalogue is never complete: a code that it lacks proves nothing by itself. A code is called misspelt only
where another one, a slip of a digit away and not printed in its table, fits what is printed around it, and
the code itself does not.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from expectations.findings import Finding, suspect_of_cell
from expectations.folding import fold_name
from expectations.guards.rules import soften, tell
from expectations.guards.subjects import (
    SubjectRow,
    agree,
    are_a_slip_apart,
    is_whole,
    list_known,
    list_subject_rows,
    names_of,
)
from expectations.printed import Catalogue, PrintedReport

# What speaks for another code. A misspelling takes at least ENOUGH, its name among it.
ENOUGH = 4
RowsByCode = Mapping[str, Sequence[SubjectRow]]


@dataclass(frozen=True, slots=True)
class Misspelling:
    """A row whose code is misspelt, the code that fits, and why, in Chinese and English."""

    row: SubjectRow
    code: str
    weight: int
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What a row's code is held against: its own table, and the sister tables of the same classification."""

    own: Sequence[SubjectRow]
    printed: Counter[str]  # how often the table prints each code
    sisters: Mapping[str, RowsByCode]
    catalogue: Catalogue


def find_misspellings(printed: PrintedReport) -> list[Misspelling]:
    """Rows whose code is surely misspelt, in printed order."""
    rows = list_subject_rows(printed.cells)
    tables: dict[str, list[SubjectRow]] = {}
    for row in rows:
        tables.setdefault(row.table, []).append(row)
    by_code = {table: _group_by_code(own) for table, own in tables.items()}
    known = {kind: list_known(rows, printed.catalogue, kind) for kind in ("functional", "economic")}
    found = []
    for table, own in tables.items():
        sisters = {
            other: by_code[other]
            for other, theirs in tables.items()
            if other != table and theirs[0].classification == own[0].classification
        }
        around = Neighbours(own, Counter(row.code for row in own), sisters, printed.catalogue)
        for place, row in enumerate(own):
            misspelling = _judge_row(row, place, around, known[row.classification])
            if misspelling is not None:
                found.append(misspelling)
    return found


def _group_by_code(rows: Iterable[SubjectRow]) -> RowsByCode:
    grouped: dict[str, list[SubjectRow]] = {}
    for row in rows:
        grouped.setdefault(row.code, []).append(row)
    return grouped


def _judge_row(row: SubjectRow, place: int, around: Neighbours, known: Sequence[str]) -> Misspelling | None:
    if _fits_as_printed(row, place, around):
        return None
    candidates = []
    for code in known:
        if code in around.printed or not are_a_slip_apart(row.code, code):
            continue
        reasons = list(_weigh(row, place, code, around))
        weight = sum(weight for weight, _, _ in reasons)
        if weight >= ENOUGH and any(weight > 1 for weight, _, _ in reasons[:1]):
            candidates.append(Misspelling(row, code, weight, tuple((zh, en) for _, zh, en in reasons if zh)))
    candidates.sort(key=lambda candidate: -candidate.weight)
    if not candidates or (len(candidates) > 1 and candidates[0].weight == candidates[1].weight):
        return None
    return candidates[0]


def _fits_as_printed(row: SubjectRow, place: int, around: Neighbours) -> bool:
    """Whether the code stands with its name in a sister table, or in its place under its own name."""
    if around.printed[row.code] > 1:
        return _prints(around.sisters, row.code, row.name) and not _is_out_of_place(row, place, around)
    if _prints(around.sisters, row.code, row.name):
        return True
    names = names_of(around.catalogue, row.classification, row.code)
    return any(agree(row.name, name) for name in names) and not _is_out_of_place(row, place, around)


def _weigh(row: SubjectRow, place: int, code: str, around: Neighbours) -> Iterator[tuple[int, str, str]]:
    """What speaks for a code instead of the printed one, the name first: (weight, Chinese, English)."""
    tables = [table for table, rows in around.sisters.items() if _stands_in(rows, code, row.name)]
    tables = [table for table in tables if not _stands_in(around.sisters[table], row.code, row.name)]
    names = names_of(around.catalogue, row.classification, code)
    if tables:
        where = "、".join(tables)
        zh = f"第{where}表中“{row.name}”的编码是{code}"
        yield 2 * len(tables), zh, f"Tables {where} print {code} beside {row.name}"
    elif any(agree(row.name, name) for name in names):
        yield 2, f"科目表中{code}为“{row.name}”", f"The catalogue calls {code} {row.name}"
    else:
        yield 0, "", ""
        return
    if not is_whole(row.code):
        yield 2, "编码不是三、五或七位数字", "The code has not 3, 5 or 7 digits"
    else:
        yield from _weigh_printed(row, code, around)
    if tables and any(agree(row.name, name) for name in names):
        yield 1, f"科目表中{code}为“{row.name}”", f"The catalogue calls {code} {row.name}"
    if _has_same_amounts(row, code, around):
        yield 1, "与姊妹表中该科目的金额相同", "The sister tables print the same amount for that subject"
    if _is_out_of_place(row, place, around):
        if not _is_out_of_place(row, place, around, code):
            yield 2, f"行的位置在{code}处", f"The row stands where {code} belongs"
    elif _is_out_of_place(row, place, around, code):
        yield -ENOUGH, "", ""


def _weigh_printed(row: SubjectRow, code: str, around: Neighbours) -> Iterator[tuple[int, str, str]]:
    """What the catalogue says against the printed code; it knows the economic classification nearly whole."""
    names = names_of(around.catalogue, row.classification, row.code)
    if names and not any(agree(row.name, name) for name in names):
        yield 2, f"科目表中{row.code}为“{names[-1]}”", f"The catalogue calls {row.code} {names[-1]}"
    if not names:
        yield 1, f"科目表中没有{row.code}", f"The catalogue has no {row.code}"
        if row.classification == "economic" and _is_only_name(row.name, code, around.catalogue):
            yield 1, "没有第二个科目用此名称", "No other code has that name"


def _is_only_name(name: str, code: str, catalogue: Catalogue) -> bool:
    """Whether no other economic code of its level has the name, spelt the same."""
    return not any(
        kind == "economic"
        and other != code
        and len(other) == len(code)
        and fold_name(period.name) == fold_name(name)
        for (kind, other), periods in catalogue.items()
        for period in periods
    )


def _prints(sisters: Mapping[str, RowsByCode], code: str, name: str) -> bool:
    return any(_stands_in(rows, code, name) for rows in sisters.values())


def _stands_in(rows: RowsByCode, code: str, name: str) -> bool:
    return any(agree(row.name, name) for row in rows.get(code, ()))


def _has_same_amounts(row: SubjectRow, code: str, around: Neighbours) -> bool:
    """Whether a sister table's first amount of the code is the row's own."""
    own = row.cells[0].amount
    return bool(own) and any(
        other.cells[0].amount == own for rows in around.sisters.values() for other in rows.get(code, ())
    )


def _is_out_of_place(row: SubjectRow, place: int, around: Neighbours, code: str = "") -> bool:
    """Whether a code, the printed one unless given, breaks the order of its table.

    It does where its own upper code is printed in the table but not above it, or not at all although the
    table prints that level elsewhere, and where rows right below refine another code than it.
    """
    code = code or row.code
    if not is_whole(code):
        return True
    own = around.own
    upper = code[:-2]
    is_below_it = not upper or upper == _last_of(own[:place], len(upper))
    if not is_below_it and any(len(other.code) == len(upper) for other in own if other is not row):
        return True
    below = own[place + 1] if place + 1 < len(own) else None
    return below is not None and len(below.code) == len(code) + 2 and not below.code.startswith(code)


def _last_of(rows: Sequence[SubjectRow], length: int) -> str:
    return next((row.code for row in reversed(rows) if len(row.code) == length), "")


def tell_misspelling(found: Misspelling) -> Finding:
    """The finding of a misspelt code, with the code that fits as suggestion."""
    row = found.row
    zh = "；".join(zh for zh, _ in found.reasons)
    en = "; ".join(en for _, en in found.reasons)
    suspect = suspect_of_cell(row.cells[0], "subject_code", (zh, en))._replace(
        side=None, subject_code=found.code, measure="code", printed=row.code, suggested_text=found.code
    )
    return tell(
        "G05",
        {"name": row.name, "printed": row.code, "code": found.code, "why_zh": zh, "why_en": en},
        **soften(row.cells),
        table_code=row.table,
        subject_code=row.code,
        measure="code",
        page=row.page,
        cell_no=row.cells[0].cell_no,
        suspects=(suspect,),
    )
