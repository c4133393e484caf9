"""A step cut off in the middle leaves a file that says so: no later step takes it for more than it is."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from assets.archive.sidecar import ArchivedReport
from assets.extract.cache import ExtractCache
from assets.facts import build, judging, validating, warehouse
from assets.facts.assets import WANTED
from assets.facts.build_inputs import BuildInputs
from expectations.outcomes import ValidationRun
from tests.assets.facts.extracts import keep, make_archived, make_extract, small_report


class Killed(BaseException):
    """As sudden as a signal."""


def die(*_: Any, **__: Any) -> None:
    raise Killed


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ExtractCache, list[ArchivedReport]]:
    """A whole warehouse of one report, and the extracts of two; not to be changed."""
    folder = tmp_path_factory.mktemp("made")
    cache, archived = ExtractCache(folder / "extracts", "v1"), []
    for name in ("甲局", "乙局"):
        keep(cache, name, make_extract(name, 2023, small_report()))
        archived.append(make_archived(name))
    live = folder / "w.duckdb"
    build.write_facts(live, inputs_of(archived[:1]), cache)
    judging.write_verdicts(live)
    with warehouse.writing(live) as connection:
        warehouse.mark_stage(connection, "validation")
    return live, cache, archived


def inputs_of(archived: list[ArchivedReport]) -> BuildInputs:
    ordered = tuple(sorted(archived, key=lambda report: report.sha256))
    return BuildInputs(ordered, (), "v1", "b1")


def goes_on(path: Path) -> list[str]:
    """The steps that would go on from a file."""
    return [step for step, stages in WANTED.items() if warehouse.stage_of(path) in stages]


@pytest.mark.parametrize("instant", ["remove_inputs", "renumber", "open_again"])
def test_half_written_facts_are_nothing_to_go_on_from(
    made: Any, tmp_path: Path, instant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, cache, archived = made
    staging = tmp_path / "staging"
    with monkeypatch.context() as patch:
        patch.setattr(build.increments, instant, die)
        with pytest.raises(Killed):
            build.write_facts(staging, inputs_of(archived), cache, live=live)
    assert goes_on(staging) == []
    build.write_facts(staging, inputs_of(archived), cache, live=live)
    assert goes_on(staging) == ["verdicts"]


def test_half_of_the_verdicts_are_proved_again(
    made: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, _, _ = made
    staging = tmp_path / "staging"
    warehouse.copy(live, staging)
    assert goes_on(staging) == list(WANTED)
    with monkeypatch.context() as patch:
        patch.setattr(judging, "apply_corrections", die)
        with pytest.raises(Killed):
            judging.write_verdicts(staging)
    assert goes_on(staging) == ["verdicts"]
    judging.write_verdicts(staging)
    assert goes_on(staging) == ["verdicts", "validation"]


def test_half_of_the_results_are_not_published(
    made: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, _, _ = made
    staging = tmp_path / "staging"
    warehouse.copy(live, staging)
    with monkeypatch.context() as patch:
        patch.setattr(validating, "validation_rows", die)
        with pytest.raises(Killed):
            validating.write_validation(staging, ValidationRun("r", tmp_path, ()))
    assert goes_on(staging) == ["verdicts", "validation"]


def test_half_a_copy_does_not_get_the_name(
    made: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, _, _ = made
    staging = tmp_path / "staging"

    def copy_half(source: Any, target: Any, length: int) -> None:
        target.write(source.read(live.stat().st_size // 2))
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(warehouse.fcntl, "ioctl", refuse)
        patch.setattr(shutil, "copyfileobj", copy_half)
        with pytest.raises(Killed):
            warehouse.copy(live, staging)
    assert not staging.exists()
    warehouse.copy(live, staging)
    assert [path.name for path in tmp_path.iterdir()] == ["staging"]
    assert staging.read_bytes() == live.read_bytes()


def refuse(*_: Any) -> None:
    raise OSError("this file system shares no blocks")
