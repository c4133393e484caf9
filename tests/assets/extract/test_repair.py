"""A damaged report is read whole, or says what is missing; nothing is lost in silence."""

import random
import re
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from assets.extract.fonts import descriptor_of
from assets.extract.repair import prepared
from assets.extract.report import read_report
from assets.extract.salvage import with_new_end
from tests.assets.extract.scoring import differences
from tests.assets.extract.test_reports import SMALLEST, sample_path, truth_of

PLAIN = sample_path(SMALLEST).read_bytes()


def read(path: Path, data: bytes) -> dict[str, Any]:
    path.write_bytes(data)
    return read_report(path, mode="single")


def rules(result: dict[str, Any]) -> set[str]:
    return {finding["rule_id"] for finding in result["findings"]}


def content_of(path: Path, number: int) -> tuple[int, int]:
    """Place of a page's content in the file."""
    with pikepdf.open(path) as pdf:
        raw = pdf.pages[number - 1].obj["/Contents"].read_raw_bytes()
    start = path.read_bytes().index(raw)
    return start, start + len(raw)


def test_a_sound_file_is_read_as_it_is() -> None:
    path = sample_path(SMALLEST)
    with prepared(path) as source:
        assert (source.repaired, source.losses) == ("", {})
    result = read_report(path, mode="single")
    assert (result["complete"], result["incomplete_reasons"]) == (True, [])


def test_a_lost_cross_reference_table_is_made_again(tmp_path: Path) -> None:
    result = read(tmp_path / "report.pdf", re.sub(rb"startxref\s+\d+", b"startxref\n7", PLAIN))
    assert differences(truth_of(SMALLEST), result) == []
    assert (result["complete"], rules(result) & {"file_repaired", "half_read"}) == (True, {"file_repaired"})


def test_one_changed_byte_in_a_page_is_named_with_its_page(tmp_path: Path) -> None:
    number = truth_page()
    start, end = content_of(sample_path(SMALLEST), number)
    damaged = bytearray(PLAIN)
    damaged[(start + end) // 2] ^= 0x55
    result = read(tmp_path / "report.pdf", bytes(damaged))
    assert result["complete"] is False
    lost = [finding for finding in result["findings"] if finding["rule_id"] == "half_read"]
    assert [finding["page"] for finding in lost] == [number]
    assert result["incomplete_reasons"] == [f"page {number}: {lost[0]['reason']}"]


def truth_page() -> int:
    """A page of the smallest sample that holds amounts."""
    cells = read_report(sample_path(SMALLEST), mode="single")["cells"]
    return int(cells[len(cells) // 2]["page"])


@pytest.mark.parametrize("name", ["fuqiao-culture-2018", SMALLEST])  # composite fonts, simple ones
def test_a_damaged_font_program_costs_no_character(tmp_path: Path, name: str) -> None:
    path = tmp_path / "report.pdf"
    damaged = 0
    with pikepdf.open(sample_path(name)) as pdf:
        fonts = {font.objgen: font for page in pdf.pages for font in page.obj.Resources.Font.values()}
        for descriptor in map(descriptor_of, fonts.values()):
            if descriptor is not None and "/FontFile2" in descriptor:
                packed = zlib.compress(descriptor.FontFile2.read_bytes())
                descriptor.FontFile2.write(packed[: len(packed) // 2], filter=pikepdf.Name.FlateDecode)
                damaged += 1
        pdf.save(path, compress_streams=False)
    assert damaged
    result = read_report(path, mode="single")
    assert differences(truth_of(name), result) == []
    assert (result["complete"], rules(result) & {"file_repaired", "half_read"}) == (True, {"file_repaired"})


@pytest.mark.parametrize("share", [30, 60, 90])
def test_a_file_cut_short_says_so(tmp_path: Path, share: int) -> None:
    result = read(tmp_path / "report.pdf", PLAIN[: len(PLAIN) * share // 100])
    if result["status"] == "read" and differences(truth_of(SMALLEST), result):
        assert result["complete"] is False
        assert "half_read" in rules(result)
    else:
        assert result["status"] in {"quarantined", "needs_ocr"} or rules(result) & {"file_repaired"}


@pytest.mark.parametrize("seed", range(6))
def test_changed_bytes_are_never_lost_in_silence(tmp_path: Path, seed: int) -> None:
    chance, damaged = random.Random(seed), bytearray(PLAIN)
    for place in chance.sample(range(len(damaged)), 3 + 2 * seed):
        damaged[place] ^= chance.randrange(1, 256)
    result = read(tmp_path / "report.pdf", bytes(damaged))
    if result["status"] == "read" and differences(truth_of(SMALLEST), result):
        assert rules(result) & {"half_read", "file_repaired", "table_missing"}


def test_pages_are_listed_again_in_the_order_of_the_file(tmp_path: Path) -> None:
    objects = [b"1 0 obj\n<< /Type /Catalog /Pages 9 0 R >>\nendobj\n"]
    objects += [b"%d 0 obj\n<< /Type /Page /MediaBox [0 0 %d 9] >>\nendobj\n" % (n, n) for n in (4, 3, 7)]
    packed = b"5 0 << /Type /Page /MediaBox [0 0 5 9] >>"
    stream = zlib.compress(packed)
    header = b"8 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>" % len(stream)
    objects.append(header + b"\nstream\n" + stream + b"\nendstream\nendobj\n6 0 obj\n<< /Len")
    renewed = with_new_end(b"%PDF-1.5\n" + b"".join(objects))
    assert renewed is not None
    path = tmp_path / "renewed.pdf"
    path.write_bytes(renewed)
    with pikepdf.open(path) as pdf:
        assert [int(page.obj.MediaBox[2]) for page in pdf.pages] == [4, 3, 7, 5]


def test_nothing_is_made_of_a_file_without_pages() -> None:
    assert with_new_end(b"%PDF-1.5\n1 0 obj\n<< /Type /Catalog >>\nendobj\n") is None
