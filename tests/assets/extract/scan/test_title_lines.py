"""Titles read almost right."""

import pytest

from assets.extract.scan.recogniser import Read
from assets.extract.scan.title_lines import with_title


def line(text: str) -> Read:
    return Read(text, (0.9,) * len(text), tuple((i + 0.5) / len(text) for i in range(len(text))))


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("2021年度一般公共预算财政拨款基支出决算表", "2021年度一般公共预算财政拨款基本支出决算表"),
        ("财政拨款收人支出决算总表", "财政拨款收入支出决算总表"),
        ("一般公共预算财政拨款支支出决算表", "一般公共预算财政拨款支出决算表"),
    ],
    ids=["lost", "wrong", "too many"],
)
def test_one_character_is_put_right(read: str, meant: str) -> None:
    corrected = with_title(line(read))
    assert corrected.text == meant
    assert len(corrected.places) == len(corrected.confidences) == len(meant)


@pytest.mark.parametrize(
    "text", ["支出决算表", "一般公共预算财政拨款支出决算表", "公开06表", "项目支出绩效自评表", "单位：万元"]
)
def test_other_lines_stay(text: str) -> None:
    assert with_title(line(text)) == line(text)
