"""Pages and zips read in a worker under limits, since both are foreign."""

import base64
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assets.fetch.answers import Page
from assets.fetch.links import Found, Link, LinkRules
from assets.fetch.settings import MEBIBYTE, settings
from assets.fetch.unzip import Member
from assets.sandbox.pool import Limits, WorkerPool

READ_TASK = "assets.fetch.tasks:read_page"
UNPACK_TASK = "assets.fetch.tasks:unpack_zip"


class UnreadableError(Exception):
    """A page or zip could not be read; the message begins with a reason's code."""


def open_pool() -> WorkerPool:
    """A worker for one run of fetching; it starts when there is something to read."""
    limits = settings()
    return WorkerPool(
        1,
        Limits(
            memory_bytes=limits.worker.memory_mebibytes * MEBIBYTE,
            seconds=limits.worker.seconds,
            file_bytes=limits.zip.member_mebibytes * MEBIBYTE,
        ),
    )


def read_page(pool: WorkerPool, page: Page, kind: str, encoding: str | None, rules: LinkRules) -> Found:
    """Links of a page or feed (``kind``); raises UnreadableError where the worker cannot cope with it."""
    arguments = {
        "body": base64.b64encode(page.body).decode("ascii"),
        "url": page.final_url,
        "charset": page.charset,
        "encoding": encoding,
        "kind": kind,
        "rules": asdict(rules),
    }
    return found_from_json(_run(pool, READ_TASK, arguments))


def found_from_json(record: dict[str, Any]) -> Found:
    """What ``asdict`` made of it."""
    fields = {**record, "links": [Link(**link) for link in record["links"]]}
    fields.pop("encoding", None)
    return Found(**fields)


def unpack(pool: WorkerPool, path: Path, folder: Path) -> list[Member]:
    """Unpack a zip into a folder; raises UnreadableError where all of it is refused."""
    value = _run(pool, UNPACK_TASK, {"path": str(path), "folder": str(folder)})
    return [Member(**member) for member in value["members"]]


def _run(pool: WorkerPool, task: str, arguments: dict[str, Any]) -> dict[str, Any]:
    (result,) = pool.run(task, [("only", arguments)])
    if result.failure is not None:
        kind, detail = result.failure.kind, result.failure.detail
        refused = detail.removeprefix("ZipRefusedError: ")
        raise UnreadableError(refused if refused != detail else f"unreadable: {kind}: {detail}")
    assert result.value is not None
    return result.value
