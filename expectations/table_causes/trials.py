"""Claims judged again with some cells replaced: what a supposed cause would mend, and what it would break.

What belongs here: the trial itself. Not which causes are supposed nor when one is believed.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from expectations.cells import Cell
from expectations.claims import Claim, SignedFigure, Verdict, judge_claim, list_figures
from expectations.doubts import HOLDING
from expectations.findings import VerdictKey
from expectations.rounding import VerdictKind
from expectations.sheets import Figure, arrange_report

NOTHING_KNOWN = Figure(None, 0, None)  # the amount of a cell that no cell prints


@dataclass(slots=True)
class Outcome:
    """Numbers of claims: those a trial turned from violated to holding, the reverse, or left violated.

    `lost` are equalities between amounts of two tables, or of a table and the text, that hold as printed and
    cannot be told once an amount is unknown.
    """

    mended: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    still: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Bench:
    """The claims of a report with their verdicts, and the claims that each cell stands in.

    Only claims that were judged stand here; `kinds` are their verdicts, in the same order.
    """

    claims: list[Claim]
    kinds: list[VerdictKind]
    by_cell: dict[int, list[int]]

    def list_violated(self, table: str = "") -> list[int]:
        """Violated claims; with `table`, those that a cell of it stands in."""
        violated = [number for number, kind in enumerate(self.kinds) if kind is VerdictKind.VIOLATED]
        return [number for number in violated if not table or table in tables_of(self.claims[number])]

    def may_be_places(self, table: str) -> bool:
        """Whether violated claims of a table share no cell: one wrong number cannot account for them all."""
        shared: set[int] | None = None
        for number in self.list_violated(table):
            own = self.cells_of(number)
            shared = own if shared is None else shared & own
        return shared is not None and not shared

    def cells_of(self, number: int) -> set[int]:
        """Numbers of the cells that stand in a claim."""
        return {figure.cell.cell_no for _, figure in list_figures(self.claims[number]) if figure.cell}

    def touching(self, cells: Iterable[int]) -> list[int]:
        """Claims that any of the cells stands in, in their order."""
        return sorted({number for cell in cells for number in self.by_cell.get(cell, ())})

    def try_figures(
        self, figures: Mapping[int, Figure], until_broken: bool = False, spared: Container[int] = ()
    ) -> Outcome:
        """Judge the claims that the figures, by cell number, stand in as if those were printed.

        With `until_broken` the trial ends at the first claim that it breaks, which spares most of the work
        where a single one refutes what is supposed. Claims `spared` are not judged.
        """
        outcome = Outcome()
        for number in self.touching(figures):
            if number in spared:
                continue
            before, after = self.kinds[number], judge_with(self.claims[number], figures)
            if before is VerdictKind.VIOLATED and after in HOLDING:
                outcome.mended.append(number)
            elif before in HOLDING and after is VerdictKind.VIOLATED:
                outcome.broken.append(number)
                if until_broken:
                    break
            elif after is VerdictKind.VIOLATED:
                outcome.still.append(number)
            elif before in HOLDING and after is VerdictKind.NOT_EVALUABLE and self._ties(number):
                outcome.lost.append(number)
        return outcome

    def derive(self, figures: Mapping[int, Figure]) -> tuple[dict[int, Figure], set[int]]:
        """Figures with those unknown that a claim yields, and the claims so used, which then prove nothing.

        A claim yields a figure that is the only unknown in it; sums inside one row are asked first, then
        those inside a table.
        """
        known, used = dict(figures), set[int]()
        for cell_no in [number for number, figure in figures.items() if figure.amount is None]:
            claims = [n for n in self.by_cell.get(cell_no, ()) if not self.claims[n].at_most]
            for number in sorted(set(claims) - used, key=lambda n: (*self._reach(n), n)):
                solved = _solve(self.claims[number], cell_no, known)
                if solved is not None:
                    known[cell_no] = solved
                    used.add(number)
                    break
        return known, used

    def _reach(self, number: int) -> tuple[int, int]:
        """How many tables and rows the cells of a claim stand in."""
        cells = [figure.cell for _, figure in list_figures(self.claims[number]) if figure.cell]
        rows = {(cell.table_code, cell.row_no, cell.side) for cell in cells}
        return len({table for table, _, _ in rows}), len(rows)

    def _ties(self, number: int) -> bool:
        """Whether a claim sets amounts, not noughts, of two tables or of a table and the text equal."""
        claim = self.claims[number]
        figures = [figure for _, figure in list_figures(claim) if figure.amount]
        places = {figure.cell.table_code if figure.cell else "" for figure in figures}
        return not claim.at_most and len(places) > 1

    def with_figures(self, figures: Mapping[int, Figure]) -> "Bench":
        """The bench with other figures in the claims of some cells, and those claims judged anew."""
        claims, kinds = list(self.claims), list(self.kinds)
        for number in self.touching(figures):
            claims[number] = _put_in(claims[number], figures)
            kinds[number] = judge_claim(claims[number], "").verdict
        return Bench(claims, kinds, self.by_cell)

    def keys(self, numbers: Iterable[int]) -> tuple[VerdictKey, ...]:
        """Keys of the verdicts on some claims."""
        return tuple((self.claims[n].identity.id, self.claims[n].instance) for n in numbers)


def set_up(claims: Sequence[Claim], verdicts: Iterable[Verdict]) -> Bench:
    """Pair claims with their verdicts by identity and instance.

    Those that were not judged in yuan stay out, and so do soft ones, which may fail and prove nothing.
    """
    kinds = {(v.identity_id, v.instance): v.verdict for v in verdicts if v.unit == "yuan"}
    bench = Bench([], [], {})
    for claim in claims:
        kind = kinds.get((claim.identity.id, claim.instance), VerdictKind.NOT_EVALUABLE)
        if kind is VerdictKind.NOT_EVALUABLE or claim.soft:
            continue
        for cell_no in {figure.cell.cell_no for _, figure in list_figures(claim) if figure.cell}:
            bench.by_cell.setdefault(cell_no, []).append(len(bench.claims))
        bench.claims.append(claim)
        bench.kinds.append(kind)
    return bench


def judge_with(claim: Claim, figures: Mapping[int, Figure]) -> VerdictKind:
    """The verdict on a claim in which some cells, by number, contribute other figures."""
    return judge_claim(_put_in(claim, figures), "").verdict


def _put_in(claim: Claim, figures: Mapping[int, Figure]) -> Claim:
    return replace(claim, left=_swap_in(claim.left, figures), right=_swap_in(claim.right, figures))


def _solve(claim: Claim, cell_no: int, known: Mapping[int, Figure]) -> Figure | None:
    """What a cell must contribute for the claim to hold, with the width of all the rest; None if untold."""
    rest, width, own, sign_of_own = 0, 0, None, 0
    for sign, figure in list_figures(claim):
        number = figure.cell.cell_no if figure.cell else None
        if number == cell_no:
            own, sign_of_own = figure, sign_of_own + sign
            continue
        new = figure if number is None else known.get(number, figure)
        if new.amount is None:
            return None
        rest, width = rest + sign * new.amount, width + new.width
    if own is None or abs(sign_of_own) != 1:
        return None
    return own._replace(amount=-sign_of_own * rest, width=width)


def _swap_in(signed: Sequence[SignedFigure], figures: Mapping[int, Figure]) -> list[SignedFigure]:
    return [
        (sign, figures.get(figure.cell.cell_no, figure) if figure.cell is not None else figure)
        for sign, figure in signed
    ]


def tables_of(claim: Claim) -> set[str]:
    """Tables whose cells stand in a claim."""
    return {figure.cell.table_code for _, figure in list_figures(claim) if figure.cell is not None}


def figures_for(cells: Sequence[Cell]) -> dict[int, Figure]:
    """What cells contribute to sums, by number; ``cells`` are whole tables, whose usual decimals count."""
    report = arrange_report(cells, ())
    return {
        figure.cell.cell_no: figure
        for sheet in report.sheets.values()
        for row in sheet.rows
        for figure in row.figures.values()
        if figure.cell is not None
    }
