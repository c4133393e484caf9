"""Self-evaluation forms as provinces print them become one record a figure, with its place."""

from decimal import Decimal
from pathlib import Path

import pytest

from assets.extract.report import read_report
from assets.narrative.performance import performance_of
from tests.assets.extract.typeset import Sheet, Table
from tests.assets.narrative import forms
from tests.assets.narrative.reading_forms import DEPARTMENT, PROJECT, SHA, figures, one, read_forms


def test_a_central_project_form_over_two_pages(tmp_path: Path) -> None:
    first = Sheet([PROJECT, "（2023年度）", Table(forms.CENTRAL)])
    read = read_forms(tmp_path, first, Sheet([Table(forms.CENTRAL_OVERLEAF)]))
    (form,) = read.forms
    assert (form.kind, form.project, form.unit) == ("project", "司法业务信息化运维", "万元")
    assert figures(read.rows, "funds", "final") == {
        "年度资金总额": "141.30",
        "其中：当年财政拨款": "131.30",
        "上年结转资金": "10.00",
    }
    total = one(read.rows, "年度资金总额", "budget_adjusted")
    assert (total.amount, total.unit, total.decimals) == (Decimal("1500000.00"), "万元", 2)
    assert one(read.rows, "年度资金总额", "rate").value == Decimal("94.20")
    assert figures(read.rows, "indicator", "weight") == {
        "运维系统数量": "15",
        "巡检次数": "15",
        "系统故障率": "10",
        "故障响应时间": "10",
        "运维成本": "10",
        "业务连续性": "20",
        "使用人员满意度": "10",
    }
    late = one(read.rows, "故障响应时间", "score")
    assert (late.indicator_path, late.value, late.page) == ("产出指标/时效指标", Decimal(8), 3)
    overleaf = one(read.rows, "使用人员满意度", "actual")
    assert (overleaf.indicator_path, overleaf.page) == ("满意度指标/服务对象满意度指标", 4)
    assert (overleaf.printed, overleaf.value, overleaf.unit) == ("96%", Decimal(96), "%")
    assert figures(read.rows, "total", "score") == {"总分": "97.42"}
    assert read.unread == []


def test_figures_have_their_place_on_the_page_and_numbers_in_reading_order(tmp_path: Path) -> None:
    read = read_forms(tmp_path, Sheet([PROJECT, Table(forms.CENTRAL)]))
    assert [row.row_no for row in read.rows] == list(range(1, len(read.rows) + 1))
    assert {(row.sha256, row.form_no, row.form_kind) for row in read.rows} == {(SHA, 1, "project")}
    final = one(read.rows, "年度资金总额", "final")
    part = one(read.rows, "其中：当年财政拨款", "final")
    assert (final.x0, final.x1) == (part.x0, part.x1)
    assert final.y0 < final.y1 <= part.y0
    assert final.line_no + 1 == part.line_no


def test_a_dash_has_no_number_and_a_blank_no_record(tmp_path: Path) -> None:
    rows = read_forms(tmp_path, Sheet([PROJECT, Table(forms.CENTRAL)])).rows
    dash = one(rows, "上年结转资金", "weight")
    assert (dash.printed, dash.value, dash.amount) == ("—", None, None)
    assert "其他资金" not in figures(rows, "funds", "final")


def test_hubei_weighs_the_funds_in_a_heading_and_indicators_in_their_labels(tmp_path: Path) -> None:
    read = read_forms(tmp_path, Sheet(["2023年度部门整体绩效自评表", Table(forms.HUBEI)]))
    (form,) = read.forms
    assert form.kind == "department"
    funds = {row.measure: row for row in read.rows if row.row_kind == "funds"}
    assert {row.item for row in funds.values()} == {"部门整体支出总额"}
    assert funds["weight"].value == 20
    assert funds["budget_adjusted"].amount == 320000
    assert funds["score"].formula == "20分*执行率"
    weights = {
        row.item: row.value for row in read.rows if row.row_kind == "indicator" and row.measure == "weight"
    }
    assert weights == {"普法活动场次": 20, "活动达标率": 15, "群众知晓率": 15, "调解案件数": 30}
    assert figures(read.rows, "total", "score") == {"总分": "97.75"}


def test_guangdong_weighs_every_level_in_a_column_of_its_own(tmp_path: Path) -> None:
    sheet = Sheet(["2023年度部门整体支出绩效自评评分表", Table(forms.GUANGDONG)], wide=True)
    rows = read_forms(tmp_path, sheet).rows
    groups = {(row.indicator_path, row.item): row.value for row in rows if row.row_kind == "group"}
    assert groups == {
        ("", "履职效能"): 60,
        ("履职效能", "整体效能"): 40,
        ("履职效能", "专项效能"): 20,
        ("", "管理效率"): 40,
        ("管理效率", "预算编制"): 15,
        ("管理效率", "预算执行"): 25,
    }
    assert list(figures(rows, "indicator", "weight").values()) == ["20", "20", "20", "5", "10", "25"]
    assert list(figures(rows, "indicator", "score").values()) == ["20", "19.5", "18.6", "5", "10", "24.25"]
    assert figures(rows, "total", "weight") == {"总分": "100"}
    assert figures(rows, "total", "score") == {"总分": "97.35"}


def test_yunnan_prints_yuan_and_a_form_for_each_project(tmp_path: Path) -> None:
    sheets = [Sheet([PROJECT, Table(rows)], wide=True) for rows in (forms.YUNNAN, forms.YUNNAN_SECOND)]
    read = read_forms(tmp_path, *sheets)
    assert [(form.project, form.page) for form in read.forms] == [
        ("法律援助补助经费", 3),
        ("社区矫正经费", 4),
    ]
    first = [row for row in read.rows if row.form_no == 1]
    assert one(first, "年度资金总额", "final").amount == Decimal("96500.00")
    cases = one(first, "办理援助案件数", "actual")
    assert (cases.value, cases.unit) == (163, "件")
    assert [row.value for row in read.rows if row.row_kind == "total"] == [100, Decimal("99.65"), 100, 98]


def test_the_yunnan_form_of_a_department_lists_tasks_and_scores_nothing(tmp_path: Path) -> None:
    rows = read_forms(tmp_path, Sheet([DEPARTMENT, Table(forms.YUNNAN_DEPARTMENT)], wide=True)).rows
    assert figures(rows, "funds", "budget_adjusted") == {"法治宣传": "12.00", "人民调解": "30.00"}
    assert figures(rows, "funds", "final") == {"法治宣传": "9.00", "人民调解": "30.00"}
    assert [row.value for row in rows if row.measure == "rate"] == [75, 100]
    assert figures(rows, "indicator", "actual") == {"宣传场次": "26", "群众满意度": "93"}
    assert one(rows, "宣传场次", "target").unit == "场"
    assert not [row for row in rows if row.measure in ("weight", "score")]


def test_a_list_of_projects_names_no_project_of_the_form(tmp_path: Path) -> None:
    header = ["项目名称", *forms.YUNNAN_DEPARTMENT[1][1:]]
    rows = [*forms.YUNNAN_DEPARTMENT[:1], header, *forms.YUNNAN_DEPARTMENT[2:]]
    read = read_forms(tmp_path, Sheet([DEPARTMENT, Table(rows)], wide=True))
    assert [(form.kind, form.project) for form in read.forms] == [("department", "")]
    assert list(figures(read.rows, "funds", "final")) == ["法治宣传", "人民调解"]


def test_beijing_merges_a_level_over_two_columns(tmp_path: Path) -> None:
    read = read_forms(tmp_path, Sheet([PROJECT, "(2023年度)", Table(forms.BEIJING)]))
    assert read.forms[0].project == "普法宣传经费"
    assert figures(read.rows, "indicator", "score") == {
        "宣传场次": "30",
        "完成时间": "20",
        "知晓率": "28",
        "群众满意度": "10",
    }
    assert one(read.rows, "年度资金总额", "final").decimals == 3


def test_sichuan_heads_the_labels_of_its_funds_like_a_budget(tmp_path: Path) -> None:
    sheet = Sheet(["部门预算项目支出绩效自评表（2023年度）", Table(forms.SICHUAN)], wide=True)
    rows = read_forms(tmp_path, sheet).rows
    assert {row.form_kind for row in rows} == {"project"}
    assert one(rows, "总额", "budget_adjusted").printed == "251.89"
    assert one(rows, "总额", "budget_initial").printed == "238.93"
    assert one(rows, "其中：财政资金", "weight").value is None
    assert figures(rows, "indicator", "weight") == {"发放覆盖率": "60", "足额保障率": "30"}


def test_chongqing_tells_the_total_in_its_head_and_has_no_levels(tmp_path: Path) -> None:
    rows = read_forms(tmp_path, Sheet([DEPARTMENT, Table(forms.CHONGQING)], wide=True)).rows
    assert figures(rows, "total", "score") == {"总分": "97.6"}
    assert one(rows, "预算资金", "budget_adjusted").amount == 3200000
    assert one(rows, "预算资金", "weight").value == 10
    assert {row.indicator_path for row in rows if row.row_kind == "indicator"} == {""}


def test_amounts_beside_their_names_are_read(tmp_path: Path) -> None:
    rows = [
        ["项目名称", "法治宣传", "<", "<", "<", "<"],
        ["全年预算数（元）", "50,000.00", "全年执行数（元）", "45,000.00", "执行率", "90%"],
        ["一级指标", "二级指标", "三级指标", "指标值", "分值", "得分"],
        ["产出指标", "数量指标", "场次", "10场", "100", "95"],
        ["总分", "<", "<", "<", "100", "95"],
    ]
    found = read_forms(tmp_path, Sheet([PROJECT, Table(rows)])).rows
    funds = {row.measure: row for row in found if row.row_kind == "funds"}
    assert (funds["budget_adjusted"].amount, funds["final"].amount) == (50000, 45000)
    assert funds["rate"].value == 90


def test_a_form_of_targets_is_no_evaluation(tmp_path: Path) -> None:
    rows = [
        ["项目名称", "法治宣传", "<", "<", "<"],
        ["一级指标", "二级指标", "三级指标", "指标值", "分值"],
        ["产出指标", "数量指标", "场次", "10场", "90"],
    ]
    read = read_forms(tmp_path, Sheet(["项目支出绩效目标表", Table(rows)]))
    assert (read.rows, read.unread) == ([], [])


@pytest.mark.parametrize(
    "title",
    ["国有资产占用情况表", "预算执行情况表"],
    ids=["another title", "a table with rates of execution"],
)
def test_another_table_is_no_form(tmp_path: Path, title: str) -> None:
    rows = [["项目", "年初预算数", "全年执行数", "执行率"], ["车辆", "80.00", "90.00", "112.5%"]]
    read = read_forms(tmp_path, Sheet([title, Table(rows)]))
    assert (read.rows, read.unread) == ([], [])


def test_a_form_that_is_named_but_not_read_is_found(tmp_path: Path) -> None:
    named = Sheet([DEPARTMENT, "见部门网站", PROJECT, Table(forms.BEIJING)])
    read = read_forms(tmp_path, named)
    assert {row.form_kind for row in read.rows} == {"project"}
    assert [(note["rule_id"], note["page"], note["title"]) for note in read.unread] == [
        ("performance_unread", 3, DEPARTMENT)
    ]


@pytest.mark.parametrize("suffix", ["", "（LibreOffice）"], ids=["ruled", "without rules"])
def test_the_seed_reports_print_two_forms(shared_reports: Path, suffix: str) -> None:
    path = shared_reports / "seed" / f"株洲市荷塘区网格化管理服务中心2020年度部门决算{suffix}.pdf"
    read = performance_of(SHA, read_report(path, path.name))
    assert [(form.kind, form.project) for form in read.forms] == [
        ("department", ""),
        ("project", "精准扶贫项目"),
    ]
    department = [row for row in read.rows if row.form_no == 1]
    assert one(department, "合计", "final").amount == Decimal("4355500.00")
    assert one(department, "合计", "rate").value == 100
    assert one(department, "按时按质完成", "weight").value == 10
    weights = [row.value for row in department if row.row_kind == "indicator" and row.measure == "weight"]
    assert weights == [5, 5, 5, 5, 10, 10, 10, 10, 10, 5, 5]
    project = [row for row in read.rows if row.form_no == 2]
    assert len([row for row in project if row.row_kind == "indicator" and row.measure == "score"]) == 10
    assert read.unread == []
