"""Lines outside tables, without page numbers and running heads."""

from pathlib import Path

from assets.extract.grid import Box, Frame, Glyph, Page
from assets.extract.pages import OpenReport
from assets.extract.prose import prose_of
from tests.assets.narrative.manuscript import Setting, print_manuscript

HEAD = "样川市浮桥区司法局2023年度部门决算"
TEXT = "\n".join(
    [
        *("一、收入决算情况说明", "本年收入合计1,200.00万元。", "+"),
        *("二、支出决算情况说明", "本年支出合计1,180.00万元。", "+", "三、其他", "无。"),
    ]
)


def page_of(*lines: tuple[str, float, float]) -> Page:
    """A page with lines at (x, y), ten points high, each character ten points wide."""
    glyphs = [
        Glyph(character, x + 10 * place, y, x + 10 * place + 10, y + 10, number)
        for number, (text, x, y) in enumerate(lines)
        for place, character in enumerate(text)
    ]
    return Page(1, Frame(600, 800), glyphs, [])


def read(page: Page, tables: list[tuple[Box, str]], spared: list[Box]) -> list[str]:
    return [line[0] for known in prose_of([(page, tables, spared)]) for line in known["lines"]]


def test_page_numbers_and_running_heads_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "text.pdf"
    print_manuscript(path, TEXT, Setting(head=HEAD))
    with OpenReport(path) as report:
        pages = [(report.page(number), [], []) for number in (1, 2, 3)]
    lines = [line[0] for page in prose_of(pages) for line in page["lines"]]
    assert lines == [line for line in TEXT.split("\n") if line != "+"]


def test_a_line_at_the_head_of_two_pages_only_is_text(tmp_path: Path) -> None:
    path = tmp_path / "text.pdf"
    print_manuscript(path, "一、收入。\n+\n二、支出。", Setting(head="浮桥区司法局情况说明"))
    with OpenReport(path) as report:
        pages = [(report.page(number), [], []) for number in (1, 2)]
    assert [page["lines"][0][0] for page in prose_of(pages)] == ["浮桥区司法局情况说明"] * 2


def test_rows_of_tables_are_left_out_but_not_the_note_in_their_frame() -> None:
    page = page_of(
        ("收入决算表", 200, 100), ("合计", 60, 200), ("注：本表反映收入", 60, 290), ("一、收入", 60, 400)
    )
    table: tuple[Box, str] = ((50, 150, 550, 310), "02")
    assert read(page, [table], [(50, 280, 550, 310)]) == ["收入决算表", "注：本表反映收入", "一、收入"]
    assert read(page, [table], []) == ["收入决算表", "一、收入"]


def test_every_character_has_its_edges_and_a_gap_is_a_space() -> None:
    page = page_of(("部门", 60, 100), ("年度", 200, 100))
    ((text, *box, edges),) = prose_of([(page, [], [])])[0]["lines"]
    assert text == "部门 年度"
    assert edges == [60, 70, 80, 200, 210, 220]
    assert (box[0], box[2]) == (60, 220)


def test_a_page_without_lines_still_tells_its_tables() -> None:
    (known,) = prose_of([(page_of(("合计", 60, 200)), [((50, 150, 550, 310), "03")], [])])
    assert known["tables"] == [[50, 150, 550, 310, "03"]]
    assert known["lines"] == []
