"""Rules as rows of dim_rule: the reader's among them, every column of the contract filled."""

from assets.extract.forms import load_forms
from assets.facts.dimensions import rule_rows
from assets.facts.findings import load_reader_rules
from expectations.contracts import contract
from expectations.disclosure_items import load_disclosures
from expectations.identities import load_identities


def test_every_rule_is_a_row_with_all_its_columns() -> None:
    rows = list(rule_rows())
    names = contract("dim_rule").column_names
    assert all(tuple(row) == names and all(row.values()) for row in rows)
    ids = [row["rule_id"] for row in rows]
    assert len(set(ids)) == len(ids)
    assert set(ids) >= {identity.id for identity in load_identities()}
    assert set(ids) >= {item.id for item in load_disclosures().items}
    assert set(load_reader_rules()) == {row["rule_id"] for row in rows if row["family"] == "reader"}


def test_a_report_owes_a_table_from_the_year_its_form_says() -> None:
    wanted = {
        item.condition.table: item.condition.from_year
        for item in load_disclosures().items
        if item.condition.kind == "table"
    }
    assert wanted == {form.table_code: form.owed_from or 0 for form in load_forms()}
