"""The one definition of accuracy: an amount in a cell of its own, in the row of its code or label."""

from typing import Any

import pytest

from benchmarks.accuracy import Tally, score

HEADER = ["科目编码", "科目名称", "本年支出", "基本支出"]
TOTAL = ["", "合计", "1,234.50", "34.50"]
SCHOOLS = ["20502", "普通教育", "1,200.00", "0.00"]


def true_cell(printed: str, code: str = "", item: str = "合计", **other: Any) -> dict[str, Any]:
    amount = printed.replace(",", "") or None
    return {
        "table": "03",
        "page": 5,
        "code": code,
        "item": item,
        "printed": printed,
        "amount": amount,
        **other,
    }


TRUTH = [
    true_cell("1,234.50"),
    true_cell("34.50"),
    true_cell("1,200.00", "20502", "普通教育"),
    true_cell("0.00", "20502", "普通教育"),
    true_cell("", "20502", "普通教育"),
]


def right(rows: list[list[str | None]], page: int | None = 5, truth: list[dict[str, Any]] = TRUTH) -> int:
    tally = score(truth, [{"page": page, "rows": rows}])
    assert tally.amounts == sum(cell["amount"] is not None for cell in truth)
    return tally.right


def test_every_amount_in_its_row_is_right() -> None:
    assert right([HEADER, TOTAL, SCHOOLS]) == 4


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (["205", "02", "普 通\n教育", "1,200.00", "0.00"], 4),  # a code in parts, a label on two lines
        (["", "一、普通教育", "１，２００．００", "0.00"], 4),  # an ordinal, full-width digits
        (["20502", "", "1,200.00", None], 3),  # one amount not seen
        (["20502", "普通教育", "1,200.00 0.00", ""], 2),  # two amounts in one cell
        (["20502", "普通教育", "120000.", "0.00"], 3),  # digits and points in another order
        (["20502普通教育 1,200.00", "", "", "0.00"], 2),  # neither code nor label in a cell of its own
    ],
)
def test_how_a_row_is_read_decides(row: list[str | None], expected: int) -> None:
    assert right([HEADER, list(TOTAL), row]) == expected


def test_amounts_of_another_row_or_page_do_not_count() -> None:
    assert right([["", "合计", "1,200.00", "0.00"], ["20502", "普通教育", "1,234.50", "34.50"]]) == 0
    assert right([TOTAL, SCHOOLS], page=6) == 0
    assert right([TOTAL, SCHOOLS], page=None) == 4


def test_a_cell_counts_for_one_amount() -> None:
    twice = [true_cell("0.00"), true_cell("0.00")]
    assert right([["合计", "0.00"]], truth=twice) == 1
    assert right([["合计", "0.00", "0.00"]], truth=twice) == 2


def test_the_row_without_a_name_is_the_one_that_holds_most() -> None:
    public = [true_cell(printed, item="", table="07") for printed in ("2.62", "0.00", "2.62")]
    assert right([["合计", "0.00"], ["2.62", "0.00", "2.62"]], truth=public) == 3


def test_tallies_add_up() -> None:
    assert (Tally(1, 2) + Tally(2, 2)).share == 0.75
    assert Tally(0, 0).share == 0.0
