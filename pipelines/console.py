"""Progress and messages on the command line: a bar on a terminal, plain lines elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress

LINES_PER_STAGE = 10


class ConsoleProgress:
    """Progress for a person at a terminal, or for a log file."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @contextmanager
    def stage(self, label: str, total: int) -> Iterator[Callable[[str], None]]:
        """Show one stage; a stage with nothing to do shows nothing."""
        if total == 0:
            yield lambda name: None
        elif self._console.is_terminal:
            yield from self._bar(label, total)
        else:
            yield from self._lines(label, total)

    def _bar(self, label: str, total: int) -> Iterator[Callable[[str], None]]:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with RichProgress(*columns, TextColumn("{task.fields[name]}"), console=self._console) as progress:
            task = progress.add_task(label, total=total, name="")
            yield lambda name: progress.update(task, advance=1, name=name[:40])

    def _lines(self, label: str, total: int) -> Iterator[Callable[[str], None]]:
        done = 0

        def advance(name: str) -> None:
            nonlocal done
            done += 1
            if done == total or done % max(1, total // LINES_PER_STAGE) == 0:
                self._console.print(f"{label}: {done}/{total}", highlight=False)

        yield advance
