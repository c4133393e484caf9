"""Labels read almost right, set right by the catalogue of subjects where only one name can be meant."""

from functools import cache

from assets.extract.forms import load_forms, load_header_words
from assets.extract.grid import Grid, GridCell
from assets.extract.numerals import ascii_form, is_code
from assets.extract.text import has_han, has_ordinal, item_of, match_key
from assets.reference.subjects import load_subjects

MOST_WRONG = 0.25  # of a name's characters that may have been misread


def correct_labels(grid: Grid) -> None:
    """Correct the labels of a grid in place, and clear the doubts of those that are names it is known to use.

    A code names its row: its subject's name is compared with the label beside it. A label without a code is
    known or it is not; nothing is guessed for it.
    """
    for row in range(grid.rows):
        code = ""
        for cell in (cell for cell in grid.owner[row] if cell.row == row):
            if is_code(cell.text):
                code = "" if cell.doubt else ascii_form(cell.text)
            elif has_han(cell.text):
                _correct(cell, code)
                code = ""


def _correct(cell: GridCell, code: str) -> None:
    meant = match_key(item_of(cell.text))
    if meant in _known_labels() or match_key(cell.text) in _known_labels():
        cell.doubt = ""
        return
    close = [name for name in _names().get(code, ()) if _is_close(meant, name)]
    if cell.doubt == "low_confidence" and len(close) == 1 and not has_ordinal(cell.text):
        cell.text, cell.doubt = close[0], ""


def _is_close(read: str, name: str) -> bool:
    """Tell whether a name was read with few characters wrong and none lost or won."""
    wrong = sum(a != b for a, b in zip(read, name, strict=False))
    return len(read) == len(name) and 0 < wrong <= MOST_WRONG * len(name)


@cache
def _names() -> dict[str, frozenset[str]]:
    """Names of each code, in whatever year and classification."""
    names: dict[str, set[str]] = {}
    for subject in load_subjects():
        names.setdefault(subject.subject_code, set()).add(match_key(subject.name))
    return {code: frozenset(known) for code, known in names.items()}


@cache
def _known_labels() -> frozenset[str]:
    """Every label that the catalogue and the forms know."""
    words = load_header_words()
    titles = {title for form in load_forms() for title in form.titles}
    names = {name for known in _names().values() for name in known}
    return frozenset(names | titles | words.words | words.labels | words.totals | words.captions)
