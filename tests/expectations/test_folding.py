"""Texts that differ in their setting only are folded to one."""

import pytest

from expectations.folding import fold_label, fold_name, fold_prose, fold_text, fold_width


def test_width_is_folded_and_white_space_stays() -> None:
    assert fold_width("２０２２　年度（ＸＸ局）") == "2022 年度(XX局)"


def test_text_loses_white_space_of_any_width() -> None:
    assert fold_text(" 示 河县　水利局\n") == "示河县水利局"
    assert fold_text("１，２３４．５０") == fold_text("1,234.50")


def test_prose_loses_quotation_marks_as_well() -> None:
    assert fold_prose("“三公” 经费「支出」") == "三公经费支出"
    assert fold_text("“三公”") == "“三公”"


@pytest.mark.parametrize(
    "printed", ["一、教育支出", "（一）教育支出", "1. 教育支出", "十二．教 育 支 出", "教育支出"]
)
def test_labels_lose_their_ordinal(printed: str) -> None:
    assert fold_label(printed) == "教育支出"


def test_names_lose_brackets_and_commas() -> None:
    assert fold_name("因公出国（境）费用") == fold_name("因公出国(境)费用 ") == "因公出国境费用"
