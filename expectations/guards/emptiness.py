"""Tables said to be empty that are not, empty ones whose money others state, blanks among noughts."""

from collections.abc import Iterator, Sequence

from expectations.cells import Cell
from expectations.claims import Claim, Verdict, list_figures
from expectations.findings import Finding
from expectations.folding import fold_width
from expectations.guards.rules import tell
from expectations.guards.words import load_words
from expectations.printed import PrintedReport
from expectations.rounding import yuan_from_half_fens

EMPTY = "empty_table:"


def guard_notes(printed: PrintedReport) -> Iterator[Finding]:
    """A note says that a table holds nothing, and amounts are printed in it."""
    pattern = load_words().patterns["table_is_empty"]
    for table in printed.tables:
        amounts = [
            cell.amount for cell in printed.cells if cell.table_code == table.table_code and cell.amount
        ]
        found = next(
            filter(None, (pattern.search(fold_width(line)) for line in table.note.split("\n"))), None
        )
        if amounts and found:
            values = {"note": found.group(), "count": len(amounts)}
            largest = max(abs(amount) for amount in amounts)
            page = table.pages[-1]
            yield tell("G23", values, table_code=table.table_code, page=page, amount=largest)


def guard_empty_tables(
    printed: PrintedReport, claims: Sequence[Claim], verdicts: Sequence[Verdict]
) -> Iterator[Finding]:
    """A table without amounts, where another table or the text states some of what it should hold."""
    reasons = {(v.identity_id, v.instance): v.reason or "" for v in verdicts}
    stated: dict[str, list[int]] = {}
    for claim in claims:
        if not reasons.get((claim.identity.id, claim.instance), "").startswith(EMPTY):
            continue
        amounts = [abs(figure.amount) for _, figure in list_figures(claim) if figure.amount]
        for table in claim.empty_tables if amounts else ():
            stated.setdefault(table, []).append(max(amounts))
    pages = {table.table_code: table.pages[0] for table in printed.tables}
    for table, amounts in sorted(stated.items()):
        largest = yuan_from_half_fens(max(amounts))
        values = {"amount": largest, "count": len(amounts)}
        yield tell("G24", values, table_code=table, page=pages.get(table), amount=largest)


def guard_blanks(printed: PrintedReport) -> Iterator[Finding]:
    """Noughts printed in some cells of rows with amounts and left blank in others: one finding."""
    rows: dict[tuple[str, int, int, str | None], list[Cell]] = {}
    for cell in printed.cells:
        rows.setdefault((cell.table_code, cell.row_no, cell.block_no, cell.side), []).append(cell)
    printed_zero: set[str] = set()
    left_blank: set[str] = set()
    for (table, *_), own in rows.items():
        if any(cell.amount for cell in own):
            printed_zero |= {table for cell in own if cell.amount == 0}
            left_blank |= {table for cell in own if cell.value_kind in ("blank", "dash")}
    mixed = sorted(printed_zero & left_blank)
    if mixed:
        yield tell("G25", {"tables": "、".join(mixed)})
