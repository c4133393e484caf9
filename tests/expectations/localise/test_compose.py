"""What a finding says, by how much belief is in its figures and values."""

import pytest

from expectations.localise.compose import choose_rule
from expectations.localise.ranking import Change, Ranked

CHANGE = Change(3, 4640, "zero")


@pytest.mark.parametrize(
    ("of_figure", "of_value", "rule"),
    [
        (1.0, 1.0, "L01"),
        (0.95, 0.8, "L01"),
        (0.95, 0.4, "L05"),
        (0.5, 0.5, "L02"),
    ],
)
def test_a_value_is_suggested_only_where_figure_and_value_are_clear(
    of_figure: float, of_value: float, rule: str
) -> None:
    ranked = Ranked((), {3: of_figure}, {(3, 4640): of_value})
    assert choose_rule([CHANGE], ranked) == rule


def test_all_figures_of_a_set_must_be_clear() -> None:
    ranked = Ranked((), {3: 1.0, 4: 0.5}, {(3, 4640): 1.0, (4, 0): 0.5})
    assert choose_rule([CHANGE, Change(4, 0, "swapped_cells")], ranked) == "L02"
