"""Self-evaluation forms however they are set: parted by pages, without rules, turned, titled elsewhere."""

from decimal import Decimal
from pathlib import Path

import pytest

from assets.narrative.performance_grid import rows_of
from tests.assets.extract.typeset import Sheet, Table
from tests.assets.narrative import forms
from tests.assets.narrative.reading_forms import DEPARTMENT, PROJECT, figures, one, read_forms

TWO_ROWS = [["一级指标", "分值", "得分"], ["产出指标", "60", "58"]]


def test_the_same_form_without_rules_reads_alike(tmp_path: Path) -> None:
    ruled = read_forms(tmp_path, Sheet([PROJECT, "(2023年度)", Table(forms.BEIJING)]))
    rows = [["" if text in ("<", "^") else text for text in row] for row in forms.BEIJING]
    unruled = read_forms(tmp_path, Sheet([PROJECT, "(2023年度)", Table(rows, ruled=False)]))
    told = [
        [(row.row_kind, row.indicator_path, row.item, row.measure, row.printed) for row in read.rows]
        for read in (ruled, unruled)
    ]
    assert told[0] == told[1]
    assert unruled.unread == []


@pytest.mark.parametrize(
    "rows", [forms.HUBEI, forms.SICHUAN, forms.CHONGQING], ids=["Hubei", "Sichuan", "Chongqing"]
)
def test_figures_without_rules_stand_in_the_same_columns(tmp_path: Path, rows: forms.Rows) -> None:
    blank = [["" if text in ("<", "^") else text for text in row] for row in rows]
    tables = (Table(rows), Table(blank, ruled=False))
    found = [read_forms(tmp_path, Sheet([DEPARTMENT, table], wide=True)).rows for table in tables]
    told = [
        [(row.line_no, row.item, row.measure, row.printed, row.formula) for row in read] for read in found
    ]
    assert told[0] == told[1]
    assert len(told[0]) > 15


def test_a_row_that_a_page_break_parts_is_one_row(tmp_path: Path) -> None:
    first, rest = [list(row) for row in forms.CENTRAL], [list(row) for row in forms.CENTRAL_OVERLEAF]
    first[-1][3] = "故障响应"
    cut = ["绩\n效\n指\n标", "", "", "时间", "", "", "", "", "不足"]
    rest[0][0] = "^"
    sheets = [Sheet([PROJECT, Table(first)]), Sheet([Table([cut, *rest])])]
    rows = read_forms(tmp_path, *sheets).rows
    assert one(rows, "故障响应时间", "score").value == 8
    assert len(figures(rows, "indicator", "weight")) == 7


def test_a_row_that_lost_a_cell_is_read_by_the_name_of_its_second_level(tmp_path: Path) -> None:
    rows = [
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"],
        ["产出指标（60分）", "数量指标", "统筹协调", "12次", "16次", "20", "20", ""],
        ["", "", "质量指标", "完成率", "100%", "95%", "40", "38"],
        ["效益指标（40分）", "社会效益指标", "氛围", "浓厚", "增强", "40", "39", ""],
        ["总分", "", "", "", "100", "97", "等级：优", ""],
    ]
    found = read_forms(tmp_path, Sheet([DEPARTMENT, Table(rows)])).rows
    assert one(found, "完成率", "weight").value == 40
    assert one(found, "完成率", "score").value == 38
    assert one(found, "完成率", "actual").printed == "95%"
    assert one(found, "产出指标", "weight").value == 60
    assert [row.value for row in found if row.row_kind == "total"] == [100, 97]


def test_the_unit_over_the_form_counts_where_the_form_names_none(tmp_path: Path) -> None:
    rows = [[text.replace("（元）", "") for text in row] for row in forms.YUNNAN]
    caption = "编制单位：样川市浮桥区司法局\t金额单位：元"
    read = read_forms(tmp_path, Sheet([PROJECT, caption, Table(rows)], wide=True))
    total = one(read.rows, "年度资金总额", "final")
    assert (total.unit, total.amount) == ("元", Decimal("96500.00"))


def test_without_any_unit_amounts_are_in_that_of_the_reports_tables(tmp_path: Path) -> None:
    rows = [[text.replace("\n（万元）", "") for text in row] for row in forms.BEIJING]
    read = read_forms(tmp_path, Sheet([PROJECT, Table(rows)]))
    assert one(read.rows, "年度资金总额", "final").amount == Decimal("253340.00")


def test_a_title_inside_the_frame_counts(tmp_path: Path) -> None:
    title = [PROJECT, *["<"] * 8]
    framed = [title, ["（2023年度）", *["<"] * 8], *forms.BEIJING]
    read = read_forms(tmp_path, Sheet(["附件2", Table([*framed, title, *forms.BEIJING])]))
    told = ("project", PROJECT, "普法宣传经费")
    assert [(form.kind, form.title, form.project) for form in read.forms] == [told, told]


def test_a_title_at_the_foot_of_the_page_before_tells_the_kind(tmp_path: Path) -> None:
    rows = forms.CENTRAL[2:]
    read = read_forms(tmp_path, Sheet([PROJECT], at_foot=True), Sheet([Table(rows)]))
    assert {row.form_kind for row in read.rows} == {"project"}


def test_rows_of_a_turned_page_run_up_or_down_it() -> None:
    upright, turned = [], []
    for row, texts in enumerate(TWO_ROWS):
        for col, text in enumerate(texts):
            cell = {"row": row, "col": col, "row_span": 1, "col_span": 1, "text": text}
            left, top, right, bottom = 100 * col, 20 * row, 100 * col + 100, 20 * row + 20
            upright.append({**cell, "box": [left, top, right, bottom]})
            turned.append({**cell, "box": [top, 500 - right, bottom, 500 - left]})
    known = {"page": 1, "title": DEPARTMENT, "source": "text"}
    tables = [{**known, "cells": cells} for cells in (upright, turned)]
    assert [[piece.text for piece in row.pieces] for row in rows_of(tables)] == [*TWO_ROWS, *TWO_ROWS]
