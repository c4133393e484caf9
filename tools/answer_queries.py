"""Write under every SQL block of the documents the table it gives on a warehouse of the sample reports.

    juesuan ingest                        # the samples, into data/warehouse
    python tools/answer_queries.py        # README.md and docs/cookbook/README.md

Run it after a query, a sample or the reading changes, and read the difference before you commit it. A test
fails while the committed answers are others than the samples give.
"""

import argparse
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb

from assets.archive.places import DEFAULT_WAREHOUSE

PROJECT = Path(__file__).resolve().parents[1]
DOCUMENTS = (PROJECT / "README.md", PROJECT / "docs" / "cookbook" / "README.md")
# A query, and the table that stands right under it, if one stands there yet.
ANSWERED = re.compile(r"^```sql\n(?P<sql>(?:(?!```).*\n)*)```\n(?:\n(?P<answer>(?:\|.*\n)+))?", re.MULTILINE)


def list_queries(text: str) -> Iterator[tuple[str, str]]:
    """SQL and printed answer ('' where none is printed) of every query in a Markdown text."""
    return ((found["sql"], found["answer"] or "") for found in ANSWERED.finditer(text))


def answer_document(text: str, connection: duckdb.DuckDBPyConnection) -> str:
    """The text with the answers of this warehouse; raises ``duckdb.Error`` for a query that does not run."""

    def answered(found: re.Match[str]) -> str:
        return f"```sql\n{found['sql']}```\n\n{answer_query(found['sql'], connection)}"

    return ANSWERED.sub(answered, text)


def answer_query(sql: str, connection: duckdb.DuckDBPyConnection) -> str:
    """The rows of a query as a Markdown table, numbers to the right, NULL as an empty cell."""
    relation = connection.sql(sql)
    rows = relation.fetchall()
    numeric = [
        all(isinstance(row[i], int | float | Decimal | None) for row in rows)
        for i in range(len(relation.columns))
    ]
    rules = ["---:" if is_numeric and rows else "---" for is_numeric in numeric]
    lines = [relation.columns, rules, *([_printed(value) for value in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _printed(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value).replace("|", "\\|").replace("\n", " ")


def main() -> None:
    """Answer the documents in place."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--warehouse", type=Path, default=PROJECT / DEFAULT_WAREHOUSE)
    with duckdb.connect(str(parser.parse_args().warehouse), read_only=True) as connection:
        for document in DOCUMENTS:
            text = document.read_text(encoding="utf-8")
            document.write_text(answer_document(text, connection), encoding="utf-8")


if __name__ == "__main__":
    main()
