"""Faults of the machine are told as such, whoever raised them; others as they are."""

import errno
import os
from collections.abc import Callable

import duckdb
import pyarrow as pa
import pytest
from dagster._utils.error import serializable_error_info_from_exc_info

from pipelines.failures import AS_IT_WAS, describe_failure


def tell(error: BaseException) -> str:
    """How a step that raised an error is described; the step wraps it, as Dagster's do."""
    try:
        try:
            raise error
        except BaseException as cause:
            raise RuntimeError("Error occurred while executing op") from cause
    except RuntimeError as wrapped:
        info = serializable_error_info_from_exc_info((RuntimeError, wrapped, wrapped.__traceback__))
    return describe_failure("facts", info)


def system_error(number: int) -> OSError:
    return OSError(number, os.strerror(number), "/a/file")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (lambda: system_error(errno.ENOSPC), "facts: the disk is full ("),
        (lambda: system_error(errno.EFBIG), "facts: the disk is full ("),
        (lambda: duckdb.IOException("a write: No space left on device"), "facts: the disk is full ("),
        (lambda: system_error(errno.EROFS), "facts: cannot write ("),
        (lambda: system_error(errno.EACCES), "facts: cannot write ("),
        (lambda: duckdb.IOException('Cannot open file "w": Permission denied'), "facts: cannot write ("),
        (MemoryError, "facts: there was not enough memory ("),
        (lambda: duckdb.OutOfMemoryException("failed to pin block"), "facts: there was not enough memory ("),
        (lambda: pa.ArrowMemoryError("malloc of size 64 failed"), "facts: there was not enough memory ("),
        (lambda: system_error(errno.ENOMEM), "facts: there was not enough memory ("),
    ],
)  # fmt: skip
def test_a_fault_of_the_machine_says_what_to_do(error: Callable[[], BaseException], told: str) -> None:
    line = tell(error())
    assert line.startswith(told)
    assert AS_IT_WAS in line
    assert "\n" not in line


def test_any_other_error_is_told_as_it_is() -> None:
    assert tell(ValueError("no such thing")) == "facts: ValueError: no such thing"
    # A report may print such words.
    assert tell(ValueError("Permission denied")) == "facts: ValueError: Permission denied"
