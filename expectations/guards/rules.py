"""The rules of guards and of table-wide causes: their ids, severities, words and findings."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from expectations.cells import Cell
from expectations.clauses import Strict
from expectations.findings import Finding
from expectations.yaml_files import read_mapping

RULES = Path(__file__).parents[1] / "rules" / "guards.yml"


class GuardRule(Strict):
    """One rule with a permanent id; `zh` and `en` are messages with values in braces, `means_*` say why."""

    id: str = Field(pattern=r"^G\d{2}$")
    name_zh: str
    name_en: str
    severity: Literal["error", "warning", "info"]
    zh: str
    en: str
    means_zh: str
    means_en: str


@cache
def load_guard_rules() -> dict[str, GuardRule]:
    """Every rule by id, in the order of the file; ValueError for one of the wrong shape."""
    records: dict[str, dict[str, Any]] = read_mapping(RULES)
    return {rule_id: GuardRule(id=rule_id, **record) for rule_id, record in records.items()}


def tell(rule_id: str, values: dict[str, Any], **place: Any) -> Finding:
    """A finding of a rule: `values` fill its messages, `place` the fields of the finding.

    Values whose name ends in _zh or _en fill only that language's message, under the name before it.
    """
    rule = load_guard_rules()[rule_id]
    return Finding(
        rule_id,
        place.pop("severity", rule.severity),
        rule.zh.format(**_in_language(values, "zh")),
        rule.en.format(**_in_language(values, "en")),
        **place,
    )


def soften(cells: Iterable[Cell]) -> dict[str, str]:
    """A warning instead of an error, as a keyword of ``tell``, where cells were recognised in an image.

    What looks misprinted there may be misread.
    """
    return {"severity": "warning"} if any(cell.source == "ocr" for cell in cells) else {}


def _in_language(values: dict[str, Any], language: str) -> dict[str, Any]:
    chosen = {name: value for name, value in values.items() if not name.endswith(("_zh", "_en"))}
    ending = f"_{language}"
    return chosen | {n.removesuffix(ending): v for n, v in values.items() if n.endswith(ending)}
