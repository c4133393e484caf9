"""Figures as Markdown, written between markers of docs/benchmarks.md; what stands around them is kept."""

import os
import platform
import re
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

from assets.reading_mode import ReadingMode
from benchmarks.accuracy import Tally
from benchmarks.endurance import Memory
from benchmarks.rivals import GROUPS, Measured
from benchmarks.stress import Stress
from benchmarks.whole import NOT_COUNTED, YARDSTICKS, WholeFigures

LIBRARIES = ("camelot-py", "duckdb", "pandas", "pikepdf", "playa-pdf", "pypdfium2")


def write_part(document: Path, part: str, text: str) -> None:
    """Replace what stands between a part's markers. ValueError where the document has none."""
    begin, end = f"<!-- {part} -->\n", f"<!-- end of {part} -->"
    whole = document.read_text(encoding="utf-8")
    if begin not in whole or end not in whole:
        raise ValueError(f"{document} has no markers of the part {part}")
    before, rest = whole.split(begin, 1)
    document.write_text(f"{before}{begin}\n{text.strip()}\n\n{end}{rest.split(end, 1)[1]}", encoding="utf-8")


def machine() -> str:
    """Processor, cores, system and versions, in a sentence."""
    model = "unknown processor"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        named = re.search(r"model name\s*:\s*(.+)", cpuinfo.read_text(encoding="utf-8"))
        model = named.group(1) if named else model
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    system = f"{platform.system()}, Python {platform.python_version()}"
    return f"Measured on {model}, {os.cpu_count()} cores, {system}, {libraries}."


def rivals_part(results: Sequence[Measured], described: str) -> str:
    """The table of readers."""
    rows = [_rival_row(result) for result in results if result.seconds and result.missing is None]
    heads = ["reader", *(f"right: {group}" for group in GROUPS), "ms a page", "peak MB", "rounds", "raised"]
    lines = [machine(), described, "", *_table(heads, rows)]
    lines += [f"\nNot measured: {r.peer.name}: {r.missing}." for r in results if r.missing is not None]
    return "\n".join(lines)


def _rival_row(result: Measured) -> list[str]:
    groups = (result.accuracy.get(group) for group in GROUPS)
    return [
        result.peer.name,
        *(_share(tally) if tally else "" for tally in groups),
        f"{result.ms_per_page:.1f}",
        f"{result.peak_mb:.0f}",
        str(len(result.seconds)),
        str(len(result.errors)),
    ]


def _share(tally: Tally) -> str:
    """Per cent, cut and not rounded: only all is 100."""
    return f"{int(tally.share * 10000) / 100:.2f} %"


def whole_part(figures: WholeFigures, described: str) -> str:
    """Ratios, and the cost of each stage."""
    modes: list[ReadingMode] = list(YARDSTICKS)
    rows = [_ratio_row(figures, mode) for mode in modes]
    lines = [machine(), described, ""]
    lines += _table(
        ["reading", "ms a page", "yardstick", "its ms a page", "ratio", "each round", "aim"], rows
    )
    stages = dict.fromkeys(stage for mode in modes for seconds in figures.stages[mode] for stage in seconds)
    costs = [
        [
            stage + ("*" if stage in NOT_COUNTED else ""),
            *(f"{figures.stage_ms_per_page(mode, stage):.2f}" for mode in modes),
        ]
        for stage in stages
    ]
    lines += ["", *_table(["stage, ms a page", *modes], costs)]
    fixed = "; ".join(f"{mode} {1000 * sum(figures.fixed[mode].values()):.0f} ms" for mode in modes)
    lines += ["", f"\\* not counted. Taken off: what a build of no reports takes ({fixed})."]
    lines += [
        f"Not read in {mode} reading: {len(names)}." for mode, names in figures.not_read.items() if names
    ]
    return "\n".join(lines)


def _ratio_row(figures: WholeFigures, mode: ReadingMode) -> list[str]:
    peer, aim = YARDSTICKS[mode]
    ratios = figures.ratios(mode)
    if not ratios:
        return [
            mode,
            f"{figures.ms_per_page(mode):.1f}",
            peer,
            figures.missing.get(peer, ""),
            "",
            "",
            f"≤ {aim}",
        ]
    return [
        mode,
        f"{figures.ms_per_page(mode):.1f}",
        f"{peer}, all pages",
        f"{1000 * _median(figures.peers[peer]) / figures.pages:.1f}",
        f"{_median(ratios):.2f}",
        ", ".join(f"{ratio:.2f}" for ratio in ratios),
        f"≤ {aim}",
    ]


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


def stress_part(results: Sequence[Stress]) -> str:
    """What became of the reports of uncommon size."""
    rows = [
        [
            r.name,
            f"{r.cells:,}",
            f"{r.read:,} of {r.amounts:,}",
            f"{r.cpu:.1f}",
            f"{r.wall:.1f}",
            f"{r.peak:.0f}",
            r.outcome,
        ]
        for r in results
    ]
    heads = ["report", "cells", "amounts read", "CPU s", "wall s", "peak MB", "outcome"]
    return "\n".join([machine(), "", *_table(heads, rows)])


def memory_part(watched: dict[ReadingMode, list[Memory]], loaded: Sequence[tuple[str, float]]) -> str:
    """A worker's memory over many reports, and what its libraries take."""
    rows = [
        [mode, str(m.reports), f"{m.rss:.0f}", f"{m.peak:.0f}", f"{m.private:.0f}", f"{m.files:.0f}"]
        for mode, memories in watched.items()
        for m in memories
    ]
    heads = ["reading", "reports read", "resident MB", "peak MB", "private MB", "of files MB"]
    modules = [[name, f"{megabytes:.0f}"] for name, megabytes in loaded]
    return "\n".join(
        [machine(), "", *_table(heads, rows), "", *_table(["loaded, in this order", "MB"], modules)]
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    aligned = ["---", *("--:" for _ in heads[1:])]
    return [f"| {' | '.join(cells)} |" for cells in [heads, aligned, *rows]]
