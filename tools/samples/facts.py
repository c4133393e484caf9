"""Reading a facts file: what a department received, spent and said in one year, and how its report looks."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tools.samples.layout import Layout

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Facts:
    """One report's facts.

    `body` is '部门' or '单位'. `content` holds either `tables` (cells as printed) or postings in yuan, and
    the figures of the narrative; its numbers are still the strings of the file, never floats.
    """

    name: str
    department: str
    body: str
    fiscal_year: int
    region: str
    layout: Layout
    content: Mapping[str, Any]

    @property
    def file_name(self) -> str:
        """The name the report would carry on a portal."""
        return f"{self.department}{self.fiscal_year}年度{self.body}决算.pdf"


def read_yaml(path: Path) -> Any:
    """Read a YAML file with every scalar kept as a string."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


@cache
def form(name: str) -> Any:
    """Return the contents of forms/<name>.yml."""
    return read_yaml(HERE / "forms" / f"{name}.yml")


def facts_names() -> list[str]:
    """Return the short names of all samples, sorted."""
    return sorted(path.stem for path in (HERE / "facts").glob("*.yml"))


def load_facts(name: str) -> Facts:
    """Load the facts of one sample; raises FileNotFoundError for an unknown name."""
    content = read_yaml(HERE / "facts" / f"{name}.yml")
    return Facts(
        name=name,
        department=content["department"],
        body=content["body"],
        fiscal_year=int(content["fiscal_year"]),
        region=content["region"],
        layout=Layout.from_facts(content.get("layout", {})),
        content=content,
    )
