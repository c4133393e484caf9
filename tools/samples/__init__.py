"""Typesets the small sample reports of data/raw from facts held as data.

What belongs here: facts, the tables computed from them, sentences, page layouts, and the two typesetters.
Nothing in the product imports this package; it is run by hand when a sample is added or changed (README.md).
"""
