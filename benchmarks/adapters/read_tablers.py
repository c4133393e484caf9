"""tablers: every page of a file, with its defaults."""

from tablers import Document, find_tables


def make_reader():
    """Return a function from a path to (page, grid) pairs."""
    return read


def read(path):
    """Extract all pages."""
    found = []
    with Document(path) as document:
        for number, page in enumerate(document.pages(), start=1):
            found += [(number, table.to_list()) for table in find_tables(page, extract_text=True)]
    return found


def tables_of(found):
    """Return pairs of page number and rows of texts; the text of a merged cell stands once."""
    return [(page, [[cell.text for cell in row] for row in rows]) for page, rows in found]
