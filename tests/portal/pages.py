"""The pages of a portal: listings, articles, feeds, as plain as the real ones under their decoration."""

import html
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

_PAGE = (
    '<!DOCTYPE html>\n<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}">'
    "<title>{title}</title></head>\n<body><div class=nav><a href='/'>首页</a> &gt; <a href='/zwgk/'>政务公开"
    "</a></div>\n{body}\n<div class=foot>版权所有：{title}主办</body></html>\n"
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its text, and the day printed beside it (2025-09-12), if any."""

    href: str
    title: str
    published: str = ""


def listing(title: str, links: Sequence[Link], next_page: str = "", encoding: str = "utf-8") -> str:
    """A list of links with their days, and a link to the next page below it."""
    rows = "\n".join(
        f'<li><span class="date">{link.published}</span><a href="{html.escape(link.href)}" target=_blank '
        f'title="{html.escape(link.title)}">{html.escape(link.title)}</a></li>'
        for link in links
    )
    more = f'<a class="next" href="{html.escape(next_page)}">下一页</a>' if next_page else "<span>末页</span>"
    body = f'<ul class="list">\n{rows}\n</ul>\n<div class="pages"><a href="#">上一页</a> {more}</div>'
    return _PAGE.format(encoding=encoding, title=title, body=body)


def article(title: str, published: str, attachments: Sequence[Link], encoding: str = "utf-8") -> str:
    """A page that announces something, with its day, and links to what is attached."""
    files = "\n".join(
        f'<p>附件{number}：<a href="{html.escape(link.href)}">{html.escape(link.title)}</a></p>'
        for number, link in enumerate(attachments, start=1)
    )
    body = (
        f'<h1>{html.escape(title)}</h1>\n<div class="info">发布日期：{published} 来源：本站</div>\n'
        f'<div class="content"><p>现将有关情况公开如下。</p>\n{files}\n</div>'
    )
    return _PAGE.format(encoding=encoding, title=title, body=body)


def feed(title: str, base: str, links: Sequence[Link]) -> bytes:
    """An RSS 2.0 feed; `published` is the day as RSS writes it."""
    items = "\n".join(
        f"<item><title>{html.escape(link.title)}</title><link>{html.escape(base + link.href)}</link>"
        f"<pubDate>{link.published}</pubDate></item>"
        for link in links
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>{title}</title>'
        f"<link>{base}/</link>\n{items}\n</channel></rss>\n"
    ).encode()


def zipped(members: Mapping[str, bytes], encoding: str = "utf-8") -> bytes:
    """A zip file whose names are in an encoding, without a flag that says which, as Windows writes it."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            raw = name.encode(encoding)
            # The names are put in afterwards, for zipfile would flag any that is not ASCII as UTF-8.
            entry = zipfile.ZipInfo(_placeholder(name, len(raw)), (2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    written = buffer.getvalue()
    for name in members:
        raw = name.encode(encoding)
        written = written.replace(_placeholder(name, len(raw)).encode(), raw)
    return written


def _placeholder(name: str, length: int) -> str:
    return f"{sum(map(ord, name)):x}".rjust(length, "-")[:length]
