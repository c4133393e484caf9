"""Every peer on the same PDFs in the same run: accuracy, processor time a page, peak memory."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median

from benchmarks.accuracy import Tally, score
from benchmarks.corpus import Sample
from benchmarks.environments import Unavailable
from benchmarks.peers import Peer, PeerProcess

# Groups of reports by how their tables are ruled: what lattice readers can see, and what they cannot.
GROUPS = ("bundled or given", "made, all rules", "made, fewer rules")
ALL_RULES = frozenset({"grid", "double"})


@dataclass(slots=True)
class Measured:
    """What was measured of one peer.

    ``seconds[round]`` sums the processor time over the files, ``accuracy`` the amounts by group of reports.
    """

    peer: Peer
    pages: int = 0
    accuracy: dict[str, Tally] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    peak_mb: float = 0.0
    errors: list[str] = field(default_factory=list)
    missing: str | None = None

    @property
    def ms_per_page(self) -> float:
        """Median over the rounds of processor milliseconds a page, over whole files."""
        return 1000 * median(self.seconds) / self.pages if self.seconds and self.pages else 0.0


def group_of(sample: Sample) -> str:
    """Which of ``GROUPS`` a report belongs to."""
    if not sample.rules:
        return GROUPS[0]
    return GROUPS[1] if sample.rules in ALL_RULES else GROUPS[2]


def measure(
    peers: Sequence[Peer],
    samples: Sequence[Sample],
    warm_up: Sample,
    rounds: int,
    tell: Callable[[str], None] = print,
) -> list[Measured]:
    """Measure the peers, which take turns at every file so that what else the machine does meets all alike.

    Each reads ``warm_up`` first, which does not count. A slow peer takes part in the first round only.
    """
    results = {peer.id: Measured(peer, sum(sample.pages for sample in samples)) for peer in peers}
    with ExitStack() as stack:
        running: dict[str, PeerProcess] = {}
        for peer in peers:
            try:
                running[peer.id] = stack.enter_context(PeerProcess(peer))
                running[peer.id].read(warm_up.path, grids=False)
            except Unavailable as reason:
                running.pop(peer.id, None)
                results[peer.id].missing = str(reason)
                tell(f"{peer.name}: {reason}")
        for number in range(rounds):
            taking_part = [p for p in peers if p.id in running and (number == 0 or not p.is_slow)]
            for peer in taking_part:
                results[peer.id].seconds.append(0.0)
            for sample in samples:
                for peer in taking_part:
                    if peer.id in running and not _read(running[peer.id], sample, results[peer.id], number):
                        del running[peer.id]
            tell(f"round {number + 1} of {rounds}: {len(taking_part)} readers, {len(samples)} reports")
    return list(results.values())


def _read(process: PeerProcess, sample: Sample, result: Measured, number: int) -> bool:
    """Let one peer read one file and add up what it took; False when it is of no further use."""
    try:
        reply = process.read(sample.path, grids=number == 0)
    except Unavailable as reason:
        result.missing = f"{reason} ({sample.path.name})"
        return False
    result.seconds[-1] += reply["cpu"]
    result.peak_mb = max(result.peak_mb, reply["peak_mb"])
    if number == 0:
        group = group_of(sample)
        tally = score(sample.truth, reply["grids"])
        result.accuracy[group] = result.accuracy.get(group, Tally(0, 0)) + tally
        if reply["error"]:
            result.errors.append(f"{sample.path.name}: {reply['error']}")
    return True
