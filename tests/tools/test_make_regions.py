"""The yearly list of divisions shrinks to periods without losing a change."""

from tools.make_regions import make_rows


def source_row(
    year: int, county: str, county_code: str, city: str = "市辖区", city_code: str = "310100"
) -> dict[str, str]:
    return {
        "year": str(year),
        "province_name": "上海市",
        "province_adcode": "310000",
        "city_name": city,
        "city_adcode": city_code,
        "county_name": county,
        "county_adcode": county_code,
    }


def test_years_become_periods_and_gaps_stay_open() -> None:
    rows = [source_row(year, "甲区", "310101") for year in (1999, 2000, 2001, 2003, 2004)]
    assert make_rows(rows) == [
        ("310101", "甲区", "310000", 2000, "2001"),
        ("310101", "甲区", "310000", 2003, ""),
    ]


def test_a_new_name_or_parent_begins_a_period() -> None:
    rows = [
        source_row(2000, "甲县", "310101", "乙市", "310200"),
        source_row(2001, "甲区", "310101", "乙市", "310200"),
        source_row(2001, "", "", "乙市", "310200"),
    ]
    assert make_rows(rows) == [
        ("310101", "甲县", "310200", 2000, "2000"),
        ("310101", "甲区", "310200", 2001, ""),
        ("310200", "乙市", "310000", 2001, ""),
    ]
