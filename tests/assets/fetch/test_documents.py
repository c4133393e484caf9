"""Documents over many runs: new, changed, failing, gone, refused; what the books and the archive say then."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from assets.fetch.errors import Gone, Refused, Unreachable
from assets.fetch.settings import settings
from assets.fetch.state import document_rows
from tests.assets.fetch.crawling import NOW, Visits, listing, make_source, pdf, sha256_of

ONE, OTHER = pdf("one"), pdf("another")
LIST = listing(("/a.pdf", "某局2024年度部门决算", "2025-08-20"))
DOWN = Unreachable("status_500", "the server answers 500")


@pytest.fixture
def visits(tmp_path: Path) -> Visits:
    return Visits(tmp_path, {"/": LIST, "/a.pdf": ONE})


def zipped(**members: bytes) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return buffer.getvalue()


def test_a_new_document_is_archived_with_where_it_came_from(visits: Visits) -> None:
    result = visits.visit()
    assert [(note.title, note.state, note.sha256) for note in result.new] == [
        ("某局2024年度部门决算", "archived", sha256_of(ONE))
    ]
    (report,) = visits.archived().values()
    (origin,) = report.origins
    assert (origin.source, origin.url, origin.page_url) == (
        "site",
        "http://site.example/a.pdf",
        "http://site.example/",
    )
    assert (origin.title, origin.published_on, origin.fetched_at) == (
        "某局2024年度部门决算",
        "2025-08-20",
        NOW,
    )
    assert (origin.content_type, origin.etag) == ("application/pdf", sha256_of(ONE))
    assert report.file_name == "某局2024年度部门决算.pdf"
    assert not list(visits.places.downloads.iterdir())


def test_what_is_known_is_asked_for_conditionally_and_changes_nothing(visits: Visits) -> None:
    visits.visit()
    rows, held = list(document_rows(visits.places.fetch_state)), visits.archived()
    visits.client.log.clear()
    again = visits.visit()
    assert visits.client.log == [("http://site.example/", True), ("http://site.example/a.pdf", True)]
    assert (again.unchanged, again.new, again.ok) == (1, [], True)
    assert list(document_rows(visits.places.fetch_state)) == rows
    assert visits.archived() == held


def test_what_stays_the_same_is_asked_for_less_and_less_often(visits: Visits) -> None:
    asked = [run for run in range(1, 41) if visits.visit() and "/a.pdf" in visits.client.asked()]
    assert asked == [1, 2, 3, 4, 5, 7, 10, 15, 23, 36]


def test_other_bytes_at_a_known_address_are_a_new_report_and_both_stay(visits: Visits) -> None:
    visits.visits(3)
    visits.site["/a.pdf"] = OTHER
    result = visits.visit()
    assert [note.sha256 for note in result.new] == [sha256_of(OTHER)]
    assert set(visits.archived()) == {sha256_of(ONE), sha256_of(OTHER)}
    record = visits.document("/a.pdf")
    assert (record.sha256, record.checks) == (sha256_of(OTHER), 0)


def test_the_same_bytes_at_a_new_address_are_a_known_report(visits: Visits) -> None:
    visits.visit()
    visits.site |= {"/": listing(("/a.pdf", "一", ""), ("/b.pdf", "二", "")), "/b.pdf": ONE}
    result = visits.visit()
    assert ([note.url[-6:] for note in result.known], result.new) == (["/b.pdf"], [])
    (report,) = visits.archived().values()
    assert [origin.url[-6:] for origin in report.origins] == ["/a.pdf", "/b.pdf"]


def test_a_server_without_validators_sends_all_again_and_nothing_changes(visits: Visits) -> None:
    visits.client._etag = lambda url: None
    visits.visit()
    again = visits.visit()
    assert (again.unchanged, again.new, again.known) == (1, [], [])
    assert not list(visits.places.downloads.iterdir())


def test_a_failure_is_made_good_in_the_next_run_and_put_off_when_it_lasts(visits: Visits) -> None:
    visits.site["/a.pdf"] = DOWN
    first = visits.visit()
    assert [(note.state, note.reason) for note in first.failed] == [("failed", "status_500")]
    assert not first.ok
    visits.client.log.clear()
    asked = [run for run in range(2, 20) if visits.visit() and "/a.pdf" in visits.client.asked()]
    assert asked == [2, 3, 5, 9, 17]
    visits.site["/a.pdf"] = ONE
    visits.visits(16)
    assert visits.document("/a.pdf").state == "archived"


def test_a_failure_that_changes_its_face_does_not_change_the_books(visits: Visits) -> None:
    visits.site["/a.pdf"] = DOWN
    visits.visit()
    rows = list(document_rows(visits.places.fetch_state))
    visits.site["/a.pdf"] = Unreachable("timeout", "no answer")
    assert [note.reason for note in visits.visit().failed] == ["timeout"]
    assert list(document_rows(visits.places.fetch_state)) == rows


def test_what_is_gone_stays_known_and_is_told_once(visits: Visits) -> None:
    del visits.site["/a.pdf"]
    first, second = visits.visits(2)
    assert [[note.reason for note in result.gone] for result in (first, second)] == [["status_404"], []]
    assert first.ok
    assert visits.document("/a.pdf").state == "gone"


def test_an_archived_report_stays_archived_whatever_its_address_brings_later(visits: Visits) -> None:
    visits.visit()
    rows = list(document_rows(visits.places.fetch_state))
    visits.site["/a.pdf"] = Gone("status_410", "gone")
    assert [note.state for note in visits.visit().gone] == ["gone"]
    visits.site["/a.pdf"] = b"<!doctype html><html>sorry</html>"
    assert [(note.state, note.reason) for note in visits.visit().refused] == []
    assert list(document_rows(visits.places.fetch_state)) == rows
    visits.site["/a.pdf"] = OTHER
    visits.visits(4)
    assert visits.document("/a.pdf").sha256 == sha256_of(OTHER)


def test_an_error_page_in_the_place_of_a_report_is_refused_and_asked_for_again(visits: Visits) -> None:
    visits.site["/a.pdf"] = b"<!doctype html><html>404</html>"
    first = visits.visit()
    assert [(note.state, note.reason) for note in first.refused] == [("refused", "web_page")]
    assert (first.ok, visits.archived()) == (True, {})
    visits.site["/a.pdf"] = ONE
    assert [note.sha256 for note in visits.visit().new] == [sha256_of(ONE)]


@pytest.mark.parametrize(
    ("path", "body", "reason"),
    [
        ("/a.doc", bytes.fromhex("d0cf11e0a1b11ae1") + b"\1" * 50, "doc"),
        ("/a.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"\1" * 50, "xls"),
        ("/down?id=1", bytes.fromhex("d0cf11e0a1b11ae1") + b"\1" * 50, "ole"),
        ("/a.pdf", b"Rar!\x1a\x07\x01\x00" + b"\1" * 50, "rar"),
    ],
)
def test_formats_that_are_not_read_are_told_by_their_bytes(
    tmp_path: Path, path: str, body: bytes, reason: str
) -> None:
    visits = Visits(tmp_path, {"/": listing((path, "决算", "")), path: body})
    assert [(note.state, note.reason) for note in visits.visit().unsupported] == [("unsupported", reason)]
    again = visits.visit()
    assert (again.unsupported, again.unchanged) == ([], 1)


def test_refusals_are_told_once_and_tried_again_in_case_the_rules_change(visits: Visits) -> None:
    visits.site["/a.pdf"] = Refused("robots", "forbidden")
    first, second, *_ = visits.visits(3)
    assert [[note.reason for note in result.refused] for result in (first, second)] == [["robots"], []]
    visits.site["/a.pdf"] = ONE
    visits.visits(2)
    assert visits.document("/a.pdf").state == "archived"


def test_reports_in_a_zip_are_archived_one_by_one(tmp_path: Path) -> None:
    packed = zipped(
        决算一__pdf=ONE, 决算二__pdf=OTHER, 说明__txt=b"see", inner__zip=zipped(x=ONE), 假__pdf=b"<html>"
    )
    visits = Visits(tmp_path, {"/": listing(("/a.zip", "决算", "2025-08-20")), "/a.zip": packed})
    result = visits.visit()
    assert [(note.member, note.state) for note in result.new] == [
        ("决算一.pdf", "archived"),
        ("决算二.pdf", "archived"),
    ]
    assert [(note.member, note.reason) for note in result.unsupported] == [
        ("说明.txt", "txt"),
        ("inner.zip", "zip"),
    ]
    assert [(note.member, note.reason) for note in result.refused] == [("假.pdf", "web_page")]
    assert visits.document("/a.zip").state == "unpacked"
    one = visits.archived()[sha256_of(ONE)]
    assert (one.file_name, one.origins[0].url) == ("决算一.pdf", "http://site.example/a.zip#决算一.pdf")
    assert not list(visits.places.downloads.iterdir())


def test_a_zip_made_anew_brings_only_what_is_new_in_it(tmp_path: Path) -> None:
    visits = Visits(tmp_path, {"/": listing(("/a.zip", "决算", "")), "/a.zip": zipped(one__pdf=ONE)})
    visits.visit()
    visits.site["/a.zip"] = zipped(one__pdf=ONE, two__pdf=OTHER)
    result = visits.visit()
    assert ([note.member for note in result.new], [note.member for note in result.known]) == (
        ["two.pdf"],
        ["one.pdf"],
    )
    rows = [(row["member"], row["state"]) for row in document_rows(visits.places.fetch_state)]
    assert rows == [("", "unpacked"), ("one.pdf", "archived"), ("two.pdf", "archived")]


def test_a_run_killed_between_archive_and_books_is_made_good(
    visits: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("assets.fetch.documents._enter", killed)
    with pytest.raises(KeyboardInterrupt):
        visits.visit()
    held = visits.archived()
    assert (list(held), visits.document("/a.pdf").state) == ([sha256_of(ONE)], "waiting")
    monkeypatch.undo()
    result = visits.visit()
    assert ([note.sha256 for note in result.known], result.new) == ([sha256_of(ONE)], [])
    assert (visits.archived(), visits.document("/a.pdf").state) == (held, "archived")


def test_a_report_that_the_archive_lost_is_asked_for_anew(tmp_path: Path) -> None:
    packed = zipped(one__pdf=OTHER)
    site = {"/": listing(("/a.pdf", "甲决算", ""), ("/b.zip", "乙决算", "")), "/a.pdf": ONE, "/b.zip": packed}
    visits = Visits(tmp_path, site)
    visits.visits(6)
    for file in visits.places.archive.rglob("*.pdf"):
        file.unlink()
    result = visits.visit()
    assert sorted(note.sha256 for note in result.new) == sorted((sha256_of(ONE), sha256_of(OTHER)))
    assert set(visits.archived()) == {sha256_of(ONE), sha256_of(OTHER)}


def test_a_broken_zip_is_refused(tmp_path: Path) -> None:
    visits = Visits(tmp_path, {"/": listing(("/a.zip", "决算", "")), "/a.zip": zipped(one__pdf=ONE)[:60]})
    assert [note.reason for note in visits.visit().refused] == ["damaged_zip"]


def test_a_source_that_answers_no_more_is_left_and_nothing_is_lost(tmp_path: Path) -> None:
    most = settings().give_up_after_failures
    many = [(f"/{number}.pdf", f"决算{number}", "") for number in range(most + 4)]
    visits = Visits(tmp_path, {"/": listing(*many), **{path: DOWN for path, _, _ in many}})
    result = visits.visit()
    assert len(result.failed) == most - 1
    assert f"{most} requests in vain" in result.problems[0]
    assert [visits.document(f"/{number}.pdf").state for number in (0, most + 3)] == ["failed", "waiting"]
    for path, _, _ in many:
        visits.site[path] = pdf(path)
    assert len(visits.visit().new) == most + 4


@pytest.mark.parametrize("code", ["host_down", "asked_to_wait", "robots_unreachable"])
def test_a_host_to_be_left_alone_is_told_once_and_its_documents_stay_due(tmp_path: Path, code: str) -> None:
    paths = ["/1.pdf", "/2.pdf", "/3.pdf", "/4.pdf"]
    site = {"/": listing(*((path, "决算", "") for path in paths)), "/4.pdf": ONE}
    # How long it wants to be left alone is another number each time.
    visits = Visits(tmp_path, site | {path: Unreachable(code, f"left alone: {path}") for path in paths[:3]})
    result = visits.visit()
    assert (result.failed, result.problems) == ([], ["left alone: /1.pdf"])
    assert [visits.document(path).state for path in paths] == ["waiting"] * 3 + ["archived"]
    visits.site |= {path: pdf(path) for path in paths[:3]}
    assert len(visits.visit().new) == 3


def test_time_that_runs_out_leaves_the_rest_for_the_next_run(visits: Visits) -> None:
    visits.site["/a.pdf"] = Unreachable("out_of_time", "four hours")
    result = visits.visit()
    assert (result.failed, len(result.problems), visits.document("/a.pdf").state) == ([], 1, "waiting")


def test_a_dry_run_says_what_it_would_ask_for_and_leaves_no_trace(visits: Visits) -> None:
    result = visits.visit(dry_run=True)
    assert [note.url for note in result.would_fetch] == ["http://site.example/a.pdf"]
    assert visits.client.asked() == ["/"]
    assert not visits.places.fetch_state.exists() and not visits.places.archive.exists()
    visits.visit()
    assert visits.visit(dry_run=True).would_fetch == []


def test_years_that_are_not_wanted_are_left_alone(tmp_path: Path) -> None:
    links = [("/1.pdf", "2016年度决算", ""), ("/2.pdf", "二〇二三年度决算", ""), ("/3.pdf", "某局决算", "")]
    site = {"/": listing(*links), "/2.pdf": ONE, "/3.pdf": OTHER}
    visits = Visits(tmp_path, site, make_source(first_year=2018))
    visits.visit()
    assert visits.client.asked() == ["/", "/2.pdf", "/3.pdf"]
