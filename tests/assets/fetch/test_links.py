"""Links, days and headlines out of pages as portals make them."""

import pytest

from assets.fetch.links import Found, Link, LinkRules, absolute_url, read_html
from assets.fetch.settings import settings

URL = "http://h.example/zwgk/index.html"


def read(html: str, **rules: str) -> Found:
    return read_html(html, URL, "utf-8", LinkRules(**({"selector": "a"} | rules)))


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("a.pdf", "http://h.example/zwgk/a.pdf"),
        ("./a.pdf#page=2", "http://h.example/zwgk/a.pdf"),
        ("../../../a.pdf", "http://h.example/a.pdf"),
        (" /a\n.pdf ", "http://h.example/a.pdf"),
        ("//other.example/a.pdf", "http://other.example/a.pdf"),
        ("?page=2", "http://h.example/zwgk/index.html?page=2"),
        ("文件 1.pdf", "http://h.example/zwgk/%E6%96%87%E4%BB%B6%201.pdf"),
        ("a%20b.pdf", "http://h.example/zwgk/a%20b.pdf"),
        ("/down?name=决算", "http://h.example/down?name=%BE%F6%CB%E3"),
        ("files\\a.pdf", "http://h.example/zwgk/files/a.pdf"),
        ("\\files\\a.pdf", "http://h.example/files/a.pdf"),
        ("http://h.example\\@evil.example/", "http://h.example\\@evil.example/"),
        ("file:///etc/passwd", "file:///etc/passwd"),
        ("javascript:open('a.pdf')", "javascript:open('a.pdf')"),
        ("http://[bad/", "http://[bad/"),
        ("javascript:void(0)", None),
        ("javascript:;", None),
        ("javascript: window.print()", None),
        ("mailto:a@b.example", None),
        ("#top", None),
        ("", None),
    ],
)
def test_addresses_are_made_whole_as_browsers_do(href: str, url: str | None) -> None:
    assert absolute_url(URL, href, "gb18030") == url


def test_a_list_with_days_beside_its_links() -> None:
    html = """<ul><li><span>[2025-08-20]</span><a href=a.pdf>某局 2024年度\n决算</a></li>
        <li><a href=b.pdf>乙局决算</a> <i>2025年8月9日</i></li><li><a href=c.pdf>丙局决算</a></li></ul>"""
    assert read(html, entry="li").links == [
        Link("http://h.example/zwgk/a.pdf", "某局 2024年度 决算", "2025-08-20"),
        Link("http://h.example/zwgk/b.pdf", "乙局决算", "2025-08-09"),
        Link("http://h.example/zwgk/c.pdf", "丙局决算", None),
    ]
    assert read(html, entry="li", date="i").links[0].published_on is None
    assert read(html).links[0].published_on is None


def test_a_day_in_parts_by_a_pattern_of_the_source() -> None:
    html = "<li><b>20</b><span>2025/08</span><a href=a.pdf>决算</a></li>"
    (link,) = read(html, entry="li", date_pattern=r"(?P<day>\d\d)(?P<year>\d{4})/(?P<month>\d\d)").links
    assert link.published_on == "2025-08-20"


def test_titles_choose_what_is_wanted_however_they_are_written() -> None:
    html = (
        "<a href=1>某局２０２４年度决 算</a><a href=2>某局预算</a><a href=3>决算批复通知</a>"
        "<a href=4 title='某单位2024年度部门决算公开'>某单位2024年度部门…</a><a href=5><img></a>"
    )
    found = read(html, title="2024.*决算", exclude="通知")
    assert [(link.url[-1], link.title) for link in found.links] == [
        ("1", "某局２０２４年度决 算"),
        ("4", "某单位2024年度部门决算公开"),
    ]
    assert found.candidates == 5


def test_an_address_linked_twice_is_one_link_with_the_longest_title() -> None:
    found = read("<a href=a.pdf><img></a><a href=a.pdf>某局决算</a><a href=a.pdf>决算</a>")
    assert found.links == [Link("http://h.example/zwgk/a.pdf", "某局决算")]


def test_what_tells_a_visitor_or_a_time_is_no_part_of_an_address() -> None:
    html = (
        "<a href='/d;jsessionid=0A1B?t=17&id=7&x'>决算</a><a href='/e?t=18'>决算</a><a href='/f?id=%B0'>x</a>"
    )
    rules = LinkRules("a", drop_parameters=("t", "_"))
    found = read_html(html, URL, "utf-8", rules)
    assert [link.url[17:] for link in found.links] == ["d?id=7&x", "e", "f?id=%B0"]


def test_elements_around_links_and_embedded_documents_count_as_links() -> None:
    html = (
        "<li><a href=a.pdf>一</a></li><iframe src=b.pdf></iframe><object data=c.pdf></object><li>no link</li>"
    )
    found = read(html, selector="li, iframe, object")
    assert [link.url[-5:] for link in found.links] == ["a.pdf", "b.pdf", "c.pdf"]


def test_the_next_page() -> None:
    html = "<a class=n href='javascript:;'>上页</a><a class=n href=index_2.html>下一页</a>"
    assert read(html, next="a.n").next_url == "http://h.example/zwgk/index_2.html"
    assert read("<p>末页", next="a.n").next_url is None


def test_a_base_address_counts() -> None:
    found = read("<head><base href='/files/'></head><a href=a.pdf>决算</a>")
    assert found.links[0].url == "http://h.example/files/a.pdf"


def test_headline_and_day_of_an_article() -> None:
    head = "<head><title>某局网</title><meta name=ArticleTitle content='某局决算'>"
    head += "<meta name='PubDate' content='2025-08-20 10:00'></head>"
    body = "<h1>部门决算公开</h1><p class=t>发布：2025-08-21</p><p>2024-01-01</p>"
    found = read(head + body)
    assert (found.headline, found.published_on) == ("某局决算", "2025-08-20")
    found = read(head + body, headline="h1", date="p.t")
    assert (found.headline, found.published_on) == ("部门决算公开", "2025-08-21")
    assert read(body).published_on is None
    assert read("<title>某局网</title>").headline == "某局网"


def test_pages_that_are_hardly_pages() -> None:
    for text in (
        "",
        " ",
        "<!-- -->",
        "\x00\x01",
        "plain",
        "<?xml version='1.0' encoding='gbk'?><html><p>x</p></html>",
    ):
        assert read(text).links == []
    declared = "<?xml version='1.0' encoding='gbk'?><html><a href='a.pdf'>决算</a></html>"
    assert [link.title for link in read(declared).links] == ["决算"]


def test_more_links_than_a_page_may_have_are_left_out_and_told() -> None:
    most = settings().links_of_a_page
    found = read("".join(f"<a href={number}.pdf>决算</a>" for number in range(most + 5)))
    assert (len(found.links), found.too_many) == (most, True)
