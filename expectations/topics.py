"""What the figures of a report's text speak of, and where its tables print the same figure.

What belongs here: reading vocabulary/topics.yml. Which words of the text name a topic is known to
assets.narrative; what must hold for its figures is in the identities.
"""

from functools import cache
from typing import Literal

from pydantic import Field, model_validator

from expectations.identities import VOCABULARY, load_row_names
from expectations.terms import Strict, Term
from expectations.yaml_files import read_mapping


class Place(Strict):
    """One place in the tables that prints a topic's figure: a row by name, code or the figure's subject.

    With `relation` 'at_most' the text's figure does not exceed the table's, with 'at_least' it is not less.
    A `soft` place is evidence and no proof: a difference is no error. An `adjusted` one may print a budget as
    changed in the year.
    """

    table: str
    row: str | None = None
    code: str | None = None
    coded: bool = False
    measure: str
    relation: Literal["equal", "at_most", "at_least"] = "equal"
    soft: bool = False
    adjusted: bool = False

    @model_validator(mode="after")
    def _name_one_row(self) -> "Place":
        if (self.row is not None) + (self.code is not None) + self.coded != 1:
            raise ValueError(f"a place names a row, a code or the statement's own subject: {self!r}")
        return self


def place_of(term: Term, code: str | None = None) -> Place:
    """Where a term's figure is printed; with `code` that of the subject instead of the row it names."""
    row = None if code else term.row
    return Place(table=term.table, row=row, code=code or term.code, measure=term.measure or "")


class Topic(Strict):
    """What a figure speaks of. `whole`, `budget` and `change_of` name the topics it is measured against."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    prints: tuple[Place, ...] = ()
    whole: str | None = None
    budget: str | None = None
    change_of: str | None = None


@cache
def load_topics() -> dict[str, Topic]:
    """The topics by name, listed or made by an ending, as grand_total_change is.

    Raises ValueError for one that names an unknown topic or an unknown row.
    """
    document = read_mapping(VOCABULARY / "topics.yml")
    listed = {name: Topic.model_validate(record) for name, record in document["topics"].items()}
    topics = {**listed, **_derive(listed, document["endings"])}
    for name, topic in listed.items():
        budget = topic.budget or f"{name}_budget"
        topics[name] = topic.model_copy(update={"budget": budget if budget in topics else None})
    rows = load_row_names()
    for name, topic in topics.items():
        for other in (topic.whole, topic.budget, topic.change_of):
            if other is not None and other not in topics:
                raise ValueError(f"topic {name!r} names {other!r}, which is none")
        for place in topic.prints:
            if place.row is not None and place.row not in rows[place.table]:
                raise ValueError(f"topic {name!r} names row {place.row!r}, unknown in table {place.table}")
    return topics


@cache
def find_change_topic(topic: str) -> str | None:
    """The topic of the change in the figure of `topic`, None if there is none."""
    return next((name for name, record in load_topics().items() if record.change_of == topic), None)


def _derive(listed: dict[str, Topic], endings: dict[str, dict[str, str]]) -> dict[str, Topic]:
    """The topics that endings make of those listed, unless listed themselves; no table prints them."""
    return {
        f"{name}{ending}": Topic(
            zh=words["zh"].format(zh=topic.zh),
            en=words["en"].format(en=topic.en),
            change_of=name if ending == "_change" else None,
        )
        for name, topic in listed.items()
        for ending, words in endings.items()
        if f"{name}{ending}" not in listed
    }
