"""Exact elimination against trying every value."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from expectations.localise.intervals import Limit, Range, Shadow, eliminate

BOX = 6
WEIGHTS = st.tuples(st.integers(-1, 1), st.integers(-1, 1))


def list_limits(rows: list[tuple[tuple[int, int], int]]) -> list[Limit]:
    """The rows with origins 0, 1, …, and a box round both unknowns."""
    box = [((1, 0), BOX), ((-1, 0), BOX), ((0, 1), BOX), ((0, -1), BOX)]
    return [Limit(weights, limit, frozenset((n,))) for n, (weights, limit) in enumerate([*rows, *box])]


def try_all(limits: list[Limit]) -> list[tuple[int, int]]:
    values = product(range(-BOX, BOX + 1), repeat=2)
    return [pair for pair in values if all(_holds(limit, pair) for limit in limits)]


def _holds(limit: Limit, values: tuple[int, int]) -> bool:
    return sum(w * v for w, v in zip(limit.weights, values, strict=True)) <= limit.limit


@given(st.lists(st.tuples(WEIGHTS, st.integers(-8, 8)), max_size=6))
def test_ranges_are_those_of_all_whole_solutions(rows: list[tuple[tuple[int, int], int]]) -> None:
    limits = list_limits(rows)
    solutions = try_all(limits)
    shadow = eliminate(limits, 2)
    if not solutions:
        assert not isinstance(shadow, Shadow) or shadow.range_of(()) is None
        return
    assert isinstance(shadow, Shadow)
    firsts = [first for first, _ in solutions]
    assert shadow.range_of(()) == Range(min(firsts), max(firsts))
    for first in set(firsts):
        seconds = [second for one, second in solutions if one == first]
        assert shadow.range_of((first,)) == Range(min(seconds), max(seconds))


@given(st.lists(st.tuples(WEIGHTS, st.integers(-8, 8)), max_size=6))
def test_a_contradiction_names_limits_that_contradict_each_other(
    rows: list[tuple[tuple[int, int], int]],
) -> None:
    limits = list_limits(rows)
    outcome = eliminate(limits, 2)
    if not isinstance(outcome, Shadow):
        assert try_all([limit for limit in limits if limit.origins <= outcome]) == []


def test_an_unknown_without_a_limit_has_an_open_range() -> None:
    shadow = eliminate([Limit((1,), 5, frozenset((0,)))], 1)
    assert isinstance(shadow, Shadow)
    assert shadow.range_of(()) == Range(None, 5)


def test_limits_are_rounded_to_whole_numbers() -> None:
    shadow = eliminate([Limit((2,), 5, frozenset((0,))), Limit((-2,), -3, frozenset((1,)))], 1)
    assert isinstance(shadow, Shadow)
    assert shadow.range_of(()) == Range(2, 2)
