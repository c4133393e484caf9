"""Reading YAML data files, with the parser written in C wherever PyYAML was built with it."""

from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

# Python's own parser takes some fifteen times as long, which every start of a command would wait for.
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(file: Path | Traversable) -> Any:
    """The content of a data file, None for an empty one; raises yaml.YAMLError for what is no YAML."""
    return yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)


def read_mapping(file: Path | Traversable) -> dict[str, Any]:
    """The mapping that a data file holds; ValueError if it holds something else."""
    record = read_yaml(file)
    if not isinstance(record, dict):
        raise ValueError(f"{file.name} holds no mapping")
    return record
