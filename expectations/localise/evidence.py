"""What speaks for a suspect, as pieces of evidence in words."""

from collections.abc import Sequence

from expectations.localise.plausibility import Plausibility
from expectations.localise.ranking import SWAPPED, Change
from expectations.localise.words import Words, fill, join_words, name_place, print_amount

MOST_PLACES = 3


def list_evidence(
    change: Change, members: Sequence[Change], set_no: int, plausibility: Plausibility
) -> list[Words]:
    """Pieces of evidence for one change of a set, the claims first."""
    system = plausibility.system
    variable = system.variables[change.number]
    pieces = [_tell_claims(change, members, plausibility)]
    places = _find_elsewhere(change, plausibility)
    if places:
        pieces.append(fill("evidence", "elsewhere", places=join_words(places, "、", " and ")))
    partner = next((m for m in members if m.kind == change.kind == SWAPPED and m is not change), None)
    if partner is not None:
        pieces.append(fill("evidence", "swapped", place=name_place(system.variables[partner.number])))
    elif len(members) > 1:
        pieces.append(fill("evidence", "together", set=set_no))
    if variable.cell is not None:
        if change.kind == "zero" and plausibility.is_mentioned(variable.cell):
            pieces.append(fill("evidence", "mentioned"))
        if variable.cell.reader_doubt:
            pieces.append(fill("evidence", "doubted"))
    return pieces


def _tell_claims(change: Change, members: Sequence[Change], plausibility: Plausibility) -> Words:
    """How many claims on the figure hold with the value, and how many of them exactly."""
    system = plausibility.system
    variable = system.variables[change.number]
    moves = {member.number: member.value - system.variables[member.number].amount for member in members}
    exact = 0
    for index in variable.constraints:
        constraint = system.constraints[index]
        moved = sum(constraint.weights.get(number, 0) * by for number, by in moves.items())
        exact += not constraint.at_most and constraint.residual + moved == 0
    return fill(
        "evidence",
        "resolves",
        value=print_amount(variable, change.value),
        count=len(variable.constraints),
        exact=exact,
    )


def _find_elsewhere(change: Change, plausibility: Plausibility) -> list[Words]:
    """Places that print the value for the same subject: in other tables, or in the text."""
    system = plausibility.system
    variable = system.variables[change.number]
    found: dict[int, Words] = {}
    for index in variable.constraints:
        constraint = system.constraints[index]
        if len(constraint.weights) == 2:
            other = next(number for number in constraint.weights if number != change.number)
            if system.variables[other].amount == change.value:
                found[other] = name_place(system.variables[other])
    return list(found.values())[:MOST_PLACES]
