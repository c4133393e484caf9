"""Which numbers of a text are figures, and what they are worth."""

from decimal import Decimal

import pytest

from assets.narrative.figures import find_figures
from assets.narrative.plain import make_plain, plain_words


def found(text: str) -> list[tuple[str, Decimal, str]]:
    return [(f.kind, f.value, f.unit) for f in find_figures(plain_words(text)) if not f.is_threshold]


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("共5,441.36万元", "money", "54413600.00", "万元"),
        ("共５４４１．３６ 万 元", "money", "54413600.00", "万元"),
        ("共5，441.36万元", "money", "54413600.00", "万元"),
        ("共0.5亿元", "money", "50000000.00", "亿元"),
        ("共125元", "money", "125.00", "元"),
        ("增加-3.1万元", "money", "-31000.00", "万元"),
        ("占99.79％", "percent", "99.79", "%"),
        ("占5‰", "percent", "0.5", "‰"),
        ("提高2.3个百分点", "points", "2.3", "个百分点"),
        ("自评得分88分。", "score", "88", "分"),
        ("自评得分为95.5，", "score", "95.5", ""),
        ("设备2台（套）。", "pieces", "2", "台(套)"),
        ("来宾137人次", "pieces", "137", "人次"),
    ],
)
def test_figure(text, kind, value, unit):
    assert found(text) == [(kind, Decimal(value), unit)]


@pytest.mark.parametrize(
    "text",
    [
        "2022年度",
        "2022年12月31日",
        "2019-2021年",
        "财预〔2016〕143号",
        "第3部分",
        "1.概况",
        "5个月",
        "3年",
        "50万元以上的设备",
        "100万元（含）以上",
        "90分（含）-100分为优",
        "12345678901234567890万元",
    ],
)
def test_no_figure(text):
    assert found(text) == []


def test_two_numbers_are_never_run_together():
    assert plain_words("2.00 0.00 万元") == "2.00 0.00万元"


def test_a_plain_slice_is_found_in_the_text():
    plain = make_plain("收 入“总计” 5，358.86万元")
    assert plain.text == "收入总计5,358.86万元"
    start = plain.text.index("5")
    assert plain.span(start, start + 8) == (8, 16)
