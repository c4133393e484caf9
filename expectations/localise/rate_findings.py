"""Findings on rates that do not follow from their amounts: the rate is wrong, an amount of it, or either.

A rate is wrong itself where it comes of another base or of a slip, and where other identities confirm all its
amounts. An amount that none confirms is wrong where another value of it mends a second rate or comparison as
well, or where a slip of the hand leads from that value to what is printed. Else it cannot be told which.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from expectations.claims import Verdict
from expectations.findings import Finding, Suspect, suspect_of_cell, suspect_of_statement
from expectations.localise.amounts import Comparison, Doubt, Rated, find_slip, list_doubts
from expectations.localise.compose import ABOUT, CANDIDATES, LOCATED, gravest
from expectations.localise.rates import (
    FAIR_CHANCE,
    Place,
    find_base,
    is_slip,
    list_places,
    suspect_rate,
    tell_rate,
)
from expectations.localise.words import (
    Words,
    fill,
    fill_rule,
    join_words,
    name_kind,
    name_place,
    name_statement,
    print_amount,
)
from expectations.rounding import yuan_from_half_fens

WITNESSES = 2  # rates and comparisons against an amount that make it the wrong one


def explain_rates(
    rates: Sequence[Rated], words: Sequence[Comparison], confirmed: AbstractSet[Place]
) -> Iterator[Finding]:
    """Findings on all violated rates, and on those violated comparisons that speak against the same amount.

    `confirmed` are the places of the amounts that other identities confirm.
    """
    unclear = []
    for claim, verdict in rates:
        if find_base(claim) or is_slip(claim):
            yield tell_rate(verdict, claim)
            if find_base(claim):  # so its amounts are those that it was taken of
                confirmed = confirmed | list_places(claim, verdict.sha256)
        else:
            unclear.append((claim, verdict))
    while doubts := list_doubts(unclear, words, confirmed):
        worst = max(doubts, key=lambda doubt: (len(doubt.verdicts), find_slip(doubt) is not None))
        if len(worst.verdicts) < WITNESSES and find_slip(worst) is None:
            break
        yield _tell_amount(worst)
        unclear = [rated for rated in unclear if rated not in worst.rates]
        words = [one for one in words if one not in worst.words]
    for claim, verdict in unclear:
        rivals = list_doubts([(claim, verdict)], (), confirmed)
        # No slip leads to any of the amounts, or the loop above would have told it.
        is_clear = not rivals or is_slip(claim, FAIR_CHANCE)
        yield tell_rate(verdict, claim) if is_clear else _tell_either((claim, verdict), rivals)


def _tell_amount(doubt: Doubt) -> Finding:
    """The finding that the amount is wrong; a value is suggested where a slip tells it to the last digit."""
    slip = find_slip(doubt)
    due, kind = slip or (doubt.due, "narrative_mismatch")
    text = print_amount(doubt.variable, due)
    suspect = _suspect_amount(doubt, due, kind)
    if slip:
        suspect = suspect._replace(suggested=yuan_from_half_fens(due), suggested_text=text)
    rule_id = LOCATED if slip else ABOUT
    place = name_place(doubt.variable)
    message = fill_rule(rule_id, place=place, printed=suspect.printed, suggested=text, kind=name_kind(kind))
    amount = yuan_from_half_fens(abs(due - doubt.variable.amount))
    return _compose(rule_id, message, [suspect], doubt.verdicts)._replace(amount=amount)


def _tell_either(rated: Rated, rivals: Sequence[Doubt]) -> Finding:
    """The finding that either the rate or an amount of it is wrong, with no value suggested."""
    claim, verdict = rated
    suspects = [
        suspect_rate(claim)._replace(suggested_text=""),
        *(_suspect_amount(doubt, doubt.due, "narrative_mismatch") for doubt in rivals),
    ]
    suspects = [suspect._replace(rank=n, set_no=n) for n, suspect in enumerate(suspects, start=1)]
    message = fill_rule(
        CANDIDATES,
        place=name_statement(claim.statement),
        printed=suspects[0].printed,
        kind=name_kind(suspects[0].kind),
        candidates=len(suspects),
    )
    return _compose(CANDIDATES, message, suspects, [verdict])


def _suspect_amount(doubt: Doubt, due: int, kind: str) -> Suspect:
    """The amount as a suspect, with how many rates and comparisons hold with the value in half-fens."""
    value = print_amount(doubt.variable, due)
    evidence = join_words(
        [name_kind(kind), fill("evidence", "rates", value=value, count=len(doubt.verdicts))]
    )
    if doubt.variable.cell is not None:
        return suspect_of_cell(doubt.variable.cell, kind, evidence)
    assert doubt.variable.statement is not None
    return suspect_of_statement(doubt.variable.statement, kind, evidence)


def _compose(
    rule_id: str, message: Words, suspects: Sequence[Suspect], explained: Sequence[Verdict]
) -> Finding:
    first = suspects[0]
    return Finding(
        rule_id=rule_id,
        severity=gravest(explained),
        message_zh=message.zh,
        message_en=message.en,
        table_code=first.table_code,
        subject_code=first.subject_code,
        measure=first.measure,
        page=first.page,
        cell_no=first.cell_no,
        statement_no=first.statement_no,
        explains=tuple((verdict.identity_id, verdict.instance) for verdict in explained),
        suspects=tuple(suspects),
    )
