"""What a run of the suites may take over from the run before, where only some reports differ.

What belongs here: the record that tells so. Not how outcomes are carried over (expectations.carrying).
"""

from dataclasses import dataclass
from pathlib import Path

from expectations.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class SuiteChange:
    """How the warehouse to be judged differs from one that was judged already, by the same juesuan.

    `touched` has the sha256 of every report with a row, in any table keyed by `sha256`, that is not the same
    in both: new, gone, read or proved anew, no longer current. `before` is the warehouse file as it was
    judged then, `outcomes` what was said of it (`outcomes.load_outcomes`), and `out_dir` the folder of that
    run, from which Great Expectations' pages are kept. Tables with another key are compared here.
    """

    touched: frozenset[str]
    before: Path
    outcomes: tuple[Outcome, ...]
    out_dir: Path
