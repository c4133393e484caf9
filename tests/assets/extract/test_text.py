"""Characters that look alike are folded; what tells labels apart is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.extract.text import fold_characters, has_ordinal, item_of, match_key, squeeze


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("部⻔决算", "部门决算"),  # CJK Radicals Supplement
        ("⼀般公共预算⽀出", "一般公共预算支出"),  # Kangxi radicals
        ("⻋辆购置费", "车辆购置费"),
        ("⻓沙⺠政⻝品⻢⻰⻩⻧⻬⻅⻆⻚⻛⻜⻤⻥⻦⻨⻳", "长沙民政食品马龙黄卤齐见角页风飞鬼鱼鸟麦龟"),
        ("２０２０年度", "2020年度"),
        ("因公出国（境）费", "因公出国（境）费"),  # full-width punctuation stays as printed
        ("合\u200b计", "合计"),  # a zero-width space
    ],
)
def test_lookalikes_are_folded(printed: str, meant: str) -> None:
    assert fold_characters(printed) == meant


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold_characters(fold_characters(text)) == fold_characters(text)


@given(st.text())
def test_squeezed_text_holds_no_white_space(text: str) -> None:
    assert not any(character.isspace() for character in squeeze(text))


@pytest.mark.parametrize(
    ("label", "item"),
    [
        ("一、一般公共服务支出", "一般公共服务支出"),
        ("二十三、 其他支出", "其他支出"),
        ("（一）支出合计", "支出合计"),
        ("1．因公出国（境）费", "因公出国（境）费"),
        ("12.项目支出", "项目支出"),
        ("其中：教育收费", "其中：教育收费"),
        ("总　　计", "总计"),
        ("一般公共预算财政拨款", "一般公共预算财政拨款"),  # its 一 is no ordinal
        ("1.25倍", "1.25倍"),  # nor is a decimal number's integer part
    ],
)
def test_item_drops_white_space_and_leading_ordinal_only(label: str, item: str) -> None:
    assert item_of(label) == item
    assert has_ordinal(label) == (item != squeeze(label))


def test_keys_ignore_width_of_punctuation_and_shape_of_quotes() -> None:
    assert match_key("“三公”经费（万元）") == match_key("”三公“ 经费(万元)") == '"三公"经费(万元)'
