"""A judge of the suites in plain pandas, for tests that would take Great Expectations too long."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from expectations import outcomes
from expectations.outcomes import Outcome, merge_outcomes

if TYPE_CHECKING:
    import great_expectations as gx


class PlainSession:
    """Judges what the suites of tables, identities and rules ask, as `expectations.session.Session` does.

    `asked` has the names that suites were judged under.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []

    def judge(
        self,
        suite: "gx.ExpectationSuite",
        batches: Iterable[pd.DataFrame],
        place: Sequence[str],
        name: str | None = None,
    ) -> list[Outcome]:
        """Outcomes of a suite on all batches."""
        self.asked.append(name or suite.name)
        parts = [
            [judge_plainly(suite.name, expectation, frame, place) for expectation in suite.expectations]
            for frame in batches
        ]
        return [merge_outcomes(same) for same in zip(*parts, strict=True)]


def judge_plainly(suite: str, expectation: Any, frame: pd.DataFrame, place: Sequence[str]) -> Outcome:
    """What one expectation says of a frame that has its columns."""
    examined, failing = _examine(expectation, frame)
    shown = [name for name in place if name in frame.columns]
    rows = frame.loc[failing[failing].index, shown].astype(object).to_dict("records") if failing.any() else []
    meta = expectation.meta
    return Outcome(
        suite=suite,
        expectation_id=meta["expectation_id"],
        table=meta["table"],
        identity_id=meta["identity_id"],
        name_zh=meta["name_zh"],
        name_en=meta["name_en"],
        severity=meta["severity"],
        success=not failing.any(),
        errored=False,
        error="",
        element_count=int(examined.sum()),
        unexpected_count=int(failing.sum()),
        not_evaluable_count=0,
        failing_rows=tuple(
            {name: None if pd.isna(value) else value for name, value in row.items()}
            for row in rows[: outcomes.FAILING_ROWS_KEPT]
        ),
    )


def _examine(expectation: Any, frame: pd.DataFrame) -> "tuple[pd.Series[bool], pd.Series[bool]]":
    """Which rows are examined, and which of them fail."""
    kind, every = expectation.expectation_type, pd.Series(True, index=frame.index)
    if kind == "expect_compound_columns_to_be_unique":
        return every, frame.duplicated(list(expectation.column_list), keep=False)
    if frame.empty:
        return every, ~every
    if kind.startswith("expect_column_pair"):
        left, right = frame[expectation.column_A], frame[expectation.column_B]
        return every, ~(left >= right if kind.endswith("greater_than_b") else left == right).astype(bool)
    given = frame[expectation.column].notna()
    if kind == "expect_column_values_to_be_null":
        return every, given
    if kind == "expect_column_values_to_not_be_null":
        return every, ~given
    values = frame[expectation.column][given].astype(object)
    return given, given & ~_meets(kind, expectation, values).reindex(frame.index, fill_value=True)


def _meets(kind: str, expectation: Any, values: "pd.Series[Any]") -> "pd.Series[bool]":
    if kind == "expect_column_values_to_be_in_set":
        return values.isin(expectation.value_set)
    if kind == "expect_column_values_to_match_regex":
        return values.astype(str).str.match(expectation.regex).astype(bool)
    if kind == "expect_column_values_to_be_unique":
        return ~values.duplicated(keep=False)
    if kind == "expect_column_values_to_be_between":
        low, high = expectation.min_value, expectation.max_value
        above = values >= low if low is not None else values.notna()
        return above & (values <= high if high is not None else values.notna())
    raise AssertionError(f"{kind} is not known here")
