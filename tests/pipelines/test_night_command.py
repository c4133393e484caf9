"""``juesuan night`` against a small portal: what came, what it says, how it exits, and whom it alerts."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assets.archive.places import Places
from assets.runs.journal import finish, read_journal, start
from pipelines.cli import main
from pipelines.lock import exclusive
from tests.pipelines.receivers import Received, web_service
from tests.portal.answers import Answer, Site, page, pdf
from tests.portal.pages import Link, listing
from tests.portal.reports import sample
from tests.portal.server import Portal
from tests.portal.sources import source, write_sources

FIRST = Link("/files/1.pdf", "某馆2018年度部门决算", "2019-09-12")
BROKEN = Link("/files/2.pdf", "某局2019年度部门决算", "2020-09-12")


def site(portal: Portal) -> Site:
    """A report; from the third day on one more that cannot be had."""
    links = [FIRST] if portal.day < 3 else [FIRST, BROKEN]
    return {
        "/list.html": [page(listing("某县", links))],
        "/files/1.pdf": [pdf(sample("fuqiao-culture-2018"))],
        "/files/2.pdf": [Answer(b"", status=500)],
    }


def night(warehouse: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["night", "--warehouse", str(warehouse), *words])


@dataclass(frozen=True)
class Nights:
    """Three nights: with a report, with nothing, with a failure; and the alerts that went out."""

    warehouse: Path
    results: list[Result]
    files: list[str]
    alerts: Received


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    warehouse = tmp_path_factory.mktemp("night") / "w.duckdb"
    results, files = [], []
    with Portal(site) as portal, web_service() as service, pytest.MonkeyPatch.context() as patch:
        write_sources(Places(warehouse).sources, [source(portal, "county", "/list.html")])
        patch.setenv("JUESUAN_ALERT_WEBHOOK", f"http://127.0.0.1:{service.port}/hook")
        for portal.day in (1, 2, 3):
            results.append(night(warehouse))
            files.append(hashlib.sha256(warehouse.read_bytes()).hexdigest())
        yield Nights(warehouse, results, files, service)


def test_a_night_with_a_report(nights: Nights) -> None:
    result = nights.results[0]
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert any(line.startswith("county: 1 new (") for line in lines)
    assert "Changes: a new warehouse, 1 new report" in lines
    assert "  new: 样川市浮桥区群众文化馆 2018 (department), grade B, errors 0" in lines
    assert lines[-1] == f"Warehouse: {nights.warehouse}"


def test_a_quiet_night_leaves_the_warehouse_as_it_is(nights: Nights) -> None:
    result = nights.results[1]
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Changes: nothing has changed" in result.stdout.splitlines()
    assert nights.files[1] == nights.files[0]


def test_a_night_with_a_failure_exits_with_1(nights: Nights) -> None:
    result = nights.results[2]
    assert result.exit_code == 1
    assert "failed: 某局2019年度部门决算" in result.stderr


def test_the_journal_has_every_night(nights: Nights) -> None:
    runs = read_journal(Places(nights.warehouse).runs).runs
    assert [(run.command, run.trigger, run.state, run.counts["fetched"]) for run in runs] == [
        ("night", "command", "succeeded", 1),
        ("night", "command", "succeeded", 0),
        ("night", "command", "succeeded", 0),
    ]


def test_only_news_and_trouble_are_told(nights: Nights) -> None:
    """The quiet night is not."""
    levels = [body["level"] for _, _, body in nights.alerts.posts]
    assert levels[0] == "news"
    assert "quiet" not in levels


def test_a_night_that_cannot_begin_is_told(
    nights: Nights, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = Places(tmp_path / "w.duckdb")
    places.archive.mkdir()
    with web_service() as service, exclusive(places.lock):
        monkeypatch.setenv("JUESUAN_ALERT_WEBHOOK", f"http://127.0.0.1:{service.port}/hook")
        result = night(places.warehouse)
    assert result.exit_code == 1
    assert "another process is building this warehouse" in result.stderr
    assert [body["level"] for _, _, body in service.posts] == ["failed"]


def test_an_earlier_night_of_the_same_process_number_is_not_told_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Containers number their processes anew each time."""
    places = Places(tmp_path / "w.duckdb")
    places.archive.mkdir()
    finish(places.runs, start(places.runs, command="night").run_id)
    with web_service() as service, exclusive(places.lock):
        monkeypatch.setenv("JUESUAN_ALERT_WEBHOOK", f"http://127.0.0.1:{service.port}/hook")
        assert night(places.warehouse).exit_code == 1
    assert [body["level"] for _, _, body in service.posts] == ["failed"]


def test_a_night_with_malformed_sources_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = Places(tmp_path / "w.duckdb")
    places.sources.write_text("- name: [", encoding="utf-8")
    with web_service() as service:
        monkeypatch.setenv("JUESUAN_ALERT_WEBHOOK", f"http://127.0.0.1:{service.port}/hook")
        assert night(places.warehouse).exit_code == 2
    assert [body["level"] for _, _, body in service.posts] == ["failed"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "no source is enabled, and there is no archive"),
        (["--source", "nowhere"], "no source is called nowhere"),
    ],
)
def test_wrong_use(words: list[str], told: str, tmp_path: Path) -> None:
    result = night(tmp_path / "w.duckdb", *words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert list(tmp_path.iterdir()) == []
