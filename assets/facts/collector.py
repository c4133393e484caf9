"""The garbage collector paused while a batch of reports is worked on."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the garbage collector from walking through a batch again and again, a third of the time.

    It would find next to nothing: the records of a batch stay until it is done, and hardly any are in cycles.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
