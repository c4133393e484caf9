"""The portal does what its scripts say: only then do tests against it prove anything."""

import zipfile
from collections.abc import Iterator
from functools import cache
from io import BytesIO

import httpx
import pytest
from lxml import etree
from lxml import html as lxml_html

from tests.portal.answers import PDF, Answer, Site, disposition, failure, pdf, redirect
from tests.portal.city import FINANCE, HETANG, WATER, city
from tests.portal.reports import made, rewritten, sample
from tests.portal.server import Portal

BODY = b"%PDF-1.4 " + bytes(range(256)) * 200


def odd_site(portal: Portal) -> Site:
    return {
        "/whole": [Answer(BODY, PDF)],
        "/cut": [Answer(BODY, PDF, cut_after=1000), Answer(BODY, PDF)],
        "/fixed": [Answer(BODY, PDF, ranges=False)],
        "/endless": [Answer(b"0" * 1000, PDF, times=50, declared=None)],
        "/lies": [Answer(BODY, PDF, declared=5)],
        "/slow": [Answer(BODY, PDF, trickle=60)],
        "/moved": [redirect("/whole")],
        "/wobbly": [failure(500), failure(503, {"Retry-After": "1"}), Answer(b"fine")],
        "/named": [pdf(BODY, name="决算 公开.pdf", encoding="gbk")],
        "/day": [Answer(str(portal.day).encode())],
        "/caf%C3%A9?a=%B9": [Answer(b"as sent")],
    }


@pytest.fixture(scope="module")
def odd() -> Iterator[Portal]:
    with Portal(odd_site) as portal:
        yield portal


@pytest.fixture(scope="module")
def town() -> Iterator[Portal]:
    with Portal(city) as portal:
        yield portal


@cache
def client() -> httpx.Client:
    """One for all: making one reads the certificates of the system."""
    return httpx.Client(trust_env=False)


def get(portal: Portal, target: str, **headers: str) -> httpx.Response:
    return client().get(portal.url(target), headers={k.replace("_", "-"): v for k, v in headers.items()})


def test_whole_conditional_and_in_part(odd: Portal) -> None:
    whole = get(odd, "/whole")
    assert (whole.status_code, whole.content) == (200, BODY)
    etag, modified = whole.headers["ETag"], whole.headers["Last-Modified"]
    assert get(odd, "/whole", If_None_Match=etag).status_code == 304
    assert get(odd, "/whole", If_Modified_Since=modified).status_code == 304
    assert get(odd, "/whole", If_None_Match='"other"', If_Modified_Since=modified).status_code == 200
    rest = get(odd, "/whole", Range="bytes=1000-", If_Range=etag)
    assert (rest.status_code, rest.content) == (206, BODY[1000:])
    assert rest.headers["Content-Range"] == f"bytes 1000-{len(BODY) - 1}/{len(BODY)}"
    assert get(odd, "/whole", Range="bytes=1000-", If_Range='"other"').content == BODY
    assert get(odd, "/whole", Range="bytes=99999999-").status_code == 416
    assert get(odd, "/fixed", Range="bytes=1000-").content == BODY


def test_bodies_that_break_off_lie_or_never_end(odd: Portal) -> None:
    with pytest.raises(httpx.RemoteProtocolError), client().stream("GET", odd.url("/cut")) as answer:
        answer.read()
    assert get(odd, "/cut").content == BODY
    endless = get(odd, "/endless")
    assert "Content-Length" not in endless.headers
    assert len(endless.content) == 50_000
    assert get(odd, "/lies").content == BODY[:5]
    with client().stream("GET", odd.url("/slow")) as answer:
        assert len(next(answer.iter_raw())) == 100


def test_errors_redirects_and_names_as_sent(odd: Portal) -> None:
    assert get(odd, "/nowhere").status_code == 404
    moved = get(odd, "/moved")
    assert (moved.status_code, moved.headers["Location"]) == (302, "/whole")
    assert [get(odd, "/wobbly").status_code for _ in range(4)] == [500, 503, 200, 200]
    raw = dict(get(odd, "/named").headers.raw)[b"Content-Disposition"]
    assert raw == 'attachment; filename="决算 公开.pdf"'.encode("gbk")
    assert get(odd, "/caf%C3%A9?a=%B9").content == b"as sent"
    assert disposition("决") == "attachment; filename*=UTF-8''%E5%86%B3"


def test_days_and_the_log(odd: Portal) -> None:
    odd.day = 8
    assert get(odd, "/day").content == b"8"
    odd.day = 9
    assert get(odd, "/day", X_Test="1").content == b"9"
    assert [get(odd, "/wobbly").status_code for _ in range(3)] == [500, 503, 200]
    (first, *_) = odd.requests(9)
    assert (first.method, first.target, first.status, first.headers["x-test"]) == ("GET", "/day", 200, "1")
    assert [request.status for request in odd.requests(9, under="/wobbly")] == [500, 503, 200]
    assert len(odd.requests(8)) == 1


def links_of(response: httpx.Response) -> list[str]:
    return [str(href) for href in lxml_html.fromstring(response.content).xpath("//li/a/@href")]


def test_the_city_publishes_day_by_day(town: Portal) -> None:
    town.day = 1
    list_pages = ["index.html", "index_1.html", "index_2.html"]
    assert [len(links_of(get(town, f"/zwgk/czjs/{name}"))) for name in list_pages] == [4, 4, 2]
    first = get(town, "/zwgk/czjs/index.html")
    town.day = 2
    same = get(town, "/zwgk/czjs/index.html", If_None_Match=first.headers["ETag"])
    assert same.status_code == 304
    town.day = 3
    new = get(town, "/zwgk/czjs/index.html", If_None_Match=first.headers["ETag"])
    assert links_of(new)[0] == "202511/t11.html"
    town.day = 4
    assert links_of(get(town, "/zwgk/czjs/index.html"))[0] == "202508/t12.html"
    town.day = 5
    assert len(links_of(get(town, "/zwgk/czjs/index_2.html"))) == 4


def test_every_link_of_the_city_leads_somewhere_but_one(town: Portal) -> None:
    town.day = 4
    dead = []
    for name in ("index.html", "index_1.html", "index_2.html"):
        for href in links_of(get(town, f"/zwgk/czjs/{name}")):
            target = f"/zwgk/czjs/{href}"
            statuses = [get(town, target).status_code, get(town, target).status_code]
            assert statuses in ([200, 200], [500, 200])
            shown = get(town, target)
            for attached in lxml_html.fromstring(shown.content).xpath("//div[@class='content']//a/@href"):
                answer = client().head(httpx.URL(town.url(target)).join(attached), follow_redirects=True)
                dead += [attached] if answer.status_code != 200 else []
    assert dead == ["/files/gone.pdf"]


def test_pages_of_the_county_are_gbk_without_saying_so(town: Portal) -> None:
    answer = get(town, "/shihe/list.asp?page=1")
    assert answer.headers["Content-Type"] == "text/html"
    assert "ETag" not in answer.headers
    tree = lxml_html.fromstring(answer.content)
    assert tree.xpath("//li/a/text()")[0] == f"{WATER}2021年度部门决算公开"
    assert client().get(town.url(links_of(answer)[0])).content == sample("shihe-water-2021")


def test_the_feed_names_articles_and_the_zip_holds_a_report(town: Portal) -> None:
    town.day = 3
    titles = etree.fromstring(get(town, "/fuqiao/rss.xml").content).xpath("//item/title/text()")
    assert titles[0] == f"{HETANG}2020年度部门决算公开"
    assert get(town, "/fuqiao/copy.pdf").content == sample("hetang-2020")
    with zipfile.ZipFile(BytesIO(get(town, "/fuqiao/school.zip").content), metadata_encoding="gbk") as packed:
        (report, words) = packed.namelist()
        assert report.startswith("决算/样川市示河县青石职业技术学校2023")
        assert packed.read(report) == sample("qingshi-school-2023")
        assert words == "决算/说明.txt"


def test_reports_are_the_same_bytes_each_time() -> None:
    hetang = sample("hetang-2020")
    assert rewritten(hetang) not in (hetang, b"")
    assert rewritten.__wrapped__(hetang) == rewritten(hetang)
    assert made.__wrapped__(FINANCE) == made(FINANCE) != made(FINANCE, misprint=True)
