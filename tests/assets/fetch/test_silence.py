"""When a source counts as silent, and since when."""

from datetime import date
from typing import Any

import pytest

from assets.fetch.silence import silent_sources
from assets.fetch.sources import Source
from assets.fetch.state import SourceRecord


def source(**more: Any) -> Source:
    listings = [{"url": "https://www.example.invalid/list.html"}]
    return Source.model_validate({"name": "county", "publisher": "某县财政局", "listings": listings, **more})


def record(first: str, whole: str, new: str | None) -> SourceRecord:
    times = [None if day is None else f"{day}T18:00:00+00:00" for day in (first, whole, new)]
    return SourceRecord("county", 9, str(times[0]), str(times[1]), times[1], times[2])


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 3, 1), None),
        (date(2026, 3, 31), None),
        (date(2026, 4, 1), 0),
        (date(2026, 4, 8), 7),
    ],
)
def test_nothing_new_for_too_long(today: date, expected: int | None) -> None:
    told = silent_sources(
        [source(silent_after_days=90)], [record("2025-01-01", str(today), "2026-01-01")], today
    )
    assert [silence.days(today) for silence in told] == ([] if expected is None else [expected])


def test_what_is_said() -> None:
    today = date(2026, 9, 1)
    (told,) = silent_sources(
        [source(silent_after_days=90)], [record("2025-01-01", "2026-09-01", None)], today
    )
    assert str(told) == "county (某县财政局): nothing new since 2025-01-01"


@pytest.mark.parametrize(
    ("first", "new", "today", "reason"),
    [
        ("2025-01-01", "2025-09-20", date(2026, 10, 31), None),  # the season is not over
        ("2025-01-01", "2025-09-20", date(2026, 11, 1), "overdue"),
        ("2025-01-01", "2025-09-20", date(2027, 2, 1), "overdue"),  # that of last year
        ("2025-01-01", "2026-08-02", date(2026, 11, 1), None),
        ("2026-09-01", None, date(2026, 11, 1), None),  # watched for a part of the season only
    ],
)
def test_a_season_without_anything(first: str, new: str | None, today: date, reason: str | None) -> None:
    expecting = source(silent_after_days=1000, expected_months=[8, 9, 10])
    told = silent_sources([expecting], [record(first, str(today), new)], today)
    assert [silence.reason for silence in told] == ([] if reason is None else [reason])


def test_a_source_that_cannot_be_gone_through_is_called_that() -> None:
    expecting = source(silent_after_days=10, expected_months=[8])
    (told,) = silent_sources([expecting], [record("2025-01-01", "2026-08-20", None)], date(2026, 9, 1))
    assert (told.reason, told.last_heard, told.silent_since) == (
        "not_reached",
        date(2026, 8, 20),
        date(2026, 8, 27),
    )


def test_others_are_not_judged() -> None:
    old = record("2020-01-01", "2020-01-02", None)
    assert silent_sources([source(enabled=False)], [old], date(2026, 9, 1)) == []
    assert silent_sources([source()], [], date(2026, 9, 1)) == []
    assert silent_sources([], [old], date(2026, 9, 1)) == []
