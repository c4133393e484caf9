"""Every rule is listed once, and has a test that expects it."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from expectations.disclosure_items import load_disclosures
from expectations.identities import load_identities
from expectations.registry import FAMILIES, Rule, list_rules, list_suspect_kinds

TESTS = Path(__file__).resolve().parents[1]
READER_FINDINGS = TESTS.parent / "assets" / "reference" / "findings.yml"
RULES = list_rules(READER_FINDINGS)


# Tests, and data of tests, that have the rules of a family judged: files below tests/.
JUDGED_IN: dict[str, tuple[str, ...]] = {
    "identity": (
        "expectations/test_evaluate*.py",
        "expectations/one_number_changed.yml",
        "assets/facts/test_units.py",
    ),
    "guard": ("expectations/guards/test_*.py", "expectations/table_causes/test_*.py"),
    "localisation": ("expectations/localise/test_*.py",),
    "disclosure": ("expectations/disclosed_report.yml",),
    "reader": ("assets/**/test_*.py",),
    "kind": (
        "expectations/localise/test_*.py",
        "expectations/table_causes/test_*.py",
        "expectations/guards/test_*.py",
        "expectations/test_performance_findings.py",
    ),
}


@pytest.fixture(scope="module")
def expected_in_tests() -> dict[str, set[str]]:
    """By family, the texts that its tests expect of what they judge."""
    return {
        family: {text for pattern in patterns for path in TESTS.glob(pattern) for text in list_expected(path)}
        for family, patterns in JUDGED_IN.items()
    }


def list_expected(path: Path) -> Iterator[str]:
    """Keys and values of a data file; of tests, the texts of what they assert to be so.

    Those are the ones in their assertions, in their cases, and in what they look for to assert it later. A
    comment, a docstring or `not in` expects nothing.
    """
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".yml":
        yield from _list_values(yaml.safe_load(source))
        return
    body = ast.parse(source).body
    named = {
        target.id: node.value
        for node in body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for test in body:
        if isinstance(test, ast.FunctionDef) and test.name.startswith("test_") and _asserts(test):
            for part in (*test.decorator_list, *test.body):
                yield from _list_texts(part, named)


def _list_values(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        for key, value in document.items():
            yield str(key)
            yield from _list_values(value)
    elif isinstance(document, list):
        for value in document:
            yield from _list_values(value)
    else:
        yield str(document)


def _asserts(test: ast.FunctionDef) -> bool:
    return any(isinstance(node, ast.Assert) for node in ast.walk(test))


def _list_texts(node: ast.AST, named: Mapping[str, ast.Constant]) -> Iterator[str]:
    """Texts below a node, save docstrings, subscripts and what is said not to be there."""
    node = named.get(node.id, node) if isinstance(node, ast.Name) else node
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    absent = isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.NotIn)
    if docstring or absent or (isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)):
        return
    for child in ast.iter_child_nodes(node):
        yield from _list_texts(child, named)


def test_every_family_is_listed_in_order_with_its_own_ids() -> None:
    assert list(dict.fromkeys(rule.family for rule in RULES)) == list(FAMILIES)
    assert [r.id for r in RULES if r.family == "identity"] == [i.id for i in load_identities()]
    assert [r.id for r in RULES if r.family == "disclosure"] == [i.id for i in load_disclosures().items]
    letters = {"identity": "I", "guard": "G", "localisation": "L", "disclosure": "D"}
    for rule in RULES:
        pattern = rf"{letters[rule.family]}\d\d" if rule.family in letters else r"[a-z_]+"
        assert re.fullmatch(pattern, rule.id), rule.id


def test_the_reader_s_rules_are_listed_only_from_their_file() -> None:
    assert [rule for rule in RULES if rule.family != "reader"] == list_rules()
    assert "table_missing" in {rule.id for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_speaks_both_languages_and_grades_what_it_finds(rule: Rule) -> None:
    assert rule.severity in ("error", "warning", "info")
    for zh, en in ((rule.name_zh, rule.name_en), (rule.message_zh, rule.message_en)):
        assert re.search(r"[一-鿿]", zh)
        assert re.search(r"[A-Za-z]{3}", en)
        assert set(re.findall(r"\{(\w+)", zh)) == set(re.findall(r"\{(\w+)", en)), "both name the same values"


@pytest.mark.parametrize(("rule_id", "family"), [(rule.id, rule.family) for rule in RULES])
def test_a_rule_has_a_test_that_expects_it(
    expected_in_tests: dict[str, set[str]], rule_id: str, family: str
) -> None:
    named = re.compile(rf"\b{rule_id}\b")
    assert any(map(named.search, expected_in_tests[family])), f"no test has {rule_id} found or judged"


@pytest.mark.parametrize("kind", [kind.id for kind in list_suspect_kinds()])
def test_a_kind_of_error_has_a_test_that_expects_it(
    expected_in_tests: dict[str, set[str]], kind: str
) -> None:
    assert kind in expected_in_tests["kind"], f"no test has a suspect of kind {kind}"


def test_only_what_a_test_expects_counts(tmp_path: Path) -> None:
    path = tmp_path / "test_it.py"
    path.write_text(
        'GIVEN, ASKED = "G05", "none"\nFOUND = "G09"\n'
        'def test_it():\n    """G01"""\n    found = only(ask(FOUND), "G02")  # G03\n'
        '    assert "G04" not in found and found["G06"]\n    assert found == ["G07"]\n'
        'def test_nothing():\n    judge("G08")\n',
        encoding="utf-8",
    )
    assert set(list_expected(path)) == {"G02", "G07", "G09"}


def test_an_id_given_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "findings.yml"
    path.write_text("D01: {severity: info, zh: 甲, en: one}", encoding="utf-8")
    with pytest.raises(ValueError, match="D01"):
        list_rules(path)
