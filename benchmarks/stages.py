"""Where a report's processor time goes: the real functions, each with a clock around it."""

import functools
import pkgutil
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

# Functions by the name they are called by. Time spent in one within another counts for the inner one only.
CLOCKED = {
    "inspection": ("pikepdf.open", "assets.extract.repair.inspect"),
    "page finding": ("assets.extract.report.open_report",),
    "glyphs and rules": ("assets.extract.pages.read_page",),
    "identification": ("assets.extract.report.identify",),
    "camelot": (
        "assets.extract.double_reading.CamelotReader.read",
        "assets.extract.double_reading.glyphs_of",
    ),
    "pdfium grids": ("assets.extract.double_reading.PdfiumReader.read",),
    "agreement": (
        "assets.extract.double_reading.agree",
        "assets.extract.double_reading.agree_on_rows",
        "assets.extract.double_reading.settle",
    ),
    "matching": ("assets.extract.interpretation.find_tables",),
    "rows": ("assets.extract.interpretation.printed_rows",),
    "conservation": ("assets.extract.interpretation.account_for",),
}


class StageClock:
    """Sums processor seconds by stage; ``seconds`` is what has been summed since it was last taken."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._inner = [0.0]

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what is done inside for a stage, but for what inner stages count."""
        self._inner.append(0.0)
        started = time.process_time()
        try:
            yield
        finally:
            spent = time.process_time() - started
            self.seconds[name] += spent - self._inner.pop()
            self._inner[-1] += spent

    def take(self) -> dict[str, float]:
        """Return the sums and begin anew."""
        taken, self.seconds = dict(self.seconds), defaultdict(float)
        return taken

    def around(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function with this clock around it."""

        @functools.wraps(function)
        def clocked(*arguments: Any, **options: Any) -> Any:
            with self.stage(name):
                return function(*arguments, **options)

        return clocked


@contextmanager
def clocked(clock: StageClock) -> Iterator[None]:
    """Put the clock around every function of ``CLOCKED`` while inside.

    Raises AttributeError for a name that there is no longer.
    """
    with ExitStack() as stack:
        for stage, names in CLOCKED.items():
            for name in names:
                stack.enter_context(patch(name, clock.around(stage, pkgutil.resolve_name(name))))
        yield
