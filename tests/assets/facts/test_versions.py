"""Versions are in the order in which they were published, in whatever order they came in."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.archive.sidecar import ArchivedReport, Origin
from assets.facts.reports import Report, count_versions
from tests.assets.facts.extracts import make_archived

FIRST_DAY, CHINA = date(2024, 8, 1), timezone(timedelta(hours=8))
NIGHT = datetime(2024, 9, 1, 2, tzinfo=CHINA)


def archived(name: str, published: int | None = None, night: int = 0) -> ArchivedReport:
    """A report published on that day of August, or nobody knows when, and archived in that night."""
    entry = make_archived(name, (NIGHT + timedelta(days=night)).isoformat())
    if published is None:
        return entry
    day = (FIRST_DAY + timedelta(days=published)).isoformat()
    return entry.published_at(Origin("portal", f"http://a/{name}", entry.archived_at, published_on=day))


def version(entry: ArchivedReport, *, is_complete: bool = True) -> Report:
    return Report(entry, "000000:某局", "某局", 2023, "department", None, "某局决算", is_complete)


def numbers(*reports: Report) -> dict[str, tuple[int, bool]]:
    return {r.archived.file_name[:-4]: (r.version_no, r.is_current) for r in count_versions(reports)}


def test_the_version_published_last_is_current_though_it_came_in_first() -> None:
    new, old = archived("new", published=9, night=0), archived("old", published=2, night=5)
    assert numbers(version(new), version(old)) == {"old": (1, False), "new": (2, True)}


def test_without_a_day_of_publication_that_of_archiving_counts() -> None:
    given_in_august = replace(archived("given"), archived_at="2024-08-05T10:00:00+08:00")
    fetched = archived("fetched", published=5)
    before = archived("before", published=3)
    ordered = numbers(version(fetched), version(given_in_august), version(before))
    assert ordered == {"before": (1, False), "given": (2, False), "fetched": (3, True)}


def test_of_several_addresses_the_earliest_day_counts() -> None:
    """A portal that shows an old report again does not make it the newest."""
    again = Origin("other", "http://b/old", NIGHT.isoformat(), published_on="2024-12-01")
    old = archived("old", published=2).published_at(again)
    assert old.published_on == "2024-08-03"
    assert numbers(version(old), version(archived("new", published=9)))["new"] == (2, True)


def test_a_day_still_to_come_is_a_misprint() -> None:
    """A version dated 2032 for 2023 would stay the current one for years."""
    misprinted = archived("misprinted", night=1)
    origin = Origin("portal", "http://a/misprinted", misprinted.archived_at, published_on="2032-08-20")
    corrected = archived("corrected", published=40, night=9)
    first = misprinted.published_at(origin)
    assert first.published_on is None
    assert numbers(version(first), version(corrected))["corrected"] == (2, True)


def test_a_file_replaced_behind_the_same_page_is_the_later_version() -> None:
    """Its page's day has not changed, and the night that found it tells."""
    first, replaced = archived("first", published=4, night=1), archived("replaced", published=4, night=6)
    assert numbers(version(replaced), version(first)) == {"first": (1, False), "replaced": (2, True)}


def test_moments_are_compared_and_not_their_text() -> None:
    early = replace(archived("early"), archived_at="2024-09-01T09:00:00+08:00")  # 01:00 UTC
    late = replace(archived("late"), archived_at="2024-09-01T02:00:00+00:00")
    assert numbers(version(late), version(early)) == {"early": (1, False), "late": (2, True)}


def test_days_are_those_of_china() -> None:
    night = replace(archived("night"), archived_at="2024-08-10T18:00:00+00:00")  # on the 11th in China
    assert numbers(version(night), version(archived("day", published=9)))["night"] == (2, True)


def test_the_last_whole_one_is_current_in_the_order_of_publication() -> None:
    whole, cut = archived("whole", published=2, night=8), archived("cut", published=9)
    told = numbers(version(whole), version(cut, is_complete=False))
    assert told == {"whole": (1, True), "cut": (2, False)}


@given(
    nights=st.permutations(range(5)),
    again=st.permutations(range(5)),
    whole=st.lists(st.booleans(), min_size=5),
)
def test_the_order_of_intake_does_not_matter(nights: list[int], again: list[int], whole: list[bool]) -> None:
    def taken_in(order: list[int]) -> dict[str, tuple[int, bool]]:
        entries = [archived(f"v{day}", day, night) for night, day in enumerate(order)]
        return numbers(*(version(e, is_complete=whole[day]) for e, day in zip(entries, order, strict=True)))

    told = taken_in(nights)
    assert told == taken_in(again)
    assert [told[f"v{day}"][0] for day in range(5)] == [1, 2, 3, 4, 5]
    assert sum(is_current for _, is_current in told.values()) == 1


@given(
    st.lists(st.tuples(st.none() | st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=6).flatmap(
        lambda drawn: st.tuples(st.just(drawn), st.permutations(range(len(drawn))))
    )
)
def test_the_order_in_which_reports_are_listed_never_matters(
    drawn: tuple[list[tuple[int | None, int]], list[int]],
) -> None:
    known, order = drawn
    reports = [version(archived(f"v{n}", day, night)) for n, (day, night) in enumerate(known)]
    assert numbers(*reports) == numbers(*(reports[place] for place in order))


@pytest.mark.parametrize("day", ["20240820", "2024-8-20", "2024-W34-2", "2024-02-30", "", "soon"])
def test_what_is_no_day_is_no_day_of_publication(day: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Origin("portal", "http://a", NIGHT.isoformat(), published_on=day)
