"""pdfplumber: every page of a file, with its defaults."""

import pdfplumber


def make_reader():
    """Return a function from a path to (page, grid) pairs."""
    return read


def read(path):
    """Extract all pages, each closed once read, as its documentation advises for long files."""
    found = []
    with pdfplumber.open(path) as document:
        for page in document.pages:
            found += [(page.page_number, rows) for rows in page.extract_tables()]
            page.close()
    return found


def tables_of(found):
    """Return what was read as it is: pairs of page number and rows of texts."""
    return found
