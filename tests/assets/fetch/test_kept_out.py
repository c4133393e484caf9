"""A portal that means harm, gone through as a source: each trap is refused, and why; nothing gets out or in.

What the traps are stands in tests/portal/traps.py. Two servers beside the portal answer whatever they are
asked with a report, on another port and at another address; nobody may ask them anything.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from assets.archive.places import Places
from assets.archive.store import Archive
from assets.fetch.fetching import fetch_sources
from assets.fetch.results import DocumentNote, SourceResult
from assets.fetch.sources import load_sources
from tests.portal.reports import made, sha256_of
from tests.portal.server import Portal
from tests.portal.sources import trap_sources, write_sources
from tests.portal.traps import BAIT, NAMES, TARGETS, Trap, open_site, trap_site, traps_of

CODES = {
    "user in front": "credentials",
    "user and password": "credentials",
    "octal address": "address_form",
    "backslash": "address_form",
    "file": "scheme",
    "ftp": "scheme",
    "gopher": "scheme",
    "script": "scheme",
    "data": "scheme",
    "redirect to file": "scheme",
    "redirect to itself": "redirects",
    "redirect to nowhere": "redirects",
    "zip: parent": "path",
    "zip: absolute": "path",
    "zip: drive": "path",
    "zip: backslash": "path",
    "zip: symlink": "symlink",
    "zip: bomb": "bomb",
    "zip: lying_size": "damaged",
    "zip: many_members": "too_many_members",
    "zip: overlapping": "overlapping_members",
    "zip: encrypted": "encrypted",
    "zip: truncated": "damaged_zip",
    "zip: not_a_zip": "damaged_zip",
    "zip: false_pdf": "web_page",
    "declared_huge": "too_large",
    "endless": "too_large",
    "gzip_bomb": "too_large",
}
"""Why traps are refused; those of the network not named here because the source does not name their host."""


@dataclass(frozen=True)
class Visit:
    """What became of the traps."""

    places: Places
    traps: list[Trap]
    results: dict[str, SourceResult]
    asked_inside: int
    asked_elsewhere: int

    def notes(self, name: str) -> list[tuple[str, DocumentNote]]:
        """What is told of the document with a name, or of the files in it, and as what."""
        result = self.results["traps"]
        kinds = ("new", "known", "refused", "unsupported", "failed", "gone")
        return [
            (kind, note)
            for kind in kinds
            for note in getattr(result, kind)
            if note.title.startswith(f"{name} 2024")
        ]


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    places = Places(tmp_path_factory.mktemp("trapped") / "w.duckdb")
    with ExitStack() as stack:
        inner = stack.enter_context(Portal(open_site))
        elsewhere = stack.enter_context(Portal(open_site, "127.0.0.2"))
        portal = stack.enter_context(Portal(lambda one: trap_site(one, inner, elsewhere)))
        write_sources(places.sources, trap_sources(portal, inner))
        sources = [source for source in load_sources(places.sources) if source.enabled]
        results = {result.source: result for result in fetch_sources(places, sources)}
        traps = traps_of(portal, inner, elsewhere)
        yield Visit(places, traps, results, len(inner.log), len(elsewhere.log))


def test_nothing_leaves_the_hosts_of_the_source(visit: Visit) -> None:
    assert (visit.asked_inside, visit.asked_elsewhere) == (0, 0)


def test_every_trap_is_refused_with_its_reason(visit: Visit) -> None:
    told = {
        trap.name: {(kind, note.reason) for kind, note in visit.notes(trap.name)}
        for trap in visit.traps
        if trap.aim != "path" and trap.name != "zip: nested"
    }
    expected = {name: {("refused", CODES.get(name, "host"))} for name in told}
    assert told == expected
    ((kind, note),) = visit.notes("zip: nested")
    assert (kind, note.member, note.reason) == ("unsupported", "inner.zip", "zip")


def test_names_that_are_paths_stay_names(visit: Visit) -> None:
    (report,) = Archive(visit.places.archive).scan()
    assert report.sha256 == sha256_of(made(BAIT))
    for name in [f"name: {name}" for name in NAMES] + [f"address: {name}" for name in TARGETS]:
        ((kind, note),) = visit.notes(name)
        assert (kind in ("new", "known"), note.sha256) == (True, report.sha256)
    names = [report.file_name, *report.also_seen_as]
    assert [name for name in names if set(name) & set("/\\\0\r\n\u202e") or name.startswith(".")] == []
    assert max(len(name.encode()) for name in names) <= 255


def test_only_the_archive_and_the_state_are_written(visit: Visit) -> None:
    folder = visit.places.warehouse.parent
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    sha256 = sha256_of(made(BAIT))
    archived = {f"w.archive/incoming/{sha256}.{ending}" for ending in ("pdf", "json")}
    assert written == archived | {"w.sources.yml", "w.fetch.sqlite"}
    assert not Path("/tmp/outside.pdf").exists()
    sidecar = json.loads(Path(folder, f"w.archive/incoming/{sha256}.json").read_text("utf-8"))
    assert "secret" not in json.dumps(sidecar)


def test_pages_that_mean_harm_are_told_as_problems(visit: Visit) -> None:
    problems = {name: " ".join(result.problems) for name, result in visit.results.items()}
    assert "more than the" in problems["page-bomb"]
    assert "more than the" in problems["page-endless"]
    assert problems["page-deep"]
    assert problems["page-headers"]
    (based,) = visit.results["page-base"].refused
    assert based.reason == "host"


def test_a_public_host_that_lies_on_this_machine_is_not_asked(visit: Visit) -> None:
    for name in ("host-loopback", "host-localhost"):
        (problem,) = visit.results[name].problems
        assert "which is not public" in problem
        assert visit.results[name].bytes == 0


def test_feeds_neither_grow_nor_open_what_they_name(visit: Visit) -> None:
    for name in ("feed-laughs", "feed-entities"):
        result = visit.results[name]
        titles = [note.title for kind in ("new", "gone", "refused") for note in getattr(result, kind)]
        assert all("root:" not in title and len(title) < 100 for title in titles)


def test_a_list_without_end_ends(visit: Visit) -> None:
    assert visit.results["paging"].pages == 5
