"""Corruptions of one reader's grids change what they say they change, and none passes unmarked."""

import copy
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from assets.extract.grid import Grid, GridCell
from tools.mutation_check import ASKED, Trial, check, corrupt
from tools.mutation_subject import MISDRAWN, Outcome, Subject
from tools.mutations import CORRUPTIONS
from tools.samples.store import RAW

ROWS = [
    ["科目编码", "科目名称", "本年支出", "基本支出", "项目支出"],
    ["201", "一般公共服务支出", "1,234.50", "1,000.25", "234.25"],
    ["208", "社会保障和就业支出", "78.30", "", "78.30"],
]


def make_grid(rows: list[list[str]]) -> Grid:
    owner = [
        [
            GridCell(text, r, c, (100.0 * c, 20.0 * r, 100.0 * (c + 1), 20.0 * (r + 1)))
            for c, text in enumerate(row)
        ]
        for r, row in enumerate(rows)
    ]
    return Grid(1, (0.0, 0.0, 500.0, 60.0), owner)


@pytest.mark.parametrize("kind", CORRUPTIONS)
def test_a_corruption_changes_a_table_and_tells_what(kind: str) -> None:
    for seed in range(20):
        grids = [[make_grid(ROWS)]]
        told = CORRUPTIONS[kind](grids, Random(seed))
        assert told is not None
        assert told.startswith("page 1")
        assert not grids[0] or [grids[0][0].texts(row) for row in range(3)] != ROWS


@pytest.mark.parametrize("kind", CORRUPTIONS)
def test_a_page_without_amounts_gives_no_occasion(kind: str) -> None:
    words = [[make_grid([["单位名称", "负责人"], ["样川市水利局", ""]])]]
    assert CORRUPTIONS[kind](words, Random(1)) is None
    assert CORRUPTIONS[kind]([[]], Random(1)) is None


@pytest.fixture(scope="module")
def subject() -> Iterator[Subject]:
    smallest = min(RAW.rglob("*.pdf"), key=lambda path: path.stat().st_size)
    subject = Subject(smallest)
    yield subject
    subject.close()


def test_no_corruption_of_one_of_two_readers_passes_unmarked(subject: Subject, tmp_path: Path) -> None:
    rows, passed = check(corrupt([subject], 2 * len(CORRUPTIONS) + 1, seed=5), tmp_path)
    assert passed == []
    assert {reader for _, reader in rows} == set(ASKED["double"])
    assert rows[(MISDRAWN, "pdfium")].marked == 1
    assert sum(row.marked for row in rows.values()) > len(CORRUPTIONS)


def test_a_report_not_corrupted_reads_as_before(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CORRUPTIONS, "nothing", lambda grids, random: "nothing")
    corrupted = subject.corrupt("camelot", "nothing", Random(0))
    assert corrupted is not None
    assert subject.judge(corrupted[1]) == Outcome()


def test_a_wrong_amount_reaches_the_warehouse_as_unmarked(subject: Subject, tmp_path: Path) -> None:
    result = copy.deepcopy(subject.clean)
    cell = next(cell for cell in result["cells"] if cell["amount"] not in (None, "0.00"))
    cell["amount"] = str(Decimal(cell["amount"]) * 100)
    trial = Trial(subject, "table ×100", "pdfium", "an amount ×100", result)
    clean = Trial(subject, "nothing", "pdfium", "nothing", subject.clean)
    rows, passed = check([trial, clean], tmp_path)
    assert len(passed) == 1
    assert (rows[("table ×100", "pdfium")].unmarked, rows[("nothing", "pdfium")].harmless) == (1, 1)


@pytest.mark.parametrize("doubt", ["", "readers_differ"])
def test_a_wrong_amount_is_unmarked_unless_doubted(subject: Subject, doubt: str) -> None:
    result = copy.deepcopy(subject.clean)
    cell = next(cell for cell in result["cells"] if cell["amount"] is not None)
    cell.update(amount="123456789.01", doubt=doubt or None)
    outcome = subject.judge(result)
    assert outcome.passed_unmarked == (not doubt)
    assert (len(outcome.wrong), outcome.marked_wrong) == ((0, 1) if doubt else (1, 0))


@pytest.mark.parametrize("noticed", [False, True])
def test_a_lost_amount_is_unmarked_unless_a_finding_tells(subject: Subject, noticed: bool) -> None:
    result = copy.deepcopy(subject.clean)
    result["cells"] = [cell for cell in result["cells"] if cell["table_code"] != "05"]
    result["findings"] += [{"rule_id": "table_missing", "table_code": "05"}] if noticed else []
    outcome = subject.judge(result)
    assert outcome.passed_unmarked == (not noticed)
    assert len(outcome.lost) > 5
