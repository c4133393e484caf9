"""A warehouse brought up to date step by step holds just what one full build of the same inputs holds."""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.archive.intake import Refusal
from assets.archive.sidecar import ArchivedReport, Origin
from assets.extract.cache import ExtractCache
from assets.facts import build, judging, warehouse
from assets.facts.basis import can_go_on_from, fresh_inputs
from assets.facts.build_inputs import BuildInputs
from assets.facts.judging import write_verdicts
from assets.facts.validating import change_between
from assets.reference.corrections import load_corrections
from expectations.contracts import contracts
from tests.assets.facts.extracts import keep, make_archived, make_extract, small_report

REFUSED = Refusal("f" * 64, "large.pdf", "/in/large.pdf", "too_large", "300 MB")
FOUND = Origin("portal", "http://portal.example/a.pdf", "2024-02-01T18:00:00+00:00")
# Which departments have reports of which years, and in how many versions.
MADE = (("甲局", 2021, 2), ("甲局", 2022, 1), ("甲局", 2023, 3), ("乙局", 2022, 1), ("乙局", 2023, 1))


def bring_up_to_date(path: Path, live: Path | None, inputs: BuildInputs, cache: ExtractCache) -> list[str]:
    """Build ``path`` as a run does, but for the suites; return the reports that were shaped."""
    shaped: list[str] = []
    build.write_facts(path, inputs, cache, shaped.append, live)
    write_verdicts(path, anew=False)
    with warehouse.writing(path) as connection:
        connection.execute("UPDATE etl_input SET is_validated = true")
        warehouse.mark_stage(connection, "validation")
    return shaped


def read_tables(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return {
            table: connection.execute(f'FROM "{table}" ORDER BY {", ".join(contract.primary_key)}').fetchall()
            for table, contract in contracts().items()
        }


def differing(left: Path, right: Path) -> list[str]:
    first, second = read_tables(left), read_tables(right)
    return [table for table in first if first[table] != second[table]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[ExtractCache, list[ArchivedReport]]:
    """Extracts of versions of reports over years, of which some changed an amount, and their archive."""
    cache = ExtractCache(tmp_path_factory.mktemp("made") / "extracts", "v1")
    archived = []
    for department, year, versions in MADE:
        for version in range(1, versions + 1):
            name = f"{department}{year}-{version}"
            cells = small_report()
            if version == 2:
                cells[0] = {**cells[0], "printed": "77.00", "amount": "770000.00"}
            keep(cache, name, make_extract(department, year, cells))
            archived.append(replace(make_archived(name), archived_at=f"2024-01-0{version}T00:00:00+00:00"))
    cache.put("e" * 64, {"status": "quarantined", "reason": "not_a_report", "detail": "a letter"})
    return cache, [*archived, replace(make_archived("letter"), sha256="e" * 64)]


def inputs_of(archived: Sequence[ArchivedReport], refused: bool = False) -> BuildInputs:
    ordered = tuple(sorted(archived, key=lambda item: item.sha256))
    return BuildInputs(ordered, (REFUSED,) if refused else (), "v1", "v1", load_corrections(None))


@pytest.mark.parametrize("seed", range(4))
def test_any_sequence_of_increments_ends_at_the_full_build(seed: int, made: Any, tmp_path: Path) -> None:
    cache, archived = made
    chance = random.Random(seed)
    live, held = None, []
    for step in range(4):
        held = chance.sample(archived, chance.randint(1, len(archived)))
        if chance.random() < 0.5:  # a file known under one more address
            published_on = chance.choice((None, "2023-12-31", "2024-01-02"))
            held[0] = held[0].published_at(replace(FOUND, published_on=published_on))
        inputs = inputs_of(held, refused=chance.random() < 0.5)
        path = tmp_path / f"{step}.duckdb"
        bring_up_to_date(path, live, inputs, cache)
        full = tmp_path / f"{step}-full.duckdb"
        bring_up_to_date(full, None, inputs, cache)
        assert differing(path, full) == []
        live = path


def test_what_has_not_changed_is_neither_shaped_nor_proved_again(
    made: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, archived = made
    (last,) = [item for item in archived if item.file_name.startswith("甲局2022")]
    before, after = tmp_path / "before.duckdb", tmp_path / "after.duckdb"
    bring_up_to_date(before, None, inputs_of([item for item in archived if item != last]), cache)
    proved: list[int] = []
    prove = judging.prove_report
    monkeypatch.setattr(
        judging,
        "prove_report",
        lambda printed, *rest: proved.append(printed.fiscal_year) or prove(printed, *rest),
    )
    shaped = bring_up_to_date(after, before, inputs_of(archived), cache)
    assert shaped == [last.sha256]
    assert sorted(proved) == [2022, 2023, 2023, 2023]  # those of the year after look at it


def test_a_basis_is_whole_and_made_by_the_same_code(made: Any, tmp_path: Path) -> None:
    cache, archived = made
    inputs, path = inputs_of(archived[:1]), tmp_path / "w.duckdb"
    assert not can_go_on_from(path, inputs)
    build.write_facts(path, inputs, cache)
    assert not can_go_on_from(path, inputs)
    bring_up_to_date(path, None, inputs, cache)
    assert can_go_on_from(path, inputs)
    assert fresh_inputs(path, inputs, cache) == []
    for other in (replace(inputs, build_version="v2"), replace(inputs, extractor_version="v2")):
        assert not can_go_on_from(path, other)
        assert fresh_inputs(path, other, cache) == [archived[0].sha256]


def test_the_suites_are_told_of_every_report_whose_rows_differ(made: Any, tmp_path: Path) -> None:
    cache, archived = made
    versions = [item for item in archived if item.file_name.startswith("甲局2023")]
    others = [item for item in archived if item not in versions]
    live, staging = tmp_path / "live.duckdb", tmp_path / "staging.duckdb"
    bring_up_to_date(live, None, inputs_of([*others, versions[0], versions[2]]), cache)
    quality = tmp_path / "quality"
    quality.mkdir()
    with duckdb.connect(str(live)) as connection:
        ((build_id,),) = connection.execute("SELECT build_id FROM etl_build").fetchall()
    (quality / "outcomes.json").write_text(f'{{"run_id": "{build_id}", "outcomes": []}}', encoding="utf-8")
    inputs = inputs_of([*others, versions[1], versions[2]])
    build.write_facts(staging, inputs, cache, live=live)
    write_verdicts(staging, anew=False)
    change = change_between(live, staging, quality)
    assert change is not None
    before, after = read_tables(live), read_tables(staging)
    differ = {
        row[contracts()[table].column_names.index("sha256")]
        for table in before.keys() - {"etl_input", "quality_correction"}
        if "sha256" in contracts()[table].column_names
        for row in set(before[table]) ^ set(after[table])
    }
    assert {versions[0].sha256, versions[1].sha256} <= differ <= change.touched
    assert change_between(live, staging, tmp_path) is None
