"""A self-evaluation form to spoil, and the records and verdicts that it gives."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from expectations.cells import Cell
from expectations.claims import Verdict
from expectations.evaluate_performance import claim_performance
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
