"""Pages whose text layer is missing or lies are told from those that are only decorated."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from assets.extract.forms import load_forms
from assets.extract.pages import OpenReport
from assets.extract.plausible import is_garbled
from assets.extract.trust import untrusted_pages
from tests.assets.extract.typeset import FONT, Sheet, Table, typeset

WIDTH, HEIGHT = 595, 842
LINES = ["样川市浮桥区司法局2023年度部门决算", "本年收入合计1,234.56万元，其中财政拨款收入1,200.00万元"]
WHITE = Image.new("RGB", (60, 85), (255, 255, 255))
VEIL = Image.new("RGBA", (60, 85), (200, 0, 0, 40))

Draw = Callable[[Canvas], None]


def text(canvas: Canvas, mode: int = 0) -> None:
    for index, line in enumerate(LINES):
        lines = canvas.beginText(60, 700 - 40 * index)
        lines.setFont(FONT, 11)
        lines.setTextRenderMode(mode)
        lines.textOut(line)
        canvas.drawText(lines)


def picture(canvas: Canvas, image: Image.Image = WHITE) -> None:
    canvas.drawImage(ImageReader(image), 0, 0, WIDTH, HEIGHT, mask="auto" if image is VEIL else None)


def page_number(canvas: Canvas) -> None:
    canvas.drawString(290, 20, "- 7 -")


def pages(path: Path, *drawn: list[Draw]) -> dict[int, str]:
    typeset(path, [])  # makes the font known
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    for page in drawn:
        for draw in page:
            draw(canvas)
        canvas.showPage()
    canvas.save()
    with OpenReport(path) as report:
        return untrusted_pages(report)


@pytest.mark.parametrize(
    ("drawn", "reason"),
    [
        ([text], None),
        ([picture], "image_only"),
        ([picture, page_number], "image_only"),
        ([picture, text], None),  # a background
        ([text, picture], "invisible_text"),  # a scan laid over its text
        ([text, lambda canvas: picture(canvas, VEIL)], None),  # a watermark
        ([picture, lambda canvas: text(canvas, 3)], "invisible_text"),
        ([lambda canvas: text(canvas, 3)], "invisible_text"),
    ],
)
def test_what_covers_text_or_hides_it(tmp_path: Path, drawn: list[Draw], reason: str | None) -> None:
    assert pages(tmp_path / "page.pdf", drawn).get(1) == reason


def test_only_the_scanned_pages_of_a_mixed_report(tmp_path: Path) -> None:
    assert pages(tmp_path / "mixed.pdf", [text], [picture], [text]) == {2: "image_only"}


def test_scanned_pages_beside_nine_printed_tables_are_annexes(tmp_path: Path) -> None:
    titles = [form.titles[0] for form in load_forms()]
    rows = Table([["项目", "决算数"], ["合计", "3.00"]])
    told = [
        f"{name}支出{amount}万元，占{amount}%。" for name, amount in zip("甲乙丙丁戊", range(5), strict=True)
    ]
    sheets = [Sheet(["样川市司法局", title, rows]) for title in titles]
    path = typeset(tmp_path / "printed.pdf", [*sheets, Sheet(["情况说明", *told])])
    with OpenReport(path) as report:
        report.texts.append("")
        report.signs.append(type(report.signs[0])(image_share=1.0))
        assert untrusted_pages(report) == {}
        explanation, report.texts[9] = report.texts[9], "情况说明见附件。"  # which may be the scan
        assert untrusted_pages(report) == {11: "image_only"}
        report.texts[9] = explanation
        report.texts[0] = "样川市司法局"  # one table less: it may be the scanned one
        assert untrusted_pages(report) == {11: "image_only"}


@pytest.mark.parametrize(
    ("printed", "garbled"),
    [
        ("一般公共预算财政拨款支出决算表\r\n单位：万元 1,234.56", False),
        ("李祎、王喆、赵赟三人出席了二〇二三年度部门决算评审会议并签署意见，会议由局长主持", False),
        ("⼀般公共预算⽀出决算表 ⻋辆购置费", False),  # radicals are folded
        ("\x15\x15\x1c\x19 \x13\x13\x15", True),
        ("䄍䦗劧ྲ\u0bc4动효䫎◿ᢺ⸋儈ဉ䑎᧽", True),
        ("\uf06c 一、部门职责\n\uf06c 二、机构设置", False),  # bullets of a symbol typeface
    ],
)
def test_characters_nobody_writes(printed: str, garbled: bool) -> None:
    assert is_garbled(printed) is garbled
