"""Whether text can be what a Chinese report prints: characters that fonts without a map turn into.

Such a font's glyph numbers pass for characters: controls, rare Han, scripts nobody writes accounts in. A
report is written in the characters of GB 2312; names of people and places bring a few others.
"""

from functools import cache

from assets.extract.text import fold_characters

MOST_CONTROLS = 2
MOST_STRANGE = 0.06  # of a page's characters
FEWEST_STRANGE = 5
# pdfium returns U+0002 for a hyphen at a line's end, U+FFFE for one it joined.
_LAYOUT = frozenset("\t\n\x0b\x0c\r\x02\ufffe\u00ad")
# Blocks of punctuation, signs and radicals, and the private characters that bullets are set in.
_SIGNS = (
    *((0x20, 0x7F), (0xA0, 0x100), (0x2000, 0x2070), (0x20A0, 0x20D0), (0x2100, 0x2400), (0x2460, 0x2800)),
    *((0x2E80, 0x2FE0), (0x3000, 0x3020), (0x31C0, 0x31F0), (0x3200, 0x3400), (0xF000, 0xF100)),
    *((0xFE30, 0xFE50), (0xFF00, 0xFFF0)),
)


@cache
def _plausible() -> frozenset[str]:
    """Every character of GB 2312 and every sign a report may print."""
    cells = (bytes([row, cell]) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    national = {cell.decode("gb2312", "ignore") for cell in cells}
    return frozenset(national) | {chr(code) for first, end in _SIGNS for code in range(first, end)} | _LAYOUT


def is_garbled(text: str) -> bool:
    """Tell whether a page's text holds controls, or more strange characters than names can bring."""
    odd = set(text) - _plausible()
    if not odd:
        return False
    controls = sum(text.count(c) for c in odd if c < " " or "\x7f" <= c < "\xa0" or c == "\ufffd")
    if controls > MOST_CONTROLS:
        return True
    strange = sum(text.count(c) for c in odd if fold_characters(c) == c)
    characters = sum(not c.isspace() for c in text)
    return strange >= FEWEST_STRANGE and strange > MOST_STRANGE * characters
