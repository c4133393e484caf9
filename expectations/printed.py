"""A report as printed, whole: all that identities, guards, localisation and disclosure look at.

What belongs here: the records. Not where they come from (assets.facts) nor what must hold between them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from expectations.cells import Cell
from expectations.statements import PerformanceRow, Section, Statement


class PrintedTable(NamedTuple):
    """One of the nine tables as found: its printed number and title, unit, pages and notes below it.

    `note` is the text between the table and the next one (本表无数据), a line a paragraph. `is_empty` where
    no amount is printed in it; `captions` are the lines above it (department, year, unit).
    """

    table_code: str
    printed_table_no: str
    title: str
    unit: str
    pages: tuple[int, ...]
    rows: int
    is_empty: bool
    captions: str = ""
    note: str = ""


class OtherTable(NamedTuple):
    """A table that is none of the nine; `kind` is what a province's set calls it, '' where none does."""

    kind: str
    title: str
    page: int
    text: str


class SubjectPeriod(NamedTuple):
    """A subject's name in the catalogue and the fiscal years it held in; `valid_to` is None while it does."""

    name: str
    valid_from: int
    valid_to: int | None


# (classification, code) → its names over the years; classification is 'functional' or 'economic'.
Catalogue = Mapping[tuple[str, str], Sequence[SubjectPeriod]]


@dataclass(frozen=True, slots=True)
class PriorReport:
    """Another report that one is held against: the department's own of the year before, or its superior's.

    It is the current version of that report; of a superior's, only the tables that are compared. Where it is
    not `is_complete`, some of its pages could not be read.
    """

    sha256: str
    cells: Sequence[Cell]
    tables: Sequence[str]
    statements: Sequence[Statement] = ()
    is_complete: bool = True


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """One version of a report: what was read of it, and what it is held against."""

    sha256: str
    department: str
    fiscal_year: int
    report_level: str
    title: str
    cells: Sequence[Cell]
    tables: Sequence[PrintedTable]
    statements: Sequence[Statement] = ()
    sections: Sequence[Section] = ()
    performance: Sequence[PerformanceRow] = ()
    prior: PriorReport | None = None
    superior: PriorReport | None = None  # of a unit's report, its department's of the same year
    catalogue: Catalogue = field(default_factory=dict)
    is_complete: bool = True
    other_tables: Sequence[OtherTable] = ()
    reader_findings: Sequence[str] = ()  # rule ids of what the reader noticed
