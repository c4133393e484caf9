"""Which measure the header over a column, or the label of a row, names.

三公 tables cross two things, the phase (budget, final) and the item (出国, 车, 接待): both in the header, or
one of them in the header and the other down the rows. Half a name is written with ``ANY`` in the place of
what is missing, ``budget_*`` or ``*_reception``, until a row's label completes it.
"""

import re

from assets.extract.forms import Form
from assets.extract.text import item_of, match_key

ANY = "*"
# Balances of last year are this year's opening ones; its other figures belong to its own report.
_LAST_YEAR = re.compile(r"上年(?![^/]*(结转|结余))|上期|上一年|去年")
_YEAR = re.compile(r"(20\d\d)年")


def measure_of(form: Form, path: str, side: str | None = None) -> str:
    """Return the measure a header path names, half a one where a form has phases, '' where none fits."""
    if not form.phases:
        return _item_of_path(form, path, side)
    phase, rest = _split_phase(form, path)
    item = _item_of_path(form, rest, side)
    return f"{phase or ANY}_{item or ANY}" if phase or item else ""


def is_of_another_year(path: str, fiscal_year: int | None) -> bool:
    """Tell whether a header path names a year that is not the report's, in words or figures."""
    years = {int(year) for year in _YEAR.findall(path)}
    return bool(_LAST_YEAR.search(path) or (fiscal_year and years and fiscal_year not in years))


def is_half(measure: str) -> bool:
    """Tell whether a measure still lacks its phase or its item."""
    return ANY in measure


def complete(form: Form, measure: str, label: str) -> str:
    """Complete half a measure by a row's label; '' where the label does not name the other half."""
    if not is_half(measure):
        return measure
    key = match_key(item_of(label))
    if form.is_other_row(label):
        return ""
    phase, _, item = measure.partition("_")
    label_phase, rest = _split_phase(form, key)
    if phase == ANY:
        return f"{label_phase}_{item}" if label_phase else ""
    label_item = _item_of_path(form, rest)
    return f"{phase}_{label_item}" if label_item else ""


def is_preferred(form: Form, path: str) -> bool:
    """Tell whether this column goes before others of its name (全年预算数 before 年初预算数)."""
    preferences = [named.prefer for named in form.phases] + [named.prefer for named in form.measures]
    return any(preference.search(path) for preference in preferences if preference)


def _split_phase(form: Form, path: str) -> tuple[str, str]:
    """Phase a path names ('' where none), and the path without the words that name only a phase."""
    segments = path.split("/")
    phase = next((p.id for p in form.phases if any(p.match.search(s) for s in segments)), "")
    return phase, "/".join(s for s in segments if not any(p.match.fullmatch(s) for p in form.phases))


def _item_of_path(form: Form, path: str, side: str | None = None) -> str:
    """Measure a path names; from 其中 on it is of a part, which the words before it do not name."""
    path = path[max(path.find("其中"), 0) :]
    for measure in form.measures:
        if measure.sides and side and side not in measure.sides:
            continue
        if any(pattern.search(path) for pattern in measure.match):
            return measure.id
    return ""
