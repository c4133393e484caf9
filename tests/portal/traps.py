"""A portal that means harm: links and redirects into other networks, names that are paths, pages without end.

Two more portals stand for what must be kept out of: `inner` on another port of the same host, `elsewhere` on
another address. Whatever is asked of them, they answer with a report, so that a leak would show.
"""

import gzip
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

from tests.portal.answers import PDF, Answer, Site, page, pdf, redirect
from tests.portal.pages import Link, listing
from tests.portal.reports import made
from tests.portal.server import ANYTHING, Portal
from tests.portal.zips import ZIP_TRAPS

BAIT = "样川市浮桥区诱饵局"
DECIMAL, OCTAL, HEXADECIMAL, MAPPED = "2130706434", "0177.0.0.2", "0x7f000002", "[::ffff:127.0.0.2]"
MEBIBYTE = 1024**2


@dataclass(frozen=True, slots=True)
class Trap:
    """One trap: its name, what it aims at (network, path, zip or size), and the link that opens it."""

    name: str
    aim: str
    href: str


def open_site(portal: Portal) -> Site:
    """A portal that answers everything with a report."""
    return {ANYTHING: [pdf(made(BAIT))]}


def network_traps(portal: Portal, inner: Portal, elsewhere: Portal) -> dict[str, str]:
    """Addresses off the hosts that the source names, by trick."""
    host, port = portal.host, elsewhere.port
    return {
        "other host": elsewhere.url("/a.pdf"),
        "other port": inner.url("/a.pdf"),
        "no scheme": f"//{elsewhere.host}/b.pdf",
        "user in front": f"http://{host}@{elsewhere.host}/c.pdf",
        "user and password": f"http://user:secret@{host}/files/plain.pdf",
        "decimal address": f"http://{DECIMAL}:{port}/d.pdf",
        "octal address": f"http://{OCTAL}:{port}/e.pdf",
        "hexadecimal address": f"http://{HEXADECIMAL}:{port}/f.pdf",
        "mapped address": f"http://{MAPPED}:{port}/g.pdf",
        "backslash": f"http://{host}\\@{elsewhere.host}/h.pdf",
        "fragment": f"http://{elsewhere.host}#@{host}/i.pdf",
        "name of this machine": f"http://localhost:{inner.port}/j.pdf",
        "cloud metadata": "http://169.254.169.254/latest/meta-data/k.pdf",
        "file": "file:///etc/passwd.pdf",
        "ftp": f"ftp://{elsewhere.host}/l.pdf",
        "gopher": f"gopher://{elsewhere.host}/m.pdf",
        "script": "javascript:alert('n.pdf')",
        "data": "data:application/pdf;base64,JVBERi0xLjQ=",
    }


def redirect_traps(inner: Portal, elsewhere: Portal) -> dict[str, str]:
    """Where redirects of the portal itself lead, by trick."""
    return {
        "redirect to other host": elsewhere.url("/r1.pdf"),
        "redirect to other port": inner.url("/r2.pdf"),
        "redirect to cloud metadata": "http://169.254.169.254/latest/meta-data/",
        "redirect to file": "file:///etc/passwd",
        "redirect without scheme": f"//{elsewhere.host}/r3.pdf",
        "redirect to decimal address": f"http://{DECIMAL}:{elsewhere.port}/r4.pdf",
        "redirect to mapped address": f"http://{MAPPED}:{elsewhere.port}/r5.pdf",
        "redirect to itself": "/r/redirect%20to%20itself.pdf",
        "redirect to nowhere": "http://",
    }


NAMES = {
    "parent folders": "../../../../../../tmp/outside.pdf",
    "absolute": "/etc/cron.d/outside.pdf",
    "drive": "C:\\Windows\\System32\\outside.pdf",
    "backslashes": "..\\..\\outside.pdf",
    "dots": "..",
    "hidden": ".ssh",
    "option": "--warehouse=outside.pdf",
    "reversed": "决算\u202efdp.exe",
    "very long": "长" * 3000 + ".pdf",
    "device": "CON.pdf",
    "markup": "<script>alert(1)</script>.pdf",
}
"""File names that a server may give."""

TARGETS = {
    "encoded slashes": "/traps/..%2f..%2f..%2foutside.pdf",
    "encoded dots": "/traps/%2e%2e/%2e%2e/outside.pdf",
    "encoded null": "/traps/outside.pdf%00.html.pdf",
    "encoded newline": "/traps/a%0d%0aX-Evil:%20yes.pdf",
}
"""Paths of addresses that would be paths of files."""


def traps_of(portal: Portal, inner: Portal, elsewhere: Portal) -> list[Trap]:
    """Every trap that a link of the list opens."""
    files = {"declared_huge": "size", "endless": "size", "gzip_bomb": "size"}
    return [
        *(Trap(name, "network", href) for name, href in network_traps(portal, inner, elsewhere).items()),
        *(Trap(name, "network", f"/r/{quote(name)}.pdf") for name in redirect_traps(inner, elsewhere)),
        *(Trap(f"name: {name}", "path", f"/names/{quote(name)}.pdf") for name in NAMES),
        *(Trap(f"address: {name}", "path", target) for name, target in TARGETS.items()),
        *(Trap(f"zip: {name}", "zip", f"/zips/{name}.zip") for name in ZIP_TRAPS),
        *(Trap(name, aim, f"/files/{name}.pdf") for name, aim in files.items()),
    ]


def trap_site(portal: Portal, inner: Portal, elsewhere: Portal) -> Site:
    """The list of traps at /traps/list.html and what they open; further pages that mean harm beside it."""
    report = made(BAIT)
    links = [
        Link(trap.href, f"{trap.name} 2024年度部门决算公开", "2025-10-01")
        for trap in traps_of(portal, inner, elsewhere)
    ]
    return {
        "/traps/list.html": [page(listing("陷阱", links))],
        **{f"/r/{quote(name)}.pdf": [redirect(to)] for name, to in redirect_traps(inner, elsewhere).items()},
        **{f"/names/{quote(name)}.pdf": [pdf(report, name=told)] for name, told in NAMES.items()},
        **{target: [pdf(report)] for target in TARGETS.values()},
        **{
            f"/zips/{name}.zip": [Answer(make(report), "application/zip")] for name, make in ZIP_TRAPS.items()
        },
        "/files/plain.pdf": [pdf(report)],
        "/files/declared_huge.pdf": [Answer(report, PDF, declared=300_000 * MEBIBYTE)],
        "/files/endless.pdf": [Answer(report * 100, PDF, times=10_000, declared=None)],
        "/files/gzip_bomb.pdf": [_gzip_bomb(PDF)],
        **page_traps(portal, elsewhere),
    }


def page_traps(portal: Portal, elsewhere: Portal) -> Site:
    """Listings and feeds that mean harm, each to be crawled as a source of its own."""
    bait = Link("/bait/a.pdf", "诱饵2024年度部门决算公开", "2025-10-01")
    based = listing("别处", [bait]).replace("<head>", f'<head><base href="{elsewhere.url("/")}">')
    paging = {
        f"/paging/{number}.html": [
            page(
                listing(
                    "无尽",
                    [Link(f"/bait/{number}.pdf", f"无尽{number} 2024年度部门决算公开")],
                    f"{number + 1}.html",
                )
            )
        ]
        for number in range(300)
    }
    return {
        "/pages/base.html": [page(based)],
        "/pages/bomb.html": [_gzip_bomb("text/html")],
        "/pages/endless.html": [Answer(b"<p>" * 40_000, times=10_000, declared=None)],
        "/pages/deep.html": [Answer(b"<div>" * 400_000)],
        "/pages/headers.html": [Answer(b"", headers={"X-Filler": "x" * 500_000})],
        "/pages/laughs.xml": [Answer(_laughs(), "application/rss+xml")],
        "/pages/entities.xml": [Answer(_external_entity(elsewhere), "application/rss+xml")],
        **paging,
    }


@cache
def _gzip_bomb(content_type: str) -> Answer:
    """A body of 32 MiB in a transfer of 0.15."""
    packed = gzip.compress(bytes(32 * MEBIBYTE), 1)
    return Answer(packed, content_type, headers={"Content-Encoding": "gzip"})


def _laughs() -> bytes:
    """A feed whose entities grow tenfold at each of ten levels."""
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 11))
    return (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "决算">{levels}]>'
        "<rss><channel><item><title>&l10;</title><link>/bait/l.pdf</link></item></channel></rss>"
    ).encode()


def _external_entity(elsewhere: Portal) -> bytes:
    """A feed that would have its reader open a file and another server's page."""
    return (
        '<?xml version="1.0"?><!DOCTYPE rss ['
        '<!ENTITY file SYSTEM "file:///etc/passwd">'
        f'<!ENTITY page SYSTEM "{elsewhere.url("/entity")}">'
        f'<!ENTITY % dtd SYSTEM "{elsewhere.url("/dtd")}"> %dtd;]>'
        "<rss><channel><item><title>&file;&page; 2024年度部门决算公开</title>"
        "<link>/bait/e.pdf</link></item></channel></rss>"
    ).encode()
