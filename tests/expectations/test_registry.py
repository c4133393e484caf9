"""Every rule is listed once, and has a test that names it."""

import re
from collections import Counter
from pathlib import Path

import pytest

from expectations.disclosure_items import load_disclosures
from expectations.identities import load_identities
from expectations.registry import FAMILIES, Rule, list_rules, list_suspect_kinds

PROJECT = Path(__file__).resolve().parents[2]
READER_FINDINGS = PROJECT / "assets" / "reference" / "findings.yml"
RULES = list_rules(READER_FINDINGS)


@pytest.fixture(scope="module")
def named_in_tests() -> Counter[str]:
    """Words of the tests, their data included, and how often they occur; this file's do not count."""
    words: Counter[str] = Counter()
    for path in (PROJECT / "tests").rglob("*"):
        if path.suffix in (".py", ".yml") and path != Path(__file__):
            words.update(re.findall(r"\w+", path.read_text(encoding="utf-8")))
    return words


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


@pytest.mark.parametrize("rule_id", [rule.id for rule in RULES])
def test_a_rule_has_a_test_that_names_it(named_in_tests: Counter[str], rule_id: str) -> None:
    assert named_in_tests[rule_id], f"no test names {rule_id}"


@pytest.mark.parametrize("kind", [kind.id for kind in list_suspect_kinds()])
def test_a_kind_of_error_has_a_test_that_names_it(named_in_tests: Counter[str], kind: str) -> None:
    assert named_in_tests[kind], f"no test names {kind}"


def test_an_id_given_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "findings.yml"
    path.write_text("D01: {severity: info, zh: 甲, en: one}", encoding="utf-8")
    with pytest.raises(ValueError, match="D01"):
        list_rules(path)
