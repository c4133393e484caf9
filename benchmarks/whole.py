"""Whole reports, PDF in, facts and verdicts out, against readers that merely extract their tables."""

import multiprocessing
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from assets.reading_mode import ReadingMode
from benchmarks import whole_report
from benchmarks.corpus import Sample
from benchmarks.environments import Unavailable
from benchmarks.peers import Peer, PeerProcess

# What the founders want, as a share of what a peer takes to extract the tables of all pages.
YARDSTICKS: dict[ReadingMode, tuple[str, float]] = {
    "double": ("camelot-tuned", 0.8),
    "single": ("tablers", 1.5),
}
NOT_COUNTED = ("archive", "filing")  # moving files; told, and not part of reading, facts and verdicts


@dataclass(slots=True)
class WholeFigures:
    """Processor seconds of each round, over all reports; by stage for the modes, in sum for the peers.

    ``fixed`` is what a build without reports takes, by mode and stage; it has been taken off.
    """

    reports: int = 0
    pages: int = 0
    stages: dict[str, list[dict[str, float]]] = field(default_factory=lambda: defaultdict(list))
    peers: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    fixed: dict[str, dict[str, float]] = field(default_factory=dict)
    not_read: dict[str, dict[str, str]] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    def total(self, mode: str, round_number: int) -> float:
        """Seconds of reading, facts and verdicts in one round."""
        stages = self.stages[mode][round_number]
        return sum(seconds for stage, seconds in stages.items() if stage not in NOT_COUNTED)

    def ms_per_page(self, mode: str) -> float:
        """Median over the rounds of milliseconds a page for reading, facts and verdicts."""
        rounds = range(len(self.stages[mode]))
        return 1000 * median(self.total(mode, number) for number in rounds) / self.pages

    def stage_ms_per_page(self, mode: str, stage: str) -> float:
        """Median over the rounds of one stage's milliseconds a page."""
        return 1000 * median(seconds.get(stage, 0.0) for seconds in self.stages[mode]) / self.pages

    def ratios(self, mode: ReadingMode) -> list[float]:
        """A mode's time as a share of its yardstick's, round by round; empty where that was not measured."""
        peer = self.peers.get(YARDSTICKS[mode][0], [])
        return [self.total(mode, number) / seconds for number, seconds in enumerate(peer)]


def measure(
    samples: Sequence[Sample],
    warm_up: Sample,
    peers: Sequence[Peer],
    rounds: int,
    tell: Callable[[str], None] = print,
) -> WholeFigures:
    """Read all samples in every mode with a yardstick and by the peers, who take turns at every report."""
    figures = WholeFigures(len(samples), sum(sample.pages for sample in samples))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="juesuan-benchmark-")))
        builds = {mode: stack.enter_context(_own_process()) for mode in YARDSTICKS}
        running = _start(peers, warm_up, stack, figures)
        for mode, process in builds.items():
            figures.fixed[mode] = _warm_up(process, folder / f"{mode}-warm-up", mode, warm_up)
        for number in range(rounds):
            _one_round(samples, builds, running, folder / str(number), figures)
            tell(f"round {number + 1} of {rounds}: {len(samples)} whole reports")
        figures.not_read = {
            mode: process.submit(whole_report.not_read).result() for mode, process in builds.items()
        }
    return figures


def _own_process() -> ProcessPoolExecutor:
    """One process that lives through all rounds, so that nothing is imported while the clock runs."""
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))


def _start(
    peers: Sequence[Peer], warm_up: Sample, stack: ExitStack, figures: WholeFigures
) -> dict[str, PeerProcess]:
    running = {}
    for peer in peers:
        try:
            process = stack.enter_context(PeerProcess(peer))
            process.read(warm_up.path, grids=False)
            running[peer.id] = process
        except Unavailable as reason:
            figures.missing[peer.id] = str(reason)
    return running


def _warm_up(
    process: ProcessPoolExecutor, folder: Path, mode: ReadingMode, sample: Sample
) -> dict[str, float]:
    """Go the whole way once, then measure a build of nothing."""
    process.submit(whole_report.begin, folder, mode).result()
    process.submit(whole_report.read, sample.path).result()
    process.submit(whole_report.finish).result()
    return process.submit(whole_report.finish_empty).result()


def _one_round(
    samples: Sequence[Sample],
    builds: dict[ReadingMode, ProcessPoolExecutor],
    running: dict[str, PeerProcess],
    folder: Path,
    figures: WholeFigures,
) -> None:
    spent: dict[str, dict[str, float]] = {mode: defaultdict(float) for mode in builds}
    seconds = dict.fromkeys(running, 0.0)
    for mode, process in builds.items():
        process.submit(whole_report.begin, folder / mode, mode).result()
    for sample in samples:
        for peer, reader in running.items():
            seconds[peer] += float(reader.read(sample.path, grids=False)["cpu"])
        for mode, process in builds.items():
            _add(spent[mode], process.submit(whole_report.read, sample.path).result())
    for mode, process in builds.items():
        _add(spent[mode], process.submit(whole_report.finish).result())
        for stage, fixed in figures.fixed[mode].items():
            spent[mode][stage] -= fixed
        figures.stages[mode].append(spent[mode])
    for peer, total in seconds.items():
        figures.peers[peer].append(total)


def _add(sums: dict[str, float], more: dict[str, float]) -> None:
    for stage, seconds in more.items():
        sums[stage] += seconds
