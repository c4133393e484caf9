"""Every version of a report against the one before it, cell by cell.

A cell of one version is that of the other where table, side, code (or label, of a row without one) and
measure are the same; the first of several alike answers to the first. What is left over on both sides and
prints the same in the same row is the same cell under another code or label. All of it is a few queries over
all pairs at once: most reports have one version, and no row of theirs is touched.
"""

from collections.abc import Collection

import duckdb

from assets.facts.warehouse import named_hashes

# The versions of every report of which one is among `touched_report`, or of all reports.
_GROUPS = """
CREATE OR REPLACE TEMP TABLE version_group AS
SELECT r.* FROM dim_report r SEMI JOIN (
    SELECT department_id, fiscal_year, report_kind, report_level FROM dim_report WHERE {condition}
) USING (department_id, fiscal_year, report_kind, report_level)
"""

# Versions that have one before them, as count_versions numbers them.
_PAIRS = """
CREATE OR REPLACE TEMP TABLE version_pair AS
SELECT row_number() OVER (ORDER BY sha256)::INTEGER AS pair, sha256, previous_sha256, department, fiscal_year,
       report_kind, version_no, is_complete AND was_complete AS both_complete, tables_found, tables_before,
       cells_before, cells AS cells_after
FROM (
    SELECT *, lag(sha256) OVER versions AS previous_sha256, lag(is_complete) OVER versions AS was_complete,
           lag(tables_found) OVER versions AS tables_before, lag(cells) OVER versions AS cells_before
    FROM version_group
    WINDOW versions AS (
        PARTITION BY department_id, fiscal_year, report_kind, report_level ORDER BY version_no)
)
WHERE previous_sha256 IS NOT NULL
"""

# Cells of one version of each pair; `place` tells a cell within table, side and measure, `turn` cells alike.
_CELLS = """
CREATE OR REPLACE TEMP TABLE {name} AS
SELECT p.pair, c.table_code, coalesce(c.side, '') AS side, c.measure, c.item,
       coalesce(c.subject_code, '') AS code, coalesce(nullif(c.subject_code, ''), c.item) AS place,
       row_number() OVER (PARTITION BY p.pair, c.table_code, c.side, c.measure,
           coalesce(nullif(c.subject_code, ''), c.item) ORDER BY c.row_no, c.block_no, c.cell_no) AS turn,
       c.row_no, c.block_no, c.cell_no, c.printed, c.amount, c.unit, c.page
FROM version_pair p JOIN fact_cell c ON c.sha256 = p.{version}
"""

_DIFFERENCES = """
CREATE OR REPLACE TEMP TABLE cell_difference AS
SELECT pair,
       CASE WHEN o.cell_no IS NULL THEN 'added' WHEN n.cell_no IS NULL THEN 'removed'
            WHEN o.amount IS DISTINCT FROM n.amount THEN 'changed'
            WHEN (o.code, o.item) <> (n.code, n.item) THEN 'relabelled'
            WHEN (o.printed, o.unit) <> (n.printed, n.unit) THEN 'reprinted' END AS change,
       table_code, nullif(side, '') AS side, measure,
       coalesce(n.item, o.item) AS item, coalesce(n.code, o.code) AS subject_code,
       o.printed AS old_printed, n.printed AS new_printed, o.amount AS old_amount, n.amount AS new_amount,
       n.amount - o.amount AS difference, o.unit AS old_unit, n.unit AS new_unit,
       trim(o.code || ' ' || o.item) AS old_label, trim(n.code || ' ' || n.item) AS new_label,
       o.page AS old_page, n.page AS new_page, o.cell_no AS old_cell_no, n.cell_no AS new_cell_no,
       coalesce(n.row_no, o.row_no) AS row_no, coalesce(n.block_no, o.block_no) AS block_no
FROM new_cell n FULL JOIN old_cell o USING (pair, table_code, side, measure, place, turn)
WHERE change IS NOT NULL
"""

# What is gone and what is new, where both print the same in the same row: one cell under two labels.
_RELABELLED = """
CREATE OR REPLACE TEMP TABLE relabelled AS
SELECT n.* REPLACE ('relabelled' AS change, o.old_printed AS old_printed, o.old_amount AS old_amount,
           n.new_amount - o.old_amount AS difference, o.old_unit AS old_unit, o.old_label AS old_label,
           o.old_page AS old_page, o.old_cell_no AS old_cell_no)
FROM cell_difference n JOIN cell_difference o
    ON n.pair = o.pair AND n.change = 'added' AND o.change = 'removed' AND n.table_code = o.table_code
    AND n.side IS NOT DISTINCT FROM o.side AND n.measure = o.measure AND n.row_no = o.row_no
    AND n.block_no = o.block_no AND n.new_printed = o.old_printed
    AND n.new_amount IS NOT DISTINCT FROM o.old_amount;
DELETE FROM cell_difference USING relabelled r
WHERE cell_difference.pair = r.pair AND cell_difference.change IN ('added', 'removed')
    AND (cell_difference.new_cell_no = r.new_cell_no OR cell_difference.old_cell_no = r.old_cell_no);
INSERT INTO cell_difference FROM relabelled
"""

_INSERT_PAIRS = """
INSERT INTO quality_revision BY NAME
WITH counted AS (
    SELECT pair, count(*) FILTER (change = 'added') AS cells_added,
           count(*) FILTER (change = 'removed') AS cells_removed,
           count(*) FILTER (change = 'changed') AS cells_changed,
           count(*) FILTER (change IN ('reprinted', 'relabelled')) AS cells_reprinted
    FROM cell_difference GROUP BY pair
), told AS (
    SELECT p.* EXCLUDE (tables_found, tables_before), coalesce(COLUMNS(c.* EXCLUDE (pair)), 0),
           array_to_string(list_filter(string_split(tables_found, ','),
               lambda code: NOT list_contains(string_split(tables_before, ','), code)), ',') AS tables_added,
           array_to_string(list_filter(string_split(tables_before, ','),
               lambda code: NOT list_contains(string_split(tables_found, ','), code)), ',') AS tables_removed
    FROM version_pair p LEFT JOIN counted c USING (pair)
)
SELECT * EXCLUDE (pair, both_complete),
       cells_after - cells_added - cells_changed - cells_reprinted AS cells_same,
       CASE WHEN NOT both_complete THEN 'read_in_part'
            WHEN cells_added + cells_removed + cells_changed > 0 OR tables_added || tables_removed <> ''
            THEN 'changed'
            WHEN cells_reprinted > 0 THEN 'reprinted' ELSE 'identical' END AS state
FROM told
"""

_INSERT_CELLS = """
INSERT INTO quality_revision_cell BY NAME
SELECT p.sha256,
       row_number() OVER (PARTITION BY pair ORDER BY table_code, new_cell_no IS NULL,
           coalesce(new_cell_no, old_cell_no))::INTEGER AS change_no,
       d.* EXCLUDE (pair, row_no, block_no)
FROM cell_difference d JOIN version_pair p USING (pair)
"""


def write_revisions(
    connection: duckdb.DuckDBPyConnection, touched: Collection[str] | None = None
) -> set[str]:
    """Compare every version with the one before it, anew; return the hashes of the reports looked at.

    With ``touched``, only the versions of reports of which one is among these hashes. Wants dim_report and
    fact_cell as a build leaves them, versions counted.
    """
    with named_hashes(connection, touched or ()) as name:
        condition = "true" if touched is None else f"sha256 IN (FROM {name})"
        connection.execute(_GROUPS.format(condition=condition))
    compared = {sha256 for (sha256,) in connection.execute("SELECT sha256 FROM version_group").fetchall()}
    tables = ("quality_revision", "quality_revision_cell")
    for table in tables:
        connection.execute(f"DELETE FROM {table} WHERE sha256 IN (SELECT sha256 FROM version_group)")
    connection.execute(_PAIRS)
    connection.execute(_CELLS.format(name="old_cell", version="previous_sha256"))
    connection.execute(_CELLS.format(name="new_cell", version="sha256"))
    for query in (_DIFFERENCES, _RELABELLED, _INSERT_PAIRS, _INSERT_CELLS):
        connection.execute(query)
    for made in ("relabelled", "cell_difference", "new_cell", "old_cell", "version_pair", "version_group"):
        connection.execute(f"DROP TABLE {made}")
    return compared
