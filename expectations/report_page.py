"""The offline page of a run: what passed, what failed, and the failing rows with page and both sides.

One self-contained bilingual HTML file without scripts, fonts or pictures from elsewhere. What belongs here:
showing the outcomes. Not computing them (expectations.runner).
"""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from expectations.outcomes import Outcome, ValidationRun, count_statuses

TEMPLATES = Path(__file__).parent / "templates"
STATUS_LABELS: Mapping[str, str] = {
    "passed": "通过 passed",
    "failed": "不符 failed",
    "errored": "检验出错 check broke",
    "nothing_checked": "无可检 nothing to check",
}
SEVERITY_LABELS: Mapping[str, str] = {"error": "错误 error", "warning": "警告 warning", "info": "提示 info"}
COLUMN_LABELS: Mapping[str, str] = {
    "sha256": "报告 report",
    "identity_id": "关系 identity",
    "instance": "实例 instance",
    "table_name": "表 table",
    "column_name": "列 column",
    "table_code": "表 table",
    "row_no": "行 row",
    "side": "方 side",
    "item": "项目 item",
    "subject_code": "科目 subject",
    "measure": "栏 measure",
    "page": "页 page",
    "verdict": "判定 verdict",
    "unit": "单位 unit",
    "finding_no": "发现 finding",
    "suspect_no": "候选 suspect",
    "entries": "项数 entries",
    "grade": "等级 grade",
    "left_amount": "左边 left",
    "right_amount": "右边 right",
    "abs_residual_fen": "差额（绝对值）residual, unsigned",
    "residual_fen": "差额 residual",
    "stored_residual_fen": "记录的差额 stored residual",
    "bound_fen": "界限 bound",
    "missing_required": "缺列 missing",
}
# What both sides of a verdict are counted in, where it is not money.
UNIT_LABELS: Mapping[str, str] = {"percent": "%", "points": "分 points", "pieces": "个 pieces"}
YUAN_PER_WAN = 10_000


def write_page(run: ValidationRun, path: Path) -> None:
    """Write the page of a run to `path` (UTF-8), replacing what is there."""
    path.write_text(render_page(run), encoding="utf-8")


def render_page(run: ValidationRun) -> str:
    """The page as HTML text; everything taken from reports is escaped."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    environment.filters["columns"] = list_columns
    environment.filters["wan"] = format_wan
    return environment.get_template("validation.html").render(
        run=run,
        totals=count_statuses(run.outcomes),
        suites=[(name, outcomes, count_statuses(outcomes)) for name, outcomes in run.suites.items()],
        noted=[*run.with_status("errored"), *sorted(run.with_status("failed"), key=_severity_first)],
        status_labels=STATUS_LABELS,
        severity_labels=SEVERITY_LABELS,
        column_labels=COLUMN_LABELS,
        unit_labels=UNIT_LABELS,
        read_amount=read_amount,
    )


def list_columns(outcome: Outcome) -> list[str]:
    """Columns to show of an outcome's failing rows, in the order they first appear.

    What tells the report is shown in one column, `sha256`, and what is the same in every row is left out.
    """
    names = dict.fromkeys(name for row in outcome.failing_rows for name in row)
    hidden = {"department", "fiscal_year"} if "sha256" in names else set()
    if outcome.identity_id is not None:
        hidden |= {"identity_id", "verdict"}
    return [name for name in names if name not in hidden]


def format_wan(yuan: Decimal) -> str:
    """Yuan as 万元, with as many decimals as the amount needs, at least two."""
    wan = (yuan / YUAN_PER_WAN).normalize()
    decimals = max(2, -int(wan.as_tuple().exponent))
    return f"{wan:,.{decimals}f}"


def read_amount(name: str, value: str | int | None) -> Decimal | None:
    """The value of a column of amounts: `…_amount` as it is, `…_fen` in hundredths; None for any other.

    It is in yuan unless the row names another unit.
    """
    if value is None or not name.endswith(("_amount", "_fen")):
        return None
    return Decimal(value).scaleb(-2) if name.endswith("_fen") else Decimal(value)


def _severity_first(outcome: Outcome) -> tuple[int, str]:
    return (list(SEVERITY_LABELS).index(outcome.severity), outcome.expectation_id)
