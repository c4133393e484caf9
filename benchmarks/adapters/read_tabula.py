"""tabula: every page of a file, lattice, in a Java machine inside this process that stays warm."""

import tabula

HEAP = "-Xmx512m"  # by default a quarter of the machine's memory, of which it takes what it can get


def make_reader():
    """Return a function from a path to tables."""
    return read


def read(path):
    """Extract all pages."""
    options = {"lattice": True, "output_format": "json", "silent": True, "java_options": [HEAP]}
    return tabula.read_pdf(path, pages="all", **options)


def tables_of(found):
    """Return rows of texts; tabula does not say on which page a table stands."""
    return [(None, [[cell["text"] for cell in row] for row in table["data"]]) for table in found]
