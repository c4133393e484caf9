"""The committed data dictionary is the one the contracts give."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from expectations.contracts import contracts

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def make_dictionary() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_dictionary", PROJECT / "tools" / "make_dictionary.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_committed_pages_are_up_to_date(make_dictionary: ModuleType) -> None:
    committed = {
        path.name: path.read_text(encoding="utf-8") for path in (PROJECT / "docs" / "dictionary").iterdir()
    }
    assert committed == make_dictionary.render_dictionary(contracts()), "run python tools/make_dictionary.py"


def test_each_table_has_a_page_whose_anchor_is_its_name(make_dictionary: ModuleType) -> None:
    pages = make_dictionary.render_dictionary(contracts())
    for table in contracts():
        assert pages[f"{table}.md"].startswith(f"# {table}\n")
        assert f"[{table}]({table}.md#{table})" in pages["index.md"]


def test_a_column_is_shown_with_type_unit_and_both_languages(make_dictionary: ModuleType) -> None:
    page = make_dictionary.render_table(contracts()["fact_expenditure"])
    assert "| `project` | DECIMAL(20,2), yuan | ✓ | 项目支出 | Project expenditure |  |" in page
    assert "→ [dim_report.sha256](dim_report.md#dim_report)" in page


def test_bars_inside_a_pattern_do_not_break_the_table(make_dictionary: ModuleType) -> None:
    assert make_dictionary._table_row(("a|b", "c")) == "| a\\|b | c |"


def test_pages_of_tables_that_are_gone_are_removed(
    make_dictionary: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fact_gone.md").write_text("# fact_gone\n", encoding="utf-8")
    monkeypatch.setattr(make_dictionary, "DICTIONARY", tmp_path)
    make_dictionary.main()
    assert {path.stem for path in tmp_path.iterdir()} == {"index", *contracts()}
