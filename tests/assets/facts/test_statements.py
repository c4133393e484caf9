"""Statements as rows of fact_statement, and the rows of the tables that names in the text are told by."""

from decimal import Decimal

import duckdb

from assets.facts import warehouse
from assets.facts.reports import Report
from assets.facts.statements import own_rows, statement_rows
from expectations.ddl import create_statements
from tests.assets.facts.extracts import make_archived
from tests.assets.narrative.stating import state


def test_own_rows_come_once_each_with_the_general_budget_first():
    tables = ["01", "02", "02", "05", "05", "06"]
    codes = [None, "201", "208", "201", "201", "30101"]
    items = ["总计", "一般公共服务支出", "社会保障", "一般公共服务", "一般公共服务", "基本工资"]
    assert own_rows(tables, codes, items) == [
        ("201", "一般公共服务"),
        ("201", "一般公共服务支出"),
        ("208", "社会保障"),
        ("30101", "基本工资"),
    ]


def test_rows_go_into_the_warehouse_as_stated():
    report = Report(make_archived("a"), "d1", "某局", 2022, "unit", None, "某局2022年度决算")
    texts = ["收、支总计5.25万元，比上年减少0.5万元，下降8.7%，主要原因是人员减少。", "与上年持平。"]
    rows = statement_rows(report, state(["收入支出决算总体情况说明"], texts, 2022))
    with duckdb.connect() as connection:
        for statement in create_statements(["fact_statement"]):
            connection.execute(statement)
        assert warehouse.insert(connection, "fact_statement", rows) == 4
        found = connection.execute(
            "SELECT department, kind, topic, amount, value, direction, of_no, base_no, reason "
            "FROM fact_statement ORDER BY statement_no"
        ).fetchall()
    assert found == [
        ("某局", "amount", "grand_total", Decimal("52500.00"), None, None, None, None, ""),
        ("某局", "amount", "grand_total_change", Decimal("5000.00"), None, "decrease", 1, None, "人员减少"),
        ("某局", "growth", "grand_total", None, Decimal("8.7000"), "decrease", 1, 2, "人员减少"),
        ("某局", "comparison", "grand_total", None, None, "unchanged", 1, None, ""),
    ]
