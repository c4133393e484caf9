"""What the reader noticed of a report, and the doubts that are left, as findings in words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from expectations.yaml_files import read_mapping


@cache
def load_reader_rules() -> dict[str, dict[str, str]]:
    """Severity and messages of every rule of the reader, by rule (assets/reference/findings.yml)."""
    return read_mapping(resources.files("assets.reference") / "findings.yml")


def finding_rows(sha256: str, findings: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows of quality_finding for what the reader noticed; KeyError for a rule without words."""
    for number, finding in enumerate(findings, start=1):
        rule = load_reader_rules()[finding["rule_id"]]
        words = {key: "" if value is None else value for key, value in finding.items()}
        yield {
            "sha256": sha256,
            "finding_no": number,
            "rule_id": finding["rule_id"],
            "origin": "reader",
            "verdicts": 0,
            "table_code": finding["table_code"],
            "page": finding["page"],
            "severity": rule["severity"],
            "message_zh": rule["zh"].format(**words),
            "message_en": rule["en"].format(**words),
        }


def doubt_rows(sha256: str, doubts: Mapping[int, str | None], after: int) -> Iterator[dict[str, Any]]:
    """The row of quality_finding for a report with doubtful numbers, numbered after ``after``; else none.

    ``doubts`` has every uncertain cell by its number (``expectations.doubts``).
    """
    counts = Counter(doubt for doubt in doubts.values() if doubt)
    if counts:
        kinds = ", ".join(f"{doubt} {count}" for doubt, count in sorted(counts.items()))
        values = {"doubtful": counts.total(), "uncertain": len(doubts), "kinds": kinds}
        finding = {"rule_id": "numbers_doubtful", "table_code": None, "page": None, **values}
        (row,) = finding_rows(sha256, [finding])
        yield {**row, "finding_no": after + 1, "origin": "proof"}
