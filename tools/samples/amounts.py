"""Printing exact yuan the way a report does, and reading the printed text back into yuan."""

import unicodedata
from decimal import ROUND_HALF_UP, Decimal

YUAN_PER_UNIT = {"万元": Decimal(10000), "元": Decimal(1)}
FEN = Decimal("0.01")
DASHES = frozenset({"-", "—", "－"})


def print_amount(yuan: Decimal, unit: str, *, separators: bool, zero: str) -> str:
    """Print an amount with two decimals in `unit` ('万元' or '元'); an exact zero becomes `zero`.

    Every cell is rounded (half up) by itself, so that sums show the differences real reports show.
    """
    if yuan == 0:
        return zero
    value = (yuan / YUAN_PER_UNIT[unit]).quantize(FEN, ROUND_HALF_UP)
    return f"{value:,.2f}" if separators else f"{value:.2f}"


def printed_yuan(printed: str, unit: str) -> Decimal | None:
    """What a printed text stands for, in yuan; None for a blank or a dash."""
    text = unicodedata.normalize("NFKC", printed).replace(",", "").strip()
    if not text or text in DASHES:
        return None
    return (Decimal(text) * YUAN_PER_UNIT[unit]).quantize(FEN)


def narrate_amount(yuan: Decimal, unit: str) -> str:
    """Print an amount for running text: rounded to two decimals, without trailing zeros or separators."""
    value = (yuan / YUAN_PER_UNIT[unit]).quantize(FEN, ROUND_HALF_UP)
    text = f"{value:f}".rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text


def percentage(part: Decimal, whole: Decimal) -> str | None:
    """Share of `part` in `whole` to one decimal, trailing zero dropped; None when the base is zero."""
    if whole == 0:
        return None
    value = (part * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{value:f}".rstrip("0").rstrip(".")
