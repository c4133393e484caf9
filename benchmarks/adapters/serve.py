"""A reader under measurement: runs in the peer's own environment and knows nothing of the project.

    python serve.py ADAPTER OPTIONS_JSON

Imports the adapter (`make_reader(**options)` gives a function from a path to what was read, `tables_of`
turns that into grids), says that it is ready, then answers each line on standard input, `{"path": …, "grids":
bool}`, with a line: processor seconds of the reading alone, peak memory so far, and the grids if asked for.
"""

import importlib
import json
import os
import pathlib
import resource
import sys
import time


def peak_mb():
    """Peak resident memory of this process in MB.

    Linux keeps it under /proc; what getrusage tells there begins with the peak of the process that started
    this one. Elsewhere getrusage must do (macOS counts in bytes).
    """
    status = pathlib.Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) / 1e3 for line in lines if line.startswith("VmHWM"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def cpu_seconds():
    """Processor time of this process and of the children it has waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def answer(adapter, read, request):
    """Read one file; an exception is an answer too, since some files make some readers raise."""
    started = cpu_seconds()
    error, grids = None, []
    try:
        found = read(request["path"])
        spent = cpu_seconds() - started
        if request["grids"]:
            grids = [{"page": page, "rows": rows} for page, rows in adapter.tables_of(found)]
    except Exception as problem:
        spent = cpu_seconds() - started
        error = f"{type(problem).__name__}: {problem}"[:300]
    return {"cpu": spent, "peak_mb": peak_mb(), "grids": grids, "error": error}


def main():
    """Serve until standard input ends; what libraries print goes to standard error."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    adapter = importlib.import_module(sys.argv[1])
    read = adapter.make_reader(**json.loads(sys.argv[2]))
    print(json.dumps({"ready": True, "peak_mb": peak_mb()}), file=replies, flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(adapter, read, json.loads(line))), file=replies, flush=True)


if __name__ == "__main__":
    main()
