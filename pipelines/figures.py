"""The few figures of a live warehouse that its journal and its metrics tell."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

_FIGURES = """
SELECT (SELECT build_id FROM etl_build),
       (SELECT count(*) FROM dim_report),
       (SELECT count(*) FROM quality_quarantine),
       (SELECT count(*) FROM quality_verdict WHERE verdict = 'violated'),
       (SELECT count(*) FROM dim_report WHERE NOT is_complete),
       (SELECT count(*) FROM quality_finding JOIN dim_report USING (sha256)
        WHERE severity = 'error' AND origin = 'proof' AND is_current)
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of a published warehouse: reports of all versions, and errors printed in those that are current."""

    build_id: str
    reports: int
    quarantined: int
    violated: int
    incomplete: int
    errors: int


def read_figures(warehouse: Path) -> Figures | None:
    """The figures of a warehouse; None where there is none, or none that today's version understands."""
    if not warehouse.exists():
        return None
    try:
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            row = connection.execute(_FIGURES).fetchone()
    except duckdb.Error:
        return None
    return Figures(*row) if row and row[0] is not None else None
