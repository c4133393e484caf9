"""Write docs/rules.md: every rule, the kinds of error, the outcomes of the ledger and the grades.

Run `python tools/make_rules.py` after a rule changes; a test fails while the committed page lags.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from expectations.ledger_rules import load_ledger_rules
from expectations.registry import FAMILIES, Rule, list_rules, list_suspect_kinds

PROJECT = Path(__file__).resolve().parents[1]
PAGE = PROJECT / "docs" / "rules.md"
READER_FINDINGS = PROJECT / "assets" / "reference" / "findings.yml"
NOTICE = (
    "<!-- Made by tools/make_rules.py from expectations/identities/, expectations/rules/ and "
    "assets/reference/findings.yml; edit those. -->"
)
HEADINGS = {
    "identity": "勾稽关系 Identities",
    "guard": "合计以外的检查 Guards beyond sums",
    "localisation": "错误定位 Error localisation",
    "disclosure": "公开事项 Disclosure",
    "reader": "读取时的发现 What the reader notices",
}


def render_rules(rules: Sequence[Rule]) -> str:
    """The whole page as Markdown."""
    lines = ["# 规则 Rules", "", NOTICE, ""]
    lines += [
        "每条规则有永久编号、一个条件和中英文说明（`quality_finding.rule_id`）。大括号内为所发现的内容。",
        "Every rule has a permanent number, one condition and messages in both languages; "
        "`quality_finding.rule_id` names it. Braces stand for what was found.",
        "",
    ]
    for family in FAMILIES:
        own = [rule for rule in rules if rule.family == family]
        lines += _render_family(family, own)
    return "\n".join([*lines, *_render_kinds(), *_render_ledger(), ""])


def main() -> None:
    """Write the page."""
    PAGE.write_text(render_rules(list_rules(READER_FINDINGS)), encoding="utf-8")


def _render_family(family: str, rules: Iterable[Rule]) -> list[str]:
    lines = [f"## {HEADINGS[family]}", ""]
    if family == "reader":
        lines += _table(
            ("编号 id", "级别 severity", "信息", "message"),
            ((f"`{rule.id}`", rule.severity, rule.message_zh, rule.message_en) for rule in rules),
        )
    else:
        lines += _table(
            ("编号 id", "级别 severity", "规则", "rule", "依据 grounds", "信息 message"),
            (
                (
                    f'<a id="{rule.id.lower()}"></a>`{rule.id}`',
                    rule.severity,
                    rule.name_zh,
                    rule.name_en,
                    "<br>".join(filter(None, (rule.means_zh, rule.means_en))),
                    f"{rule.message_zh}<br>{rule.message_en}",
                )
                for rule in rules
            ),
        )
    return [*lines, ""]


def _render_kinds() -> list[str]:
    rows = ((f"`{kind.id}`", kind.zh, kind.en) for kind in list_suspect_kinds())
    return ["## 错误类型 Kinds of error", "", *_table(("类型 kind", "含义", "meaning"), rows), ""]


def _render_ledger() -> list[str]:
    rules = load_ledger_rules()
    grades = ((grade.grade, grade.zh, grade.en) for grade in rules.grades)
    reasons = ((f"`{reason}`", f"`{outcome}`") for reason, outcome in rules.reasons.items())
    return [
        "## 总账与等级 Ledger and grades",
        "",
        "`quality_ledger` 的一项只有在其全部适用的实例都已检查且相符时才算通过；未检查的不算通过。",
        "An entry of `quality_ledger` passes only where all its instances that apply were checked and hold; "
        "what was not checked is no pass.",
        "",
        *_table(("无法检查的原因 reason", "归入 outcome"), reasons),
        "",
        "等级按下列次序取第一个符合者。 The first grade that applies, in this order:",
        "",
        *_table(("等级 grade", "含义", "meaning"), grades),
    ]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [_row(head), "|" + "---|" * len(head), *map(_row, rows)]


def _row(fields: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(field.split()).replace("|", "\\|") for field in fields) + " |"


if __name__ == "__main__":
    main()
