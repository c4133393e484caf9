"""Labels read almost right, set right by what reference data knows, and codes and labels that contradict.

A name is put right only where a single known one can be meant; nothing else is guessed.
"""

import re
from functools import cache
from importlib import resources

from assets.extract.forms import load_forms, load_header_words
from assets.extract.grid import Grid, GridCell
from assets.extract.numerals import ascii_form, is_code, is_code_part
from assets.extract.scan.texts import SURE_TEXT
from assets.extract.text import has_han, match_key, squeeze
from assets.reference.subjects import load_subjects
from expectations.yaml_files import read_yaml

MOST_WRONG = 3  # characters of the name of a known code that may have been misread
LEAST_PREFIX = 4  # characters: names cut off at their cell's edge are printed so
LEAST_CODES = 2  # in a column, from which what is no code there was misread
# The stroke after an ordinal is the first that a poor scan loses or takes for a point.
_ORDINAL = re.compile(r"^([(（]?[一二三四五六七八九十]{1,3}[)）]?)([、,，.。·:：;；'`|-]?)(.+)$")
_STRAY = ",，.。·:：;；'`|-、"


def correct_labels(grid: Grid) -> None:
    """Correct the labels of a grid in place, and doubt codes that are none or contradict their label.

    A code names its row: its subject's name is compared with the label beside it. A label without a code is
    compared with all that are known.
    """
    code_columns = [col for col in range(grid.cols) if _holds_codes(grid, col)]
    for row in range(grid.rows):
        parts: list[GridCell] = []
        misread = False
        for cell in (cell for cell in grid.owner[row] if cell.row == row):
            if has_han(cell.text):
                _correct(cell, parts)
                cell.doubt = cell.doubt or ("low_confidence" if misread else "")
                parts, misread = [], False
            elif is_code(cell.text) or is_code_part(cell.text):
                parts.append(cell)
            elif cell.col in code_columns and any(c.isdigit() for c in cell.text):
                cell.doubt, misread = cell.doubt or "low_confidence", True


def _holds_codes(grid: Grid, col: int) -> bool:
    texts = [ascii_form(text) for row in range(grid.rows) if (text := grid.text(row, col))]
    return sum(is_code(text) and len(text) >= 5 for text in texts) >= LEAST_CODES


def _correct(cell: GridCell, parts: list[GridCell]) -> None:
    """Correct the label beside a code, which may be divided into parts, or beside none."""
    code = _joined([ascii_form(part.text) for part in parts])
    names = _names().get(code)
    if not is_code(code):
        _set_right(cell, known_labels(), 1)
        return
    _set_right(cell, names or _all_names(), MOST_WRONG if names else 1)
    if _contradict(code, match_key(cell.text)):
        parts[-1].doubt = parts[-1].doubt or "low_confidence"


def _joined(parts: list[str]) -> str:
    """Code of a row whose 类, 款 and 项 stand apart, each alone or with what is above it."""
    code = ""
    for part in parts:
        code = part if code and part.startswith(code) else code + (part.zfill(2) if code else part)
    return code


def _set_right(cell: GridCell, names: frozenset[str], most_wrong: int) -> None:
    """Give a label the known spelling that it nearly has, and clear its doubt if only that can be meant."""
    for lead, rest in _divisions(cell.text):
        key = match_key(rest)
        if key in names:
            if key != match_key(cell.text):
                cell.text = lead + rest
            if (cell.confidence or 0.0) >= SURE_TEXT or not _close(key, names, most_wrong):
                cell.doubt = ""
            return
    if cell.doubt:
        meant = {
            (lead, name)
            for lead, rest in _divisions(cell.text)
            for name in _close(match_key(rest), names, most_wrong)
        }
        if len(meant) == 1:
            cell.text, cell.doubt = "".join(*meant), ""


def _divisions(text: str) -> list[tuple[str, str]]:
    """Ways to divide a label into its ordinal, put right, and the rest: undivided first.

    A stroke or point after it makes an ordinal one; without, 一 may as well begin a word.
    """
    squeezed = squeeze(text).lstrip(_STRAY)
    found = _ORDINAL.match(squeezed)
    if not found:
        return [("", squeezed)]
    ordinal = found.group(1)
    bracketed = ordinal[-1] in ")）"
    divided = (ordinal if bracketed else f"{ordinal}、", found.group(3))
    return [divided] if bracketed or found.group(2) else [("", squeezed), divided]


def _close(read: str, names: frozenset[str], most_wrong: int) -> list[str]:
    """Names that differ from what was read in few characters, none of them lost or won."""
    return [name for name in names if 0 < _wrong(read, name) <= min(most_wrong, len(name) // 4)]


def _wrong(read: str, name: str) -> int:
    if len(read) != len(name):
        return len(name)
    return sum(a != b for a, b in zip(read, name, strict=True))


def _contradict(code: str, label: str) -> bool:
    """Tell whether a label that names a known subject stands beside the code of another."""
    names = _names().get(code, frozenset())
    if label in names or _close(label, names, MOST_WRONG):
        return False
    if any(name.startswith(label) or label.startswith(name) for name in names if len(label) >= LEAST_PREFIX):
        return False
    return label in _all_names()


@cache
def _names() -> dict[str, frozenset[str]]:
    """Names of each code, in whatever year and classification."""
    names: dict[str, set[str]] = {}
    for subject in load_subjects():
        names.setdefault(subject.subject_code, set()).add(match_key(subject.name))
    return {code: frozenset(known) for code, known in names.items()}


@cache
def _all_names() -> frozenset[str]:
    return frozenset().union(*_names().values())


@cache
def known_labels() -> frozenset[str]:
    """Every label, folded for comparison, that the catalogue, the forms and the list of row labels know."""
    words = load_header_words()
    titles = {title for form in load_forms() for title in form.titles}
    source = resources.files("assets.reference") / "row_labels.yml"
    rows = {match_key(label) for label in read_yaml(source)["labels"]}
    vocabulary = words.words | words.labels | words.totals | words.captions
    return frozenset(_all_names() | titles | rows | vocabulary)
