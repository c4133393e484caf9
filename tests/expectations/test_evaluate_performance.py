"""What the weights and scores of self-evaluation forms owe (I31), on forms made for one test each."""

from decimal import Decimal

import pytest

from expectations.evaluate_performance import claim_performance
from expectations.messages import describe_verdict
from expectations.printed import PrintedReport
from expectations.sheets import arrange_report
from tests.expectations.evaluation_forms import SHA, WHOLE, FormRows, change, judge, violated


def test_a_sound_form_is_exact_or_within_rounding_throughout() -> None:
    verdicts = judge(WHOLE, formula="分值×执行率")
    assert {verdict.verdict.value for verdict in verdicts.values()} <= {"exact", "within_rounding"}
    assert set(verdicts) == {
        "weights/9/weight",
        "scores/9/score",
        "groups/4/weight",
        *(f"limits/{line}/score" for line in (1, 5, 6, 7, 8, 9)),
        "rates/1/rate",
        "products/1/score",
        *(f"funds/1/{measure}" for measure in ("budget_initial", "budget_adjusted", "final")),
        "expenditure/1/final",
    }
    assert verdicts["weights/9/weight"].unit == "points"
    assert verdicts["rates/1/rate"].unit == "percent"
    assert verdicts["funds/1/final"].unit == "yuan"
    assert verdicts["expenditure/1/final"].table_code == "01"


def test_a_report_without_a_form_says_so() -> None:
    printed = PrintedReport(SHA, "", 2023, "department", "", [], [])
    (verdict,) = claim_performance(printed, arrange_report([], []))
    assert (verdict.identity_id, verdict.verdict, verdict.reason) == ("I31", "not_evaluable", "no_form:")
    assert describe_verdict(verdict) == ("没有读到绩效自评表", "no self-evaluation form was read")


def test_weights_that_miss_the_total_are_warned_of_and_so_are_the_scores_with_them() -> None:
    lost = [row for row in WHOLE if row[2] != "满意度"]
    assert violated(judge(lost)) == {
        "weights/8/weight": ("warning", Decimal("10.00")),
        "scores/8/score": ("warning", Decimal("10.00")),
    }


def test_scores_that_miss_the_total_of_a_whole_form_are_an_error() -> None:
    verdicts = judge(change(WHOLE, "知晓率", score="28"))
    assert violated(verdicts) == {"scores/9/score": ("error", Decimal("1.00"))}
    zh, en = describe_verdict(verdicts["scores/9/score"])
    assert zh == "绩效自评表 总分 score：印为 97.15，应为 96.15，相差 1.00"
    assert en == "self-evaluation form 总分 score: 97.15 is printed, 96.15 is due, 1.00 apart"


def test_a_total_score_rounded_to_points_is_within_rounding() -> None:
    verdicts = judge(change(WHOLE, "总分", score="97"))
    assert verdicts["scores/9/score"].verdict == "within_rounding"
    assert violated(judge(change(WHOLE, "总分", score="98"))) == {
        "scores/9/score": ("error", Decimal("0.85"))
    }


@pytest.mark.parametrize(
    ("item", "figures"),
    [
        ("年度资金总额", {"weight": None, "score": None}),
        ("知晓率", {"weight": None, "score": None, "target": "90"}),
    ],
    ids=["of the execution", "of an indicator"],
)
def test_a_weight_that_is_not_printed_may_be_what_is_missing(
    item: str, figures: dict[str, str | None]
) -> None:
    verdicts = judge(change(WHOLE, item, **figures))
    assert violated(verdicts) == {}
    assert verdicts["weights/9/weight"].verdict == "not_evaluable"
    assert (verdicts["weights/9/weight"].reason or "").startswith("form_lacks:")


def test_without_a_printed_total_weights_sum_to_a_hundred() -> None:
    verdicts = judge([row for row in WHOLE if row[0] != "total"])
    assert verdicts["weights/0/weight"].verdict == "exact"
    assert verdicts["weights/0/weight"].left_amount == 100
    assert not any(instance.startswith("scores") for instance in verdicts)


def test_the_execution_may_be_scored_by_an_indicator_instead_of_the_funds() -> None:
    form = change(WHOLE, "满意度", weight="10", score="9.65")
    form = [
        (kind, "预算执行/资金", "预算执行率", figures) if item == "满意度" else (kind, path, item, figures)
        for kind, path, item, figures in form
    ]
    form = change(change(form, "场次", weight="40", score="40"), "产出指标", weight="60")
    form = change(form, "总分", score="97.15")
    assert violated(judge(form)) == {}


def test_the_weight_of_a_group_is_that_of_its_rows() -> None:
    verdicts = judge(change(WHOLE, "产出指标", weight="60"))
    assert violated(verdicts) == {"groups/4/weight": ("warning", Decimal("10.00"))}


def test_a_group_beside_the_wrong_rows_is_held_against_those_that_are_known_to_be_its_own() -> None:
    shifted: FormRows = [
        ("group", "", "产出指标", {"weight": "50"}),
        ("indicator", "产出指标/数量指标", "场次", {"weight": "30"}),
        ("group", "", "效益指标", {"weight": "50"}),
        ("indicator", "效益指标/质量指标", "达标率", {"weight": "20"}),
        ("indicator", "效益指标/社会效益指标", "知晓率", {"weight": "50"}),
    ]
    verdicts = judge(shifted)
    assert [verdicts[f"groups/{line}/weight"].verdict for line in (1, 3)] == ["exact", "exact"]


def test_a_score_above_its_weight_is_an_error() -> None:
    form = change(change(WHOLE, "知晓率", score="31"), "总分", score="99.15")
    assert violated(judge(form)) == {"limits/7/score": ("error", Decimal("1.00"))}


def test_scores_of_another_scale_than_weights_are_not_judged() -> None:
    form: FormRows = [
        ("indicator", "", "一", {"weight": "50", "score": "95"}),
        ("indicator", "", "二", {"weight": "50", "score": "90"}),
    ]
    verdicts = judge(form)
    assert violated(verdicts) == {}
    assert verdicts["limits/1/score"].reason == "other_scale:"


def test_weights_may_be_shares_of_one() -> None:
    form: FormRows = [
        ("indicator", "", name, {"weight": weight}) for name, weight in (("一", "0.4"), ("二", "0.6"))
    ]
    assert judge(form)["weights/0/weight"].left_amount == 1
