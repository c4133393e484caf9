"""What a report is to disclose, read from rules/disclosure.yml.

What belongs here: the forms that the items' conditions can have. Whether a report meets them is for
expectations.disclosure and expectations.disclosure_text.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from expectations.clauses import Strict
from expectations.yaml_files import read_yaml

DISCLOSURE = Path(__file__).with_name("rules") / "disclosure.yml"


class Spent(Strict):
    """Measures of a table one of which must not be nought."""

    table: str
    measures: tuple[str, ...]


class Place(Strict):
    """The sections of the text that a condition is of: by their kinds, or by words in their headings."""

    sections: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


class TableCondition(Strict):
    """The table is in the report; owed from the fiscal year `from_year` on."""

    kind: Literal["table"]
    table: str
    from_year: int = 0


class LevelsCondition(Strict):
    """Every subject of the table with an amount is refined down to codes of `digits` digits."""

    kind: Literal["levels"]
    table: str
    digits: int


class ColumnsCondition(Strict):
    """All the measures are columns of the table, or all of one of the alternatives."""

    kind: Literal["columns"]
    table: str
    measures: tuple[str, ...]
    alternatives: tuple[tuple[str, ...], ...] = Field(default=(), alias="or")


class EmptyNoteCondition(Place):
    """A table without any figure is said to be empty; `noun` names what there is none of."""

    kind: Literal["empty_note"]
    table: str
    noun: str


class UnitCondition(Strict):
    """A unit of amounts is printed with every table."""

    kind: Literal["unit"]


class TextCondition(Place):
    """The text says it: by a statement, by words that fit a pattern, or in a section of its own."""

    kind: Literal["text"]
    words: tuple[str, ...] = ()
    none: str | None = None
    any_text: bool = False
    anywhere: bool = False
    tables: tuple[str, ...] = ()
    performance: bool = False
    spent: Spent | None = None


class ReasonsCondition(Place):
    """Where the text tells of a change, it gives a reason."""

    kind: Literal["reasons"]


Condition = Annotated[
    TableCondition
    | LevelsCondition
    | ColumnsCondition
    | EmptyNoteCondition
    | UnitCondition
    | TextCondition
    | ReasonsCondition,
    Field(discriminator="kind"),
]


class Item(Strict):
    """One thing to disclose, under its permanent number, with one condition and the rules that want it."""

    id: str = Field(pattern=r"^D\d{2}$")
    kind: Literal["table", "section", "item"]
    zh: str
    en: str
    severity: Literal["warning", "info"]
    severity_of_units: Literal["warning", "info"] | None = None
    part_of: str | None = None
    sources: tuple[str, ...] = Field(min_length=1)
    condition: Condition

    @property
    def table_code(self) -> str | None:
        """The table that the item is of, None for one of the text."""
        return getattr(self.condition, "table", None)

    def severity_for(self, report_level: str, recognised: bool = False) -> Literal["warning", "info"]:
        """Severity of lacking it; what is not known to be of a whole department counts as of a unit.

        In a text that was recognised in images words may be missed, so that lacking them is a note at most.
        """
        if recognised and self.condition.kind in ("text", "reasons", "empty_note"):
            return "info"
        if report_level == "department" or self.severity_of_units is None:
            return self.severity
        return self.severity_of_units


class Disclosures(Strict):
    """All that is to be disclosed, and the words by which texts deny, give reasons and tell of changes."""

    rules: Mapping[str, str]
    negations: tuple[str, ...]
    empty_words: tuple[str, ...]
    empty_nouns: str
    change_words: str
    reason_words: tuple[str, ...]
    told_by_reader: Mapping[str, str]
    told_by_finding: Mapping[str, tuple[str, ...]]
    not_read_whole: tuple[str, ...]
    messages: Mapping[str, Mapping[Literal["zh", "en"], str]]
    not_told_in: Place
    definition: str
    items: tuple[Item, ...]

    @model_validator(mode="after")
    def _know_names(self) -> "Disclosures":
        known: set[str] = set()
        for item in self.items:
            if item.id in known:
                raise ValueError(f"{item.id} stands twice")
            if item.part_of is not None and item.part_of not in known:
                raise ValueError(f"{item.id} is part of {item.part_of}, which does not stand before it")
            if unknown := set(item.sources) - set(self.rules):
                raise ValueError(f"{item.id} names the sources {sorted(unknown)}, which are not listed")
            known.add(item.id)
        return self


def read_disclosures(path: Path) -> Disclosures:
    """The items of a file; raises ValueError (pydantic's) where it has another shape."""
    return Disclosures.model_validate(read_yaml(path))


@cache
def load_disclosures() -> Disclosures:
    """The project's items, D01 first; read once per process."""
    return read_disclosures(DISCLOSURE)
