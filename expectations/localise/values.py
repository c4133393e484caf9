"""Which values of a figure are worth a look: all of a short range, marked ones of a long or open one."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from expectations.localise.intervals import Range
from expectations.localise.plausibility import Plausibility
from expectations.localise.system import Variable

WIDEST = 20  # last digits on either side of the middle of a range that are looked at one by one
SHIFTS = (10, 100, 1000, 10_000)


class Choice(NamedTuple):
    """A figure whose value is to be chosen after those of some others, by number, and before the `later`."""

    variable: Variable
    earlier: Mapping[int, int]
    later: Sequence[int]


def list_values(choice: Choice, found: Range, plausibility: Plausibility) -> list[int]:
    """Values in the range, multiples of the figure's step and in order; never the one that stands there."""
    variable, (low, high) = choice.variable, found
    step = variable.step
    wanted = set(_list_exact(choice, plausibility))
    if low is not None and high is not None:
        middle = (low + high) // 2 // step * step
        wanted.update(range(max(low, middle - WIDEST * step), min(high, middle + WIDEST * step) + 1, step))
    else:
        wanted.update(_list_marked(choice, plausibility))
        wanted.update(end for end in found if end is not None)
    return sorted(
        value
        for value in {(2 * value + step) // (2 * step) * step for value in wanted}
        if value != variable.amount and (low is None or value >= low) and (high is None or value <= high)
    )


def _list_exact(choice: Choice, plausibility: Plausibility) -> Iterator[int]:
    """Values that make a claim exact, those chosen earlier taken into account."""
    system = plausibility.system
    for index in choice.variable.constraints:
        constraint = system.constraints[index]
        if not constraint.weights.keys().isdisjoint(choice.later):
            continue
        residual = constraint.residual
        for number, value in choice.earlier.items():
            weight = constraint.weights.get(number, 0)
            residual += weight * (value - system.variables[number].amount)
        yield choice.variable.amount - residual // constraint.weights[choice.variable.number]


def _list_marked(choice: Choice, plausibility: Plausibility) -> Iterator[int]:
    """Values that slips and other places suggest, whatever the claims say."""
    amount, cell = choice.variable.amount, choice.variable.cell
    yield -amount
    for power in SHIFTS:
        yield amount * power
        yield (2 * amount + power) // (2 * power)
    for number in choice.later:
        yield plausibility.system.variables[number].amount
    if cell is not None:
        for amounts in plausibility.list_neighbours(cell).values():
            yield from amounts
        yield from plausibility.list_siblings(cell)
