"""Readings taken on to `fact_cell`: one warehouse of many readings, each under a hash of its own."""

import hashlib
from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb

from assets.archive.sidecar import ArchivedReport
from assets.extract.cache import ExtractCache
from assets.facts.build import write_facts
from assets.facts.build_inputs import BuildInputs
from assets.facts.judging import write_verdicts

COLUMNS = "sha256, table_code, side, subject_code, item, measure, amount::VARCHAR, printed, doubt"
LONG_AGO = "2026-01-01T00:00:00+00:00"


class Readings:
    """What was read, kept as extracts below a folder until all of it is shaped and judged at once."""

    def __init__(self, folder: Path) -> None:
        self._warehouse = folder / "readings.duckdb"
        self._cache = ExtractCache(folder / "extracts", "readings")
        self._archived: list[ArchivedReport] = []

    def add(self, result: dict[str, Any]) -> str:
        """Keep what ``read_report`` returned; the hash it will be found by."""
        sha256 = hashlib.sha256(str(len(self._archived)).encode()).hexdigest()
        self._cache.put(sha256, result)
        name = f"{sha256}.pdf"
        self._archived.append(ArchivedReport(sha256, name, name, 0, LONG_AGO))
        return sha256

    def fact_cells(self) -> dict[str, list[dict[str, Any]]]:
        """Cells of every reading as they stand in ``fact_cell`` once identities have been asked.

        A reading that could not be shaped is quarantined, and has none.
        """
        archived = tuple(sorted(self._archived, key=lambda report: report.sha256))
        write_facts(self._warehouse, BuildInputs(archived, (), "readings", "readings"), self._cache)
        write_verdicts(self._warehouse)
        with duckdb.connect(str(self._warehouse), read_only=True) as connection:
            rows = connection.execute(f"SELECT {COLUMNS} FROM fact_cell").fetchall()
        names = ("table_code", "side", "subject_code", "item", "measure", "amount", "printed", "doubt")
        cells: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for sha256, *values in rows:
            cells[sha256].append(dict(zip(names, values, strict=True)))
        return cells
