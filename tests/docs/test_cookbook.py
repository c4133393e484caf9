"""Queries printed in the documents give the printed answers on a warehouse of the sample reports."""

import importlib.util
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from types import ModuleType

import duckdb
import pytest
from _pytest.mark import ParameterSet
from rich.console import Console

from assets.archive.intake import take_in
from assets.archive.store import Archive
from assets.extract.cache import ExtractCache
from assets.extract.reading import extract_reports
from assets.facts.build import write_facts
from assets.facts.build_inputs import BuildInputs
from assets.facts.judging import write_verdicts
from pipelines.summary import print_reports, summarize, total_lines

PROJECT = Path(__file__).resolve().parents[2]
README = PROJECT / "README.md"
COOKBOOK = PROJECT / "docs" / "cookbook" / "README.md"
RAW = PROJECT / "data" / "raw"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Facts and verdicts of the sample reports, made without Dagster and without suites."""
    folder = tmp_path_factory.mktemp("samples")
    archive = Archive(folder / "archive")
    take_in(archive, [RAW])
    archived = archive.scan()
    cache = ExtractCache(folder / "extracts", "docs")
    extract_reports([(r.sha256, archive.path_of(r), r.file_name) for r in archived], cache, workers=2)
    path = folder / "samples.duckdb"
    write_facts(path, BuildInputs(tuple(archived), (), "docs", "docs"), cache)
    write_verdicts(path)
    return path


@pytest.fixture(scope="module")
def connection(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        yield connection


def load_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("answer_queries", PROJECT / "tools" / "answer_queries.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = load_tool()


def list_cases() -> list[ParameterSet]:
    cases = []
    for document in (README, COOKBOOK):
        queries = TOOL.list_queries(document.read_text(encoding="utf-8"))
        for number, (sql, answer) in enumerate(queries, start=1):
            name = f"{document.relative_to(PROJECT).parent}-{number}"
            cases.append(pytest.param(sql, answer, id=name))
    return cases


@pytest.mark.parametrize(("sql", "answer"), list_cases())
def test_query_gives_the_printed_answer(connection: duckdb.DuckDBPyConnection, sql: str, answer: str) -> None:
    given = TOOL.answer_query(sql, connection)
    assert len(given.splitlines()) > 2, "a query of the documents finds something"
    assert given == answer, "run python tools/answer_queries.py and read the difference"


def test_every_block_of_sql_is_found() -> None:
    for document, least in ((README, 3), (COOKBOOK, 10)):
        text = document.read_text(encoding="utf-8")
        assert len(list(TOOL.list_queries(text))) == text.count("```sql") >= least


def test_answers_are_written_once(connection: duckdb.DuckDBPyConnection) -> None:
    bare = "# A question\n\n```sql\nSELECT 1.50 AS one, NULL AS none, 'a|b' AS text\n```\n\n## The next\n"
    answered = TOOL.answer_document(bare, connection)
    table = "| one | none | text |\n| ---: | ---: | --- |\n| 1.50 |  | a\\|b |\n"
    assert answered == bare.replace("```\n\n## The next", f"```\n\n{table}\n## The next")
    assert TOOL.answer_document(answered, connection) == answered


def test_readme_prints_what_the_command_prints(warehouse: Path) -> None:
    summary = summarize(warehouse)
    printed = StringIO()
    console = Console(file=printed, force_terminal=True, color_system=None, width=110)
    print_reports(console, summary.reports, limit=40)
    identities = total_lines(summary)[0]
    readme = [line.rstrip() for line in README.read_text(encoding="utf-8").splitlines()]
    for line in [*printed.getvalue().splitlines(), identities]:
        assert line.rstrip() in readme
