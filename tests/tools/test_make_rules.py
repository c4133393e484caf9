"""The committed list of rules is the one the data files give."""

from pathlib import Path

from expectations.ledger_rules import load_ledger_rules
from expectations.registry import list_rules, list_suspect_kinds
from tools.make_rules import PAGE, READER_FINDINGS, main, render_rules


def test_the_committed_page_is_up_to_date() -> None:
    committed = PAGE.read_text(encoding="utf-8")
    assert committed == render_rules(list_rules(READER_FINDINGS)), "run python tools/make_rules.py"


def test_every_rule_kind_and_grade_stands_on_the_page() -> None:
    page = render_rules(list_rules(READER_FINDINGS))
    for rule in list_rules(READER_FINDINGS):
        assert page.count(f"`{rule.id}` | {rule.severity} |") == 1, rule.id
    for kind in list_suspect_kinds():
        assert f"| `{kind.id}` |" in page
    for grade in load_ledger_rules().grades:
        assert f"| {grade.grade} | {grade.zh} | {grade.en} |" in page


def test_rows_stay_rows_whatever_a_message_holds() -> None:
    page = render_rules(list_rules(READER_FINDINGS))
    (line,) = [line for line in page.splitlines() if line.startswith('| <a id="i07"></a>')]
    assert line.count(" | ") == 5


def test_the_page_is_written_anew(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("tools.make_rules.PAGE", tmp_path / "rules.md")
    main()
    assert (tmp_path / "rules.md").read_text(encoding="utf-8").startswith("# 规则 Rules\n")
