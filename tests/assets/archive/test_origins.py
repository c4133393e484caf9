"""Where a file was published stays with it: filed, moved, copied, cut off in between, or met again."""

import json
import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from assets.archive.sidecar import Origin, SidecarError, read_sidecar, sidecar_of
from assets.archive.store import Archive

CONTENT = b"%PDF-1.7 a report"
HASH = sha256(CONTENT).hexdigest()
FIRST = Origin(
    "某市财政局",
    "http://czj.example/1.pdf",
    "2025-08-21T18:00:05+00:00",
    page_url="http://czj.example/1.html",
    title="2024年度部门决算",
    published_on="2025-08-20",
    etag='"1"',
)
SECOND = Origin("某省财政厅", "http://czt.example/x.pdf", "2025-08-22T18:00:09+00:00")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.fixture
def download(tmp_path: Path) -> Path:
    file = tmp_path / "download"
    file.write_bytes(CONTENT)
    return file


def test_a_fetched_file_has_its_address_and_the_name_it_had_there(root: Path, download: Path) -> None:
    report = Archive(root).add(download, FIRST, "部门决算.pdf")
    assert (report.file_name, report.source, report.source_url) == ("部门决算.pdf", FIRST.source, FIRST.url)
    assert (report.source_path, report.published_on) == (None, "2025-08-20")
    assert Archive(root).scan() == [report]
    assert report.origins == (FIRST,)


def test_the_same_bytes_elsewhere_are_one_report_with_one_more_address(root: Path, download: Path) -> None:
    archive = Archive(root)
    first = archive.add(download, FIRST, "a.pdf")
    again = archive.add(download, SECOND, "a.pdf")
    assert again == replace(first, origins=(FIRST, SECOND))
    assert Archive(root).scan() == [again]


def test_the_same_address_again_writes_nothing(root: Path, download: Path) -> None:
    Archive(root).add(download, FIRST, "a.pdf")
    before = {path: path.stat().st_ino for path in root.rglob("*")}
    later = replace(FIRST, fetched_at="2025-09-01T18:00:00+00:00", etag='"2"', published_on=None)
    assert Archive(root).add(download, later, "a.pdf").origins == (FIRST,)
    assert {path: path.stat().st_ino for path in root.rglob("*")} == before


def test_a_file_given_by_hand_learns_its_address_when_it_is_fetched(root: Path, download: Path) -> None:
    archive = Archive(root)
    given = archive.add(download)
    fetched = archive.add(download, FIRST, "a.pdf")
    assert (fetched.source, fetched.archived_at, fetched.origins) == ("file", given.archived_at, (FIRST,))


def test_filing_keeps_addresses_and_addresses_are_kept_of_what_is_filed(root: Path, download: Path) -> None:
    archive = Archive(root)
    archive.add(download, FIRST, "a.pdf")
    archive.file_report(HASH, "某市", 2024, "某局")
    filed = archive.add(download, SECOND, "a.pdf")
    assert filed.archive_path == f"某市/2024/某局/{HASH}.pdf"
    assert Archive(root).scan() == [filed]
    assert filed.origins == (FIRST, SECOND)


@pytest.mark.parametrize("moved", ["nothing", "pdf"])
def test_a_filing_cut_off_loses_no_address(
    root: Path, download: Path, moved: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sidecar says where the pair belongs; then the process dies, before or after the PDF has moved."""
    archive = Archive(root)
    archive.add(download, FIRST, "a.pdf")
    moves = iter([True] if moved == "pdf" else [])
    replace_file = Path.replace

    def die(path: Path, target: Path) -> Path:
        if path.stem == HASH and not next(moves, False):
            raise KeyboardInterrupt
        return replace_file(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", die)
        with pytest.raises(KeyboardInterrupt):
            archive.file_report(HASH, "某市", 2024, "某局")
    (report,) = Archive(root).scan()
    assert (report.archive_path, report.origins) == (f"某市/2024/某局/{HASH}.pdf", (FIRST,))


def test_a_copy_of_an_archive_brings_its_addresses_along(root: Path, download: Path, tmp_path: Path) -> None:
    other = Archive(tmp_path / "other")
    pdf = other.path_of(other.add(download, FIRST, "a.pdf"))
    copied = Archive(root).add(pdf)
    assert (copied.origins, copied.source, copied.source_url) == ((FIRST,), FIRST.source, FIRST.url)
    assert (copied.file_name, copied.archived_at) == ("a.pdf", other.taken_in_at)


def test_two_archives_put_together_know_all_addresses(root: Path, download: Path, tmp_path: Path) -> None:
    other = Archive(tmp_path / "other")
    pdf = other.path_of(other.add(download, SECOND, "b.pdf"))
    archive = Archive(root)
    archive.add(download, FIRST, "a.pdf")
    both = archive.add(pdf)
    assert (both.origins, both.also_seen_as) == ((FIRST, SECOND), ("b.pdf",))


def test_a_pair_moved_by_hand_keeps_its_addresses(root: Path, download: Path) -> None:
    archive = Archive(root)
    pdf = archive.path_of(archive.add(download, FIRST, "a.pdf"))
    for file in (pdf, sidecar_of(pdf)):
        (root / "elsewhere").mkdir(exist_ok=True)
        shutil.move(file, root / "elsewhere" / file.name)
    (report,) = Archive(root).scan()
    assert (report.archive_path, report.origins) == (f"incoming/{HASH}.pdf", (FIRST,))


def test_what_a_later_version_adds_to_an_address_is_passed_over(root: Path, download: Path) -> None:
    sidecar = sidecar_of(Archive(root).path_of(Archive(root).add(download, FIRST, "a.pdf")))
    told = json.loads(sidecar.read_text())
    told["origins"] = [told["origins"][0] | {"tls": "1.4"}, told["origins"][0]]
    sidecar.write_text(json.dumps(told))
    assert read_sidecar(sidecar, root).origins == (FIRST,)


@pytest.mark.parametrize(
    "change",
    [{"published_on": "soon"}, {"fetched_at": "yesterday"}, {"url": None}, {"source": ""}, {"title": ["a"]}],
)
def test_a_damaged_address_is_a_damaged_sidecar(
    root: Path, download: Path, change: dict[str, object]
) -> None:
    sidecar = sidecar_of(Archive(root).path_of(Archive(root).add(download, FIRST, "a.pdf")))
    told = json.loads(sidecar.read_text())
    told["origins"][0] |= change
    sidecar.write_text(json.dumps(told))
    with pytest.raises(SidecarError):
        read_sidecar(sidecar, root)
