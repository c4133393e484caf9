"""The text of whole reports is read as it is printed: right amount, topic, code and page of every figure."""

import json
from decimal import Decimal

import pytest

from tools.measure_statements import Score, read_statements, score, true_keys

TYPESET = ["r000", "r003", "r010", "r021"]


@pytest.mark.parametrize("name", TYPESET)
def test_every_true_figure_is_read(shared_reports, name):
    truth = shared_reports / "synthetic" / f"{name}.json"
    narrative = json.loads(truth.read_text(encoding="utf-8"))["narrative"]
    result = score(narrative, read_statements(truth.with_suffix(".pdf")))
    assert result.missing == []
    assert result.true == result.right == len(narrative)


def test_the_published_report_of_2020_states_what_it_prints(shared_reports):
    (path,) = (shared_reports / "seed").glob("*部门决算.pdf")
    statements = [s for s in read_statements(path) if s.part == 3]
    stated = {s.topic: s for s in statements if s.kind == "amount"}
    assert stated["closing"].amount == Decimal(213500)
    assert stated["three_final_total"].amount == Decimal(0)
    assert stated["operating_cost_budget_change"].amount == Decimal(1913400)
    growth = next(s for s in statements if s.kind == "growth" and s.value == Decimal("45.2"))
    assert (growth.topic, growth.base, growth.direction) == ("operating_cost", "previous_year", "decrease")
    assert {s.subject_code for s in statements if s.topic == "leaf"} == {
        "2010399",
        "2013101",
        "2013102",
        "2013103",
        "2019999",
        "2081105",
        "2089901",
    }
    untold = [s for s in statements if not s.topic]
    assert [(s.printed, s.unit) for s in untold] == [("1", "人")] * 4  # 在职人员减少1人, given as a reason


def test_a_figure_under_another_topic_or_page_is_missing():
    narrative = [
        {"key": "class_201", "amount": "15000.00", "page": 3},
        {"key": "leafb_2010601", "amount": "5000.00", "page": 3},
        {"key": "grand_total_change", "amount": "1.00", "page": 2},
    ]
    assert set(true_keys(narrative)) == {
        ("class", "201", Decimal(15000), 3),
        ("leaf_budget", "2010601", Decimal(5000), 3),
        ("grand_total_change", "", Decimal(1), 2),
    }
    result = score(narrative, [])
    assert (result.true, result.right, len(result.missing)) == (3, 0, 3)


def test_the_share_is_told_in_a_line():
    assert Score(true=4, right=3, stated=9, without_topic=1).line() == (
        "3/4 right = 75.00 %; 9 stated, 1 of them without a topic"
    )
