"""The habits of a producer: everything about a report's looks that is not a fact."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Layout:
    """How one sample is typeset; a facts file sets what differs from these defaults under `layout`.

    renderer: 'reportlab' or 'chromium'. font: 'zenhei' (embedded), 'stsong' (not embedded) or a CSS family.
    rules: borders as 'lines', 'rects' or thin filled 'bars'. glyphs: 'runs' or 'single' placed ones.
    order: key of forms/orders.yml. unit: unit per table code, '' being the default of all others.
    zero: what an exact zero is printed as, per table code or 'table.measure', '' being the default.
    split_codes: 类|款|项 in columns of their own. line_numbers, column_numbers: 行次 column, 栏次 row.
    total_last: tables whose 合计 row is the last. total_label: 'name', 'code' or 'across' column of 合计.
    landscape, rotated: tables on such pages. breaks: body rows on each page but the last, per table.
    together: tables that follow on the page of the table before. repeat_header: header again on later pages.
    economic_blocks: side-by-side blocks of 06. three_public: 'blocks', 'interleaved', 'nine' (damaged).
    font_sizes: points, for tables that would not fit otherwise.
    budget_columns: 年初/全年预算数 in 01 and 04. education_fees: 其中：教育收费 in 02. tag: 公开0N表 or ''.
    classes: functional classes listed in 01 and 04, empty for all of the year.
    """

    renderer: str = "reportlab"
    font: str = "zenhei"
    rules: str = "lines"
    glyphs: str = "runs"
    order: str = "A"
    unit: Mapping[str, str] = field(default_factory=lambda: {"": "万元"})
    zero: Mapping[str, str] = field(default_factory=lambda: {"": "0.00"})
    separators: bool = False
    split_codes: bool = False
    line_numbers: bool = True
    column_numbers: bool = True
    total_last: tuple[str, ...] = ()
    total_label: str = "across"
    landscape: tuple[str, ...] = ()
    rotated: tuple[str, ...] = ()
    breaks: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    together: tuple[str, ...] = ()
    repeat_header: bool = False
    economic_blocks: int = 3
    three_public: str = "blocks"
    font_sizes: Mapping[str, float] = field(default_factory=dict)
    budget_columns: bool = False
    education_fees: bool = False
    state_capital_column: bool = True
    tag: str = "公开{number:02d}表"
    titles: Mapping[str, str] = field(default_factory=dict)
    owner_label: str = "部门："
    unit_label: str = "单位："
    classes: tuple[str, ...] = ()
    footer: str = "{page}"

    @classmethod
    def from_facts(cls, options: Mapping[str, Any]) -> Self:
        """Build a layout from the strings, lists and mappings of a facts file.

        Raises ValueError for an option that does not exist.
        """
        known = {f.name: f for f in fields(cls)}
        unknown = options.keys() - known.keys()
        if unknown:
            raise ValueError(f"unknown layout options: {sorted(unknown)}")
        return cls(**{name: _typed(name, known[name].type, value) for name, value in options.items()})

    def unit_of(self, table_code: str) -> str:
        """Return the unit printed over a table."""
        return self.unit.get(table_code, self.unit[""])

    def zero_of(self, table_code: str, measure: str = "") -> str:
        """Return what an exact zero is printed as; the measure's habit comes before the table's."""
        for key in (f"{table_code}.{measure}", table_code):
            if key in self.zero:
                return self.zero[key]
        return self.zero[""]


def _typed(name: str, kind: Any, value: Any) -> Any:
    """Turn the YAML strings of one option into the type its field declares."""
    if kind is bool:
        if value not in {"true", "false"}:
            raise ValueError(f"{name}: true or false expected, not {value!r}")
        return value == "true"
    if kind is int:
        return int(value)
    if name == "breaks":
        return {table: tuple(int(n) for n in rows) for table, rows in value.items()}
    if name == "font_sizes":
        return {table: float(size) for table, size in value.items()}
    return tuple(value) if isinstance(value, list) else value
