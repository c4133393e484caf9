"""Rows that ought to be there and are not."""

from typing import Any

from assets.extract.completeness import gaps_of


def table(*rows: tuple[str, str], table_code: str = "03") -> list[dict[str, Any]]:
    return [
        {"table_code": table_code, "subject_code": code, "item": item, "page": 7 + number // 3}
        for number, (code, item) in enumerate(rows)
    ]


WHOLE = [("", "合计"), ("201", "一般公共服务支出"), ("20103", "政府办公厅"), ("2010301", "行政运行")]


def test_a_whole_table_has_no_gaps() -> None:
    assert gaps_of(table(*WHOLE)) == []


def test_a_code_without_the_one_above_it() -> None:
    cells = table(*WHOLE, ("208", "社会保障和就业支出"), ("2080501", "行政单位离退休"))
    assert gaps_of(cells) == [
        {"rule_id": "rows_missing", "table_code": "03", "page": 8, "codes": "20805"},
    ]


def test_levels_that_a_table_does_not_print_are_not_missed() -> None:
    assert gaps_of(table(("", "合计"), ("2010301", "行政运行"), ("2080501", "行政单位离退休"))) == []


def test_a_table_without_its_total() -> None:
    assert gaps_of(table(*WHOLE[1:])) == [{"rule_id": "total_missing", "table_code": "03", "page": 7}]


def test_tables_without_functional_codes_are_left_alone() -> None:
    assert gaps_of(table(("301", "工资福利支出"), ("30101", "基本工资"), table_code="06")) == []
