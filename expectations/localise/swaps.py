"""Two figures of a row that have changed places: one error that may violate claims in several components."""

from collections import defaultdict
from collections.abc import Iterator

from expectations.localise.system import System, Variable

Row = tuple[str, str | None, int, int]


def list_exchanges(system: System) -> Iterator[tuple[tuple[int, int], list[int]]]:
    """Pairs of figures of one row whose exchange makes all their claims hold, and what it mends.

    That is the violated constraints on either of them, of which there is at least one.
    """
    rows: dict[Row, list[Variable]] = defaultdict(list)
    for variable in system.variables:
        cell = variable.cell
        if cell is not None:
            rows[cell.table_code, cell.side, cell.block_no, cell.row_no].append(variable)
    for members in rows.values():
        for one in members:
            if not _is_violated(system, one):
                continue
            for other in members:
                # A pair comes up once, by its first member that stands in a violated claim.
                if other.amount == one.amount or (other.number < one.number and _is_violated(system, other)):
                    continue
                mended = _exchange(system, one, other)
                if mended:
                    yield (min(one.number, other.number), max(one.number, other.number)), mended


def _is_violated(system: System, variable: Variable) -> bool:
    return any(system.constraints[index].violated for index in variable.constraints)


def _exchange(system: System, one: Variable, other: Variable) -> list[int] | None:
    """Violated constraints that the exchange mends, None where a constraint is not kept or not mended."""
    by = other.amount - one.amount
    mended = []
    for index in system.touching((one.number, other.number)):
        constraint = system.constraints[index]
        weights = constraint.weights
        residual = constraint.residual + by * (weights.get(one.number, 0) - weights.get(other.number, 0))
        if (residual if constraint.at_most else abs(residual)) > constraint.bound:
            return None
        if constraint.violated:
            mended.append(index)
    return mended
