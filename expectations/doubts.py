"""Which recognised numbers the identities confirm, and on which they throw doubt.

A number recognised in an image is doubtful until identities confirm it; a number printed as text is what the
publisher printed, whatever the identities say. What confirms a number is arithmetic that a misread of it
would have broken, down to its last digit:

- An identity that holds *exactly* between two amounts (one figure printed twice, or a total of a single
  part), or among amounts printed to the cent, shows every digit of them: one such instance confirms.
- An exact sum of amounts rounded by themselves could be exact by chance and hide a last digit misread, for
  correct sums are often off by one. Two of them that share no other uncertain number confirm.
- A sum that holds within rounding only, and an inequality, confirm nothing.

A violated instance puts every uncertain number in it in doubt. What belongs here: these rules, over judged
claims. Not the verdicts themselves (expectations.claims) nor what a reader doubts (assets.extract).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from expectations.cells import Cell
from expectations.claims import Claim, Verdict
from expectations.rounding import DEFAULT_DECIMALS, VerdictKind, usual_decimals

HOLDING = frozenset({VerdictKind.EXACT, VerdictKind.WITHIN_ROUNDING, VerdictKind.SUSPICIOUS})
# No arithmetic settles which of two readings was right, or what garbled text meant to say.
KEPT = frozenset({"readers_differ", "garbled_text", "place_unsure"})
LARGEST_POWER = 6  # of ten, that a unit and decimal points misread together can amount to
CENT_WIDTH = 1  # half-fens: the interval of an amount printed to the cent


@dataclass(slots=True)
class Evidence:
    """What the judged instances say of the uncertain cells of one report, by cell number.

    `exact` holds for each exact instance its other uncertain cells and whether it alone shows every digit.
    """

    exact: dict[int, list[tuple[frozenset[int], bool]]] = field(default_factory=dict)
    off: set[int] = field(default_factory=set)  # one figure printed twice, its last digits not the same
    violated: set[int] = field(default_factory=set)
    anchored: set[str] = field(default_factory=set)  # tables that agree with an amount of another table
    adrift: set[str] = field(default_factory=set)  # tables that are a power of ten away from another
    empty: set[str] = field(default_factory=set)  # tables without amounts that agree with a zero elsewhere


def settle_doubts(
    cells: Sequence[Cell], claims: Sequence[Claim], verdicts: Sequence[Verdict]
) -> dict[int, str | None]:
    """Doubt of every uncertain cell (recognised, or doubted by its reader), None where it is certain.

    `verdicts` are those on `claims`, in the same order; all are of one report.
    """
    uncertain = {cell.cell_no: cell for cell in cells if cell.source == "ocr" or cell.reader_doubt}
    if not uncertain:
        return {}
    evidence = Evidence()
    for claim, verdict in zip(claims, verdicts, strict=True):
        _weigh(claim, verdict.verdict, uncertain.keys(), evidence)
    odd = set(_list_odd(cells, evidence))
    return {number: _doubt(cell, evidence, number in odd) for number, cell in uncertain.items()}


def _weigh(claim: Claim, kind: VerdictKind, uncertain: Iterable[int], evidence: Evidence) -> None:
    """Note what one judged instance says; a cell that stands on both sides alike is not tested by it."""
    if kind is VerdictKind.NOT_EVALUABLE:
        return
    weights: Counter[int] = Counter()
    for side, figures in ((1, claim.left), (-1, claim.right)):
        for sign, figure in figures:
            if figure.cell is not None:
                weights[figure.cell.cell_no] += side * sign
    tested = frozenset(number for number, weight in weights.items() if weight and number in uncertain)
    if kind is VerdictKind.VIOLATED:
        evidence.violated |= tested
    if claim.at_most:
        return
    _link(claim, kind, evidence)
    sharp = _shows_every_digit(claim)
    if kind is VerdictKind.EXACT:
        for number in tested:
            evidence.exact.setdefault(number, []).append((tested - {number}, sharp))
    elif sharp:
        evidence.off |= tested


def _link(claim: Claim, kind: VerdictKind, evidence: Evidence) -> None:
    """Note which tables an instance across tables ties together, or shows to be out of scale.

    A table whose figures cancel each other in it, but for rounding, is not tied: they would at any scale. One
    is out of scale where a power of ten, and nothing else, would make the instance hold: any other violation
    is of the figures in it.
    """
    shares: Counter[str] = Counter()
    bound = sum(figure.width for _, figure in (*claim.left, *claim.right))
    for side, figures in ((1, claim.left), (-1, claim.right)):
        for sign, figure in figures:
            if figure.cell is not None:
                shares[figure.cell.table_code] += side * sign * (figure.amount or 0)
    tables = {table for table, share in shares.items() if abs(share) > bound}
    if kind is VerdictKind.VIOLATED and len(tables) > 1:
        residual = sum(shares.values())
        evidence.adrift |= {table for table in tables if _is_scaled(shares[table], shares[table] - residual)}
    elif kind in HOLDING:
        evidence.empty.update(claim.empty_tables)
        if len(tables) > 1:
            evidence.anchored |= tables


def _is_scaled(share: int, due: int) -> bool:
    """Whether two amounts differ by a power of ten, to a hundredth."""
    small, large = sorted((abs(share), abs(due)))
    return share * due > 0 and any(
        100 * abs(small * 10**power - large) <= large for power in range(1, LARGEST_POWER + 1)
    )


def _shows_every_digit(claim: Claim) -> bool:
    figures = [figure for _, figure in (*claim.left, *claim.right)]
    to_the_cent = all(figure.width <= CENT_WIDTH for figure in figures)
    return to_the_cent or sum(1 for figure in figures if figure.amount) <= 2


def _list_odd(cells: Sequence[Cell], evidence: Evidence) -> Iterator[int]:
    """Amounts whose scale is not sure, which sums inside their table cannot tell: they have it in common.

    So are amounts without the decimals usual in the report (a decimal point overlooked), and those of a table
    that no other table agrees with and whose unit is not that of the other tables (a unit misread).
    """
    amounts = [cell for cell in cells if cell.amount]
    units = Counter(cell.unit for cell in amounts)
    usual = {
        unit: usual_decimals(cell.decimals or 0 for cell in amounts if cell.unit == unit) for unit in units
    }
    for cell in amounts:
        least = DEFAULT_DECIMALS if cell.unit != "元" else 0
        foreign = cell.table_code not in evidence.anchored and cell.unit != units.most_common(1)[0][0]
        if foreign or cell.decimals != max(usual[cell.unit], least):
            yield cell.cell_no


def _doubt(cell: Cell, evidence: Evidence, odd: bool) -> str | None:
    if cell.reader_doubt in KEPT:
        return cell.reader_doubt
    if cell.cell_no in evidence.violated or cell.table_code in evidence.adrift - evidence.anchored:
        return "violated"
    instances = evidence.exact.get(cell.cell_no, [])
    twice = _are_two_independent([others for others, _ in instances])
    beside = cell.value_kind == "words" or odd or cell.cell_no in evidence.off
    if cell.reader_doubt:
        return None if twice and not beside else cell.reader_doubt
    if beside:
        return "unconfirmed"
    if cell.amount is None:
        confirmed = bool(instances) or cell.table_code in evidence.empty
    else:
        confirmed = twice or any(sharp for _, sharp in instances)
    return None if confirmed else "unconfirmed"


def _are_two_independent(sets: Sequence[frozenset[int]]) -> bool:
    """Whether two of the sets share nothing."""
    return any(one.isdisjoint(other) for i, one in enumerate(sets) for other in sets[:i])
