"""Guards: what is wrong with a report although its sums may hold.

Scale, columns, codes, titles, placeholders, empty tables. Each guard looks at a whole printed report and says
what it finds under a permanent rule (rules/guards.yml). What belongs here: asking them all. Causes that are
proved by the identities are in expectations.table_causes.
"""

from collections.abc import Iterable, Sequence
from itertools import chain

from expectations.claims import Claim, Verdict
from expectations.findings import Finding
from expectations.guards.captions import guard_closing_dates, guard_departments, guard_years
from expectations.guards.catalogue import guard_catalogue, guard_name_shift, guard_repeated_codes
from expectations.guards.columns import (
    guard_lost_columns,
    guard_numbered_columns,
    guard_numbered_rows,
    guard_year_amounts,
)
from expectations.guards.emptiness import guard_blanks, guard_empty_tables, guard_notes
from expectations.guards.placeholders import guard_placeholders
from expectations.guards.scale import guard_glyphs, guard_last_year, guard_sisters
from expectations.guards.unit_labels import guard_unit_labels
from expectations.printed import PrintedReport

__all__ = ["run_guards"]


def run_guards(
    printed: PrintedReport,
    claims: Sequence[Claim | None] = (),
    verdicts: Iterable[Verdict] = (),
    causes: Iterable[Finding] = (),
) -> list[Finding]:
    """All findings of the guards, in the order of their rules.

    `printed` is the report without its table-wide `causes` (apply_causes), so that none is told twice;
    `claims` and `verdicts` are those on it, and tell which tables stand empty against others.
    """
    own = [claim for claim in claims if claim is not None]
    judged = list(verdicts)
    found = chain(
        guard_catalogue(printed),
        guard_repeated_codes(printed),
        guard_numbered_columns(printed),
        guard_numbered_rows(printed),
        guard_year_amounts(printed),
        guard_lost_columns(printed, {cause.table_code for cause in causes if cause.rule_id == "G28"}),
        guard_glyphs(printed),
        guard_sisters(printed),
        guard_last_year(printed),
        guard_years(printed),
        guard_departments(printed),
        guard_closing_dates(printed),
        guard_placeholders(printed),
        guard_notes(printed),
        guard_empty_tables(printed, own, judged),
        guard_blanks(printed),
        guard_name_shift(printed),
        guard_unit_labels(printed, own, judged),
    )
    return sorted(found, key=lambda finding: finding.rule_id)
