"""The reports that a portal publishes: samples of this project, and others made from one of them."""

import json
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf

from tools.samples.facts import load_facts
from tools.samples.store import render

PROJECT = Path(__file__).resolve().parents[2]
# Its font is named and not embedded, so that it can be typeset wherever the tests run.
MODEL = "fuqiao-justice-2024"


@cache
def sample(name: str) -> bytes:
    """A sample report of data/raw."""
    truth = json.loads((PROJECT / "tests" / "samples" / f"{name}.json").read_text(encoding="utf-8"))
    (path,) = (PROJECT / "data" / "raw").rglob(f"{truth['sha256']}.pdf")
    return path.read_bytes()


@cache
def made(department: str, fiscal_year: int = 2024, *, misprint: bool = False) -> bytes:
    """The accounts of the model under another department's name; one amount of 05 may be misprinted."""
    facts = load_facts(MODEL)
    content = dict(facts.content)
    if not misprint:
        del content["misprints"]
    return render(replace(facts, department=department, fiscal_year=fiscal_year, content=content))


@cache
def rewritten(pdf: bytes) -> bytes:
    """The same pages saved anew: other bytes, the same facts."""
    buffer = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.docinfo["/Producer"] = "Document centre, second edition"
        document.save(buffer, deterministic_id=True)
    return buffer.getvalue()
