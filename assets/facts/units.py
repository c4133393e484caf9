"""Which department's accounts include the accounts of a unit, where reports of both are in the warehouse.

A unit's report belongs to the department's of the same year and place that has its name, that has it with
本级 or the like after it, or that lists it among the units whose accounts it includes. Names are compared as
printed, less brackets and white space; a list may leave out the name of the place. Where names fit more than
one department nothing is said.
"""

from functools import cache
from importlib import resources

import duckdb

from expectations.yaml_files import read_yaml

_SHORTEST_NAME = 4  # characters of a listed name that may lack the place's name before it

# Every name that a unit of a department may go by, and whose it is; the least distance is the likeliest.
# Names are made out and looked up rather than compared one by one: a province has thousands of either a year.
_LINKS = """
CREATE OR REPLACE TEMP TABLE unit_link AS
WITH named AS (
    SELECT *, regexp_replace(department, '[()（）\\s]', '', 'g') AS name FROM dim_report
), superior AS (
    SELECT sha256 AS superior_sha256, department_id AS superior_id, department AS superior, region_code,
           fiscal_year, report_kind, name, units_included
    FROM named WHERE is_current AND report_level = 'department'
), listing AS (
    SELECT *, regexp_replace(unnest(string_split(units_included, '、')), '[()（）\\s]', '', 'g') AS listed
    FROM superior
), expected AS (
    SELECT * EXCLUDE (name, units_included), name AS unit_name, 1 AS distance FROM superior
    UNION ALL
    SELECT * EXCLUDE (name, units_included, own), name || own, 2
    FROM (SELECT *, unnest($own) AS own FROM superior)
    UNION ALL
    SELECT * EXCLUDE (name, units_included, listed), listed, 3 FROM listing
    UNION ALL
    SELECT * EXCLUDE (name, units_included, listed, characters), left(name, characters) || listed, 4
    FROM (SELECT *, unnest(range(1, length(name) + 1)) AS characters FROM listing
          WHERE length(listed) >= $shortest)
), fitting AS (
    SELECT u.sha256, u.department_id, e.superior_sha256, e.superior_id, e.superior,
           min(e.distance) AS distance
    FROM named u JOIN expected e ON e.unit_name = u.name AND e.fiscal_year = u.fiscal_year
        AND e.report_kind = u.report_kind AND coalesce(e.region_code = u.region_code, true)
    WHERE u.report_level <> 'department'
    GROUP BY ALL
)
SELECT * FROM fitting
QUALIFY distance = min(distance) OVER (PARTITION BY sha256)
    AND count(*) OVER (PARTITION BY sha256, distance) = 1
"""


@cache
def own_offices() -> tuple[str, ...]:
    """What follows a department's name where its own offices are meant."""
    return tuple(read_yaml(resources.files("assets.reference") / "unit_names.yml")["own_offices"])


def link_units(connection: duckdb.DuckDBPyConnection) -> None:
    """Tell in dim_report and dim_department which department each unit belongs to, where names show it.

    What an earlier build told of reports is replaced.
    """
    connection.execute("UPDATE dim_report SET superior_sha256 = NULL WHERE superior_sha256 IS NOT NULL")
    connection.execute(_LINKS, {"own": list(own_offices()), "shortest": _SHORTEST_NAME})
    connection.execute(
        "UPDATE dim_report SET superior_sha256 = l.superior_sha256 FROM unit_link l "
        "WHERE dim_report.sha256 = l.sha256"
    )
    connection.execute(
        "UPDATE dim_department SET parent_name = l.superior FROM "
        "(SELECT department_id, max(superior) AS superior FROM unit_link WHERE superior_id <> department_id "
        "GROUP BY department_id HAVING count(DISTINCT superior) = 1) l "
        "WHERE dim_department.department_id = l.department_id"
    )
    connection.execute("DROP TABLE unit_link")
