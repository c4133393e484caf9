"""`python -m tools.mutation_check FOLDER…`: corrupt what one reader returns; count what passes unmarked.

Each report (a PDF beside a JSON file of its true cells) is read once by every reader. Then one reader's grids
are corrupted in memory, before the two are held against one another, and the rest of the reading is done
again as it always is, on to `fact_cell` with the identities asked. A corruption passes unmarked when an
amount that stands there as certain is not what is printed, or an amount is missing and the reading found
nothing that it had not found before.
"""

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any

from assets.extract.refusal import Unreadable
from assets.reading_mode import READING_MODES, ReadingMode
from tools.mutation_facts import Readings
from tools.mutation_subject import MISDRAWN, Outcome, Subject, gather_amounts
from tools.mutations import CORRUPTIONS

# What becomes of a report whose cells no fact table takes.
REFUSED = {"status": "quarantined", "reason": "shape_failed"}
PATIENCE = 10  # attempts for each corruption: not every report gives occasion for every kind
# Which readers a mode asks: a corruption of the other would change nothing.
ASKED: dict[ReadingMode, tuple[str, ...]] = {
    "double": ("camelot", "pdfium"),
    "single": ("pdfium",),
    "camelot": ("camelot",),
}


@dataclass(slots=True)
class Row:
    """The sums of one kind of corruption."""

    tried: int = 0
    harmless: int = 0
    marked: int = 0
    unmarked: int = 0
    marked_right: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count one more."""
        self.tried += 1
        self.harmless += outcome.changed_nothing
        self.unmarked += outcome.passed_unmarked
        self.marked += not outcome.changed_nothing and not outcome.passed_unmarked
        self.marked_right += outcome.marked_right


@dataclass(frozen=True, slots=True)
class Trial:
    """One corruption, and what was read in spite of it."""

    subject: Subject
    kind: str
    reader: str
    told: str
    result: dict[str, Any]


def corrupt(subjects: Sequence[Subject], count: int, seed: int) -> Iterator[Trial]:
    """Corrupt the subjects ``count`` times, kinds and readers in turn."""
    random = Random(seed)
    pairs = [(kind, reader) for kind in CORRUPTIONS for reader in ASKED[subjects[0].mode]]
    pairs.append((MISDRAWN, "pdfium"))
    for kind, reader in islice(cycle(pairs), PATIENCE * count):
        if count == 0:
            break
        subject = random.choice(subjects)
        corrupted = subject.corrupt(reader, kind, random)
        if corrupted is not None:
            count -= 1
            yield Trial(subject, kind, reader, *corrupted)


def check(trials: Iterable[Trial], folder: Path) -> tuple[dict[tuple[str, str], Row], list[str]]:
    """Take trials on to ``fact_cell`` in a warehouse below the folder; sums, and what passed unmarked."""
    readings = Readings(folder)
    tried = {readings.add(trial.result): trial for trial in trials}
    cells = readings.fact_cells()
    rows: dict[tuple[str, str], Row] = defaultdict(Row)
    passed: list[str] = []
    for sha256, trial in tried.items():
        reached = trial.result if sha256 in cells else REFUSED
        outcome = trial.subject.judge(reached, cells.get(sha256, []))
        rows[(trial.kind, trial.reader)].add(outcome)
        if outcome.passed_unmarked:
            what = "; ".join([*(f"wrong {w}" for w in outcome.wrong), *(f"lost {x}" for x in outcome.lost)])
            where = f"{trial.subject.path.name}: {trial.reader}: {trial.kind}: {trial.told}"
            passed.append(f"{where} → {what[:300]}")
    return rows, passed


def truth_differs(subject: Subject) -> str:
    """Tell how a clean reading differs from the truth beside the file, '' where it does not."""
    truth = json.loads(subject.path.with_suffix(".json").read_text(encoding="utf-8"))
    want = gather_amounts({**c, "table_code": c["table"], "subject_code": c["code"]} for c in truth["cells"])
    differing = [key for key in want.keys() | subject.amounts.keys() if want[key] != subject.amounts[key]]
    return f"{len(differing)} amounts differ from the truth or are in doubt" if differing else ""


def print_table(rows: dict[tuple[str, str], Row]) -> None:
    """Print the sums by kind and reader."""
    heads = f"{'tried':>7}{'no effect':>11}{'marked':>8}{'UNMARKED':>10}{'right, marked':>15}"
    print(f"{'corruption':22}{'of':9}{heads}")
    total = Row()
    for (kind, reader), row in sorted(
        rows.items(), key=lambda entry: [*CORRUPTIONS, MISDRAWN].index(entry[0][0])
    ):
        _print_row(kind, reader, row)
        for name in ("tried", "harmless", "marked", "unmarked", "marked_right"):
            setattr(total, name, getattr(total, name) + getattr(row, name))
    _print_row("all", "", total)


def _print_row(kind: str, reader: str, row: Row) -> None:
    sums = f"{row.tried:7}{row.harmless:11}{row.marked:8}{row.unmarked:10}{row.marked_right:15}"
    print(f"{kind:22}{reader:9}{sums}")


def load_subjects(folders: Sequence[Path], mode: ReadingMode) -> list[Subject]:
    """Read every PDF under the folders that has its truth beside it and is read rightly."""
    subjects = []
    for path in sorted(path for folder in folders for path in folder.rglob("*.pdf")):
        if not path.with_suffix(".json").exists():
            continue
        try:
            subject = Subject(path, mode)
        except Unreadable as refusal:
            print(f"{path.name}: left out: {refusal.reason}")
            continue
        differs = truth_differs(subject)
        if differs:
            print(f"{path.name}: left out: {differs}")
            subject.close()
        else:
            subjects.append(subject)
    return subjects


def main(arguments: Sequence[str]) -> int:
    """Run the check; 1 when a corruption passed unmarked, 2 when there is nothing to corrupt."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutation_check", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--reading", choices=READING_MODES, default="double")
    options = parser.parse_args(arguments)
    subjects = load_subjects(options.folders, options.reading)
    if not subjects:
        print("no report to corrupt", file=sys.stderr)
        return 2
    print(f"{options.count} corruptions of {len(subjects)} reports, {options.reading} reading")
    with tempfile.TemporaryDirectory(prefix="juesuan-mutations-") as folder:
        rows, passed = check(corrupt(subjects, options.count, options.seed), Path(folder))
    print_table(rows)
    for line in passed:
        print(f"unmarked: {line}")
    return 1 if passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
