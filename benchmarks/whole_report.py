"""The whole way of a report inside one process that stays warm: PDF in, facts and verdicts out, by stage.

The functions are those that the jobs call, in their order; Great Expectations and Dagster are left out.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from assets.archive.store import Archive
from assets.extract.cache import ExtractCache
from assets.extract.tasks import extract
from assets.facts.build import file_reports, write_facts
from assets.facts.build_inputs import BuildInputs
from assets.facts.inputs import gather_inputs
from assets.facts.judging import write_verdicts
from assets.fingerprint import extractor_version
from assets.reading_mode import ReadingMode
from benchmarks.stages import StageClock, clocked

Seconds = dict[str, float]


class Build:
    """A warehouse below a folder, built from reports that are read one after another in one mode."""

    def __init__(self, folder: Path, mode: ReadingMode) -> None:
        self._mode = mode
        self._archive = Archive(folder / "archive")
        self._cache = ExtractCache(folder / "extracts", extractor_version(mode))
        self._warehouse = folder / "warehouse.duckdb"
        self._clock = StageClock()
        self.status: dict[str, str] = {}

    def read(self, path: Path) -> Seconds:
        """Archive a report, read it and keep what was read; processor seconds by stage.

        What a worker tells the parent travels as JSON: that is part of the way.
        """
        clock = self._clock
        with clock.stage("archive"):
            archived = self._archive.add(path)
        task = {
            "sha256": archived.sha256,
            "path": str(self._archive.path_of(archived)),
            "file_name": archived.file_name,
            "mode": self._mode,
        }
        with clocked(clock), clock.stage("other reading"):
            read = extract(task)
        with clock.stage("handing over"):
            result: dict[str, Any] = json.loads(json.dumps(read, ensure_ascii=False))
        with clock.stage("keeping"):
            self._cache.put(archived.sha256, result)
        self.status[path.name] = result["status"]
        return clock.take()

    def finish(self) -> Seconds:
        """Shape facts of all that was read and judge them; processor seconds by stage."""
        with self._clock.stage("filing"):
            file_reports(self._archive, self._cache)
            inputs = gather_inputs(self._archive, self._mode)
        self._write(inputs)
        return self._clock.take()

    def finish_empty(self) -> Seconds:
        """Make a warehouse of no reports, which tells what every build costs however few they are."""
        self._write(replace(gather_inputs(self._archive, self._mode), archived=(), refused=()))
        return self._clock.take()

    def _write(self, inputs: BuildInputs) -> None:
        with self._clock.stage("facts"):
            write_facts(self._warehouse, inputs, self._cache)
        with self._clock.stage("verdicts"):
            write_verdicts(self._warehouse)


_build: Build | None = None


def begin(folder: Path, mode: ReadingMode) -> None:
    """Begin a build in this process."""
    global _build  # noqa: PLW0603  # a process of a pool has no other place for it
    _build = Build(folder, mode)


def read(path: Path) -> Seconds:
    """Read a report into the build begun; see ``Build.read``."""
    return _begun().read(path)


def finish() -> Seconds:
    """Finish the build begun; see ``Build.finish``."""
    return _begun().finish()


def finish_empty() -> Seconds:
    """Finish the build begun without its reports; see ``Build.finish_empty``."""
    return _begun().finish_empty()


def not_read() -> dict[str, str]:
    """Return the reports of the build begun that were not read, with what became of them."""
    return {name: status for name, status in _begun().status.items() if status != "read"}


def _begun() -> Build:
    if _build is None:
        raise RuntimeError("begin a build first")
    return _build
