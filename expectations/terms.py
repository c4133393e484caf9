"""What clauses of identities are made of: records that refuse unknown keys, and the naming of one addend."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

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
