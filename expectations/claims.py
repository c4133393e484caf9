"""One instance of an identity that a report owes, and the verdict on it.

A claim says that figures on the left add up to (or at most to) figures on the right, or why that cannot be
told.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from expectations.identities import Identity
from expectations.rounding import VerdictKind, judge_pair, judge_sum, yuan_from_half_fens
from expectations.sheets import Figure, Row

SignedFigure = tuple[int, Figure]
COLUMN_LIMIT = Decimal(10) ** 18  # what amounts of the warehouse lie below: DECIMAL(20,2)
READ_IN_PART = "read_in_part:"


@dataclass(slots=True)
class Claim:
    """Σ sign·figure on the left equals (`at_most`: does not exceed) the same on the right.

    `instance` is unique within identity and report. With a `reason` the claim cannot be evaluated; `reason`
    is a key and its subject, as in `missing_table:09`. `empty_tables` are those without any amount, whose
    figures stand as zero: enough to agree with a zero, too little to contradict an amount. A `soft` claim may
    rightly fail (last year's figures restated, a figure of a wider scope): its violation is a warning at most
    and proves no cell wrong. `statement_no` is the statement that the claim checks, of a claim on the text.
    A claim that `lists_rows` adds up whatever rows are printed, or takes one without print as nothing: a row
    that was not read upsets it. `excuse` is the reason that then stands in a violation's place.
    """

    identity: Identity
    instance: str
    table_code: str
    side: str | None = None
    subject_code: str = ""
    item: str = ""
    measure: str = ""
    page: int | None = None
    left: list[SignedFigure] = field(default_factory=list)
    right: list[SignedFigure] = field(default_factory=list)
    at_most: bool = False
    reason: str | None = None
    empty_tables: tuple[str, ...] = ()
    soft: bool = False
    statement_no: int | None = None
    lists_rows: bool = False
    excuse: str | None = None


class Verdict(NamedTuple):
    """One row of quality_verdict. Amounts in yuan; residual = left − right (an inequality's: excess or 0).

    `parts` is n of the bound (n+1)/2 last digits: printed figures in the claim less one. `severity` is the
    identity's for a violation, 'warning' for a suspicious residual, 'info' otherwise. `page` is the total's.
    Of a claim that is not evaluable there is a `reason` and no amount; of any other the reverse. `unit` is
    'yuan', 'percent', 'points' or 'pieces': what both sides are counted in. `statement_no` is the statement
    that is checked, `finding_no` the finding that accounts for a violation.
    """

    sha256: str
    identity_id: str
    instance: str
    table_code: str
    side: str | None
    subject_code: str
    item: str
    measure: str
    page: int | None
    verdict: VerdictKind
    residual: Decimal | None = None
    bound: Decimal | None = None
    left_amount: Decimal | None = None
    right_amount: Decimal | None = None
    parts: int | None = None
    severity: str = "info"
    reason: str | None = None
    unit: str = "yuan"
    statement_no: int | None = None
    finding_no: int | None = None


def claim_row(identity: Identity, name: str, table: str, row: Row, measure: str) -> Claim:
    """A claim about one cell of a row, with its place filled in and no figures yet."""
    prefix = f"{name}/" if name else ""
    middle = f"/{row.key}" if row.key else ""
    return Claim(
        identity,
        f"{prefix}{table}{middle}/{measure}",
        table,
        side=row.side,
        subject_code=row.code,
        item=row.item,
        measure=measure,
        page=row.page,
    )


def list_figures(claim: Claim) -> Iterator[SignedFigure]:
    """Every figure of a claim with the sign it has when all stand on the left."""
    yield from claim.left
    yield from ((-sign, figure) for sign, figure in claim.right)


def judge_claim(claim: Claim, sha256: str) -> Verdict:
    """Verdict on a claim of the report `sha256`."""
    if claim.reason is not None:
        return _place_verdict(claim, sha256, VerdictKind.NOT_EVALUABLE, reason=claim.reason)
    widths: list[int] = []
    left, right = _add_up(claim.left, widths), _add_up(claim.right, widths)
    if left is None or right is None:
        return _place_verdict(claim, sha256, VerdictKind.NOT_EVALUABLE, reason=_name_words(claim))
    if claim.empty_tables and left != right:
        reason = f"empty_table:{'+'.join(claim.empty_tables)}"
        return _place_verdict(claim, sha256, VerdictKind.NOT_EVALUABLE, reason=reason)
    residual = max(left - right, 0) if claim.at_most else left - right
    # A table's last digit is carried to the next one alike in two tables; the text cuts zeros off instead.
    printed_twice = len(widths) == 2 and claim.statement_no is None
    kind, bound = judge_pair(residual, *widths) if printed_twice else judge_sum(residual, widths)
    if kind is VerdictKind.VIOLATED and claim.excuse is not None:
        return _place_verdict(claim, sha256, VerdictKind.NOT_EVALUABLE, reason=claim.excuse)
    verdict = _place_verdict(
        claim,
        sha256,
        kind,
        residual=yuan_from_half_fens(residual),
        bound=yuan_from_half_fens(bound),
        left_amount=yuan_from_half_fens(left),
        right_amount=yuan_from_half_fens(right),
        parts=max(len(widths) - widths.count(0) - 1, 0),
        severity=_grade(kind, claim),
    )
    return fit_columns(verdict)


def fit_columns(verdict: Verdict) -> Verdict:
    """The verdict; where one of its amounts is too large for its column, that nothing can be told."""
    amounts = (verdict.residual, verdict.bound, verdict.left_amount, verdict.right_amount)
    if all(amount is None or abs(amount) < COLUMN_LIMIT for amount in amounts):
        return verdict
    return withdraw(verdict, "too_large:")


def withdraw(verdict: Verdict, reason: str) -> Verdict:
    """The verdict turned into one that nothing can be told, and why."""
    return verdict._replace(
        verdict=VerdictKind.NOT_EVALUABLE,
        residual=None,
        bound=None,
        left_amount=None,
        right_amount=None,
        parts=None,
        severity="info",
        reason=reason,
    )


def _add_up(figures: list[SignedFigure], widths: list[int]) -> int | None:
    """Σ sign·amount in half-fens, None where one of them is words; their half-widths go to ``widths``."""
    total = 0
    for sign, (amount, width, *_) in figures:
        if amount is None:
            return None
        total += sign * amount
        widths.append(width)
    return total


def _name_words(claim: Claim) -> str:
    """The reason that names the first figure of the claim that is words."""
    cells = (figure.cell for _, figure in (*claim.left, *claim.right) if figure.amount is None)
    cell = next(cells)
    return "words_in_cell:" if cell is None else f"words_in_cell:{cell.table_code}/{cell.printed}"


def _place_verdict(claim: Claim, sha256: str, kind: VerdictKind, **result: Any) -> Verdict:
    """The verdict at the claim's place; `result` gives the fields that the judgement fills."""
    return Verdict(
        sha256,
        claim.identity.id,
        claim.instance,
        claim.table_code,
        claim.side,
        claim.subject_code,
        claim.item,
        claim.measure,
        claim.page,
        kind,
        statement_no=claim.statement_no,
        **result,
    )


def _grade(kind: VerdictKind, claim: Claim) -> str:
    if kind is VerdictKind.VIOLATED and not (claim.soft and claim.identity.severity == "error"):
        return claim.identity.severity
    if kind is VerdictKind.VIOLATED:
        return "warning"
    return "warning" if kind is VerdictKind.SUSPICIOUS else "info"
