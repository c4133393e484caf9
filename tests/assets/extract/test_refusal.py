"""What is no report is refused, with the reason that fits."""

from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from assets.extract.report import read_report
from tests.assets.extract.typeset import COVER, Sheet, Table, typeset

CONTENT = [["名称", "数量"], ["桌", "3.00"], ["椅", "4.00"]]


def refusal(path: Path) -> tuple[str, str]:
    result = read_report(path)
    assert result["status"] == "quarantined"
    assert result["detail"]
    return result["reason"], result["detail"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty_file"), (b"<html>404</html>", "not_pdf"), (b"%PDF-1.7\nnothing more", "damaged")],
)
def test_bytes_that_are_no_pdf(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    assert refusal(path)[0] == reason


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("self__enc_user_pw.pdf", "encrypted"),
        ("self__zero_pages.pdf", "damaged"),
        ("self__empty.pdf", "empty_file"),
        ("self__not_pdf.pdf", "not_pdf"),
    ],
)
def test_hostile_files(shared_reports: Path, name: str, reason: str) -> None:
    path = shared_reports / "hostile" / name
    if not path.exists():
        pytest.skip(f"needs {path}")
    assert refusal(path)[0] == reason


def test_an_empty_page_is_no_report(tmp_path: Path) -> None:
    path = tmp_path / "empty.pdf"
    document = pdfium.PdfDocument.new()
    document.new_page(595, 842)
    document.save(path)
    document.close()
    assert refusal(path) == ("not_a_report", "none of its 1 pages has text or an image")


def test_an_image_without_text_is_a_scan(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.drawImage(ImageReader(Image.new("L", (40, 60), 255)), 0, 0, 595, 842)
    canvas.save()
    result = read_report(path)
    assert (result["status"], result["pages"]) == ("needs_ocr", {1: "image_only"})


def test_a_document_about_something_else(tmp_path: Path) -> None:
    path = typeset(tmp_path / "other.pdf", [Sheet(["办公用品采购清单及说明", Table(CONTENT)])])
    assert refusal(path)[0] == "not_a_report"


def test_a_report_whose_tables_are_other_tables(tmp_path: Path) -> None:
    path = typeset(tmp_path / "other.pdf", [COVER, Sheet(["办公用品采购清单", Table(CONTENT)])])
    assert refusal(path)[0] == "no_tables"


def test_tables_of_nobody(tmp_path: Path) -> None:
    rows = [["科目编码", "科目名称", "本年支出合计"], ["201", "一般公共服务支出", "3.00"]]
    path = typeset(tmp_path / "nobody.pdf", [Sheet(["支出决算表", Table(rows)])])
    assert refusal(path)[0] == "unidentified"


@pytest.mark.parametrize("name", ["上海市普陀区商务委员会25年预算.pdf", "省人大办公厅2018预算公开.pdf"])
def test_budgets_are_not_supported_yet(shared_reports: Path, name: str) -> None:
    assert refusal(shared_reports / "real" / name)[0] == "unsupported_kind"
