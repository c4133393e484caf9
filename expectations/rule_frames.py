"""SQL for the frames of what was found in reports: findings, suspects, disclosure and ledger.

What belongs here: queries that give each rule a column of its own, so that one frame serves an expectation
per rule. Every report stands in every frame, for a rule that found nothing there was asked all the same.
"""

from collections.abc import Iterable

from expectations.ddl import quote_name, quote_text

# Columns that tell a reader where a failing row of these frames stands, where it has them.
RULE_PLACE_COLUMNS = (
    *("sha256", "department", "fiscal_year", "finding_no", "suspect_no", "table_code", "side"),
    *("subject_code", "item", "measure", "page"),
)


def kind_name(kind: str) -> str:
    """Name in a frame of the column of a kind of error."""
    return f"kind_{kind}"


def unchecked_name(kind: str) -> str:
    """Name in a frame of the column of what was not checked of a kind of the ledger's entries."""
    return f"unchecked_{kind}"


def findings_query(rule_ids: Iterable[str], reports: str) -> str:
    """One row per finding of the reports, or per report without any, with a column per rule.

    The column of the rule that found it holds the message, all others NULL. `reports` is an SQL condition on
    `sha256`.
    """
    place = f"{_as_text('finding_no')}, table_code, subject_code, measure, {_as_text('page')}"
    columns = ", ".join(
        f"CASE WHEN rule_id = {quote_text(rule)} THEN message_zh END AS {quote_name(rule)}"
        for rule in rule_ids
    )
    return f"""
        SELECT sha256, department, fiscal_year, {place}, {columns}
        FROM dim_report LEFT JOIN quality_finding USING (sha256)
        WHERE {reports} ORDER BY sha256, quality_finding.finding_no
    """


def suspects_query(kinds: Iterable[str], reports: str) -> str:
    """One row per suspect ranked first, or per report without any, with a column per kind of error.

    The column of its kind holds what is printed and what should be, all others NULL.
    """
    numbers = ", ".join(map(_as_text, ("suspect_no", "finding_no", "page")))
    place = f"{numbers}, table_code, side, subject_code, item, measure"
    shown = "concat_ws(' → ', printed, coalesce(suggested_text, '?'))"
    columns = ", ".join(
        f"CASE WHEN kind = {quote_text(kind)} THEN {shown} END AS {quote_name(kind_name(kind))}"
        for kind in kinds
    )
    return f"""
        SELECT sha256, department, fiscal_year, {place}, {columns}
        FROM dim_report LEFT JOIN (FROM quality_suspect WHERE rank = 1) AS first USING (sha256)
        WHERE {reports} ORDER BY sha256, first.suspect_no
    """


def disclosure_query(item_ids: Iterable[str], reports: str) -> str:
    """One row per report, with a column per item that holds its status, NULL where that is unread.

    What is lacking is followed by the page and the words that show it.
    """
    shown = "CASE status WHEN 'lacking' THEN concat_ws(' ', status, 'p. ' || page, words) ELSE status END"
    looked_for = "status <> 'unread'"
    columns = ", ".join(
        f"any_value({shown}) FILTER (item_id = {quote_text(item)} AND {looked_for}) AS {quote_name(item)}"
        for item in item_ids
    )
    return f"""
        SELECT sha256, department, fiscal_year, {columns}
        FROM dim_report LEFT JOIN quality_disclosure USING (sha256)
        WHERE {reports} GROUP BY ALL ORDER BY sha256
    """


def ledger_query(kinds: Iterable[str], reports: str) -> str:
    """One row per report: its grade, the entries of its ledger, and by kind the things that were not checked.

    A report whose ledger has no entry of a kind has NULL there.
    """
    unchecked = "status IN ('insufficient_data', 'unread')"
    columns = ", ".join(
        f"CASE WHEN count(*) FILTER (kind = {quote_text(kind)}) > 0 THEN coalesce(string_agg(thing, ', ' "
        f"ORDER BY thing) FILTER (kind = {quote_text(kind)} AND {unchecked}), '') END "
        f"AS {quote_name(unchecked_name(kind))}"
        for kind in kinds
    )
    return f"""
        SELECT sha256, department, fiscal_year, grade, count(rule_id) AS entries, {columns}
        FROM dim_report LEFT JOIN quality_ledger USING (sha256)
        WHERE {reports} GROUP BY ALL ORDER BY sha256
    """


def _as_text(name: str) -> str:
    """A number as text: with a NULL in its column 7 would become 7.0."""
    return f"CAST({name} AS VARCHAR) AS {name}"
