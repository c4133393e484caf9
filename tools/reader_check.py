"""Read a warehouse in a loop while it is replaced, and count the answers that fail or do not fit together.

    python tools/reader_check.py FOLDER [--swaps 20] [--seconds 0.5]

The first swap comes at the end of a whole `juesuan ingest`, the others put two finished warehouses in each
other's place in turn. Meanwhile three processes read: one opens the file for each question, one keeps it open
for half a second at a time, as a shell or a dashboard does, and one reads the pages of the results. An answer
fits together where all that it counts is of the one warehouse or all of it of the other. FOLDER is that of
tools/kill_check.py, or is made like it. Exit status 1 for any failed or inconsistent answer.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import duckdb

from assets.archive.places import Places
from assets.facts import publication, warehouse
from tools.crash_scene import PROJECT, Scene

QUESTION = """
SELECT (SELECT (reports, cells) FROM etl_build), (SELECT count(*) FROM dim_report),
    (SELECT count(*) FROM fact_cell), (SELECT sum(amount) FROM fact_cell),
    (SELECT count(*) FROM quality_verdict), (SELECT sum(element_count) FROM quality_validation)
"""
KEPT_OPEN_SECONDS = 0.5
BUILDS = ("before", "undisturbed")
Answers = Counter[str]


def ask(connection: duckdb.DuckDBPyConnection) -> str:
    """One answer of a warehouse, as text."""
    return str(connection.execute(QUESTION).fetchone())


def ask_once(places: Places) -> list[str]:
    """Open the live warehouse for one question."""
    with duckdb.connect(str(places.warehouse), read_only=True) as connection:
        return [ask(connection)]


def ask_for_a_while(places: Places) -> list[str]:
    """Keep the live warehouse open for a while; all its answers must be the same."""
    answers = []
    with duckdb.connect(str(places.warehouse), read_only=True) as connection:
        until = time.monotonic() + KEPT_OPEN_SECONDS
        while time.monotonic() < until:
            answers.append(ask(connection))
    return answers if len(set(answers)) == 1 else [*answers, "another answer while it was open"]


def read_results(places: Places) -> list[str]:
    """Read the page of the results; its last words are there, and so is what it was made from."""
    if not (places.quality / "index.html").read_text(encoding="utf-8").rstrip().endswith("</html>"):
        return ["half a page"]
    document = json.loads((places.quality / publication.OUTCOMES).read_text(encoding="utf-8"))
    return [str(sum(outcome["element_count"] for outcome in document["outcomes"]))]


READERS: dict[str, Callable[[Places], list[str]]] = {
    "opens it each time": ask_once,
    "keeps it open": ask_for_a_while,
    "reads the results": read_results,
}


def read_on(name: str, places: Places, stop: Path) -> Answers:
    """Ask until a file is there that says stop; return how often each answer, or error, was given."""
    answers: Answers = Counter()
    while not stop.exists():
        try:
            answers.update(READERS[name](places))
        except Exception as error:  # whatever it is, the reader got no answer
            answers[f"failed: {type(error).__name__}: {error}"] += 1
    return answers


def start_reader(name: str, places: Places, stop: Path) -> "subprocess.Popen[str]":
    """Start this program as a reader; a process of its own, for DuckDB shares open files within one."""
    command = [sys.executable, "-m", "tools.reader_check", str(places.warehouse), "--read", name]
    return subprocess.Popen([*command, str(stop)], cwd=PROJECT, stdout=subprocess.PIPE, text=True)


def swap(source: Places, places: Places) -> None:
    """Publish a copy of a finished warehouse."""
    shutil.copytree(source.quality, places.quality_staging)
    warehouse.copy(source.warehouse, places.staging)
    publication.publish(places)


def read_through(scene: Scene, swaps: int, seconds: float) -> dict[str, Answers]:
    """Replace a warehouse so many times while all readers read; return what each was answered."""
    places = scene.set_up("read")
    stop = places.warehouse.parent / "stop"
    readers = {name: start_reader(name, places, stop) for name in READERS}
    status = scene.start(places).wait()
    if status != scene.status:
        raise RuntimeError(f"the run ended with {status}; see {places.warehouse.parent / 'log'}")
    for number in range(1, swaps):
        time.sleep(seconds)
        swap(scene.places(BUILDS[(number + 1) % 2]), places)
    time.sleep(seconds)
    stop.touch()
    said = {name: reader.communicate()[0] for name, reader in readers.items()}
    shutil.rmtree(places.warehouse.parent)
    return {name: Counter(json.loads(text)) for name, text in said.items()}


def main() -> int:
    """Read, or be one of the readers, and print what came of it."""
    parser = argparse.ArgumentParser(description="Read a warehouse while it is replaced.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--swaps", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=0.5)
    parser.add_argument("--read", nargs=2, metavar=("READER", "STOP"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.read:
        json.dump(read_on(asked.read[0], Places(asked.folder), Path(asked.read[1])), sys.stdout)
        return 0
    scene = Scene(asked.folder.absolute())
    answers = read_through(scene, asked.swaps, asked.seconds)
    print(f"{'reader':<20}{'answers':>9}{'of before':>11}{'of after':>10}{'failed':>8}{'inconsistent':>14}")
    wrong = 0
    for name, given in answers.items():
        before, after = (READERS[name](scene.places(build))[0] for build in BUILDS)
        failed = sum(count for answer, count in given.items() if answer.startswith("failed: "))
        fitting = given[before] + given[after]
        inconsistent = given.total() - fitting - failed
        counts = f"{given.total():>9}{given[before]:>11}{given[after]:>10}{failed:>8}{inconsistent:>14}"
        print(f"{name:<20}{counts}")
        wrong += failed + inconsistent
        for answer in given.keys() - {before, after}:
            print(f"  {answer}")
    print(f"{asked.swaps} swaps")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
