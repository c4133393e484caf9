"""SQL that finds the places which corrections speak of, and that marks them.

A place is a cell, a row (measure 'code'), a table ('unit') or a statement; its rows of fact_cell or
fact_statement are found in every version of the reports that a correction names.
"""

# One row for each row of fact_cell or fact_statement that fits; one without `key` for a report with none.
PLACES = """
CREATE OR REPLACE TEMP TABLE correction_place AS
WITH named AS (
    SELECT c.* EXCLUDE (sha256, page, printed), r.sha256,
           c.named_sha256 IS NOT NULL OR r.is_current AS is_held
    FROM quality_correction c JOIN dim_report r ON coalesce(
        c.named_sha256 = r.sha256,
        c.department = r.department AND c.fiscal_year = r.fiscal_year AND c.report_kind = r.report_kind
        AND coalesce(c.report_level = r.report_level, true))
)
SELECT n.correction_id, n.sha256, n.is_held, n.action, n.value, n.correction_status,
       CASE WHEN n.measure IN ('code', 'unit') THEN n.measure ELSE 'cell' END AS place,
       CASE WHEN f.cell_no IS NULL THEN NULL WHEN n.measure = 'unit' THEN 'table'
            WHEN n.measure = 'code' THEN concat_ws('/', f.row_no, f.block_no, f.side)
            ELSE f.cell_no::VARCHAR END AS key,
       CASE n.measure WHEN 'unit' THEN f.unit WHEN 'code' THEN f.subject_code ELSE f.printed END AS printed,
       f.page, f.cell_no, NULL::INTEGER AS statement_no
FROM named n LEFT JOIN fact_cell f ON f.sha256 = n.sha256 AND f.table_code = n.table_code
    AND (f.measure = n.measure OR n.measure IN ('code', 'unit'))
    AND coalesce(f.side = n.side, n.side IS NULL) AND coalesce(f.item = n.item, true)
    AND coalesce(f.subject_code = n.subject_code, n.subject_code IS NULL)
    AND coalesce(f.row_no = n.row_no, true)
WHERE n.table_code <> 'narrative'
UNION ALL
SELECT n.correction_id, n.sha256, n.is_held, n.action, n.value, n.correction_status, 'statement',
       s.statement_no::VARCHAR, s.printed, s.page, NULL, s.statement_no
FROM named n LEFT JOIN fact_statement s ON s.sha256 = n.sha256 AND s.topic = n.measure
    AND coalesce(s.subject_code = n.subject_code, n.subject_code IS NULL)
    AND coalesce(s.kind = n.kind, true) AND coalesce(s.year = n.year, n.year IS NULL)
    AND coalesce(s.section = n.section, true)
    AND coalesce(contains(s.sentence, n.words), true)
WHERE n.table_code = 'narrative'
"""

# Pairs of corrections that want different things of one row: (correction_id, other).
CONFLICTS = """
SELECT DISTINCT a.correction_id, b.correction_id
FROM chosen_place a JOIN chosen_place b
    ON a.sha256 = b.sha256 AND a.place = b.place AND a.correction_id <> b.correction_id
    AND coalesce(a.cell_no, a.statement_no) = coalesce(b.cell_no, b.statement_no)
"""

# What marking wrote is taken back first, so that every marking starts from what is printed.
UNMARK = (
    """
UPDATE fact_cell SET amount_corrected = amount, subject_code_corrected = subject_code, correction_id = NULL,
    correction_status = NULL
WHERE correction_id IS NOT NULL OR amount_corrected IS DISTINCT FROM amount
    OR subject_code_corrected IS DISTINCT FROM subject_code
""",
    """
UPDATE fact_statement SET amount_corrected = amount, value_corrected = value, correction_id = NULL,
    correction_status = NULL
WHERE correction_id IS NOT NULL OR amount_corrected IS DISTINCT FROM amount
    OR value_corrected IS DISTINCT FROM value
""",
)

_OF_CELL = """
correction_id = p.correction_id, correction_status = p.correction_status
FROM chosen_place p
WHERE fact_cell.sha256 = p.sha256 AND fact_cell.cell_no = p.cell_no AND p.place =
"""

# From the widest place to the narrowest: an amount corrected by itself is not scaled by its table's unit, and
# a cell bears the name of the correction nearest to it. Decimals all through: a division would make floats.
MARK = (
    f"""
UPDATE fact_cell SET amount_corrected = CASE p.action WHEN 'drop' THEN NULL
        WHEN 'override' THEN amount * CASE WHEN unit = p.value THEN 1.0000::DECIMAL(9,4)
            WHEN p.value = '万元' THEN 10000::DECIMAL(9,4) ELSE 0.0001::DECIMAL(9,4) END
        ELSE amount_corrected END, {_OF_CELL} 'unit'
""",
    f"""
UPDATE fact_cell SET
    amount_corrected = CASE p.action WHEN 'drop' THEN NULL ELSE amount_corrected END,
    subject_code_corrected = CASE p.action WHEN 'override' THEN p.value ELSE subject_code_corrected END,
    {_OF_CELL} 'code'
""",
    f"""
UPDATE fact_cell SET amount_corrected = CASE p.action WHEN 'drop' THEN NULL
        WHEN 'override' THEN p.value::DECIMAL(20,2) ELSE amount_corrected END, {_OF_CELL} 'cell'
""",
    """
UPDATE fact_statement SET
    amount_corrected = CASE WHEN p.action = 'drop' THEN NULL
        WHEN p.action = 'override' AND amount IS NOT NULL THEN p.value::DECIMAL(20,2) ELSE amount END,
    value_corrected = CASE WHEN p.action = 'drop' THEN NULL
        WHEN p.action = 'override' AND amount IS NULL THEN p.value::DECIMAL(20,4)
        ELSE fact_statement.value END,
    correction_id = p.correction_id, correction_status = p.correction_status
FROM chosen_place p
WHERE fact_statement.sha256 = p.sha256 AND fact_statement.statement_no = p.statement_no
    AND p.place = 'statement'
""",
)

# What marking wrote, by report: rows of fact_cell, of fact_statement, and findings on corrections that fail.
MARKS = """
WITH mark AS (
    SELECT sha256, hash(cell_no, amount_corrected, subject_code_corrected, correction_id, correction_status)
           AS told
    FROM fact_cell WHERE correction_id IS NOT NULL
    UNION ALL
    SELECT sha256, hash('statement', statement_no, amount_corrected, value_corrected, correction_id,
                        correction_status)
    FROM fact_statement WHERE correction_id IS NOT NULL
    UNION ALL
    SELECT sha256, hash('finding', finding_no, rule_id, page, message_en)
    FROM quality_finding WHERE origin = 'proof' AND starts_with(rule_id, 'correction_')
)
SELECT sha256, count(*), bit_xor(told)::HUGEINT FROM mark GROUP BY sha256
"""
