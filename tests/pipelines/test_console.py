"""Progress: a bar for a person at a terminal, a few plain lines for anything else."""

from io import StringIO

import pytest
from rich.console import Console

from pipelines.console import ConsoleProgress


def show(total: int, *, terminal: bool = False, width: int = 80) -> str:
    file = StringIO()
    console = Console(file=file, force_terminal=terminal, width=width, no_color=True)
    with ConsoleProgress(console).stage("Reading reports", total) as advance:
        for number in range(total):
            advance(f"某局{number}年度部门决算公开报告全文.pdf")
    return file.getvalue()


@pytest.mark.parametrize(("total", "count"), [(1, 1), (3, 3), (10, 10), (25, 13), (1000, 10)])
def test_plain_lines_are_few_and_the_last_says_all(total: int, count: int) -> None:
    lines = show(total).splitlines()
    assert len(lines) == count
    assert lines[-1] == f"Reading reports: {total}/{total}"


def test_plain_lines_carry_no_codes_for_terminals() -> None:
    assert "\x1b" not in show(5)


@pytest.mark.parametrize("terminal", [False, True])
def test_a_stage_with_nothing_to_do_shows_nothing(terminal: bool) -> None:
    assert show(0, terminal=terminal) == ""


def test_a_terminal_sees_a_bar_that_ends_full() -> None:
    shown = show(3, terminal=True)
    assert "Reading reports" in shown
    assert "3/3" in shown


def test_an_error_inside_a_stage_goes_on_to_the_caller() -> None:
    with (
        pytest.raises(RuntimeError, match="no space"),
        ConsoleProgress(Console(file=StringIO())).stage("Shaping facts", 2),
    ):
        raise RuntimeError("no space")
