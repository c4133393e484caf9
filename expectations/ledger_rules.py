"""How the outcomes and the grade of a ledger come about, read from rules/ledger.yml.

What belongs here: reading that file. Applying it is for expectations.ledger and expectations.grading.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from expectations.clauses import Strict
from expectations.yaml_files import read_yaml

LEDGER = Path(__file__).with_name("rules") / "ledger.yml"
# Kinds of entries, with their Chinese names.
LEDGER_KINDS: Mapping[str, str] = {
    "table": "表",
    "section": "文字章节",
    "item": "公开事项",
    "identity": "勾稽关系",
    "statement": "文字陈述",
}
Outcome = Literal["pass", "violated", "not_applicable", "insufficient_data", "unread"]


class StatementKind(Strict):
    """Names of a kind of statement, and the identity it is held to."""

    rule: str
    zh: str
    en: str


class GradeCondition(Strict):
    """A count that must be over, or under, a number."""

    count: Literal["errors", "warnings", "violated", "unchecked", "unchecked_percent", "identities_checked"]
    over: int | None = None
    under: int | None = None


class Grade(Strict):
    """One grade in words; it is given where one of the conditions holds, or where there is none."""

    grade: Literal["A", "B", "C", "D", "U"]
    zh: str
    en: str
    conditions: tuple[GradeCondition, ...]


class LedgerRules(Strict):
    """How reasons become outcomes, and outcomes a grade."""

    reasons: Mapping[str, Outcome]
    of_text: tuple[str, ...]
    of_table: str
    no_claim: Outcome
    statements: Mapping[str, StatementKind]
    disclosure: Mapping[str, Outcome]
    grades: tuple[Grade, ...] = Field(min_length=1)


@cache
def load_ledger_rules() -> LedgerRules:
    """The project's rules of the ledger, read once per process."""
    return LedgerRules.model_validate(read_yaml(LEDGER))
