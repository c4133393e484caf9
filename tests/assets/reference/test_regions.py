"""Divisions by year, and the one that a department's name begins with."""

from itertools import pairwise

import pytest

from assets.reference.regions import load_region_periods, load_regions, match_region, province_name


def test_no_code_has_two_names_in_one_year() -> None:
    for one, other in pairwise(load_region_periods()):
        if one.region_code == other.region_code:
            assert one.valid_to is not None, one
            assert one.valid_to < other.valid_from, other


def test_the_dimension_has_each_code_once_and_every_parent() -> None:
    regions = {region.region_code: region for region in load_regions()}
    assert len(regions) == len(load_regions())
    assert {region.parent_code for region in regions.values() if region.parent_code} <= regions.keys()
    assert {r.level for r in regions.values() if r.parent_code is None} == {"province"}


def test_there_are_as_many_divisions_as_the_country_has() -> None:
    levels = [region.level for region in load_region_periods() if region.holds_in(2023)]
    assert levels.count("province") == 34
    assert levels.count("prefecture") == 333
    assert levels.count("county") == 2844


def test_a_renamed_city_keeps_its_code_under_its_last_name() -> None:
    xiangyang = next(region for region in load_regions() if region.region_code == "420600")
    assert (xiangyang.name, xiangyang.valid_from, xiangyang.valid_to) == ("襄阳市", 2000, None)
    assert xiangyang.full_name == "湖北省襄阳市"


@pytest.mark.parametrize(
    ("department", "year", "code"),
    [
        ("株洲市荷塘区网格化管理服务中心", 2020, "430202"),
        ("湖南省株洲市荷塘区财政局", 2020, "430202"),
        ("荷塘区民政局", 2020, "430202"),
        ("中共株洲市荷塘区委员会办公室", 2020, "430202"),
        ("国家税务总局株洲市荷塘区税务局", 2021, "430202"),
        ("上海市普陀区财政局", 2024, "310107"),
        ("舟山市普陀区财政局", 2024, "330903"),
        ("普陀区财政局", 2024, None),
        ("湖南省财政厅", 2023, "430000"),
        ("北京市市场监督管理局", 2021, "110000"),
        ("吉林省吉林市财政局", 2020, "220200"),
        ("海南省琼海市教育局", 2022, "469002"),
        ("襄樊市教育局", 2008, "420600"),
        ("襄樊市教育局", 2020, None),
        ("南汇区教育局", 2005, "310119"),
        ("浦东新区教育局", 2030, "310115"),
        ("株洲市 荷塘区\n财政局", 2020, "430202"),
        ("省人大办公厅", 2018, None),
        ("", 2020, None),
    ],
)
def test_a_department_belongs_to_the_longest_division_its_name_begins_with(
    department: str, year: int, code: str | None
) -> None:
    assert match_region(department, year) == code


def test_a_county_belongs_to_its_province() -> None:
    assert province_name("430202", 2020) == "湖南省"
    assert province_name("990101", 2020) is None
