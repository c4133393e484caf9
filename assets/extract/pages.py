"""Which pages of a report hold tables, told from the text of its pages; only those are read further."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from assets.extract.data_lines import is_data_line
from assets.extract.grid import Frame, Page
from assets.extract.page_signs import PageSigns, fonts_drawn_with, signs_of
from assets.extract.pdfium_text import MAX_PAGES, DocumentTooLarge, read_page
from assets.extract.text import key_of_page
from assets.extract.titles import table_tag, title_of

# Also backwards: so pdfium tells the text of a page that is shown upside down.
_SUBJECT = re.compile(r"决算|预算|算决|算预")
_HEADER = re.compile(r"科目编码|科目名称|决算数|行次|栏次|经济分类|功能分类")
A4 = (595.0, 842.0)
HEADER_HITS = 2
DATA_LINES = 4
DRAWN_LINES = 12  # fewer drawn objects than this make no ruled table


class OpenReport:
    """A PDF opened with pdfium, with the plain text of all its pages; a context manager that closes it.

    Loading a page costs more than reading it, so that each is loaded once: its text is taken, and from the
    first page on that speaks of accounts its glyphs and rules at the same time.

    Raises ``pypdfium2.PdfiumError`` where pdfium cannot open it, ``DocumentTooLarge`` beyond ``MAX_PAGES``.
    """

    def __init__(self, path: Path, unnamed: Mapping[int, frozenset[str]] | None = None) -> None:
        self.path = path
        self.unnamed = unnamed or {}  # by page, the fonts that do not name their characters
        self._document = pdfium.PdfDocument(path)
        self._read: dict[int, Page] = {}
        self.signs: list[PageSigns] = []
        self.texts: list[str] = []
        self.speaks_of_accounts = False
        self.unloadable: list[int] = []
        self._tables: list[int] = []
        try:
            if len(self._document) > MAX_PAGES:
                raise DocumentTooLarge(f"{len(self._document)} pages, more than {MAX_PAGES}")
            for number in range(1, len(self._document) + 1):
                self._look_at_any(number)
            if self.unloadable and len(self.unloadable) == len(self.texts):
                raise pdfium.PdfiumError("none of its pages can be loaded")
        except BaseException:
            self._document.close()
            raise

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
        return len(self.texts)

    @property
    def has_text(self) -> bool:
        """Whether any page has a text layer worth the name."""
        return any(len(text.strip()) > 10 for text in self.texts)

    @property
    def has_images(self) -> bool:
        """Whether an image stands on any page, as on those of a scan."""
        return any(signs.image_share > 0 for signs in self.signs)

    def page(self, number: int) -> Page:
        """Glyphs, lines and rules of one page, read once; ``number`` counts from 1."""
        if number not in self._read:
            with self._loaded(number) as (page, textpage):
                self._read[number] = read_page(page, textpage, number)
        return self._read[number]

    def drawn_fonts(self, number: int) -> frozenset[str]:
        """Names of the fonts that text of a page is drawn with."""
        with self._loaded(number) as (page, _):
            return fonts_drawn_with(page)

    def table_pages(self) -> list[int]:
        """Numbers of the pages that may hold a table, recall before precision."""
        return self._tables

    def _look_at_any(self, number: int) -> None:
        """Look at a page; one that cannot be loaded is taken for a blank one and noted."""
        try:
            self._look_at(number)
        except pdfium.PdfiumError:
            self.unloadable.append(number)
            self._read[number] = Page(number, Frame(*A4), [], [])
            self.texts[number - 1 :] = [""]
            self.signs[number - 1 :] = [PageSigns()]

    def _look_at(self, number: int) -> None:
        """Take a page's text and signs, and read it at once if the file is about accounts."""
        with self._loaded(number) as (page, textpage):
            text = str(textpage.get_text_bounded())
            self.texts.append(text)
            self.signs.append(signs_of(page))
            self.speaks_of_accounts = self.speaks_of_accounts or speaks_of_accounts(text)
            after_table = bool(self._tables) and self._tables[-1] == number - 1
            holds_table = _holds_table(text, after_table) or _is_ruled(page)
            if holds_table:
                self._tables.append(number)
            if self.speaks_of_accounts:
                self._read[number] = read_page(page, textpage, number)

    @contextmanager
    def _loaded(self, number: int) -> Iterator[tuple[pdfium.PdfPage, pdfium.PdfTextPage]]:
        page = self._document[number - 1]
        try:
            textpage = page.get_textpage()
            try:
                yield page, textpage
            finally:
                textpage.close()
        finally:
            page.close()


def speaks_of_accounts(text: str) -> bool:
    """Tell whether a text mentions final accounts or budgets at all."""
    return bool(_SUBJECT.search(key_of_page(text)))


def _is_ruled(page: pdfium.PdfPage) -> bool:
    """Tell whether enough is drawn on a page to rule a table; a form may hold anything: it is enough."""
    drawn = 0
    for index in range(pdfium_c.FPDFPage_CountObjects(page.raw)):
        kind = pdfium_c.FPDFPageObj_GetType(pdfium_c.FPDFPage_GetObject(page.raw, index))
        drawn += DRAWN_LINES if kind == pdfium_c.FPDF_PAGEOBJ_FORM else kind == pdfium_c.FPDF_PAGEOBJ_PATH
        if drawn >= DRAWN_LINES:
            return True
    return False


def _holds_table(text: str, after_table: bool) -> bool:
    lines = text.splitlines()
    if any(table_tag(line) or title_of(line) for line in lines):
        return True
    if len(set(_HEADER.findall(key_of_page(text)))) >= HEADER_HITS:
        return True
    data = sum(is_data_line(line) for line in lines)
    return data >= (1 if after_table else DATA_LINES)
