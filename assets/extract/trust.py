"""Which pages' text layers are missing or lie, so that only recognition of their image can read them.

A text layer is believed unless something speaks against it: no text on a page that is an image, text that
nobody sees over a scan, characters that no font names or nobody writes.
"""

import re

from assets.extract.forms import load_forms
from assets.extract.page_signs import PageSigns
from assets.extract.pages import OpenReport
from assets.extract.plausible import is_garbled
from assets.extract.text import key_of_page
from assets.extract.titles import title_of

SCAN_SHARE = 0.6  # of a page, that images cover where the page is a scan
HARDLY_ANY = 30  # characters: fewer stand on a scan as a stamped page number or the scanner's name
HIDDEN_SHARE = 0.5  # of a page's text objects
CONTENTS_TITLES = 5  # titles of tables on one page make it a table of contents
EXPLAINING_FIGURES = 5  # amounts and shares in sentences: a report explains itself with more
_FIGURE_IN_SENTENCE = re.compile(r"\d(?:万?元|%)[^。;]{0,200}[。;]")


def untrusted_pages(report: OpenReport) -> dict[int, str]:
    """Pages to be read by recognition, by number from 1, with the reason.

    'image_only': an image covers most of the page and hardly any text stands on it. 'invisible_text': most of
    its text is drawn invisibly, transparently or under an image, the work of a recogniser nobody knows.
    'no_unicode': its fonts do not tell which characters their glyphs are. 'garbled': its characters are not
    what stands there. Scanned pages of a report whose nine tables and explanation are all printed as text are
    left out: they are photographs and annexes.
    """
    reasons = {}
    for number, (text, signs) in enumerate(zip(report.texts, report.signs, strict=True), start=1):
        reason = _reason(text, signs) or ("no_unicode" if _draws_unnamed(report, number, text) else "")
        if reason:
            reasons[number] = reason
    scanned = "image_only" in reasons.values()
    if scanned and _has_all_tables(report, reasons) and _explains(report, reasons):
        reasons = {number: reason for number, reason in reasons.items() if reason != "image_only"}
    return reasons


def _reason(text: str, signs: PageSigns) -> str:
    if signs.image_share >= SCAN_SHARE and sum(not c.isspace() for c in text) < HARDLY_ANY:
        return "image_only"
    if text and (signs.hidden_share >= HIDDEN_SHARE or signs.covering_share >= SCAN_SHARE):
        return "invisible_text"
    return "garbled" if is_garbled(text) else ""


def _draws_unnamed(report: OpenReport, number: int, text: str) -> bool:
    unnamed = report.unnamed.get(number, frozenset())
    return bool(unnamed) and bool(text.strip()) and not unnamed.isdisjoint(report.drawn_fonts(number))


def _has_all_tables(report: OpenReport, reasons: dict[int, str]) -> bool:
    """Tell whether each of the nine tables has its title on a page of text that is no table of contents."""
    found: set[str] = set()
    for number, text in enumerate(report.texts, start=1):
        if number not in reasons and number in report.table_pages():
            titles = {title.form.table_code for line in text.splitlines() if (title := title_of(line))}
            found |= titles if len(titles) < CONTENTS_TITLES else set()
    return found >= {form.table_code for form in load_forms()}


def _explains(report: OpenReport, reasons: dict[int, str]) -> bool:
    """Tell whether sentences with figures stand on pages of text, so that the explanation is no scan."""
    texts = (text for number, text in enumerate(report.texts, start=1) if number not in reasons)
    return sum(len(_FIGURE_IN_SENTENCE.findall(key_of_page(text))) for text in texts) >= EXPLAINING_FIGURES
