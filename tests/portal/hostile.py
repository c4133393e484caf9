"""A portal that serves a folder of hostile files as reports, one link each."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.portal.answers import OCTETS, Answer, Site, page
from tests.portal.pages import Link, listing
from tests.portal.server import Portal
from tests.portal.sources import source


def hostile_site(folder: Path) -> Site:
    """A list of every PDF of a folder, and the files."""
    files = sorted(folder.glob("*.pdf"))
    links = [Link(f"/files/{quote(file.name)}", f"{file.name} 2024年度部门决算") for file in files]
    return {
        "/list.html": [page(listing("样川市", links))],
        **{f"/files/{quote(file.name)}": [Answer(file.read_bytes(), OCTETS)] for file in files},
    }


def hostile_sources(portal: Portal) -> list[dict[str, Any]]:
    """The list as a source."""
    return [source(portal, "hostile", "/list.html", limits={})]
