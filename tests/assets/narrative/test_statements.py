"""What sentences state, over wordings of many provinces, layouts of sections and parts of a report."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from assets.narrative.statements import statements_of
from expectations.topics import load_topics
from tests.assets.narrative.stating import ROWS, describe, paragraph, section, state

CASES = yaml.safe_load(Path(__file__).with_name("wordings.yml").read_text(encoding="utf-8"))
YEAR = 2022


def lines(headings: list[str], *texts: str, part: int | None = 3) -> list[str]:
    return [describe(statement, YEAR) for statement in state(headings, texts, YEAR, part)]


@pytest.mark.parametrize("case", CASES, ids=[f"{n}-{case['headings'][-1]}" for n, case in enumerate(CASES)])
def test_wording(case):
    found = state(case["headings"], case["text"], case["year"])
    assert [describe(statement, case["year"]) for statement in found] == case["states"]


def test_every_topic_is_listed():
    topics = {s.topic for case in CASES for s in state(case["headings"], case["text"], case["year"])}
    assert topics - {""} <= set(load_topics())


def test_amounts_are_yuan_and_rates_percent():
    total, change, growth = state(
        ["收入支出决算总体情况说明"], ["收、支总计1.2亿元，比上年减少35.5万元，下降0.3%。"], YEAR
    )
    assert (total.amount, total.value, total.decimals, total.unit) == (Decimal(120000000), None, 1, "亿元")
    assert (change.amount, change.decimals, change.direction) == (Decimal(355000), 1, "decrease")
    assert (growth.amount, growth.value, growth.decimals) == (None, Decimal("0.3"), 1)


def test_place_sentence_and_subject_are_those_of_the_printed_text():
    text = "本年收入合计５,358.86 万元。其中：“财政拨款”收入 5358.86万元。"
    total, fiscal = state(["收入决算情况说明"], [text], YEAR)
    assert (total.page, total.x0, total.x1) == (1, 60.0, 140.0)
    assert total.printed == "5,358.86"
    assert fiscal.sentence == "其中：“财政拨款”收入 5358.86万元。"
    assert fiscal.subject == "财政拨款收入"
    assert fiscal.section == "7"
    assert fiscal.part == 3


def test_the_section_on_three_public_may_come_first():
    texts = ["“三公”经费支出预算为5万元，支出决算为4万元，完成预算的80%。"]
    first = statements_of([(section("1", "“三公”经费支出情况"), [paragraph(t) for t in texts])], ROWS, YEAR)
    assert [describe(statement, YEAR) for statement in first] == lines(["三公经费支出情况"], *texts)
    assert first[0].topic == "three_budget_total"


def test_a_heading_of_a_single_subject_is_what_its_text_speaks_of():
    found = lines(
        ["“三公”经费支出决算情况说明", "具体情况", "公务接待费"], "支出决算为2万元，完成预算的50%。"
    )
    assert found == ["amount three_final_reception 2万元", "completion three_final_reception 50% of 1 budget"]


def test_the_same_words_mean_the_fund_of_their_section():
    text = "本年收入5万元，本年支出4万元，年末结转和结余1万元。"
    fund = lines(["政府性基金预算收入支出决算情况"], text)
    capital = lines(["国有资本经营预算收入支出决算情况"], text)
    assert [line.split()[1] for line in fund] == ["gf_income", "gf_expenditure", "gf_closing"]
    assert [line.split()[1] for line in capital] == ["sc_income", "sc_expenditure", "sc_closing"]


def test_the_glossary_states_nothing():
    assert (
        state(["名词解释"], ["三公经费：指5万元以内的因公出国费用，占本年支出合计的3%。"], YEAR, part=4) == []
    )


def test_outside_part_3_only_what_names_the_whole_report_has_a_topic():
    found = lines(
        ["部门整体支出绩效自评报告", "资金使用情况"],
        "2022年本年支出合计400万元，其中办公设备采购项目支出30万元，开展培训12次，培训1000人次。",
        part=5,
    )
    assert found == [
        "amount expenditure_total 400万元",
        "amount - 30万元",
        "count - 12次",
        "count - 1000人次",
    ]


def test_dates_ordinals_document_numbers_and_thresholds_are_no_figures():
    text = "1.根据〔2022〕15号文，截至2022年12月31日，第3次会议决定，单价50万元以上设备共2台（套）。"
    assert lines(["国有资产占用情况"], text) == ["count equipment_50 2台(套)"]


def test_a_whole_stated_elsewhere_is_found():
    income = (
        section("2", "收入决算情况说明", section_no=1),
        [paragraph("财政拨款收入9万元，占本年收入合计的90%。")],
    )
    total = (section("1", "总体情况说明", section_no=2), [paragraph("本年收入合计10万元。")])
    statements = statements_of([income, total], ROWS, YEAR)
    assert [describe(statement, YEAR) for statement in statements] == [
        "amount income_fiscal 9万元",
        "share income_fiscal 90% of 1 against 3 whole",
        "amount income_total 10万元",
    ]


def test_a_misspelt_name_is_told_under_its_class_only():
    (known,) = state(
        ["一般公共预算支出具体情况"], ["一般公共服务支出（类）财政事物（款）行政运营（项）7万元。"], YEAR
    )
    assert (known.topic, known.subject_code) == ("leaf", "2010601")
    (unknown,) = state(["一般公共预算支出具体情况"], ["国防支出（类）甲乙丙（款）丁戊己（项）7万元。"], YEAR)
    assert (unknown.topic, unknown.subject_code) == ("leaf", "")


def test_recognised_text_is_told_as_such():
    (total,) = statements_of(
        [(section("1", "收入支出总体情况"), [paragraph("收支总计5万元。", "ocr")])], ROWS, YEAR
    )
    assert total.source == "ocr"


@pytest.mark.parametrize(
    "text", ["", "。", "，；：（）", "其中：", "）万元（", "占%", "分别为", "较上年", "1.2.3万元"]
)
def test_fragments_are_no_error(text):
    assert isinstance(state(["收入支出决算总体情况说明"], [text], YEAR), list)
