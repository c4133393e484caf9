"""Articles: their attachments, what stands for them without any, addresses that are documents after all."""

from pathlib import Path

import pytest

from assets.fetch.errors import Gone, Refused, Unreachable
from assets.fetch.state import document_rows
from tests.assets.fetch.crawling import ROOT, Visits, article, listing, make_source, pdf

LIST = listing(("/a.html", "某局2024年度部门决算公开", "2025-08-20"))
ATTACHED = article("某局2024年度部门决算公开", ("/a.pdf", "附件"))


@pytest.fixture
def visits(tmp_path: Path) -> Visits:
    source = make_source(articles={"selector": "div.content a", "headline": "h1"})
    return Visits(tmp_path, {"/": LIST, "/a.html": ATTACHED, "/a.pdf": pdf("a")}, source)


def rows(visits: Visits) -> list[tuple[str, str, str | None]]:
    found = document_rows(visits.places.fetch_state)
    return [(row["url"].removeprefix(ROOT), row["state"], row["reason"]) for row in found]


def test_an_attachment_is_known_by_its_article(visits: Visits) -> None:
    visits.visit()
    (origin,) = next(iter(visits.archived().values())).origins
    assert (origin.page_url, origin.title) == (f"{ROOT}/a.html", "某局2024年度部门决算公开")
    assert origin.published_on == "2025-08-20"


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("附件1：", "headline"),
        ("点击下载", "headline"),
        ("【附件下载】", "headline"),
        ("决算公开.pdf", "headline"),
        ("某中心2024年度部门决算.pdf", "某中心2024年度部门决算.pdf"),
        ("附件1：某中心", "附件1：某中心"),
        ("", "headline"),
    ],
)
def test_a_link_that_says_nothing_goes_by_the_headline(visits: Visits, said: str, title: str) -> None:
    visits.site["/a.html"] = article("某局2024年度部门决算公开", ("/a.pdf", said))
    visits.visit()
    expected = "某局2024年度部门决算公开" if title == "headline" else title
    assert visits.document("/a.pdf").title == expected


def test_an_article_without_attachments_is_told_as_unsupported_until_it_has_some(visits: Visits) -> None:
    visits.site["/a.html"] = article("某局2024年度部门决算公开")
    result, again = visits.visits(2)
    assert [(note.url, note.reason) for note in result.unsupported] == [(f"{ROOT}/a.html", "no_attachment")]
    assert again.unsupported == []
    assert rows(visits) == [("/a.html", "unsupported", "no_attachment")]
    visits.site["/a.html"] = ATTACHED
    visits.visit()
    assert rows(visits) == [("/a.pdf", "archived", None)]


def test_a_page_that_counts_its_visitors_is_not_a_new_one(visits: Visits) -> None:
    for visitor in range(3):
        visits.site["/a.html"] = ATTACHED + f"<p>visitor {visitor}".encode()
        visits.visit()
    page = visits.page("/a.html")
    assert page is not None and page.checks == 2


def test_attachments_added_later_are_found(visits: Visits) -> None:
    visits.visits(2)
    visits.site["/a.html"] = article("x", ("/a.pdf", "附件1"), ("/b.pdf", "附件2"))
    visits.site["/b.pdf"] = pdf("b")
    assert [note.url for note in visits.visit().new] == [f"{ROOT}/b.pdf"]


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Unreachable("timeout", "no answer"), "failed"),
        (Gone("status_404", "not there"), "gone"),
        (Refused("host", "another host"), "refused"),
    ],
)
def test_an_article_that_cannot_be_had_is_told_in_the_place_of_its_reports(
    visits: Visits, error: Exception, state: str
) -> None:
    visits.site["/a.html"] = error
    result = visits.visit()
    assert [note.state for note in getattr(result, state)] == [state]
    assert [row[:2] for row in rows(visits)] == [("/a.html", state)]
    visits.site["/a.html"] = ATTACHED
    visits.visits(2)
    assert rows(visits) == [("/a.pdf", "archived", None)]


def test_an_article_that_is_a_document_is_taken_as_one(visits: Visits) -> None:
    visits.site["/a.html"] = pdf("the report itself")
    assert [note.url for note in visits.visit().new] == [f"{ROOT}/a.html"]
    visits.visit()
    assert (rows(visits), visits.page("/a.html")) == ([("/a.html", "archived", None)], None)


def test_an_article_too_large_for_a_page_is_asked_for_as_a_document(visits: Visits) -> None:
    visits.site["/a.html"] = Refused("too_large", "more than a page may have")
    assert visits.visit().new == []
    assert visits.page("/a.html") is None
    visits.site["/a.html"] = pdf("a large report")
    assert [note.url for note in visits.visit().new] == [f"{ROOT}/a.html"]


def test_without_a_selector_only_addresses_of_documents_count(tmp_path: Path) -> None:
    body = article("某局决算", ("/", "首页"), ("/print", "打印"), ("/a.pdf", "附件"), ("/b.DOC", "附表"))
    visits = Visits(tmp_path, {"/": LIST, "/a.html": body, "/a.pdf": pdf("a")}, make_source(articles={}))
    visits.visit()
    assert rows(visits) == [("/a.pdf", "archived", None), ("/b.DOC", "gone", "status_404")]


def test_an_article_read_by_a_worker_that_fails_is_put_off(
    visits: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaxed(arguments: object) -> dict[str, object]:
        raise RecursionError("too deep")

    visits.visit()
    visits.site["/"] = listing(("/b.html", "乙局决算", ""))
    visits.site["/b.html"] = ATTACHED
    monkeypatch.setattr("assets.fetch.links._headline", lambda *_: overtaxed({}))
    result = visits.visit()
    assert "unreadable: error: RecursionError" in result.problems[0]
