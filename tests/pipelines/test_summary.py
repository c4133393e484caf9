"""The summary a person reads: the right counts, the worst first, on any terminal and in any pipe."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from assets.archive.intake import Refusal
from assets.extract.cache import ExtractCache
from assets.facts import build, warehouse
from assets.facts.build_inputs import BuildInputs
from assets.facts.judging import write_verdicts
from pipelines.attention import Attention
from pipelines.summary import ReportLine, Summary, SummaryError, print_reports, summarize, total_lines
from tests.assets.facts.extracts import hash_of, keep, make_archived, make_extract, small_report

LINES = (
    ReportLine("样川市示河县青石职业技术学校", 2023, 1, "a" * 64, 435, 589, 3, 0, 0, 4, "", grade="A"),
    ReportLine(
        *("株洲市荷塘区网格化管理服务中心", 2020, 2, "b" * 64, 12345, 2910, 15, 1, 5, 1025, "08,09"),
        grade="D",
        errors=2,
    ),
    ReportLine("某市[red]局[/red]", 2019, 1, "c" * 64, 9, 9, 0, 0, 0, 0, "09"),
)


def print_to_text(*, terminal: bool, width: int = 80, limit: int = 40) -> str:
    file = StringIO()
    console = Console(file=file, force_terminal=terminal, width=width, color_system=None)
    print_reports(console, LINES, limit)
    return file.getvalue()


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A warehouse of a sound report, one with a total a yuan off, and a refused file."""
    cache = ExtractCache(tmp_path / "extracts", "made-by-hand")
    keep(cache, "sound", make_extract("甲局", 2022, small_report()))
    keep(cache, "wrong", make_extract("乙局", 2022, small_report(total="301.00")))
    archived = sorted((make_archived(name) for name in ("sound", "wrong")), key=lambda r: r.sha256)
    refused = Refusal(hash_of("large"), "large.pdf", "/in/large.pdf", "too_large", "300 MB")
    path = tmp_path / "w.duckdb"
    build.write_facts(path, BuildInputs(tuple(archived), (refused,), "1", "1"), cache)
    write_verdicts(path)
    return path


def test_a_warehouse_is_summed_up(built: Path) -> None:
    summary = summarize(built)
    wrong, sound = summary.reports
    assert (wrong.department, wrong.amounts, wrong.suspicious) == ("乙局", 5, 0)
    assert wrong.violated == 1
    assert (sound.department, sound.fiscal_year, sound.version_no, sound.violated) == ("甲局", 2022, 1, 0)
    assert sound.exact == wrong.exact + 1 > 0
    assert sound.not_evaluable > 0
    assert summary.attention.quarantined == (("large.pdf", "too_large", "300 MB"),)
    assert summary.validation == {}


def test_totals_in_words(built: Path) -> None:
    first, checks, errors, quarantine = total_lines(summarize(built))
    assert first.startswith("2 reports, 10 amounts; identities: ")
    assert " 0 suspicious, 1 violated, " in first
    assert checks == "Great Expectations: not run"
    assert errors.startswith("1 error found")
    assert quarantine.startswith("1 file in quarantine")
    judged = total_lines(Summary((), {"passed": 40, "failed": 2, "nothing_checked": 1}))
    assert judged[1:] == ["Great Expectations: 2 failed, 1 nothing checked, 40 passed"]


def test_doubtful_cells_are_told_of() -> None:
    lines = [replace(line, doubtful=doubtful) for line, doubtful in zip(LINES, (0, 40, 2), strict=True)]
    told = total_lines(Summary(tuple(lines), {}))[-1]
    assert told == "42 cells not certain: not to be taken as they stand (see fact_cell.doubt)"


def test_errors_and_missing_tables_are_told_of() -> None:
    assert total_lines(Summary(LINES, {}))[2:] == [
        "2 errors found in what is printed (juesuan suspects lists those of current versions)",
        "2 reports without some table (see dim_report.tables_missing)",
    ]


def test_reports_read_in_part_are_told_of() -> None:
    told = total_lines(Summary((), {}, attention=Attention(incomplete=(("a.pdf", "page 7: cut off"),))))
    assert told[2:] == ["1 report read in part (see dim_report.is_complete)"]


def test_a_pipe_gets_tab_separated_values_worst_first() -> None:
    heading, *rows = [line.split("\t") for line in print_to_text(terminal=False, width=20).splitlines()]
    assert heading[:2] + heading[-3:] == ["Report", "Year", "Missing tables", "Grade", "Errors"]
    assert rows == [
        [
            *("株洲市荷塘区网格化管理服务中心 (version 2)", "2020", "12345"),
            *("2910", "15", "1", "5", "1025", "08,09", "D", "2"),
        ],
        ["某市[red]局[/red]", "2019", "9", "9", "0", "0", "0", "0", "09", "-", "0"],
        ["样川市示河县青石职业技术学校", "2023", "435", "589", "3", "0", "0", "4", "-", "A", "0"],
    ]


@pytest.mark.parametrize("width", [80, 100, 160])
def test_a_terminal_shows_every_figure_whole(width: int) -> None:
    shown = print_to_text(terminal=True, width=width)
    assert max(cell_len(line) for line in shown.splitlines()) <= width
    words = shown.split()
    for figure in ("12345", "2910", "1025", "D", "435", "589", "2020"):
        assert figure in words
    assert "…" not in shown
    assert "[red]" in shown.replace("\n", "")


def test_reports_over_the_limit_are_counted() -> None:
    lines = print_to_text(terminal=False, limit=1).splitlines()
    assert len(lines) == 3
    assert lines[1].startswith("株洲市荷塘区")
    assert "2 more reports" in lines[2]


def test_what_cannot_be_read_is_an_error_with_one_line(tmp_path: Path) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text("some notes")
    with pytest.raises(SummaryError) as caught:
        summarize(notes)
    assert str(caught.value).startswith(str(notes))
    assert "\n" not in str(caught.value)
    with warehouse.writing(tmp_path / "w.duckdb"):
        pass
    with pytest.raises(SummaryError, match="dim_report"):
        summarize(tmp_path / "w.duckdb")
