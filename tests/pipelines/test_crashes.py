"""Runs that are killed, run out of disk or may not write: the live warehouse stays, the next run goes on.

Random instants by the hundred, and readers meanwhile, are for tools/kill_check.py and its neighbours.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assets.archive.places import Places
from assets.facts import assets as facts_assets
from assets.facts.publication import results_belong
from pipelines.cli import main
from tools.crash_verdict import leftovers, sidecars
from tools.warehouse_digests import Digests, differing, digest_tables

PROJECT = Path(__file__).resolve().parents[2]
LIMITED = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
from pipelines.cli import main
main(prog_name="juesuan")
"""
EARLIER, LATER = "hetang-2020", "fuqiao-justice-2024"


def invoke(*words: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def sample(name: str) -> Path:
    truth = json.loads((PROJECT / "tests" / "samples" / f"{name}.json").read_text(encoding="utf-8"))
    (path,) = (PROJECT / "data" / "raw").rglob(f"{truth['sha256']}.pdf")
    return path


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """A warehouse of one report; not to be changed."""
    folder = tmp_path_factory.mktemp("before")
    places = Places(folder / "w" / "w.duckdb")
    assert invoke("ingest", "--warehouse", places.warehouse, sample(EARLIER)).exit_code == 0
    return places


@pytest.fixture(scope="module")
def undisturbed(before: Places, tmp_path_factory: pytest.TempPathFactory) -> Places:
    """The same with a second report, taken in without a disturbance; not to be changed."""
    places = copied(before, tmp_path_factory.mktemp("undisturbed"))
    assert invoke("ingest", "--warehouse", places.warehouse, sample(LATER)).exit_code == 0
    return places


@pytest.fixture
def places(before: Places, tmp_path: Path) -> Places:
    return copied(before, tmp_path)


def copied(places: Places, folder: Path) -> Places:
    return Places(Path(shutil.copytree(places.warehouse.parent, folder / "w")) / "w.duckdb")


def start(places: Places, python: Sequence[str] = ("-m", "pipelines.cli")) -> "subprocess.Popen[str]":
    words = ["ingest", "--warehouse", str(places.warehouse), str(sample(LATER))]
    return subprocess.Popen(
        [sys.executable, *python, *words],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def digests(places: Places) -> Digests:
    return digest_tables(places.warehouse)


@pytest.mark.parametrize("instant", ["facts", "swap"])
def test_what_a_killed_run_began_the_next_one_ends(
    places: Places, before: Places, undisturbed: Places, instant: str
) -> None:
    begun = {"facts": places.staging, "swap": places.quality_staging / "outcomes.json"}[instant]
    with start(places) as process:
        while not begun.exists() and process.poll() is None:
            time.sleep(0.0005)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert digests(places) in (digests(before), digests(undisturbed))
    assert invoke("ingest", "--warehouse", places.warehouse, sample(LATER)).exit_code == 0
    assert differing(digests(places), digests(undisturbed)) == []
    assert sidecars(places) == sidecars(undisturbed)
    assert results_belong(places.quality, places.warehouse)
    assert leftovers(places) == []
    again = invoke("ingest", "--warehouse", places.warehouse, sample(LATER))
    assert again.stdout.startswith("Nothing new")


def test_a_full_disk_is_told_and_leaves_the_warehouse(places: Places, before: Places) -> None:
    """No file may grow beyond a limit, which shaping facts meets as it would meet the end of a disk."""
    with start(places, ("-c", LIMITED)) as process:
        _, said = process.communicate()
    assert process.returncode == 1
    (line,) = [line for line in said.splitlines() if line.startswith("Error: ")]
    assert "the disk is full (" in line
    assert "the warehouse is as it was, and the next run goes on from here once there is space" in line
    assert "Traceback" not in said
    assert digests(places) == digests(before)


def test_running_out_of_memory_is_told_and_leaves_the_warehouse(
    places: Places, before: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_out(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(facts_assets, "write_verdicts", run_out)
    result = invoke("ingest", "--warehouse", places.warehouse, sample(LATER))
    assert result.exit_code == 1
    assert "there was not enough memory" in result.stderr
    assert "the warehouse is as it was" in result.stderr
    assert digests(places) == digests(before)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a folder in which nobody can make a file")
def test_a_place_that_cannot_be_written_is_told() -> None:
    result = invoke("ingest", "--warehouse", "/proc/w.duckdb", sample(LATER))
    assert result.exit_code == 1
    assert "cannot write in /proc: " in result.stderr
    assert "Traceback" not in result.stderr


def test_results_that_are_gone_are_made_again(undisturbed: Places, tmp_path: Path) -> None:
    places = copied(undisturbed, tmp_path)
    shutil.rmtree(places.quality)
    result = invoke("ingest", "--warehouse", places.warehouse, sample(LATER))
    assert result.exit_code == 0, result.stderr
    assert results_belong(places.quality, places.warehouse)
    assert differing(digests(places), digests(undisturbed)) == []
