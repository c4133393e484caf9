"""The wordings of the narrative, read from the data files of ``narrative/``."""

from functools import cache
from importlib import resources
from typing import Any

from expectations.yaml_files import read_yaml


@cache
def read_words(name: str) -> Any:
    """The content of ``narrative/<name>.yml``, read once; FileNotFoundError if there is none."""
    return read_yaml(resources.files("assets.reference") / "narrative" / f"{name}.yml")
