"""Topics of the text: those listed, those that endings make, and what they are measured against."""

import pytest

from expectations.topics import find_change_topic, load_topics


def test_endings_make_topics_without_a_place_in_the_tables():
    change = load_topics()["operating_cost_change"]
    assert (change.zh, change.change_of, change.prints) == ("机关运行经费较上年增减额", "operating_cost", ())


def test_a_listed_topic_comes_before_one_made_by_an_ending():
    assert find_change_topic("three_final_total") == "three_total_change"
    assert [place.measure for place in load_topics()["three_budget_total"].prints] == ["budget_total"]


@pytest.mark.parametrize(
    ("topic", "budget"),
    [
        ("gpb_total", "gpb_budget"),
        ("leaf", "leaf_budget"),
        ("three_vehicle_operation", "three_budget_vehicle_operation"),
    ],
)
def test_the_budget_of_a_topic(topic, budget):
    assert load_topics()[topic].budget == budget
    assert budget in load_topics()


def test_a_coded_topic_is_printed_where_its_subject_stands():
    assert [(place.table, place.coded, place.measure) for place in load_topics()["leaf"].prints] == [
        ("05", True, "total")
    ]
