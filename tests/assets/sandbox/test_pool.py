"""Workers meet tasks that hang, swell, crash and lie; each gets its reason and the others finish."""

import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assets.sandbox.pool import Failure, Limits, TaskResult, WorkerPool, WorkerStartError

HERE = Path(__file__).parent
MIB = 1024**2
# Short enough to test the kill, long enough for the harmless tasks on a busy machine.
LIMITS = Limits(memory_bytes=256 * MIB, seconds=2.0, file_bytes=1 * MIB)


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(2, LIMITS, python_path=[HERE]) as pool:
        yield pool


def behave(pool: WorkerPool, *hows: str) -> dict[object, TaskResult]:
    results = list(pool.run("sandbox_tasks:misbehave", [(how, {"how": how}) for how in hows]))
    assert sorted(str(result.key) for result in results) == sorted(hows)
    return {result.key: result for result in results}


def test_each_task_comes_back_once_with_its_value(pool: WorkerPool) -> None:
    tasks = [(("key", number), {"number": number}) for number in range(40)]
    results = list(pool.run("sandbox_tasks:double", iter(tasks)))
    assert {r.key: r.value["number"] for r in results if r.value} == {("key", n): 2 * n for n in range(40)}
    assert all(result.ok and result.cpu_seconds >= 0 for result in results)


def test_one_of_each_kind_does_not_stop_the_others(pool: WorkerPool) -> None:
    results = behave(
        pool, "loop_for_ever", "take_ten_gibibytes", "end_by_signal", "stop_iteration", "print_garbage"
    )
    kinds = {key: result.failure.kind if result.failure else None for key, result in results.items()}
    assert kinds == {
        "loop_for_ever": "timeout",
        "take_ten_gibibytes": "memory",
        "end_by_signal": "crashed",
        "stop_iteration": "error",
        "print_garbage": None,
    }
    assert results["print_garbage"].value == {"how": "print_garbage"}


def test_a_crash_names_the_signal_and_the_last_words(pool: WorkerPool) -> None:
    failure = behave(pool, "end_by_signal")["end_by_signal"].failure
    assert failure is not None
    assert failure.detail == "ended by SIGSEGV; a last word"


@pytest.mark.parametrize(
    ("how", "kind", "detail"),
    [
        ("stop_iteration", "error", "StopIteration: "),
        ("exit_the_interpreter", "error", "SystemExit: 0"),
        ("recurse", "error", "RecursionError: maximum recursion depth exceeded"),
        ("raise_an_unprintable_error", "error", "UnprintableError: (no message)"),
        ("map_ten_gibibytes", "memory", "the task ran out of its memory limit"),
        ("write_a_large_file", "error", "OSError: [Errno 27] File too large"),
        ("return_no_json", "error", "TypeError: Object of type object is not JSON serializable"),
        ("return_a_list", "crashed", "the worker sent an unreadable result"),
        ("close_every_descriptor", "crashed", "ended with status 3"),
    ],
)
def test_failures_say_what_happened(pool: WorkerPool, how: str, kind: str, detail: str) -> None:
    failure = behave(pool, how)[how].failure
    assert failure is not None
    assert (failure.kind, failure.detail) == (kind, detail)


def test_a_result_larger_than_a_pipe_arrives_whole(pool: WorkerPool) -> None:
    value = behave(pool, "return_much")["return_much"].value
    assert value == {"text": "收" * 3_000_000}


def test_a_task_cannot_read_the_requests(pool: WorkerPool) -> None:
    assert behave(pool, "read_standard_input")["read_standard_input"].value == {"read": ""}


def test_a_timeout_ends_the_process_group(pool: WorkerPool, tmp_path: Path) -> None:
    note = tmp_path / "child"
    (result,) = pool.run("sandbox_tasks:wait_for_a_child", [("key", {"note": str(note)})])
    assert result.failure is not None
    assert result.failure.detail == "not done after 2 s"
    assert has_ended(int(note.read_text()))


def test_a_task_whose_worker_is_killed_gets_another_one(pool: WorkerPool, tmp_path: Path) -> None:
    tasks = {"first": tmp_path / "first", "second": tmp_path / "second"}
    for notes in tasks.values():
        notes.mkdir()
    asked = [(key, {"notes": str(notes), "times": 1}) for key, notes in tasks.items()]
    results = {result.key: result for result in pool.run("sandbox_tasks:be_killed", asked)}
    assert {key: result.value for key, result in results.items()} == {key: {"killed": 1} for key in tasks}


def test_one_killed_again_is_no_fault_of_the_file(pool: WorkerPool, tmp_path: Path) -> None:
    arguments = {"notes": str(tmp_path), "times": 5}
    (result,) = pool.run("sandbox_tasks:be_killed", [("key", arguments)])
    assert result.failure == Failure("crashed", "ended by SIGKILL", from_outside=True)
    (again,) = pool.run("sandbox_tasks:be_killed", [("key", arguments)])
    assert again.failure == result.failure
    assert len(list(tmp_path.iterdir())) == 4


PARENT = """
import sys
from pathlib import Path
from assets.sandbox.pool import WorkerPool

with WorkerPool(1, python_path=[Path(sys.argv[1])]) as pool:
    for behaviour in ("print_garbage", "loop_for_ever"):
        for result in pool.run("sandbox_tasks:misbehave", [("key", {"how": behaviour})]):
            print(*pool.process_ids, flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_a_worker_does_not_outlive_a_killed_parent() -> None:
    command = [sys.executable, "-c", PARENT, str(HERE)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        parent.kill()
    assert has_ended(worker)


def has_ended(process: int) -> bool:
    """Whether a process ends within seconds, waiting for it if need be."""
    try:
        descriptor = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], 10)[0])
    finally:
        os.close(descriptor)


def test_a_worker_is_kept_for_many_tasks_and_then_replaced() -> None:
    with WorkerPool(1, Limits(tasks_per_worker=3), python_path=[HERE]) as pool:
        results = pool.run("sandbox_tasks:double", [(n, {"number": n}) for n in range(6)])
        processes = [result.value["process"] for result in results if result.value]
    assert [processes.index(process) for process in processes] == [0, 0, 0, 3, 3, 3]


def test_secrets_of_the_parent_are_not_passed_on(pool: WorkerPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "hunter2")
    (result,) = pool.run("sandbox_tasks:tell_environment", [("key", {})])
    assert result.value is not None
    assert "hunter2" not in json.dumps(result.value)
    assert result.value["environment"]["OMP_NUM_THREADS"] == "1"


def test_no_worker_survives_the_pool_nor_a_consumer_that_stops_early() -> None:
    with WorkerPool(2, LIMITS, python_path=[HERE]) as pool:
        results = pool.run(
            "sandbox_tasks:misbehave", [(how, {"how": how}) for how in ("print_garbage", "loop_for_ever")]
        )
        assert next(results).key == "print_garbage"
        processes = pool.process_ids
        results.close()  # type: ignore[attr-defined]
        assert len(pool.process_ids) < len(processes)
        assert behave(pool, "print_garbage")["print_garbage"].ok
    assert not pool.process_ids
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_an_unknown_function_is_the_callers_mistake() -> None:
    with WorkerPool(1, LIMITS) as pool, pytest.raises(WorkerStartError, match="no_such_module"):
        list(pool.run("no_such_module:function", [("key", {})]))


def test_only_module_level_functions_are_accepted(pool: WorkerPool) -> None:
    with pytest.raises(ValueError, match="importable"):
        list(pool.run(lambda arguments: arguments, [("key", {})]))


def test_no_tasks_start_no_worker(pool: WorkerPool) -> None:
    assert list(pool.run("sandbox_tasks:double", [])) == []
    assert pool.process_ids == ()
