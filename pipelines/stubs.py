"""Stubs of corrections: entries for a corrections file, with all that is known of a suspect filled in.

They are no corrections yet. Who reviewed them and when, and where nothing was suggested what should be
printed, is left to be filled in; until then the file is refused (assets.reference.corrections).
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

from pipelines.suspects import SuspectLine

NARRATIVE = "narrative"
PERFORMANCE = "performance"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_HEAD = """\
# Stubs of corrections, to be reviewed one by one against the page. Fill in reviewer and reviewed_on
# (2025-03-01), and value where it is null; take out what is no misprint; then put the entries into the
# corrections file.
"""


def write_stubs(path: Path, lines: Sequence[SuspectLine]) -> int:
    """Write an entry for each suspect that can be corrected and is not yet; return how many.

    Figures of self-evaluation forms have no corrections. Raises FileExistsError rather than write over what
    somebody may have begun to fill in.
    """
    lines = [line for line in lines if line.correction is None and line.table_code != PERFORMANCE]
    entries = zip(lines, make_stubs(lines), strict=True)
    text = "".join(_entry_text(line, stub) for line, stub in entries)
    with path.open("x", encoding="utf-8") as file:
        file.write(_HEAD + text)
    return len(lines)


def make_stubs(lines: Iterable[SuspectLine]) -> list[dict[str, Any]]:
    """Entries of a corrections file, each with an id of its own."""
    stubs: list[dict[str, Any]] = []
    used: dict[str, int] = {}
    for line in lines:
        name = _name(line)
        used[name] = used.get(name, 0) + 1
        place = "statement" if line.table_code == NARRATIVE else "cell"
        stubs.append(
            {
                "id": name if used[name] == 1 else f"{name}-{used[name]}",
                "report": _report(line),
                place: _statement(line) if place == "statement" else _cell(line),
                "expected": line.printed,
                "action": "override",
                "value": _value(line),
                "reason": line.evidence_zh,
                "status": "open",
                "reviewer": None,
                "reviewed_on": None,
            }
        )
    return stubs


def _entry_text(line: SuspectLine, stub: dict[str, Any]) -> str:
    """One entry as YAML, below the finding and its evidence as comments."""
    told = f"{line.rule_id} p. {line.page}: {line.message_zh} | {line.message_en}"
    comments = [told, f"{line.kind}: {line.evidence_zh} | {line.evidence_en}"]
    head = "".join(f"# {' '.join(comment.split())}\n" for comment in comments)
    return "\n" + head + yaml.safe_dump([stub], allow_unicode=True, sort_keys=False, width=1000)


def _name(line: SuspectLine) -> str:
    """An id from the report's hash and the place; Chinese labels are told by their row instead."""
    where = "text" if line.table_code == NARRATIVE else line.table_code
    row = line.subject_code or (f"row{line.row_no}" if line.row_no else "")
    parts = (line.sha256[:8], where, row, line.measure)
    return re.sub(r"[^a-z0-9._-]+", "-", "-".join(filter(None, parts)).lower())


def _report(line: SuspectLine) -> dict[str, Any]:
    """By name, so that a later version is held against it too; by hash where the name tells several."""
    if not line.is_current or line.namesakes != 1:
        return {"sha256": line.sha256}
    report = {"department": line.department, "fiscal_year": line.fiscal_year}
    return report if line.report_kind == "final" else {**report, "report_kind": line.report_kind}


def _cell(line: SuspectLine) -> dict[str, Any]:
    cell: dict[str, Any] = {"table_code": line.table_code}
    if line.measure == "unit":
        return {**cell, "measure": "unit"}
    if line.side:
        cell["side"] = line.side
    if line.measure == "code":  # the suspect stands under the code that is meant
        cell["subject_code"] = line.printed
    elif line.subject_code:
        cell["subject_code"] = line.subject_code
    else:
        cell["item"] = line.item
    if line.row_no and line.cells_alike > 1:
        cell["row_no"] = line.row_no
    return {**cell, "measure": line.measure}


def _statement(line: SuspectLine) -> dict[str, Any]:
    further = {"kind": line.statement_kind, "subject_code": line.subject_code, "year": line.year}
    further["section"] = line.section
    further["words"] = line.sentence
    return {"topic": line.measure, **{name: value for name, value in further.items() if value}}


def _value(line: SuspectLine) -> str | None:
    """The suggested amount in yuan, the suggested label, or the number of a suggested rate; else None."""
    if line.suggested is not None:
        return str(line.suggested)
    if line.measure in ("code", "unit"):
        return line.suggested_text
    number = _NUMBER.search(line.suggested_text or "") if line.table_code == NARRATIVE else None
    return number.group() if number else None
