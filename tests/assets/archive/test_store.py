"""The archive keeps each distinct file once, and finds its way back from every half-done move."""

import json
import os
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from assets.archive.naming import folder_name
from assets.archive.sidecar import ArchivedReport, encode_sidecar, sidecar_of
from assets.archive.store import Archive, DamagedError, TooLargeError

CONTENT = b"%PDF-1.7 a report"
HASH = sha256(CONTENT).hexdigest()
FILED = ("株洲市荷塘区", 2020, "网格化管理服务中心")
FILED_PATH = f"株洲市荷塘区/2020/网格化管理服务中心/{HASH}.pdf"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.fixture
def report_file(tmp_path: Path) -> Path:
    file = tmp_path / "2020年度部门决算.pdf"
    file.write_bytes(CONTENT)
    return file


def files_below(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def pair(place: str) -> set[str]:
    return {place, place.removesuffix("pdf") + "json"}


def test_a_file_is_copied_under_its_hash_with_a_sidecar(root: Path, report_file: Path) -> None:
    report = Archive(root).add(report_file)
    assert report_file.exists()
    assert (report.sha256, report.size_bytes, report.file_name) == (HASH, len(CONTENT), report_file.name)
    assert files_below(root) == pair(f"incoming/{HASH}.pdf")
    assert (root / report.archive_path).read_bytes() == CONTENT
    sidecar = json.loads((root / f"incoming/{HASH}.json").read_text())
    assert sidecar["sha256"] == HASH
    assert sidecar["source_path"] == str(report_file)
    assert (sidecar["region"], sidecar["fiscal_year"], sidecar["department"]) == (None, None, None)


def test_the_same_bytes_are_one_report_with_all_their_names(root: Path, report_file: Path) -> None:
    archive = Archive(root)
    first = archive.add(report_file)
    copy = report_file.with_name("另一个名字.pdf")
    copy.write_bytes(CONTENT)
    second = archive.add(copy)
    assert second == replace(first, also_seen_as=("另一个名字.pdf",))
    assert files_below(root) == pair(f"incoming/{HASH}.pdf")
    assert Archive(root).scan() == [second]


def test_adding_again_writes_nothing(root: Path, report_file: Path) -> None:
    added = Archive(root).add(report_file)
    before = {path: path.stat().st_ino for path in root.rglob("*")}
    archive = Archive(root)
    assert archive.add(report_file) == added
    assert archive.add(archive.path_of(added)) == added
    assert {path: path.stat().st_ino for path in root.rglob("*")} == before


def test_a_file_dropped_into_the_archive_is_moved(root: Path) -> None:
    dropped = root / "湖南" / "新报告.PDF"
    dropped.parent.mkdir(parents=True)
    dropped.write_bytes(CONTENT)
    report = Archive(root).add(dropped)
    assert report.file_name == "新报告.PDF"
    assert files_below(root) == pair(f"incoming/{HASH}.pdf")


def test_a_link_into_the_archive_is_copied_not_moved(root: Path, report_file: Path) -> None:
    root.mkdir()
    link = root / "link.pdf"
    link.symlink_to(report_file)
    Archive(root).add(link)
    assert link.is_symlink()
    assert report_file.exists()
    assert (root / f"incoming/{HASH}.pdf").read_bytes() == CONTENT


def test_filing_moves_both_files_and_is_idempotent(root: Path, report_file: Path) -> None:
    archive = Archive(root)
    archive.add(report_file)
    filed = archive.file_report(HASH, *FILED)
    assert filed.archive_path == FILED_PATH
    assert files_below(root) == pair(FILED_PATH)
    assert archive.file_report(HASH, *FILED) == filed
    assert Archive(root).scan() == [filed]
    assert archive.find(HASH) == filed
    refiled = archive.file_report(HASH, "株洲市荷塘区", 2021, None)
    assert files_below(root) == pair(f"株洲市荷塘区/2021/未知部门/{HASH}.pdf") == pair(refiled.archive_path)
    assert not (root / "株洲市荷塘区/2020").exists()


def test_the_unknown_has_one_spelling(root: Path, report_file: Path) -> None:
    archive = Archive(root)
    archive.add(report_file)
    filed = archive.file_report(HASH, "未知地区", 2020, None)
    assert (filed.region, filed.archive_path) == (None, f"未知地区/2020/未知部门/{HASH}.pdf")
    sidecar = sidecar_of(archive.path_of(filed))
    sidecar.write_text(sidecar.read_text().replace('"region": null', '"region": "未知地区"'))
    before = sidecar.read_text()
    again = Archive(root).file_report(HASH, None, 2020, None)
    assert again == filed
    assert sidecar.read_text() == before


def test_filing_an_unknown_report_is_an_error(root: Path) -> None:
    with pytest.raises(KeyError):
        Archive(root).file_report(HASH, *FILED)


def test_a_copy_without_sidecar_is_taken_in_again(root: Path, report_file: Path) -> None:
    """A crash between the PDF and its sidecar."""
    (root / "incoming").mkdir(parents=True)
    (root / f"incoming/{HASH}.pdf").write_bytes(CONTENT)
    archive = Archive(root)
    assert archive.scan() == []
    assert archive.add(report_file).file_name == report_file.name
    assert files_below(root) == pair(f"incoming/{HASH}.pdf")


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_move_cut_off_after_any_step_is_finished_by_scan(root: Path, report_file: Path, steps: int) -> None:
    report = Archive(root).add(report_file)
    here, there = root / report.archive_path, root / FILED_PATH
    target = replace(report, region=FILED[0], fiscal_year=FILED[1], department=FILED[2])
    sidecar_of(here).write_bytes(encode_sidecar(target))
    there.parent.mkdir(parents=True)
    if steps >= 1:
        here.rename(there)
    if steps >= 2:
        sidecar_of(here).rename(sidecar_of(there))
    archive = Archive(root)
    assert archive.scan() == [replace(target, archive_path=FILED_PATH)]
    assert archive.problems == []
    assert files_below(root) == pair(FILED_PATH)


def test_scan_reports_what_it_cannot_use(root: Path, report_file: Path) -> None:
    whole = Archive(root).add(report_file)
    lost, broken = root / "incoming" / f"{'a' * 64}.json", root / "incoming" / f"{'b' * 64}.json"
    lost.write_bytes(encode_sidecar(replace(whole, sha256="a" * 64)))
    broken.write_text('{"sha256": "b')
    second = root / "湖南省" / "2020" / "未知部门" / f"{HASH}.json"
    second.parent.mkdir(parents=True)
    second.write_bytes(encode_sidecar(replace(whole, region="湖南省", fiscal_year=2020)))
    second.with_suffix(".pdf").write_bytes(CONTENT)
    (root / "notes.json").write_text("[]")
    archive = Archive(root)
    (found,) = archive.scan()
    assert found.region == "湖南省"
    reasons = {problem.path.name[0]: problem.reason for problem in archive.problems}
    assert "the PDF is gone" in reasons["a"]
    assert "not a sidecar" in reasons["b"]
    assert "a second copy" in reasons[HASH[0]]


def test_a_file_over_the_cap_is_not_copied(root: Path, report_file: Path) -> None:
    archive = Archive(root, max_bytes=len(CONTENT) - 1)
    with pytest.raises(TooLargeError) as caught:
        archive.add(report_file)
    assert caught.value.sha256 == HASH
    assert not root.exists()
    assert Archive(root, max_bytes=len(CONTENT)).add(report_file).sha256 == HASH


def test_an_archived_file_with_changed_bytes_is_refused(root: Path, report_file: Path) -> None:
    archive = Archive(root)
    path = archive.path_of(archive.add(report_file))
    path.write_bytes(CONTENT + b"!")
    with pytest.raises(DamagedError) as caught:
        archive.add(path)
    assert caught.value.sha256 == sha256(CONTENT + b"!").hexdigest()


def test_an_empty_archive_has_no_reports(root: Path) -> None:
    assert Archive(root).scan() == []
    assert Archive(root).find(HASH) is None
    assert not root.exists()


def test_a_sidecar_keeps_every_field(root: Path) -> None:
    report = ArchivedReport(
        HASH, FILED_PATH, "甲.pdf", 5, "2025-01-02T03:04:05+00:00", source_url="x", region="湖南省",
        fiscal_year=2020, department="网格化管理服务中心", also_seen_as=("乙.pdf",),
    )  # fmt: skip
    path = root / "湖南省/2020/网格化管理服务中心"
    path.mkdir(parents=True)
    (path / f"{HASH}.json").write_bytes(encode_sidecar(report))
    (path / f"{HASH}.pdf").write_bytes(CONTENT)
    (found,) = Archive(root).scan()
    assert found == replace(report, archive_path=f"湖南省/2020/网格化管理服务中心/{HASH}.pdf")


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("株洲市荷塘区财政局", "株洲市荷塘区财政局"),
        ("../../etc", "etc"),
        ("..", "未知"),
        ("a/b\\c", "a b c"),
        ("名\x00字\u202e\n后", "名字后"),
        (" . ", "未知"),
        (None, "未知"),
        ("局" * 200, "局" * 40),
    ],
)
def test_folder_names_are_safe(printed: str | None, name: str) -> None:
    assert folder_name(printed, "未知") == name


def test_a_region_cannot_pose_as_the_incoming_folder(root: Path, report_file: Path) -> None:
    archive = Archive(root)
    archive.add(report_file)
    assert archive.file_report(HASH, "incoming", 2020, "x").archive_path == f"未知地区/2020/x/{HASH}.pdf"


def test_a_report_of_another_archive_keeps_its_name(root: Path, report_file: Path, tmp_path: Path) -> None:
    elsewhere = Archive(tmp_path / "elsewhere")
    filed = elsewhere.path_of(elsewhere.add(report_file))
    assert filed.stem == HASH
    assert Archive(root).add(filed).file_name == report_file.name


def test_a_neighbour_that_is_no_sidecar_names_nothing(root: Path, tmp_path: Path) -> None:
    alone = tmp_path / f"{HASH}.pdf"
    alone.write_bytes(CONTENT)
    alone.with_suffix(".json").write_text("[]", encoding="utf-8")
    assert Archive(root).add(alone).file_name == alone.name


def test_one_run_takes_everything_in_at_one_time(root: Path, report_file: Path, tmp_path: Path) -> None:
    archive = Archive(root)
    other = tmp_path / "other.pdf"
    other.write_bytes(CONTENT + b"2")
    assert archive.add(report_file).archived_at == archive.add(other).archived_at == archive.taken_in_at


def test_a_report_from_another_archive_keeps_the_time_it_first_came(
    root: Path, report_file: Path, tmp_path: Path
) -> None:
    elsewhere = Archive(tmp_path / "elsewhere")
    elsewhere.taken_in_at = "2021-09-01T00:00:00+00:00"
    filed = elsewhere.path_of(elsewhere.add(report_file))
    assert Archive(root).add(filed).archived_at == "2021-09-01T00:00:00+00:00"


def test_a_name_in_a_chinese_code_page_is_read_as_such(root: Path, tmp_path: Path) -> None:
    name = os.fsdecode("2020年度部门决算.pdf".encode("gb18030"))
    file = tmp_path / name
    file.write_bytes(CONTENT)
    assert Archive(root).add(file).file_name == "2020年度部门决算.pdf"
    assert [report.file_name for report in Archive(root).scan()] == ["2020年度部门决算.pdf"]


def test_a_sidecar_with_an_impossible_time_is_a_problem(root: Path, report_file: Path) -> None:
    archive = Archive(root)
    sidecar = sidecar_of(archive.path_of(archive.add(report_file)))
    sidecar.write_text(sidecar.read_text(encoding="utf-8").replace(archive.taken_in_at, "yesterday"))
    assert archive.scan() == []
    assert "not a sidecar" in archive.problems[0].reason
