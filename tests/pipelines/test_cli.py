"""The juesuan command, used as an operator would: what it makes, prints and exits with.

The whole way costs seconds, so few runs are made and shared: a first ingest, one cut off and repeated with
more files, a check of a changed warehouse, and a build in a checkout's default places.
"""

import hashlib
import json
import os
import shutil
import signal
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

from assets.archive.places import DEFAULT_WAREHOUSE, Places
from assets.facts import assets as facts_assets
from expectations.contracts import contracts
from expectations.identities import load_identities
from expectations.outcomes import RULE_SUITES
from pipelines.cli import main
from pipelines.lock import exclusive

PROJECT = Path(__file__).resolve().parents[2]
RAW = PROJECT / "data" / "raw"
HETANG, JUSTICE, SCHOOL = "hetang-2020", "fuqiao-justice-2024", "qingshi-school-2023"


def sample(name: str) -> Path:
    truth = json.loads((PROJECT / "tests" / "samples" / f"{name}.json").read_text(encoding="utf-8"))
    (path,) = RAW.rglob(f"{truth['sha256']}.pdf")
    return path


def invoke(*words: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def query(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def read_tables(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table: query(path, f'FROM "{table}" ORDER BY {", ".join(contract.primary_key)}')
        for table, contract in contracts().items()
    }


# Tables that tell of files and of the build itself; the others hold what the reports say.
TOLD_BY_THE_WAY = {
    *("archive_manifest", "dim_report", "etl_build", "etl_input", "etl_run", "quality_validation"),
}


@dataclass(frozen=True)
class Run:
    """What a command came to, and the warehouse it left."""

    result: Result
    warehouse: Path

    @property
    def reports(self) -> set[tuple[str, int]]:
        return set(query(self.warehouse, "SELECT department, fiscal_year FROM dim_report"))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Two samples taken in from a folder; not to be changed."""
    folder = tmp_path_factory.mktemp("first")
    (folder / "inbox").mkdir()
    for name in (HETANG, JUSTICE):
        shutil.copy(sample(name), folder / "inbox" / f"{name}.pdf")
    warehouse = folder / "w" / "w.duckdb"
    return Run(invoke("ingest", "--warehouse", warehouse, folder / "inbox"), warehouse)


@pytest.fixture
def copied(first: Run, tmp_path: Path) -> Path:
    """A copy of the first warehouse with all that belongs to it."""
    return Path(shutil.copytree(first.warehouse.parent, tmp_path / "w")) / "w.duckdb"


@dataclass(frozen=True)
class Growth:
    """A second ingest: another report, two files that are none, one that cannot be read. First cut off."""

    inbox: Path
    interrupted: Result
    before: str
    after_interruption: str
    left_behind: bool
    run: Run


@pytest.fixture(scope="module")
def grown(first: Run, tmp_path_factory: pytest.TempPathFactory) -> Growth:
    folder = tmp_path_factory.mktemp("grown")
    warehouse = Path(shutil.copytree(first.warehouse.parent, folder / "w")) / "w.duckdb"
    inbox = folder / "inbox"
    inbox.mkdir()
    shutil.copy(sample(SCHOOL), inbox / "school.pdf")
    (inbox / "[bold]page.pdf").write_text("<html>404 not found</html>")
    (inbox / "empty.pdf").touch()
    (inbox / "broken.pdf").write_bytes(b"%PDF-1.7 on a bad sector")
    before = fingerprint(warehouse)

    open_path = Path.open

    def open_unless_broken(path: Path, *words: Any, **more: Any) -> Any:
        if path.name == "broken.pdf":
            raise OSError(5, "Input/output error", str(path))
        return open_path(path, *words, **more)

    def press_ctrl_c(*_: Any) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "open", open_unless_broken)
        with patch.context() as inner:
            inner.setattr(facts_assets, "write_verdicts", press_ctrl_c)
            interrupted = invoke("ingest", "--warehouse", warehouse, inbox)
        after, left_behind = fingerprint(warehouse), Places(warehouse).staging.exists()
        result = invoke("ingest", "--warehouse", warehouse, inbox)
    return Growth(inbox, interrupted, before, after, left_behind, Run(result, warehouse))


def test_a_first_ingest_reads_judges_and_tells(first: Run) -> None:
    result = first.result
    assert (result.exit_code, result.stderr) == (0, "")
    assert first.reports == {("株洲市荷塘区网格化管理服务中心", 2020), ("样川市浮桥区司法局", 2024)}
    lines = result.stdout.splitlines()
    assert "Reading reports: 2/2" in lines
    assert "Proving reports: 2/2" in lines
    table = [line.split("\t") for line in lines if "\t" in line]
    assert [(row[0], row[6]) for row in table[1:]] == [
        ("株洲市荷塘区网格化管理服务中心", "10"),
        ("样川市浮桥区司法局", "2"),
    ]
    assert f"Warehouse: {first.warehouse}" in lines
    assert any(line.startswith("Changes: a new warehouse, 2 new reports, ") for line in lines)
    assert "\x1b" not in result.stdout
    places = Places(first.warehouse)
    assert not places.staging.exists()
    assert (places.quality / "index.html").exists()


def test_every_owed_identity_has_a_verdict_and_great_expectations_agrees(first: Run) -> None:
    owed = query(first.warehouse, "SELECT DISTINCT sha256, identity_id FROM quality_verdict")
    assert len(owed) == 2 * len(load_identities())
    failed = query(
        first.warehouse, "SELECT identity_id FROM quality_validation WHERE status <> 'passed' ORDER BY 1"
    )
    violated = query(
        first.warehouse,
        "SELECT DISTINCT identity_id FROM quality_verdict WHERE verdict = 'violated' ORDER BY 1",
    )
    assert set(violated) <= set(failed)
    assert query(first.warehouse, "FROM quality_validation WHERE status = 'errored'") == []
    of_tables = f"status = 'failed' AND identity_id IS NULL AND suite NOT IN {tuple(RULE_SUITES)}"
    assert query(first.warehouse, f"FROM quality_validation WHERE {of_tables}") == []


def test_the_same_folder_again_changes_nothing(first: Run) -> None:
    before = fingerprint(first.warehouse)
    result = invoke("ingest", "--warehouse", first.warehouse, first.warehouse.parent.parent / "inbox")
    assert result.exit_code == 0
    assert result.stdout.startswith("Nothing new")
    assert "Reading reports" not in result.stdout
    assert fingerprint(first.warehouse) == before


def test_an_interrupted_run_leaves_the_warehouse_as_it_was(grown: Growth) -> None:
    assert grown.interrupted.exit_code == 1
    assert "interrupted" in grown.interrupted.stderr
    assert grown.left_behind
    assert grown.after_interruption == grown.before


def test_the_next_run_adds_to_what_is_there(grown: Growth, first: Run) -> None:
    assert grown.run.reports == first.reports | {("样川市示河县青石职业技术学校", 2023)}
    assert "Reading reports" not in grown.run.result.stdout  # the interrupted run had read them
    assert not Places(grown.run.warehouse).staging.exists()
    old, new = read_tables(first.warehouse), read_tables(grown.run.warehouse)
    for table in ("fact_cell", "fact_summary", "quality_verdict", "dim_report"):
        assert set(old[table]) < set(new[table])


def test_what_is_no_pdf_is_named_and_stops_nothing(grown: Growth) -> None:
    result = grown.run.result
    assert result.exit_code == 1
    assert [line.split(": ")[:3] for line in result.stderr.splitlines()] == [
        ["unreadable", str(grown.inbox / "broken.pdf"), "[Errno 5] Input/output error"],
        ["quarantined", "empty.pdf", "empty_file"],
        ["quarantined", "[bold]page.pdf", "not_pdf"],
    ]
    quarantined = query(
        grown.run.warehouse, "SELECT file_name, reason FROM quality_quarantine ORDER BY file_name"
    )
    assert quarantined == [("[bold]page.pdf", "not_pdf"), ("empty.pdf", "empty_file")]
    assert "2 files in quarantine" in result.stdout
    assert "Changes: 1 new report, 2 files newly in quarantine\n" in result.stdout


def test_status_tells_the_same_as_the_run(grown: Growth) -> None:
    status = invoke("status", "--warehouse", grown.run.warehouse)
    assert status.exit_code == 1
    assert status.stderr.splitlines() == grown.run.result.stderr.splitlines()[1:]
    _, heading, rest = grown.run.result.stdout.partition("Report\tYear\t")
    assert status.stdout.startswith(heading + rest)


@pytest.mark.parametrize(
    ("name", "status", "told"), [("school", 0, []), ("empty", 1, ["quarantined: empty.pdf: empty_file"])]
)
def test_a_file_named_answers_for_itself_alone_also_when_it_is_known(
    grown: Growth, name: str, status: int, told: list[str]
) -> None:
    result = invoke("ingest", "--warehouse", grown.run.warehouse, grown.inbox / f"{name}.pdf")
    assert result.stdout.startswith("Nothing new")
    assert "2 files in quarantine" in result.stdout
    assert result.exit_code == status
    assert [": ".join(line.split(": ")[:3]) for line in result.stderr.splitlines()] == told


def test_check_judges_what_the_warehouse_holds_now(copied: Path) -> None:
    """Somebody adds 10,000 yuan to a printed total; what a crash left of another build is not looked at."""
    violated = (
        "SELECT identity_id, instance, residual FROM quality_verdict WHERE verdict = 'violated' ORDER BY ALL"
    )
    before = query(copied, violated)
    place = "table_code = '02' AND item = '合计' AND measure = 'total' AND department LIKE '%荷塘%'"
    with duckdb.connect(str(copied)) as connection:
        connection.execute(f"UPDATE fact_cell SET amount = amount + 10000 WHERE {place}")
    Places(copied).staging.write_bytes(b"left by a crash")
    assert invoke("check", "--warehouse", copied).exit_code == 0
    after = query(copied, violated)
    assert [row for row in after if row not in before] == [
        ("I06", "02/合计/total", Decimal("10000.00")),
        ("I09", "02/合计/total", Decimal("10100.00")),
        ("I17", "01-02", Decimal("-10000.00")),
        ("I26", "income_total/02/total/total", Decimal("-10000.00")),
    ]
    assert set(before) < set(after)
    failed = query(
        copied,
        "SELECT DISTINCT identity_id FROM quality_validation WHERE status = 'failed' AND identity_id <> ''",
    )
    assert set(failed) == {(row[0],) for row in after}


def test_a_checkout_is_built_from_data_raw_into_data_warehouse(
    first: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The archive is data/raw itself: what lies there filed stays, what was dropped there is filed.

    The facts are those of the first ingest, which took other ways to the same reports.
    """
    source = sample(HETANG)
    place = tmp_path / source.relative_to(PROJECT)
    place.parent.mkdir(parents=True)
    shutil.copy(source, place)
    shutil.copy(source.with_suffix(".json"), place.with_suffix(".json"))
    dropped = tmp_path / "data" / "raw" / "司法局.pdf"
    shutil.copy(sample(JUSTICE), dropped)
    monkeypatch.chdir(tmp_path)
    result = invoke("build")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Warehouse: data/warehouse/juesuan.duckdb" in result.stdout.splitlines()
    assert place.exists()
    assert not dropped.exists()
    archived = query(DEFAULT_WAREHOUSE, "SELECT archive_path FROM archive_manifest")
    assert len(archived) == 2
    assert all((tmp_path / "data" / "raw" / path).exists() for (path,) in archived)
    once, again = read_tables(first.warehouse), read_tables(DEFAULT_WAREHOUSE)
    assert {table for table in once if once[table] != again[table]} == TOLD_BY_THE_WAY
    assert invoke("ingest").stdout.startswith("Nothing new")


def test_a_second_run_at_the_same_time_is_told_to_wait(first: Run) -> None:
    before = fingerprint(first.warehouse)
    with exclusive(Places(first.warehouse).lock):
        for command in ("ingest", "build", "check"):
            result = invoke(command, "--warehouse", first.warehouse)
            assert result.exit_code == 1
            assert "another process is building this warehouse" in result.stderr
        assert invoke("status", "--warehouse", first.warehouse).exit_code == 0
    assert fingerprint(first.warehouse) == before


def test_help_names_every_command() -> None:
    result = invoke("--help")
    assert result.exit_code == 0
    for command in ("ingest", "build", "check", "status"):
        assert f"\n  {command} " in result.stdout
        assert "--warehouse" in invoke(command, "--help").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nonsense"], "No such command"),
        (["ingest", "--warehouse", "w.duckdb", "nowhere"], "nowhere: no such file or folder"),
        (["ingest", "--warehouse", "w.duckdb", "/dev/null"], "neither a file nor a folder"),
        (["ingest", "--warehouse", "w.duckdb", "--workers", "-1", "."], "--workers"),
        (["ingest"], "nothing to ingest"),
        (["build", "--warehouse", "w.duckdb"], "there is no archive"),
        (["check", "--warehouse", "w.duckdb"], "there is no warehouse"),
        (["status", "--warehouse", "w.duckdb"], "there is no warehouse"),
        (["status", "--warehouse", "."], "is a directory"),
    ],
)
def test_wrong_use_is_told_and_makes_nothing(
    words: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = invoke(*words)
    assert result.exit_code == 2
    assert result.stdout == "" or words[0] == "status"  # which tells how things stand all the same
    assert told in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["ingest", "check", "status"])
def test_another_s_file_is_not_replaced(command: str, tmp_path: Path) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text("some notes")
    result = invoke(command, "--warehouse", notes, *([sample(HETANG)] if command == "ingest" else []))
    assert result.exit_code == 2
    assert "no warehouse of juesuan" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["notes.md"]
    assert notes.read_text() == "some notes"
