"""Corrections of misprints: data that people reviewed, and the shape it must have.

Two files hold them, both lists of entries in YAML: `corrections.yml` beside this module, for every warehouse,
and one that operators keep beside their own warehouse. A correction names a place, says what it expects to
be printed there and what to do. What belongs here: reading and checking the files. How corrections are held
against the printed report is in assets.facts.corrections.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from expectations.yaml_files import read_yaml

PROJECT_FILE = Path(__file__).with_name("corrections.yml")

Action = Literal["override", "drop", "flag"]
Status = Literal["open", "reported", "fixed_upstream"]
Origin = Literal["project", "warehouse"]
UNITS = ("元", "万元")
LABEL_MEASURES = ("code", "unit")  # labels rather than amounts: of a row, of a table


class CorrectionsError(ValueError):
    """A file of corrections is malformed; the message names the file, the entry and what is wrong with it."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReportLocator(_Strict):
    """A report: one file by `sha256`, or all versions of what a department published for a year."""

    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    department: str | None = None
    fiscal_year: int | None = None
    report_kind: Literal["final", "budget"] = "final"
    report_level: Literal["department", "unit", "unknown"] | None = None

    @model_validator(mode="after")
    def _name_one_way(self) -> "ReportLocator":
        named = (self.department is not None, self.fiscal_year is not None)
        if named not in ((True, True), (False, False)) or (self.sha256 is None) != named[0]:
            raise ValueError("name the report by sha256, or else by department and fiscal_year")
        return self


class CellLocator(_Strict):
    """A place in a table as fact_cell names it. None leaves a column open; the place must still be one.

    `measure` may be 'code', for the subject code of a row, or 'unit', for the unit printed over the table.
    """

    table_code: str = Field(pattern=r"^0[1-9]$")
    measure: str
    side: Literal["income", "expenditure"] | None = None
    item: str | None = None
    subject_code: str | None = None
    row_no: int | None = Field(default=None, ge=1)


class StatementLocator(_Strict):
    """A figure of the text as fact_statement names it; `words` stand in its sentence."""

    topic: str = Field(min_length=1)
    kind: str | None = None
    subject_code: str | None = None
    year: int | None = None
    section: str | None = None
    words: str | None = Field(default=None, min_length=1)


class Correction(_Strict):
    """One correction. `value` is in yuan for an amount, in its own unit for another figure of the text."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    report: ReportLocator
    cell: CellLocator | None = None
    statement: StatementLocator | None = None
    expected: str
    action: Action
    value: str | None = None
    reason: str = Field(min_length=1)
    status: Status
    reviewer: str = Field(min_length=1)
    reviewed_on: date
    origin: Origin = "project"

    @field_validator("value", mode="before")
    @classmethod
    def _refuse_floats(cls, value: Any) -> Any:
        if isinstance(value, float):
            raise ValueError("write amounts in quotes, so that no digit is lost")
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @model_validator(mode="after")
    def _agree(self) -> "Correction":
        if (self.cell is None) == (self.statement is None):
            raise ValueError("name either a cell or a statement")
        if (self.action == "override") != (self.value is not None):
            raise ValueError("an override says by `value` what should stand there; nothing else has one")
        if self.value is not None:
            self._check_value(self.value)
        return self

    @property
    def measure(self) -> str | None:
        """Measure of the cell, 'code' or 'unit'; None for a statement."""
        return None if self.cell is None else self.cell.measure

    @property
    def amount(self) -> Decimal | None:
        """The value as a number; None where the value is a label or there is none."""
        return None if self.value is None or self.measure in LABEL_MEASURES else Decimal(self.value)

    def _check_value(self, value: str) -> None:
        if self.measure == "unit":
            if value not in UNITS:
                raise ValueError(f"a unit is one of {', '.join(UNITS)}, not {value}")
        elif self.measure == "code":
            if not (value.isascii() and value.isdigit() and len(value) in (3, 5, 7)):
                raise ValueError(f"a subject code has 3, 5 or 7 digits, not {value}")
        else:
            _check_number(value, decimals=2 if self.cell else 4)


def load_corrections(own: Path | None = None) -> tuple[Correction, ...]:
    """The project's corrections and those of the file ``own``, where there is one, ordered by id.

    Raises CorrectionsError for a malformed file, and for an id or a place that occurs twice.
    """
    found = list(read_corrections(PROJECT_FILE, "project"))
    if own is not None and own.exists():
        found += read_corrections(own, "warehouse")
    found.sort(key=lambda correction: correction.id)
    places: dict[str, str] = {}
    for correction in found:
        said = correction.expected if correction.statement else None
        place = repr((correction.report, correction.cell, correction.statement, said))
        if place in places:
            raise CorrectionsError(f"{correction.id} corrects the same place as {places[place]}")
        places[place] = correction.id
    for one, other in pairwise(found):
        if one.id == other.id:
            raise CorrectionsError(f"two corrections are called {one.id}")
    return tuple(found)


def read_corrections(path: Path, origin: Origin) -> list[Correction]:
    """The corrections of one file, in its order; raises CorrectionsError."""
    try:
        document = read_yaml(path)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CorrectionsError(f"{path}: {error}") from error
    if document is not None and not isinstance(document, list):
        raise CorrectionsError(f"{path}: a list of corrections is wanted")
    return list(_validate(path, document or [], origin))


def _validate(path: Path, entries: list[Any], origin: Origin) -> Iterator[Correction]:
    for number, entry in enumerate(entries, start=1):
        name = entry.get("id") if isinstance(entry, dict) else None
        where = f"{path}: entry {number}" + (f" ({name})" if name else "")
        if not isinstance(entry, dict) or "origin" in entry:
            raise CorrectionsError(f"{where}: not the fields of a correction")
        try:
            yield Correction.model_validate({**entry, "origin": origin})
        except ValidationError as error:
            told = (
                ": ".join(filter(None, (".".join(map(str, fault["loc"])), fault["msg"])))
                for fault in error.errors()
            )
            raise CorrectionsError(f"{where}: {'; '.join(told)}") from error


def _check_number(value: str, decimals: int) -> None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"no number: {value}") from None
    if not number.is_finite() or abs(number) >= 10**18 or number != round(number, decimals):
        raise ValueError(f"a number with at most {decimals} decimals is wanted, not {value}")
