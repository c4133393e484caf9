"""A report whose readers' grids can be corrupted: read once, interpreted again for each corruption.

Only what a reader returned is replaced, through the interface of readers; all that follows runs as always.
"""

import json
import pickle
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any, Self
from unittest.mock import patch

from assets.extract.camelot_reader import CamelotReader
from assets.extract.grid import Box, Glyph, Grid, Page
from assets.extract.pages import OpenReport
from assets.extract.pdfium_reader import PdfiumReader
from assets.extract.readers import GridReader
from assets.extract.refusal import Unreadable, open_report
from assets.extract.repair import prepared
from assets.extract.report import read_report
from assets.reading_mode import ReadingMode
from benchmarks.accuracy import fold_label
from tools.mutations import CORRUPTIONS

READERS: dict[str, Callable[[], GridReader]] = {"camelot": CamelotReader, "pdfium": PdfiumReader}
MISDRAWN = "digit misdrawn"  # a corruption below the grids: of what pdfium says of a glyph
CLASSES = {"camelot": "CamelotReader", "pdfium": "PdfiumReader"}
Key = tuple[str, str, str, str, str]


@dataclass(slots=True)
class Outcome:
    """What became of one corruption: certain amounts that are wrong, amounts gone, amounts marked."""

    wrong: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    marked_wrong: int = 0
    marked_right: int = 0
    noticed: bool = False

    @property
    def passed_unmarked(self) -> bool:
        """Whether something false or missing reached the result without a word."""
        return bool(self.wrong) or (bool(self.lost) and not self.noticed)

    @property
    def changed_nothing(self) -> bool:
        """Whether every amount is right and certain."""
        return not (self.wrong or self.lost or self.marked_wrong or self.marked_right)


class Subject:
    """One report, read once by every reader, to be corrupted many times."""

    def __init__(self, path: Path, mode: ReadingMode = "double") -> None:
        """Read it; raises ``Unreadable`` where it holds no report with a text layer."""
        self.path, self.mode = path, mode
        self._open = ExitStack()
        self._source = self._open.enter_context(prepared(path))
        self._report = _Reopened(
            self._open.enter_context(open_report(self._source.path, self._source.unnamed))
        )
        self._kept: dict[str, bytes] = {}
        self.clean = self._read(
            {name: _Recorder(make, self._kept) for name, make in READERS.items()}, "double"
        )
        if mode != "double":
            self.clean = self._read(self._replayed(), mode)
        if self.clean["status"] != "read":
            self.close()
            raise Unreadable(self.clean["status"], path.name)
        self.amounts = certain_amounts(self.clean["cells"])
        self._findings = Counter(_finding(entry) for entry in self.clean["findings"])

    def close(self) -> None:
        """Close the file."""
        self._open.close()

    def corrupt(self, reader: str, kind: str, random: Random) -> tuple[str, dict[str, Any]] | None:
        """Corrupt what a reader returned and read on: what was done, and what ``read_report`` then returns.

        None where the report gives no occasion.
        """
        by_page: dict[int, list[Grid]] = pickle.loads(self._kept[reader])
        if kind == MISDRAWN:
            return self._misdraw(by_page, random)
        told = CORRUPTIONS[kind](list(by_page.values()), random)
        if told is None:
            return None
        readers = self._replayed() | {reader: _Replayer(pickle.dumps(by_page))}
        return told, self._read(readers, self.mode)

    def _misdraw(
        self, by_page: Mapping[int, list[Grid]], random: Random
    ) -> tuple[str, dict[str, Any]] | None:
        """Let pdfium take one digit of an amount for another wherever it is asked, as a lying font does."""
        digits = [
            (number, index)
            for number, grids in by_page.items()
            for box in (cell.box for grid in grids for cell in grid.cells() if "." in cell.text)
            for index, glyph in enumerate(self._report.page(number).glyphs)
            if glyph.char.isdigit() and _is_inside(glyph, box)
        ]
        if not digits:
            return None
        number, index = random.choice(digits)
        glyphs = list(self._report.page(number).glyphs)
        old = glyphs[index]
        glyphs[index] = old._replace(char=random.choice([d for d in "0123456789" if d != old.char]))
        with self._report.misdrawn(number, glyphs):
            camelot = {"camelot": _Replayer(self._kept["camelot"])}
            told = f"page {number}: {old.char} as {glyphs[index].char} at {old.x0:.0f}, {old.y0:.0f}"
            return told, self._read(camelot, self.mode)

    def _replayed(self) -> dict[str, "_Replayer"]:
        return {name: _Replayer(kept) for name, kept in self._kept.items()}

    def _read(self, readers: Mapping[str, Callable[[], Any]], mode: ReadingMode) -> dict[str, Any]:
        """Read the report with other readers in the place of the two."""
        with ExitStack() as stack:
            for name, reader in readers.items():
                stack.enter_context(patch(f"assets.extract.double_reading.{CLASSES[name]}", reader))
            stack.enter_context(patch("assets.extract.report.open_report", lambda *source: self._report))
            stack.enter_context(
                patch("assets.extract.report.prepared", lambda path: nullcontext(self._source))
            )
            return read_report(self.path, mode=mode)

    def judge(self, result: dict[str, Any], cells: Sequence[dict[str, Any]] | None = None) -> Outcome:
        """Hold a reading against the clean one, with its own cells or those that became of them."""
        outcome = Outcome()
        if result["status"] != "read":
            outcome.noticed = True
            outcome.lost.append(f"all: {result.get('reason')}")
            return outcome
        cells = result["cells"] if cells is None else cells
        certain, marked = certain_amounts(cells), marked_amounts(cells)
        for key in self.amounts.keys() | certain.keys() | marked.keys():
            want, got, doubted = self.amounts[key], certain[key], marked[key]
            lacking = want - got
            outcome.wrong += [f"{key}: {amount}" for amount in (got - want).elements()]
            right = lacking & doubted
            outcome.marked_right += right.total()
            outcome.marked_wrong += (doubted - right).total()
            gone = lacking.total() - doubted.total() - (got - want).total()
            outcome.lost += [str(key)] * max(gone, 0)
        found = Counter(_finding(entry) for entry in result["findings"])
        outcome.noticed = bool(found - self._findings)
        return outcome


class _Recorder:
    """A reader's class whose readers keep what they return, pickled before anyone changes it."""

    def __init__(self, make: Callable[[], GridReader], kept: dict[str, bytes]) -> None:
        self._reader = make()
        self._kept = kept
        self.name = self._reader.name

    def __call__(self) -> Self:
        return self

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def read(self, path: Path, pages: Sequence[Page]) -> list[list[Grid]]:
        """Return what the reader does."""
        grids = self._reader.read(path, pages)
        by_page = dict(zip((page.number for page in pages), grids, strict=True))
        self._kept.setdefault(self.name, pickle.dumps(by_page))
        return grids


class _Replayer:
    """A reader's class whose readers return fresh copies of what was kept, page by page."""

    def __init__(self, kept: bytes) -> None:
        self._kept = kept
        self.failures: dict[int, str] = {}  # pages that it could not read

    def __call__(self) -> Self:
        return self

    def read(self, path: Path, pages: Sequence[Page]) -> list[list[Grid]]:
        """Return the grids of the pages without reading anything."""
        del path
        by_page: dict[int, list[Grid]] = pickle.loads(self._kept)
        return [by_page.get(page.number, []) for page in pages]


class _Reopened:
    """An open report that stays open, with pages that no earlier reading has put grids on."""

    def __init__(self, report: OpenReport) -> None:
        self._report = report
        self._misdrawn: dict[int, list[Glyph]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._report, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        """Leave it open for the next corruption."""

    def page(self, number: int) -> Page:
        """Return a page as it was before anything was read from it, but for glyphs that are misdrawn."""
        page = self._report.page(number)
        return replace(page, grids=[], glyphs=self._misdrawn.get(number, page.glyphs))

    @contextmanager
    def misdrawn(self, number: int, glyphs: list[Glyph]) -> Iterator[None]:
        """Have a page show other glyphs while inside."""
        self._misdrawn = {number: glyphs}
        try:
            yield
        finally:
            self._misdrawn = {}


def _is_inside(glyph: Glyph, box: Box) -> bool:
    x, y = glyph.middle
    return box[0] < x < box[2] and box[1] < y < box[3]


def certain_amounts(cells: Sequence[dict[str, Any]]) -> defaultdict[Key, Counter[str]]:
    """Amounts in yuan that nothing speaks against, by what they mean."""
    return gather_amounts(cell for cell in cells if not cell.get("doubt"))


def marked_amounts(cells: Sequence[dict[str, Any]]) -> defaultdict[Key, Counter[str]]:
    """Amounts, and blanks or words that may be one, which the reading itself doubts."""
    return gather_amounts((cell for cell in cells if cell.get("doubt")), keep_blank=True)


def gather_amounts(
    cells: Iterator[dict[str, Any]], keep_blank: bool = False
) -> defaultdict[Key, Counter[str]]:
    """Gather by table, side, code, label and measure; a row with a code is known by it, as by its readers."""
    found: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    for cell in cells:
        if cell["amount"] is None and not keep_blank:
            continue
        code = cell["subject_code"] or ""
        label = "" if code else fold_label(cell["item"])
        found[(cell["table_code"], cell["side"] or "", code, label, cell["measure"])][
            cell["amount"] or cell["printed"]
        ] += 1
    return found


def _finding(entry: dict[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, default=str)
