"""The traps are what they say they are, by the plain tools that fall into them."""

import struct
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from io import BytesIO

import httpx
import pytest

from tests.portal.reports import made
from tests.portal.server import Portal
from tests.portal.traps import BAIT, open_site, trap_site, traps_of
from tests.portal.zips import MEBIBYTE, ZIP_TRAPS

REPORT = b"%PDF-1.4 a report"


@pytest.fixture(scope="module")
def portals() -> Iterator[tuple[Portal, Portal, Portal]]:
    with ExitStack() as stack:
        inner = stack.enter_context(Portal(open_site))
        elsewhere = stack.enter_context(Portal(open_site, "127.0.0.2"))
        portal = stack.enter_context(Portal(lambda one: trap_site(one, inner, elsewhere)))
        yield portal, inner, elsewhere


def test_a_careless_client_is_led_elsewhere(portals: tuple[Portal, Portal, Portal]) -> None:
    portal, inner, elsewhere = portals
    client = httpx.Client(trust_env=False, follow_redirects=True)
    for name in ("other%20host", "other%20port", "decimal%20address", "without%20scheme"):
        href = f"/r/redirect%20{'' if name.startswith('without') else 'to%20'}{name}.pdf"
        assert client.get(portal.url(href)).content == made(BAIT)
    assert [len(elsewhere.log), len(inner.log)] == [3, 1]
    with pytest.raises(httpx.TooManyRedirects):
        client.get(portal.url("/r/redirect%20to%20itself.pdf"))


def test_every_trap_has_a_link_of_its_own(portals: tuple[Portal, Portal, Portal]) -> None:
    traps = traps_of(*portals)
    assert len({trap.href for trap in traps}) == len({trap.name for trap in traps}) == len(traps)
    listed = httpx.get(portals[0].url("/traps/list.html"), trust_env=False).text
    assert all(f">{trap.name} 2024" in listed for trap in traps)
    local = [trap.href for trap in traps if trap.href.startswith("/") and not trap.href.startswith("//")]
    served = trap_site(*portals)
    assert [href for href in local if href not in served] == []


def names_in(packed: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        return archive.namelist()


def test_zip_files_hold_what_they_are_called_after() -> None:
    made_zips = {name: make(REPORT) for name, make in ZIP_TRAPS.items()}
    assert names_in(made_zips["parent"]) == ["../../../../outside.pdf"]
    assert names_in(made_zips["absolute"]) == ["/tmp/outside.pdf"]
    assert len(names_in(made_zips["many_members"])) == 20_000
    assert names_in(made_zips["nested"]) == ["inner.zip"]
    for broken in ("truncated", "not_a_zip"):
        with pytest.raises(zipfile.BadZipFile):
            names_in(made_zips[broken])
    with zipfile.ZipFile(BytesIO(made_zips["bomb"])) as archive:
        (bomb,) = archive.infolist()
        assert bomb.file_size == 64 * MEBIBYTE > 200 * len(made_zips["bomb"])
    with zipfile.ZipFile(BytesIO(made_zips["lying_size"])) as archive:
        (liar,) = archive.infolist()
        assert (liar.file_size, liar.compress_size > 1000) == (1000, True)
    with zipfile.ZipFile(BytesIO(made_zips["overlapping"])) as archive:
        assert {entry.header_offset for entry in archive.infolist()} == {0}
        assert len(archive.infolist()) == 20
    with zipfile.ZipFile(BytesIO(made_zips["encrypted"])) as archive, pytest.raises(RuntimeError):
        archive.read("决算.pdf")
    with zipfile.ZipFile(BytesIO(made_zips["symlink"])) as archive:
        (link,) = archive.infolist()
        assert struct.unpack("<H", struct.pack("<I", link.external_attr)[2:])[0] & 0o170000 == 0o120000
