"""Claims on the amounts of the text (I26): those that tables print as well, and sums within the text."""

from collections.abc import Iterator
from itertools import product

from expectations.claims import Claim, SignedFigure, judge_claim
from expectations.clauses import TextClause, TextSumClause
from expectations.identities import Identity, load_identities
from expectations.printed import PrintedReport
from expectations.rounding import VerdictKind
from expectations.sheets import Figure, Report
from expectations.stated import (
    NARRATIVE,
    Printing,
    StatedText,
    arrange_text,
    list_printings,
)
from expectations.statements import Statement
from expectations.topics import load_topics

FEWEST_RESTATED = 2  # budgets that must differ together to be others than the table prints


def claim_text(printed: PrintedReport, report: Report, text: StatedText | None = None) -> Iterator[Claim]:
    """Claims on every amount of the text, each bearing its statement; at least one, whatever was read.

    `report` are the same report's tables, `text` its statements if they are arranged already. The instances
    name topic and subject, as `class/201/05/total`.
    """
    text = text or arrange_text(printed.statements, printed.fiscal_year)
    for identity in load_identities():
        for clause in identity.clauses:
            if isinstance(clause, TextClause):
                yield from _claim_amounts(identity, clause, text, report)
            elif isinstance(clause, TextSumClause):
                yield from _claim_sum(identity, clause, text)


def _claim_amounts(
    identity: Identity, clause: TextClause, text: StatedText, report: Report
) -> Iterator[Claim]:
    claims: list[Claim] = []
    budgets: list[Claim] = []
    for (topic, code), statements in text.amounts.items():
        owed = _keep_owed(list(list_printings(topic, code, report)))
        for statement, printing in product(statements, owed):
            claim = _claim_place(identity, text, statement, printing)
            claim.soft = claim.soft or _is_rough(statement, clause)
            claims.append(claim)
            if printing.place.adjusted and any(word in statement.sentence for word in clause.initial_words):
                budgets.append(claim)
    _soften_budgets(budgets)
    yield from claims or [Claim(identity, "text", NARRATIVE, reason="nothing_stated:")]


def _is_rough(statement: Statement, clause: TextClause) -> bool:
    """Whether the amount is said to be about so much (约20万元)."""
    return any(f"{word}{statement.printed}" in statement.sentence for word in clause.rough_words)


def _soften_budgets(claims: list[Claim]) -> None:
    """Let initial budgets differ from the table's adjusted ones; where one alone does, it is a misprint."""
    differing = {claim.measure for claim in claims if judge_claim(claim, "").verdict is VerdictKind.VIOLATED}
    if len(differing) >= FEWEST_RESTATED:
        for claim in claims:
            claim.soft = True


def _keep_owed(printings: list[Printing]) -> list[Printing]:
    """Printings that a report owes agreement with: a column that this form lacks is owed by none but all."""
    there = [printing for printing in printings if not (printing.reason or "").startswith("column_not")]
    return there or printings[:1]


def _claim_place(identity: Identity, text: StatedText, statement: Statement, printing: Printing) -> Claim:
    """The text's figure left, the table's right; outside the main part it may be that of a subset."""
    place, row = printing.place, printing.row
    claim = Claim(
        identity,
        f"{text.keys[statement.statement_no]}/{place.table}/{printing.name}/{place.measure}",
        place.table,
        side=printing.side,
        subject_code=row.code if row else statement.subject_code,
        item=row.item if row else statement.subject,
        measure=place.measure,
        page=statement.page,
        at_most=place.relation != "equal",
        reason=printing.reason,
        soft=place.soft or statement.part != text.main_part or statement.doubt is not None,
        statement_no=statement.statement_no,
    )
    if printing.figure is not None:
        claim.left = [(1, _match_width(text.read(statement), printing.figure))]
        claim.right = [(1, printing.figure)]
        claim.empty_tables = () if printing.figure.cell else (place.table,)
    if place.relation == "at_least":
        claim.left, claim.right = claim.right, claim.left
    return claim


def _match_width(stated: Figure, printed: Figure) -> Figure:
    """The stated figure, as exact as the table's where they are equal or it is a bare zero."""
    cut_off = stated.amount == printed.amount or not stated.amount
    return stated._replace(width=min(stated.width, printed.width)) if cut_off and printed.width else stated


def _claim_sum(identity: Identity, clause: TextSumClause, text: StatedText) -> Iterator[Claim]:
    """The stated total left, its parts right. With a part unstated the rest can agree, but not contradict."""
    total = text.find_amount(clause.total, "")
    if total is None:
        return
    claim = Claim(
        identity,
        clause.name,
        NARRATIVE,
        item=total.subject,
        measure=clause.total,
        page=total.page,
        left=[(1, text.read(total))],
        soft=total.part != text.main_part or total.doubt is not None,
        statement_no=total.statement_no,
    )
    unstated = ""
    for part in clause.parts:
        topic = part.removeprefix("-")
        found = text.list_coded(topic) if clause.coded else [text.find_amount(topic, "", near=total)]
        stated = [statement for statement in found if statement is not None]
        claim.right += [(-1 if part != topic else 1, text.read(statement)) for statement in stated]
        if clause.coded or not stated:
            unstated = unstated or topic
    if unstated and _may_lack_part(claim, clause):
        claim.reason = f"not_stated:{load_topics()[unstated].zh}"
    if claim.right:
        yield claim


def _may_lack_part(claim: Claim, clause: TextSumClause) -> bool:
    """Whether the parts miss the total, which unstated ones may make up; coded ones fall short of it."""
    missing = _residual(claim.left) - _residual(claim.right)
    if not clause.coded:
        return missing != 0
    return missing > sum(figure.width for _, figure in (*claim.left, *claim.right))


def _residual(figures: list[SignedFigure]) -> int:
    return sum(sign * (figure.amount or 0) for sign, figure in figures)
