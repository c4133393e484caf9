"""Pass nights against portals on this machine and print what they brought, cost and kept out.

    python -m tools.night_check [nights] [hostile] [traps] [--folder ../shared/reports/hostile]

`nights`: five nights of a made-up city's portals (tests/portal/city.py), run after run of the real
schedule, and at last everything made anew from the archive, which must say the same. `hostile`: every file
of a folder served as a report; each must come to be refused, quarantined or read. `traps`: a portal that
means harm (tests/portal/traps.py); each trap must be refused, and two servers beside the portal must not be
asked anything. Without a name all three. Exit status 1 where something is not as it must be.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from assets.archive.places import Places
from tests.portal.city import city
from tests.portal.hostile import hostile_site, hostile_sources
from tests.portal.nights import Installation, Night
from tests.portal.server import Portal
from tests.portal.sources import city_sources, trap_sources, write_sources
from tests.portal.traps import open_site, trap_site, traps_of
from tools.warehouse_digests import differing, digest_tables

HOSTILE = Path(__file__).resolve().parents[2] / "shared" / "reports" / "hostile"
CONSOLE = Console(width=150, highlight=False)
_STATES = """
SELECT string_agg(state || ' ' || count, ', ' ORDER BY state)
FROM (SELECT state, count(*) AS count FROM quality_revision GROUP BY state)
"""
_BECAME = """
SELECT d.url, coalesce(d.reason, q.reason, 'read' || if(r.is_complete, '', ' in part')) AS reason,
    CASE WHEN d.state <> 'archived' THEN d.state WHEN q.sha256 IS NOT NULL THEN 'quarantined'
    WHEN r.sha256 IS NOT NULL THEN 'read' ELSE 'lost' END AS state
FROM fetch_document d LEFT JOIN quality_quarantine q USING (sha256) LEFT JOIN dim_report r USING (sha256)
ORDER BY d.url, d.member
"""


@contextmanager
def installed() -> Iterator[Installation]:
    """A new warehouse in a folder of its own, with a home of Dagster beside it."""
    with tempfile.TemporaryDirectory() as folder:
        warehouse, home = Path(folder, "w", "w.duckdb"), Path(folder, "home")
        warehouse.parent.mkdir()
        home.mkdir()
        os.environ["JUESUAN_WAREHOUSE"] = str(warehouse)
        yield Installation(warehouse, home)


def check_nights(_: Path) -> bool:
    """Five nights of the city; false where one failed or a quiet one changed the file."""
    table = table_of(
        *("night", "requests", "not modified", "bytes", "seconds", "of processors", "new files"),
        *("known", "failed", "reports", "superseded", "revisions", "warehouse file"),
    )
    nights: list[Night] = []
    with Portal(city) as portal, installed() as installation:
        write_sources(Places(installation.warehouse).sources, city_sources(portal))
        for day in range(1, 6):
            night = installation.night(portal, day)
            same = bool(nights) and nights[-1].warehouse == night.warehouse
            states = installation.query(_STATES)[0][0] if night.warehouse else None
            counts = [len(night.notes(kind)) for kind in ("new", "known", "failed")]
            superseded = sum(not current for *_, current, _ in night.reports)
            table.add_row(
                *map(str, (day, len(night.requests), sum(r.status == 304 for r in night.requests))),
                f"{sum(request.sent for request in night.requests):,}",
                f"{night.seconds:.1f}",
                f"{night.processor_seconds:.1f}",
                *map(str, (*counts, len(night.reports), superseded, states or "-")),
                "the same bytes" if same else "replaced",
            )
            nights.append(night)
        unlike = differing_from_a_full_build(installation, portal)
    CONSOLE.print(table)
    CONSOLE.print(f"tables unlike those of one full build: {', '.join(unlike) or 'none'}")
    quiet = [nights[1].warehouse == nights[0].warehouse, nights[4].warehouse == nights[3].warehouse]
    return all(night.succeeded for night in nights) and all(quiet) and not unlike


def differing_from_a_full_build(installation: Installation, portal: Portal) -> list[str]:
    """Take warehouse and extracts away, let one more night make them from the archive, and compare."""
    places = Places(installation.warehouse)
    before = digest_tables(installation.warehouse)
    installation.warehouse.unlink()
    shutil.rmtree(places.extracts)
    rebuilt = installation.night(portal, 6)
    return differing(before, digest_tables(installation.warehouse)) if rebuilt.succeeded else ["all of them"]


def check_hostile(folder: Path) -> bool:
    """One night of a folder's hostile files; false where one is neither refused, quarantined nor read."""
    if not (served := len(list(folder.glob("*.pdf")))):
        CONSOLE.print(f"no PDF in {folder}")
        return False
    with Portal(lambda _: hostile_site(folder)) as portal, installed() as installation:
        write_sources(Places(installation.warehouse).sources, hostile_sources(portal))
        night = installation.night(portal, 1)
        became = installation.query(_BECAME)
    table = table_of("became", "reason", "files")
    for (state, reason), count in sorted(Counter((state, reason) for _, reason, state in became).items()):
        table.add_row(state, reason, str(count))
    CONSOLE.print(table)
    CONSOLE.print(
        f"{served} files served, {len(became)} told of, {night.seconds:.0f} s, "
        f"{night.processor_seconds:.0f} s of processors"
    )
    whole = len(became) == served and all(state != "lost" for *_, state in became)
    return night.succeeded and whole


def check_traps(_: Path) -> bool:
    """One night of the portal that means harm; false where a trap was not refused or a request got out."""
    with ExitStack() as stack:
        inner = stack.enter_context(Portal(open_site))
        elsewhere = stack.enter_context(Portal(open_site, "127.0.0.2"))
        portal = stack.enter_context(Portal(lambda one: trap_site(one, inner, elsewhere)))
        installation = stack.enter_context(installed())
        write_sources(Places(installation.warehouse).sources, trap_sources(portal, inner))
        night = installation.night(portal, 1)
        traps = traps_of(portal, inner, elsewhere)
        escaped = len(inner.log) + len(elsewhere.log)
        written = sorted({path.name for path in installation.warehouse.parent.iterdir()})
    told = told_of(night)
    table = table_of("trap", "aims at", "what became of it", "why")
    for trap in traps:
        became, reason = told.get(trap.name, ("not told", ""))
        table.add_row(trap.name, trap.aim, became, reason)
    for name, result in sorted(night.sources.items()):
        if name != "traps":
            notes = [f"{note['reason']}: {note['title']}" for note in result["refused"] + result["gone"]]
            table.add_row(
                name, "pages", f"{result['pages']} asked for", "; ".join(result["problems"] + notes)[:90]
            )
    CONSOLE.print(table)
    CONSOLE.print(f"requests to the servers beside the portal: {escaped}; written: {', '.join(written)}")
    wanted = {"path": {"archived as a name"}, "zip": {"refused", "unsupported"}}
    kept_out = all(told.get(t.name, ("", ""))[0] in wanted.get(t.aim, {"refused"}) for t in traps)
    return night.succeeded and escaped == 0 and kept_out


def told_of(night: Night) -> dict[str, tuple[str, str]]:
    """What became of each document of the list of traps, by its name, and why."""
    words = {"new": "archived as a name", "known": "archived as a name"}
    return {
        note["title"].partition(" 2024")[0]: (words.get(kind, kind), note["reason"] or "")
        for kind in ("new", "known", "unsupported", "refused", "failed", "gone")
        for note in night.sources.get("traps", {}).get(kind, [])
    }


def table_of(*headings: str) -> Table:
    """A table without lines, which copies well."""
    table = Table(box=None, padding=(0, 1))
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


CHECKS: dict[str, Callable[[Path], bool]] = {
    "nights": check_nights,
    "hostile": check_hostile,
    "traps": check_traps,
}


def main(arguments: list[str]) -> int:
    """Do the checks that are named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("checks", nargs="*", choices=[*CHECKS, []], default=list(CHECKS))
    parser.add_argument("--folder", type=Path, default=HOSTILE)
    chosen: Any = parser.parse_args(arguments)
    right = [CHECKS[name](chosen.folder) for name in chosen.checks]
    return 0 if all(right) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
