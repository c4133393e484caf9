"""Whole reports against their true cells: every figure right, none missing, none invented, no number lost."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest

from assets.extract.forms import Form, load_forms
from assets.extract.numerals import ascii_form
from assets.extract.report import read_report
from tests.assets.extract.scoring import differences

PROJECT = Path(__file__).resolve().parents[3]
RAW = PROJECT / "data" / "raw"
TRUTHS = {path.stem: path for path in sorted((PROJECT / "tests" / "samples").glob("*.json"))}
SHARED = PROJECT.parent / "shared" / "reports"
SHARED_TRUTHS = sorted(
    path
    for folder in ("seed", "real", "synthetic")
    for path in (SHARED / folder).glob("*.json")
    if path.with_suffix(".pdf").exists()
)
SMALLEST = "shihe-water-2021"
ROTATED = "fuqiao-justice-2024"  # holds pages with /Rotate 90


def truth_of(name: str) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads(TRUTHS[name].read_text(encoding="utf-8"))
    return truth


def sample_path(name: str) -> Path:
    (path,) = RAW.rglob(f"{truth_of(name)['sha256']}.pdf")
    return path


@cache
def read_sample(name: str) -> dict[str, Any]:
    return read_report(sample_path(name))


def assert_true(truth: dict[str, Any], result: dict[str, Any]) -> None:
    assert differences(truth, result) == []
    assert (result["identity"]["department"], result["identity"]["fiscal_year"]) == (
        truth["department"],
        truth["year"],
    )
    assert result["pages"] == truth.get("pages", result["pages"])
    assert result["token_counts"].get("lost", 0) == 0


@pytest.mark.parametrize("name", TRUTHS)
def test_sample_is_read_without_a_flaw(name: str) -> None:
    assert_true(truth_of(name), read_sample(name))


@pytest.mark.parametrize("name", TRUTHS)
def test_sample_cells_keep_row_page_unit_and_print(name: str) -> None:
    known = ("side", "row_no", "measure", "page", "unit", "printed")

    def places(cells: list[dict[str, Any]], table: str, code: str) -> list[tuple[Any, ...]]:
        return sorted(
            (c[table], *(c[key] or "" for key in known), c["block_no"] if c[table] == "06" and c[code] else 0)
            for c in cells
            if c["amount"] is not None
        )

    read = places(read_sample(name)["cells"], "table_code", "subject_code")
    assert read == places(truth_of(name)["cells"], "table", "code")


@pytest.mark.skipif(not SHARED_TRUTHS, reason=f"needs the shared reports at {SHARED}")
@pytest.mark.parametrize("truth_path", SHARED_TRUTHS, ids=lambda path: path.stem)
def test_shared_report_is_read_without_a_flaw(truth_path: Path) -> None:
    truth = json.loads(truth_path.read_text(encoding="utf-8"))
    assert_true(truth, read_report(truth_path.with_suffix(".pdf")))


def misplaced(path: Path, result: dict[str, Any]) -> list[str]:
    """Amounts that pdfium, given the page as displayed, does not find in the boxes they are said to be in."""
    wrong = []
    document = pdfium.PdfDocument(path)
    for number in sorted({cell["page"] for cell in result["cells"]}):
        page = document[number - 1]
        textpage = page.get_textpage()
        for cell in result["cells"]:
            if cell["page"] == number and cell["amount"] is not None:
                inside = textpage.get_text_bounded(*_stored_box(page, cell["box"]))
                if ascii_form(inside) != ascii_form(cell["printed"]):
                    wrong.append(f"page {number} {cell['printed']!r} is not {inside!r} at {cell['box']}")
        textpage.close()
        page.close()
    document.close()
    return wrong


def _stored_box(page: pdfium.PdfPage, box: list[float]) -> tuple[float, float, float, float]:
    """Turn points of the displayed page into the page's own coordinates, with pdfium's own conversion."""
    width, height = page.get_size()
    scale = 100  # pdfium converts from whole pixels
    corners = []
    for x, y in ((box[0], box[1]), (box[2], box[3])):
        stored_x, stored_y = pdfium_c.c_double(), pdfium_c.c_double()
        pdfium_c.FPDF_DeviceToPage(
            page,
            0,
            0,
            round(width * scale),
            round(height * scale),
            0,
            round(x * scale),
            round(y * scale),
            stored_x,
            stored_y,
        )
        corners.append((stored_x.value, stored_y.value))
    (x0, y0), (x1, y1) = corners
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


@pytest.mark.parametrize("name", TRUTHS)
def test_boxes_hold_the_amounts_on_the_page_as_displayed(name: str) -> None:
    assert misplaced(sample_path(name), read_sample(name)) == []


def test_a_sample_has_rotated_pages() -> None:
    document = pdfium.PdfDocument(sample_path(ROTATED))
    rotated = [i + 1 for i in range(len(document)) if document[i].get_rotation()]
    document.close()
    assert {cell["page"] for cell in read_sample(ROTATED)["cells"]} & set(rotated)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_turning_the_pages_changes_no_cell(tmp_path: Path, degrees: int) -> None:
    path = tmp_path / "turned.pdf"
    document = pdfium.PdfDocument(sample_path(SMALLEST))
    for index in range(len(document)):
        document[index].set_rotation((document[index].get_rotation() + degrees) % 360)
    document.save(path)
    document.close()
    turned = read_report(path)

    def without_box(result: dict[str, Any]) -> list[dict[str, Any]]:
        return [{key: value for key, value in cell.items() if key != "box"} for cell in result["cells"]]

    assert without_box(turned) == without_box(read_sample(SMALLEST))
    assert misplaced(path, turned) == []


def use_forms(monkeypatch: pytest.MonkeyPatch, forms: list[Form]) -> None:
    """Let every module that asks for the forms have these."""
    for module in ("titles", "matching", "interpretation"):
        monkeypatch.setattr(f"assets.extract.{module}.load_forms", lambda: tuple(forms))


def changed(table_code: str, **update: object) -> list[Form]:
    return [f.model_copy(update=update) if f.table_code == table_code else f for f in load_forms()]


def form(table_code: str) -> Form:
    return next(f for f in load_forms() if f.table_code == table_code)


@pytest.mark.parametrize(
    ("table_code", "measure"),
    [
        ("01", "final"),
        ("02", "fiscal_appropriation"),
        ("03", "project"),
        ("04", "government_fund"),
        ("05", "basic"),
        ("06", "final"),
        ("08", "income"),
        ("09", "project"),
    ],
)
def test_without_a_measure_in_the_forms_the_comparison_fails(
    monkeypatch: pytest.MonkeyPatch, table_code: str, measure: str
) -> None:
    measures = [m for m in form(table_code).measures if m.id != measure]
    use_forms(monkeypatch, changed(table_code, measures=measures, positional={}))
    found = differences(truth_of("shihe-water-2022"), read_report(sample_path("shihe-water-2022")))
    assert any(line.startswith("missing") and repr(table_code) in line for line in found)


def test_without_titles_and_signature_a_table_is_missing_and_said_to_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use_forms(monkeypatch, changed("05", titles=["没有这样的表"], signature=None))
    result = read_report(sample_path(SMALLEST))
    assert differences(truth_of(SMALLEST), result)
    missing = [f["table_code"] for f in result["findings"] if f["rule_id"] == "table_missing"]
    assert missing == ["05"]


def test_under_a_title_no_form_knows_a_table_is_left_out_and_said_to_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use_forms(monkeypatch, changed("03", titles=["没有这样的表"]))
    result = read_report(sample_path(SMALLEST))
    found = differences(truth_of(SMALLEST), result)
    assert found and all(line.startswith("missing ('03'") for line in found)
    rules = [(f["rule_id"], f["table_code"]) for f in result["findings"]]
    assert ("table_missing", "03") in rules and ("no_form", None) in rules
