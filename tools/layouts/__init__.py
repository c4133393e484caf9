"""Typesets made-up reports in many layouts, each with its true cells, to read what nobody showed the reader.

What belongs here: accounts drawn at random that add up, the looks of a page, and the two ways to print one.
Tables and their lines come from ``tools.samples``. Nothing in the product imports this package.
"""
