"""What a failed step comes to for an operator: what is wrong with the machine, and that nothing is lost."""

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dagster import DagsterEvent
    from dagster_shared.error import SerializableErrorInfo

AS_IT_WAS = "the warehouse is as it was, and the next run goes on from here"
# The system's words, which DuckDB and Python both quote.
FULL = ("No space left on device", "Disk quota exceeded", "File too large")
UNWRITABLE = ("Read-only file system",)
FORBIDDEN = ("Permission denied", "Operation not permitted")
SYSTEM_CLASSES = ("OSError", "IOException", "PermissionError", "FatalException", "TransactionException")
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
    for link in chain:
        if (link.cls_name or "").endswith(SYSTEM_CLASSES) and (trouble := _trouble(link.message, told)):
            return f"{step}: {trouble}"
    return f"{step}: {told}"


def describe_error(error: BaseException) -> str:
    """What stopped a run before, between or after its steps, in one line."""
    told = " ".join(str(error).split())
    words = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else ""
    return _trouble(words, told) or told


def _trouble(words: str, told: str) -> str | None:
    """What is wrong with the machine, by the system's words for it."""
    if any(said in words for said in FULL):
        return f"the disk is full ({told}); {AS_IT_WAS} once there is space"
    if any(said in words for said in UNWRITABLE):
        return f"cannot write ({told}); {AS_IT_WAS} once it can"
    if any(said in words for said in FORBIDDEN):
        return f"not allowed to ({told}); {AS_IT_WAS} once it is"
    return None


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


def _has(error: "SerializableErrorInfo", words: tuple[str, ...]) -> bool:
    return any(word in error.message for word in words)
