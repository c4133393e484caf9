"""Table contracts: what columns each warehouse table has, what they mean and what must hold in them.

One YAML file per table under `contracts/` is the only place a table is described. The DDL, the Great
Expectations suites and the data dictionary are derived from it. This module only reads and checks the files.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from expectations.yaml_files import read_yaml

CONTRACTS_DIR = Path(__file__).parent / "contracts"
SHARED_COLUMNS = Path(__file__).parent / "shared_columns.yml"

ColumnType = Literal[
    "VARCHAR", "INTEGER", "BIGINT", "DOUBLE", "BOOLEAN", "TIMESTAMP", "DECIMAL(20,2)", "DECIMAL(20,4)"
]
Unit = Literal["yuan", "points", "bytes"]
UNIT_LABELS: Mapping[str, tuple[str, str]] = {
    "yuan": ("元", "yuan"),
    "points": ("磅", "points"),
    "bytes": ("字节", "bytes"),
}


class ContractError(ValueError):
    """A contract file is malformed; the message names the file and the place in it."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Reference(_Strict):
    """The column of another table in which every value must be found."""

    table: str
    column: str


class TableReference(_Strict):
    """Columns that together must be found, under the same names, in another table."""

    columns: tuple[str, ...]
    table: str


class Check(_Strict):
    """A condition every row meets: an SQL expression over the table that is true, or false where it fails."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    sql: str
    comment_zh: str
    comment_en: str


class Column(_Strict):
    """One column; `min` and `max` are in the column's own unit."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    type: ColumnType
    nullable: bool = False
    measure: bool = False
    unit: Unit | None = None
    comment_zh: str = Field(min_length=1)
    comment_en: str = Field(min_length=1)
    vocabulary: tuple[str, ...] | None = None
    pattern: str | None = None
    min: int | None = None
    max: int | None = None
    references: Reference | None = None

    @property
    def comment(self) -> str:
        """Both languages and the unit, as the warehouse shows them: `中文（元） | English (yuan)`."""
        if self.unit is None:
            return f"{self.comment_zh} | {self.comment_en}"
        unit_zh, unit_en = UNIT_LABELS[self.unit]
        return f"{self.comment_zh}（{unit_zh}） | {self.comment_en} ({unit_en})"


class Contract(_Strict):
    """One warehouse table. `table_code` and the titles are given for the facts of the nine printed tables."""

    table: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    table_code: str | None = Field(default=None, pattern=r"^0[1-9]$")
    title_zh: str | None = None
    title_en: str | None = None
    comment_zh: str = Field(min_length=1)
    comment_en: str = Field(min_length=1)
    primary_key: tuple[str, ...] = Field(min_length=1)
    columns: tuple[Column, ...] = Field(min_length=1)
    references: tuple[TableReference, ...] = ()
    checks: tuple[Check, ...] = ()

    @property
    def comment(self) -> str:
        """Both languages, as the warehouse shows them."""
        return f"{self.comment_zh} | {self.comment_en}"

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns in the order of the table."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column called `name`; raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.table} has no column {name}")

    @model_validator(mode="after")
    def _names_fit(self) -> "Contract":
        names = self.column_names
        doubled = sorted({name for name in names if names.count(name) > 1})
        if doubled:
            raise ValueError(f"columns named twice: {', '.join(doubled)}")
        used = [*self.primary_key, *(name for reference in self.references for name in reference.columns)]
        unknown = sorted(set(used) - set(names))
        if unknown:
            raise ValueError(f"keys name columns that do not exist: {', '.join(unknown)}")
        if any(self.column(name).nullable for name in self.primary_key):
            raise ValueError("a primary key column cannot be nullable")
        if (self.table_code is None) != (self.title_zh is None) or (self.title_zh is None) != (
            self.title_en is None
        ):
            raise ValueError("table_code, title_zh and title_en go together")
        return self


def load_contracts(directory: Path, shared_columns: Path = SHARED_COLUMNS) -> dict[str, Contract]:
    """Read every `*.yml` of `directory`, in the order of the table names.

    Raises ContractError where a file is malformed, is not named after its table, or refers to a table or
    column that no contract of the directory describes.
    """
    shared = read_yaml(shared_columns)
    found = {path.stem: _read_contract(path, shared) for path in sorted(directory.glob("*.yml"))}
    for contract in found.values():
        _require_targets(contract, found)
    return found


@lru_cache(maxsize=1)
def contracts() -> Mapping[str, Contract]:
    """The project's contracts by table name, read once."""
    return load_contracts(CONTRACTS_DIR)


def contract(table: str) -> Contract:
    """The contract of one table; raises KeyError naming the tables there are."""
    try:
        return contracts()[table]
    except KeyError:
        raise KeyError(f"no contract for {table!r}; there are: {', '.join(contracts())}") from None


def printed_tables() -> list[tuple[str, str, str, str]]:
    """Rows of dim_table: (table_code, title_zh, title_en, fact_table), by code."""
    return sorted(
        (item.table_code, item.title_zh or "", item.title_en or "", item.table)
        for item in contracts().values()
        if item.table_code is not None
    )


def printed_measures() -> list[tuple[str, str, str, str]]:
    """Rows of dim_measure: (table_code, measure, label_zh, label_en), in the contracts' order."""
    return [
        (code, column.name, column.comment_zh, column.comment_en)
        for code, _, _, table in printed_tables()
        for column in contracts()[table].columns
        if column.measure
    ]


def _read_contract(path: Path, shared: Mapping[str, Mapping[str, Any]]) -> Contract:
    try:
        document = read_yaml(path)
        document["columns"] = [_expand(column, shared) for column in document["columns"]]
        result = Contract.model_validate(document)
    except (yaml.YAMLError, ValidationError, KeyError, TypeError) as error:
        raise ContractError(f"{path.name}: {error}") from error
    if result.table != path.stem:
        raise ContractError(
            f"{path.name}: describes the table {result.table}; file and table bear the same name"
        )
    return result


def _expand(column: Mapping[str, Any], shared: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """A column with `use: key` replaced by the shared column, its own properties taking precedence."""
    if "use" not in column:
        return dict(column)
    own = {key: value for key, value in column.items() if key != "use"}
    if column["use"] not in shared:
        raise KeyError(f"no shared column {column['use']!r}")
    return {**shared[column["use"]], **own}


def _require_targets(source: Contract, found: Mapping[str, Contract]) -> None:
    targets = [(c.references.table, c.references.column) for c in source.columns if c.references]
    targets += [(reference.table, name) for reference in source.references for name in reference.columns]
    for table, column in targets:
        if table not in found or column not in found[table].column_names:
            raise ContractError(
                f"{source.table}.yml: refers to {table}.{column}, which no contract describes"
            )
