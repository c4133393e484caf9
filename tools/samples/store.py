"""Where samples stand in the checkout, and writing them there."""

import hashlib
import json
from pathlib import Path
from typing import Any

from assets.archive.sidecar import ArchivedReport, encode_sidecar
from tools.samples.canvas_renderer import missing_font, render_canvas
from tools.samples.facts import Facts
from tools.samples.html_renderer import missing_browser, render_html
from tools.samples.report import make_pages
from tools.samples.truth import make_truth

CHECKOUT = Path(__file__).resolve().parents[2]
RAW = CHECKOUT / "data" / "raw"
TRUTHS = CHECKOUT / "tests" / "samples"
ARCHIVED_AT = "2026-01-01T00:00:00+00:00"


def render(facts: Facts) -> bytes:
    """Typeset one report with the producer its layout names."""
    pages = make_pages(facts)
    title = f"{facts.department}{facts.fiscal_year}年度{facts.body}决算"
    draw = {"reportlab": render_canvas, "chromium": render_html}[facts.layout.renderer]
    return draw(pages, facts.layout, title)


def missing_tool(facts: Facts) -> Path | None:
    """Return the font or browser a sample needs and this machine lacks, or None."""
    return missing_browser() if facts.layout.renderer == "chromium" else missing_font(facts.layout)


def write_sample(facts: Facts) -> Path:
    """Typeset a sample and put PDF, sidecar and truth in their places; an older version of it is removed."""
    data = render(facts)
    sha256 = hashlib.sha256(data).hexdigest()
    truth_path = TRUTHS / f"{facts.name}.json"
    if truth_path.exists():
        _remove(facts, json.loads(truth_path.read_text(encoding="utf-8"))["sha256"])
    path = pdf_path(facts, sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.with_suffix(".json").write_bytes(make_sidecar(facts, data))
    truth_path.parent.mkdir(parents=True, exist_ok=True)
    truth_path.write_text(as_json(make_truth(facts, make_pages(facts), sha256)), encoding="utf-8")
    return path


def pdf_path(facts: Facts, sha256: str) -> Path:
    """Return a sample's place in the archive: region/year/department/<sha256>.pdf."""
    return RAW / facts.region / str(facts.fiscal_year) / facts.department / f"{sha256}.pdf"


def make_sidecar(facts: Facts, data: bytes) -> bytes:
    """Return the file the archive keeps beside a PDF."""
    sha256 = hashlib.sha256(data).hexdigest()
    report = ArchivedReport(
        sha256=sha256,
        archive_path=pdf_path(facts, sha256).relative_to(RAW).as_posix(),
        file_name=facts.file_name,
        size_bytes=len(data),
        archived_at=ARCHIVED_AT,
        source="sample",
        region=facts.region,
        fiscal_year=facts.fiscal_year,
        department=facts.department,
    )
    return encode_sidecar(report)


def as_json(value: dict[str, Any]) -> str:
    """Print JSON readably: a line per member, and per element of its lists; Chinese as it is."""
    members = []
    for name, member in value.items():
        text = json.dumps(member, ensure_ascii=False)
        if isinstance(member, list) and member:
            text = "[\n" + ",\n".join(json.dumps(e, ensure_ascii=False) for e in member) + "\n]"
        members.append(f"{json.dumps(name)}: {text}")
    return "{\n" + ",\n".join(members) + "\n}\n"


def _remove(facts: Facts, sha256: str) -> None:
    for suffix in (".pdf", ".json"):
        pdf_path(facts, sha256).with_suffix(suffix).unlink(missing_ok=True)
