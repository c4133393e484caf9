"""Claims between balances of this report and of that of the year before (I30).

Every claim is soft: balances may have been restated or taken back in between, so it proves no cell wrong.
"""

from collections.abc import Iterator

from expectations.claims import READ_IN_PART, Claim
from expectations.clauses import YearsClause
from expectations.identities import Identity, load_identities, load_row_names
from expectations.past import PRIOR_READ_IN_PART, Years, detach
from expectations.sheets import NOTHING, Figure
from expectations.stated import Printing, look_up
from expectations.topics import Place, place_of


def claim_years(years: Years) -> Iterator[Claim]:
    """Claims on balances brought in against last year's report; without one they say so."""
    for identity in load_identities():
        for clause in identity.clauses:
            if isinstance(clause, YearsClause):
                yield from _claim_balances(identity, clause, years)


def _claim_balances(identity: Identity, clause: YearsClause, years: Years) -> Iterator[Claim]:
    """A claim on the figure that the clause names, and with `coded` one for each code that a year prints."""
    yield _claim_balance(identity, clause, None, years)
    now = years.report.sheets.get(clause.now.table)
    before = years.past.report.sheets.get(clause.before.table) if years.past else None
    if not clause.coded or now is None or before is None:
        return
    if now.prints(clause.now.measure or "") and before.prints(clause.before.measure or ""):
        for code in sorted({*now.by_code, *before.by_code}):
            yield _claim_balance(identity, clause, code, years)


def _claim_balance(identity: Identity, clause: YearsClause, code: str | None, years: Years) -> Claim:
    """This year's opening balance left, last year's closing balance right."""
    place = place_of(clause.now, code)
    now = look_up(place, "", years.report)
    claim = Claim(
        identity,
        f"{clause.name}/{code}" if code else clause.name,
        place.table,
        side=now.side,
        subject_code=code or "",
        item=now.row.item if now.row else _label(place),
        measure=place.measure,
        page=now.row.page if now.row else None,
        soft=True,
    )
    if years.past is None:
        claim.reason = "no_prior_report:"
        return claim
    before = look_up(place_of(clause.before, code), "", years.past.report)
    left, right = _read_balance(now, code), _read_balance(before, code)
    claim.excuse = _find_excuse(now, before, years)
    if left is None or (now.figure is NOTHING and before.figure is NOTHING):
        claim.reason = now.reason or f"empty_table:{place.table}"
    elif right is None:
        claim.reason = f"no_prior_figure:{_label(before.place)}"
    else:
        claim.left, claim.right = [(1, left)], [(1, detach(right))]
        claim.empty_tables = (place.table,) if NOTHING in (now.figure, before.figure) else ()
    return claim


def _read_balance(printing: Printing, code: str | None) -> Figure | None:
    """The figure; a subject without a row in a table that lists what there was is nothing."""
    if printing.figure is None and code and (printing.reason or "").startswith("row_not_printed"):
        return NOTHING
    return printing.figure


def _find_excuse(now: Printing, before: Printing, years: Years) -> str | None:
    """Why a balance whose row is not printed may have been one all the same: that it was not read."""
    if now.figure is None and not years.report.is_complete:
        return READ_IN_PART
    if before.figure is None and years.past is not None and not years.past.report.is_complete:
        return PRIOR_READ_IN_PART
    return None


def _label(place: Place) -> str:
    return place.code or load_row_names()[place.table][place.row or ""].labels[0]
