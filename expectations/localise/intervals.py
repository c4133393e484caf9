"""Which values a few unknown figures may have, in exact integers: Fourier–Motzkin elimination.

The unknowns are counted in last printed digits, so that rounding every limit to a whole number after dividing
by the greatest common divisor loses no printed value. What belongs here: systems of inequalities over few
unknowns. Not where they come from (expectations.localise.system).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from math import gcd
from typing import NamedTuple


class Limit(NamedTuple):
    """Σ weight·unknown ≤ limit; `origins` are the constraints it follows from."""

    weights: tuple[int, ...]
    limit: int
    origins: frozenset[int]


class Range(NamedTuple):
    """Lowest and highest value, None where there is no such end."""

    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Shadow:
    """What is left of a feasible system: `stages[n]` has the limits on the first n + 1 unknowns alone."""

    stages: tuple[tuple[Limit, ...], ...]

    def range_of(self, values: Sequence[int]) -> Range | None:
        """The range of the unknown that follows the given ones, None where they leave it no value."""
        place = len(values)
        low: int | None = None
        high: int | None = None
        for weights, limit, _ in self.stages[place]:
            rest = limit - sum(weight * value for weight, value in zip(weights, values, strict=False))
            weight = weights[place]
            if weight > 0:
                high = rest // weight if high is None else min(high, rest // weight)
            elif weight < 0:
                low = -(rest // -weight) if low is None else max(low, -(rest // -weight))
            elif rest < 0:
                return None
        if low is not None and high is not None and low > high:
            return None
        return Range(low, high)


def eliminate(limits: Iterable[Limit], unknowns: int) -> Shadow | frozenset[int]:
    """The shadow of a system, or where it has no solution the origins of the contradiction."""
    current = _tighten(limits)
    stages: list[tuple[Limit, ...]] = []
    for place in reversed(range(unknowns)):
        contradiction = _find_contradiction(current)
        if contradiction is not None:
            return contradiction
        stages.append(tuple(current))
        above = [row for row in current if row.weights[place] > 0]
        below = [row for row in current if row.weights[place] < 0]
        kept = [row for row in current if row.weights[place] == 0]
        current = _tighten([*kept, *(_cancel(one, two, place) for one, two in product(above, below))])
    contradiction = _find_contradiction(current)
    return Shadow(tuple(reversed(stages))) if contradiction is None else contradiction


def _cancel(above: Limit, below: Limit, place: int) -> Limit:
    """The consequence of two limits in which the unknown at `place` no longer stands."""
    times, other = -below.weights[place], above.weights[place]
    return Limit(
        tuple(times * a + other * b for a, b in zip(above.weights, below.weights, strict=True)),
        times * above.limit + other * below.limit,
        above.origins | below.origins,
    )


def _tighten(limits: Iterable[Limit]) -> list[Limit]:
    """Limits in lowest terms, of those on the same sum the tightest."""
    tightest: dict[tuple[int, ...], Limit] = {}
    for weights, limit, origins in limits:
        divisor = gcd(*weights) or 1
        reduced = tuple(weight // divisor for weight in weights)
        bound = limit // divisor if any(weights) else limit
        known = tightest.get(reduced)
        if known is None or bound < known.limit:
            tightest[reduced] = Limit(reduced, bound, origins)
    return list(tightest.values())


def _find_contradiction(limits: Iterable[Limit]) -> frozenset[int] | None:
    for weights, limit, origins in limits:
        if limit < 0 and not any(weights):
            return origins
    return None
