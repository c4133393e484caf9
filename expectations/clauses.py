"""The forms that a clause of an identity can take, as the data files write them.

What belongs here: the fields of each form and what makes them contradictory. How a clause turns into sums
over cells is in expectations.evaluate and its parts.
"""

from decimal import Decimal
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


class TextClause(Strict):
    """Every amount of the text that a table prints as well equals the table's (vocabulary/topics.yml).

    After one of `rough_words` an amount is no exact one. With one of `initial_words` in its sentence a budget
    may be the initial one, where the table prints it as changed in the year.
    """

    kind: Literal["text"]
    name: str = ""
    tables: tuple[str, ...]
    rough_words: tuple[str, ...] = ()
    initial_words: tuple[str, ...] = ()

    def list_tables(self) -> set[str]:
        """Tables the clause reads."""
        return set(self.tables)


class TextSumClause(Strict):
    """Sums within the text: the topic `total` is the sum of the topics `parts`; '-x' subtracts x."""

    kind: Literal["text_sum"]
    name: str
    total: str
    parts: tuple[str, ...] = Field(min_length=1)
    relation: Literal["equal", "at_most"] = "equal"

    def list_tables(self) -> set[str]:
        """Tables the clause reads."""
        return set()


class RatesClause(Strict):
    """Every share, growth and completion rate of the text follows from the amounts it speaks of."""

    kind: Literal["rates"]
    name: str = ""

    def list_tables(self) -> set[str]:
        """Tables the clause reads."""
        return set()


class DirectionsClause(Strict):
    """Words of comparison agree with the figures they compare.

    持平 and its like hold up to `equal_percent` of the base, with one of `rough_words` up to `rough_percent`.
    """

    kind: Literal["directions"]
    name: str = ""
    equal_percent: Decimal
    rough_percent: Decimal
    rough_words: tuple[str, ...]

    def list_tables(self) -> set[str]:
        """Tables the clause reads."""
        return set()


class MentionsClause(Strict):
    """What the text lists as spent on has an amount in the table.

    A list of which more than `idle_percent` was not spent on is a form's, left as it came, and says nothing.
    """

    kind: Literal["mentions"]
    name: str
    table: str
    measure: str
    idle_percent: Decimal

    def list_tables(self) -> set[str]:
        """Tables the clause reads."""
        return {self.table}


class ChangesClause(Strict):
    """What the text says of last year, and of the change since, agrees with last year's report."""

    kind: Literal["changes"]
    name: str = ""
    tables: tuple[str, ...]

    def list_tables(self) -> set[str]:
        """Tables the clause reads."""
        return set(self.tables)


class YearsClause(Strict):
    """A figure of this report equals a figure of last year's; with `coded`, so do the rows of every code."""

    kind: Literal["years"]
    name: str
    now: Term
    before: Term
    coded: bool = False

    def list_tables(self) -> set[str]:
        """Tables the clause reads."""
        return {self.now.table, self.before.table}


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
