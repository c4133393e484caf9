"""The offline page of a run: complete, bilingual, self-contained, safe whatever a report prints."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from expectations.outcomes import Outcome, ValidationRun, count_statuses
from expectations.report_page import format_wan, list_columns, read_amount, render_page, write_page

PASSED = Outcome(
    suite="fact_cell",
    expectation_id="fact_cell.key",
    table="fact_cell",
    identity_id=None,
    name_zh="主键不重复",
    name_en="The key is unique",
    severity="error",
    success=True,
    errored=False,
    error="",
    element_count=41,
    unexpected_count=0,
    not_evaluable_count=0,
    failing_rows=(),
)
VIOLATED = replace(
    PASSED,
    suite="I09",
    expectation_id="I09.within_bound",
    table="quality_verdict",
    identity_id="I09",
    name_zh="类为款之和",
    name_en="A class is the sum of its groups",
    success=False,
    unexpected_count=2,
    not_evaluable_count=3,
    failing_rows=(
        {
            "department": "某市示例局",
            "fiscal_year": 2020,
            "sha256": "f00d",
            "item": "<b>一般公共服务</b>",
            "page": 7,
            "left_amount": "0.00",
        }
        | {"right_amount": "464000.00", "abs_residual_fen": 46_400_000, "bound_fen": 20_001},
    ),
)
ERRORED = replace(
    PASSED,
    expectation_id="fact_cell.page.range",
    success=False,
    errored=True,
    error="no such column",
    element_count=0,
)
UNTESTED = replace(PASSED, expectation_id="quality_suspect.key", element_count=0)
WARNED = replace(VIOLATED, expectation_id="I24.within_bound", severity="warning", failing_rows=())


@pytest.fixture
def run(tmp_path: Path) -> ValidationRun:
    return ValidationRun("run-7", tmp_path, (PASSED, WARNED, VIOLATED, ERRORED, UNTESTED))


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_failing_rows_are_shown_with_report_page_and_both_sides(run: ValidationRun) -> None:
    text = text_of(render_page(run))
    assert "某市示例局 2020 f00d" in text
    assert "项目 item 页 page 左边 left 右边 right 差额（绝对值）residual, unsigned 界限 bound" in text
    assert (
        "7 0.00 万元 0.00 元 46.40 万元 464,000.00 元 46.40 万元 464,000.00 元 0.020001 万元 200.01 元"
        in text
    )
    assert "类为款之和 A class is the sum of its groups" in text


def test_the_page_says_when_rows_are_left_out(run: ValidationRun) -> None:
    assert "列出前 1 行 first 1 listed" in text_of(render_page(run))


def test_each_suite_and_rule_has_its_counts(run: ValidationRun) -> None:
    html = render_page(run)
    assert re.search(r'id="suite-I09".*?I09\.within_bound.*?>41<.*?>2<.*?>3<', html, re.DOTALL)
    counts = count_statuses(run.outcomes)
    assert counts == {"passed": 1, "failed": 2, "errored": 1, "nothing_checked": 1}
    assert all(f'<span class="{status}">' in html for status in counts)


def test_a_broken_check_comes_first_with_its_message_and_errors_before_warnings(run: ValidationRun) -> None:
    html = render_page(run)
    places = [html.index(f'<h3 id="{outcome.expectation_id}"') for outcome in (ERRORED, VIOLATED, WARNED)]
    assert places == sorted(places)
    assert "no such column" in html


def test_what_a_report_prints_is_escaped(run: ValidationRun) -> None:
    html = render_page(run)
    assert "&lt;b&gt;一般公共服务&lt;/b&gt;" in html
    assert "<b>" not in html


def test_the_page_needs_nothing_from_elsewhere(run: ValidationRun) -> None:
    html = render_page(run)
    assert not re.search(r"<script|<link|<img|src=|@import|url\(|https?://", html)


def test_the_page_is_written_as_utf8(run: ValidationRun, tmp_path: Path) -> None:
    write_page(run, tmp_path / "index.html")
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == render_page(run)


def test_a_run_without_failures_says_so(tmp_path: Path) -> None:
    assert "没有 none" in text_of(render_page(ValidationRun("run-8", tmp_path, (PASSED,))))


@pytest.mark.parametrize(
    ("yuan", "shown"),
    [
        ("464000.00", "46.40"),
        ("-12345.67", "-1.234567"),
        ("0.00", "0.00"),
        ("1000000.00", "100.00"),
        ("123456789012345678.00", "12,345,678,901,234.5678"),
    ],
)
def test_wan_yuan_are_shown_exactly(yuan: str, shown: str) -> None:
    assert format_wan(Decimal(yuan)) == shown


@pytest.mark.parametrize(
    ("name", "value", "yuan"),
    [
        ("left_amount", "464000.00", Decimal(464000)),
        ("bound_fen", 20_001, Decimal("200.01")),
        ("bound_fen", None, None),
        ("page", 7, None),
    ],
)
def test_money_is_told_by_the_name_of_its_column(
    name: str, value: str | int | None, yuan: Decimal | None
) -> None:
    assert read_amount(name, value) == yuan


def test_percent_is_not_shown_as_money(run: ValidationRun) -> None:
    row = {"sha256": "f00d", "unit": "percent", "left_amount": "45.20", "bound_fen": 10}
    outcome = replace(VIOLATED, failing_rows=(row,))
    text = text_of(render_page(replace(run, outcomes=(outcome,))))
    assert "percent 45.20 % 0.10 %" in text
    assert "万元" not in text


def test_columns_are_those_of_any_row_in_order() -> None:
    outcome = replace(
        WARNED, failing_rows=({"identity_id": "I24", "item": 1, "page": 2}, {"page": 1, "side": 3})
    )
    assert list_columns(outcome) == ["item", "page", "side"]
    assert list_columns(replace(outcome, identity_id=None)) == ["identity_id", "item", "page", "side"]
