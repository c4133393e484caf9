"""The identities that a report must satisfy, read from the data files beside this module.

One file per identity under identities/, named after its permanent id; identities/vocabulary/ holds the
labels of the rows they name. What belongs here: reading those files and comparing labels. The forms of a
clause are in expectations.clauses, what they mean over cells in expectations.evaluate.
"""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from expectations.clauses import Clause, Side, Strict, list_named_rows
from expectations.folding import fold_label
from expectations.yaml_files import read_mapping

IDENTITIES = Path(__file__).with_name("identities")
VOCABULARY = IDENTITIES / "vocabulary"


class Identity(Strict):
    """One rule with a permanent id. `severity` is that of a violation; messages are templates for readers.

    Of what is counted in pieces the violations are told by the templates for pieces, where there are any.
    """

    id: str = Field(pattern=r"^I\d{2}$")
    name_zh: str
    name_en: str
    source: str
    tables: tuple[str, ...]
    kind: Literal[
        "sum",
        "equality",
        "inequality",
        "hierarchy",
        "text",
        "rate",
        "direction",
        "years",
        "performance",
    ]
    severity: Literal["error", "warning", "info"]
    message_zh: str
    message_en: str
    pieces_zh: str = ""
    pieces_en: str = ""
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


def read_identities(folder: Path) -> tuple[Identity, ...]:
    """Identities of a folder in the order of their ids.

    Raises ValueError for a file whose name is not its id, that names an unknown row, or of the wrong shape.
    """
    identities = []
    for path in sorted(folder.glob("*.yml")):
        identity = Identity.model_validate(read_mapping(path))
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
    for table, rows in read_mapping(VOCABULARY / "rows.yml").items():
        tables[table] = {}
        for name, record in rows.items():
            row = RowName.model_validate(record)
            labels = tuple(dict.fromkeys(fold_label(label) for label in row.labels))
            tables[table][name] = row.model_copy(update={"labels": labels})
    return tables


@cache
def load_functional_classes() -> dict[str, str]:
    """Folded name of a 类 of the functional classification, any year's → its three-digit code."""
    classes = read_mapping(VOCABULARY / "functional_classes.yml")
    return {fold_label(name): code for code, names in classes.items() for name in names}


@cache
def load_reasons() -> dict[str, dict[str, str]]:
    """Key of a reason → its template in Chinese (`zh`) and English (`en`), with the place for a {subject}."""
    return read_mapping(VOCABULARY / "reasons.yml")


def _know_rows(identity: Identity) -> None:
    """Check that every row a clause names is in the vocabulary, so that a typing error is no silent skip."""
    names = load_row_names()
    for clause in identity.clauses:
        for table, row in list_named_rows(clause):
            if row not in names[table]:
                raise ValueError(f"{identity.id} names row {row!r}, which the vocabulary of {table} lacks")
