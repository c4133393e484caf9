"""Sums of outcomes, and when they do not add up; what need not be asked of few rows."""

from dataclasses import replace

import pandas as pd

from expectations.carrying import LISTED_AT_LEAST, carry_outcomes
from expectations.contracts import contract
from expectations.moot import count_moot
from expectations.outcomes import FAILING_ROWS_KEPT, Outcome, Row
from tests.expectations.test_fetch import OUTCOME


def failed(*hashes: str, examined: int = 10, count: int | None = None) -> Outcome:
    rows: tuple[Row, ...] = tuple({"sha256": sha256} for sha256 in hashes)
    unexpected = len(rows) if count is None else count
    return replace(
        OUTCOME,
        success=not unexpected,
        element_count=examined,
        unexpected_count=unexpected,
        failing_rows=rows,
    )


def test_touched_reports_are_taken_out_and_put_in() -> None:
    before, gone, come = failed("a", "b", "b"), failed("b", "b", examined=4), failed("b", examined=5)
    assert carry_outcomes([before], [gone], [come], {"b"}) == [failed("a", "b", examined=11)]
    assert carry_outcomes([failed("b")], [failed("b", examined=4)], [], {"b"}) == [failed(examined=6)]


def test_parts_that_contradict_each_other_make_no_whole() -> None:
    assert carry_outcomes([failed("a")], [failed("b", "b")], [], {"b"}) is None
    assert carry_outcomes([failed("a", "b")], [], [], {"b"}) is None, "a row of b is gone and not counted"
    assert carry_outcomes([failed(examined=2)], [failed(examined=3)], [], {"b"}) is None
    assert carry_outcomes([failed()], [], [replace(failed(), errored=True)], {"b"}) is None


def test_a_list_that_has_become_too_short_is_made_anew() -> None:
    hashes = ["a"] * LISTED_AT_LEAST + ["b"] * (FAILING_ROWS_KEPT - LISTED_AT_LEAST)
    before, gone = failed(*hashes, examined=900, count=500), failed("b", examined=400, count=300)
    (carried,) = carry_outcomes([before], [gone], [], {"b"}) or []
    assert (carried.unexpected_count, len(carried.failing_rows)) == (200, LISTED_AT_LEAST)
    assert carry_outcomes([before], [failed("a", examined=400, count=300)], [], {"a"}) is not None
    shorter = replace(before, failing_rows=before.failing_rows[1:])
    assert carry_outcomes([shorter], [gone], [], {"b"}) is None


def test_an_empty_column_answers_for_itself() -> None:
    from expectations.suites import table_suite  # noqa: PLC0415 - imports Great Expectations

    suite = table_suite(contract("dim_region"))
    columns = ["region_code", "valid_from", "missing_required", "level", "parent_code", "valid_to"]
    frame = pd.DataFrame([["430000", 1980, None, "province", None, None]] * 2, columns=columns)
    moot = count_moot(suite, [frame])
    assert moot["dim_region.required"] == 2, "every row was looked at and none lacks anything"
    assert moot["dim_region.valid_to.range"] == 0
    assert not {"dim_region.key", "dim_region.level.vocabulary", "dim_region.validity_in_order"} & set(moot)
    assert set(count_moot(suite, [frame.head(0)]).values()) == {0}
    assert "dim_region.validity_in_order" not in count_moot(suite, [frame.head(0)]), "its column is missing"
