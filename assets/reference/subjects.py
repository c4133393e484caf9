"""The catalogue of budget subjects (政府收支分类科目): functional and, for departments, economic.

Data in `subjects/*.csv`, one row per code, name and period. `source` says where a row comes from:
`observed` with the years in which published reports print it so, or `knowledge` where it was written down
from acquaintance with the yearly catalogues and no report has confirmed it yet. The catalogue is never
complete: a code that is printed stands as printed, whether it is listed here or not.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

SUBJECTS_FOLDER = Path(__file__).parent / "subjects"

Classification = Literal["functional", "economic"]
CLASSIFICATIONS: tuple[Classification, ...] = ("functional", "economic")


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject under one name. Level 1, 2, 3 is 类, 款, 项; `valid_to` is None while the name is in use.

    `valid_from` is the first year known; the catalogue does not reach back before 2014.
    """

    classification: Classification
    subject_code: str
    name: str
    level: int
    parent_code: str | None
    valid_from: int
    valid_to: int | None
    source: str

    def holds_in(self, year: int) -> bool:
        """Whether the code had this name in a fiscal year."""
        return self.valid_from <= year and (self.valid_to is None or year <= self.valid_to)


def level_of(subject_code: str) -> int:
    """1, 2 or 3 from the length of a code; ValueError if it is no code of 3, 5 or 7 digits."""
    if not (subject_code.isascii() and subject_code.isdigit()) or len(subject_code) not in (3, 5, 7):
        raise ValueError(f"not a subject code: {subject_code!r}")
    return (len(subject_code) - 1) // 2


def parent_of(subject_code: str) -> str | None:
    """The code one level up, None above a class (类)."""
    return None if level_of(subject_code) == 1 else subject_code[:-2]


@cache
def load_subjects() -> tuple[Subject, ...]:
    """The rows of `dim_subject`: functional first, each part ordered by code and year."""
    return tuple(subject for part in CLASSIFICATIONS for subject in _read_part(part))


def subject_name(classification: Classification, subject_code: str, year: int) -> str | None:
    """What the catalogue calls a code in a fiscal year, None if it does not know."""
    for subject in _by_code().get((classification, subject_code), ()):
        if subject.holds_in(year):
            return subject.name
    return None


def _read_part(classification: Classification) -> list[Subject]:
    path = SUBJECTS_FOLDER / f"{classification}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Subject(
                classification=classification,
                subject_code=row["code"],
                name=row["name"],
                level=level_of(row["code"]),
                parent_code=parent_of(row["code"]),
                valid_from=int(row["valid_from"]),
                valid_to=int(row["valid_to"]) if row["valid_to"] else None,
                source=row["source"],
            )
            for row in csv.DictReader(file)
        ]


@cache
def _by_code() -> dict[tuple[str, str], tuple[Subject, ...]]:
    periods: dict[tuple[str, str], tuple[Subject, ...]] = {}
    for subject in load_subjects():
        key = (subject.classification, subject.subject_code)
        periods[key] = (*periods.get(key, ()), subject)
    return periods
