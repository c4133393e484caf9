"""The reports that a portal publishes: samples of this project, and others made from one of them."""

import hashlib
import json
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf

from tools.samples.facts import Facts, load_facts
from tools.samples.report import make_pages
from tools.samples.store import render
from tools.samples.truth import make_truth

PROJECT = Path(__file__).resolve().parents[2]
# Its font is named and not embedded, so that it can be typeset wherever the tests run.
MODEL = "fuqiao-justice-2024"


@cache
def sample_truth(name: str) -> dict[str, Any]:
    """The true cells of a sample."""
    truth: dict[str, Any] = json.loads((PROJECT / "tests" / "samples" / f"{name}.json").read_text("utf-8"))
    return truth


@cache
def sample(name: str) -> bytes:
    """A sample report of data/raw."""
    (path,) = (PROJECT / "data" / "raw").rglob(f"{sample_truth(name)['sha256']}.pdf")
    return path.read_bytes()


@cache
def made(department: str, fiscal_year: int = 2024, *, misprint: bool = False) -> bytes:
    """The accounts of the model under another department's name; one amount of 05 may be misprinted."""
    return render(_facts(department, fiscal_year, misprint))


@cache
def made_truth(department: str, fiscal_year: int = 2024, *, misprint: bool = False) -> dict[str, Any]:
    """The true cells of a made report."""
    facts = _facts(department, fiscal_year, misprint)
    return make_truth(facts, make_pages(facts), sha256_of(made(department, fiscal_year, misprint=misprint)))


@cache
def rewritten(pdf: bytes) -> bytes:
    """The same pages saved anew: other bytes, the same facts."""
    buffer = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.docinfo["/Producer"] = "Document centre, second edition"
        document.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def sha256_of(content: bytes) -> str:
    """The name of some bytes."""
    return hashlib.sha256(content).hexdigest()


def _facts(department: str, fiscal_year: int, misprint: bool) -> Facts:
    facts = load_facts(MODEL)
    content = dict(facts.content)
    if not misprint:
        del content["misprints"]
    return replace(facts, department=department, fiscal_year=fiscal_year, content=content)
