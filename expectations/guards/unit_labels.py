"""A table in another unit than all others of its report, where no identity tells whether that is right."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from expectations.claims import Claim, Verdict, list_figures
from expectations.doubts import HOLDING
from expectations.findings import Finding, suspect_of_unit
from expectations.guards.rules import tell
from expectations.printed import PrintedReport, PrintedTable
from expectations.rounding import YUAN_PER_UNIT

FEWEST_OTHERS = 2
SMALL = Decimal(1_000)  # yuan: where other tables are in 万元, amounts this small are hardly in 元


def guard_unit_labels(
    printed: PrintedReport, claims: Sequence[Claim], verdicts: Sequence[Verdict]
) -> Iterator[Finding]:
    """The one table whose unit differs, unless an identity holds between its amounts and others.

    A warning where its amounts are too small for its unit, for information where it has none.
    """
    units = {cell.table_code: cell.unit for cell in printed.cells}
    units = {table.table_code: units.get(table.table_code, table.unit) for table in printed.tables}
    usual, others = Counter(units.values()).most_common(1)[0] if units else ("", 0)
    odd = [table for table in printed.tables if units[table.table_code] != usual]
    if len(odd) != 1 or others < FEWEST_OTHERS or YUAN_PER_UNIT.get(usual, 0) != YUAN_PER_UNIT["万元"]:
        return
    table = odd[0]
    amounts = [
        abs(cell.amount) for cell in printed.cells if cell.table_code == table.table_code and cell.amount
    ]
    if _is_tied(table.table_code, claims, verdicts) or (amounts and max(amounts) >= SMALL):
        return
    yield _tell(table, units[table.table_code], usual, max(amounts, default=None))


def _is_tied(table: str, claims: Sequence[Claim], verdicts: Sequence[Verdict]) -> bool:
    """Whether an equality holds between an amount of the table and one elsewhere."""
    held = {(v.identity_id, v.instance) for v in verdicts if v.verdict in HOLDING}
    for claim in claims:
        if claim.at_most or (claim.identity.id, claim.instance) not in held:
            continue
        places = {f.cell.table_code if f.cell else "" for _, f in list_figures(claim) if f.amount}
        if table in places and len(places) > 1:
            return True
    return False


def _tell(table: PrintedTable, unit: str, usual: str, largest: Decimal | None) -> Finding:
    evidence = (f"其余各表均以{usual}为单位", f"All other tables are in {usual}")
    suspect = suspect_of_unit(table.table_code, table.pages[0], unit, usual, evidence)
    return tell(
        "G27",
        {"unit": unit, "usual": usual},
        severity="info" if largest is None else "warning",
        table_code=table.table_code,
        measure="unit",
        page=table.pages[0],
        suspects=(suspect,),
    )
