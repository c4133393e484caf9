"""Folding the characters that published PDFs print into the ones a reader means.

Three kinds of lookalikes occur: CJK radicals that a font's ToUnicode map names instead of the character
(⻔ for 门), Kangxi radicals and full-width forms (both folded by NFKC), and the many horizontal strokes that
stand for "nothing here". What is printed is kept beside what it means; see ``Cell.printed``.
"""

import csv
import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources

DASHES = "-‐‑‒–—―─━－﹣−_"
_ORDINAL = re.compile(
    r"^(?:[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+[、.．]|[（(]\d{1,2}[）)]|\d{1,2}[、.．](?!\d))"
)
_HAN = re.compile(r"[㐀-鿿]")
_SPACES = re.compile(r"\s+")


# Characters that NFKC folds into what is meant. Full-width punctuation stays as printed.
_FOLDED_RANGES = (
    (0x2F00, 0x2FDF),  # Kangxi radicals
    (0xF900, 0xFAFF),  # compatibility ideographs
    (0xFF10, 0xFF19),  # full-width digits
    (0xFF21, 0xFF3A),  # full-width capitals
    (0xFF41, 0xFF5A),  # full-width small letters
)
_LAST_OF_BMP = 0xFFFF
_REMEMBERED = 16384  # labels and cells of a report recur: folding each text once saves a sixth of the reading


@cache
def _folding() -> dict[int, str | None]:
    """Radicals (NFKC leaves U+2E80-2EFF alone) and lookalikes to what they mean, the invisible to nothing."""
    source = resources.files("assets.reference") / "glyphs" / "radicals.csv"
    with source.open(encoding="utf-8") as lines:
        table: dict[int, str | None] = {
            ord(row["radical"]): row["character"] for row in csv.DictReader(lines)
        }
    for first, last in _FOLDED_RANGES:
        table |= {code: unicodedata.normalize("NFKC", chr(code)) for code in range(first, last + 1)}
    invisible = (code for code in range(_LAST_OF_BMP + 1) if unicodedata.category(chr(code)) == "Cf")
    return table | dict.fromkeys(invisible)


def fold_characters(text: str) -> str:
    """Replace radicals and full-width letters and digits; keep full-width punctuation as printed."""
    return text.translate(_folding())


@lru_cache(maxsize=_REMEMBERED)
def squeeze(text: str) -> str:
    """Return the text folded and without any white space: how a label is compared with itself elsewhere."""
    return _SPACES.sub("", fold_characters(text))


def key_of_page(text: str) -> str:
    """Return the ``match_key`` of a text too long, or one of too many, to be remembered."""
    key = unicodedata.normalize("NFKC", _SPACES.sub("", fold_characters(text)))
    return key.replace("“", '"').replace("”", '"').replace("〞", '"')


@lru_cache(maxsize=_REMEMBERED)
def match_key(text: str) -> str:
    """Return the form in which labels, titles and headers are matched: squeezed, half-width punctuation."""
    return key_of_page(text)


def item_of(label: str) -> str:
    """Return a row's item: its label without white space and leading ordinal (一、 （一） 1.)."""
    return _ORDINAL.sub("", squeeze(label))


def has_ordinal(label: str) -> bool:
    """Tell whether the label opens with an ordinal such as 一、 or （二）."""
    return bool(_ORDINAL.match(squeeze(label)))


def has_han(text: str) -> bool:
    """Tell whether any Chinese character stands in the text."""
    return bool(_HAN.search(text))


def count_han(text: str) -> int:
    """How many Chinese characters stand in the text."""
    return len(_HAN.findall(text))


def is_total(label: str) -> bool:
    """Tell whether a label is of a total (合计, 本年收入合计, 总计): such labels are set across columns."""
    return match_key(label).endswith(("合计", "总计"))
