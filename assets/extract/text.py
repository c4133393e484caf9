"""Folding the characters that published PDFs print into the ones a reader means.

Three kinds of lookalikes occur: CJK radicals that a font's ToUnicode map names instead of the character
(⻔ for 门), Kangxi radicals and full-width forms (both folded by NFKC), and the many horizontal strokes that
stand for "nothing here". What is printed is kept beside what it means; see ``Cell.printed``.
"""

import csv
import re
import unicodedata
from functools import cache
from importlib import resources

DASHES = "-‐‑‒–—―─━－﹣−_"
_ORDINAL = re.compile(
    r"^(?:[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+[、.．]|[（(]\d{1,2}[）)]|\d{1,2}[、.．](?!\d))"
)
_SPACES = re.compile(r"\s+")


@cache
def _radicals() -> dict[int, str]:
    """Translation table of the CJK Radicals Supplement (U+2E80-2EFF), which NFKC leaves alone."""
    source = resources.files("assets.reference") / "glyphs" / "radicals.csv"
    with source.open(encoding="utf-8") as lines:
        return {ord(row["radical"]): row["character"] for row in csv.DictReader(lines)}


def fold_characters(text: str) -> str:
    """Replace radicals and full-width letters and digits; keep full-width punctuation as printed."""
    folded = text.translate(_radicals())
    return "".join(
        unicodedata.normalize("NFKC", c) if _is_lookalike(c) else c
        for c in folded
        if unicodedata.category(c) != "Cf"
    )


def _is_lookalike(character: str) -> bool:
    code = ord(character)
    kangxi = 0x2F00 <= code <= 0x2FDF
    compatibility_ideograph = 0xF900 <= code <= 0xFAFF
    full_width_alphanumeric = 0xFF10 <= code <= 0xFF19 or 0xFF21 <= code <= 0xFF3A or 0xFF41 <= code <= 0xFF5A
    return kangxi or compatibility_ideograph or full_width_alphanumeric


def squeeze(text: str) -> str:
    """Return the text folded and without any white space: how a label is compared with itself elsewhere."""
    return _SPACES.sub("", fold_characters(text))


def match_key(text: str) -> str:
    """Return the form in which labels, titles and headers are matched: squeezed, half-width punctuation."""
    return unicodedata.normalize("NFKC", squeeze(text)).replace("“", '"').replace("”", '"').replace("〞", '"')


def item_of(label: str) -> str:
    """Return a row's item: its label without white space and leading ordinal (一、 （一） 1.)."""
    return _ORDINAL.sub("", squeeze(label))


def has_ordinal(label: str) -> bool:
    """Tell whether the label opens with an ordinal such as 一、 or （二）."""
    return bool(_ORDINAL.match(squeeze(label)))


def has_han(text: str) -> bool:
    """Tell whether any Chinese character stands in the text."""
    return any("㐀" <= c <= "鿿" for c in text)
