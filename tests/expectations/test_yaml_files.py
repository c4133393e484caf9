from pathlib import Path

import pytest
import yaml

from expectations.yaml_files import read_mapping, read_yaml

ROOT = Path(__file__).resolve().parents[2]
DATA_FILES = sorted(file for part in ("assets", "expectations") for file in (ROOT / part).rglob("*.yml"))


def test_the_fast_parser_reads_what_the_slow_one_reads() -> None:
    assert len(DATA_FILES) > 50
    for file in DATA_FILES[::4]:
        assert read_yaml(file) == yaml.safe_load(file.read_text(encoding="utf-8")), file


def test_chinese_text_and_plain_scalars_keep_their_types(tmp_path: Path) -> None:
    file = tmp_path / "rule.yml"
    file.write_text("名称: 合计\ncode: '07'\nrows: [1, 2.5, no, ~]\n", encoding="utf-8")
    assert read_mapping(file) == {"名称": "合计", "code": "07", "rows": [1, 2.5, False, None]}


def test_a_file_without_a_mapping_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "list.yml"
    file.write_text("- one\n", encoding="utf-8")
    assert read_yaml(file) == ["one"]
    with pytest.raises(ValueError, match=r"list\.yml holds no mapping"):
        read_mapping(file)


@pytest.mark.parametrize("text", ["a: [1", "a: !!python/object:os.system {}"])
def test_what_is_no_plain_yaml_is_an_error(tmp_path: Path, text: str) -> None:
    file = tmp_path / "broken.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(yaml.YAMLError):
        read_yaml(file)
