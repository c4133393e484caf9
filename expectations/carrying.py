"""Outcomes after a change from those before it and those of the touched reports alone, before and now.

What belongs here: the sums. Every expectation counts rows one by one, so what is said of a table is what is
said of its reports together.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from expectations.outcomes import FAILING_ROWS_KEPT, Outcome, Row

# So many failing rows are listed at least, where there are as many: fewer tell too little of what fails.
LISTED_AT_LEAST = FAILING_ROWS_KEPT // 2


def carry_outcomes(
    before: Sequence[Outcome],
    gone: Sequence[Outcome],
    come: Sequence[Outcome],
    touched: Collection[str],
) -> list[Outcome] | None:
    """Outcomes of a suite: before, less those of the touched reports as they were, with those as they are.

    `gone` and `come` are empty where touched reports have no rows. None where the parts do not make a whole:
    a check broke, the counts contradict each other, or too few failing rows are left to be listed.
    """
    carried = [_carry(outcome, _pick(gone, outcome), _pick(come, outcome), touched) for outcome in before]
    return None if None in carried else [outcome for outcome in carried if outcome is not None]


def _carry(
    before: Outcome, gone: Outcome | None, come: Outcome | None, touched: Collection[str]
) -> Outcome | None:
    if any(part is not None and part.errored for part in (before, gone, come)):
        return None
    left, added = _rows_of_others(before.failing_rows, touched), come.failing_rows if come else ()
    examined = before.element_count - _examined(gone)
    failing = before.unexpected_count - _failing(gone)
    listed_all = len(before.failing_rows) == before.unexpected_count
    if not 0 <= failing <= examined or (listed_all and failing != len(left)):
        return None
    unexpected = failing + _failing(come)
    rows = (*left, *added)[:FAILING_ROWS_KEPT]
    if len(rows) < min(LISTED_AT_LEAST, unexpected):
        return None
    return replace(
        before,
        success=unexpected == 0,
        element_count=examined + _examined(come),
        unexpected_count=unexpected,
        failing_rows=rows,
    )


def _rows_of_others(rows: Iterable[Row], touched: Collection[str]) -> tuple[Row, ...]:
    return tuple(row for row in rows if row.get("sha256") not in touched)


def _examined(outcome: Outcome | None) -> int:
    return outcome.element_count if outcome else 0


def _failing(outcome: Outcome | None) -> int:
    return outcome.unexpected_count if outcome else 0


def _pick(outcomes: Sequence[Outcome], like: Outcome) -> Outcome | None:
    return next((o for o in outcomes if o.expectation_id == like.expectation_id), None)
