"""One instance of an identity that a report owes, and the verdict on it.

A claim says that figures on the left add up to (or at most to) figures on the right, or why that cannot be
told.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from expectations.identities import Identity
from expectations.rounding import VerdictKind, judge_pair, judge_sum, yuan_from_half_fens
from expectations.sheets import Figure, Row

SignedFigure = tuple[int, Figure]


@dataclass(slots=True)
class Claim:
    """Σ sign·figure on the left equals (`at_most`: does not exceed) the same on the right.

    `instance` is unique within identity and report. With a `reason` the claim cannot be evaluated; `reason`
    is a key and its subject, as in `missing_table:09`. `empty_tables` are those printed without any amount
    whose figures stand as zero; `has_bare_table` says that one of them holds no cell at all.
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
    has_bare_table: bool = False


class Verdict(NamedTuple):
    """One row of quality_verdict. Amounts in yuan; residual = left − right (an inequality's: excess or 0).

    `parts` is n of the bound (n+1)/2 last digits: printed figures in the claim less one. `severity` is the
    identity's for a violation, 'warning' for a suspicious residual, 'info' otherwise. `page` is the total's.
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
    residual: Decimal | None
    bound: Decimal | None
    left_amount: Decimal | None
    right_amount: Decimal | None
    parts: int | None
    severity: str
    reason: str | None


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


def judge_claim(claim: Claim, sha256: str) -> Verdict:
    """Verdict on a claim of the report `sha256`."""
    if claim.reason is not None:
        return _refuse(claim, sha256, claim.reason)
    left, right = 0, 0
    widths = []
    for sign, figure in claim.left:
        if figure.amount is None:
            return _refuse(claim, sha256, _explain_words(figure))
        left += sign * figure.amount
        widths.append(figure.width)
    for sign, figure in claim.right:
        if figure.amount is None:
            return _refuse(claim, sha256, _explain_words(figure))
        right += sign * figure.amount
        widths.append(figure.width)
    residual = max(left - right, 0) if claim.at_most else left - right
    kind, bound = judge_pair(residual, *widths) if len(widths) == 2 else judge_sum(residual, widths)
    reason = None
    if kind is VerdictKind.VIOLATED and claim.empty_tables:
        reason = f"empty_table:{'+'.join(claim.empty_tables)}"
        if claim.has_bare_table:
            # Nothing at all was read under the title: too little to say that the report contradicts itself.
            return _refuse(claim, sha256, reason)
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
        residual=yuan_from_half_fens(residual),
        bound=yuan_from_half_fens(bound),
        left_amount=yuan_from_half_fens(left),
        right_amount=yuan_from_half_fens(right),
        parts=max(len(widths) - widths.count(0) - 1, 0),
        severity=_grade(kind, claim.identity),
        reason=reason,
    )


def _explain_words(figure: Figure) -> str:
    cell = figure.cell
    return "words_in_cell:" if cell is None else f"words_in_cell:{cell.table_code}/{cell.printed}"


def _refuse(claim: Claim, sha256: str, reason: str) -> Verdict:
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
        VerdictKind.NOT_EVALUABLE,
        residual=None,
        bound=None,
        left_amount=None,
        right_amount=None,
        parts=None,
        severity="info",
        reason=reason,
    )


def _grade(kind: VerdictKind, identity: Identity) -> str:
    if kind is VerdictKind.VIOLATED:
        return identity.severity
    return "warning" if kind is VerdictKind.SUSPICIOUS else "info"
