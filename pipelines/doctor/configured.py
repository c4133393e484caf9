"""What operators wrote, and what fetching remembers: corrections, sources, the state of fetching, silence."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from assets.fetch.silence import silent_sources
from assets.fetch.sources import Source, SourcesError, load_sources
from assets.fetch.state import FetchStateError, SourceRecord, source_records
from assets.reference.corrections import CorrectionsError, load_corrections
from pipelines.doctor.finding import Examination, Finding, counted


def check_corrections(examined: Examination) -> Iterator[Finding]:
    """Can the corrections be read?"""
    try:
        corrections = load_corrections(examined.places.corrections)
    except (CorrectionsError, OSError) as error:
        yield Finding("corrections", "bad", str(error), "mend the file: nothing is built without it")
    else:
        yield Finding(
            "corrections", "ok", f"{counted(len(corrections), 'entry').replace('entrys', 'entries')}"
        )


def check_sources(examined: Examination) -> Iterator[Finding]:
    """Can the sources be read, and what fetching remembers of them; has one gone silent?"""
    sources: tuple[Source, ...] = ()
    try:
        sources = load_sources(examined.places.sources)
        enabled = [source.name for source in sources if source.enabled]
        told = f"{len(enabled)} of {counted(len(sources), 'source')} enabled"
        yield Finding("sources", "ok", told, "" if enabled else f"describe some in {examined.places.sources}")
    except (SourcesError, OSError) as error:
        yield Finding("sources", "bad", str(error), "mend the file: nothing is fetched without it")
    try:
        records = source_records(examined.places.fetch_state)
        if examined.deep and examined.places.fetch_state.exists():
            _require_integrity(examined)
    except (FetchStateError, sqlite3.Error) as error:
        advice = "move the file away: what was fetched is asked for again, and known by its bytes"
        yield Finding("fetching", "bad", str(error), advice)
        return
    yield from _judge(examined, sources, records)


def _require_integrity(examined: Examination) -> None:
    path = examined.places.fetch_state
    with closing(sqlite3.connect(path)) as connection:
        (told,) = connection.execute("PRAGMA integrity_check").fetchone()
    if told != "ok":
        raise FetchStateError(f"{path} is damaged: {told}")


def _judge(
    examined: Examination, sources: tuple[Source, ...], records: list[SourceRecord]
) -> Iterator[Finding]:
    enabled = {source.name for source in sources if source.enabled}
    for record in records:
        if record.problem and record.name in enabled:
            yield Finding("fetching", "warn", f"{record.name}: {record.problem}", "look at the page yourself")
    silent = silent_sources(sources, records, examined.now.date())
    for silence in silent:
        advice = "see whether the portal has moved its reports, and describe where to"
        yield Finding("silence", "warn", str(silence), advice)
    if records and not silent:
        last = max(record.last_run_at for record in records)
        yield Finding("silence", "ok", f"no source has gone silent; last looked {last}")
