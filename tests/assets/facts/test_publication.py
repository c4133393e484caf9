"""A file and its results are published as a pair, whenever a run is killed and whatever it leaves."""

import itertools
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assets.archive.places import Places
from assets.facts import exchange as exchange_module
from assets.facts import publication, warehouse
from expectations.outcomes import Outcome, ValidationRun, save_outcomes, validation_rows

Step = Callable[[Places], object]


def outcome(examined: int) -> Outcome:
    names = {"table": "dim_report", "identity_id": None, "name_zh": "检", "name_en": "check", "error": ""}
    counts = {"element_count": examined, "unexpected_count": 0, "not_evaluable_count": 0}
    return Outcome(
        suite="s", expectation_id="e", severity="error", success=True, errored=False, failing_rows=(),
        **names, **counts,
    )  # fmt: skip


def write_results(folder: Path, examined: int) -> ValidationRun:
    folder.mkdir(parents=True)
    run = ValidationRun("b", folder, (outcome(examined),))
    (folder / "index.html").write_text(f"{examined} examined", encoding="utf-8")
    save_outcomes(run, folder / publication.OUTCOMES)
    return run


def build(path: Path, folder: Path, examined: int) -> None:
    """A warehouse file and the results of its suites."""
    warehouse.create(path)
    with warehouse.writing(path) as connection:
        rows = validation_rows(write_results(folder, examined))
        warehouse.insert(connection, "quality_validation", rows)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published build (1 examined) with a finished one beside it (2 examined); not to be changed."""
    places = Places(tmp_path_factory.mktemp("made") / "w.duckdb")
    build(places.warehouse, places.quality, 1)
    build(places.staging, places.quality_staging, 2)
    return places.warehouse.parent


@pytest.fixture
def places(made: Path, tmp_path: Path) -> Places:
    return Places(Path(shutil.copytree(made, tmp_path / "w")) / "w.duckdb")


def published(places: Places) -> str:
    """What the live results say, which are those of the live file."""
    assert publication.results_belong(places.quality, places.warehouse)
    return (places.quality / "index.html").read_text(encoding="utf-8")


def names(places: Places) -> list[str]:
    return sorted(path.name for path in places.warehouse.parent.iterdir())


def test_both_are_published_and_nothing_is_left(places: Places) -> None:
    publication.publish(places)
    assert published(places) == "2 examined"
    assert names(places) == ["w.duckdb", "w.quality"]


def test_results_of_another_file_do_not_belong_to_it(places: Places, tmp_path: Path) -> None:
    assert publication.results_belong(places.quality, places.warehouse)
    assert publication.results_belong(places.quality_staging, places.staging)
    assert not publication.results_belong(places.quality_staging, places.warehouse)
    assert not publication.results_belong(tmp_path / "none", places.warehouse)
    assert not publication.results_belong(places.quality, tmp_path / "none.duckdb")
    for text in ('{"outcomes": [{}]}', '{"outcomes": ', '{"run_id": "b"}', "[]"):
        (places.quality / publication.OUTCOMES).write_text(text, encoding="utf-8")
        assert not publication.results_belong(places.quality, places.warehouse)


class Killed(BaseException):
    """As sudden as a signal: no handler of the code under test may see it."""


def die_at(monkeypatch: pytest.MonkeyPatch, instant: int) -> None:
    """End the run just before the given one of the calls that change what is on the disk."""
    calls = itertools.count()

    def dying(real: Callable[..., object]) -> Callable[..., object]:
        def call(*words: object, **more: object) -> object:
            if next(calls) == instant:
                raise Killed
            return real(*words, **more)

        return call

    monkeypatch.setattr(Path, "replace", dying(Path.replace))
    monkeypatch.setattr(publication, "exchange", dying(publication.exchange))
    monkeypatch.setattr(shutil, "rmtree", dying(shutil.rmtree))
    monkeypatch.setattr(os, "fsync", dying(os.fsync))


def forget_how(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the system refuse to exchange folders, as an older one does."""
    monkeypatch.setattr(exchange_module, "RENAME_EXCHANGE", 1 << 20)


@pytest.mark.parametrize("can_exchange", [True, False])
@pytest.mark.parametrize("instant", range(14))
def test_killed_at_any_instant_the_next_run_settles_it(
    places: Places, instant: int, can_exchange: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not can_exchange:
        forget_how(monkeypatch)
    with monkeypatch.context() as patch:
        die_at(patch, instant)
        try:
            publication.publish(places)
            swapped = True
        except Killed:
            swapped = not places.staging.exists()
    publication.settle(places)
    if swapped:
        assert published(places) == "2 examined"
        assert names(places) == ["w.duckdb", "w.quality"]
    else:  # a later step goes on from it
        assert published(places) == "1 examined"
        publication.publish(places)
        assert published(places) == "2 examined"


@pytest.mark.parametrize("can_exchange", [True, False])
def test_the_instants_above_are_all_there_are(
    places: Places, can_exchange: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not can_exchange:
        forget_how(monkeypatch)
    with monkeypatch.context() as patch:
        die_at(patch, 14)
        publication.publish(places)


def test_results_of_another_check_with_equal_counts_are_put_in_place(places: Places) -> None:
    """What a check of the same reports finds may differ in its failing rows only."""
    shutil.rmtree(places.quality_staging)
    write_results(places.quality_staging, 1)
    (places.quality_staging / "index.html").write_text("1 examined, later", encoding="utf-8")
    later = (places.quality / publication.OUTCOMES).stat().st_mtime_ns + 1
    os.utime(places.quality_staging / publication.OUTCOMES, ns=(later, later))
    warehouse.copy(places.warehouse, places.staging)
    warehouse.publish(places.staging, places.warehouse)
    publication.settle(places)
    assert published(places) == "1 examined, later"


def test_what_a_build_left_half_done_is_no_one_s(places: Places) -> None:
    (places.quality_staging / publication.OUTCOMES).unlink()
    publication.settle(places)
    assert places.staging.exists()
    assert not places.quality_staging.exists()
    publication.discard(places)
    assert names(places) == ["w.duckdb", "w.quality"]
    assert published(places) == "1 examined"


def test_parts_and_spilled_data_of_a_killed_run_are_removed(places: Places) -> None:
    kept, part = places.extracts / "v" / "aa" / "a.parquet", places.extracts / "v" / "aa" / ".a.1.part"
    spilled = places.staging.with_name(f"{places.staging.name}.tmp") / "block"
    half, dropped = places.archive / "incoming" / ".0ujtj01h.part", places.archive / ".report.pdf.part"
    for file in (kept, part, spilled, half, dropped):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    publication.settle(places)
    assert [file.exists() for file in (kept, part, spilled.parent)] == [True, False, False]
    assert [file.exists() for file in (half, dropped)] == [False, True]


def test_a_place_with_nothing_in_it_is_left_so(tmp_path: Path) -> None:
    publication.settle(Places(tmp_path / "w.duckdb"))
    assert list(tmp_path.iterdir()) == []


def test_exchange_raises_what_is_not_the_system_s_ignorance(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    with pytest.raises(FileNotFoundError):
        exchange_module.exchange(tmp_path / "one", tmp_path / "none")
