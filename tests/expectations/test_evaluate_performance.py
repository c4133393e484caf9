"""What self-evaluation forms owe (I31), held against forms made for one test each."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import pytest

from expectations.cells import Cell
from expectations.claims import Verdict
from expectations.evaluate_performance import claim_performance
from expectations.messages import describe_verdict
from expectations.printed import PrintedReport
from expectations.sheets import arrange_report
from expectations.statements import PerformanceRow
from tests.expectations.conftest import make_cell

SHA = "a" * 64
YUAN = {"万元": 10_000, "元": 1}
# A form's rows: kind, path, label and the figures printed by measure.
FormRows = Sequence[tuple[str, str, str, Mapping[str, str]]]

WHOLE: FormRows = [
    (
        "funds",
        "",
        "年度资金总额",
        {"budget_initial": "90.00", "budget_adjusted": "100.00", "final": "96.50", "weight": "10"}
        | {"rate": "96.5%", "score": "9.65"},
    ),
    (
        "funds",
        "",
        "其中：当年财政拨款",
        {"budget_initial": "90.00", "budget_adjusted": "80.00", "final": "76.50"},
    ),
    ("funds", "", "上年结转资金", {"budget_adjusted": "20.00", "final": "20.00"}),
    ("group", "", "产出指标", {"weight": "50"}),
    ("indicator", "产出指标/数量指标", "场次", {"weight": "30", "score": "30"}),
    ("indicator", "产出指标/质量指标", "达标率", {"weight": "20", "score": "18.5"}),
    ("indicator", "效益指标/社会效益指标", "知晓率", {"weight": "30", "score": "29"}),
    ("indicator", "满意度指标/服务对象满意度指标", "满意度", {"weight": "10", "score": "10"}),
    ("total", "", "总分", {"weight": "100", "score": "97.15"}),
]


def make_rows(
    form: FormRows, kind: str = "department", unit: str = "万元", formula: str = ""
) -> Iterator[PerformanceRow]:
    number = 0
    for line_no, (row_kind, path, item, figures) in enumerate(form, start=1):
        for measure, printed in figures.items():
            number += 1
            digits = printed.strip("%分")
            value = Decimal(digits) if digits.replace(".", "").isdigit() else None
            is_amount = measure in ("budget_initial", "budget_adjusted", "final")
            yield PerformanceRow(
                sha256=SHA,
                row_no=number,
                form_no=1,
                form_kind=kind,
                project="",
                row_kind=row_kind,
                indicator_path=path,
                item=item,
                measure=measure,
                printed=printed,
                unit=unit if is_amount else "分",
                amount=value * YUAN[unit] if is_amount and value is not None else None,
                value=None if is_amount else value,
                decimals=None if value is None else len(digits.partition(".")[2]),
                page=20,
                x0=0.0,
                y0=0.0,
                x1=1.0,
                y1=1.0,
                line_no=line_no,
                formula=formula if measure == "score" and row_kind == "funds" else "",
            )


def change(form: FormRows, item: str, **figures: str | None) -> FormRows:
    """The form with figures of one row changed, or not printed where None."""
    changed = []
    for kind, path, label, printed in form:
        if label == item:
            row = {key: text for key, text in {**printed, **figures}.items() if text is not None}
            changed.append((kind, path, label, row))
        else:
            changed.append((kind, path, label, printed))
    return changed


def make_cells(amounts: Mapping[tuple[str, str, str], str]) -> list[Cell]:
    """Cells of 万元 by table, label and measure; one row for each label."""
    rows = {row: number for number, row in enumerate(dict.fromkeys(key[:2] for key in amounts), start=1)}
    return [
        make_cell(
            table,
            rows[table, item],
            measure,
            printed,
            item=item,
            side="expenditure" if table in ("01", "04") else None,
        )
        for (table, item, measure), printed in amounts.items()
    ]


TABLES = {
    ("01", "本年支出合计", "final"): "96.50",
    ("03", "合计", "total"): "96.50",
    ("03", "合计", "project"): "40.00",
}


def judge(
    form: FormRows, tables: Mapping[tuple[str, str, str], str] = TABLES, **how: str
) -> dict[str, Verdict]:
    """Verdicts on a form by instance, without the number of the form."""
    cells = make_cells(tables)
    report = arrange_report(cells, sorted({cell.table_code for cell in cells}))
    printed = PrintedReport(
        SHA, "样川市浮桥区司法局", 2023, "department", "", cells, [], performance=list(make_rows(form, **how))
    )
    verdicts = list(claim_performance(printed, report))
    assert len({verdict.instance for verdict in verdicts}) == len(verdicts)
    return {verdict.instance.replace("/1/", "/", 1): verdict for verdict in verdicts}


def violated(verdicts: Mapping[str, Verdict]) -> dict[str, tuple[str, Decimal | None]]:
    return {
        instance: (verdict.severity, verdict.residual)
        for instance, verdict in verdicts.items()
        if verdict.verdict == "violated"
    }


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


@pytest.mark.parametrize(
    ("rate", "verdict", "residual"),
    [
        ("96.50%", "exact", "0.00"),
        ("97%", "within_rounding", "0.50"),
        ("96%", "within_rounding", "-0.50"),
        ("100%", "violated", "3.50"),
        ("96.6%", "violated", "0.10"),
        ("96.3%", "violated", "-0.20"),
    ],
)
def test_a_rate_is_held_against_what_execution_and_budget_may_be(
    rate: str, verdict: str, residual: str
) -> None:
    found = judge(change(WHOLE, "年度资金总额", rate=rate))["rates/1/rate"]
    assert (found.verdict, found.residual) == (verdict, Decimal(residual))
    assert found.right_amount == Decimal("96.50")


def test_a_rate_of_coarse_amounts_has_a_wide_interval() -> None:
    coarse = change(WHOLE, "年度资金总额", budget_adjusted="3", final="2", rate="50%")
    assert judge(coarse)["rates/1/rate"].verdict == "within_rounding"


def test_a_budget_of_zero_has_no_rate() -> None:
    form = change(WHOLE, "年度资金总额", budget_adjusted="0.00", final="0.00", rate="0%")
    assert judge(form)["rates/1/rate"].reason == "zero_base:"


def test_the_score_of_the_execution_is_only_owed_where_the_form_defines_it() -> None:
    generous = change(change(WHOLE, "年度资金总额", score="10"), "总分", score="97.5")
    assert violated(judge(generous)) == {}
    assert violated(judge(change(generous, "年度资金总额", rate="90.0%"), formula="分值×执行率")) == {
        "products/1/score": ("warning", Decimal("1.00")),
        "rates/1/rate": ("error", Decimal("-6.50")),
    }


def test_a_rate_above_a_hundred_percent_earns_the_weight_alone() -> None:
    form = change(WHOLE, "年度资金总额", final="110.00", rate="110%", score="10")
    assert judge(form, formula="分值×执行率")["products/1/score"].verdict == "exact"


def test_parts_of_the_funds_sum_to_their_total() -> None:
    verdicts = judge(change(WHOLE, "上年结转资金", final="19.00"))
    assert violated(verdicts) == {"funds/1/final": ("warning", Decimal("10000.00"))}


def test_a_part_of_a_part_is_no_part() -> None:
    nested = [*WHOLE[:3], ("funds", "", "其中：上级资金", {"final": "5.00"}), *WHOLE[3:]]
    verdicts = judge(nested)
    assert verdicts["funds/1/final"].verdict == "exact"


def test_funds_without_parts_have_nothing_to_sum() -> None:
    form = change(change(WHOLE, "上年结转资金", final=None), "其中：当年财政拨款", final=None)
    assert judge(form)["funds/1/final"].reason == "no_details:年度资金总额"


def test_the_departments_expenditure_is_one_that_its_tables_print() -> None:
    apart = {**TABLES, ("01", "本年支出合计", "final"): "120.00", ("03", "合计", "total"): "120.00"}
    found = judge(WHOLE, apart)["expenditure/1/final"]
    assert (found.verdict, found.severity, found.table_code) == ("violated", "warning", "01")
    assert found.residual == Decimal("-235000.00")
    appropriated = {**apart, ("04", "本年支出合计", "total"): "96.50"}
    assert judge(WHOLE, appropriated)["expenditure/1/final"].verdict == "exact"


def test_a_project_spends_at_most_what_all_projects_do() -> None:
    assert violated(judge(WHOLE, kind="project"))["project/1/final"] == ("warning", Decimal("565000.00"))
    wide = {**TABLES, ("03", "合计", "project"): "200.00"}
    assert judge(WHOLE, wide, kind="project")["project/1/final"].verdict == "exact"


def test_amounts_in_yuan_are_held_against_tables_of_ten_thousand_yuan() -> None:
    form = change(WHOLE, "年度资金总额", final="964,950.00".replace(",", ""), budget_adjusted="1000000.00")
    found = judge(form, unit="元")["expenditure/1/final"]
    assert (found.verdict, found.residual) == ("within_rounding", Decimal("-50.00"))


def test_weights_may_be_shares_of_one() -> None:
    form: FormRows = [
        ("indicator", "", name, {"weight": weight}) for name, weight in (("一", "0.4"), ("二", "0.6"))
    ]
    assert judge(form)["weights/0/weight"].left_amount == 1


def test_a_unit_among_several_spends_a_part_of_what_the_department_does() -> None:
    rows = list(make_rows(WHOLE))
    second = [row._replace(form_no=2, row_no=row.row_no + len(rows)) for row in rows]
    for spent, verdict in (("120.00", "exact"), ("80.00", "violated")):
        cells = make_cells({("01", "本年支出合计", "final"): spent})
        printed = PrintedReport(SHA, "", 2023, "department", "", cells, [], performance=[*rows, *second])
        found = claim_performance(printed, arrange_report(cells, ["01"]))
        held = [v.verdict for v in found if v.instance.startswith("expenditure/")]
        assert held == [verdict, verdict]


def test_a_rate_may_be_cut_off_after_its_last_digit() -> None:
    cut = change(WHOLE, "年度资金总额", final="96.58", rate="96.5%")
    assert judge(cut)["rates/1/rate"].verdict == "within_rounding"
    assert judge(change(cut, "年度资金总额", rate="96%"))["rates/1/rate"].verdict == "within_rounding"
    assert judge(change(cut, "年度资金总额", rate="96.7%"))["rates/1/rate"].verdict == "violated"


def test_tasks_without_a_total_are_no_expenditure_of_the_department() -> None:
    task = ("funds", "", "法治宣传", {"budget_adjusted": "12.00", "final": "9.00", "rate": "75%"})
    assert {instance: verdict.verdict.value for instance, verdict in judge([task]).items()} == {
        "rates/1/rate": "exact"
    }
    alone = ("funds", "", "预算资金", {"budget_adjusted": "100.00", "final": "96.50", "rate": "96.5%"})
    assert judge([alone])["expenditure/1/final"].verdict == "exact"
