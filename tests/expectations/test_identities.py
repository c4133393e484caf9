from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from expectations.identities import (
    IDENTITIES,
    fold_label,
    load_functional_classes,
    load_identities,
    load_row_names,
    read_identities,
)


def spoil(folder: Path, name: str, **changes: object) -> Path:
    """A folder that holds I01 with some fields changed, under the given file name."""
    record = yaml.safe_load((IDENTITIES / "I01.yml").read_text(encoding="utf-8")) | changes
    (folder / name).write_text(yaml.safe_dump(record, allow_unicode=True), encoding="utf-8")
    return folder


def test_ids_are_permanent_and_complete() -> None:
    assert [identity.id for identity in load_identities()] == [f"I{number:02}" for number in range(1, 33)]


def test_every_identity_says_what_it_means_in_both_languages() -> None:
    for identity in load_identities():
        for template in (identity.message_zh, identity.message_en):
            assert all(field in template for field in ("{place}", "{left}", "{right}", "{residual}")), (
                identity.id
            )
        assert identity.name_zh != identity.name_en
        assert identity.source


def test_every_table_is_read_by_some_identity() -> None:
    assert sorted({table for identity in load_identities() for table in identity.tables}) == sorted(
        load_row_names()
    )


def test_untouched_copy_is_accepted(tmp_path: Path) -> None:
    assert [identity.id for identity in read_identities(spoil(tmp_path, "I01.yml"))] == ["I01"]


def test_file_must_be_named_after_its_identity(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="holds identity I01"):
        read_identities(spoil(tmp_path, "I02.yml"))


def test_unknown_field_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="tolerance"):
        read_identities(spoil(tmp_path, "I01.yml", tolerance="0.01"))


def test_row_outside_the_vocabulary_is_refused(tmp_path: Path) -> None:
    terms = {
        "left": [{"table": "01", "row": "income_totl"}],
        "right": [{"table": "01", "row": "income_total"}],
    }
    clause = {"kind": "figures", "name": "x", "measures": ["final"], **terms}
    with pytest.raises(ValueError, match="income_totl"):
        read_identities(spoil(tmp_path, "I01.yml", clauses=[clause]))


def test_tables_declared_must_be_those_read(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="declares tables"):
        read_identities(spoil(tmp_path, "I01.yml", tables=["01", "02"]))


def test_measures_stand_with_the_clause_or_with_every_term(tmp_path: Path) -> None:
    term = {"table": "01", "row": "income_total", "measure": "final"}
    clause = {"kind": "figures", "name": "x", "measures": ["final"], "left": [term], "right": [term]}
    with pytest.raises(ValidationError, match="measures belong"):
        read_identities(spoil(tmp_path, "I01.yml", clauses=[clause]))


def test_labels_compare_without_space_ordinal_and_width() -> None:
    assert fold_label("一、 一般公共服务支出") == fold_label("一般公共服务支出")
    assert fold_label("（一）因公出国（境）费") == fold_label("因公出国(境)费")
    assert fold_label("其中：教育收费") == fold_label("其中:教育收费")


def test_class_keeps_its_code_when_its_name_changes() -> None:
    classes = load_functional_classes()
    assert classes["医疗卫生与计划生育支出"] == classes["卫生健康支出"] == "210"
    assert classes["国土海洋气象等支出"] == classes["自然资源海洋气象等支出"] == "220"
