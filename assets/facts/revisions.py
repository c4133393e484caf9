"""Every version of a report against the one before it, cell by cell.

A cell of one version is that of the other where table, side, code (or label, of a row without one) and
measure are the same; the first of several alike answers to the first. What is left over on both sides and
prints the same in the same row is the same cell under another code or label. All of it is a few queries over
all pairs at once: most reports have one version, and no row of theirs is touched.
"""

import duckdb

# Versions that have one before them, as count_versions numbers them.
_PAIRS = """
CREATE OR REPLACE TEMP TABLE version_pair AS
SELECT sha256, previous_sha256, department, fiscal_year, report_kind, version_no, is_complete AND was_complete
    AS both_complete, tables_found, tables_before
FROM (
    SELECT *, lag(sha256) OVER versions AS previous_sha256, lag(is_complete) OVER versions AS was_complete,
           lag(tables_found) OVER versions AS tables_before
    FROM dim_report
    WINDOW versions AS (
        PARTITION BY department_id, fiscal_year, report_kind, report_level ORDER BY version_no)
)
WHERE previous_sha256 IS NOT NULL
"""

# Cells of one version of each pair; `place` tells a cell within table, side and measure, `turn` cells alike.
_CELLS = """
CREATE OR REPLACE TEMP TABLE {name} AS
SELECT pair.sha256 AS pair, c.table_code, coalesce(c.side, '') AS side, c.measure, c.item,
       coalesce(c.subject_code, '') AS code, coalesce(nullif(c.subject_code, ''), c.item) AS place,
       row_number() OVER (PARTITION BY pair.sha256, c.table_code, c.side, c.measure,
           coalesce(nullif(c.subject_code, ''), c.item) ORDER BY c.row_no, c.block_no, c.cell_no) AS turn,
       c.row_no, c.block_no, c.cell_no, c.printed, c.value_kind, c.amount, c.unit, c.page
FROM version_pair pair JOIN fact_cell c ON c.sha256 = pair.{version}
"""

_MATCHES = """
CREATE OR REPLACE TEMP TABLE cell_match AS
WITH alike AS (
    SELECT n.pair, o.cell_no AS old_cell_no, n.cell_no AS new_cell_no
    FROM new_cell n JOIN old_cell o USING (pair, table_code, side, measure, place, turn)
), old_left AS (
    SELECT * FROM old_cell ANTI JOIN (SELECT pair, old_cell_no AS cell_no FROM alike) USING (pair, cell_no)
), new_left AS (
    SELECT * FROM new_cell ANTI JOIN (SELECT pair, new_cell_no AS cell_no FROM alike) USING (pair, cell_no)
)
FROM alike
UNION ALL
SELECT n.pair, o.cell_no, n.cell_no
FROM new_left n JOIN old_left o USING (pair, table_code, side, measure, row_no, block_no, printed)
"""

_DIFFERENCES = """
CREATE OR REPLACE TEMP TABLE cell_difference AS
SELECT coalesce(n.pair, o.pair) AS pair,
       CASE WHEN o.pair IS NULL THEN 'added' WHEN n.pair IS NULL THEN 'removed'
            WHEN o.amount IS DISTINCT FROM n.amount THEN 'changed'
            WHEN (o.code, o.item) <> (n.code, n.item) THEN 'relabelled'
            WHEN (o.printed, o.unit) <> (n.printed, n.unit) THEN 'reprinted' END AS change,
       coalesce(n.table_code, o.table_code) AS table_code, nullif(coalesce(n.side, o.side), '') AS side,
       coalesce(n.item, o.item) AS item, coalesce(n.code, o.code) AS subject_code,
       coalesce(n.measure, o.measure) AS measure,
       o.printed AS old_printed, n.printed AS new_printed, o.amount AS old_amount, n.amount AS new_amount,
       n.amount - o.amount AS difference, o.unit AS old_unit, n.unit AS new_unit,
       trim(concat_ws(' ', o.code, o.item)) AS old_label, trim(concat_ws(' ', n.code, n.item)) AS new_label,
       o.page AS old_page, n.page AS new_page, o.cell_no AS old_cell_no, n.cell_no AS new_cell_no
FROM new_cell n
FULL JOIN (SELECT o.*, new_cell_no FROM old_cell o
           LEFT JOIN cell_match m ON m.pair = o.pair AND m.old_cell_no = o.cell_no) o
    ON o.pair = n.pair AND o.new_cell_no = n.cell_no
"""

_INSERT_CELLS = """
INSERT INTO quality_revision_cell BY NAME
SELECT pair AS sha256,
       row_number() OVER (PARTITION BY pair ORDER BY table_code, new_cell_no IS NULL,
           coalesce(new_cell_no, old_cell_no))::INTEGER AS change_no,
       * EXCLUDE (pair)
       REPLACE (CASE WHEN old_cell_no IS NOT NULL THEN old_label END AS old_label,
                CASE WHEN new_cell_no IS NOT NULL THEN new_label END AS new_label)
FROM cell_difference WHERE change IS NOT NULL
"""

_INSERT_PAIRS = """
INSERT INTO quality_revision BY NAME
WITH counted AS (
    SELECT pair, count(old_cell_no) AS cells_before, count(new_cell_no) AS cells_after,
           count(*) FILTER (change IS NULL) AS cells_same, count(*) FILTER (change = 'added') AS cells_added,
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
    FROM version_pair p LEFT JOIN counted c ON c.pair = p.sha256
)
SELECT * EXCLUDE (both_complete), CASE WHEN NOT both_complete THEN 'read_in_part'
            WHEN cells_added + cells_removed + cells_changed > 0 OR tables_added || tables_removed <> ''
            THEN 'changed'
            WHEN cells_reprinted > 0 THEN 'reprinted' ELSE 'identical' END AS state
FROM told
"""


def write_revisions(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Compare every version with the one before it, anew; return the rows of each table that holds this.

    Wants dim_report and fact_cell as a build leaves them, versions counted.
    """
    tables = ("quality_revision", "quality_revision_cell")
    for table in tables:
        connection.execute(f"DELETE FROM {table}")
    connection.execute(_PAIRS)
    connection.execute(_CELLS.format(name="old_cell", version="previous_sha256"))
    connection.execute(_CELLS.format(name="new_cell", version="sha256"))
    for query in (_MATCHES, _DIFFERENCES, _INSERT_PAIRS, _INSERT_CELLS):
        connection.execute(query)
    for made in ("cell_difference", "cell_match", "new_cell", "old_cell", "version_pair"):
        connection.execute(f"DROP TABLE {made}")
    counts = (connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in tables)
    return {table: row[0] if row else 0 for table, row in zip(tables, counts, strict=True)}
