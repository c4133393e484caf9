"""Files of corrections: what they may say, and that everything else is refused with its place and reason."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from assets.reference.corrections import PROJECT_FILE, CorrectionsError, load_corrections, read_corrections

ENTRY = {
    "id": "bureau-2023-05-total",
    "report": {"department": "某局", "fiscal_year": 2023},
    "cell": {"table_code": "05", "subject_code": "2010301", "measure": "total"},
    "expected": "1,066.51",
    "action": "override",
    "value": "106615100",
    "reason": "a digit is missing",
    "status": "open",
    "reviewer": "a reviewer",
    "reviewed_on": "2025-03-01",
}


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def write_entries(*entries: Any) -> Path:
        path = tmp_path / "own.yml"
        path.write_text(yaml.safe_dump(list(entries), allow_unicode=True), encoding="utf-8")
        return path

    return write_entries


def test_an_entry_is_read(write: Any) -> None:
    (correction,) = read_corrections(write(ENTRY), "warehouse")
    assert (correction.amount, correction.origin) == (Decimal("106615100"), "warehouse")
    assert correction.cell is not None
    assert (correction.cell.side, correction.report.report_kind) == (None, "final")


def test_an_entry_as_the_comments_of_the_project_s_file_show_it(tmp_path: Path) -> None:
    lines = PROJECT_FILE.read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("# - id:"))
    stop = next(number for number, line in enumerate(lines) if number > start and not line.startswith("#"))
    shown = tmp_path / "shown.yml"
    shown.write_text("\n".join(line[2:] for line in lines[start:stop]), encoding="utf-8")
    (correction,) = read_corrections(shown, "warehouse")
    assert correction.amount == Decimal("106615100")


def test_own_corrections_are_put_with_those_of_the_project(write: Any, tmp_path: Path) -> None:
    project = load_corrections()
    assert load_corrections(tmp_path / "none.yml") == project
    both = load_corrections(write(ENTRY))
    assert {correction.id for correction in both} == {correction.id for correction in project} | {ENTRY["id"]}
    assert [correction.id for correction in both] == sorted(correction.id for correction in both)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"id": "Not Lower Case"}, "id"),
        ({"report": {"department": "某局"}}, "by department and fiscal_year"),
        (
            {"report": {"sha256": "a" * 64, "department": "某局", "fiscal_year": 2023}},
            "name the report by sha256",
        ),
        ({"cell": None}, "either a cell or a statement"),
        ({"statement": {"topic": "gpb_total"}}, "either a cell or a statement"),
        ({"cell": {"table_code": 5, "measure": "total"}}, "cell.table_code"),
        ({"cell": {"table_code": "05", "measure": "total", "colour": "red"}}, "cell.colour"),
        ({"expected": 1066.51}, "expected"),
        ({"action": "erase"}, "action"),
        ({"value": None}, "says by `value`"),
        ({"value": 1066.51}, "in quotes"),
        ({"value": "1,066.51"}, "no number: 1,066.51"),
        ({"value": "0.001"}, "at most 2 decimals"),
        ({"value": "NaN"}, "at most 2 decimals"),
        ({"action": "drop"}, "says by `value`"),
        ({"cell": {"table_code": "05", "measure": "unit"}}, "a unit is one of"),
        ({"cell": {"table_code": "05", "measure": "code"}, "value": "20103"}, None),
        ({"cell": {"table_code": "05", "measure": "code"}, "value": "2010"}, "3, 5 or 7 digits"),
        ({"reason": ""}, "reason"),
        ({"status": "done"}, "status"),
        ({"reviewer": ""}, "reviewer"),
        ({"reviewed_on": None}, "reviewed_on"),
        ({"origin": "project"}, "not the fields"),
    ],
)
def test_what_is_wrong_is_told_with_its_entry(write: Any, change: dict[str, Any], told: str | None) -> None:
    path = write({**ENTRY, "id": "sound", "expected": "1"}, {**ENTRY, **change})
    if told is None:
        assert len(read_corrections(path, "warehouse")) == 2
        return
    with pytest.raises(CorrectionsError) as caught:
        read_corrections(path, "warehouse")
    assert f"{path}: entry 2" in str(caught.value)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ({"id": "another"}, "corrects the same place as another"),
        ({"expected": "1", "cell": {"table_code": "06", "measure": "final", "item": "津贴"}}, "are called"),
    ],
)
def test_an_id_and_a_place_occur_once(write: Any, second: dict[str, Any], told: str) -> None:
    with pytest.raises(CorrectionsError, match=told):
        load_corrections(write(ENTRY, {**ENTRY, **second}))


@pytest.mark.parametrize("text", ["- [", "id: one", "- one", "just words"])
def test_what_is_no_list_of_entries_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "own.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CorrectionsError, match=r"own\.yml"):
        read_corrections(path, "warehouse")
