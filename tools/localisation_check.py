"""`python -m tools.localisation_check`: how well misprints in consistent accounts are located, and how fast.

Accounts of all nine tables and a text that repeats their totals are drawn at random so that every identity
holds, printed as a layout prints them, and misprinted in one or two places. Each misprint then is detected or
not (whether any identity is violated), its figure is among the suspects or not, is first or not, and the
suggestion is right, wrong or not offered. A misprint that violates nothing cannot be located by arithmetic:
such reports are counted apart, as undetectable.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import median
from time import process_time

from expectations.findings import Finding, Suspect
from expectations.localise import localise
from expectations.printed import PrintedReport
from expectations.proof import judge_printed
from expectations.rounding import VerdictKind
from tools.made_reports import draw_report
from tools.misprints import KINDS, Misprint, Place, misprint

DOUBLE = "two of any kind"


@dataclass(slots=True)
class Tally:
    """Counts of one kind of misprint: reports tried and those undetectable, then figures of the others."""

    tried: int = 0
    undetectable: int = 0
    figures: int = 0
    suspected: int = 0
    first: int = 0
    right_kind: int = 0
    right: int = 0
    wrong: int = 0
    false_first: int = 0
    unlocated: int = 0


@dataclass(slots=True)
class Run:
    """Counts by kind, CPU seconds spent on each report with a violation, and wrong suggestions."""

    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    seconds: list[float] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    inconsistent: int = 0


def locate(printed: PrintedReport) -> tuple[list[Finding], float] | None:
    """Findings on a report and the CPU seconds that localisation took; None where nothing is violated."""
    judged = judge_printed(printed)
    if not any(verdict.verdict is VerdictKind.VIOLATED for verdict in judged.verdicts):
        return None
    stated = judged.stated
    start = process_time()
    findings = localise(stated, judged.verdicts, printed)
    return findings, process_time() - start


def check(run: Run, label: str, printed: PrintedReport, misprints: Sequence[Misprint]) -> None:
    """Locate the misprints of one report and count what comes of it."""
    tally = run.tallies[label]
    tally.tried += 1
    located = locate(printed)
    if located is None:
        tally.undetectable += 1
        return
    findings, seconds = located
    run.seconds.append(seconds)
    right = {place: amount for made in misprints for place, amount in made.right.items()}
    kinds = {place: made.kind for made in misprints for place in made.right}
    suspects = {name_place(suspect): suspect for finding in findings for suspect in finding.suspects}
    # The first set of a finding is what it says is wrong.
    firsts = {place: suspect for place, suspect in suspects.items() if suspect.set_no == 1}
    tally.figures += len(right)
    tally.unlocated += sum(not finding.suspects for finding in findings)
    tally.suspected += len(right.keys() & suspects.keys())
    tally.first += len(right.keys() & firsts.keys())
    tally.false_first += len(firsts.keys() - right.keys())
    tally.right_kind += sum(firsts[place].kind == kinds[place] for place in right.keys() & firsts.keys())
    for place, suspect in suspects.items():
        if suspect.suggested is None:
            continue
        if right.get(place) == suspect.suggested:
            tally.right += 1
        else:
            tally.wrong += 1
            told = f"{suspect.table_code} {suspect.subject_code}{suspect.item} {suspect.measure}"
            truth = "; ".join(made.told for made in misprints)
            run.complaints.append(
                f"{label}: {told} {suspect.printed} → {suspect.suggested_text}; truth: {truth}"
            )


def name_place(suspect: Suspect) -> Place:
    """The figure that is suspected."""
    if suspect.cell_no is not None:
        return "cell", suspect.cell_no
    return "statement", suspect.statement_no or 0


def run_check(singles: int, doubles: int, reports: int, seed: int) -> Run:
    """Misprint reports and count; the same arguments give the same counts."""
    random = Random(seed)
    run = Run()
    drawn: list[PrintedReport] = []
    while len(drawn) < reports:
        printed = draw_report(random, f"made-{len(drawn)}")
        violated = any(v.verdict is VerdictKind.VIOLATED for v in judge_printed(printed).verdicts)
        run.inconsistent += violated
        drawn += [] if violated else [printed]
    for number in range(singles + doubles):
        kinds = [KINDS[number % len(KINDS)]] if number < singles else random.choices(KINDS, k=2)
        made = misprint_all(random.choice(drawn), kinds, random)
        if made is not None:
            check(run, kinds[0] if len(kinds) == 1 else DOUBLE, *made)
    return run


def misprint_all(
    printed: PrintedReport, kinds: Sequence[str], random: Random
) -> tuple[PrintedReport, list[Misprint]] | None:
    """The report with a misprint of each kind, all in different figures; None where there is no occasion."""
    made: list[Misprint] = []
    for kind in kinds:
        found = misprint(printed, kind, random)
        if found is None or any(found[1].right.keys() & earlier.right.keys() for earlier in made):
            return None
        printed = found[0]
        made.append(found[1])
    return printed, made


def print_run(run: Run) -> None:
    """Print the table of a run, its times, and every wrong suggestion."""
    heads = list(Tally.__dataclass_fields__)
    print(f"{'misprint':20}" + "".join(f"{head.replace('_', ' '):>13}" for head in heads))
    sums = Tally()
    for label, tally in run.tallies.items():
        print(f"{label:20}" + "".join(f"{getattr(tally, head):13}" for head in heads))
        for head in heads:
            setattr(sums, head, getattr(sums, head) + getattr(tally, head))
    print(f"{'all':20}" + "".join(f"{getattr(sums, head):13}" for head in heads))
    if run.seconds:
        times = sorted(1000 * seconds for seconds in run.seconds)
        late = times[min(int(len(times) * 0.99), len(times) - 1)]
        print(
            f"CPU ms a report: median {median(times):.1f}, 99th percentile {late:.1f}, most {times[-1]:.1f}"
        )
    print(f"reports drawn that were not consistent, and left out: {run.inconsistent}")
    for complaint in run.complaints:
        print(f"wrong suggestion: {complaint}")


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
