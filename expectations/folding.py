"""Texts made alike where only their setting differs: width, white space, quotation marks, ordinals.

What belongs here: all the ways in which printed texts are folded before they are compared. Characters that
the reader takes for others are put right before (assets.extract.text).
"""

import re
import unicodedata
from functools import lru_cache

_ORDINAL = re.compile(r"^(?:\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+[、.,]|\d+[、.])")
_PUNCTUATION = re.compile(r"[\W_]+")
_QUOTES = str.maketrans("", "", "\"'“”‘’„‟「」『』")


def fold_width(text: str) -> str:
    """Text in half width where it can be; white space stays, for blanks to be filled in are made of it."""
    return unicodedata.normalize("NFKC", text)


def fold_text(text: str) -> str:
    """Text in half width where it can be, without white space."""
    return "".join(fold_width(text).split())


@lru_cache(maxsize=4096)
def fold_prose(text: str) -> str:
    """Text as ``fold_text`` has it, without quotation marks: what sentences are searched in."""
    return fold_text(text).translate(_QUOTES)


@lru_cache(maxsize=16_384)
def fold_label(label: str) -> str:
    """Label as ``fold_text`` has it, without its ordinal: what labels of rows are compared by."""
    return _ORDINAL.sub("", fold_text(label))


@lru_cache(maxsize=16_384)
def fold_name(name: str) -> str:
    """A name in half width, without white space and punctuation: brackets and commas are set in many ways."""
    return _PUNCTUATION.sub("", fold_width(name))
