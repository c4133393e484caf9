"""The wordings of the narrative, read from the data files of ``narrative/``."""

from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def read_words(name: str) -> Any:
    """The content of ``narrative/<name>.yml``, read once; FileNotFoundError if there is none."""
    file = resources.files("assets.reference") / "narrative" / f"{name}.yml"
    return yaml.safe_load(file.read_text(encoding="utf-8"))
