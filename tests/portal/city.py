"""A made-up city's portals over five days: what is published, what fails, what is corrected.

Day 1 publishes seven reports that can be had. Day 2 publishes nothing. Day 3 brings a corrected report, an
old one under a new address, and three that failed before. Day 4 gives one report other bytes with the same
facts, and publishes an earlier state of another under its earlier day. Day 5 publishes nothing.
"""

from dataclasses import dataclass
from urllib.parse import quote

from tests.portal.answers import OCTETS, Answer, Site, failure, page, pdf, redirect
from tests.portal.pages import Link, article, feed, listing, zipped
from tests.portal.reports import made, rewritten, sample
from tests.portal.server import Portal

JUSTICE = "样川市浮桥区司法局"
FINANCE = "样川市浮桥区财政局"
AUDIT = "样川市浮桥区审计局"
WEATHER = "样川市示河县气象局"
FORESTRY = "样川市示河县林业局"
WATER = "样川市示河县水利局"
SCHOOL = "样川市示河县青石职业技术学校"
CULTURE = "样川市浮桥区群众文化馆"
HETANG = "株洲市荷塘区网格化管理服务中心"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600
RAR = b"Rar!\x1a\x07\x01\x00" + b"\0" * 200
ERROR_PAGE = b"<!DOCTYPE html>\n<html><head><title>404</title></head><body>not found</body></html>\n"
LIST = "/zwgk/czjs/"
PAGE_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the city's portal: what is attached to it, and from which day on it stands there."""

    name: str
    title: str
    published: str
    attachments: tuple[Link, ...]
    since: int = 1

    @property
    def path(self) -> str:
        """Where it stands."""
        return f"{LIST}{self.published[:7].replace('-', '')}/{self.name}.html"


def final_accounts(department: str, fiscal_year: int = 2024) -> str:
    """The headline over a report."""
    return f"{department}{fiscal_year}年度部门决算公开"


ARTICLES = (
    Article("t1", final_accounts(HETANG, 2020), "2025-09-12", (Link("hetang.pdf", "部门决算公开.pdf"),)),
    Article("t2", final_accounts(AUDIT), "2025-09-11", (Link("/files/audit.pdf", "审计局决算.pdf"),)),
    Article("t3", "样川市2026年部门预算公开", "2025-09-11", (Link("/files/budget.pdf", "预算.pdf"),)),
    Article("t4", final_accounts(FINANCE), "2025-09-10", (Link("/files/finance.pdf", "财政局决算.pdf"),)),
    Article("t5", final_accounts(CULTURE, 2018), "2025-09-09", (Link("/old/culture", "下载"),)),
    Article(
        "t6",
        final_accounts("样川市浮桥区档案局"),
        "2025-09-08",
        (
            Link("/files/a.doc", "正文.doc"),
            Link("/files/a.xls", "附表.xls"),
            Link("/files/a.rar", "全部.rar"),
        ),
    ),
    Article(
        "t7", final_accounts("样川市浮桥区统计局"), "2025-09-05", (Link("/files/stats.pdf", "决算.pdf"),)
    ),
    Article("t8", final_accounts("样川市浮桥区信访局"), "2025-09-04", (Link("/files/gone.pdf", "决算.pdf"),)),
    Article("t9", final_accounts(JUSTICE), "2025-09-03", (Link("/files/justice.pdf", "司法局决算.pdf"),)),
    Article(
        "t10", final_accounts("样川市浮桥区机关"), "2025-09-02", (Link("/neibu/secret.pdf", "决算.pdf"),)
    ),
    Article(
        "t11",
        f"{final_accounts(JUSTICE)}（更正）",
        "2025-11-20",
        (Link("/files/justice-2.pdf", "司法局决算（更正）.pdf"),),
        since=3,
    ),
    Article(
        "t12", final_accounts(FINANCE), "2025-08-01", (Link("/files/finance-0.pdf", "财政局.pdf"),), since=4
    ),
)


def city(portal: Portal) -> Site:
    """Everything the portal serves on its day, by request target."""
    day = portal.day
    return {
        "/robots.txt": [Answer(b"User-agent: *\nDisallow: /neibu/\n", "text/plain")],
        **_listing(day),
        **_articles(day),
        **_files(day),
        **_county(day),
        **_feed(portal),
    }


def _listing(day: int) -> Site:
    """The city's list, newest first, over several pages: what is new pushes the others on."""
    there = [one for one in ARTICLES if one.since <= day]
    there.sort(key=lambda one: -one.since)
    pages = [there[at : at + PAGE_LENGTH] for at in range(0, len(there), PAGE_LENGTH)]
    site: Site = {}
    for number, articles in enumerate(pages):
        links = [Link(one.path.removeprefix(LIST), one.title, one.published) for one in articles]
        more = f"index_{number + 1}.html" if number + 1 < len(pages) else ""
        name = f"index_{number}.html" if number else "index.html"
        site[f"{LIST}{name}"] = [page(listing("样川市财政决算", links, more))]
    return site


def _articles(day: int) -> Site:
    site: Site = {
        one.path: [page(article(one.title, one.published, one.attachments))]
        for one in ARTICLES
        if one.since <= day
    }
    justice = f"{LIST}202509/t9.html"
    return site | {justice: [failure(500), *site[justice]]}


def _files(day: int) -> Site:
    """The attachments of the city, each with a habit or a failure of its own."""
    hetang, finance = sample("hetang-2020"), made(FINANCE)
    name = f"{CULTURE}2018年度部门决算.pdf"
    return {
        f"{LIST}202509/hetang.pdf": [pdf(rewritten(hetang) if day >= 4 else hetang)],
        "/files/audit.pdf": [failure(500) if day < 3 else pdf(made(AUDIT))],
        "/files/budget.pdf": [pdf(made("样川市", 2026))],
        "/files/finance.pdf": [
            Answer(finance, "application/pdf", cut_after=9000),
            Answer(finance, "application/pdf"),
        ],
        "/files/finance-0.pdf": [pdf(made(FINANCE, misprint=True))],
        "/old/culture": [redirect("/moved/culture?id=7", 301)],
        "/moved/culture?id=7": [redirect(f"/files/{quote('文化馆')}.pdf")],
        f"/files/{quote('文化馆')}.pdf": [pdf(sample("fuqiao-culture-2018"), OCTETS, name)],
        "/files/a.doc": [Answer(OLE, "application/msword")],
        "/files/a.xls": [Answer(OLE, "application/vnd.ms-excel")],
        "/files/a.rar": [Answer(RAR, OCTETS)],
        "/files/stats.pdf": [Answer(ERROR_PAGE, "application/pdf")],
        "/files/justice.pdf": [pdf(made(JUSTICE, misprint=True))],
        "/files/justice-2.pdf": [pdf(made(JUSTICE))],
        "/neibu/secret.pdf": [pdf(made("样川市浮桥区机关"))],
    }


def _county(day: int) -> Site:
    """The county's pages are GBK and made anew for each request; only the pages themselves say so."""
    first = f"/shihe/upload/{quote(f'{WATER}2021决算.pdf', encoding='gbk')}"
    one = [
        Link(first, final_accounts(WATER, 2021), "2022-09-20"),
        Link("/shihe/down.asp?id=2", final_accounts(WATER, 2022), "2023-09-21"),
    ]
    two = [
        Link("/shihe/down.asp?id=3", final_accounts(WEATHER), "2025-09-20"),
        Link("/shihe/down.asp?id=4", final_accounts(FORESTRY), "2025-09-20"),
    ]
    weather, forestry = made(WEATHER), made(FORESTRY)
    slow = Answer(weather, "application/pdf", trickle=0.2)
    cut = Answer(forestry, "application/pdf", etagged=False, dated=False, ranges=False, cut_after=20_000)
    return {
        "/shihe/list.asp?page=1": [_gbk(listing("示河县决算公开", one, "list.asp?page=2", "gbk"))],
        "/shihe/list.asp?page=2": [_gbk(listing("示河县决算公开", two, "", "gbk"))],
        first: [pdf(sample("shihe-water-2021"))],
        "/shihe/down.asp?id=2": [
            pdf(sample("shihe-water-2022"), "application/x-download", f"{WATER}2022年度部门决算.pdf", "gbk")
        ],
        "/shihe/down.asp?id=3": [slow if day < 3 else pdf(weather)],
        "/shihe/down.asp?id=4": [cut if day < 3 else pdf(forestry)],
    }


def _gbk(html: str) -> Answer:
    return page(html, "gbk", in_header=False, dynamic=True)


def _feed(portal: Portal) -> Site:
    """A feed of articles with a zip file and, from the third day on, a report that stands elsewhere too."""
    title = final_accounts(SCHOOL, 2023)
    links = [Link("/fuqiao/school.html", title, "Fri, 13 Sep 2024 08:00:00 +0800")]
    if portal.day >= 3:
        again = Link("/fuqiao/hetang.html", final_accounts(HETANG, 2020), "Thu, 20 Nov 2025 09:00:00 +0800")
        links.insert(0, again)
    members = {f"决算/{title}.pdf": sample("qingshi-school-2023"), "决算/说明.txt": "见正文".encode("gbk")}
    attached = (Link("/fuqiao/school.zip", "附件.zip"),)
    moved = (Link("/fuqiao/copy.pdf", "决算.pdf"),)
    return {
        "/fuqiao/rss.xml": [Answer(feed("浮桥区", portal.url(""), links), "application/rss+xml")],
        "/fuqiao/school.html": [page(article(title, "2024-09-13", attached))],
        "/fuqiao/school.zip": [Answer(zipped(members, "gbk"), "application/zip")],
        "/fuqiao/hetang.html": [page(article(final_accounts(HETANG, 2020), "2025-11-20", moved))],
        "/fuqiao/copy.pdf": [pdf(sample("hetang-2020"))],
    }
