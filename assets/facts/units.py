"""Which department's accounts include the accounts of a unit, where reports of both are in the warehouse.

A unit's report belongs to the department's of the same year and place that has its name, that has it with
本级 or the like after it, or that lists it among the units whose accounts it includes. Names are compared as
printed, less brackets and white space; a list may leave out the name of the place. Where names fit more than
one department nothing is said.
"""

from functools import cache
from importlib import resources

import duckdb
import yaml

_SHORTEST_NAME = 4  # characters of a listed name that may lack the place's name before it

# Names as they are compared, and by what the unit's and the department's may be the same: the closer first.
_LINKS = """
CREATE OR REPLACE TEMP TABLE unit_link AS
WITH named AS (
    SELECT *, regexp_replace(department, '[()（）\\s]', '', 'g') AS name,
           list_transform(string_split(coalesce(units_included, ''), '、'),
               lambda listed: regexp_replace(listed, '[()（）\\s]', '', 'g')) AS listed
    FROM dim_report
), fitting AS (
    SELECT u.sha256, u.department_id, d.sha256 AS superior_sha256, d.department_id AS superior_id,
           d.department AS superior,
           CASE WHEN u.name = d.name THEN 1
                WHEN starts_with(u.name, d.name) AND list_contains($own, substr(u.name, length(d.name) + 1))
                THEN 2
                WHEN list_contains(d.listed, u.name) THEN 3
                WHEN len(list_filter(d.listed, lambda listed: length(listed) >= $shortest
                    AND ends_with(u.name, listed)
                    AND starts_with(d.name, substr(u.name, 1, length(u.name) - length(listed))))) > 0
                THEN 4 END AS closeness
    FROM named u JOIN named d
        ON d.fiscal_year = u.fiscal_year AND d.report_kind = u.report_kind AND d.is_current
        AND coalesce(d.region_code = u.region_code, true)
        AND d.report_level = 'department' AND u.report_level <> 'department'
)
SELECT * FROM fitting WHERE closeness IS NOT NULL
QUALIFY closeness = min(closeness) OVER (PARTITION BY sha256)
    AND count(*) OVER (PARTITION BY sha256, closeness) = 1
"""


@cache
def own_offices() -> tuple[str, ...]:
    """What follows a department's name where its own offices are meant."""
    text = (resources.files("assets.reference") / "unit_names.yml").read_text(encoding="utf-8")
    return tuple(yaml.safe_load(text)["own_offices"])


def link_units(connection: duckdb.DuckDBPyConnection) -> None:
    """Tell in dim_report and dim_department which department each unit belongs to, where names show it."""
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
