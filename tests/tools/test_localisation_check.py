"""A small run of the check: what localisation promises, held on made-up reports."""

from dataclasses import asdict

import pytest

from tools.localisation_check import DOUBLE, Run, print_run, run_check
from tools.misprints import KINDS


@pytest.fixture(scope="module")
def run() -> Run:
    return run_check(singles=2 * len(KINDS), doubles=4, reports=2, seed=1)


def test_every_kind_of_misprint_is_tried(run: Run) -> None:
    assert set(run.tallies) == {*KINDS, DOUBLE}
    assert sum(tally.tried for tally in run.tallies.values()) > 2 * len(KINDS)


def test_misprinted_figures_are_among_the_suspects(run: Run) -> None:
    figures = sum(tally.figures for tally in run.tallies.values())
    suspected = sum(tally.suspected for tally in run.tallies.values())
    assert suspected >= 0.95 * figures


def test_hardly_any_suggestion_is_wrong(run: Run) -> None:
    wrong = sum(tally.wrong for tally in run.tallies.values())
    right = sum(tally.right for tally in run.tallies.values())
    assert right > 20 * wrong
    assert len(run.complaints) == wrong


def test_the_same_seed_gives_the_same_counts(run: Run) -> None:
    again = run_check(singles=3, doubles=1, reports=1, seed=2)
    once_more = run_check(singles=3, doubles=1, reports=1, seed=2)
    assert {kind: asdict(tally) for kind, tally in again.tallies.items()} == {
        kind: asdict(tally) for kind, tally in once_more.tallies.items()
    }


def test_the_table_has_a_line_for_each_kind(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    print_run(run)
    lines = capsys.readouterr().out.splitlines()
    assert [line[:20].strip() for line in lines[1 : len(KINDS) + 3]] == [*KINDS, DOUBLE, "all"]
