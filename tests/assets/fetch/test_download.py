"""Documents: whole or not at all, gone on with where they broke off, told by their bytes."""

import gzip
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.fetch.answers import Validators
from assets.fetch.download import Part, clear_leftovers
from assets.fetch.errors import Refused, Unreachable
from assets.fetch.limits import Limits
from tests.assets.fetch.scripted import Handler, Route, Server, answer, broken_off, client_of, resumable

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\n%%EOF\n"
NEW = b"%PDF-1.7\n" + bytes(range(255, -1, -1)) * 40 + b"\n%%EOF\n"
ONCE = Limits(seconds_between=0, attempts=1)


def test_a_document_lies_whole_in_the_folder(server: Server, tmp_path: Path) -> None:
    server.routes["/%E5%86%B3%E7%AE%97.pdf"] = answer(
        200,
        PDF,
        Content_Type="application/octet-stream",
        ETag='"1"',
        Last_Modified="Mon, 02 Nov 2026 08:00:00 GMT",
    )
    with client_of(server) as client:
        got = client.download(f"{server.url}/决算.pdf", tmp_path / "new" / "folder")
    assert got.path is not None
    assert got.path.read_bytes() == PDF
    assert (got.size_bytes, got.kind, got.file_name) == (len(PDF), "pdf", "决算.pdf")
    assert (got.content_type, got.etag, got.not_modified) == ("application/octet-stream", '"1"', False)
    assert list(got.path.parent.iterdir()) == [got.path]


def test_a_document_that_has_not_changed_leaves_no_file(server: Server, tmp_path: Path) -> None:
    server.routes["/a.pdf"] = answer(304, Content_Length="none")
    with client_of(server) as client:
        got = client.download(f"{server.url}/a.pdf", tmp_path, Validators('"1"', None))
    assert (got.not_modified, got.path, got.kind, got.size_bytes) == (True, None, "", 0)
    assert list(tmp_path.iterdir()) == []


def test_an_error_page_is_told_from_a_document_by_its_bytes(server: Server, tmp_path: Path) -> None:
    page = b"<!DOCTYPE html><title>404 %PDF-</title>"
    server.routes["/a.pdf"] = answer(200, page, Content_Type="application/pdf")
    with client_of(server) as client:
        assert client.download(f"{server.url}/a.pdf", tmp_path).kind == "html"


def test_a_download_goes_on_where_it_broke_off(server: Server, tmp_path: Path) -> None:
    server.routes["/a.pdf"] = [broken_off(PDF, 3000, ETag='"1"'), resumable(PDF, '"1"')]
    with client_of(server) as client:
        got = client.download(f"{server.url}/a.pdf", tmp_path)
    assert got.path is not None
    assert got.path.read_bytes() == PDF
    assert server.log[-1][1]["range"] == "bytes=3000-"
    assert server.log[-1][1]["if-range"] == '"1"'


def test_a_download_goes_on_in_another_night(server: Server, tmp_path: Path) -> None:
    server.routes["/a.pdf"] = [broken_off(PDF, 3000, ETag='"1"'), resumable(PDF, '"1"')]
    with client_of(server, ONCE) as client, pytest.raises(Unreachable) as caught:
        client.download(f"{server.url}/a.pdf", tmp_path)
    assert caught.value.reason_code == "truncated"
    assert [path.suffix for path in sorted(tmp_path.iterdir())] == [".json", ".part"]
    with client_of(server, ONCE) as client:
        got = client.download(f"{server.url}/a.pdf", tmp_path)
    assert got.path is not None
    assert got.path.read_bytes() == PDF
    assert list(tmp_path.iterdir()) == [got.path]


def test_another_version_starts_anew(server: Server, tmp_path: Path) -> None:
    server.routes["/a.pdf"] = [broken_off(PDF, 3000, ETag='"1"'), resumable(NEW, '"2"')]
    with client_of(server) as client:
        got = client.download(f"{server.url}/a.pdf", tmp_path)
    assert got.path is not None
    assert got.path.read_bytes() == NEW


def _partial(start: int, end: int, total: int | str, body: bytes, etag: str = '"1"') -> Route:
    return answer(206, body, ETag=etag, Content_Range=f"bytes {start}-{end}/{total}")


LAST = len(PDF) - 1


@pytest.mark.parametrize(
    "second",
    [
        _partial(2000, LAST, len(PDF), PDF[2000:]),
        _partial(0, LAST, len(PDF), PDF),
        _partial(3000, LAST, len(PDF), NEW[3000:], etag='"2"'),
        _partial(3000, LAST, len(PDF), PDF[3000:] + b"more"),
        answer(206, PDF[3000:], ETag='"1"'),
        answer(206, PDF[3000:], ETag='"1"', Content_Range="bytes 3000-"),
        answer(206, b"--x\r\n", ETag='"1"', Content_Type="multipart/byteranges; boundary=x"),
        answer(416, b"", Content_Range=f"bytes */{len(PDF)}"),
    ],
)
def test_a_server_that_goes_on_wrongly_is_asked_for_all(
    server: Server, tmp_path: Path, second: Route
) -> None:
    server.routes["/a.pdf"] = [broken_off(PDF, 3000, ETag='"1"'), second, answer(200, PDF, ETag='"1"')]
    with client_of(server) as client:
        got = client.download(f"{server.url}/a.pdf", tmp_path)
    assert got.path is not None
    assert got.path.read_bytes() == PDF
    assert "range" not in server.log[-1][1]


def test_a_rest_that_breaks_off_again_is_gone_on_with(server: Server, tmp_path: Path) -> None:
    def half_a_rest(handler: Handler) -> None:
        told = f"bytes 3000-{LAST}/{len(PDF)}"
        answer(206, PDF[3000:5000], ETag='"1"', Content_Range=told, Content_Length=str(len(PDF) - 3000))(
            handler
        )
        handler.close_connection = True

    server.routes["/a.pdf"] = [broken_off(PDF, 3000, ETag='"1"'), half_a_rest, resumable(PDF, '"1"')]
    with client_of(server) as client:
        got = client.download(f"{server.url}/a.pdf", tmp_path)
    assert got.path is not None
    assert got.path.read_bytes() == PDF
    assert server.log[-1][1]["range"] == "bytes=5000-"


@pytest.mark.parametrize(
    ("told", "goes_on"),
    [
        ({"ETag": '"1"'}, True),
        ({"ETag": 'W/"1"'}, False),
        ({"Last_Modified": "Mon, 02 Nov 2020 08:00:00 GMT"}, True),
        ({"ETag": 'W/"1"', "Last_Modified": "Mon, 02 Nov 2020 08:00:00 GMT"}, True),
        ({"Last_Modified": "Mon, 02 Nov 2190 08:00:00 GMT"}, False),
        ({"Last_Modified": "yesterday"}, False),
        ({"Last_Modified": "Mon, 02 Nov 99999999999999999999 08:00:00 GMT"}, False),
        ({}, False),
        ({"ETag": '"1"', "Content_Encoding": "gzip"}, False),
    ],
)
def test_only_a_version_known_to_the_byte_is_gone_on_with(
    server: Server, tmp_path: Path, told: dict[str, str], goes_on: bool
) -> None:
    body = gzip.compress(PDF) if "Content_Encoding" in told else PDF
    server.routes["/a.pdf"] = [broken_off(body, 200, **told), answer(200, body, **told)]
    with client_of(server) as client:
        got = client.download(f"{server.url}/a.pdf", tmp_path)
    assert got.path is not None
    assert got.path.read_bytes() == PDF
    assert ("range" in server.log[-1][1]) is goes_on


def test_a_pdf_without_an_end_whose_length_nobody_tells_is_not_taken(server: Server, tmp_path: Path) -> None:
    server.routes["/a.pdf"] = [
        answer(200, PDF[:-20], Content_Length="none"),
        answer(200, PDF, Content_Length="none"),
    ]
    with client_of(server) as client:
        got = client.download(f"{server.url}/a.pdf", tmp_path)
    assert (got.size_bytes, len(server.paths())) == (len(PDF), 2)


@pytest.mark.parametrize(
    "route",
    [
        answer(200, b"a" * 5000),
        answer(200, b"a" * 5000, Content_Length="none"),
        answer(200, gzip.compress(b"a" * 500_000), Content_Encoding="gzip"),
    ],
)
def test_documents_beyond_the_limit_are_refused_and_leave_nothing(
    server: Server, tmp_path: Path, route: Route
) -> None:
    server.routes["/a.pdf"] = route
    limits = Limits(seconds_between=0, document_bytes=4000)
    with client_of(server, limits) as client, pytest.raises(Refused) as caught:
        client.download(f"{server.url}/a.pdf", tmp_path)
    assert caught.value.reason_code == "too_large"
    assert list(tmp_path.iterdir()) == []


def test_parts_do_not_add_up_beyond_the_limit(server: Server, tmp_path: Path) -> None:
    server.routes["/a.pdf"] = [broken_off(PDF, 3000, ETag='"1"'), resumable(PDF, '"1"')]
    limits = Limits(seconds_between=0, document_bytes=4000)
    with client_of(server, limits) as client, pytest.raises(Refused):
        client.download(f"{server.url}/a.pdf", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_names_of_servers_choose_no_path(server: Server, tmp_path: Path) -> None:
    folder = tmp_path / "downloads"
    server.routes["/..%2f..%2fescape.pdf"] = answer(
        200, PDF, Content_Disposition='attachment; filename="../../../escape.pdf"'
    )
    with client_of(server) as client:
        got = client.download(f"{server.url}/..%2f..%2fescape.pdf", folder)
    assert got.file_name == "escape.pdf"
    assert got.path is not None
    assert list(tmp_path.rglob("*.*")) == [got.path]


@pytest.mark.parametrize(
    "note", [b"", b"{", b"[]", b'{"url": 1, "version": 2}', b'{"url": "http://other/", "version": "1"}']
)
def test_a_part_with_a_note_that_says_nothing_is_started_anew(tmp_path: Path, note: bytes) -> None:
    part = Part(tmp_path, "http://a.example/a.pdf")
    part.part.write_bytes(b"%PDF")
    part.note.write_bytes(note)
    assert part.range_headers() == {}


def test_what_nobody_goes_on_with_is_cleared_away(tmp_path: Path) -> None:
    old, young, foreign = (tmp_path / name for name in ("old.part", "young.whole", "README"))
    for path in (old, young, foreign):
        path.write_bytes(b"a")
    for path in (old, foreign):
        os.utime(path, (1_000_000, 1_000_000))
    unpacked = tmp_path / "zip.whole.unpacked"
    unpacked.mkdir()
    (unpacked / "00001").write_bytes(b"a")
    clear_leftovers(tmp_path)
    clear_leftovers(tmp_path / "nowhere")
    assert sorted(tmp_path.iterdir()) == [foreign, young]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(0, len(PDF) - 1), max_size=3), etag=st.sampled_from(['"1"', 'W/"1"']))
def test_however_often_it_breaks_off_the_document_is_the_servers(
    server: Server, tmp_path: Path, cuts: list[int], etag: str
) -> None:
    def cut(after: int) -> Callable[[Handler], None]:
        return lambda handler: _cut_resumable(handler, etag, after)

    server.routes["/a.pdf"] = [*map(cut, cuts), resumable(PDF, etag)]
    with client_of(server) as client:
        got = client.download(f"{server.url}/a.pdf", tmp_path)
    assert got.path is not None
    assert got.path.read_bytes() == PDF


def _cut_resumable(handler: Handler, etag: str, after: int) -> None:
    """Serve what is asked for, but hang up at a byte of the document."""
    asked = handler.headers.get("Range")
    start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
    told = {"Content_Range": f"bytes {start}-{LAST}/{len(PDF)}"} if asked else {}
    rest = PDF[start : max(start, after)]
    answer(206 if asked else 200, rest, ETag=etag, Content_Length=str(len(PDF) - start), **told)(handler)
    handler.close_connection = True
