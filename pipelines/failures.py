"""What a failed step comes to for an operator: what is wrong with the machine, and that nothing is lost."""

import errno
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dagster import DagsterEvent
    from dagster_shared.error import SerializableErrorInfo

AS_IT_WAS = "the warehouse is as it was, and the next run goes on from here"
FULL = {number: f"Errno {number}" for number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)}
UNWRITABLE = {number: f"Errno {number}" for number in (errno.EROFS, errno.EACCES, errno.EPERM)}
# Python says it by number, DuckDB in the system's words or in its own.
FULL_WORDS = ("No space left on device", "Disk quota exceeded", "File too large", *FULL.values())
UNWRITABLE_WORDS = ("Read-only file system", "Permission denied", *UNWRITABLE.values())
MEMORY_CLASSES = ("MemoryError", "ArrowMemoryError", "OutOfMemoryException")
MEMORY_WORDS = ("Cannot allocate memory", "bad_alloc", "failed to allocate", "failed to pin block")


def describe_failure(step: str, error: "SerializableErrorInfo") -> str:
    """What stopped a step, in one line; for a fault of the machine also what to do about it."""
    told = " ".join(((error.cause or error).message.strip() or error.message).split())
    chain = list(_chain(error))
    if any(link.cls_name == "DagsterExecutionInterruptedError" for link in chain):
        return f"interrupted; {AS_IT_WAS}"
    if any(link.cls_name in MEMORY_CLASSES or _has(link, MEMORY_WORDS) for link in chain):
        return f"{step}: there was not enough memory ({told}); {AS_IT_WAS}"
    if any(_is_of_the_system(link) and _has(link, FULL_WORDS) for link in chain):
        return f"{step}: the disk is full ({told}); {AS_IT_WAS} once there is space"
    if any(_is_of_the_system(link) and _has(link, UNWRITABLE_WORDS) for link in chain):
        return f"{step}: cannot write ({told}); {AS_IT_WAS} once it can"
    return f"{step}: {told}"


def first_failure(events: "Iterable[DagsterEvent]") -> str | None:
    """What the first step that failed said of it; None where none did."""
    return next((_told_by_step(event) for event in events if event.is_step_failure), None)


def _told_by_step(event: "DagsterEvent") -> str:
    failure = event.step_failure_data
    if failure.user_failure_data and failure.user_failure_data.description:
        return f"{event.step_key}: {failure.user_failure_data.description}"
    if failure.error:
        return describe_failure(str(event.step_key), failure.error)
    return f"{event.step_key} failed"


def _chain(error: "SerializableErrorInfo | None") -> Iterator["SerializableErrorInfo"]:
    while error is not None:
        yield error
        error = error.cause


def _is_of_the_system(error: "SerializableErrorInfo") -> bool:
    name = error.cls_name or ""
    return name.endswith(
        ("OSError", "IOException", "PermissionError", "FatalException", "TransactionException")
    )


def _has(error: "SerializableErrorInfo", words: tuple[str, ...]) -> bool:
    return any(word in error.message for word in words)
