from typing import Any

import pytest

from expectations.evaluate import evaluate_report
from expectations.evaluate_directions import judge_directions
from expectations.messages import describe_reason, describe_verdict
from expectations.past import arrange_years
from expectations.rounding import VerdictKind
from expectations.sheets import arrange_report

ALL_TABLES = [f"{number:02}" for number in range(1, 10)]


def test_violation_is_told_with_place_and_amounts(draft: Any) -> None:
    verdicts = evaluate_report(draft.put("03", "201", "project", "0.00").cells(), ALL_TABLES)
    verdict = next(v for v in verdicts if (v.identity_id, v.instance) == ("I09", "03/201/project"))
    chinese, english = describe_verdict(verdict, "项目支出", "project expenditure")
    assert (
        chinese
        == "表03 201 一般公共服务支出 项目支出：印为 0.00 元，各项相加为 252,000.00 元，相差 252,000.00 元"
    )
    assert english.startswith("table 03 201 一般公共服务支出 project expenditure: printed 0.00 yuan")


def test_every_reason_given_can_be_told_in_both_languages(draft: Any) -> None:
    draft.drop_table("09").blank_table("08").drop_column("07", "final_abroad").put(
        "05", "合计", "basic", "基本支出"
    )
    draft.rows.remove(draft.row("01", "结余分配"))
    del draft.row("03", "2080505")["values"]["basic"]
    verdicts = evaluate_report(draft.cells(), ALL_TABLES[:-1])
    refused = [v for v in verdicts if v.verdict is VerdictKind.NOT_EVALUABLE]
    assert len({(v.reason or "").partition(":")[0] for v in refused}) == 6
    for verdict in refused:
        chinese, english = describe_verdict(verdict)
        assert chinese != english
        assert "{" not in chinese + english


def test_unknown_reason_is_an_error() -> None:
    with pytest.raises(KeyError):
        describe_reason("because:03")


def test_a_subject_listed_without_an_amount_is_told_in_words(
    draft: Any, told: Any, print_report: Any
) -> None:
    details = [row for row in draft.rows if row["table"] == "06" and len(row["code"]) == 5]
    spent = [row["code"] for row in details if row["values"]["final"] not in ("", "-", "0.00")]
    draft.put("06", spent[0], "final", "0.00")
    for code in spent:
        told.mention("某项支出", code)
    printed = print_report(draft.cells(), told.statements)
    years = arrange_years(printed, arrange_report(printed.cells, ALL_TABLES))
    (verdict,) = [v for v in judge_directions(years) if v.verdict is VerdictKind.VIOLATED]
    chinese, english = describe_verdict(verdict)
    assert "没有金额" in chinese
    assert "no amount" in english
