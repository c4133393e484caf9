"""Error localisation: which printed figures are wrong where identities are violated, and what they should be.

The method is Fellegi and Holt's: the smallest set of figures whose change makes every identity hold, those
that hold already included. `system` states the claims as inequalities over whole half-fens, `components`
parts what is violated, `search` finds the sets (singles by intersection, larger ones by integer programming),
`intervals` decides in exact integers which values a set leaves, `plausibility`, `slips` and `ranking` weigh
them by evidence, `rest` tells what becomes of percentages and comparisons (`rate_findings`, `amounts`,
`confirmed`), `words` says it all in Chinese and English.
"""

from expectations.localise.causes import localise

__all__ = ["localise"]
