"""What is published: the warehouse, the results of its suites, and what unfinished runs left beside them."""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from assets.facts import publication, warehouse
from assets.fingerprint import build_version
from expectations.contracts import contracts
from expectations.ddl import quote_name
from pipelines.doctor.finding import Examination, Finding, counted
from pipelines.restore import restoring_folder

BUILD = "juesuan build"
INGEST = "juesuan ingest"
_MADE_OF = "SELECT extractor_version, build_version, stage FROM etl_build"


def check_warehouse(examined: Examination) -> Iterator[Finding]:
    """Does the warehouse open, is it today's, and whole?"""
    path = examined.places.warehouse
    if not path.exists():
        yield Finding("warehouse", "bad", f"there is none at {path.absolute()}", INGEST)
        return
    if warehouse.is_foreign(path):
        told = f"{path.absolute()} is no warehouse of juesuan"
        yield Finding("warehouse", "bad", told, "name another file, or move this one elsewhere")
        return
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            outdated = warehouse.is_outdated(path)
            made_of = connection.execute(_MADE_OF).fetchone() if not outdated else None
            rows = _read_all(connection) if examined.deep and not outdated else None
    except duckdb.Error as error:
        told = f"it cannot be read: {str(error).partition(chr(10))[0]}"
        yield Finding("warehouse", "bad", told, f"close what writes to it; if nothing does: {BUILD}")
        return
    if outdated:
        yield Finding("warehouse", "warn", "another version of juesuan made it: its tables differ", BUILD)
        return
    if made_of is None or made_of[2] != "validation":
        yield Finding("warehouse", "bad", "it is not whole", BUILD)
    elif made_of[:2] != (examined.extractor_version, build_version()):
        yield Finding("warehouse", "warn", "other code or reference data than today's made it", INGEST)
    else:
        read = f"; all {counted(rows, 'row')} can be read" if rows is not None else ""
        yield Finding("warehouse", "ok", f"today's version made it{read}")
    yield from _compare_with_archive(examined)


def _read_all(connection: duckdb.DuckDBPyConnection) -> int:
    """Read every value of every table, so that a damaged block shows; return the rows there are."""
    total = 0
    for table in contracts():
        rows = connection.execute(f"SELECT count(*), max(hash(t)) FROM {quote_name(table)} t").fetchone()
        total += int(rows[0]) if rows else 0
    return total


def _compare_with_archive(examined: Examination) -> Iterator[Finding]:
    """Does the warehouse hold just what is archived?"""
    with duckdb.connect(str(examined.places.warehouse), read_only=True) as connection:
        held = {sha256 for (sha256,) in connection.execute("SELECT sha256 FROM etl_input").fetchall()}
    look = examined.archive
    wanted = look.reports.keys() | look.refused
    if missing := wanted - held:
        told = f"{counted(len(missing), 'archived file')} not in the warehouse yet"
        yield Finding("warehouse", "warn", told, INGEST)
    # What the archive lost stands in the warehouse's quarantine; the archive's own check names it.
    if len(gone := held - wanted) > len(look.problems):
        told = f"{counted(len(gone), 'file')} of the warehouse no longer in the archive"
        yield Finding(
            "warehouse", "warn", told, f"{INGEST}; if they were not removed on purpose, restore them"
        )


def check_results(examined: Examination) -> Iterator[Finding]:
    """Do the pages of results belong to the warehouse that is published?"""
    places = examined.places
    if not places.warehouse.exists() or warehouse.is_outdated(places.warehouse):
        return
    if publication.results_belong(places.quality, places.warehouse):
        yield Finding("results", "ok", f"{places.quality / 'index.html'} tells of this warehouse")
    else:
        told = f"{places.quality} is missing, or tells of another warehouse"
        yield Finding("results", "warn", told, "juesuan check")


def check_leftovers(examined: Examination) -> Iterator[Finding]:
    """Did a killed run leave something?"""
    places = examined.places
    left = [path for path in _leftovers(examined) if path.exists()]
    if not left:
        yield Finding("leftovers", "ok", "no run left anything unfinished")
    elif examined.holder is not None:
        yield Finding("leftovers", "ok", f"{counted(len(left), 'file')} in the making")
    else:
        names = ", ".join(path.name for path in left)
        yield Finding("leftovers", "warn", f"a run was cut off and left {names}", f"{INGEST} clears it up")
    if (log := places.warehouse.with_name(f"{places.warehouse.name}.wal")).exists():
        told = f"{log.name}: somebody has opened the warehouse for writing"
        yield Finding("leftovers", "warn", told, "readers open it read-only; the next build drops the change")


def _leftovers(examined: Examination) -> list[Path]:
    places = examined.places
    return [places.staging, places.quality_staging, restoring_folder(places)]
