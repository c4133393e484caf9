"""The smallest sets of figures whose change explains a component of violated claims.

A set must hit every violated claim, and every cut that a set tried before has given: where a set leaves no
values, one of the other figures of the claims that contradict each other must be changed as well. Single
figures are found by intersection; of larger sets the lightest one by integer programming (HiGHS), its
neighbours by exchanging one figure, and what is left by forbidding the sets that are known. The program only
chooses sets, whether a set has values is decided in exact integers (expectations.localise.feasibility).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from expectations.localise.feasibility import Solution, examine
from expectations.localise.system import System, Variable

LARGEST_SET = 8
# Limits of the work on one component and, in a Budget, on one report; they are counts and not times, so that
# every machine finds the same.
MOST_SETS = 150  # figures in all sets found, and so their number where they are of one figure
MOST_TRIED = 1000
MOST_PROGRAMS = 30
MORE_PROGRAMS = 6  # once a set is known
MOST_NODES = 200  # of the branch-and-bound tree of one program
# Costs of a figure in thousandths. The smallest set comes first whatever its members: no discount is as
# large as another figure.
PLAIN, BLANK_EXTRA, DOUBTED_DISCOUNT, CONFIRMED_EXTRA = 1000, 200, 100, 10


@dataclass(slots=True)
class Budget:
    """Work that is left for one report: integer programs to solve, and sets of figures to try."""

    programs: int = 60
    sets: int = 2000


@dataclass(slots=True)
class Search:
    """The state of one search: cuts, sets found, sets found to be of no use, and the work that is left."""

    system: System
    cuts: list[frozenset[int]]
    budget: Budget
    largest: int
    found: dict[tuple[int, ...], Solution] = field(default_factory=dict)
    tried: set[tuple[int, ...]] = field(default_factory=set)

    def try_set(self, changed: Iterable[int]) -> bool:
        """Keep the set if it explains everything, or learn from it why it does not."""
        members = tuple(sorted(changed))
        if members in self.tried:
            return members in self.found
        self.tried.add(members)
        self.budget.sets -= 1
        outcome = examine(self.system, members)
        if isinstance(outcome, Solution):
            if all(not cut.isdisjoint(members) for cut in self.cuts):
                self.found[members] = outcome
                return True
            return False
        shared = frozenset().union(*(self.system.constraints[index].weights for index in outcome))
        cut = shared - frozenset(members)
        if cut not in self.cuts:
            self.cuts.append(cut)
        return False

    @property
    def is_hopeless(self) -> bool:
        """Whether some claims contradict each other whatever is changed."""
        return any(not cut for cut in self.cuts)

    @property
    def is_over(self) -> bool:
        """Whether enough sets are known or tried."""
        held = sum(len(members) for members in self.found)
        return held >= MOST_SETS or len(self.tried) >= MOST_TRIED or self.budget.sets <= 0


def find_sets(
    system: System, component: Sequence[int], swapped: Iterable[tuple[int, int]], budget: Budget
) -> list[Solution]:
    """Smallest sets that explain the component, in order of their variables, and with them `swapped` ones.

    None where only sets of more figures would explain it than violated claims (and one) or than LARGEST_SET,
    or where none is found before the budget, which the work is taken from, is spent.
    """
    cuts = list(dict.fromkeys(frozenset(system.constraints[index].weights) for index in component))
    search = Search(system, cuts, budget, min(LARGEST_SET, len(component) + 1))
    for number in sorted(frozenset.intersection(*cuts)):
        search.try_set((number,))
    if not search.found and not search.is_hopeless:
        _find_larger(search)
    for pair in swapped:
        search.try_set(pair)
    return [search.found[members] for members in sorted(search.found)]


def _find_larger(search: Search) -> None:
    """Find the lightest set, then others of its size."""
    left = MOST_PROGRAMS
    while left > 0 and search.budget.programs > 0 and not (search.is_over or search.is_hopeless):
        largest = min((len(members) for members in search.found), default=search.largest)
        search.budget.programs -= 1
        chosen = _choose_set(search, largest)
        if chosen is None:
            return
        if search.try_set(chosen):
            _exchange(search, chosen)
            left = min(left, MORE_PROGRAMS)
        left -= 1


def _exchange(search: Search, chosen: tuple[int, ...]) -> None:
    """Try every set that differs from a known one in one figure."""
    for number in chosen:
        others = tuple(member for member in chosen if member != number)
        while not search.is_over:
            open_cuts = [cut for cut in search.cuts if cut.isdisjoint(others)]
            candidates = frozenset.intersection(*open_cuts) if open_cuts else frozenset()
            untried = [n for n in sorted(candidates) if tuple(sorted((*others, n))) not in search.tried]
            if not untried:
                break
            search.try_set((*others, untried[0]))


def _choose_set(search: Search, largest: int) -> tuple[int, ...] | None:
    """The lightest set of at most `largest` figures that hits all cuts and holds no known set.

    None where there is none, or none is found within the limit of nodes.
    """
    import numpy as np  # noqa: PLC0415 - only reports with several errors need the solver
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415
    from scipy.sparse import csr_array  # noqa: PLC0415

    numbers = sorted(frozenset().union(*search.cuts))
    column = {number: place for place, number in enumerate(numbers)}
    known = [frozenset(members) for members in search.found]
    rows = [*search.cuts, *known, frozenset(numbers)]
    low = [1.0] * len(search.cuts) + [-np.inf] * (len(known) + 1)
    high = [np.inf] * len(search.cuts) + [len(members) - 1.0 for members in known] + [float(largest)]
    places = [(row, column[number]) for row, members in enumerate(rows) for number in sorted(members)]
    matrix = csr_array(
        (np.ones(len(places)), ([row for row, _ in places], [place for _, place in places])),
        shape=(len(rows), len(numbers)),
    )
    answer = milp(
        np.array([_weigh(search.system, search.system.variables[number]) for number in numbers], dtype=float),
        constraints=LinearConstraint(matrix, low, high),
        integrality=np.ones(len(numbers)),
        bounds=Bounds(0, 1),
        options={"node_limit": MOST_NODES},
    )
    if answer.status != 0 or answer.x is None:
        return None
    return tuple(number for number, share in zip(numbers, answer.x, strict=True) if share > 0.5)


def _weigh(system: System, variable: Variable) -> int:
    """What it costs to suspect a figure: less where its reading is in doubt, more where claims confirm it."""
    holding = sum(1 for index in variable.constraints if not system.constraints[index].violated)
    cost = PLAIN + CONFIRMED_EXTRA * min(holding, 10)
    if not variable.is_printed:
        cost += BLANK_EXTRA
    doubted = variable.cell is not None and (variable.cell.source == "ocr" or variable.cell.reader_doubt)
    return cost - DOUBTED_DISCOUNT if doubted else cost
