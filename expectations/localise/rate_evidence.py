"""What the rates of the text say of the amounts they are taken of: those that hold, and those that do not."""

from collections import defaultdict
from collections.abc import Iterable
from math import log

from expectations.claims import Verdict
from expectations.localise.rates import Place, agrees, list_places, place_of
from expectations.localise.system import HOLDING, Variable
from expectations.rates import RateClaim
from expectations.rounding import VerdictKind
from expectations.sheets import Figure

BY_CHANCE = log(1e-3)  # that a rate of some digits agrees with a wrong amount, or breaks with the right one
BY_CHANCE_INFERRED = log(0.1)  # where the text does not say what is divided by what


class Rates:
    """The rates that were judged, by the amounts they are taken of."""

    def __init__(self, rates: Iterable[tuple[RateClaim, Verdict]]) -> None:
        self.by_place: dict[Place, list[tuple[RateClaim, bool]]] = defaultdict(list)
        for claim, verdict in rates:
            if verdict.verdict in HOLDING or verdict.verdict is VerdictKind.VIOLATED:
                for place in list_places(claim, verdict.sha256):
                    self.by_place[place].append((claim, verdict.verdict in HOLDING))

    def weigh(self, variable: Variable, value: int) -> float:
        """Logarithm of how much likelier the rates on a figure are with the value than as it is printed."""
        printed = variable.cell or variable.statement
        assert printed is not None
        place = place_of(
            Figure(variable.amount, variable.width, variable.cell, variable.statement), printed.sha256
        )
        if place not in self.by_place:
            return 0.0
        weight = 0.0
        for claim, holds in self.by_place[place]:
            amounts = [
                value if place_of(figure, printed.sha256) == place else figure.amount or 0
                for figure in claim.figures
            ]
            if agrees(claim, amounts) != holds:
                weight += (1 if holds else -1) * (BY_CHANCE_INFERRED if claim.inferred else BY_CHANCE)
        return weight
