"""How a printed number can have come of another one: slips of one digit, of the sign, of the decimal point.

Numbers are counted in last printed digits of their table (46.40 万元 is 4640) and compared digit by digit.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

LARGEST_SHIFT = 3  # places that a decimal point is mislaid by
UNIT_SHIFT = 4  # 元 for 万元


class Slip(NamedTuple):
    """A kind of error and how many different misprints of that kind the right number could have suffered."""

    kind: str
    ways: int


def list_slips(printed: int, due: int, digits: str, decimals: int) -> Iterator[Slip]:
    """Kinds of slip that turn the number that is due into the printed one.

    `digits` are those that stand there, without sign, point and separators ('' for a blank), `decimals` those
    that the table usually prints: digits printed are fewer than those due where one of the decimals is lost.
    """
    if printed == due:
        return
    if printed == 0:
        yield Slip("zero", 1)
        return
    if printed == -due:
        yield Slip("sign_flip", 1)
        return
    if (printed < 0) != (due < 0) or due == 0:
        return
    wanted = str(abs(due)).zfill(decimals + 1)
    yield from _compare_digits(digits.lstrip("0").zfill(decimals + 1), wanted)
    yield from _compare_scales(abs(printed), abs(due))
    difference = str(abs(printed - due))
    if difference.strip("0") == "1":
        yield Slip("carry", 2 * len(wanted))


def _compare_digits(printed: str, wanted: str) -> Iterator[Slip]:
    if len(printed) == len(wanted) - 1 and _lacks_one(printed, wanted):
        yield Slip("dropped_digit", len(wanted))
    if len(printed) == len(wanted) + 1 and _lacks_one(wanted, printed) and _is_doubled(printed, wanted):
        yield Slip("doubled_digit", len(wanted))
    if len(printed) != len(wanted):
        return
    pairs = list(zip(printed, wanted, strict=True))
    differing = [place for place, (one, other) in enumerate(pairs) if one != other]
    if len(differing) == 1:
        yield Slip("changed_digit", 9 * len(wanted))
    if len(differing) == 2 and differing[1] == differing[0] + 1:
        first, second = (pairs[place] for place in differing)
        if first == second[::-1]:
            yield Slip("transposed_digits", len(wanted) - 1)


def _lacks_one(shorter: str, longer: str) -> bool:
    """Whether the shorter string is the longer one without one of its characters."""
    place = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    return shorter[place:] == longer[place + 1 :]


def _is_doubled(printed: str, wanted: str) -> bool:
    return any(
        one == other and printed[:place] + printed[place + 1 :] == wanted
        for place, (one, other) in enumerate(pairwise(printed))
    )


def _compare_scales(printed: int, due: int) -> Iterator[Slip]:
    """Whether the numbers differ by a power of ten, but for digits that moving the point cut off."""
    for shift in range(1, UNIT_SHIFT + 1):
        power = 10**shift
        if printed == due * power or 2 * abs(due - printed * power) <= power:
            moved = Slip("decimal_point", 2 * LARGEST_SHIFT)
            yield moved if shift <= LARGEST_SHIFT else Slip("wrong_unit", 2)
