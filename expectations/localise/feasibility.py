"""Whether a set of figures can be changed so that all claims hold, and which values that leaves them."""

from collections.abc import Iterator
from dataclasses import dataclass

from expectations.localise.intervals import Limit, Range, Shadow, eliminate
from expectations.localise.system import System


@dataclass(frozen=True, slots=True)
class Solution:
    """A set of variables that can be changed so that every constraint on them holds.

    Values are multiples of a variable's step; ranges are in half-fens.
    """

    system: System
    changed: tuple[int, ...]
    shadow: Shadow

    def range_after(self, values: tuple[int, ...]) -> Range | None:
        """The range of the variable that follows those given a value, None where none is left."""
        steps = [self.system.variables[number].step for number in self.changed]
        counted = self.shadow.range_of([value // step for value, step in zip(values, steps, strict=False)])
        if counted is None:
            return None
        step = steps[len(values)]
        low, high = counted
        return Range(None if low is None else low * step, None if high is None else high * step)


def examine(system: System, changed: tuple[int, ...]) -> Solution | frozenset[int]:
    """The values that the set may have, or constraints that cannot all hold whatever they are.

    Only constraints on the set are looked at: those that it leaves alone hold or not as they did.
    """
    shadow = eliminate(_list_limits(system, changed), len(changed))
    return Solution(system, changed, shadow) if isinstance(shadow, Shadow) else shadow


def _list_limits(system: System, changed: tuple[int, ...]) -> Iterator[Limit]:
    for index in system.touching(changed):
        constraint = system.constraints[index]
        bound = system.find_bound(constraint, changed)
        rest = constraint.residual
        weights = []
        for number in changed:
            weight = constraint.weights.get(number, 0)
            rest -= weight * system.variables[number].amount
            weights.append(weight * system.variables[number].step)
        origins = frozenset((index,))
        yield Limit(tuple(weights), bound - rest, origins)
        if not constraint.at_most:
            yield Limit(tuple(-weight for weight in weights), bound + rest, origins)
