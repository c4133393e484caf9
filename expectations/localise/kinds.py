"""Kinds of error, rules and words of localisation, from their data files."""

from functools import cache
from math import log
from pathlib import Path
from typing import Any

from expectations.identities import VOCABULARY
from expectations.yaml_files import read_mapping

RULES = Path(__file__).parents[1] / "rules" / "localise.yml"


@cache
def load_kinds() -> dict[str, dict[str, Any]]:
    """Kind of error → `zh`, `en` and, where localisation tells it, `weight`."""
    return read_mapping(VOCABULARY / "suspect_kinds.yml")


@cache
def log_shares() -> dict[str, float]:
    """Kind of error → logarithm of its share among the misprints that localisation tells apart."""
    weights = {kind: record["weight"] for kind, record in load_kinds().items() if "weight" in record}
    total = sum(weights.values())
    return {kind: log(weight / total) for kind, weight in weights.items()}


@cache
def load_words() -> dict[str, dict[str, dict[str, str]]]:
    """Group → name → template in Chinese (`zh`) and English (`en`)."""
    return read_mapping(VOCABULARY / "suspect_words.yml")


@cache
def load_rules() -> dict[str, dict[str, str]]:
    """Rule id → names, severity, message templates (`zh`, `en`) and what it means."""
    return read_mapping(RULES)
