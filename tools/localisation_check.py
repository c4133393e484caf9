"""`python -m tools.localisation_check`: how well the misprints of consistent accounts are located, and how fast.

Accounts of all nine tables are drawn at random so that every identity holds, printed as a layout prints them,
and misprinted in one or two places. Each misprint then is detected or not (whether any identity is violated
that was not before), its cell is among the suspects or not, is first or not, and the suggestion is right,
wrong or not offered. A misprint that violates nothing cannot be located by arithmetic and is counted apart.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import median
from time import perf_counter

from expectations.cells import Cell
from expectations.claims import judge_claim
from expectations.evaluate import list_claims
from expectations.findings import Finding
from expectations.localise import localise
from expectations.printed import PrintedReport
from expectations.rounding import VerdictKind
from expectations.sheets import arrange_report
from tools.layouts.accounts import draw_case, draw_facts
from tools.layouts.looks import draw_layout
from tools.misprints import KINDS, Misprint, misprint
from tools.samples.amounts import printed_yuan
from tools.samples.facts import Facts
from tools.samples.report import make_grid, statement_of

TABLES = ("01", "02", "03", "04", "05", "06", "07", "08", "09")
DASHES = frozenset("-—－")


@dataclass(slots=True)
class Tally:
    """Counts of one kind of misprint, in wrong cells but for `tried` and `undetectable` reports."""

    tried: int = 0
    undetectable: int = 0
    cells: int = 0
    among: int = 0
    first: int = 0
    right: int = 0
    wrong: int = 0
    right_kind: int = 0
    findings: int = 0
    false_first: int = 0
    unlocalised: int = 0


@dataclass(slots=True)
class Run:
    """Counts by kind, and the seconds that localisation took in each report with a violation."""

    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    seconds: list[float] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def draw_cells(random: Random, name: str) -> list[Cell]:
    """Cells of a consistent report of all nine tables, as a layout prints them."""
    year, layout = draw_layout(random)
    facts = draw_facts(random, name, draw_case(random, year), layout)
    return print_cells(facts)


def print_cells(facts: Facts) -> list[Cell]:
    """The amount cells that the tables of a facts file print."""
    statement = statement_of(facts)
    cells: list[Cell] = []
    for table, lines in statement.items():
        grid = make_grid(facts, table, lines)
        for row_no, row in enumerate(grid.body, start=1):
            for entry in row:
                if entry.key is None:
                    continue
                yuan = printed_yuan(entry.text, grid.unit)
                digits = entry.text.replace(",", "").partition(".")[2]
                blank = "dash" if entry.text.strip() in DASHES and entry.text else "blank"
                cells.append(
                    Cell(
                        sha256="a" * 64,
                        cell_no=len(cells) + 1,
                        table_code=table,
                        row_no=row_no,
                        side=entry.key.side,
                        item=entry.key.item,
                        subject_code=entry.key.code,
                        measure=entry.key.measure,
                        printed=entry.text,
                        unit=grid.unit,
                        amount=yuan,
                        decimals=None if yuan is None else len(digits),
                        value_kind="amount" if yuan is not None else blank,
                        row_kind="item",
                        block_no=entry.key.block,
                        page=1,
                    )
                )
    return cells


def locate(cells: Sequence[Cell]) -> tuple[list[Finding], int, float]:
    """Findings on a report, the number of violated verdicts, and the seconds that localisation took."""
    sha256 = cells[0].sha256
    report = arrange_report(cells, TABLES)
    claims = list(list_claims(report))
    verdicts = [judge_claim(claim, sha256) for claim in claims]
    violated = sum(verdict.verdict is VerdictKind.VIOLATED for verdict in verdicts)
    printed = PrintedReport(sha256, "", 2024, "unknown", "", cells, ())
    start = perf_counter()
    findings = localise(claims, verdicts, printed)
    return findings, violated, perf_counter() - start


def check(run: Run, label: str, cells: Sequence[Cell], misprints: Sequence[Misprint]) -> None:
    """Locate the misprints of one report and count what comes of it."""
    tally = run.tallies[label]
    tally.tried += 1
    findings, violated, seconds = locate(cells)
    if not violated:
        tally.undetectable += 1
        return
    run.seconds.append(seconds)
    right = {cell.cell_no: (m.kind, cell) for m in misprints for cell in m.right.values()}
    suspects = [suspect for finding in findings for suspect in finding.suspects]
    listed = {suspect.cell_no for suspect in suspects}
    # The first set of each finding is what it says is wrong.
    firsts = {suspect.cell_no: suspect for suspect in suspects if suspect.set_no == 1}
    tally.cells += len(right)
    tally.findings += len(findings)
    tally.unlocalised += sum(finding.rule_id == "L03" for finding in findings)
    tally.false_first += sum(number not in right for number in firsts)
    for number, (kind, cell) in right.items():
        tally.among += number in listed
        found = firsts.get(number)
        if found is None:
            continue
        tally.first += 1
        tally.right_kind += found.kind == kind
        tally.right += found.suggested is not None and found.suggested == cell.amount
    for suspect in suspects:
        due = right.get(suspect.cell_no or 0)
        if suspect.suggested is not None and (due is None or due[1].amount != suspect.suggested):
            tally.wrong += 1
            truth = "; ".join(
                f"{k} {_describe(c)} read {cells[c.cell_no - 1].printed}" for k, c in right.values()
            )
            run.complaints.append(
                f"{label}: suggests {suspect.table_code} {suspect.subject_code}{suspect.item} {suspect.measure}"
                f" {suspect.printed} → {suspect.suggested_text} ({suspect.kind}); truth: {truth}"
            )


def _describe(cell: Cell) -> str:
    return f"{cell.table_code} {cell.subject_code}{cell.item} {cell.measure} {cell.printed}"


def run_check(singles: int, doubles: int, reports: int, seed: int) -> Run:
    """Misprint reports and count; the same arguments give the same counts."""
    random = Random(seed)
    run = Run()
    drawn: list[list[Cell]] = []
    while len(drawn) < reports:
        cells = draw_cells(random, f"made-{len(drawn)}")
        if locate(cells)[1] == 0:
            drawn.append(cells)
    for number in range(singles):
        kind = KINDS[number % len(KINDS)]
        made = misprint(random.choice(drawn), kind, random)
        if made is not None:
            check(run, kind, made[0], [made[1]])
    for _ in range(doubles):
        first = misprint(random.choice(drawn), random.choice(KINDS), random)
        second = None if first is None else misprint(first[0], random.choice(KINDS), random)
        if first is None or second is None or first[1].right.keys() & second[1].right.keys():
            continue
        check(run, "double", second[0], [first[1], second[1]])
    return run


HEADS = (
    "tried", "undetectable", "cells", "among", "first", "right_kind", "right", "wrong", "false_first", "unlocalised",
)  # fmt: skip


def print_run(run: Run) -> None:
    """Print the table of a run, its times, and every wrong suggestion."""
    print(f"{'misprint':20}" + "".join(f"{head.replace('_', ' '):>13}" for head in HEADS))
    for label, tally in run.tallies.items():
        print(f"{label:20}" + "".join(f"{getattr(tally, head):13}" for head in HEADS))
    times = sorted(run.seconds)
    if times:
        p99 = times[min(int(len(times) * 0.99), len(times) - 1)]
        print(
            f"ms a report: median {median(times) * 1000:.1f}, 99th percentile {p99 * 1000:.1f}, most {times[-1] * 1000:.1f}"
        )
    for complaint in run.complaints:
        print(complaint)


def main(arguments: Sequence[str]) -> int:
    """Run the check and print what it counted."""
    parser = argparse.ArgumentParser(prog="python -m tools.localisation_check", description=__doc__)
    parser.add_argument("--singles", type=int, default=1000)
    parser.add_argument("--doubles", type=int, default=500)
    parser.add_argument("--reports", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    print_run(run_check(options.singles, options.doubles, options.reports, options.seed))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
