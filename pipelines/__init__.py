"""When and how the assets run: Dagster definitions and the command line."""
