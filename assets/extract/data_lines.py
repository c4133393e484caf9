"""Lines of text that read like a row of a table, whether or not a table was found around them."""

import re

from assets.extract.numerals import read_amount
from assets.extract.text import has_han

_PROSE = re.compile(r"[，。；]")


def is_data_line(line: str) -> bool:
    """Tell whether a line reads like a row: ends with an amount and holds no prose."""
    words = line.split()
    if not words or _PROSE.search(line):
        return False
    reading = read_amount(words[-1])
    return reading.kind == "amount" and (bool(reading.decimals) or (len(words) > 1 and has_han(words[0])))
