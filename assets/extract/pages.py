"""Which pages of a report hold tables, told from the text of its pages; only those are read further."""

import re
from collections.abc import Collection
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from assets.extract.data_lines import is_data_line
from assets.extract.grid import Page
from assets.extract.pdfium_text import MAX_PAGES, DocumentTooLarge, read_page
from assets.extract.text import match_key
from assets.extract.titles import table_tag, title_of

_SUBJECT = re.compile(r"决算|预算")
_HEADER = re.compile(r"科目编码|科目名称|决算数|行次|栏次|经济分类|功能分类")
HEADER_HITS = 2
DATA_LINES = 4
DRAWING = frozenset({pdfium_c.FPDF_PAGEOBJ_PATH})
DRAWN_LINES = 12  # fewer drawn objects than this make no ruled table


class OpenReport:
    """A PDF opened with pdfium, with the plain text of all its pages; a context manager that closes it.

    Raises ``pypdfium2.PdfiumError`` where pdfium cannot open it, ``DocumentTooLarge`` beyond ``MAX_PAGES``.
    """

    def __init__(self, path: Path) -> None:
        self._document = pdfium.PdfDocument(path)
        if len(self._document) > MAX_PAGES:
            self._document.close()
            raise DocumentTooLarge(f"{len(self._document)} pages, more than {MAX_PAGES}")
        self._read: dict[int, Page] = {}
        self.texts = [self._text(index) for index in range(len(self._document))]

    def __enter__(self) -> "OpenReport":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; pages already read stay readable."""
        self._document.close()

    @property
    def page_count(self) -> int:
        """Number of pages."""
        return len(self._document)

    @property
    def has_text(self) -> bool:
        """Whether any page has a text layer worth the name."""
        return any(len(text.strip()) > 10 for text in self.texts)

    @property
    def has_images(self) -> bool:
        """Whether an image stands on any page, as on those of a scan."""
        return any(
            self._count_objects(number, {pdfium_c.FPDF_PAGEOBJ_IMAGE}, enough=1)
            for number in range(1, self.page_count + 1)
        )

    @property
    def speaks_of_accounts(self) -> bool:
        """Whether the text mentions final accounts or budgets at all."""
        return any(_SUBJECT.search(match_key(text)) for text in self.texts)

    def page(self, number: int) -> Page:
        """Glyphs and lines of one page, read once; ``number`` counts from 1."""
        if number not in self._read:
            page = self._document[number - 1]
            try:
                self._read[number] = read_page(page, number)
            finally:
                page.close()
        return self._read[number]

    def table_pages(self) -> list[int]:
        """Numbers of the pages that may hold a table, recall before precision."""
        numbers: list[int] = []
        for number, text in enumerate(self.texts, start=1):
            after_table = bool(numbers) and numbers[-1] == number - 1
            if (
                _holds_table(text, after_table)
                or self._count_objects(number, DRAWING, DRAWN_LINES) >= DRAWN_LINES
            ):
                numbers.append(number)
        return numbers

    def _text(self, index: int) -> str:
        page = self._document[index]
        try:
            textpage = page.get_textpage()
            try:
                return str(textpage.get_text_bounded())
            finally:
                textpage.close()
        finally:
            page.close()

    def is_drawn_on(self, number: int) -> bool:
        """Whether anything is drawn on a page that could be a rule; without, it has no ruled table."""
        return self._count_objects(number, DRAWING, enough=1) > 0

    def _count_objects(self, number: int, kinds: Collection[int], enough: int) -> int:
        """Count objects of some kinds on a page, up to ``enough``; a form may hold anything: it is enough."""
        page = self._document[number - 1]
        found = 0
        try:
            for i in range(pdfium_c.FPDFPage_CountObjects(page.raw)):
                kind = pdfium_c.FPDFPageObj_GetType(pdfium_c.FPDFPage_GetObject(page.raw, i))
                found += enough if kind == pdfium_c.FPDF_PAGEOBJ_FORM else kind in kinds
                if found >= enough:
                    break
        finally:
            page.close()
        return found


def _holds_table(text: str, after_table: bool) -> bool:
    lines = text.splitlines()
    if any(table_tag(line) or title_of(line) for line in lines):
        return True
    if len(set(_HEADER.findall(match_key(text)))) >= HEADER_HITS:
        return True
    data = sum(is_data_line(line) for line in lines)
    return data >= (1 if after_table else DATA_LINES)
