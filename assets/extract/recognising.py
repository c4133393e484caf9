"""Reports that must be read from their images: their pages recognised one by one, then the report read anew.

What belongs here: which page is recognised when, and what a page that fails means for its report. How a page
is recognised is in ``scan``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from assets.extract.scan.model import RecogniserMissing, model_path
from assets.sandbox.pool import Limits, TaskResult, WorkerPool

RECOGNISE_TASK = "assets.extract.tasks:recognise"
# A page takes some five seconds; what takes five times as long will not end.
LIMITS = Limits(seconds=25.0)
MOST_FAILURES = 3  # pages of one report: after as many the rest is not tried
HOW_TO_ADD = "install requirements.lock into the environment (make run does so), then ingest again"


@dataclass(slots=True)
class Recognised:
    """What was recognised of a report: pages as JSON data, why others failed, CPU seconds spent."""

    pages: list[dict[str, Any]] = field(default_factory=list)
    failures: dict[int, str] = field(default_factory=dict)
    cpu_seconds: float = 0.0


def missing_recogniser(summary: dict[str, Any]) -> dict[str, Any] | None:
    """What becomes of a report where the recogniser is not installed; None where it is."""
    try:
        model_path()
    except RecogniserMissing as error:
        pages = len(summary["pages"])
        detail = (
            f"{pages} of its {summary['page_count']} pages must be recognised from their image; {error}: "
        )
        return {"status": "quarantined", "reason": "needs_ocr", "detail": detail + HOW_TO_ADD}
    return None


def recognise_pages(path: str, summary: dict[str, Any], pool: WorkerPool) -> Recognised:
    """Recognise the pages that ``summary`` (status 'needs_ocr') names; a page that fails stops no other."""
    reached = Recognised()
    wanted = sorted(int(number) for number in summary["pages"])

    def tasks() -> Iterator[tuple[int, dict[str, Any]]]:
        for number in wanted:
            if len(reached.failures) >= MOST_FAILURES:
                return
            yield number, {"path": path, "page": number}

    for result in pool.run(RECOGNISE_TASK, tasks()):
        reached.cpu_seconds += result.cpu_seconds
        if result.value is not None:
            reached.pages.append(result.value)
        else:
            reached.failures[int(str(result.key))] = _why(result)
    known = {page["number"] for page in reached.pages} | reached.failures.keys()
    for number in wanted:
        if number not in known:
            reached.failures[number] = f"not tried after {MOST_FAILURES} pages had failed"
    reached.pages.sort(key=lambda page: int(page["number"]))
    return reached


def _why(result: TaskResult) -> str:
    return f"{result.failure.kind}: {result.failure.detail}" if result.failure else ""


def with_failures(result: dict[str, Any], reached: Recognised) -> dict[str, Any]:
    """Note the pages that were not recognised; a report of which none was waits in quarantine."""
    if reached.failures and not any(page["glyphs"] for page in reached.pages):
        number, why = min(reached.failures.items())
        detail = f"page {number} of {len(reached.failures)} that were to be recognised: {why}"
        return {"status": "quarantined", "reason": "needs_ocr", "detail": detail, "cut_off": True}
    for number, why in sorted(reached.failures.items()):
        result.setdefault("findings", []).append(
            {"rule_id": "page_not_recognised", "table_code": None, "page": number, "why": why}
        )
    return result
