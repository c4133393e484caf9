"""The forms that a clause of an identity can take, as the data files write them.

What belongs here: the fields of each form and what makes them contradictory. How a clause turns into sums
over cells is in expectations.evaluate and its parts.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from expectations.terms import Side, Strict, Term
from expectations.text_clauses import (
    ChangesClause,
    DirectionsClause,
    MentionsClause,
    RatesClause,
    TextClause,
    TextSumClause,
    YearsClause,
)

__all__ = [
    "ChangesClause",
    "ClassesClause",
    "Clause",
    "CodedColumn",
    "CodesClause",
    "ColumnsClause",
    "DirectionsClause",
    "FiguresClause",
    "HierarchyClause",
    "ItemColumn",
    "ItemsClause",
    "MentionsClause",
    "PerformanceClause",
    "RatesClause",
    "Side",
    "Strict",
    "Term",
    "TextClause",
    "TextSumClause",
    "UnitsClause",
    "YearsClause",
    "list_named_rows",
]


class FiguresClause(Strict):
    """Named figures, anywhere in the report: the left ones add up to (or at most to) the right ones.

    Without measures each term names its own; with them there is an instance per measure, those of
    `measures_where_printed` only if every term's table prints that column. `where_printed` asks the same of
    the measures that the terms name.
    """

    kind: Literal["figures"]
    name: str
    measures: tuple[str, ...] = ()
    measures_where_printed: tuple[str, ...] = ()
    where_printed: bool = False
    relation: Literal["equal", "at_most"] = "equal"
    left: tuple[Term, ...] = Field(min_length=1)
    right: tuple[Term, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _know_measures(self) -> "FiguresClause":
        several = bool(self.measures or self.measures_where_printed)
        for term in (*self.left, *self.right):
            if several == (term.measure is not None):
                raise ValueError(f"clause {self.name}: measures belong to the clause or to every term")
        return self

    def list_tables(self) -> set[str]:
        """Tables the clause reads."""
        return {term.table for term in (*self.left, *self.right)}


class ColumnsClause(Strict):
    """Every row: the total's column is the sum of the parts' columns; '-x' subtracts column x."""

    kind: Literal["columns"]
    name: str = ""
    tables: tuple[str, ...]
    side: Side | None = None
    total: str
    parts: tuple[str, ...] = Field(min_length=1)
    parts_where_printed: tuple[str, ...] = ()
    where_printed: bool = False

    def list_tables(self) -> set[str]:
        """Tables the clause reads."""
        return set(self.tables)


class ItemsClause(Strict):
    """One side of 01 or 04: the named row is the sum of the items above it, those headed 其中 left out."""

    kind: Literal["items"]
    name: str = ""
    table: str
    side: Side
    total: str
    measures: tuple[str, ...]
    measures_where_printed: tuple[str, ...] = ()

    def list_tables(self) -> set[str]:
        """Tables the clause reads."""
        return {self.table}


class HierarchyClause(Strict):
    """Coded rows: each is the sum of those below it in the classification; `total` names the grand total."""

    kind: Literal["hierarchy"]
    name: str = ""
    tables: tuple[str, ...]
    total: str | None = None

    def list_tables(self) -> set[str]:
        """Tables the clause reads."""
        return set(self.tables)


class ItemColumn(Strict):
    """Items without codes, above the row `before`, in one measure."""

    table: str
    side: Side
    measure: str
    before: str


class CodedColumn(Strict):
    """类 rows of a table by subject, in one measure."""

    table: str
    measure: str


class ClassesClause(Strict):
    """Each 类 item of a summary table equals the 类 row of a table by subject."""

    kind: Literal["classes"]
    name: str = ""
    items: ItemColumn
    coded: CodedColumn

    def list_tables(self) -> set[str]:
        """Tables the clause reads."""
        return {self.items.table, self.coded.table}


class CodesClause(Strict):
    """Each code of the left table is at most the same code of the right one, measure by measure."""

    kind: Literal["codes"]
    name: str = ""
    left: str
    right: str
    measures: tuple[str, ...]
    total: str

    def list_tables(self) -> set[str]:
        """Tables the clause reads."""
        return {self.left, self.right}


class UnitsClause(Strict):
    """A figure of a unit, less what it hands on inside its department, is at most the department's figure."""

    kind: Literal["units"]
    name: str
    figure: Term
    handed_on: tuple[Term, ...] = ()

    def list_tables(self) -> set[str]:
        """Tables the clause reads."""
        return {term.table for term in (self.figure, *self.handed_on)}


class PerformanceClause(Strict):
    """One thing that every self-evaluation form owes (expectations.evaluate_performance).

    `check` names it. An amount of the form, of its funds' `measure`, is held against `places`, of
    which it must equal one, or exceed none with the relation `at_most`; only forms of the kind `forms` owe
    that. A violation weighs as much as `severity` says, in a form of which rows were lost as `where_lost`.
    """

    kind: Literal["performance"]
    name: str
    check: Literal["weights", "scores", "groups", "limits", "rates", "products", "funds", "amounts"]
    severity: Literal["error", "warning", "info"]
    where_lost: Literal["error", "warning", "info"] | None = None
    forms: Literal["department", "project"] | None = None
    measure: str | None = None
    relation: Literal["equal", "at_most"] = "equal"
    places: tuple[Term, ...] = ()

    def list_tables(self) -> set[str]:
        """Tables the clause reads."""
        return {term.table for term in self.places}


Clause = Annotated[
    FiguresClause
    | ColumnsClause
    | ItemsClause
    | HierarchyClause
    | ClassesClause
    | CodesClause
    | TextClause
    | TextSumClause
    | RatesClause
    | DirectionsClause
    | MentionsClause
    | ChangesClause
    | YearsClause
    | UnitsClause
    | PerformanceClause,
    Field(discriminator="kind"),
]


def list_named_rows(clause: Clause) -> list[tuple[str, str]]:
    """Pairs of table and row name that the clause looks up in the vocabulary."""
    named: list[tuple[str, str | None]] = []
    match clause:
        case FiguresClause():
            named = [(term.table, term.row) for term in (*clause.left, *clause.right)]
        case YearsClause():
            named = [(term.table, term.row) for term in (clause.now, clause.before)]
        case UnitsClause():
            named = [(term.table, term.row) for term in (clause.figure, *clause.handed_on)]
        case ItemsClause():
            named = [(clause.table, clause.total)]
        case HierarchyClause():
            named = [(table, clause.total) for table in clause.tables]
        case ClassesClause():
            named = [(clause.items.table, clause.items.before)]
        case CodesClause():
            named = [(clause.left, clause.total), (clause.right, clause.total)]
        case _:
            pass
    return [(table, row) for table, row in named if row is not None]
