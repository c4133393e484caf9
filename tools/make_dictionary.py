"""Write the data dictionary docs/dictionary/ from the contracts: a page per warehouse table and an index.

Run `python tools/make_dictionary.py` after a contract changes; a test fails while the committed pages lag.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from expectations.contracts import UNIT_LABELS, Column, Contract, contracts

DICTIONARY = Path(__file__).resolve().parents[1] / "docs" / "dictionary"
GROUPS = (
    ("fact_", "事实表", "Facts"),
    ("dim_", "维度", "Dimensions"),
    ("quality_", "质量", "Quality"),
    ("", "来源与构建", "Archive and build"),
)
NOTICE = "<!-- Made by tools/make_dictionary.py from expectations/contracts/; edit those. -->"


def render_dictionary(described: Mapping[str, Contract]) -> dict[str, str]:
    """Markdown by file name: `index.md` and `<table>.md` for every contract."""
    pages = {f"{contract.table}.md": render_table(contract) for contract in described.values()}
    return {"index.md": render_index(described), **pages}


def render_index(described: Mapping[str, Contract]) -> str:
    """The list of tables by group, each linking to the anchor of its page."""
    lines = ["# 数据字典 Data dictionary", "", NOTICE, "", "金额单位为元。 Amounts are in yuan.", ""]
    listed: set[str] = set()
    for prefix, zh, en in GROUPS:
        group = [
            item for item in described.values() if item.table.startswith(prefix) and item.table not in listed
        ]
        listed.update(item.table for item in group)
        lines += [f"## {zh} {en}", "", "| 表 table | 内容 | content |", "|---|---|---|"]
        for item in sorted(group, key=lambda contract: (contract.table_code or "", contract.table)):
            row = (f"[{item.table}]({item.table}.md#{item.table})", item.comment_zh, item.comment_en)
            lines.append(_table_row(row))
        lines.append("")
    return "\n".join(lines)


def render_table(contract: Contract) -> str:
    """The page of one table; its heading, and so its anchor, is the table's name."""
    lines = [f"# {contract.table}", "", NOTICE, "", contract.comment_zh, "", contract.comment_en, ""]
    if contract.table_code:
        lines += [f"表 {contract.table_code} {contract.title_zh} · {contract.title_en}", ""]
    lines += [f"主键 primary key: {', '.join(f'`{name}`' for name in contract.primary_key)}", ""]
    lines += [
        "| 列 column | 类型 type | 空 null | 说明 | description | 取值 values |",
        "|---|---|---|---|---|---|",
    ]
    lines += [_table_row(_column_row(column)) for column in contract.columns]
    rules = list(_rules(contract))
    if rules:
        lines += ["", "## 规则 Rules", "", *rules]
    return "\n".join([*lines, ""])


def main() -> None:
    """Write every page and remove those of tables that are gone."""
    pages = render_dictionary(contracts())
    DICTIONARY.mkdir(parents=True, exist_ok=True)
    for stale in {path.name for path in DICTIONARY.glob("*.md")} - set(pages):
        (DICTIONARY / stale).unlink()
    for name, text in pages.items():
        (DICTIONARY / name).write_text(text, encoding="utf-8")


def _column_row(column: Column) -> tuple[str, ...]:
    kind = column.type if column.unit is None else f"{column.type}, {UNIT_LABELS[column.unit][1]}"
    null = "✓" if column.nullable else ""
    return (f"`{column.name}`", kind, null, column.comment_zh, column.comment_en, _values(column))


def _values(column: Column) -> str:
    told = []
    if column.vocabulary:
        told.append(", ".join(f"`{word}`" for word in column.vocabulary))
    if column.pattern:
        told.append(f"`{column.pattern}`")
    if column.min is not None or column.max is not None:
        low = "" if column.min is None else f"{column.min} ≤ "
        high = "" if column.max is None else f" ≤ {column.max}"
        told.append(f"{low}{column.name}{high}")
    if column.references:
        table, name = column.references.table, column.references.column
        told.append(f"→ [{table}.{name}]({table}.md#{table})")
    return "; ".join(told)


def _rules(contract: Contract) -> Iterator[str]:
    for reference in contract.references:
        names = ", ".join(f"`{name}`" for name in reference.columns)
        yield f"- {names} → [{reference.table}]({reference.table}.md#{reference.table})"
    for check in contract.checks:
        yield f"- `{check.id}`: {check.comment_zh}。 {check.comment_en}."


def _table_row(fields: tuple[str, ...]) -> str:
    return "| " + " | ".join(field.replace("|", "\\|") for field in fields) + " |"


if __name__ == "__main__":
    main()
