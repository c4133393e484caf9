"""Count what a damaged report is read as: cut short or with changed bytes, is anything lost in silence?

    python tools/damage_check.py TRUTH.json… [--variants 10] [--seed 3] [--mode double] [--jobs 2]

Each truth file stands beside its PDF. Every variant is one PDF cut short (to 10 … 90 %) or with 1 to 500
changed bytes. Outcomes: `right` (every cell, nothing added), `told` (cells are missing or wrong, or the
report is refused, and the reading says that it is damaged or which tables are missing), `silent` (cells are
missing or wrong and nothing says so: the aim is none).
"""

import argparse
import json
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

CUTS = (10, 20, 30, 40, 50, 60, 70, 80, 90)
FLIPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
# Findings that tell of damage or of something left out.
TELLING = frozenset({"half_read", "file_repaired", "table_missing"})

Variant = tuple[str, str, int, int, str]  # truth file, kind, amount, seed, mode


def variants(truths: list[str], each: int, seed: int, mode: str) -> Iterator[Variant]:
    """Yield every variant of every report: all cuts, and ``each`` sets of changed bytes."""
    for truth in truths:
        for cut in CUTS:
            yield truth, "cut", cut, seed, mode
        for index in range(each):
            yield truth, "flip", FLIPS[index % len(FLIPS)], seed + index, mode


def damaged(data: bytes, kind: str, amount: int, seed: int) -> bytes:
    """Return a PDF's bytes cut to ``amount`` percent, or with that many bytes changed."""
    if kind == "cut":
        return data[: len(data) * amount // 100]
    changed = bytearray(data)
    chance = random.Random(seed * 1_000_003 + amount)
    for place in chance.sample(range(len(changed)), min(amount, len(changed))):
        changed[place] ^= chance.randrange(1, 256)
    return bytes(changed)


def outcome(variant: Variant) -> tuple[Variant, str, str]:
    """Read one variant; what became of it, and the particulars."""
    # A worker process of the check imports the readers once.
    from assets.extract.report import read_report  # noqa: PLC0415

    truth_name, kind, amount, seed, mode = variant
    truth = json.loads(Path(truth_name).read_text(encoding="utf-8"))
    data = Path(truth_name).with_suffix(".pdf").read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "damaged.pdf"
        path.write_bytes(damaged(data, kind, amount, seed))
        try:
            result = read_report(path, mode=mode)  # type: ignore[arg-type]
        except Exception as error:  # the sandbox names these, and the report is quarantined
            return variant, "told", f"raised {type(error).__name__}: {error}"[:80]
    if result["status"] != "read":
        return (
            variant,
            "told",
            f"{result['status']} {result.get('reason', '')} {result.get('detail', '')}"[:120],
        )
    wrong = differences(truth["cells"], result["cells"])
    rules = Counter(finding["rule_id"] for finding in result["findings"])
    if not wrong:
        return variant, "right", f"complete={result['complete']} {dict(rules)}"
    told = TELLING & rules.keys()
    return variant, "told" if told else "silent", f"{wrong} cells differ; {dict(rules)}"


def differences(truth: list[dict[str, Any]], read: list[dict[str, Any]]) -> int:
    """Count cells with an amount that are in one reading and not in the other."""

    def key(cell: dict[str, Any], table: str, code: str) -> tuple[Any, ...]:
        amount = cell["amount"]
        return (
            cell[table],
            cell["side"],
            cell["item"],
            cell[code] or "",
            cell["measure"],
            None if amount is None else round(float(amount), 2),
        )

    expected = Counter(key(cell, "table", "code") for cell in truth if cell["amount"] is not None)
    found = Counter(key(cell, "table_code", "subject_code") for cell in read if cell["amount"] is not None)
    return (expected - found).total() + (found - expected).total()


def main() -> None:
    """Read every variant and print the count of outcomes, and each silent one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("truths", nargs="+", metavar="TRUTH.json")
    parser.add_argument("--variants", type=int, default=9)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--mode", default="double")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    counts: Counter[tuple[str, str]] = Counter()
    work = list(variants(options.truths, options.variants, options.seed, options.mode))
    with ProcessPoolExecutor(options.jobs) as pool:
        for variant, became, detail in pool.map(outcome, work):
            counts[variant[1], became] += 1
            if became == "silent" or options.verbose:
                print(became, Path(variant[0]).stem, *variant[1:4], detail, flush=True)
    for (kind, became), number in sorted(counts.items()):
        print(f"{kind}\t{became}\t{number}")


if __name__ == "__main__":
    main()
