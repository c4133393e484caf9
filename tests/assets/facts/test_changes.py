"""What one warehouse changes against another: reports, versions, troubles, and the same in words."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.archive.intake import Refusal
from assets.archive.sidecar import ArchivedReport, Origin
from assets.extract.cache import ExtractCache
from assets.facts import build, warehouse
from assets.facts.build_inputs import BuildInputs
from assets.facts.change_words import change_lines, headline
from assets.facts.changes import Changes, FileChange, compare
from tests.assets.facts.extracts import hash_of, keep, make_archived, make_extract, small_report


@pytest.fixture
def build_of(cache: ExtractCache, tmp_path: Path) -> Any:
    """Build a warehouse of extracts by name, archived in their order, or of archive entries."""

    def run(refused: tuple[Refusal, ...] = (), **extracts: Any) -> Path:
        archived: list[ArchivedReport] = []
        for day, (name, extract) in enumerate(extracts.items(), start=1):
            keep(cache, name, extract)
            archived.append(make_archived(name, f"2025-06-{day:02}T08:00:00+08:00"))
        return make(archived, refused)

    def make(archived: list[ArchivedReport], refused: tuple[Refusal, ...] = ()) -> Path:
        path = tmp_path / f"{len(list(tmp_path.glob('*.duckdb')))}.duckdb"
        held = tuple(sorted(archived, key=lambda report: report.sha256))
        build.write_facts(path, BuildInputs(held, refused, "v1", "v1"), cache)
        return path

    run.make = make  # type: ignore[attr-defined]
    return run


def report(total: str = "300.00", year: int = 2023, **more: Any) -> dict[str, Any]:
    return {**make_extract("某局", year, small_report(total)), **more}


def twice(path: Path) -> tuple[Path, Path]:
    return path, Path(shutil.copy(path, path.with_suffix(".copy")))


def told(changes: Changes) -> dict[str, int]:
    return {kind: count for kind, count in changes.counts.items() if count}


def run_sql(path: Path, statement: str, *values: Any) -> None:
    with warehouse.writing(path) as connection:
        connection.execute(statement, list(values))


def add_finding(path: Path, name: str, rule: str = "L01") -> None:
    with warehouse.writing(path) as connection:
        number = connection.execute("SELECT count(*) + 1 FROM quality_finding").fetchone()
        row = {"sha256": hash_of(name), "finding_no": (number or (0,))[0], "rule_id": rule, "origin": "proof"}
        row |= {"severity": "error", "verdicts": 1, "message_zh": "错", "message_en": "it broke"}
        warehouse.insert(connection, "quality_finding", [row])


def test_without_a_warehouse_before_all_is_new(build_of: Any, tmp_path: Path) -> None:
    path = build_of(first=report(year=2022), second=report(year=2023))
    for live in (None, tmp_path / "none.duckdb"):
        changes = compare(live, path)
        assert (changes.since, told(changes)) == (None, {"new_reports": 2})
        assert [change.fiscal_year for change in changes.new_reports] == [2022, 2023]
        assert headline(changes) == "a new warehouse, 2 new reports"


def test_two_builds_of_the_same_differ_in_nothing(build_of: Any) -> None:
    live, staging = twice(build_of(one=report(), two=report("900.00")))
    changes = compare(live, staging)
    assert changes.is_empty
    assert changes.is_quiet
    assert not changes.needs_attention
    assert (headline(changes), change_lines(changes)) == ("nothing has changed", [])
    assert headline(changes, "zh") == "没有变化"


def test_a_new_report_is_told_from_a_new_version(build_of: Any) -> None:
    live = build_of(old=report("800.00"))
    staging = build_of(old=report("800.00"), corrected=report(), other=report(year=2022))
    changes = compare(live, staging)
    assert told(changes) == {"new_reports": 1, "new_versions": 1, "versions_changed": 1}
    (version,) = changes.new_versions
    assert (version.sha256, version.version_no, version.state, version.cells, version.is_current) == (
        hash_of("corrected"),
        2,
        "changed",
        1,
        True,
    )
    assert not changes.is_quiet
    assert [line.partition(":")[0] for line in change_lines(changes)] == ["new", "version 2, 1 cells differ"]


def test_other_bytes_with_the_same_facts_are_quiet(build_of: Any) -> None:
    moved = [{**cell, "page": 7} for cell in small_report()]
    changes = compare(build_of(old=report()), build_of(old=report(), again=make_extract("某局", 2023, moved)))
    assert told(changes) == {"new_versions": 1, "versions_identical": 1}
    assert changes.is_quiet
    assert not changes.is_empty
    assert change_lines(changes) == [
        "version 2, other bytes and the same facts: 某局 2023 (department)",
    ]


def test_amounts_printed_otherwise_are_not_quiet(build_of: Any) -> None:
    changes = compare(build_of(old=report("300.00")), build_of(old=report("300.00"), new=report("300")))
    assert told(changes) == {"new_versions": 1, "versions_reprinted": 1}
    assert not changes.is_quiet


def test_a_version_not_read_whole_is_compared_with_nothing_and_needs_attention(build_of: Any) -> None:
    cut = report(complete=False, incomplete_reasons=["page 7: cut off"])
    changes = compare(build_of(old=report()), build_of(old=report(), cut=cut))
    assert told(changes) == {"new_versions": 1, "versions_read_in_part": 1, "incomplete": 1}
    assert changes.needs_attention
    assert change_lines(changes)[0].startswith("read in part: cut.pdf: ")


def test_an_older_publication_found_late_is_a_version_beside_the_one_after_it(build_of: Any) -> None:
    live = build_of(new=report())
    staging = build_of(old=report("800.00"), new=report())
    (version,) = compare(live, staging).new_versions
    assert (version.version_no, version.is_current, version.state) == (1, False, "changed")


def test_what_is_quarantined_released_and_removed_is_named(build_of: Any) -> None:
    bad = {"status": "quarantined", "reason": "not_pdf", "detail": "no %PDF-"}
    live = build_of(gone=report(year=2020), read_now=bad, still=bad)
    refused = Refusal(hash_of("large"), "large\n\x1b[31m.pdf", "/in", "too_large", "300 MB")
    changes = compare(live, build_of((refused,), read_now=report(), still=bad, new=bad))
    assert told(changes) == {"new_reports": 1, "removed": 1, "quarantined": 2, "released": 1}
    assert {change.name for change in changes.quarantined} == {"new.pdf", refused.file_name}
    assert changes.released == (FileChange(hash_of("read_now"), "read_now.pdf", "not_pdf", "no %PDF-"),)
    assert changes.needs_attention
    assert changes.troubled == {hash_of("new"), refused.sha256}
    assert all(line.isprintable() for line in change_lines(changes))


def test_findings_that_come_and_go_change_the_judgement(build_of: Any) -> None:
    live, staging = twice(build_of(one=report(), two=report(year=2022)))
    add_finding(live, "one")
    add_finding(staging, "two")
    add_finding(staging, "two")
    changes = compare(live, staging)
    assert told(changes) == {"rejudged": 2, "new_errors": 2}
    assert [(c.errors_before, c.errors) for c in changes.rejudged] == [(0, 2), (1, 0)]
    assert not changes.needs_attention


def test_errors_of_a_new_version_are_new_only_beyond_those_of_the_version_before(build_of: Any) -> None:
    live, staging = build_of(old=report()), build_of(old=report(), new=report("800.00"))
    for path, name in ((live, "old"), (staging, "old"), (staging, "new")):
        add_finding(path, name)
    assert compare(live, staging).count("new_errors") == 0
    add_finding(staging, "new")
    assert compare(live, staging).count("new_errors") == 1


def test_a_proof_that_broke_off_needs_attention_and_is_no_error_of_the_report(build_of: Any) -> None:
    live, staging = twice(build_of(one=report()))
    add_finding(staging, "one", "proof_failed")
    changes = compare(live, staging)
    assert told(changes) == {"unproved": 1}
    assert change_lines(changes) == ["not proved: one.pdf: it broke"]
    assert compare(staging, live).is_empty


def test_known_bytes_at_one_more_address_are_no_version(build_of: Any, cache: ExtractCache) -> None:
    keep(cache, "one", report())
    known = make_archived("one")
    here, there = (Origin("portal", f"http://a/{n}.pdf", "2025-06-01T18:00:00+00:00") for n in (1, 2))
    live = build_of.make([known.published_at(here)])
    changes = compare(live, build_of.make([known.published_at(here, there)]))
    assert told(changes) == {"addresses": 1}
    assert changes.is_quiet
    assert change_lines(changes) == ["known bytes at one more address: http://a/2.pdf (portal)"]
    new = replace(make_archived("two"), origins=(here,))
    keep(cache, "two", report(year=2022))
    assert told(compare(live, build_of.make([known.published_at(here), new]))) == {"new_reports": 1}


def test_a_known_report_that_becomes_the_current_one_is_no_quiet_matter(
    build_of: Any, cache: ExtractCache
) -> None:
    """The publisher's page turns up: the file archived first was published last."""
    for name, total in (("first", "300.00"), ("second", "800.00")):
        keep(cache, name, report(total))
    first, second = make_archived("first"), make_archived("second", "2025-06-02T08:00:00+08:00")
    page = Origin("portal", "http://a/1.pdf", "2025-06-09T18:00:00+00:00", published_on="2025-06-08")
    live = build_of.make([first, second])
    changes = compare(live, build_of.make([first.published_at(page), second]))
    assert told(changes) == {"promoted": 1, "addresses": 1}
    assert not changes.is_quiet
    assert change_lines(changes)[0] == (
        "now the current version: 某局 2023 (department), version 2, first.pdf"
    )
    assert [c.sha256 for c in compare(build_of.make([first, second]), build_of.make([first])).promoted] == [
        hash_of("first")
    ]


def test_failed_corrections_and_checks_of_tables_need_attention(build_of: Any) -> None:
    live, staging = twice(build_of(one=report()))
    result = {"run_id": "r", "severity": "error", "status": "failed", "success": False, "errored": False}
    counts = {"element_count": 1, "unexpected_count": 1, "not_evaluable_count": 0}
    with warehouse.writing(staging) as connection:
        rows = [
            {"suite": "contracts", "expectation_id": "key", "table_name": "dim_report"},
            {
                "suite": "contracts",
                "expectation_id": "I07",
                "table_name": "quality_verdict",
                "identity_id": "I07",
            },
            {"suite": "findings", "expectation_id": "L01", "table_name": "quality_finding"},
        ]
        warehouse.insert(connection, "quality_validation", [{**row, **result, **counts} for row in rows])
    changes = compare(live, staging)
    assert told(changes) == {"broken": 1}
    assert change_lines(changes) == ["inconsistent: dim_report: contracts: key (failed)"]


def test_many_things_are_counted_and_the_first_named(build_of: Any) -> None:
    years = {f"r{year}": report(year=year) for year in range(2010, 2016)}
    changes = compare(None, build_of(**years), listed=4)
    assert (changes.count("new_reports"), len(changes.new_reports)) == (6, 4)
    assert change_lines(changes, listed=3)[-1] == "… and 3 more"
    assert len(change_lines(changes, "zh")) == 5


def test_changes_survive_json(build_of: Any) -> None:
    bad = {"status": "quarantined", "reason": "not_pdf", "detail": "no %PDF-"}
    live = build_of(old=report("800.00"), gone=report(year=2020))
    changes = compare(live, build_of(old=report("800.00"), new=report(), bad=bad))
    assert changes.counts["removed"] == changes.counts["quarantined"] == changes.counts["new_versions"] == 1
    record = json.loads(json.dumps(changes.to_json()))
    assert Changes.from_json(record) == changes
    record["removed"][0]["since"] = record["mood"] = "what a later version may say"
    assert Changes.from_json(record) == changes
    assert Changes.from_json({}) == Changes()


def test_a_live_file_of_an_older_version_is_compared_as_far_as_it_tells(build_of: Any) -> None:
    live, staging = build_of(one=report()), build_of(one=report(), two=report(year=2022))
    run_sql(live, "DROP TABLE archive_origin")
    run_sql(live, "ALTER TABLE quality_quarantine DROP COLUMN reason")
    assert told(compare(live, staging)) == {"new_reports": 1}
    run_sql(live, "DROP TABLE quality_verdict")
    changes = compare(live, staging)
    assert (changes.since, told(changes)) == (None, {"new_reports": 2})


def test_only_a_warehouse_is_compared(build_of: Any, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.db"
    duckdb.connect(str(foreign)).close()
    with pytest.raises(ValueError, match="no warehouse"):
        compare(None, foreign)
    assert compare(foreign, build_of(one=report())).since is None
