"""How reports print what identities need: blanks, empty tables, lost columns, old labels, odd codes."""

from typing import Any

import pytest

from expectations.cells import Cell
from expectations.evaluate import Verdict, evaluate_report
from expectations.rounding import VerdictKind

ALL_TABLES = [f"{number:02}" for number in range(1, 10)]


def evaluate(draft: Any) -> dict[tuple[str, str], Verdict]:
    return {(v.identity_id, v.instance): v for v in evaluate_report(draft.cells(), ALL_TABLES)}


def list_broken(draft: Any) -> set[tuple[str, str]]:
    return {key for key, verdict in evaluate(draft).items() if verdict.verdict is VerdictKind.VIOLATED}


@pytest.mark.parametrize("zero", ["", "-", "—", "0", "0.00"])
def test_any_print_of_zero_counts_as_zero(draft: Any, zero: str) -> None:
    draft.put("03", "2010102", "basic", zero)
    draft.put("03", "2010102", "project", "25.30")
    broken = list_broken(draft)
    assert ("I07", "03/2010102/total") in broken
    draft.put("03", "2010102", "project", "25.20")
    assert not list_broken(draft)


def test_bare_zero_has_the_precision_of_its_table(draft: Any) -> None:
    draft.put("03", "2010102", "basic", "0").put("03", "2010102", "project", "25.10")
    verdict = evaluate(draft)["I07", "03/2010102/total"]
    assert verdict.verdict is VerdictKind.VIOLATED
    assert verdict.bound is not None and verdict.bound < 1000


def test_words_in_an_amount_cell_are_not_zero(draft: Any) -> None:
    draft.put("08", "合计", "basic", "基本支出")
    verdicts = evaluate(draft)
    assert verdicts["I16", "08/合计/total"].reason == "words_in_cell:08/基本支出"
    assert verdicts["I16", "08/合计/total"].verdict is VerdictKind.NOT_EVALUABLE
    assert not list_broken(draft)


def test_empty_table_stands_for_zero_in_others_and_owes_nothing_itself(draft: Any) -> None:
    draft.blank_table("09")
    draft.put("04", "国有资本经营预算支出", "state_capital", "").put(
        "04", "本年支出合计", "state_capital", ""
    )
    verdicts = evaluate(draft)
    assert verdicts["I16", "09/total"].reason == "empty_table:09"
    assert verdicts["I21", "04-09"].verdict is VerdictKind.EXACT


@pytest.mark.parametrize("amount", ["3.00", "0.01"])
def test_empty_table_contradicts_no_amount_elsewhere(draft: Any, amount: str) -> None:
    draft.blank_table("09").put("04", "国有资本经营预算支出", "state_capital", amount)
    verdicts = evaluate(draft.put("04", "本年支出合计", "state_capital", amount))
    for key in (("I21", "04-09"), ("I10", "class/04-09/223")):
        assert verdicts[key].verdict is VerdictKind.NOT_EVALUABLE
        assert verdicts[key].reason == "empty_table:09"
        assert (verdicts[key].residual, verdicts[key].severity) == (None, "info")


@pytest.mark.parametrize("table", ["06", "07"])
def test_limit_is_not_judged_against_an_empty_table(draft: Any, table: str) -> None:
    columns = draft.row("07", "")["values"]
    if table == "07":
        columns.update(dict.fromkeys(columns, ""))
    for row in draft.rows:
        if row["table"] == table == "06":
            row["values"]["final"] = ""
    verdicts = evaluate(draft)
    reception = verdicts["I24", "30217"]
    assert (reception.verdict, reception.reason) == (VerdictKind.NOT_EVALUABLE, f"empty_table:{table}")
    assert not list_broken(draft)
    draft.put("06", "30217", "final", "").put("07", "", "final_reception", "")
    assert evaluate(draft)["I24", "30217"].verdict is VerdictKind.EXACT


def test_table_of_which_nothing_was_read_contradicts_nothing(draft: Any) -> None:
    verdicts = evaluate(draft.drop_table("09"))
    assert verdicts["I21", "04-09"].verdict is VerdictKind.NOT_EVALUABLE
    assert verdicts["I21", "04-09"].reason == "empty_table:09"
    draft.put("04", "本年支出合计", "state_capital", "")
    assert evaluate(draft)["I21", "04-09"].verdict is VerdictKind.EXACT


def test_lost_column_makes_only_its_own_sums_not_evaluable(draft: Any) -> None:
    draft.drop_column("07", "final_abroad").drop_column("07", "budget_vehicle_operation")
    verdicts = evaluate(draft)
    assert verdicts["I15", "07/final_total"].reason == "column_not_printed:07/final_abroad"
    assert verdicts["I15", "07/budget_vehicle"].reason == "column_not_printed:07/budget_vehicle_operation"
    assert verdicts["I15", "07/budget_total"].verdict is VerdictKind.EXACT
    assert verdicts["I24", "30212"].reason == "column_not_printed:07/final_abroad"
    assert not list_broken(draft)


def test_lost_row_and_lost_cell_are_not_taken_for_zero(draft: Any) -> None:
    draft.rows.remove(draft.row("01", "结余分配"))
    del draft.row("03", "2080505")["values"]["basic"]
    verdicts = evaluate(draft)
    assert verdicts["I03", "expenditure_total/final"].reason == "row_not_printed:01/结余分配"
    assert verdicts["I25", "non_fiscal"].reason == "row_not_printed:01/结余分配"
    assert verdicts["I07", "03/2080505/total"].reason == "cell_not_read:03/basic"
    assert verdicts["I09", "03/20805/basic"].reason == "cell_not_read:03/2080505/basic"
    assert not list_broken(draft)


def test_row_is_not_looked_for_on_the_wrong_side_of_its_neighbour(draft: Any) -> None:
    draft.rows.remove(draft.row("04", "一般公共预算财政拨款"))
    verdicts = evaluate(draft)
    assert verdicts["I11", "income/general_public_budget"].reason == "row_not_printed:04/一般公共预算财政拨款"


def test_classes_not_printed_are_zero_but_not_all_of_them(draft: Any) -> None:
    draft.rows = [row for row in draft.rows if not row["code"].startswith("303")]
    draft.put("06", "人员经费合计", "final", "50.00")
    assert evaluate(draft)["I13", "personnel/final"].verdict is VerdictKind.EXACT
    draft.rows = [row for row in draft.rows if not row["code"].startswith("301")]
    assert evaluate(draft)["I13", "personnel/final"].reason == "row_not_printed:06/301"


def test_form_before_2020_has_no_state_capital_column(draft: Any) -> None:
    draft.drop_table("09").drop_column("04", "state_capital")
    draft.put("04", "国有资本经营预算支出", "total", "")
    broken = {identity for identity, _ in list_broken(draft)}
    assert broken == {"I10"}, "only the column of totals misses the three"
    present = [table for table in ALL_TABLES if table != "09"]
    verdicts = {(v.identity_id, v.instance): v for v in evaluate_report(draft.cells(), present)}
    assert verdicts["I10", "04/城乡社区支出/total"].verdict is VerdictKind.EXACT
    assert verdicts["I21", "04-09"].reason == "missing_table:09"


def test_labels_of_earlier_years_name_the_same_rows(draft: Any) -> None:
    draft.row("01", "使用非财政拨款结余（含专用结余）")["item"] = "用事业基金弥补收支差额"
    draft.row("01", "年初结转和结余")["item"] = "上年结转和结余"
    draft.row("01", "总计", 0)["item"] = "收入总计"
    draft.row("01", "总计", 0)["item"] = "支出总计"
    draft.row("01", "城乡社区支出")["item"] = "城乡社区事务"
    assert {v.verdict for v in evaluate(draft).values()} == {VerdictKind.EXACT}


@pytest.mark.parametrize(
    ("table", "printed", "label"),
    [
        ("01", "使用非财政拨款结余（含专用结余）", "用非财政拨款结余弥补收支差额"),
        ("01", "年初结转和结余", "年初结转结余"),
        ("01", "年初结转和结余", "上年结转（结余）"),
        ("01", "年末结转和结余", "年末结转结余"),
        ("01", "年末结转和结余", "年终结转结余"),
        ("04", "年初财政拨款结转和结余", "年初财政拨款结转结余"),
        ("04", "年初财政拨款结转和结余", "上年结转结余"),
        ("04", "年初财政拨款结转和结余", "上年结转"),
        ("04", "年末财政拨款结转和结余", "年末财政拨款结转结余"),
        ("04", "年末财政拨款结转和结余", "年末结转结余"),
        ("04", "年末财政拨款结转和结余", "结转下年支出"),
    ],
)
def test_balance_is_found_by_any_of_its_labels(draft: Any, table: str, printed: str, label: str) -> None:
    draft.row(table, printed)["item"] = label
    assert {v.verdict for v in evaluate(draft).values()} == {VerdictKind.EXACT}


def test_row_headed_of_which_is_no_addend(draft: Any) -> None:
    draft.row("01", "一般公共预算财政拨款收入").update(item="财政拨款收入", values={"final": "100.00"})
    draft.row("01", "政府性基金预算财政拨款收入")["item"] = "其中：政府性基金预算财政拨款"
    draft.rows.remove(draft.row("01", "国有资本经营预算财政拨款收入"))
    assert {v.verdict for v in evaluate(draft).values()} == {VerdictKind.EXACT}


@pytest.mark.parametrize("label", ["使用非财政拨款结余(含专用结余)", " 使用非财政拨款结余 （含专用 结余）"])
def test_width_of_brackets_and_white_space_do_not_matter(draft: Any, label: str) -> None:
    draft.row("01", "使用非财政拨款结余（含专用结余）")["item"] = label
    assert evaluate(draft)["I02", "income_total/final"].verdict is VerdictKind.EXACT


def test_misspelt_last_digits_of_a_code_keep_their_place(draft: Any) -> None:
    draft.row("02", "2080505")["code"] = "2080555"
    assert not list_broken(draft)
    draft.put("02", "2080555", "total", "11.00")
    assert ("I09", "02/20805/total") in list_broken(draft)


def test_code_printed_twice_counts_twice_and_has_two_instances(draft: Any) -> None:
    twin = draft.row("03", "2010102")
    at = draft.rows.index(twin)
    draft.rows.insert(at + 1, {**twin, "values": {**twin["values"], "total": "20.00", "project": "20.00"}})
    draft.put("03", "2010102", "total", "5.20").put("03", "2010102", "project", "5.20")
    verdicts = evaluate(draft)
    assert {v.verdict for v in verdicts.values()} == {VerdictKind.EXACT}
    assert ("I07", "03/2010102#2/total") in verdicts


def test_details_follow_the_nearer_of_two_parents_of_one_code(draft: Any) -> None:
    last = draft.row("03", "2080505")
    at = draft.rows.index(last) + 1
    for offset, code in enumerate(("20805", "2080599")):
        values = {**last["values"], "total": "4.00", "basic": "4.00"}
        draft.rows.insert(at + offset, {**last, "code": code, "values": values})
    verdicts = evaluate(draft)
    assert verdicts["I09", "03/20805/total"].verdict is VerdictKind.EXACT
    assert verdicts["I09", "03/20805#2/total"].verdict is VerdictKind.EXACT
    assert verdicts["I09", "03/208/total"].verdict is VerdictKind.VIOLATED


def test_level_that_is_not_printed_owes_nothing(draft: Any) -> None:
    for code in ("20101", "20805", "2080505"):
        draft.rows.remove(draft.row("05", code))
    verdicts = evaluate(draft)
    assert verdicts["I09", "05/201/total"].verdict is VerdictKind.EXACT, "类 = Σ 项"
    assert ("I09", "05/208/total") not in verdicts
    assert not list_broken(draft)


def test_one_table_in_yuan_meets_one_in_ten_thousands_at_the_coarser_digit(draft: Any) -> None:
    draft.units["03"] = "元"
    for row in draft.rows:
        if row["table"] == "03":
            row["values"] = {m: f"{float(text) * 10_000:.2f}" for m, text in row["values"].items()}
    assert not list_broken(draft)
    draft.put("01", "本年支出合计", "final", "105.31")
    assert evaluate(draft)["I18", "01-03"].verdict is VerdictKind.WITHIN_ROUNDING
    draft.put("01", "本年支出合计", "final", "105.32")
    assert evaluate(draft)["I18", "01-03"].verdict is VerdictKind.VIOLATED


def test_wrong_unit_over_a_table_breaks_what_ties_it_to_the_others(draft: Any) -> None:
    draft.units["02"] = "元"
    assert list_broken(draft) == {("I17", "01-02"), ("I20", "02-04"), ("I20", "02-01")}


def test_budget_columns_owe_the_same_sums(draft: Any) -> None:
    for row in draft.rows:
        if row["table"] in ("01", "04"):
            final = row["values"].get("final", row["values"].get("total"))
            row["values"] |= {"budget_initial": final, "budget_adjusted": final}
    assert {v.verdict for v in evaluate(draft).values()} == {VerdictKind.EXACT}
    draft.put("01", "总计", "budget_initial", "1.00").put("04", "本年支出合计", "budget_adjusted", "1.00")
    draft.put("04", "总计", "budget_initial", "1.00")
    assert list_broken(draft) == {
        ("I11", "totals/budget_initial"),
        ("I11", "income/budget_initial"),
        ("I01", "totals/budget_initial"),
        ("I02", "income_total/budget_initial"),
        ("I10", "items/04/本年支出合计/budget_adjusted"),
        ("I11", "expenditure/budget_adjusted"),
    }


def test_state_capital_with_balances_rolls_them_on(draft: Any) -> None:
    for row in draft.rows:
        if row["table"] == "09":
            row["values"] |= {
                "opening_balance": "0",
                "income": row["values"]["total"],
                "closing_balance": "0",
            }
    assert not list_broken(draft)
    draft.put("09", "2230101", "closing_balance", "1.00")
    assert list_broken(draft) == {
        ("I16", "09/2230101/closing_balance"),
        ("I09", "09/22301/closing_balance"),
    }


def test_class_of_unknown_name_is_not_held_against_the_report(draft: Any) -> None:
    draft.row("01", "城乡社区支出")["item"] = "城乡支"
    verdicts = evaluate(draft)
    assert verdicts["I19", "01/城乡支/final"].reason == "row_not_printed:03/城乡支"
    assert verdicts["I19", "01-03/212"].verdict is VerdictKind.NOT_EVALUABLE
    assert not list_broken(draft)


def test_class_of_a_name_both_tables_print_needs_no_catalogue(draft: Any) -> None:
    draft.row("01", "城乡社区支出")["item"] = draft.row("03", "212")["item"] = "城乡事务（新）"
    assert evaluate(draft)["I19", "01-03/212"].verdict is VerdictKind.EXACT


def test_class_left_out_of_the_table_by_subject_is_a_violation(draft: Any) -> None:
    draft.put("01", "教育支出", "final", "3.00")
    assert ("I19", "01-03/205") in list_broken(draft)


def test_inequality_states_the_excess_or_nothing(draft: Any) -> None:
    verdicts = evaluate(draft.put("06", "30231", "final", "3.00"))
    assert verdicts["I24", "30231"].residual == 5000
    assert verdicts["I24", "30217"].residual == 0
    assert verdicts["I22", "05/2010102/project"].verdict is VerdictKind.EXACT, "less than its limit"


def test_side_by_side_blocks_share_row_numbers(draft: Any) -> None:
    cells = [_move_to_second_block(cell) for cell in draft.cells()]
    verdicts = {(v.identity_id, v.instance): v for v in evaluate_report(cells, ALL_TABLES)}
    assert verdicts["I12", "06/302/final"].parts == 3
    assert {v.verdict for v in verdicts.values()} == {VerdictKind.EXACT}


def _move_to_second_block(cell: Cell) -> Cell:
    if cell.table_code != "06" or not cell.subject_code.startswith(("302", "310")):
        return cell
    return cell._replace(row_no=cell.row_no - 5, block_no=2)
