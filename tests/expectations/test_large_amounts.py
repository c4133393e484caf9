"""Amounts larger than the warehouse's columns hold: what cannot be recorded is not told."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from expectations.claims import COLUMN_LIMIT
from expectations.proof import prove_report
from expectations.rounding import VerdictKind

HUGE = Decimal("900000000000000000.00")


def fits(amount: Decimal | None) -> bool:
    return amount is None or abs(amount) < COLUMN_LIMIT


@pytest.mark.parametrize("codes", [("201",), ("201", "208")])
def test_sums_and_suggestions_that_no_column_holds_are_left_out(
    draft: Any, told: Any, print_report: Any, codes: tuple[str, ...]
) -> None:
    said = told.amount("gpb_total", "90.30")
    told.statements[said - 1] = told.statements[said - 1]._replace(amount=HUGE)
    cells = [
        cell._replace(cell_no=number, amount=HUGE)
        if cell.table_code == "03" and cell.subject_code in codes and cell.measure in ("basic", "project")
        else cell._replace(cell_no=number)
        for number, cell in enumerate(draft.cells(), start=1)
    ]
    proof = prove_report(print_report(cells, told.statements))
    too_large = [verdict for verdict in proof.verdicts if verdict.reason == "too_large:"]
    assert {verdict.instance for verdict in too_large} >= {f"03/{code}/total" for code in codes}
    assert {verdict.verdict for verdict in too_large} == {VerdictKind.NOT_EVALUABLE}
    for verdict in proof.verdicts:
        assert all(map(fits, (verdict.left_amount, verdict.right_amount, verdict.residual, verdict.bound)))
    assert any(finding.severity == "error" for finding in proof.findings)
    for finding in proof.findings:
        assert fits(finding.amount)
        assert all(fits(suspect.suggested) for suspect in finding.suspects)


def test_an_amount_that_just_fits_is_told(draft: Any, print_report: Any) -> None:
    cells = [cell._replace(cell_no=number) for number, cell in enumerate(draft.cells(), start=1)]
    (place,) = [
        cell for cell in cells if (cell.table_code, cell.item, cell.measure) == ("03", "合计", "total")
    ]
    largest = COLUMN_LIMIT - Decimal("0.01")
    printed = print_report(cells, [])
    for amount, known in ((largest, True), (COLUMN_LIMIT, False)):
        changed = [cell._replace(amount=amount) if cell is place else cell for cell in cells]
        proof = prove_report(replace(printed, cells=changed))
        (verdict,) = [v for v in proof.verdicts if (v.identity_id, v.instance) == ("I07", "03/合计/total")]
        assert (verdict.left_amount == amount) is known
        assert (verdict.reason == "too_large:") is not known
