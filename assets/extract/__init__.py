"""Reading the table cells of a report PDF. The only package that imports PDF libraries."""
