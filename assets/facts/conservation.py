"""What became of the numbers that the pages of a warehouse print: in cells, of a named class, or lost."""

from pathlib import Path
from typing import NamedTuple

import duckdb

_CLASSES = """
SELECT token_class, count(*) FROM quality_token GROUP BY 1
UNION ALL SELECT 'cell', count(*) FROM fact_cell WHERE value_kind = 'amount'
"""
_LOST = """
SELECT file_name, count(*) FROM quality_token JOIN dim_report USING (sha256)
WHERE token_class IN ('lost', 'outside') GROUP BY 1 ORDER BY 1
"""
_UNREAD = "SELECT reason, count(*) FROM quality_quarantine GROUP BY 1 ORDER BY 1"


class Numbers(NamedTuple):
    """Numbers by class, numbers lost by file name, and files not read by reason."""

    classes: dict[str, int]
    lost: dict[str, int]
    unread: dict[str, int]


def tell_numbers(path: Path) -> Numbers:
    """Count the numbers of all reports of a warehouse file."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return Numbers(*(dict(connection.execute(query).fetchall()) for query in (_CLASSES, _LOST, _UNREAD)))
