"""Corrections of figures of the text."""

from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from assets.extract.cache import ExtractCache
from assets.facts import warehouse
from assets.facts.corrections import apply_corrections, correction_rows
from tests.assets.facts.correcting import ask, build_corrected, correct, outcomes
from tests.assets.facts.extracts import hash_of, small_report

STATED = {
    **{"sha256": hash_of("one"), "department": "某局", "fiscal_year": 2023, "report_kind": "final"},
    **{"topic": "operating_cost_change", "subject": "机关运行经费", "subject_code": "", "year": 2023},
    **{"section": "11", "page": 9, "x0": 0.0, "y0": 0.0, "x1": 1.0, "y1": 1.0, "reason": ""},
    **{"unit": "", "source": "text", "kind": "growth", "sentence": "比上年增长92.7%，两年降低45.2%"},
}
STATEMENTS = (
    {**STATED, "statement_no": 1, "printed": "92.7%", "value": Decimal("92.7")},
    {**STATED, "statement_no": 2, "printed": "45.2%", "value": Decimal("45.2")},
    {**STATED, "statement_no": 3, "kind": "amount", "printed": "8.10", "amount": Decimal("81000")},
)


@pytest.fixture
def build_of(cache: ExtractCache, tmp_path: Path) -> Any:
    """Build and judge a warehouse of reports, by name their cells, with some corrections."""
    return partial(build_corrected, cache, tmp_path / "w.duckdb")


@pytest.mark.parametrize(
    ("place", "expected", "outcome"),
    [
        ({"words": "增长"}, "92.7%", "applied"),
        ({"words": "增长"}, "92.7", "applied"),
        ({"kind": "growth", "year": 2023, "section": "11"}, "92.7%", "applied"),
        ({"kind": "growth"}, "92.6%", "several_places"),
        ({"kind": "amount"}, "8.20", "stale"),
        ({"words": "持平"}, "92.7%", "no_place"),
        ({"year": 2022}, "92.7%", "no_place"),
        ({"subject_code": "201"}, "92.7%", "no_place"),
    ],
)
def test_a_figure_of_the_text_is_told_by_its_place_and_print(
    build_of: Any, place: dict[str, Any], expected: str, outcome: str
) -> None:
    path = build_of({"one": small_report()})
    statement = {"topic": "operating_cost_change", **place}
    entry = correct("growth", statement=statement, expected=expected, value="48.1")
    with warehouse.writing(path) as connection:
        warehouse.insert(connection, "fact_statement", STATEMENTS)
        warehouse.insert(connection, "quality_correction", correction_rows([entry]))
        apply_corrections(connection)
    assert outcomes(path) == {"growth": outcome}
    stated = (
        "SELECT amount_corrected, value_corrected, correction_id FROM fact_statement ORDER BY statement_no"
    )
    first = (Decimal("48.1000"), "growth") if outcome == "applied" else (Decimal("92.7000"), None)
    assert ask(path, stated) == [
        (None, *first),
        (None, Decimal("45.2000"), None),
        (Decimal("81000.00"), None, None),
    ]
