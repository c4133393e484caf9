"""Recognised numbers: certain where a misread would have shown, doubtful everywhere else."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from expectations.cells import Cell
from expectations.claims import Claim, judge_claim
from expectations.doubts import settle_doubts
from expectations.evaluate import judge_report
from expectations.identities import load_identities
from expectations.sheets import Figure
from tests.expectations.conftest import make_cell

TABLES = [f"0{number}" for number in range(1, 10)]
Doubts = dict[tuple[str, str, str], str | None]


def recognised(cells: list[Cell], **doubted: str) -> list[Cell]:
    """The cells as if all had been recognised; ``doubted`` gives doubts by 'ttable_name_measure'."""
    numbered = [cell._replace(cell_no=n, source="ocr") for n, cell in enumerate(cells, start=1)]
    return [cell._replace(reader_doubt=doubted.get(_name(cell))) for cell in numbered]


def _name(cell: Cell) -> str:
    return f"t{cell.table_code}_{cell.subject_code or cell.item}_{cell.measure}"


def doubts_of(cells: list[Cell], tables: list[str] = TABLES) -> Doubts:
    found = judge_report(cells, tables).doubts
    return {
        (c.table_code, c.subject_code or c.item, c.measure): found[c.cell_no]
        for c in cells
        if c.cell_no in found
    }


def reread(cells: list[Cell], table: str, name: str, measure: str, printed: str) -> list[Cell]:
    """The cells with one of them read as something else."""
    (index,) = [
        i
        for i, c in enumerate(cells)
        if (c.table_code, c.subject_code or c.item, c.measure) == (table, name, measure)
    ]
    other = make_cell(table, 1, measure, printed, unit=cells[index].unit)
    values = {key: getattr(other, key) for key in ("printed", "amount", "decimals", "value_kind")}
    return [*cells[:index], cells[index]._replace(**values), *cells[index + 1 :]]


def in_yuan(cells: list[Cell]) -> list[Cell]:
    """The same digits printed in 元, to the cent."""
    return [
        c._replace(unit="元", amount=c.amount and c.amount / 10_000, decimals=None if c.amount is None else 2)
        for c in cells
    ]


def test_text_is_what_was_printed_whatever_the_identities_say(draft: Any) -> None:
    draft.put("03", "2010101", "total", "61.10")
    assert judge_report(draft.cells(), TABLES).doubts == {}


def test_in_a_sound_report_whatever_an_exact_identity_ties_is_certain(draft: Any) -> None:
    doubts = doubts_of(recognised(draft.cells()))
    for place in (
        ("01", "本年支出合计", "final"),
        ("03", "2010101", "basic"),
        ("03", "2010102", "project"),
        ("05", "合计", "total"),
        ("08", "2120801", "income"),
    ):
        assert doubts[place] is None, place
    # It stands in one sum of several rounded numbers: its last digit may be another.
    assert doubts["06", "30201", "final"] == "unconfirmed"


@pytest.mark.parametrize("printed", ["60.11", "61.10", "6010.00", "601.00", "60.70", ""])
def test_a_misread_is_marked_and_so_is_what_it_contradicts(draft: Any, printed: str) -> None:
    cells = reread(recognised(draft.cells()), "03", "2010101", "basic", printed)
    doubts = doubts_of(cells)
    assert doubts["03", "2010101", "basic"] is not None
    untouched = {place: doubt for place, doubt in doubts.items() if place[0] in ("07", "08", "09")}
    assert {doubt for place, doubt in untouched.items() if place[1] not in ("", "合计")} == {None}


def test_one_exact_sum_of_rounded_numbers_is_chance_and_one_to_the_cent_is_not(draft: Any) -> None:
    cells = recognised(draft.cells())
    assert doubts_of(cells)["06", "30101", "final"] == "unconfirmed"
    assert doubts_of(in_yuan(cells))["06", "30101", "final"] is None


def test_two_exact_sums_confirm_only_where_they_share_no_uncertain_number() -> None:
    def table(*rows: tuple[str, str, str, str]) -> list[Cell]:
        cells = []
        for n, (code, *figures) in enumerate(rows, start=1):
            place = {"code": code, "item": code or "合计"}
            measures = zip(("total", "basic", "project"), figures, strict=True)
            cells += [make_cell("05", n, measure, text, **place) for measure, text in measures]
        return recognised(cells)

    twice = doubts_of(
        table(
            ("", "30.00", "20.00", "10.00"),
            ("201", "12.00", "8.00", "4.00"),
            ("208", "18.00", "12.00", "6.00"),
        ),
        ["05"],
    )
    assert twice["05", "201", "basic"] is None
    alone = doubts_of(table(("201", "12.00", "8.00", "4.00")), ["05"])
    assert alone["05", "201", "basic"] == "unconfirmed"


def test_a_sum_that_holds_within_rounding_confirms_nothing(draft: Any) -> None:
    cells = recognised(draft.put("03", "2010101", "total", "60.11").cells())
    verdicts = judge_report(cells, TABLES).verdicts
    held = next(v for v in verdicts if v.instance == "03/2010101/total" and v.identity_id == "I07")
    assert held.verdict == "within_rounding"
    assert doubts_of(cells)["03", "2010101", "total"] == "unconfirmed"


@pytest.mark.parametrize(
    ("reader_doubt", "kept"),
    [
        ("low_confidence", False),
        ("ink_unread", False),
        ("readers_differ", True),
        ("garbled_text", True),
        ("place_unsure", True),
    ],
)
def test_two_independent_identities_lift_what_the_recogniser_doubted_and_no_more(
    draft: Any, reader_doubt: str, kept: bool
) -> None:
    cells = recognised(draft.cells(), t03_2010101_basic=reader_doubt)
    assert doubts_of(cells)["03", "2010101", "basic"] == (reader_doubt if kept else None)
    # Meetings, receptions and the like stand in one table only: nothing else speaks for them.
    alone = recognised(draft.cells(), t06_30217_final=reader_doubt)
    assert doubts_of(alone)["06", "30217", "final"] == reader_doubt


def test_a_doubt_of_printed_text_is_judged_alike(draft: Any) -> None:
    cells = [c._replace(source="text") for c in recognised(draft.cells(), t05_合计_basic="readers_differ")]
    assert doubts_of(cells) == {("05", "合计", "basic"): "readers_differ"}


def test_a_blank_is_certain_where_an_exact_identity_counts_it_as_zero(draft: Any) -> None:
    draft.put("03", "2010101", "project", "").put("03", "2010101", "subordinate_subsidy", "")
    doubts = doubts_of(recognised(draft.cells()))
    assert doubts["03", "2010101", "project"] is None
    assert doubts["06", "30212", "final"] is None
    draft.put("06", "302", "final", "11.02")  # within what rounding explains: 0.02 might have been missed
    assert doubts_of(recognised(draft.cells()))["06", "30212", "final"] == "unconfirmed"


def test_a_table_recognised_as_empty_is_certain_where_another_says_zero(draft: Any) -> None:
    for name, nth in (("国有资本经营预算支出", 0), ("本年支出合计", 0), ("总计", 1)):
        draft.put("04", name, "state_capital", "0.00", nth)
    draft.blank_table("09")
    doubts = doubts_of(recognised(draft.cells()))
    assert {doubt for (table, _, _), doubt in doubts.items() if table == "09"} == {None}


def _times_hundred(cell: Cell) -> Cell:
    return cell._replace(amount=cell.amount and cell.amount * 100, decimals=cell.decimals and 0)


def _in_the_wrong_unit(cell: Cell) -> Cell:
    return cell._replace(amount=cell.amount and cell.amount / 10_000, unit="元")


def _without_noticing(cell: Cell) -> Cell:
    return cell._replace(amount=cell.amount and cell.amount * 100)


@pytest.mark.parametrize("spoil", [_times_hundred, _in_the_wrong_unit, _without_noticing])
@pytest.mark.parametrize("table", ["01", "02", "03", "04", "05", "06"])
def test_a_whole_table_out_of_scale_is_doubtful_though_its_sums_hold(
    draft: Any, table: str, spoil: Callable[[Cell], Cell]
) -> None:
    cells = [spoil(c) if c.table_code == table else c for c in recognised(draft.cells())]
    wrong = {
        place: doubt
        for place, doubt in doubts_of(cells).items()
        if place[0] == table and _amount(cells, place)
    }
    assert wrong
    assert None not in wrong.values()


def _amount(cells: list[Cell], place: tuple[str, str, str]) -> Decimal | None:
    return next(c.amount for c in cells if (c.table_code, c.subject_code or c.item, c.measure) == place)


def test_a_number_on_both_sides_of_an_identity_does_not_confirm_itself() -> None:
    cells = recognised([make_cell("05", n, "total", "5.00", item=f"第{n}行") for n in (1, 2)])
    one, two = (Figure(1000, 1, cell) for cell in cells)
    claim = Claim(load_identities()[0], "once", "05", left=[(1, one), (1, two)], right=[(1, two), (1, one)])
    itself = Claim(load_identities()[0], "again", "05", left=[(1, one)], right=[(1, one)])
    both = [judge_claim(c, "a" * 64) for c in (claim, itself)]
    assert [verdict.verdict for verdict in both] == ["exact", "exact"]
    assert settle_doubts(cells, [claim, itself], both) == {1: "unconfirmed", 2: "unconfirmed"}
