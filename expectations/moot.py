"""Which expectations need not be asked of a few rows, because nothing in them bears on the answer.

Nearly all columns of findings are empty in the rows of one report, and asking Great Expectations about one
costs some milliseconds however few the rows.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import great_expectations as gx

NULL_IS_MET, NULL_IS_UNMET = "expect_column_values_to_be_null", "expect_column_values_to_not_be_null"


def count_moot(suite: "gx.ExpectationSuite", frames: Sequence[pd.DataFrame]) -> dict[str, int]:
    """Expectations that all rows meet because the column is empty, by id, with the rows examined.

    These are all rows for one that wants a column empty, none for others. Of frames without rows every
    expectation is moot; one whose column the frames lack never is, for it must be told to be broken.
    """
    rows = sum(len(frame) for frame in frames)
    found = {}
    for expectation in suite.expectations:
        kind, columns = expectation.expectation_type, _columns(expectation)
        if not all(column in frame.columns for frame in frames for column in columns):
            continue
        is_empty = len(columns) == 1 and all(frame[columns[0]].isna().all() for frame in frames)
        if rows == 0 or (is_empty and kind != NULL_IS_UNMET):
            found[str(expectation.meta["expectation_id"])] = rows if kind == NULL_IS_MET else 0
    return found


def _columns(expectation: "gx.expectations.Expectation") -> list[str]:
    """The columns that an expectation looks at, whichever of its kinds it is."""
    named = [getattr(expectation, name, None) for name in ("column", "column_A", "column_B")]
    return [str(name) for name in (*named, *getattr(expectation, "column_list", ())) if name]
