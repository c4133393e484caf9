"""The subject catalogue is consistent, and knows the names that changed with the years."""

import csv
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest

from assets.reference.subjects import Classification, level_of, load_subjects, parent_of, subject_name

ECONOMIC_CLASSES = {"301", "302", "303", "307", "309", "310", "311", "312", "313", "399"}


def test_no_code_has_two_names_in_one_year() -> None:
    for one, other in pairwise(load_subjects()):
        if (one.classification, one.subject_code) == (other.classification, other.subject_code):
            assert one.valid_to is not None, one
            assert one.valid_to < other.valid_from, other


def test_every_period_begins_before_it_ends() -> None:
    assert [s for s in load_subjects() if s.valid_to is not None and s.valid_to < s.valid_from] == []


def test_every_parent_is_listed() -> None:
    codes = {(subject.classification, subject.subject_code) for subject in load_subjects()}
    orphans = [s for s in load_subjects() if s.parent_code and (s.classification, s.parent_code) not in codes]
    assert orphans == []


def test_names_are_clean_and_sources_named() -> None:
    for subject in load_subjects():
        assert subject.name == "".join(subject.name.split()) != ""
        assert subject.source == "knowledge" or subject.source.startswith("observed 20")


def test_all_economic_classes_have_details() -> None:
    parents = {s.parent_code for s in load_subjects() if s.classification == "economic" and s.level == 2}
    assert parents >= ECONOMIC_CLASSES
    assert max(s.level for s in load_subjects() if s.classification == "economic") == 2


@pytest.mark.parametrize(
    ("classification", "code", "year", "name"),
    [
        ("functional", "20805", 2019, "行政事业单位离退休"),
        ("functional", "20805", 2020, "行政事业单位养老支出"),
        ("functional", "2081105", 2020, "残疾人就业和扶贫"),
        ("functional", "2081105", 2021, "残疾人就业"),
        ("functional", "2013101", 2020, "行政运行"),
        ("functional", "20138", 2018, None),
        ("functional", "301", 2020, None),
        ("economic", "30307", 2017, "医疗费"),
        ("economic", "30307", 2018, "医疗费补助"),
        ("economic", "310", 2017, "其他资本性支出"),
        ("economic", "310", 2018, "资本性支出"),
        ("economic", "30311", 2017, "住房公积金"),
        ("economic", "30311", 2018, None),
        ("economic", "30311", 2020, "代缴社会保险费"),
        ("economic", "99999", 2020, None),
    ],
)
def test_names_follow_the_year(
    classification: Classification, code: str, year: int, name: str | None
) -> None:
    assert subject_name(classification, code, year) == name


@pytest.mark.parametrize("code", ["201", "20101", "2010101"])
def test_level_and_parent_follow_from_the_length(code: str) -> None:
    assert level_of(code) == {3: 1, 5: 2, 7: 3}[len(code)]
    assert parent_of(code) == {"201": None, "20101": "201", "2010101": "20101"}[code]


@pytest.mark.parametrize("code", ["", "20", "2010", "20101010", "20a", "２０１"])
def test_what_is_no_code_has_no_level(code: str) -> None:
    with pytest.raises(ValueError, match="not a subject code"):
        level_of(code)


def test_names_printed_in_several_reports_are_catalogued(shared_reports: Path) -> None:
    """Of the printed names, only those seen once are allowed to be missing: they are cut off or misread."""
    observed = shared_reports.parent / "reference" / "subject_codes_observed.csv"
    missing = []
    with observed.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["year"].isdigit() and int(row["n"]) > 1:
                classification: Classification = "economic" if row["code"].startswith("3") else "functional"
                known = subject_name(classification, row["code"], int(row["year"]))
                if unicodedata.normalize("NFKC", known or "") != unicodedata.normalize("NFKC", row["name"]):
                    missing.append((row["year"], row["code"], row["name"], known))
    assert missing == []
