"""The tasks of fetching that sandboxed workers run, since what they read is foreign: JSON in, JSON out."""

import base64
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assets.fetch.encoding import decode
from assets.fetch.feeds import read_feed
from assets.fetch.links import LinkRules, read_html
from assets.fetch.unzip import unpack


def read_page(arguments: dict[str, Any]) -> dict[str, Any]:
    """Links of a page or feed (``kind``), given its ``body`` (base64), ``url``, ``charset`` and ``rules``.

    ``encoding`` is what the source says of its encoding, None like ``charset`` where nothing is said.
    """
    text, encoding = decode(base64.b64decode(arguments["body"]), arguments["charset"], arguments["encoding"])
    read = read_feed if arguments["kind"] == "feed" else read_html
    found = read(text, arguments["url"], encoding, LinkRules(**arguments["rules"]))
    return {**asdict(found), "encoding": encoding}


def unpack_zip(arguments: dict[str, Any]) -> dict[str, Any]:
    """Unpack the zip at ``path`` into the folder ``folder``, and say of each file in it what became of it."""
    return {
        "members": [asdict(member) for member in unpack(Path(arguments["path"]), Path(arguments["folder"]))]
    }
