"""What a cell of an amount column says: an amount, a dash, nothing, or words.

Amounts are read as printed, in the printed unit; scaling to yuan happens where facts are made.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from assets.extract.text import DASHES, fold_characters, squeeze

_AMOUNT = re.compile(r"^[+]?(-?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?$")
_BRACKETED = re.compile(r"^\((\d[\d,]*(?:\.\d+)?)\)$")
_DIGITS_APART = re.compile(r"\d\s+\d")
_SPACED_THOUSANDS = re.compile(r"^\D*\d{1,3}(?:[^\S\n]\d{3})+\.\d+\D*$")
_COLUMN_NUMBER = re.compile(r"^\(?(\d{1,3})\)?(?:=[\d+()~…-]+)?$")
_CODE = re.compile(r"^\d{3}(?:\d{2}){0,2}$")
_CODE_PART = re.compile(r"^\d{2,3}$")
# The whole exchequer spends some 30 000 000 000 000 yuan a year. Scaled from 万元, that many digits
# still fit DECIMAL(20,2); a longer number is something else, as that of an identity card.
MOST_DIGITS = 14
MOST_DECIMALS = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """One amount cell as read: its kind, and value and decimals in the printed unit where it is an amount."""

    kind: str  # 'amount' | 'blank' | 'dash' | 'words'
    value: Decimal | None = None
    decimals: int | None = None


@lru_cache(maxsize=65536)
def ascii_form(text: str) -> str:
    """Return the text squeezed, in half-width forms, with every minus or dash sign as '-'."""
    folded = unicodedata.normalize("NFKC", squeeze(text))
    return "".join("-" if c in DASHES else c for c in folded)


@lru_cache(maxsize=65536)
def read_amount(text: str) -> Reading:
    """Read one amount cell.

    A dash of any length means "none" and carries no amount; a bracketed number is negative, as bookkeepers
    write it. Words are a number longer than any amount (``MOST_DIGITS``, ``MOST_DECIMALS``) and digits parted
    by white space, but for thousands (1 066.51): they may be two numbers.
    """
    plain = ascii_form(text).replace("¥", "").replace("￥", "")
    if not plain:
        return Reading("blank")
    if set(plain) <= {"-"} or plain in ("/", "无"):
        return Reading("dash")
    apart = fold_characters(text).strip()
    if _DIGITS_APART.search(apart) and not _SPACED_THOUSANDS.match(apart):
        return Reading("words")
    bracketed = _BRACKETED.match(plain)
    if bracketed:
        plain = "-" + bracketed.group(1)
    amount = _AMOUNT.match(plain)
    if not amount:
        return Reading("words")
    sign, digits, fraction = amount.groups()
    digits = digits.replace(",", "")
    if len(digits) > MOST_DIGITS or len(fraction or ".") - 1 > MOST_DECIMALS:
        return Reading("words")
    value = Decimal(sign + digits + (fraction or ""))
    return Reading("amount", value, len(fraction) - 1 if fraction else 0)


def is_amount(text: str) -> bool:
    """Tell whether the cell holds a number."""
    return read_amount(text).kind == "amount"


def is_plain_integer(text: str) -> bool:
    """Tell whether the cell holds a bare whole number such as an ordinal of a row or column."""
    plain = ascii_form(text)
    return plain.isdigit() and len(plain) <= 3


@lru_cache(maxsize=65536)
def column_number(text: str) -> int | None:
    """Number of a column as a header prints it: 3, (3), ③, or with what it sums up, 1=2+3."""
    found = _COLUMN_NUMBER.match(ascii_form(text))
    return int(found.group(1)) if found else None


def is_code(text: str) -> bool:
    """Tell whether the cell holds a whole subject code: 3, 5 or 7 digits."""
    return bool(_CODE.match(ascii_form(text)))


def is_code_part(text: str) -> bool:
    """Tell whether the cell holds one part of a split subject code: 201, 06 or 01."""
    return bool(_CODE_PART.match(ascii_form(text)))
