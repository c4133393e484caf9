"""A warehouse of another version, and a report whose proof breaks off: told in one line, and put right."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

from assets.archive.places import Places
from assets.facts import judging
from assets.facts.warehouse import is_outdated
from pipelines.cli import main
from tools.warehouse_digests import differing, digest_tables

PROJECT = Path(__file__).resolve().parents[2]
CHANGES = (
    "DROP TABLE quality_ledger",
    "ALTER TABLE fact_cell DROP COLUMN doubt",
    "ALTER TABLE etl_build ALTER COLUMN cells SET DATA TYPE VARCHAR",
    "ALTER TABLE dim_region ADD COLUMN capital VARCHAR",
)


def invoke(*words: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of one sample; not to be changed."""
    folder = tmp_path_factory.mktemp("first")
    truth = json.loads((PROJECT / "tests" / "samples" / "fuqiao-justice-2024.json").read_text("utf-8"))
    (source,) = (PROJECT / "data" / "raw").rglob(f"{truth['sha256']}.pdf")
    shutil.copy(source, folder / "司法局.pdf")
    result = invoke("ingest", "--warehouse", folder / "w" / "w.duckdb", folder / "司法局.pdf")
    assert result.exit_code == 0, result.stderr
    return folder / "w" / "w.duckdb"


@pytest.fixture
def warehouse(first: Path, tmp_path: Path) -> Path:
    """A copy of it with all that belongs to it."""
    return Path(shutil.copytree(first.parent, tmp_path / "w")) / "w.duckdb"


@pytest.mark.parametrize("change", CHANGES)
def test_other_tables_or_columns_are_another_version_s(warehouse: Path, change: str) -> None:
    assert not is_outdated(warehouse)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(change)
    assert is_outdated(warehouse)


def test_what_another_version_made_is_refused_until_it_is_built_again(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("DROP TABLE quality_ledger")
        connection.execute("UPDATE etl_build SET input_hash = 'of another version'")
    before = fingerprint(warehouse)
    for command in ("check", "status", "suspects"):
        result = invoke(command, "--warehouse", warehouse)
        assert result.exit_code == 2
        # status still tells of the runs, which stand in the journal.
        assert command == "status" or result.stdout == ""
        assert "was made by another version of juesuan; run juesuan build" in result.stderr
    assert fingerprint(warehouse) == before
    assert invoke("build", "--warehouse", warehouse).exit_code == 0
    assert not is_outdated(warehouse)
    assert invoke("status", "--warehouse", warehouse).exit_code == 0


# What an earlier version left: other tables, other columns under other names, none of what came later.
EARLIER = (
    "CREATE TABLE quality_opinion AS SELECT 1 AS opinion",
    "ALTER TABLE dim_report RENAME COLUMN grade TO mark",
    "ALTER TABLE etl_build DROP COLUMN stage",
    "DROP TABLE fact_statement",
    "DROP TABLE etl_run",
    "UPDATE etl_build SET input_hash = 'of another version'",
)


def test_the_next_run_makes_today_s_warehouse_of_an_earlier_version_s(first: Path, warehouse: Path) -> None:
    """From the extracts, without opening a PDF; sidecars of that version are read, its runs are kept."""
    places = Places(warehouse)
    with duckdb.connect(str(warehouse)) as connection:
        for statement in EARLIER:
            connection.execute(statement)
    for sidecar in places.archive.rglob("*.json"):
        fields = json.loads(sidecar.read_text(encoding="utf-8"))
        later = ("also_seen_as", "origins")
        sidecar.write_text(json.dumps({key: fields[key] for key in fields if key not in later}), "utf-8")
    read = {path: path.stat().st_mtime_ns for path in places.extracts.rglob("*.parquet")}
    runs = {path.name for path in places.runs.glob("*.json")}
    (source,) = places.archive.rglob("*.pdf")
    source.chmod(0)
    result = invoke("ingest", "--warehouse", warehouse)
    assert result.exit_code == 0, result.stderr
    assert differing(digest_tables(warehouse), digest_tables(first)) == []
    assert not is_outdated(warehouse)
    assert {path: path.stat().st_mtime_ns for path in places.extracts.rglob("*.parquet")} == read
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        told = {f"{run_id}.json" for (run_id,) in connection.execute("SELECT run_id FROM etl_run").fetchall()}
    assert runs < told
    assert invoke("ingest", "--warehouse", warehouse).stdout.startswith("Nothing new")


def test_a_report_that_cannot_be_proved_is_named(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(*_: Any) -> None:
        raise ValueError("no such thing")

    with monkeypatch.context() as patch:
        patch.setattr(judging, "prove_report", break_off)
        result = invoke("check", "--warehouse", warehouse)
    assert result.exit_code == 1
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("not proved: ")]
    assert "司法局.pdf" in line
    assert "ValueError: no such thing" in line
    assert "1 report not proved (see quality_finding)" in result.stdout
    status = invoke("status", "--warehouse", warehouse)
    assert (status.exit_code, status.stderr) == (1, result.stderr)
    again = invoke("check", "--warehouse", warehouse)
    assert again.exit_code == 0, again.stderr
