"""What reports and servers say is data: it is never part of a statement, and never made into objects."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from assets.archive.sidecar import Origin
from assets.extract.cache import ExtractCache
from assets.facts import build, warehouse
from assets.facts.build_inputs import BuildInputs
from assets.facts.changes import compare
from assets.facts.judging import write_verdicts
from pipelines.summary import summarize
from pipelines.suspects import UnknownReport, list_suspects
from tests.assets.facts.extracts import hash_of, keep, make_archived, make_cell, make_extract, small_report

PROJECT = Path(__file__).resolve().parents[1]
HOSTILE = "某局'); DROP TABLE dim_report; DELETE FROM fact_cell; --"
UNSAFE_MODULES = {"pickle", "cPickle", "dill", "marshal", "shelve", "joblib", "jsonpickle"}
SQL = re.compile(r"\b(?:SELECT|INSERT|UPDATE|DELETE|WHERE|ATTACH|SET|FILTER|CASE)\b")


def parsed_files() -> Iterator[tuple[Path, ast.Module]]:
    for package in ("assets", "expectations", "pipelines"):
        for file in sorted((PROJECT / package).rglob("*.py")):
            yield file, ast.parse(file.read_text(encoding="utf-8"))


def test_nothing_is_unpickled() -> None:
    """No module of the program imports a way to turn bytes into objects; YAML makes plain values only."""
    imported, called = set(), set()
    for _, module in parsed_files():
        for node in ast.walk(module):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.partition(".")[0])
            elif isinstance(node, ast.Attribute):
                called.add(node.attr)
    assert {"json", "yaml", "duckdb"} <= imported
    assert imported.isdisjoint(UNSAFE_MODULES)
    assert called.isdisjoint({"unsafe_load", "full_load", "UnsafeLoader", "FullLoader", "read_pickle"})


def test_no_statement_holds_a_value_in_quotes() -> None:
    """Values are parameters; the project's own codes and paths go through `quote_text`."""
    wrong = []
    for file, module in parsed_files():
        for node in ast.walk(module):
            if isinstance(node, ast.JoinedStr):
                parts = (part.value if isinstance(part, ast.Constant) else "\0" for part in node.values)
                text = "".join(map(str, parts))
                if "'\0" in text and SQL.search(text):
                    wrong.append(f"{file.relative_to(PROJECT)}:{node.lineno}")
    assert wrong == []


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A warehouse of a report that has SQL in every text, and of an innocent one."""
    cache = ExtractCache(tmp_path / "extracts", "made-by-hand")
    extra = make_cell("05", 1, "total", "1.00", item=HOSTILE, code="2'01")
    keep(cache, "hostile", make_extract(HOSTILE, 2023, [*small_report("800.00"), extra]))
    keep(cache, "bad", {"status": "quarantined", "reason": "not_pdf", "detail": HOSTILE})
    keep(cache, "innocent", make_extract("别局", 2023, small_report()))
    origin = Origin(HOSTILE, f"http://a/{HOSTILE}", "2025-06-01T18:00:00+00:00", title=HOSTILE, etag=HOSTILE)
    archived = [make_archived(name).published_at(origin) for name in ("hostile", "bad", "innocent")]
    path = tmp_path / "w'; DROP TABLE dim_report.duckdb"
    ordered = tuple(sorted(archived, key=lambda report: report.sha256))
    build.write_facts(path, BuildInputs(ordered, (), "v1", "v1"), cache)
    return path


def test_sql_in_names_changes_nothing(built: Path) -> None:
    write_verdicts(built)
    with duckdb.connect(str(built), read_only=True) as connection:
        departments = connection.execute("SELECT department FROM dim_report ORDER BY ALL").fetchall()
        cells = connection.execute("SELECT count(*) FROM fact_cell").fetchone()
        titles = connection.execute("SELECT DISTINCT title FROM archive_origin").fetchall()
    assert departments == [("别局",), (HOSTILE,)]
    assert (cells, titles) == ((11,), [(HOSTILE,)])
    assert {line.department for line in summarize(built).reports} == {"别局", HOSTILE}
    assert compare(built, built).is_empty
    assert {line.sha256 for line in list_suspects(built, [HOSTILE], everything=True)} == {hash_of("hostile")}
    with pytest.raises(UnknownReport):
        list_suspects(built, ["' OR 1=1 --"], everything=True)
    with warehouse.writing(built) as connection:
        assert warehouse.count(connection, "dim_report") == 2
