"""How long work tells that it goes on, whoever watches: a terminal, a log, or nobody."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol


class Progress(Protocol):
    """Reports stages of known length; the function a stage yields is called with the name of what is done."""

    def stage(self, label: str, total: int) -> AbstractContextManager[Callable[[str], None]]:
        """Open a stage of ``total`` steps."""
        ...


class SilentProgress:
    """Progress nobody watches."""

    def stage(self, label: str, total: int) -> AbstractContextManager[Callable[[str], None]]:
        """Open a stage that reports nothing."""
        del label, total
        return nullcontext(lambda name: None)
