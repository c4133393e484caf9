"""Findings in words: every rule the reader can name has both messages, and is given all they mention."""

import ast
import re
import string
from pathlib import Path

import pytest

from assets.facts.corrections import HARMLESS
from assets.facts.findings import finding_rows, load_reader_rules
from expectations.contracts import contracts

EXTRACT = Path(__file__).resolve().parents[3] / "assets" / "extract"
RULES = load_reader_rules()
OF_CORRECTIONS = {rule for rule in RULES if rule.startswith("correction_")}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def fields_of(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


def words_in_the_reader() -> set[str]:
    """Every string literal of the reader's code and of what judges its numbers."""
    assets = EXTRACT.parent
    paths = [*EXTRACT.rglob("*.py"), *(assets / "narrative").glob("*.py")]
    paths += [assets / "facts" / "findings.py", assets / "facts" / "failed_proofs.py"]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in paths]
    constants = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {node.value for node in constants if isinstance(node.value, str)}


def values_given() -> dict[str, list[set[str]]]:
    """For each rule named in the reader's code, the names of the values that each place gives with it."""
    given: dict[str, list[set[str]]] = {}
    for path in EXTRACT.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "find"
            ):
                rules = [arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant)]
                names = {keyword.arg for keyword in node.keywords if keyword.arg} | {"table_code", "page"}
            elif isinstance(node, ast.Tuple) and len(node.elts) == 2 and isinstance(node.elts[1], ast.Dict):
                rules = [elt.value for elt in node.elts[:1] if isinstance(elt, ast.Constant)]
                names = {key.value for key in node.elts[1].keys if isinstance(key, ast.Constant)}
                names |= {"table_code", "page"}
            else:
                continue
            for rule in rules:
                given.setdefault(str(rule), []).append(names)
    return given


@pytest.mark.parametrize("rule_id", RULES)
def test_a_rule_has_a_severity_and_both_messages_about_the_same_things(rule_id: str) -> None:
    rule = RULES[rule_id]
    assert set(rule) == {"severity", "zh", "en"}
    assert rule["severity"] in ("error", "warning", "info")
    assert CHINESE.search(rule["zh"])
    assert not CHINESE.search(rule["en"])
    assert fields_of(rule["zh"]) == fields_of(rule["en"])


def test_every_rule_is_named_by_the_reader() -> None:
    assert set(RULES) - OF_CORRECTIONS - words_in_the_reader() == set()


def test_every_way_in_which_a_correction_fails_has_a_rule() -> None:
    """All but that no report is there: where there is none, none can have a finding."""
    outcomes = contracts()["quality_correction"].column("outcome").vocabulary or ()
    assert {f"correction_{outcome}" for outcome in {*outcomes} - HARMLESS - {"no_report"}} == OF_CORRECTIONS


def test_what_the_reader_notes_has_words_and_all_that_they_mention() -> None:
    given = {rule: names for rule, names in values_given().items() if rule in RULES}
    assert len(given) > len(set(RULES) - OF_CORRECTIONS) / 2
    lacking = {
        rule: sorted(fields_of(RULES[rule]["zh"]) - names)
        for rule, places in given.items()
        for names in places
        if not fields_of(RULES[rule]["zh"]) <= names
    }
    assert lacking == {}


def test_the_reader_s_findings_are_numbered_and_put_in_words() -> None:
    noticed = [
        {"rule_id": "unit_missing", "table_code": "05", "page": 9, "printed": "", "taken": "万元"},
        {"rule_id": "number_lost", "table_code": None, "page": 4, "token": "12.50"},
    ]
    rows = list(finding_rows("a" * 64, noticed))
    assert [(row["finding_no"], row["rule_id"], row["table_code"], row["page"]) for row in rows] == [
        (1, "unit_missing", "05", 9),
        (2, "number_lost", None, 4),
    ]
    assert "万元" in rows[0]["message_zh"]
    assert "12.50" in rows[1]["message_zh"]
    assert "12.50" in rows[1]["message_en"]


def test_a_finding_without_a_rule_is_an_error() -> None:
    with pytest.raises(KeyError, match="never_heard_of"):
        list(finding_rows("a" * 64, [{"rule_id": "never_heard_of", "table_code": None, "page": None}]))
