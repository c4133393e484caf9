"""Reports in layouts that nobody showed the reader, drawn by seed: every amount is read where it stands."""

import json
from pathlib import Path

import pytest

from assets.extract.report import read_report
from tests.assets.extract.scoring import differences
from tools.layouts.looks import RULES
from tools.layouts.made import make_report
from tools.layouts.stripping import strip_rules
from tools.samples.store import RAW, TRUTHS

REPORTLAB = {"renderer": "reportlab", "font": "stsong"}


@pytest.mark.parametrize("rules", RULES)
def test_every_kind_of_rules(tmp_path: Path, rules: str) -> None:
    made = make_report(41, RULES.index(rules), rules=rules, **REPORTLAB)
    path = tmp_path / "report.pdf"
    path.write_bytes(made.data)
    assert differences(made.truth, read_report(path)) == []


@pytest.mark.parametrize(
    "looks",
    [
        {"turned": 90, "turned_tables": ("01", "02", "04"), "watermark": "内部资料", "stamp": True},
        {"turned": 270, "turned_tables": ("03", "05", "07"), "stamp": True},
        {"shade": "banded", "digits": "full"},
        {"again": "续表", "boxed": True, "label_width": 7},
        {"basic": "one", "public": "down"},
        {"basic": "columns", "public": "interleaved", "meetings": True},
    ],
    ids="-".join,
)
def test_looks(tmp_path: Path, looks: dict[str, object]) -> None:
    number = len(looks) + len(str(looks))
    made = make_report(42, number, rules=("double", "three_line", "none")[number % 3], **REPORTLAB, **looks)
    path = tmp_path / "report.pdf"
    path.write_bytes(made.data)
    assert differences(made.truth, read_report(path)) == []


@pytest.mark.parametrize("which", ["all"])
def test_a_sample_without_its_rules(tmp_path: Path, which: str) -> None:
    truth = json.loads((TRUTHS / "shihe-water-2022.json").read_text(encoding="utf-8"))
    source = next(RAW.rglob(f"{truth['sha256']}.pdf"))
    target = tmp_path / "stripped.pdf"
    assert strip_rules(source, target, which) > 0  # type: ignore[arg-type]
    assert differences(truth, read_report(target)) == []
