"""Characters of numbers and what is taken for them: in a number an O can only be a zero.

What a letter was taken for is borne out, or not, by the other digits of the page (``shapes``).
"""

import re

from assets.extract.text import DASHES

# Lookalikes that alone make a number of a text, and those that do only among digits.
SIGNS = {
    "0": frozenset("0０OoＯ〇○◯"),
    "1": frozenset("1１lI|丨｜ｌ"),
    **{digit: frozenset((digit, chr(ord(digit) - ord("0") + ord("０")))) for digit in "23456789"},
    ".": frozenset(".．。·・•˙"),
    ",": frozenset(",，、､‚"),
    "-": frozenset(DASHES + "一ー"),
    "(": frozenset("(（"),
    ")": frozenset(")）"),
    "%": frozenset("%％"),
}
LETTERS = {"2": frozenset("Zz"), "5": frozenset("Ss"), "8": frozenset("B"), "9": frozenset("gq")}
NUMBER_CHARACTERS = tuple(SIGNS)
LOOKALIKES = {sign: meant | LETTERS.get(sign, frozenset()) for sign, meant in SIGNS.items()}
_SIGNS = frozenset().union(*SIGNS.values()) | {" "}
_LETTERS = frozenset().union(*LETTERS.values())
_COMMA_FOR_POINT = re.compile(r"^(-?\d{1,3}(?:,\d{3})*),(\d{1,2})$")


def is_number_like(text: str) -> bool:
    """Tell whether a text consists of a number's characters and of what is taken for them."""
    digits = sum(character.isdigit() for character in text)
    letters = sum(character in _LETTERS for character in text)
    return bool(text.strip()) and set(text) <= _SIGNS | _LETTERS and (not letters or digits > 2 * letters)


def with_point(number: str) -> str:
    """Return the number with a point for a last comma before one or two digits: no thousands end so."""
    return _COMMA_FOR_POINT.sub(r"\1.\2", number)
