"""`python -m benchmarks [PART…]`: measure, and write the figures into docs/benchmarks.md.

Parts: peers (every reader on the same PDFs), whole (PDF in, facts and verdicts out), stress (reports of
uncommon size), memory (one worker over many reports). All but memory where none is named.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from assets.reading_mode import ReadingMode
from benchmarks import corpus, endurance, report, rivals, stress, whole
from benchmarks.corpus import CHECKOUT, Sample
from benchmarks.peers import load_peers

PARTS = ("peers", "whole", "stress", "memory")
MODES: tuple[ReadingMode, ...] = ("double", "single")
GIVEN_FOR_WHOLE = 20
GIVEN_FOR_PEERS = 2  # so many of the bundled or given reports: slow peers take a second a page


@dataclass(frozen=True, slots=True)
class Plan:
    """What is read, and how often; ``seed`` makes the made reports again.

    ``given`` are the reports of the command line, or the bundled ones where it names none.
    """

    seed: int
    made: list[Sample]
    given: list[Sample]
    has_given: bool
    rounds: int
    quick: bool
    memory_reports: int

    @property
    def warm_up(self) -> Sample:
        """A report that every reader reads first without being measured."""
        return self.given[0]


def main(arguments: Sequence[str]) -> int:
    """Measure the parts named; 2 for wrong use."""
    options = _parse(arguments)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="juesuan-benchmark-") as name:
        folder = Path(name)
        plan = _plan(options, folder)
        for part in options.parts or PARTS[:-1]:
            text = {"peers": _peers, "whole": _whole, "stress": _stress, "memory": _memory}[part](
                plan, folder
            )
            print(f"\n{text}\n")
            if options.document:
                report.write_part(options.document, part, text)
    print(f"{time.monotonic() - started:.0f} s")
    return 0


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help="default: all but memory")
    parser.add_argument(
        "--reports", nargs="+", type=Path, default=[], help="folders of PDFs with truth files beside them"
    )
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100_000, help="of the made reports")
    parser.add_argument("--count", type=int, default=60, help="made reports")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory-reports", type=int, default=1000)
    parser.add_argument("--quick", action="store_true", help="one round, few reports, fast peers only")
    document = parser.add_mutually_exclusive_group()
    document.add_argument("--document", type=Path, default=CHECKOUT / "docs" / "benchmarks.md")
    document.add_argument("--no-document", action="store_const", const=None, dest="document")
    options = parser.parse_args(arguments)
    if unknown := sorted(set(options.parts) - set(PARTS)):
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    return options


def _plan(options: argparse.Namespace, folder: Path) -> Plan:
    count = min(options.count, 7) if options.quick else options.count
    print(f"typesetting {count} reports, seed {options.seed}")
    made = list(corpus.made(folder, options.seed, count))
    named = corpus.in_folders(options.reports)
    given = named or corpus.bundled()
    rounds = 1 if options.quick else options.rounds
    memory_reports = min(options.memory_reports, 100) if options.quick else options.memory_reports
    return Plan(options.seed, made, given, bool(named), rounds, options.quick, memory_reports)


def _peers(plan: Plan, folder: Path) -> str:
    del folder
    samples = [*corpus.spread(plan.given, GIVEN_FOR_PEERS), *corpus.shortest_of_each(plan.made)]
    peers = [peer for peer in load_peers() if not (plan.quick and peer.is_slow)]
    results = rivals.measure(peers, samples, plan.warm_up, plan.rounds)
    pages = sum(sample.pages for sample in samples)
    ways = ", ".join(sorted({sample.rules for sample in samples if sample.rules}))
    described = f"{len(samples)} reports, {pages} pages; made with seed {plan.seed}, ruled: {ways}."
    return report.rivals_part(results, described)


def _whole(plan: Plan, folder: Path) -> str:
    """Measure the made reports, and some of the given ones apart: they come of other producers."""
    del folder
    yardsticks = {peer for peer, _ in whole.YARDSTICKS.values()}
    peers = [peer for peer in load_peers() if peer.id in yardsticks]
    sets = {f"made reports (seed {plan.seed})": plan.made}
    if plan.has_given:
        sets["given reports"] = corpus.spread(plan.given, 3 if plan.quick else GIVEN_FOR_WHOLE)
    texts = []
    for named, samples in sets.items():
        figures = whole.measure(samples, plan.warm_up, peers, plan.rounds)
        described = f"{figures.reports} {named}, {figures.pages} pages, {plan.rounds} rounds."
        texts.append(report.whole_part(figures, described))
    return "\n\n".join(texts)


def _stress(plan: Plan, folder: Path) -> str:
    del plan
    return report.stress_part(stress.measure(folder, MODES))


def _memory(plan: Plan, folder: Path) -> str:
    """Watch a worker of each mode, both at once: memory does not mind."""
    del folder
    with ThreadPoolExecutor(len(MODES)) as threads:
        watched = {
            mode: threads.submit(endurance.watch, plan.made, mode, plan.memory_reports) for mode in MODES
        }
        return report.memory_part(
            {mode: future.result() for mode, future in watched.items()}, endurance.loaded()
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
