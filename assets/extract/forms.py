"""Forms of the nine tables, as data: titles, columns and row kinds from assets/reference/forms/*.yml.

A province's layout is a new entry in a form's lists, or a new file; nothing here names a place or a report.
"""

import re
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict, field_validator

from assets.extract.text import match_key
from expectations.yaml_files import read_mapping, read_yaml


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Measure(_Strict):
    """A column's meaning and the spellings of its header path (regular expressions on 'upper/lower').

    Where several columns bear its name, the one that ``prefer`` matches is taken.
    """

    id: str
    match: list[re.Pattern[str]]
    prefer: re.Pattern[str] | None = None
    sides: list[str] | None = None


class Phase(_Strict):
    """A phase of a figure (budget, final) named by a header cell or a row's label.

    Where several columns are of one phase, the one that ``prefer`` matches is taken.
    """

    id: str
    match: re.Pattern[str]
    prefer: re.Pattern[str] | None = None


class ColumnOrder(_Strict):
    """Amount columns of one block in a known order, each with the words right over it.

    The words are those that a header without rules ends with above the column, under whatever group.
    """

    columns: dict[str, re.Pattern[str]]
    sides: list[str] | None = None
    # Columns known to stand here that are no measure of the table bear these names.
    others: list[re.Pattern[str]] = []


class RowKind(_Strict):
    """Kind of a row, told by its item."""

    kind: Literal["total", "subtotal", "balance", "of_which"]
    match: re.Pattern[str]


class Signature(_Strict):
    """Words that the header of a form has, and that it has not: recognises a table without its title."""

    all: list[re.Pattern[str]]
    none: list[re.Pattern[str]] = []


class Form(_Strict):
    """One of the nine tables."""

    table_code: str
    name: str
    kind: Literal["two_sided", "coded_rows", "coded_blocks", "one_row"]
    titles: list[str]
    measures: list[Measure]
    positional: dict[int, list[str]] = {}
    orders: list[ColumnOrder] = []
    subjects: Literal["functional", "economic"] | None = None
    sides: list[str] | None = None
    phases: list[Phase] = []
    # Columns and rows known to stand here that are no measure of the table.
    other_columns: re.Pattern[str] | None = None
    other_rows: re.Pattern[str] | None = None
    owed_from: int | None = None  # first fiscal year in which every report owes the table
    signature: Signature | None = None
    rows: list[RowKind] = []

    @field_validator("titles")
    @classmethod
    def _fold_titles(cls, titles: list[str]) -> list[str]:
        return [match_key(title) for title in titles]

    def is_other_column(self, path: str) -> bool:
        """Tell whether a header path is one the form is known to carry besides its measures."""
        return bool(self.other_columns and self.other_columns.search(path))

    def is_other_row(self, label: str) -> bool:
        """Tell whether a row's label is one the form is known to carry besides its measures."""
        return bool(self.other_rows and self.other_rows.search(match_key(label)))

    def row_kind(self, item: str) -> str:
        """Return the kind of a row from its item: 'item' unless the form says otherwise."""
        folded = match_key(item)
        return next((row.kind for row in self.rows if row.match.search(folded)), "item")


class HeaderWords(_Strict):
    """Vocabulary that tells header rows from rows of data; ``labels`` stand in both."""

    words: frozenset[str]
    labels: frozenset[str]
    totals: frozenset[str]
    captions: frozenset[str]
    ordinal_labels: frozenset[str]


@cache
def load_forms() -> tuple[Form, ...]:
    """Load every form, ordered by table code.

    Raises ``pydantic.ValidationError`` naming the file's field that does not fit.
    """
    folder = resources.files("assets.reference") / "forms"
    documents = [read_yaml(file) for file in folder.iterdir() if file.name.endswith(".yml")]
    return tuple(
        sorted((Form.model_validate(document) for document in documents), key=lambda form: form.table_code)
    )


@cache
def load_header_words() -> HeaderWords:
    """Load the header vocabulary, folded for matching."""
    document = read_mapping(resources.files("assets.reference") / "header_words.yml")
    return HeaderWords(
        **{key: frozenset(match_key(word) for word in words) for key, words in document.items()}
    )
