"""Verdicts on what self-evaluation forms owe, in points, percent and yuan.

Both sides are exact fractions, so that nothing is rounded before it is compared; the amounts of a verdict
have two decimals. What belongs here: how two sides become a verdict. Not which sides a form owes
(expectations.evaluate_performance).
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN
from fractions import Fraction
from typing import NamedTuple

from expectations.claims import Verdict
from expectations.clauses import PerformanceClause
from expectations.identities import Identity
from expectations.performance_forms import EvaluationForm, FormLine
from expectations.rounding import VerdictKind, round_fraction, show_fractions

PERFORMANCE = "performance"


class Sides(NamedTuple):
    """What is printed, what is due, and how far rounding parts them; `table` tells the due."""

    left: Fraction
    right: Fraction
    bound: Fraction
    unit: str = "points"
    parts: int = 1
    table: str = PERFORMANCE


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing that a form owes.

    `lost` tells a form of which rows were lost, `shared` one of several of its kind: several forms of the
    department are those of its units, each of which spends a part.
    """

    sha256: str
    identity: Identity
    clause: PerformanceClause
    form: EvaluationForm
    lost: bool = False
    shared: bool = False

    def judge(self, line: FormLine, measure: str, sides: Sides) -> Verdict:
        """Verdict on what a row's figure should be."""
        left, right, bound, unit, parts, table = sides
        residual = left - right
        if residual == 0:
            kind = VerdictKind.EXACT
        else:
            kind = VerdictKind.VIOLATED if abs(residual) > bound else VerdictKind.WITHIN_ROUNDING
        shown, limit, kind = show_fractions(residual, bound, kind)
        printed = round_fraction(left, ROUND_HALF_EVEN)
        return self._place(line, measure, table)._replace(
            verdict=kind,
            residual=shown,
            bound=limit,
            left_amount=printed,
            right_amount=printed - shown,
            parts=parts,
            severity=self._severity if kind is VerdictKind.VIOLATED else "info",
            unit=unit,
        )

    def decline(self, line: FormLine, measure: str, reason: str, unit: str = "points") -> Verdict:
        """Verdict that something of the form cannot be checked, and why."""
        return self._place(line, measure, PERFORMANCE)._replace(reason=reason, unit=unit)

    @property
    def _severity(self) -> str:
        clause = self.clause
        return (clause.where_lost or clause.severity) if self.lost else clause.severity

    def _place(self, line: FormLine, measure: str, table: str) -> Verdict:
        row = line.figures.get(measure)
        return Verdict(
            sha256=self.sha256,
            identity_id=self.identity.id,
            instance=f"{self.clause.name}/{self.form.form_no}/{line.line_no}/{measure}",
            table_code=table,
            side=None,
            subject_code="",
            item=line.item,
            measure=measure,
            page=row.page if row else line.page,
            verdict=VerdictKind.NOT_EVALUABLE,
        )
