"""Where things lie: beside the warehouse that is named; only the default one archives in data/raw."""

from pathlib import Path

import pytest

from assets.archive.places import DEFAULT_ARCHIVE, DEFAULT_WAREHOUSE, Places


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("absolute", [False, True])
def test_the_default_warehouse_archives_in_data_raw(project: Path, absolute: bool) -> None:
    places = Places(project / DEFAULT_WAREHOUSE if absolute else DEFAULT_WAREHOUSE)
    assert places.archive == project / DEFAULT_ARCHIVE
    assert places.extracts == project / "data/warehouse/juesuan.extracts"
    assert places.quality == project / "data/warehouse/juesuan.quality"


def test_all_that_belongs_to_another_warehouse_lies_beside_it(project: Path) -> None:
    places = Places(Path("elsewhere/a.duckdb"))
    folder = project / "elsewhere"
    assert places.archive == folder / "a.archive"
    assert places.extracts == folder / "a.extracts"
    assert places.quality == folder / "a.quality"
    assert places.staging.parent == places.lock.parent == folder


def test_a_warehouse_of_the_default_name_elsewhere_is_not_the_default_one(project: Path) -> None:
    places = Places(Path("elsewhere") / DEFAULT_WAREHOUSE.name)
    assert places.archive == project / "elsewhere" / "juesuan.archive"


def test_a_project_s_default_warehouse_is_known_from_any_folder(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / DEFAULT_ARCHIVE).mkdir(parents=True)
    (project / "elsewhere").mkdir()
    monkeypatch.chdir(project / "elsewhere")
    places = Places(project / DEFAULT_WAREHOUSE)
    assert places.archive == project / DEFAULT_ARCHIVE
    assert places.sources == project / "data/sources.yml"
    assert places.corrections == project / "data/corrections.yml"


def test_a_warehouse_without_its_archive_is_told(project: Path) -> None:
    places = Places(project / "w.duckdb")
    assert places.lost_archive is None
    places.warehouse.touch()
    assert "its archive" in (places.lost_archive or "")
    places.archive.mkdir()
    assert places.lost_archive is None


def test_two_warehouses_of_a_folder_share_nothing() -> None:
    names = ("archive", "extracts", "quality", "staging", "lock")
    one, two = ({getattr(Places(Path(file)), name) for name in names} for file in ("a.duckdb", "b.duckdb"))
    assert len(one) == len(two) == len(names)
    assert not one & two
