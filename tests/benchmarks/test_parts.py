"""The parts of the benchmark: stages, corpus, uncommon reports, the document, the list of peers."""

import re
import time
from pathlib import Path

import pytest

from assets.extract.report import read_report
from benchmarks import corpus, stress
from benchmarks.__main__ import main
from benchmarks.corpus import Sample
from benchmarks.environments import HERE, REQUIREMENTS, Unavailable, python_for
from benchmarks.peers import ADAPTERS, PeerProcess, load_peers
from benchmarks.report import write_part
from benchmarks.stages import CLOCKED, StageClock, clocked
from benchmarks.whole import YARDSTICKS
from benchmarks.whole_report import Build


def spend(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def test_an_inner_stage_is_taken_off_the_outer_one() -> None:
    clock = StageClock()
    with clock.stage("outer"), clock.stage("inner"):
        spend(0.01)
    taken = clock.take()
    assert taken["inner"] >= 0.01 > taken["outer"]
    assert clock.take() == {}


def test_every_clocked_function_is_there_and_is_put_back() -> None:
    before = read_report.__globals__["identify"]
    with clocked(StageClock()):
        assert read_report.__globals__["identify"] is not before
    assert read_report.__globals__["identify"] is before


@pytest.fixture(scope="module")
def smallest() -> Sample:
    return min(corpus.bundled(), key=lambda sample: sample.path.stat().st_size)


def test_a_whole_report_is_timed_by_stage_and_judged(smallest: Sample, tmp_path: Path) -> None:
    build = Build(tmp_path, "double")
    read = build.read(smallest.path)
    assert {*CLOCKED, "archive", "other reading", "handing over", "keeping"} >= read.keys()
    assert all(read[stage] > 0 for stage in ("camelot", "glyphs and rules", "matching"))
    finished = build.finish()
    assert finished.keys() == {"filing", "facts", "verdicts"}
    assert build.status == {smallest.path.name: "read"}
    assert (tmp_path / "warehouse.duckdb").exists()
    assert build.finish_empty()["facts"] < 10


def test_bundled_reports_have_their_truth() -> None:
    samples = corpus.bundled()
    assert len(samples) == 6
    assert all(sample.pages > 5 and len(sample.truth) > 100 for sample in samples)


def test_samples_are_chosen_short_and_spread() -> None:
    samples = [
        Sample(Path(f"{n}.pdf"), pages, (), rules)
        for n, (pages, rules) in enumerate([(20, "grid"), (10, "none"), (12, "grid"), (30, "none")])
    ]
    assert [sample.pages for sample in corpus.shortest_of_each(samples)] == [10, 12]
    assert [sample.pages for sample in corpus.spread(samples, 2)] == [20, 12]
    assert corpus.spread(samples, 9) == samples


def test_a_big_page_reads_whole(tmp_path: Path) -> None:
    path = tmp_path / "big.pdf"
    pages, amounts = stress.make_big_page(path, rows=30)
    result = read_report(path)
    assert (result["pages"], len(result["cells"])) == (pages, amounts)
    assert result["cells"][0]["amount"] == "12000.00"


def test_a_part_replaces_its_own_lines_only(tmp_path: Path) -> None:
    document = tmp_path / "benchmarks.md"
    document.write_text("before\n<!-- one -->\nold\n<!-- end of one -->\nafter\n", encoding="utf-8")
    for text in ("first", "second"):
        write_part(document, "one", text)
    assert document.read_text() == "before\n<!-- one -->\n\nsecond\n\n<!-- end of one -->\nafter\n"
    with pytest.raises(ValueError, match="two"):
        write_part(document, "two", "text")


def test_peers_are_pinned_and_name_no_host() -> None:
    peers = load_peers()
    assert {peer for peer, _ in YARDSTICKS.values()} <= {peer.id for peer in peers}
    for peer in peers:
        assert (ADAPTERS / f"{peer.adapter}.py").exists()
        if peer.environment != "project":
            lines = (REQUIREMENTS / f"{peer.environment}.txt").read_text().splitlines()
            assert all(re.fullmatch(r"#.*|[\w.-]+==[\w.]+", line) for line in lines)
    assert {file.stem for file in REQUIREMENTS.glob("*.txt")} == {p.environment for p in peers} - {"project"}


def test_a_peer_that_needs_a_missing_program_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="no-such-program"):
        python_for("tabula", needs="no-such-program")


def test_this_project_answers_as_a_peer(smallest: Sample) -> None:
    single = next(peer for peer in load_peers() if peer.id == "single")
    with PeerProcess(single) as process:
        reply = process.read(smallest.path, grids=True)
        assert reply["error"] is None
        assert reply["cpu"] > 0
        assert reply["peak_mb"] > process.start_mb > 10
        assert len(reply["grids"]) > 5
        missing = process.read(HERE / "no-such.pdf", grids=True)
        assert "No such file" in missing["error"]


def test_an_unknown_part_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["speed"])
    assert stopped.value.code == 2
    assert "no part speed" in capsys.readouterr().err
