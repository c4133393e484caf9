"""Corrections from the command line: an operator's own file; what fails is loud and stops nothing else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from click.testing import CliRunner, Result

from assets.archive.intake import take_in
from assets.archive.places import DEFAULT_WAREHOUSE, Places
from assets.archive.store import Archive, hash_file
from assets.extract.cache import ExtractCache
from assets.fingerprint import extractor_version
from pipelines.cli import main
from pipelines.shortcut import is_up_to_date
from tests.assets.facts.extracts import make_extract, small_report

TOTAL = {
    "id": "total",
    "report": {"department": "某局", "fiscal_year": 2023},
    "cell": {"table_code": "03", "item": "合计", "measure": "total"},
    "expected": "800.00",
    "action": "override",
    "value": "300.00",
    "reason": "parts give 300.00",
    "status": "open",
    "reviewer": "a reviewer",
    "reviewed_on": "2025-03-01",
}
STALE = {**TOTAL, "id": "stale", "expected": "1.00", "cell": {**TOTAL["cell"], "item": "人大事务"}}  # type: ignore[dict-item]
ELSEWHERE = {**TOTAL, "id": "elsewhere", "report": {"department": "别局", "fiscal_year": 2023}}


def invoke(*words: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def write(places: Places, *entries: Any) -> None:
    places.corrections.write_text(yaml.safe_dump(list(entries), allow_unicode=True), encoding="utf-8")


def ask(places: Places, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(places.warehouse), read_only=True) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """An archive of one report that has been read, its total misprinted, with three corrections beside it."""
    folder = tmp_path_factory.mktemp("corrections")
    places = Places(folder / "w.duckdb")
    file = folder / "report.pdf"
    file.write_bytes(b"%PDF-1.7 a report")
    take_in(Archive(places.archive), [file])
    sha256, _ = hash_file(file)
    cache = ExtractCache(places.extracts, extractor_version())
    extract = make_extract("某局", 2023, small_report("800.00"))
    cache.put(sha256, {**extract, "token_counts": {"cell": 5}})
    write(places, TOTAL, STALE, ELSEWHERE)
    return places


@pytest.fixture(scope="module")
def built(archived: Places) -> Result:
    return invoke("build", "--warehouse", archived.warehouse)


def test_what_fails_is_named_and_the_rest_is_built(archived: Places, built: Result) -> None:
    assert built.exit_code == 1
    told = [line for line in built.stderr.splitlines() if line.startswith("correction failed: ")]
    assert [line.split(": ")[1:3] for line in told] == [["elsewhere", "no_report"], ["stale", "stale"]]
    assert 'expected "1.00", printed "300.00"' in told[1]
    assert "1 correction applied, 2 failed (see quality_correction)" in built.stdout
    assert ask(archived, "SELECT correction_id FROM fact_cell WHERE correction_id IS NOT NULL") == [
        ("total",)
    ]
    assert ask(archived, "SELECT count(*) FROM quality_finding WHERE rule_id = 'correction_stale'") == [(1,)]
    failed = "SELECT expectation_id FROM quality_validation WHERE status = 'failed' AND identity_id IS NULL"
    told = {expectation for (expectation,) in ask(archived, failed)}
    assert "findings.correction_stale" in told
    assert {name for name in told if name.startswith(("fact_cell.", "quality_correction."))} == set()


@pytest.mark.usefixtures("built")
def test_it_stays_named_until_it_is_put_right(archived: Places) -> None:
    status = invoke("status", "--warehouse", archived.warehouse)
    assert status.exit_code == 1
    assert status.stderr.count("correction failed: ") == 2


@pytest.mark.usefixtures("built")
def test_another_corrections_file_is_something_to_do(archived: Places) -> None:
    own = archived.corrections.read_text(encoding="utf-8")
    changes: list[Callable[[], Any]] = [archived.corrections.unlink, lambda: write(archived, TOTAL)]
    try:
        assert is_up_to_date(archived, [])
        for change in changes:
            change()
            assert not is_up_to_date(archived, [])
    finally:
        archived.corrections.write_text(own, encoding="utf-8")
    assert is_up_to_date(archived, [])
    archived.corrections.write_text(f"# a remark changes nothing\n{own}", encoding="utf-8")
    assert is_up_to_date(archived, [])


@pytest.mark.parametrize("command", ["ingest", "build"])
def test_a_malformed_file_is_wrong_use_and_nothing_is_built(command: str, tmp_path: Path) -> None:
    places = Places(tmp_path / "w.duckdb")
    (tmp_path / "report.pdf").write_bytes(b"%PDF-1.7 a report")
    take_in(Archive(places.archive), [tmp_path / "report.pdf"])
    write(places, {**TOTAL, "reviewer": None})
    words = [tmp_path / "report.pdf"] if command == "ingest" else []
    result = invoke(command, "--warehouse", places.warehouse, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "w.corrections.yml: entry 1 (total): reviewer" in result.stderr
    assert not places.warehouse.exists()


def test_own_corrections_of_the_default_warehouse_lie_with_its_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Places(DEFAULT_WAREHOUSE).corrections == tmp_path / "data" / "corrections.yml"
    assert Places(tmp_path / "w.duckdb").corrections == tmp_path / "w.corrections.yml"
