"""Where files were published, as the warehouse has it."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb

from assets.archive.sidecar import Origin
from assets.extract.cache import ExtractCache
from assets.facts import build
from assets.facts.build_inputs import BuildInputs
from assets.facts.origins import origin_columns, origin_rows
from expectations.contracts import contracts
from tests.assets.facts.extracts import hash_of, keep, make_archived, make_extract, small_report

FIRST = Origin(
    source="某市财政局",
    url="http://czj.example/1.pdf",
    fetched_at="2025-08-21T02:00:05+08:00",
    page_url="http://czj.example/1.html",
    title="2024年度部门决算",
    published_on="2025-08-20",
    content_type="application/pdf",
    etag='"1"',
    last_modified="Wed, 20 Aug 2025 08:00:00 GMT",
)
SECOND = Origin(
    "某省财政厅", "http://czt.example/1.pdf", "2025-08-21T18:00:09+00:00", published_on="2025-08-19"
)


def test_every_address_is_a_row_in_the_order_they_were_found() -> None:
    rows = list(origin_rows([make_archived("none"), make_archived("one").published_at(FIRST, SECOND, FIRST)]))
    assert [(row["sha256"], row["origin_no"], row["source"]) for row in rows] == [
        (hash_of("one"), 1, "某市财政局"),
        (hash_of("one"), 2, "某省财政厅"),
    ]
    assert rows[0]["fetched_at"] == datetime(2025, 8, 20, 18, 0, 5)
    assert {name: rows[0][name] for name in ("title", "etag", "published_on")} == {
        "title": "2024年度部门决算",
        "etag": '"1"',
        "published_on": "2025-08-20",
    }
    assert set(rows[0]) == set(contracts()["archive_origin"].column_names)


def test_the_manifest_names_the_first_address_and_the_earliest_day() -> None:
    assert origin_columns(make_archived("one").published_at(FIRST, SECOND)) == {
        "source": "某市财政局",
        "source_url": FIRST.url,
        "page_url": FIRST.page_url,
        "published_on": "2025-08-19",
        "origins": 2,
    }
    given = replace(make_archived("two"), source_url="http://told.example")
    assert origin_columns(given) == {
        "source": "file",
        "source_url": "http://told.example",
        "page_url": None,
        "published_on": None,
        "origins": 0,
    }


def test_a_build_keeps_addresses_of_reports_and_of_what_could_not_be_read(
    cache: ExtractCache, tmp_path: Path
) -> None:
    keep(cache, "one", make_extract("某局", 2024, small_report()))
    keep(cache, "bad", {"status": "quarantined", "reason": "not_pdf", "detail": "no %PDF-"})
    archived = (make_archived("one").published_at(FIRST, SECOND), make_archived("bad").published_at(SECOND))
    path = tmp_path / "w.duckdb"
    ordered = tuple(sorted(archived, key=lambda report: report.sha256))
    build.write_facts(path, BuildInputs(ordered, (), "v1", "v1"), cache)
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.execute("SELECT sha256, origin_no, url FROM archive_origin ORDER BY ALL").fetchall()
        (check,) = contracts()["archive_manifest"].checks
        held = connection.execute(f"SELECT bool_and({check.sql}) FROM archive_manifest").fetchone()
    expected = [
        (hash_of("one"), 1, FIRST.url),
        (hash_of("one"), 2, SECOND.url),
        (hash_of("bad"), 1, SECOND.url),
    ]
    assert (rows, held) == (sorted(expected), (True,))
