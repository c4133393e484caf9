"""Extracted reports kept as Parquet, one file each, under the version of the extractor that made them.

The cells are the table; everything else said of the report travels as JSON in the file's metadata, so that
one atomic rename commits both.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

METADATA_KEY = b"juesuan"
HEAD_KEY = b"juesuan.head"
HEAD = ("status", "identity", "pages", "reason", "detail", "cut_off", "complete")
MARK_DIGITS = 16
PARQUET_MAGIC = b"PAR1"  # a Parquet file ends with it
CELL_SCHEMA = pa.schema(
    [
        ("table_code", pa.string()),
        ("printed_table_no", pa.string()),
        ("row_no", pa.int32()),
        ("side", pa.string()),
        ("block_no", pa.int32()),
        ("item", pa.string()),
        ("printed_label", pa.string()),
        ("row_kind", pa.string()),
        ("subject_code", pa.string()),
        ("measure", pa.string()),
        ("printed", pa.string()),
        ("value_kind", pa.string()),
        ("unit", pa.string()),
        ("amount", pa.string()),
        ("decimals", pa.int32()),
        ("page", pa.int32()),
        ("box", pa.list_(pa.float64(), 4)),
        ("source", pa.string()),
        ("agreement", pa.string()),
        ("confidence", pa.float64()),
        ("doubt", pa.string()),
    ]
)


class ExtractCache:
    """Extracted reports of one extractor version below ``root``."""

    def __init__(self, root: Path, version: str) -> None:
        self.folder = root / version

    def path_of(self, sha256: str) -> Path:
        """Where a report's extract lies; folders by the hash's first two digits keep listings short."""
        return self.folder / sha256[:2] / f"{sha256}.parquet"

    def missing(self, hashes: Iterable[str]) -> list[str]:
        """The reports that this version has not extracted, or whose extract is not a whole file any more."""
        return [sha256 for sha256 in hashes if not _is_whole(self.path_of(sha256))]

    def failed(self, hashes: Iterable[str]) -> list[str]:
        """The reports whose reading was cut off (time, memory, a crash) and may do better another time."""
        return [s for s in hashes if _is_whole(self.path_of(s)) and self.get_head(s).get("cut_off", False)]

    def put(self, sha256: str, result: dict[str, Any], lasting: bool = True) -> None:
        """Keep what ``read_report`` returned (or a failure in the same shape).

        What is not lasting is told of the report only until the next run, for which it is still missing.
        """
        path = self.path_of(sha256) if lasting else self._passing(sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        rest = {key: value for key, value in result.items() if key != "cells"}
        head = {key: result[key] for key in HEAD if key in result}
        table = pa.Table.from_pylist(result.get("cells", []), schema=CELL_SCHEMA)
        told = {METADATA_KEY: rest, HEAD_KEY: head}
        table = table.replace_schema_metadata(
            {key: json.dumps(value, ensure_ascii=False) for key, value in told.items()}
        )
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        with part.open("wb") as file:
            pq.write_table(table, file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        if lasting:
            self._passing(sha256).unlink(missing_ok=True)

    def get(self, sha256: str) -> tuple[dict[str, Any], pa.Table]:
        """What was kept of a report, and its cells (see ``CELL_SCHEMA``); FileNotFoundError without any."""
        cells = pq.ParquetFile(self._kept(sha256)).read()
        return json.loads(cells.schema.metadata[METADATA_KEY]), cells.replace_schema_metadata(None)

    def get_cells(self, sha256: str) -> pa.Table:
        """Cells of a report as kept (see ``CELL_SCHEMA``); FileNotFoundError where nothing was."""
        return self.get(sha256)[1]

    def get_head(self, sha256: str) -> dict[str, Any]:
        """What was kept of a report as a whole (``HEAD``), without what was found in it."""
        head: dict[str, Any] = json.loads(pq.read_schema(self._kept(sha256)).metadata[HEAD_KEY])
        return head

    def get_summary(self, sha256: str) -> dict[str, Any]:
        """What was kept of a report but for its cells, which stay unread."""
        summary: dict[str, Any] = json.loads(pq.read_schema(self._kept(sha256)).metadata[METADATA_KEY])
        return summary

    def mark_of(self, sha256: str) -> str | None:
        """What tells the extract kept of a report from another one of it; None where there is none.

        What is not lasting goes by what it tells: it is written anew by every run that fares no better.
        """
        kept = self._kept(sha256)
        try:
            if kept == self._passing(sha256):
                told = json.dumps(self.get_head(sha256), sort_keys=True).encode()
                return f"passing-{hashlib.sha256(told).hexdigest()[:MARK_DIGITS]}"
            status = kept.stat()
        except FileNotFoundError:
            return None
        return f"{status.st_size}-{status.st_mtime_ns}"

    def _passing(self, sha256: str) -> Path:
        return self.path_of(sha256).with_suffix(".passing.parquet")

    def _kept(self, sha256: str) -> Path:
        lasting, passing = self.path_of(sha256), self._passing(sha256)
        return passing if passing.exists() and not _is_whole(lasting) else lasting


def _is_whole(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            file.seek(-len(PARQUET_MAGIC), os.SEEK_END)
            return file.read() == PARQUET_MAGIC
    except OSError:  # not there, or shorter than that
        return False
