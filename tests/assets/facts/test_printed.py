"""Reports put together from the warehouse: what each is held against, and which tables that takes."""

import re
from pathlib import Path

import duckdb
import pytest

from assets.extract.cache import ExtractCache
from assets.facts import build, printed, warehouse
from assets.facts.assets import JUDGED_TABLES
from assets.facts.printed import list_heads, load_printed
from expectations.contracts import contracts
from expectations.printed import PrintedReport
from tests.assets.facts.extracts import hash_of, keep, make_archived, make_extract, small_report

DEPARTMENT, UNIT, LAST_YEAR = "某市教育局", "某市教育局本级", "某市教育局本级 2022"


@pytest.fixture
def path(cache: ExtractCache, tmp_path: Path) -> Path:
    """A warehouse of a department, of a unit of it, and of that unit's report of the year before."""
    for key, (name, year, level) in {
        DEPARTMENT: (DEPARTMENT, 2023, "department"),
        UNIT: (UNIT, 2023, "unit"),
        LAST_YEAR: (UNIT, 2022, "unit"),
    }.items():
        keep(cache, key, make_extract(name, year, small_report(), level))
    archived = tuple(map(make_archived, (DEPARTMENT, UNIT, LAST_YEAR)))
    build.write_facts(tmp_path / "w.duckdb", build.BuildInputs(archived, (), "v1", "v1"), cache)
    return tmp_path / "w.duckdb"


def load(path: Path, key: str) -> PrintedReport:
    with duckdb.connect(str(path), read_only=True) as connection:
        heads = [head for head in list_heads(connection) if head.sha256 == hash_of(key)]
        (report,) = load_printed(connection, heads)
    return report


def read_in_part(path: Path, key: str) -> None:
    with warehouse.writing(path) as connection:
        connection.execute(
            "UPDATE dim_report SET is_complete = false, incomplete_reason = 'page 3' WHERE sha256 = ?",
            [hash_of(key)],
        )


@pytest.mark.parametrize("cut_off", [DEPARTMENT, UNIT, LAST_YEAR])
def test_each_report_says_whether_it_was_read_whole(path: Path, cut_off: str) -> None:
    read_in_part(path, cut_off)
    report = load(path, UNIT)
    assert report.prior is not None
    assert report.superior is not None
    assert (report.prior.sha256, report.superior.sha256) == (hash_of(LAST_YEAR), hash_of(DEPARTMENT))
    whole = {UNIT: report.is_complete, LAST_YEAR: report.prior.is_complete}
    whole[DEPARTMENT] = report.superior.is_complete
    assert whole == {key: key != cut_off for key in whole}


def test_proofs_are_told_to_depend_on_every_table_they_are_made_of() -> None:
    source = Path(printed.__file__).read_text(encoding="utf-8")
    looked_at = {table for table in contracts() if re.search(rf"\b{table}\b", source)}
    assert looked_at <= set(JUDGED_TABLES)
    assert "report_section" in looked_at
