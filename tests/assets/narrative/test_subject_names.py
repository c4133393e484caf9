"""Names of subjects in the text and the codes they mean."""

import pytest

from assets.narrative.plain import plain_words
from assets.narrative.subject_names import SubjectNames
from tests.assets.narrative.stating import ROWS


def codes(text: str, unmarked: bool = True) -> list[str]:
    return [subject.code for subject in SubjectNames.of(ROWS, 2022).find(plain_words(text), unmarked)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.一般公共服务支出（类）财政事务（款）行政运行（项）。", ["2010601"]),
        ("一般公共服务（类）财政事务（款）行政运行（项）", ["2010601"]),
        ("一般公共服务支出（201类）财政事务（06款）行政运行（01项）：", ["2010601"]),
        ("“财政事务”（款）2022年度决算", ["20106"]),
        ("一般公共服务支出1500万元，住房保障支出（类）5万元", ["201", "221"]),
        ("2010601行政运行735万元", ["2010601"]),
        ("行政运行（2010601）：5万元", ["2010601"]),
        ("社会保障和就业支出-行政事业单位养老支出-机关事业单位基本养老保险缴费支出", ["2080505"]),
        ("城乡社区支出（类）城乡社区公共设施（款）其他城乡社区公共设施支出（项）", ["2120399"]),
        ("决算为222万元完成预算", []),
        ("国有资本经营预算财政拨款支出5万元", []),
        ("主要是一般公共服务支出增加", []),
    ],
)
def test_code(text, expected):
    assert codes(text) == expected


def test_names_without_level_count_only_where_asked_for():
    assert codes("住房公积金5万元", unmarked=False) == []
    assert codes("住房公积金5万元") == ["2210201"]


def test_a_row_whose_label_could_not_be_read_names_nothing():
    names = SubjectNames.of([*ROWS, ("2019999", "")], 2022)
    found = names.find(plain_words("支出5万元，住房公积金5万元"), unmarked=True)
    assert [subject.code for subject in found] == ["2210201"]


def test_a_name_that_several_subjects_bear_means_the_one_under_the_class_named_last():
    rows = [*ROWS, ("20805", "行政事业单位养老支出"), ("2010401", "行政运行"), ("20104", "发展与改革事务")]
    names = SubjectNames.of(rows, 2022)
    text = plain_words("一般公共服务支出（类）财政事务（款）5万元，行政运行4万元。")
    assert [subject.code for subject in names.find(text, True)] == ["20106", "2010601"]
