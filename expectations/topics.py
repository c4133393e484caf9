"""What figures of the text speak of, and which cells of the tables print the same figure.

Data in identities/vocabulary/topics.yml. What belongs here: reading it. Which topic a figure has is told from
its words by assets.narrative; whether text and table agree is an identity's matter.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml
from pydantic import model_validator

from expectations.clauses import Strict
from expectations.identities import VOCABULARY, load_row_names

TOPICS = VOCABULARY / "topics.yml"


class PrintedAt(Strict):
    """A place of the tables: a named row, or the row of the statement's subject code, in one measure."""

    table: str
    row: str | None = None
    coded: bool = False
    measure: str

    @model_validator(mode="after")
    def _name_row_or_code(self) -> "PrintedAt":
        if (self.row is None) != self.coded:
            raise ValueError(f"a place names either a row or the statement's code: {self!r}")
        return self


class Topic(Strict):
    """Name of a topic in both languages and the places that print its figure, none where no table does."""

    zh: str
    en: str
    prints: tuple[PrintedAt, ...] = ()


@cache
def load_topics() -> Mapping[str, Topic]:
    """The topics of the data file by key, those with endings left out.

    Raises ValueError for a place whose row the vocabulary lacks.
    """
    topics = {key: Topic.model_validate(entry) for key, entry in _read()["topics"].items()}
    rows = load_row_names()
    for key, topic in topics.items():
        for place in topic.prints:
            if place.row is not None and place.row not in rows[place.table]:
                raise ValueError(f"topic {key} names row {place.row!r}, which the vocabulary lacks")
    return topics


@cache
def find_topic(key: str) -> Topic:
    """The topic of a key, made from a listed one where the key has an ending; KeyError if there is none."""
    topics = load_topics()
    if key in topics:
        return topics[key]
    for ending, names in _read()["endings"].items():
        stem = key.removesuffix(ending)
        if stem != key and (stem in topics or _has_ending(stem)):
            known = find_topic(stem)
            return Topic(zh=names["zh"].format(zh=known.zh), en=names["en"].format(en=known.en))
    raise KeyError(f"no topic {key!r}")


def _has_ending(key: str) -> bool:
    return any(key.endswith(ending) for ending in _read()["endings"])


@cache
def _read() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(TOPICS.read_text(encoding="utf-8"))
    return document
