"""PyMuPDF: every page of a file, with the defaults of ``find_tables``."""

import pymupdf


def make_reader():
    """Return a function from a path to (page, grid) pairs."""
    return read


def read(path):
    """Extract all pages."""
    with pymupdf.open(path) as document:
        return [
            (page.number + 1, table.extract()) for page in document for table in page.find_tables().tables
        ]


def tables_of(found):
    """Return what was read as it is: pairs of page number and rows of texts."""
    return found
