"""camelot: every page of a file, lattice."""

import camelot


def make_reader(**options):
    """Return a function from a path to tables; ``options`` are those of ``camelot.read_pdf``."""

    def read(path):
        return camelot.read_pdf(path, pages="all", flavor="lattice", **options)

    return read


def tables_of(found):
    """Return pairs of page number and rows of texts."""
    return [(table.page, table.df.values.tolist()) for table in found]
