"""A report's text as rows: its sections, its nine tables with what is printed around them, its profile."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from assets.narrative.profile import Profile, profile_of
from assets.narrative.prose import Paragraph, read_prose
from assets.narrative.sections import Sections, sections_of
from assets.narrative.surroundings import TableText, surroundings_of

Rows = list[dict[str, Any]]
LIST_MARK = "、"
_OF_DEPARTMENT = ("duties", "inner_offices", "inner_office_count", "units_included", "unit_count")


@dataclass(frozen=True, slots=True)
class Texts:
    """What is read of a report's text; ``surroundings`` are the captions and notes of its tables, by code."""

    sections: Sections
    surroundings: Mapping[str, TableText]
    profile: Profile


def read_texts(sha256: str, summary: dict[str, Any]) -> Texts:
    """Read the text of one report from its extract."""
    surroundings, paragraphs = surroundings_of(summary, read_prose(summary))
    sections = sections_of(sha256, paragraphs)
    profile = profile_of([section for section, _ in sections], summary["raw_tables"])
    return Texts(sections, surroundings, profile)


def section_rows(texts: Texts) -> Rows:
    """Rows of report_section."""
    return [section._asdict() for section, _ in texts.sections]


def table_rows(sha256: str, tables: Sequence[dict[str, Any]], cells: pa.Table, texts: Texts) -> Rows:
    """Rows of report_table, one for each of the nine tables that was found; ``cells`` are the extract's."""
    filled = set(cells.filter(pc.is_valid(cells["amount"]))["table_code"].to_pylist())
    rows = []
    for table in sorted(tables, key=lambda table: str(table["table_code"])):
        around = texts.surroundings.get(table["table_code"], TableText((), ()))
        printed = {key: table[key] for key in ("table_code", "printed_table_no", "title", "unit", "rows")}
        found = {"pages": ",".join(map(str, table["pages"])), "is_empty": table["table_code"] not in filled}
        lines = {"captions": _lines(around.captions), "note": _lines(around.notes)}
        rows.append({"sha256": sha256, **printed, **found, **lines})
    return rows


def profile_columns(profile: Profile) -> dict[str, Any]:
    """Columns of dim_report that tell of the department; NULL for what the report does not say."""
    return {
        "duties": profile.duties or None,
        "inner_offices": LIST_MARK.join(profile.inner_offices) or None,
        "inner_office_count": profile.inner_office_count or len(profile.inner_offices) or None,
        "units_included": LIST_MARK.join(profile.units_included) or None,
        "unit_count": profile.unit_count or len(profile.units_included) or None,
    }


def describe_departments(connection: duckdb.DuckDBPyConnection) -> None:
    """Give every department of a warehouse the profile that its latest report has."""
    columns = ", ".join(_OF_DEPARTMENT)
    changes = ", ".join(f"{column} = r.{column}" for column in _OF_DEPARTMENT)
    connection.execute(
        f"UPDATE dim_department SET {changes} FROM (SELECT department_id, {columns} FROM dim_report "
        "WHERE is_current QUALIFY row_number() OVER (PARTITION BY department_id "
        "ORDER BY (duties IS NULL), fiscal_year DESC, report_level, sha256) = 1) r "
        "WHERE dim_department.department_id = r.department_id"
    )


def _lines(paragraphs: Iterable[Paragraph]) -> str:
    return "\n".join(paragraph.text for paragraph in paragraphs)
