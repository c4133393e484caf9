"""The identities that a report must satisfy, read from the data files beside this module.

One file per identity under identities/, named after its permanent id; identities/vocabulary/ holds the labels of
the rows they name. What belongs here: the shape of those files and reading them. How a clause turns into sums
over cells is in expectations.evaluate and its parts.
"""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

IDENTITIES = Path(__file__).with_name("identities")
VOCABULARY = IDENTITIES / "vocabulary"

ORDINAL = re.compile(r"^(?:\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+[、.,]|\d+[、.])")
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
    """Coded rows: each row is the sum of the rows below it in the classification; `total` names the grand total."""

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


class Identity(Strict):
    """One rule with a permanent id. `severity` is that of a violation; messages are templates for readers."""

    id: str = Field(pattern=r"^I\d{2}$")
    name_zh: str
    name_en: str
    source: str
    tables: tuple[str, ...]
    kind: Literal["sum", "equality", "inequality", "hierarchy"]
    severity: Literal["error", "warning", "info"]
    message_zh: str
    message_en: str
    clauses: tuple[Clause, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _declare_tables(self) -> "Identity":
        read: set[str] = set().union(*(clause.list_tables() for clause in self.clauses))
        if read != set(self.tables):
            raise ValueError(f"{self.id} declares tables {sorted(self.tables)} but reads {sorted(read)}")
        return self


class RowName(Strict):
    """How a named row is found: its labels over the years, its side, and a row it stands above or below."""

    side: Side | None = None
    labels: tuple[str, ...] = Field(min_length=1)
    before: str | None = None
    after: str | None = None


@lru_cache(maxsize=16_384)
def fold_label(label: str) -> str:
    """Label with white space, leading ordinal and the width of brackets and digits evened out, for comparing."""
    folded = "".join(unicodedata.normalize("NFKC", label).split())
    return ORDINAL.sub("", folded)


def read_identities(folder: Path) -> tuple[Identity, ...]:
    """Identities of a folder in the order of their ids.

    Raises ValueError for a file whose name is not its id, that names an unknown row, or of the wrong shape.
    """
    identities = []
    for path in sorted(folder.glob("*.yml")):
        identity = Identity.model_validate(_read_yaml(path))
        if identity.id != path.stem:
            raise ValueError(f"{path.name} holds identity {identity.id}")
        _know_rows(identity)
        identities.append(identity)
    return tuple(identities)


@cache
def load_identities() -> tuple[Identity, ...]:
    """The project's identities, I01 first; read once per process."""
    return read_identities(IDENTITIES)


@cache
def load_row_names() -> dict[str, dict[str, RowName]]:
    """Table code → name of a row → how to find it; labels come folded."""
    tables: dict[str, dict[str, RowName]] = {}
    for table, rows in _read_yaml(VOCABULARY / "rows.yml").items():
        tables[table] = {}
        for name, record in rows.items():
            row = RowName.model_validate(record)
            labels = tuple(dict.fromkeys(fold_label(label) for label in row.labels))
            tables[table][name] = row.model_copy(update={"labels": labels})
    return tables


@cache
def load_functional_classes() -> dict[str, str]:
    """Folded name of a 类 of the functional classification, any year's → its three-digit code."""
    classes = _read_yaml(VOCABULARY / "functional_classes.yml")
    return {fold_label(name): code for code, names in classes.items() for name in names}


def _read_yaml(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8") as file:
        record = yaml.safe_load(file)
    if not isinstance(record, dict):
        raise ValueError(f"{path.name} holds no mapping")
    return record


def _know_rows(identity: Identity) -> None:
    """Check that every row a clause names is in the vocabulary, so that a typing error is no silent skip."""
    names = load_row_names()
    for clause in identity.clauses:
        for table, row in _list_rows(clause):
            if row not in names[table]:
                raise ValueError(f"{identity.id} names row {row!r}, which the vocabulary of {table} lacks")


def _list_rows(clause: Clause) -> list[tuple[str, str]]:
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
