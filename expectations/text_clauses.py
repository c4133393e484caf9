"""The forms of clauses about a report's text and about the year before, as the data files write them.

What belongs here: the fields of each form. What they mean over statements is in evaluate_statements,
evaluate_rates, evaluate_directions, evaluate_changes and evaluate_years.
"""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from expectations.terms import Strict, Term


class TextClause(Strict):
    """Every amount of the text that a table prints as well equals the table's (vocabulary/topics.yml).

    After one of `rough_words` an amount is no exact one. With one of `initial_words` in its sentence a budget
    may be the initial one, where the table prints it as changed in the year.
    """

    kind: Literal["text"]
    name: str = ""
    tables: tuple[str, ...]
    rough_words: tuple[str, ...] = ()
    initial_words: tuple[str, ...] = ()

    def list_tables(self) -> set[str]:
        """Tables the clause reads."""
        return set(self.tables)


class TextSumClause(Strict):
    """Sums within the text: the topic `total` is the sum of the topics `parts`; '-x' subtracts x.

    With `coded` each part is a topic's figures of every subject, of which the text may leave some out.
    """

    kind: Literal["text_sum"]
    name: str
    total: str
    parts: tuple[str, ...] = Field(min_length=1)
    coded: bool = False

    def list_tables(self) -> set[str]:
        """Tables the clause reads."""
        return set()


class RatesClause(Strict):
    """Every share, growth and completion rate of the text follows from the amounts it speaks of."""

    kind: Literal["rates"]
    name: str = ""

    def list_tables(self) -> set[str]:
        """Tables the clause reads."""
        return set()


class DirectionsClause(Strict):
    """Words of comparison agree with the figures they compare.

    持平 and its like hold up to `equal_percent` of the base, with one of `rough_words` up to `rough_percent`.
    """

    kind: Literal["directions"]
    name: str = ""
    equal_percent: Decimal
    rough_percent: Decimal
    rough_words: tuple[str, ...]

    def list_tables(self) -> set[str]:
        """Tables the clause reads."""
        return set()


class MentionsClause(Strict):
    """What the text lists as spent on has an amount in the table.

    A list of which more than `idle_percent` was not spent on is a form's, left as it came, and says nothing.
    """

    kind: Literal["mentions"]
    name: str
    table: str
    measure: str
    idle_percent: Decimal

    def list_tables(self) -> set[str]:
        """Tables the clause reads."""
        return {self.table}


class ChangesClause(Strict):
    """What the text says of last year, and of the change since, agrees with last year's report."""

    kind: Literal["changes"]
    name: str = ""
    tables: tuple[str, ...]

    def list_tables(self) -> set[str]:
        """Tables the clause reads."""
        return set(self.tables)


class YearsClause(Strict):
    """A figure of this report equals a figure of last year's; with `coded`, so do the rows of every code."""

    kind: Literal["years"]
    name: str
    now: Term
    before: Term
    coded: bool = False

    def list_tables(self) -> set[str]:
        """Tables the clause reads."""
        return {self.now.table, self.before.table}
