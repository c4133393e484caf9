"""What is wrong with a self-evaluation form becomes one finding for every cause."""

from collections.abc import Mapping
from decimal import Decimal

from expectations.evaluate_performance import claim_performance
from expectations.findings import Finding
from expectations.performance_findings import find_performance, is_of_form
from expectations.printed import PrintedReport
from expectations.sheets import arrange_report
from tests.expectations.evaluation_forms import (
    SHA,
    TABLES,
    WHOLE,
    FormRows,
    change,
    make_cells,
    make_rows,
)


def find(form: FormRows, tables: Mapping[tuple[str, str, str], str] = TABLES, **how: str) -> list[Finding]:
    """Findings on a form; every violated verdict on it is explained by exactly one of them."""
    cells = make_cells(tables)
    report = arrange_report(cells, sorted({cell.table_code for cell in cells}))
    printed = PrintedReport(
        SHA, "", 2023, "department", "", cells, [], performance=list(make_rows(form, **how))
    )
    verdicts = list(claim_performance(printed, report))
    assert all(is_of_form(verdict) for verdict in verdicts)
    found = find_performance(printed, verdicts)
    explained = sorted(key for finding in found for key in finding.explains)
    assert explained == sorted((v.identity_id, v.instance) for v in verdicts if v.verdict == "violated")
    return found


def test_a_sound_form_has_no_finding() -> None:
    assert find(WHOLE, formula="分值×执行率") == []


def test_a_lost_row_is_one_finding_and_named_where_its_group_has_no_other() -> None:
    group = ("group", "", "满意度指标", {"weight": "10"})
    form = [group if item == "满意度" else (kind, path, item, figures) for kind, path, item, figures in WHOLE]
    (found,) = find(form)
    assert (found.rule_id, found.severity, found.table_code) == ("I31", "warning", "performance")
    assert found.message_zh == (
        "部门整体支出绩效自评表：各项分值合计 90，应为 100；各项得分合计 87.15，总分印为 97.15；"
        "“满意度指标”（10 分）下没有印出任何行"
    )
    (suspect,) = found.suspects
    assert (suspect.item, suspect.measure, suspect.kind) == ("满意度指标", "weight", "rows_lost")


def test_a_weight_that_its_group_and_the_total_contradict_is_one_finding() -> None:
    (found,) = find(change(WHOLE, "场次", weight="40"))
    assert {instance.split("/")[0] for _, instance in found.explains} == {"weights", "groups"}
    assert "“产出指标”印为 50 分，其下各行合计 60 分" in found.message_zh


def test_a_wrong_rate_is_found_with_what_it_should_be() -> None:
    (found,) = find(change(WHOLE, "年度资金总额", rate="100%"))
    assert (found.severity, found.measure, found.page) == ("error", "rate", 20)
    (suspect,) = found.suspects
    assert (suspect.printed, suspect.suggested_text, suspect.kind) == ("100%", "96.5%", "rate")
    assert "100%" in found.message_en
    assert "96.5%" in found.message_en


def test_a_rate_and_the_score_that_contradicts_it_have_one_cause() -> None:
    (found,) = find(change(WHOLE, "年度资金总额", rate="90.0%"), formula="分值×执行率")
    assert {instance.split("/")[0] for _, instance in found.explains} == {"rates", "products"}


def test_other_contradictions_are_findings_of_their_own() -> None:
    tables = dict.fromkeys(TABLES, "120.00")
    found = find(change(WHOLE, "上年结转资金", final="19.00"), tables)
    assert [finding.message_zh for finding in found] == [
        "部门整体支出绩效自评表：“年度资金总额”全年执行数 965,000.00 元，各项合计 955,000.00 元",
        "部门整体支出绩效自评表：全年执行数 965,000.00 元，表01为 1,200,000.00 元",
    ]
    assert {finding.severity for finding in found} == {"warning"}
    assert [finding.amount for finding in found] == [Decimal("10000.00"), Decimal("235000.00")]


def test_a_score_above_its_weight_and_a_project_above_all_projects_say_so() -> None:
    form = change(change(WHOLE, "知晓率", score="31"), "总分", score="99.15")
    limit, project = find(form, kind="project")
    assert (
        limit.message_en
        == "The self-evaluation form of a project: the score of 知晓率, 31, exceeds its weight, 30"
    )
    assert "超过表03中的 400,000.00 元" in project.message_zh
