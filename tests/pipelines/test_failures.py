"""Faults of the machine are told as such, whoever raised them; others as they are."""

import errno
import os
from collections.abc import Callable

import duckdb
import pyarrow as pa
import pytest
from dagster._utils.error import serializable_error_info_from_exc_info

from pipelines.failures import AS_IT_WAS, describe_error, describe_failure


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
        (lambda: system_error(errno.EACCES), "facts: not allowed to ("),
        (lambda: duckdb.IOException('Cannot open file "w": Permission denied'), "facts: not allowed to ("),
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


def test_what_no_step_raised_is_told_in_the_same_words() -> None:
    said = describe_error(system_error(errno.ENOSPC))
    told = "[Errno 28] No space left on device: '/a/file'"
    assert said == f"the disk is full ({told}); {AS_IT_WAS} once there is space"
    assert describe_error(system_error(errno.ENOENT)) == "[Errno 2] No such file or directory: '/a/file'"
    assert describe_error(OSError("of no number")) == "of no number"
    assert describe_error(RuntimeError("another process\nis at it")) == "another process is at it"


def test_any_other_error_is_told_as_it_is() -> None:
    assert tell(ValueError("no such thing")) == "facts: ValueError: no such thing"
    # A report may print such words.
    assert tell(ValueError("Permission denied")) == "facts: ValueError: Permission denied"
