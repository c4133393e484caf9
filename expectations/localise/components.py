"""Which violated claims have a cause in common: those that share figures, as connected components."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from expectations.localise.system import System


def part_violated(system: System) -> list[tuple[int, ...]]:
    """Violated constraints, grouped by what they share, each group and the groups in order.

    A constraint without any variable stands alone.
    """
    violated = [index for index, constraint in enumerate(system.constraints) if constraint.violated]
    links = [(index, system.constraints[index].weights.keys()) for index in violated]
    return join_linked(links)


def join_linked(links: Sequence[tuple[int, Iterable[int]]]) -> list[tuple[int, ...]]:
    """Members grouped so that two that share a link are in one group: union by following the links."""
    parent = {member: member for member, _ in links}

    def find(member: int) -> int:
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    first: dict[int, int] = {}
    for member, shared in links:
        for link in shared:
            one, other = find(first.setdefault(link, member)), find(member)
            parent[max(one, other)] = min(one, other)
    groups: dict[int, list[int]] = defaultdict(list)
    for member, _ in links:
        groups[find(member)].append(member)
    return [tuple(groups[root]) for root in sorted(groups)]
