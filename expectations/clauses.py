"""The forms that a clause of an identity can take, as the data files write them.

What belongs here: the fields of each form and what makes them contradictory. How a clause turns into sums
over cells is in expectations.evaluate and its parts.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Side = Literal["income", "expenditure"]


class Strict(BaseModel):
    """A record that refuses keys it does not know, so that a misspelt key in a data file is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Term(Strict):
    """One addend: a named row or the rows of a subject code, in one measure of one table."""

    table: str
    row: str | None = None
    code: str | None = None
    measure: str | None = None
    sign: Literal[1, -1] = 1
    unprinted: Literal["not_evaluable", "zero"] = "not_evaluable"

    @model_validator(mode="after")
    def _name_row_or_code(self) -> "Term":
        if (self.row is None) == (self.code is None):
            raise ValueError(f"a term names either a row or a code: {self!r}")
        return self


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


Clause = Annotated[
    FiguresClause | ColumnsClause | ItemsClause | HierarchyClause | ClassesClause | CodesClause,
    Field(discriminator="kind"),
]


def list_named_rows(clause: Clause) -> list[tuple[str, str]]:
    """Pairs of table and row name that the clause looks up in the vocabulary."""
    match clause:
        case FiguresClause():
            return [(term.table, term.row) for term in (*clause.left, *clause.right) if term.row is not None]
        case ItemsClause():
            return [(clause.table, clause.total)]
        case HierarchyClause():
            return [(table, clause.total) for table in clause.tables if clause.total is not None]
        case ClassesClause():
            return [(clause.items.table, clause.items.before)]
        case CodesClause():
            return [(clause.left, clause.total), (clause.right, clause.total)]
        case ColumnsClause():
            return []
