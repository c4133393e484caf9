"""Files out of zips, under limits; names that would be paths, lies, bombs."""

import stat
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from assets.fetch.settings import ZipSettings
from assets.fetch.unzip import Member, ZipRefusedError, unpack
from tests.portal.pages import zipped
from tests.portal.zips import ZIP_TRAPS

REPORT = b"%PDF-1.4\na report\n%%EOF\n"
LIMITS = ZipSettings(members=30, member_mebibytes=2, total_mebibytes=3, ratio=100)
MEBIBYTE = 1024**2


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def unpacked(packed: bytes, folder: Path) -> list[Member]:
    path = folder.parent / "a.zip"
    path.write_bytes(packed)
    return unpack(path, folder, LIMITS)


def holding(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_chinese_names_in_the_code_pages_of_their_makers(folder: Path, encoding: str) -> None:
    (member,) = unpacked(zipped({"2024年/某局决算.pdf": REPORT}, encoding), folder)
    assert (member.name, member.kind, member.refused) == ("某局决算.pdf", "pdf", None)
    assert member.file is not None and (folder / member.file).read_bytes() == REPORT


def test_names_flagged_as_utf_8(folder: Path) -> None:
    (member,) = unpacked(holding(("某局决算.pdf", REPORT)), folder)
    assert member.name == "某局决算.pdf"


def test_what_systems_leave_in_archives_is_passed_over(folder: Path) -> None:
    packed = holding(
        ("__MACOSX/._a.pdf", b"x"), ("x/.DS_Store", b"x"), ("Thumbs.db", b"x"), ("d/", b""), ("a.pdf", REPORT)
    )
    assert [member.name for member in unpacked(packed, folder)] == ["a.pdf"]


def test_members_of_the_same_name_are_kept_apart(folder: Path) -> None:
    packed = holding(("甲/决算.pdf", REPORT), ("乙/决算.pdf", REPORT + b"2"), ("丙/决算.pdf", b"<html>"))
    members = unpacked(packed, folder)
    assert [member.name for member in members] == ["决算.pdf", "决算.pdf (2)", "决算.pdf (3)"]
    assert [member.kind for member in members] == ["pdf", "pdf", "html"]


@pytest.mark.parametrize(
    ("trap", "refused"),
    [
        ("parent", "path"),
        ("absolute", "path"),
        ("drive", "path"),
        ("backslash", "path"),
        ("symlink", "symlink"),
        ("bomb", "too_large"),
        ("encrypted", "encrypted"),
        ("lying_size", "damaged"),
    ],
)
def test_a_member_that_means_harm_is_refused_and_leaves_no_file(
    folder: Path, trap: str, refused: str
) -> None:
    before = set(folder.parent.parent.rglob("*"))
    (member,) = unpacked(ZIP_TRAPS[trap](REPORT), folder)
    assert (member.refused, member.file) == (refused, None)
    assert set(folder.parent.parent.rglob("*")) - before <= {folder.parent / "a.zip"}


@pytest.mark.parametrize(
    ("trap", "code"),
    [
        ("overlapping", "overlapping_members"),
        ("truncated", "damaged_zip"),
        ("not_a_zip", "damaged_zip"),
    ],
)
def test_a_zip_that_means_harm_is_refused_whole(folder: Path, trap: str, code: str) -> None:
    with pytest.raises(ZipRefusedError, match=f"^{code}: "):
        unpacked(ZIP_TRAPS[trap](REPORT), folder)
    assert list(folder.iterdir()) == []


def test_too_many_members_are_refused_whole(folder: Path) -> None:
    packed = holding(*((f"{number}.pdf", b"x") for number in range(31)))
    with pytest.raises(ZipRefusedError, match="too_many_members: 31 files, more than 30"):
        unpacked(packed, folder)


def test_a_member_refused_does_not_stop_the_others(folder: Path) -> None:
    pipe = zipfile.ZipInfo("pipe.pdf")
    pipe.external_attr = (stat.S_IFIFO | 0o600) << 16
    members = unpacked(holding((pipe, b"x"), ("../out.pdf", REPORT), ("a.pdf", REPORT)), folder)
    assert [member.refused for member in members] == ["special_file", "path", None]


def test_much_out_of_little_is_a_bomb(folder: Path) -> None:
    (member,) = unpacked(holding(("a.pdf", bytes(MEBIBYTE + 1))), folder)
    assert member.refused == "bomb"


def test_all_members_together_have_a_limit(folder: Path) -> None:
    packed = holding(*((f"{n}.pdf", bytes(MEBIBYTE * 3 // 2)) for n in range(3)), method=zipfile.ZIP_STORED)
    assert [member.refused for member in unpacked(packed, folder)] == [None, None, "too_large"]
    assert sum(file.stat().st_size for file in folder.iterdir()) <= LIMITS.total_mebibytes * MEBIBYTE


def test_a_zip_inside_is_not_unpacked(folder: Path) -> None:
    (member,) = unpacked(ZIP_TRAPS["nested"](REPORT), folder)
    assert (member.name, member.kind) == ("inner.zip", "zip")
    assert len(list(folder.iterdir())) == 1
