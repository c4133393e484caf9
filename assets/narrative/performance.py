"""Self-evaluation forms (绩效自评表) of a report as records: funds, weights, scores and rates.

The forms stand in the extract as tables that are none of the nine (``summary["raw_tables"]``), or, printed
without rules, as lines of text.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import count
from typing import Any, NamedTuple

from assets.extract.text import squeeze
from assets.narrative.performance_columns import AMOUNTS
from assets.narrative.performance_forms import read_forms
from assets.narrative.performance_grid import rows_of
from assets.narrative.performance_records import Form, Printed
from assets.narrative.performance_unruled import is_title, rows_of_lines
from assets.narrative.performance_words import YUAN, Number, form_kind, unit_in
from expectations.statements import PerformanceRow

DEFAULT_UNIT = "万元"
TOLD = ("target", "actual")
MEASURES = (*AMOUNTS, "weight", "rate", "score", *TOLD)
HUNDRED = Decimal(100)


class Read(NamedTuple):
    """The forms, one record a figure; `unread` are findings on forms that are named and were not read."""

    rows: list[PerformanceRow]
    forms: list[Form]
    unread: list[dict[str, Any]]


def performance_of(sha256: str, summary: dict[str, Any]) -> Read:
    """Read the self-evaluation forms of a report from its extract.

    Amounts are in yuan, of the unit that the form names, else of the one that most tables of the report
    print. Weights and scores are in points, rates in percent.
    """
    prose = summary.get("prose", [])
    forms = read_forms(rows_of(summary["raw_tables"]))
    forms += [form for form in read_forms(rows_of_lines(prose)) if form.is_scored]
    forms.sort(key=lambda form: form.page)
    for form in forms:
        form.unit = form.unit or _unit_over(form, prose)
        form.kind = form.kind or _kind_over(form, prose)
    units = [table["unit"] for table in summary.get("tables", []) if table.get("unit") in YUAN]
    usual = max(sorted(set(units)), key=units.count) if units else DEFAULT_UNIT
    return Read(
        list(_records(sha256, forms, usual)), forms, list(_unread(summary["raw_tables"], prose, forms))
    )


def _unit_over(form: Form, prose: Sequence[dict[str, Any]]) -> str | None:
    """The unit that lines of text on a form's first page name (单位：元); None for none or several."""
    lines = [line[0] for page in prose if page["page"] == form.page for line in page["lines"]]
    units = {unit for line in lines if "单位" in line and (unit := unit_in(line))}
    return units.pop() if len(units) == 1 else None


def _kind_over(form: Form, prose: Sequence[dict[str, Any]]) -> str | None:
    """The kind that the last title says on the form's first page or the one before; None without a title."""
    near = [page for page in prose if form.page - 1 <= page["page"] <= form.page]
    kinds = [form_kind(line[0]) for page in near for line in page["lines"] if is_title(line[0])]
    return kinds[-1] if kinds else None


def _unread(
    raw_tables: Sequence[dict[str, Any]], prose: Sequence[dict[str, Any]], forms: Sequence[Form]
) -> Iterator[dict[str, Any]]:
    """One finding for each kind of form that a title announces and none was read of, there or further on."""
    titles = [(table["page"], table["title"]) for table in raw_tables]
    titles += [(page["page"], line[0]) for page in prose for line in page["lines"]]
    last: dict[str, tuple[int, str]] = {}
    for page, title in sorted(titles):
        kind = form_kind(title) if is_title(title) else None
        if kind is not None:
            last[kind] = page, squeeze(title)
    for kind, (page, title) in last.items():
        if not any(form.kind == kind and form.last_page >= page for form in forms):
            yield {"rule_id": "performance_unread", "table_code": None, "page": page, "title": title}


def _records(sha256: str, forms: Sequence[Form], usual_unit: str) -> Iterator[PerformanceRow]:
    numbers = count(1)
    for form_no, form in enumerate(forms, start=1):
        kind = form.kind or ("project" if form.project else "department")
        for line_no, line in enumerate(form.lines, start=1):
            for measure in MEASURES:
                printed = line.figures.get(measure)
                if printed is None:
                    continue
                amount, value, decimals, unit = _figure(measure, printed, form.unit or usual_unit)
                unit = unit or (line.unit if measure in TOLD else "")
                x0, y0, x1, y1 = printed.piece.box
                yield PerformanceRow(
                    sha256=sha256,
                    row_no=next(numbers),
                    form_no=form_no,
                    form_kind=kind,
                    project=form.project if kind == "project" else "",
                    row_kind=line.kind,
                    indicator_path="/".join(filter(None, (line.level1, line.level2))),
                    item=line.item,
                    measure=measure,
                    printed=squeeze(printed.text),
                    unit=unit,
                    amount=amount,
                    value=value,
                    decimals=decimals,
                    page=printed.piece.page,
                    x0=x0,
                    y0=y0,
                    x1=x1,
                    y1=y1,
                    source=printed.source,
                    line_no=line_no,
                    formula=line.formula if measure == "score" else "",
                )


def _figure(
    measure: str, printed: Printed, money: str
) -> tuple[Decimal | None, Decimal | None, int | None, str]:
    """Amount in yuan, value in points or percent, decimal places printed and unit of one figure."""
    number = printed.number
    if measure in AMOUNTS:
        if number is None:
            return None, None, None, money
        unit = number.unit if number.unit in YUAN else money
        return number.value * YUAN[unit], None, number.decimals, unit
    if measure == "rate":
        return (None, *_percent(number))
    if number is None:
        return None, None, None, "分" if measure in ("weight", "score") else ""
    unit = number.unit or ("分" if measure in ("weight", "score") else "")
    return None, number.value, number.decimals, unit


def _percent(number: Number | None) -> tuple[Decimal | None, int | None, str]:
    """A rate in percent; one printed without sign, at most 1, is a ratio (0.95)."""
    if number is None:
        return None, None, "%"
    if number.unit != "%" and number.value <= 1 and number.decimals:
        return number.value * HUNDRED, max(number.decimals - 2, 0), ""
    return number.value, number.decimals, "%"
