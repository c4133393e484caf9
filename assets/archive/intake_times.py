"""When files were first offered, kept until they are all taken in.

The order of versions may hang on the time a report was archived. A run that was killed and the one that takes
in the rest must come to the same order as one run that was not: so the rest gets the time of the first.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from assets.archive.sidecar import write_whole

RECORD = ".intake.json"
Entry = tuple[int, int, str]  # size, time of change in ns, when first offered (ISO, UTC)


@contextmanager
def first_offered(root: Path, files: Iterable[Path], now: str) -> Iterator[Mapping[Path, str]]:
    """When each file was first offered: ``now``, or the time noted by a run that did not come to its end.

    A file that has changed since is another one. The note is removed when the block ends without an error.
    Raises OSError where it cannot be written.
    """
    record = root / RECORD
    before = _read(record)
    entries = {str(file): _entry(file, before, now) for file in files}
    if not entries:
        if before:
            record.unlink()
        yield {}
        return
    root.mkdir(parents=True, exist_ok=True)
    write_whole(record, json.dumps(entries).encode())
    yield {Path(name): time for name, (_, _, time) in entries.items()}
    record.unlink(missing_ok=True)


def _entry(file: Path, before: Mapping[str, Entry], now: str) -> Entry:
    try:
        status = file.stat()
    except OSError:  # whoever opens it will say so
        return 0, 0, now
    size, changed, time = before.get(str(file), (0, 0, now))
    is_same = (size, changed) == (status.st_size, status.st_mtime_ns)
    return status.st_size, status.st_mtime_ns, time if is_same else now


def _read(record: Path) -> dict[str, Entry]:
    try:
        entries = json.loads(record.read_text(encoding="utf-8"))
        return {
            str(name): (int(size), int(changed), str(time)) for name, (size, changed, time) in entries.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
