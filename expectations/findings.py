"""Records of what is wrong with a report: findings, one per cause, and the suspects behind them."""

from decimal import Decimal
from typing import NamedTuple

from expectations.cells import Cell
from expectations.statements import Statement

# (identity_id, instance): the key of a verdict within its report.
VerdictKey = tuple[str, str]
# Why something is suspected, in Chinese and in English.
Reason = tuple[str, str]


class Suspect(NamedTuple):
    """One candidate of error localisation: a cell, a statement or a label that may be misprinted.

    `table_code` is '01'..'09' or 'narrative'; `measure` a measure of the table, 'code' for a subject code,
    'unit' for a unit label, the topic of a statement. `suggested` is in yuan, `suggested_text` what should
    be printed; both only where one value is clearly first. `rank` 1 is best supported among the candidates of
    one cause; those that belong to one minimal set share `set_no`. `kind` is of vocabulary/suspect_kinds.yml.
    """

    table_code: str
    side: str | None
    item: str
    subject_code: str
    measure: str
    printed: str
    suggested: Decimal | None
    suggested_text: str
    rank: int
    set_no: int
    kind: str
    evidence_zh: str
    evidence_en: str
    page: int | None
    cell_no: int | None = None
    statement_no: int | None = None


class Finding(NamedTuple):
    """One cause found. `amount` is what is at stake, in yuan; `explains` are the verdicts it accounts for.

    `suspects` are its candidates, best first. `rule_id` is permanent (docs/rules.md).
    """

    rule_id: str
    severity: str
    message_zh: str
    message_en: str
    table_code: str | None = None
    subject_code: str = ""
    measure: str | None = None
    page: int | None = None
    amount: Decimal | None = None
    cell_no: int | None = None
    statement_no: int | None = None
    explains: tuple[VerdictKey, ...] = ()
    suspects: tuple[Suspect, ...] = ()


def suspect_of_cell(cell: Cell, kind: str, evidence: Reason) -> Suspect:
    """A cell's amount as the only suspect, without a suggestion."""
    return Suspect(
        table_code=cell.table_code,
        side=cell.side,
        item=cell.item,
        subject_code=cell.subject_code,
        measure=cell.measure,
        printed=cell.printed,
        suggested=None,
        suggested_text="",
        rank=1,
        set_no=1,
        kind=kind,
        evidence_zh=evidence[0],
        evidence_en=evidence[1],
        page=cell.page,
        cell_no=cell.cell_no,
    )


def suspect_of_statement(statement: Statement, kind: str, evidence: Reason) -> Suspect:
    """A figure of the text as the only suspect, without a suggestion."""
    return Suspect(
        table_code="narrative",
        side=None,
        item=statement.subject,
        subject_code=statement.subject_code,
        measure=statement.topic,
        printed=statement.printed,
        suggested=None,
        suggested_text="",
        rank=1,
        set_no=1,
        kind=kind,
        evidence_zh=evidence[0],
        evidence_en=evidence[1],
        page=statement.page,
        statement_no=statement.statement_no,
    )


def suspect_of_unit(table_code: str, page: int, unit: str, other: str, evidence: Reason) -> Suspect:
    """The unit printed over a table as the only suspect, to be replaced by `other`."""
    return Suspect(
        table_code=table_code,
        side=None,
        item="",
        subject_code="",
        measure="unit",
        printed=unit,
        suggested=None,
        suggested_text=other,
        rank=1,
        set_no=1,
        kind="unit_label",
        evidence_zh=evidence[0],
        evidence_en=evidence[1],
        page=page,
    )
