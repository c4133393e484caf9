"""The check on sources, as Dagster runs it."""

from pathlib import Path

import dagster as dg
import yaml

from assets.archive.places import Places
from assets.fetch.assets import source_is_alive
from assets.fetch.state import FetchState, SourceRecord


def check(places: Places) -> dg.AssetCheckResult:
    result = source_is_alive(dg.build_asset_check_context(resources={"places": places}))
    assert isinstance(result, dg.AssetCheckResult)
    return result


def test_a_source_that_has_said_nothing_for_years_is_named(tmp_path: Path) -> None:
    places = Places(tmp_path / "w.duckdb")
    listing = {"url": "https://www.example.invalid/list.html"}
    source = {"name": "county", "publisher": "某县财政局", "listings": [listing]}
    places.sources.write_text(yaml.safe_dump([source]), encoding="utf-8")
    assert check(places).passed  # it was never visited
    day = "2020-01-01T18:00:00+00:00"
    with FetchState.open(places.fetch_state) as state:
        state.save(SourceRecord("county", 1, day, day, day, day))
    result = check(places)
    assert not result.passed
    assert result.severity is dg.AssetCheckSeverity.WARN
    assert result.metadata["silent"].value == [
        "county (某县财政局): not gone through wholly since 2020-01-01"
    ]
