"""Kill `juesuan ingest` at random instants and see that the next run ends as if nothing had happened.

    python tools/kill_check.py FOLDER [--kills 100] [--jobs 2] [--seed 5] [--reports 6]

Three reports are in the warehouse already; the rest is offered in one folder: new reports, another version of
one of them, a file that is no PDF. One run is left undisturbed; of each other one a process gets SIGKILL:
the parent, the parent with all its workers, a worker while reports are read, or the parent at the instants
where files are archived, facts are written or the new warehouse takes the old one's place. Then the same
command runs again. Looked at: reports lost, rows too many, facts unlike those of the undisturbed run, a live
warehouse that was ever anything but the old one or the new one, results that do not belong to it, processes
and files left behind, and whether a third run finds nothing to do.

FOLDER keeps what was found (trials.jsonl): the same command goes on from there. Exit status 1 for any fault.
"""

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

from assets.archive.places import Places
from tools.crash_scene import Scene, Timing, children_of
from tools.crash_verdict import Verdict, faults_after, look_at

# Of twenty kills.
KINDS: tuple[str, ...] = (
    "swap",
    "worker",
    "parent",
    "everything",
    "filing",
    "archiving",
    "facts",
    "swap",
    "worker",
    "parent",
)
KINDS += (*KINDS[:4], "worker", "parent", *KINDS[4:7], "swap")
POLL_SECONDS = 0.0005
END_SECONDS = 600.0
SOON_SECONDS = 10.0
ALIVE = 0.7  # part of the time of reading in which there mostly is a worker


@dataclass(frozen=True, slots=True)
class Trial:
    """One kill: what was killed, how long after the start, what the warehouse was then, and all faults."""

    number: int
    kind: str
    seconds: float
    found: str
    lost: int = 0
    too_many: int = 0
    faults: list[str] = field(default_factory=list)


def run_trial(scene: Scene, number: int, seed: int) -> Trial:
    """Kill one run, let the next one finish, and compare; the folder stays where something is wrong."""
    chance = random.Random(seed * 100_003 + number)
    kind = KINDS[number % len(KINDS)]
    places = scene.set_up(f"trial-{number}")
    started = time.monotonic()
    process = scene.start(places)
    reached = wait_for_instant(kind, places, process.pid, scene.timing, chance)
    workers = children_of(process.pid)
    victims = choose_victims(kind, process.pid, workers, chance)
    if kind == "worker" and process.pid in victims:
        kind = "parent"
    for victim in victims:
        kill(victim)
    seconds = time.monotonic() - started
    process.wait(END_SECONDS)
    found = look_at(places, scene)
    left = [worker for worker in workers if not ends_soon(worker)]
    faults = list(found.faults) + [f"process {worker} is left" for worker in left]
    told = f"{found.state}{'' if reached else ', ended before'}"
    if process.pid in victims:
        faults += scene.finish(places)
    elif process.returncode != scene.status:
        faults.append(f"the run whose worker was killed ended with {process.returncode}")
    verdict: Verdict = faults_after(places, scene)
    faults += verdict.faults
    if not faults:
        shutil.rmtree(places.warehouse.parent)
    return Trial(number, kind, round(seconds, 3), told, verdict.lost, verdict.too_many, faults)


def wait_for_instant(
    kind: str, places: Places, process_id: int, timing: Timing, chance: random.Random
) -> bool:
    """Wait for the instant of a kill, in the part of the run that it is about; False if the run ended."""
    seen: list[int] = []

    def has_read() -> bool:
        seen.extend(children_of(process_id))
        return bool(seen) and not children_of(process_id)

    began: dict[str, Callable[[], bool]] = {
        "worker": lambda: bool(children_of(process_id)),
        "filing": has_read,
        "archiving": (places.archive / ".intake.json").exists,
        "facts": places.staging.exists,
        "swap": (places.quality_staging / "outcomes.json").exists,
    }
    lasts = {
        **{"worker": ALIVE * timing.reading, "archiving": timing.archiving, "filing": timing.filing},
        **{"facts": timing.facts, "swap": timing.swap},
    }
    has_begun = began.get(kind, lambda: True)
    while not has_begun():
        if has_ended(process_id):
            return False
        time.sleep(POLL_SECONDS)
    # A little longer than that part took undisturbed: its very end is an instant like any other.
    instant = time.monotonic() + chance.uniform(0, 1.1 * lasts.get(kind, timing.whole))
    while time.monotonic() < instant and not has_ended(process_id):
        time.sleep(POLL_SECONDS)
    return not has_ended(process_id)


def choose_victims(kind: str, parent: int, workers: list[int], chance: random.Random) -> list[int]:
    """Which processes get the signal; the parent where no worker is alive any more."""
    if kind == "worker" and workers:
        return [chance.choice(workers)]
    return [parent, *workers] if kind == "everything" else [parent]


def kill(process_id: int) -> None:
    """Kill a process that may have ended."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process_id, signal.SIGKILL)


def has_ended(process_id: int) -> bool:
    """Whether a process has ended, be it that nobody has waited for it yet."""
    try:
        state = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return True
    return state.rpartition(")")[2].split()[0] in "ZX"


def ends_soon(process_id: int) -> bool:
    """Whether a process ends within seconds, as one whose parent was killed is made to by the system."""
    deadline = time.monotonic() + SOON_SECONDS
    while not has_ended(process_id) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    return has_ended(process_id)


def table_of(trials: list[Trial]) -> str:
    """What was killed, how often, and what came of it, as lines of a table."""
    lines = [f"{'killed':<12}{'runs':>6}{'lost':>6}{'too many':>10}{'equal':>7}"]
    for kind in dict.fromkeys(KINDS):
        mine = [trial for trial in trials if trial.kind == kind]
        equal = sum(not trial.faults for trial in mine)
        counts = sum(trial.lost for trial in mine), sum(trial.too_many for trial in mine)
        lines.append(f"{kind:<12}{len(mine):>6}{counts[0]:>6}{counts[1]:>10}{equal:>7}")
    found = Counter(trial.found for trial in trials)
    lines.append("found after the kill: " + ", ".join(f"{n} × {state}" for state, n in found.most_common()))
    return "\n".join(lines)


def main() -> int:
    """Run the trials that are not done yet and print the table."""
    parser = argparse.ArgumentParser(description="Kill runs at random instants and compare what comes of it.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--reports", type=int, default=6)
    asked = parser.parse_args()
    scene = Scene(asked.folder.absolute(), asked.reports)
    record = scene.folder / "trials.jsonl"
    lines = record.read_text(encoding="utf-8").splitlines() if record.exists() else []
    trials = [Trial(**json.loads(line)) for line in lines]
    done = {trial.number for trial in trials}
    waiting = [number for number in range(asked.kills) if number not in done]
    with ThreadPoolExecutor(asked.jobs) as threads, record.open("a", encoding="utf-8") as file:
        for trial in threads.map(lambda number: run_trial(scene, number, asked.seed), waiting):
            file.write(json.dumps(asdict(trial), ensure_ascii=False) + "\n")
            file.flush()
            trials.append(trial)
            print(
                f"{len(trials)}/{asked.kills} {trial.kind} after {trial.seconds} s: {trial.found}", flush=True
            )
            for fault in trial.faults:
                print(f"  fault: {fault}", flush=True)
    print(table_of(trials))
    return 1 if any(trial.faults for trial in trials) else 0


if __name__ == "__main__":
    sys.exit(main())
