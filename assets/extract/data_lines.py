"""Lines of text that read like a row of a table, whether or not a table was found around them."""

import re

from assets.extract.numerals import Reading, read_amount
from assets.extract.text import has_han

_PROSE = re.compile(r"[，。；]")
_NOTE = re.compile(r"[(（]?(?:备注|注|说明)\d?[:：]")
_FIGURES = re.compile(r"[\d,.\-–—－]+")
_GLUED = re.compile(r"-?[\d,]+\.\d{2}(?!\d)|[-–—－]")
# A row without white space: a code, its name and figures, or two amounts one after the other.
_GLUED_ROW = re.compile(
    r"^\d{3}(?:\d{2}){0,2}[㐀-鿿（(][^\d,，。]*(?:[\d,]+\.\d{2}|[-–—－]$)|\d\.\d{2}[\d,]*\.\d{2}(?!\d)"
)
ROW_OF_FIGURES = 3  # figures standing apart in one line, which prose never has


def _parted(word: str) -> list[str]:
    """Figures of a row that a page's plain text prints without white space between them."""
    glued = _FIGURES.fullmatch(word) and word.count(".") > 1
    return (_GLUED.findall(word) if glued else []) or [word]


def is_data_line(line: str) -> bool:
    """Tell whether a line reads like a row: ends with an amount or a dash after one, and holds no prose.

    Several rows may stand in one line of a page's plain text, the note under them too.
    """
    words = _NOTE.split(line)[0].split()
    if not words:
        return False
    readings = [read_amount(part) for word in words for part in _parted(word)]
    figures = [r for r in readings if r.decimals or r.kind == "dash"]
    if len(figures) >= ROW_OF_FIGURES and any(r.decimals for r in figures):
        return True
    joined = "".join(words)
    if _PROSE.search(joined):
        return False
    return bool(_GLUED_ROW.search(joined)) or _ends_in_figure(words, readings)


def _ends_in_figure(words: list[str], readings: list[Reading]) -> bool:
    if readings[-1].kind not in ("amount", "dash") or all(r.kind != "amount" for r in readings):
        return False
    if readings[-1].kind == "amount" and len(words) > 1 and has_han(words[0]):
        return True
    with_fen = any(r.kind == "amount" and r.decimals for r in readings)
    return bool(readings[-1].decimals) or (len(words) > 2 and with_fen)
