"""Sets of tables by province and year, as data: what stands beside the nine, and which set a report prints.

A set lists in printed order the nine tables by their codes and every other table by its kind; both come
from assets/reference/table_sets/. Nothing here decides what a table holds: the nine are found by their own
titles and headers, and what is named here stays a raw table.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from typing import Any

from pydantic import BaseModel, ConfigDict

from assets.extract.text import match_key
from assets.extract.titles import bare_title
from expectations.yaml_files import read_mapping

KINDS = "kinds.yml"
MISSING_AT_MOST = 2  # tables of a set that a report may lack and still be told to print it
FIRST_YEAR, LAST_YEAR = 0, 9999


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Kind(_Strict):
    """A table that is none of the nine: its name in two languages, and the titles it bears, folded."""

    id: str
    zh: str
    en: str
    titles: tuple[str, ...]


class TableSet(_Strict):
    """A set of tables in printed order, each a code of the nine or a kind, with its title.

    ``region`` is what the codes of its divisions begin with, '' for a set of no province in particular;
    ``optional`` kinds may be missing.
    """

    id: str
    region: str
    first_year: int
    last_year: int
    tables: tuple[tuple[str, str], ...]
    optional: frozenset[str]

    @property
    def codes(self) -> list[str]:
        """The nine's codes in printed order."""
        return [table for table, _ in self.tables if table.isdigit()]

    @property
    def kinds(self) -> frozenset[str]:
        """Kinds of its other tables."""
        return frozenset(table for table, _ in self.tables if not table.isdigit())

    def count_missing(self, codes: Sequence[str], kinds: frozenset[str]) -> int | None:
        """How many of its tables a report lacks; None where the report prints others, or in another order."""
        order = [code for code in self.codes if code in codes]
        if order != list(codes) or not kinds <= self.kinds:
            return None
        return len(self.codes) - len(codes) + len(self.kinds - kinds - self.optional)


@cache
def load_kinds() -> tuple[Kind, ...]:
    """Every kind of table that is none of the nine."""
    return tuple(
        Kind(
            id=kind,
            zh=words["zh"],
            en=words["en"],
            titles=tuple(bare_title(title) for title in words["titles"]),
        )
        for kind, words in _read(KINDS).items()
    )


@cache
def load_table_sets() -> tuple[TableSet, ...]:
    """Every set, by the names of the files and in their order."""
    folder = resources.files("assets.reference") / "table_sets"
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".yml"))
    return tuple(
        TableSet(
            id=entry["id"],
            region=document.get("region", ""),
            first_year=entry.get("from", FIRST_YEAR),
            last_year=entry.get("to", LAST_YEAR),
            tables=tuple((table, title) for table, title in entry["tables"]),
            optional=frozenset(entry.get("optional", ())),
        )
        for document in (_read(name) for name in names if name != KINDS)
        for entry in document["sets"]
    )


def name_table(title: str, department: str = "") -> Kind | None:
    """The known table that bears a title, whatever year, number or department's name stands before it."""
    key = bare_title(title, department)
    return next((kind for kind in load_kinds() if key and key in kind.titles), None)


def name_tables(raw_tables: Sequence[dict[str, Any]], department: str = "") -> list[Kind | None]:
    """Name a report's raw tables, as the reader returned them; one that goes on overleaf keeps its name."""
    named: list[Kind | None] = []
    before: dict[str, Any] | None = None
    for table in raw_tables:
        kind = name_table(table["title"], department)
        if kind is None and before is not None and _continues(before, table):
            kind = named[-1]
        named.append(kind)
        before = table
    return named


def tell_set(
    codes: Sequence[str], kinds: Iterable[str], region_code: str | None, fiscal_year: int
) -> str | None:
    """The id of the set that a report prints, from the nine's codes in printed order and its other tables.

    The set of which least is missing counts, up to ``MISSING_AT_MOST`` tables, and of equals that of the
    report's own province. A set of a province counts only for its reports, and for those of an unknown region
    that print a table which is none of the nine. None where no set fits, or two do alike.
    """
    found = frozenset(kinds)
    fitting: dict[tuple[int, bool], list[str]] = {}
    for candidate in load_table_sets():
        own = bool(candidate.region) and (region_code or "").startswith(candidate.region)
        if candidate.region and not own and (region_code or not found):
            continue
        if not candidate.first_year <= fiscal_year <= candidate.last_year:
            continue
        missing = candidate.count_missing(codes, found)
        if missing is not None and missing <= MISSING_AT_MOST:
            fitting.setdefault((missing, not own), []).append(candidate.id)
    best = fitting[min(fitting)] if fitting else []
    return best[0] if len(best) == 1 else None


def _continues(before: dict[str, Any], table: dict[str, Any]) -> bool:
    """Tell whether a raw table without a title goes on with the one before it."""
    widths = [max(map(len, raw["rows"]), default=0) for raw in (before, table)]
    return (
        not match_key(table["title"]) and 0 <= table["page"] - before["page"] <= 1 and widths[0] == widths[1]
    )


def _read(name: str) -> dict[str, Any]:
    return read_mapping(resources.files("assets.reference") / "table_sets" / name)
