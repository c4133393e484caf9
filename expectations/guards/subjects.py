"""Rows of a report by subject: codes and names as printed, held against the catalogue and the sister tables.

What belongs here: which names agree and which codes are a slip apart. Not what follows from that
(expectations.guards.codes, expectations.table_causes.codes).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from expectations.cells import Cell
from expectations.folding import fold_name
from expectations.printed import Catalogue

FUNCTIONAL_TABLES = ("02", "03", "05", "08", "09")
ECONOMIC_TABLES = ("06",)
CODED_TABLES = frozenset((*FUNCTIONAL_TABLES, *ECONOMIC_TABLES))
WHOLE_LENGTHS = (3, 5, 7)
SHORTEST_STEM = 4  # characters: shorter names are never taken for another one cut short


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A printed row with a subject code; `cells` are its amounts, in printed order."""

    table: str
    code: str
    name: str
    page: int
    row_no: int
    block_no: int
    cells: tuple[Cell, ...]

    @property
    def classification(self) -> str:
        """Which of the two classifications the table's codes are of."""
        return "economic" if self.table in ECONOMIC_TABLES else "functional"


def list_subject_rows(cells: Iterable[Cell]) -> list[SubjectRow]:
    """Rows with a code in the tables by subject, in printed order, block after block."""
    rows: dict[tuple[str, int, int], list[Cell]] = {}
    for cell in cells:
        if cell.subject_code and cell.table_code in CODED_TABLES:
            rows.setdefault((cell.table_code, cell.block_no, cell.row_no), []).append(cell)
    return [
        SubjectRow(table, own[0].subject_code, own[0].item, own[0].page, row_no, block_no, tuple(own))
        for (table, block_no, row_no), own in sorted(rows.items())
    ]


def agree(one: str, other: str) -> bool:
    """Whether two names are one: spelt alike, or the longer begins with the shorter (cut by its cell)."""
    short, long = sorted((fold_name(one), fold_name(other)), key=len)
    return bool(short) and (short == long or (len(short) >= SHORTEST_STEM and long.startswith(short)))


def names_of(catalogue: Catalogue, classification: str, code: str) -> list[str]:
    """Every name the catalogue has for a code, of any year."""
    return [period.name for period in catalogue.get((classification, code), ())]


def are_a_slip_apart(one: str, other: str) -> bool:
    """Whether two codes differ by one digit put wrong, two neighbours transposed, or one lost or doubled."""
    if len(one) == len(other):
        places = [n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        if len(places) == 2 and places[1] - places[0] == 1:
            first, second = places
            return one[first] == other[second] and one[second] == other[first]
        return len(places) == 1
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) == 1 and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


def is_whole(code: str) -> bool:
    """Whether a code has the 3, 5 or 7 digits of a subject."""
    return code.isascii() and code.isdigit() and len(code) in WHOLE_LENGTHS


def list_known(rows: Sequence[SubjectRow], catalogue: Catalogue, classification: str) -> list[str]:
    """Whole codes that the catalogue or any table of the report has, of one classification."""
    printed = {row.code for row in rows if row.classification == classification and is_whole(row.code)}
    return sorted(printed | {code for kind, code in catalogue if kind == classification})
