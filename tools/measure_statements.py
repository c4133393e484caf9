"""How well the text's figures are read: right amount, topic, code and page, against files of true statements.

    python -m tools.measure_statements TRUTH.json … [--list] [--verbose]

A truth file lies beside its PDF and has ``narrative``: key, amount in yuan and page of each figure that the
text states. Without one, as for real reports, `--list` prints what is stated, for reading beside the pages.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from assets.extract.report import read_report
from assets.facts.statements import own_rows
from assets.facts.texts import read_texts
from assets.narrative.statements import statements_of
from expectations.statements import Statement

Key = tuple[str, str, Decimal, int]  # topic, subject code, yuan, page


@dataclass(slots=True)
class Score:
    """True figures of one report, those of them that were read, what is missing, how much was read at all."""

    true: int = 0
    right: int = 0
    missing: list[Key] = field(default_factory=list)
    stated: int = 0
    without_topic: int = 0

    def line(self) -> str:
        """The score in a line."""
        return (
            f"{self.right}/{self.true} right = {100 * self.right / max(self.true, 1):.2f} %; "
            f"{self.stated} stated, {self.without_topic} of them without a topic"
        )


def read_statements(path: Path) -> list[Statement]:
    """Statements of a report with a text layer; ValueError for one that cannot be read so."""
    summary = read_report(path, path.name)
    if summary["status"] != "read":
        raise ValueError(f"{path.name}: {summary['status']}")
    return state(summary)


def state(summary: dict[str, Any]) -> list[Statement]:
    """Statements of a report from its extract."""
    texts = read_texts("0" * 64, summary)
    columns = [[cell[key] for cell in summary["cells"]] for key in ("table_code", "subject_code", "item")]
    return statements_of(texts.sections, own_rows(*columns), summary["identity"]["fiscal_year"])


def true_keys(narrative: Iterable[dict[str, Any]]) -> Counter[Key]:
    """True figures as keys: class_201 is topic class of 201, leafb_… the budget of a 项."""
    keys: Counter[Key] = Counter()
    for figure in narrative:
        topic, _, code = figure["key"].partition("_")
        if topic not in ("class", "leaf", "leafb"):
            topic, code = figure["key"], ""
        topic = {"leafb": "leaf_budget"}.get(topic, topic)
        keys[topic, code, Decimal(figure["amount"]), figure["page"]] += 1
    return keys


def score(narrative: Iterable[dict[str, Any]], statements: Sequence[Statement]) -> Score:
    """Compare what was read with what is true."""
    true = true_keys(narrative)
    read = Counter(
        (s.topic, s.subject_code, s.amount, s.page)
        for s in statements
        if s.kind == "amount" and s.amount is not None
    )
    missing = true - read
    return Score(
        true.total(),
        true.total() - missing.total(),
        sorted(missing.elements()),
        len(statements),
        sum(not s.topic for s in statements),
    )


def describe(statement: Statement) -> str:
    """A statement in a line."""
    s = statement
    links = " ".join(
        part
        for part in (
            f"of {s.of_no}" if s.of_no else "",
            f"against {s.base_no}" if s.base_no else "",
            s.base or "",
            s.direction or "",
            f"year {s.year}",
            f"because {s.reason[:24]}" if s.reason else "",
        )
        if part
    )
    return (
        f"{s.statement_no:4} p{s.page} {s.part}/{s.section:6} {s.kind:10} {s.printed}{s.unit:3} "
        f"[{s.topic or '—'}] {s.subject_code} {s.subject[:24]} | {links}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the score of each report and of all; 1 where a true figure was not read."""
    parser = argparse.ArgumentParser(prog="python -m tools.measure_statements")
    parser.add_argument("files", nargs="+", type=Path, help="truth files (JSON), or PDFs with --list")
    parser.add_argument("--list", action="store_true", help="print every statement")
    parser.add_argument("--verbose", action="store_true", help="print what is missing")
    options = parser.parse_args(arguments)
    total = Score()
    for file in options.files:
        statements = read_statements(file.with_suffix(".pdf"))
        truth = file.with_suffix(".json")
        narrative = (
            json.loads(truth.read_text(encoding="utf-8")).get("narrative", []) if truth.exists() else []
        )
        result = score(narrative, statements)
        print(f"{file.stem}: {result.line()}")
        if options.verbose:
            print(*(f"  missing {key}" for key in result.missing), sep="\n")
        if options.list:
            print(*map(describe, statements), sep="\n")
        total.true, total.right = total.true + result.true, total.right + result.right
        total.stated += result.stated
        total.without_topic += result.without_topic
    print(f"all: {total.line()}")
    return int(total.right < total.true)


if __name__ == "__main__":
    sys.exit(main())
