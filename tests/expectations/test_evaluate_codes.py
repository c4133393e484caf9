"""05 ≤ 03 by code: what a code that 03 lacks says, and when its row may stand there in another guise."""

from collections.abc import Callable
from typing import Any

import pytest

from expectations.evaluate import Verdict, evaluate_report
from expectations.rounding import VerdictKind

ALL_TABLES = [f"{number:02}" for number in range(1, 10)]


def evaluate(draft: Any) -> dict[str, Verdict]:
    verdicts = evaluate_report(draft.cells(), ALL_TABLES)
    return {verdict.instance: verdict for verdict in verdicts if verdict.identity_id == "I22"}


def list_broken(draft: Any) -> set[str]:
    return {key for key, verdict in evaluate(draft).items() if verdict.verdict is VerdictKind.VIOLATED}


def test_code_left_out_of_all_expenditure_is_a_limit_of_zero(draft: Any) -> None:
    draft.rows.remove(draft.row("03", "2010102"))
    verdicts = evaluate(draft)
    verdict = verdicts["05/2010102/project"]
    assert (verdict.verdict, verdict.severity) == (VerdictKind.VIOLATED, "error")
    assert (verdict.left_amount, verdict.right_amount, verdict.residual) == (202_000, 0, 202_000)
    assert verdicts["05/2010102/basic"].verdict is VerdictKind.EXACT, "nothing is at most nothing"
    draft.put("05", "2010102", "project", "0.01")
    assert evaluate(draft)["05/2010102/project"].verdict is VerdictKind.WITHIN_ROUNDING


def test_class_left_out_of_all_expenditure_is_a_limit_of_zero(draft: Any) -> None:
    draft.rows = [row for row in draft.rows if row["table"] != "03" or not row["code"].startswith("208")]
    assert list_broken(draft) == {
        f"05/{code}/{m}" for code in ("208", "20805", "2080505") for m in ("total", "basic")
    }


def leave_out_level(draft: Any) -> None:
    draft.rows = [row for row in draft.rows if row["table"] != "03" or len(row["code"]) != 7]


def leave_out_details(draft: Any) -> None:
    draft.rows = [
        row
        for row in draft.rows
        if row["table"] != "03" or row["code"][:5] != "20101" or len(row["code"]) == 5
    ]


def leave_out_upper_row(draft: Any) -> None:
    draft.rows.remove(draft.row("03", "20101"))


def misprint_code(draft: Any) -> None:
    draft.row("03", "2010102")["code"] = "2010120"


def lose_code(draft: Any) -> None:
    draft.row("03", "2010102")["code"] = ""


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (leave_out_level, "2010102"),
        (leave_out_details, "2010102"),
        (leave_out_upper_row, "20101"),
        (misprint_code, "2010102"),
        (lose_code, "2010102"),
    ],
)
def test_code_whose_row_may_stand_in_another_guise_is_no_limit_of_zero(
    draft: Any, spoil: Callable[[Any], None], code: str
) -> None:
    spoil(draft)
    verdicts = evaluate(draft)
    for measure in ("total", "basic", "project"):
        assert verdicts[f"05/{code}/{measure}"].reason == f"row_not_printed:03/{code}"
    assert not list_broken(draft)


def test_total_row_or_column_not_read_is_no_limit_of_zero(draft: Any) -> None:
    draft.rows.remove(draft.row("03", "合计"))
    draft.rows.remove(draft.row("03", "2010102"))
    verdicts = evaluate(draft.drop_column("03", "project"))
    assert verdicts["05/合计/total"].reason == "row_not_printed:03/合计"
    assert verdicts["05/2010102/project"].reason == "column_not_printed:03/project"
    assert verdicts["05/2010102/total"].verdict is VerdictKind.VIOLATED
