"""The text of a report: paragraphs, sections, what they state. Knows the extract, not the warehouse."""
