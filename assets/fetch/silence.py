"""Sources that have gone silent: nothing new for too long, nothing in the months it was due, or no answer."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from assets.fetch.sources import Source
from assets.fetch.state import SourceRecord

Reason = Literal["nothing_new", "overdue", "not_reached"]
# Days without one visit that got through everything: longer than a portal's usual outage.
NOT_REACHED_DAYS = 7


@dataclass(frozen=True, slots=True)
class Silence:
    """Why a source counts as silent, since which day nothing has come, and since when that is too long."""

    source: str
    publisher: str
    reason: Reason
    last_heard: date
    silent_since: date

    def days(self, today: date) -> int:
        """For how many days it has been silent; 0 on the day it became so."""
        return (today - self.silent_since).days

    def __str__(self) -> str:
        told = {
            "nothing_new": "nothing new since",
            "overdue": "nothing came in the months it is due, the last thing on",
            "not_reached": "not gone through wholly since",
        }[self.reason]
        return f"{self.source} ({self.publisher}): {told} {self.last_heard}"


def silent_sources(sources: Iterable[Source], records: Iterable[SourceRecord], today: date) -> list[Silence]:
    """The enabled sources that are silent on a day, by name; one that was never visited is not judged.

    `today` is a day in UTC, as the records' are. A source that cannot be reached is called that, not overdue.
    """
    visited = {record.name: record for record in records}
    judged = sorted((s for s in sources if s.enabled and s.name in visited), key=lambda s: s.name)
    found = (_judge(source, visited[source.name], today) for source in judged)
    return [silence for silence in found if silence is not None]


def _judge(source: Source, record: SourceRecord, today: date) -> Silence | None:
    watched = _day(record.first_run_at)
    reached = _day(record.last_whole_at or record.first_run_at)
    heard = _day(record.last_new_at or record.first_run_at)
    due = _due_since(source, watched, heard, today)
    limits: list[tuple[Reason, date, date]] = [
        ("not_reached", reached, _days_after(reached, NOT_REACHED_DAYS)),
        ("nothing_new", heard, _days_after(heard, source.silent_after_days)),
    ]
    if due is not None:
        limits.append(("overdue", heard, due))
    for reason, last_heard, since in limits:
        if since <= today:
            return Silence(source.name, source.publisher, reason, last_heard, since)
    return None


def _due_since(source: Source, watched: date, heard: date, today: date) -> date | None:
    """The day after the last season of publication that was watched whole and brought nothing."""
    if not source.expected_months:
        return None
    first, last = min(source.expected_months), max(source.expected_months)
    for year in (today.year, today.year - 1):
        opens = date(year, first, 1)
        closes = date(year, last, calendar.monthrange(year, last)[1])
        if closes < today:
            return _days_after(closes, 1) if watched <= opens and heard < opens else None
    return None


def _days_after(day: date, days: int) -> date:
    return date.fromordinal(day.toordinal() + days)


def _day(time: str) -> date:
    return datetime.fromisoformat(time).date()
