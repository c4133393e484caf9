"""Grouping by what is shared."""

from expectations.localise.components import join_linked


def test_members_that_share_a_link_directly_or_through_others_are_together() -> None:
    links = [(5, {1}), (7, {2, 3}), (8, {1, 4}), (9, {4, 6}), (11, {3})]
    assert join_linked(links) == [(5, 8, 9), (7, 11)]


def test_a_member_without_links_stands_alone() -> None:
    assert join_linked([(3, set()), (4, set())]) == [(3,), (4,)]
