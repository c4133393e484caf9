"""Fact tables and dimensions in DuckDB, shaped from extracted cells."""
