"""The offline page of a run: what passed, what failed, and the failing rows with page and both sides.

One self-contained bilingual HTML file without scripts, fonts or pictures from elsewhere. What belongs here:
showing the outcomes. Not computing them (expectations.runner).
"""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from expectations.outcomes import Outcome, Row, ValidationRun, count_statuses

TEMPLATES = Path(__file__).parent / "templates"
STATUS_LABELS: Mapping[str, str] = {
    "passed": "通过 passed",
    "failed": "不符 failed",
    "errored": "检验出错 check broke",
    "nothing_checked": "无可检 nothing to check",
}
SEVERITY_LABELS: Mapping[str, str] = {"error": "错误 error", "warning": "警告 warning", "info": "提示 info"}
AMOUNT_COLUMNS = ("left_amount", "right_amount")
YUAN_PER_WAN = 10_000


def write_page(run: ValidationRun, path: Path) -> None:
    """Write the page of a run to `path` (UTF-8), replacing what is there."""
    path.write_text(render_page(run), encoding="utf-8")


def render_page(run: ValidationRun) -> str:
    """The page as HTML text; everything taken from reports is escaped."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    environment.filters["columns"] = list_columns
    environment.filters["amount"] = format_amount
    return environment.get_template("validation.html").render(
        run=run,
        totals=count_statuses(run.outcomes),
        suites=[(name, outcomes, count_statuses(outcomes)) for name, outcomes in run.suites.items()],
        noted=[*run.with_status("errored"), *sorted(run.with_status("failed"), key=_severity_first)],
        status_labels=STATUS_LABELS,
        severity_labels=SEVERITY_LABELS,
        amount_columns=AMOUNT_COLUMNS,
    )


def list_columns(rows: tuple[Row, ...]) -> list[str]:
    """Names of the columns that any of the rows has, in the order they first appear."""
    return list(dict.fromkeys(name for row in rows for name in row))


def format_amount(yuan: str | None) -> str:
    """An amount in yuan as `46.40 万元 (464,000.00 元)`; nothing where there is none.

    万元 is shown with as many decimals as the amount needs, at least two.
    """
    if yuan is None:
        return ""
    amount = Decimal(yuan)
    wan = (amount / YUAN_PER_WAN).normalize()
    decimals = max(2, -int(wan.as_tuple().exponent))
    return f"{wan:,.{decimals}f} 万元 ({amount:,.2f} 元)"


def _severity_first(outcome: Outcome) -> tuple[int, str]:
    return (list(SEVERITY_LABELS).index(outcome.severity), outcome.expectation_id)
