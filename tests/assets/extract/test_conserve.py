"""Every number of a page is accounted for, once."""

from assets.extract.conserve import Account, account_for, number_tokens
from assets.extract.grid import Box, Frame, Glyph, Page, TextLine
from assets.extract.pdfium_text import glyph_rows

SIZE = 10.0


def glyphs_of(text: str, x: float, y: float, run: int = 0) -> list[Glyph]:
    """Glyphs half as wide as high, side by side; spaces leave gaps."""
    return [
        Glyph(char, x + i * SIZE / 2, y, x + (i + 1) * SIZE / 2, y + SIZE, run)
        for i, char in enumerate(text)
        if char != " "
    ]


def make_page(*texts: tuple[str, float, float]) -> Page:
    glyphs = [g for run, (text, x, y) in enumerate(texts) for g in glyphs_of(text, x, y, run)]
    return Page(1, Frame(600, 800), glyphs, [])


def classes(page: Page, cells: list[tuple[Box, str]], ignored: list[tuple[Box, str]]) -> dict[str, str]:
    return {token.text: token.token_class for token in account_for(page, Account(cells, ignored))}


def test_numbers_end_at_gaps_and_at_the_next_text() -> None:
    glyphs = [
        *glyphs_of("1,234.50", 0, 0, run=1),
        *glyphs_of("-7", 44, 0, run=2),
        *glyphs_of("12 34", 100, 0),
    ]
    assert [text for text, _ in number_tokens(glyph_rows(glyphs))] == ["1,234.50", "7", "12", "34"]


def test_a_cell_accounts_for_the_number_it_reads() -> None:
    page = make_page(("12.50", 100, 100), ("2010101", 10, 100), ("9", 300, 790), ("2023", 100, 50))
    cell, code = (90, 95, 160, 115), (0, 95, 80, 115)
    assert classes(page, [(cell, "12.50")], [(code, "code")]) == {
        "12.50": "cell",
        "2010101": "code",
        "9": "page_number",
        "2023": "year",
    }


def test_a_number_its_cell_reads_otherwise_is_lost() -> None:
    page = make_page(("12.50", 100, 100))
    assert classes(page, [((90, 95, 160, 115), "125.0")], []) == {"12.50": "lost"}


def test_a_cell_accounts_for_one_number_only() -> None:
    page = make_page(("12.50", 100, 100), ("12.50", 100, 112))
    cell = ((90.0, 95.0, 160.0, 130.0), "12.50")
    assert [t.token_class for t in account_for(page, Account([cell], []))] == ["cell", "lost"]


def test_a_number_outside_every_table_is_text() -> None:
    assert classes(make_page(("66.6", 100, 400)), [], []) == {"66.6": "text"}


def test_a_number_in_a_row_outside_every_table_is_told_from_text() -> None:
    page = make_page(("66.60", 100, 400), ("77.70", 100, 500))
    page.lines.append(TextLine("2010101 行政运行 66.60", 40, 400, 160, 410))
    page.lines.append(TextLine("注：行政运行 77.70", 40, 500, 160, 510))
    assert classes(page, [], []) == {"66.60": "outside", "77.70": "text"}
    assert classes(page, [], [((30, 390, 170, 420), "raw_table")])["66.60"] == "raw_table"
