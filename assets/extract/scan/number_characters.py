"""Characters of numbers and what is taken for them: in a number an O can only be a zero.

Only lookalikes that no number is lost by are listed: 5 and S, or 2 and Z, are left for the reader to doubt.
"""

from assets.extract.text import DASHES

LOOKALIKES = {
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
NUMBER_CHARACTERS = tuple(LOOKALIKES)
_KNOWN = frozenset().union(*LOOKALIKES.values()) | {" "}


def is_number_like(text: str) -> bool:
    """Tell whether a text consists of a number's characters and their lookalikes only."""
    return bool(text.strip()) and set(text) <= _KNOWN
