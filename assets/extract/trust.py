"""Which pages' text layers are missing or lie, so that only recognition of their image can read them.

A text layer is believed unless something speaks against it: no text on a page that is an image, text that
nobody sees over a scan, text whose characters no font names.
"""

from assets.extract.page_signs import PageSigns
from assets.extract.pages import OpenReport

SCAN_SHARE = 0.6  # of a page, that images cover where the page is a scan
HARDLY_ANY = 30  # characters: fewer stand on a scan as a stamped page number or the scanner's name
HIDDEN_SHARE = 0.5  # of a page's text objects


def untrusted_pages(report: OpenReport) -> dict[int, str]:
    """Pages to be read by recognition, by number from 1, with the reason.

    'image_only': an image covers most of the page and hardly any text stands on it. 'invisible_text': most of
    its text is drawn invisibly, transparently or behind an image, the work of a recogniser nobody knows.
    'no_unicode': its fonts do not tell which characters their glyphs are. 'garbled': its characters are not
    what stands there.
    """
    reasons = {}
    for number, (text, signs) in enumerate(zip(report.texts, report.signs, strict=True), start=1):
        reason = _reason(text, signs)
        if reason:
            reasons[number] = reason
    return reasons


def _reason(text: str, signs: PageSigns) -> str:
    characters = sum(not c.isspace() for c in text)
    if signs.image_share >= SCAN_SHARE and characters < HARDLY_ANY:
        return "image_only"
    if characters and signs.hidden_share >= HIDDEN_SHARE:
        return "invisible_text"
    if characters and signs.covering_share >= SCAN_SHARE:
        return "invisible_text"
    return ""
