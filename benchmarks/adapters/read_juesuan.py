"""This project: a whole report read to cells with their meaning, which is more than a peer does."""

from pathlib import Path

from assets.extract.report import read_report


def make_reader(mode):
    """Return a function from a path to a report as read in a reading mode."""

    def read(path):
        return read_report(Path(path), mode=mode)

    return read


def tables_of(report):
    """Return pairs of page number and rows: code, label and the printed amounts of each printed row."""
    tables = {}
    for cell in report.get("cells", []):
        rows = tables.setdefault((cell["table_code"], cell["page"]), {})
        key = (cell["row_no"], cell["side"], cell["block_no"])
        rows.setdefault(key, [cell["subject_code"], cell["item"]]).append(cell["printed"])
    grids = [(page, list(rows.values())) for (_, page), rows in tables.items()]
    return grids + [(table["page"], table["rows"]) for table in report.get("raw_tables", [])]
