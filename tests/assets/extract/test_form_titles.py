"""Every title a form lists is recognised as that form's, alone and with what departments print around it."""

import pytest

from assets.extract.forms import Form, load_forms
from assets.extract.titles import title_of

LISTED = [(form, title) for form in load_forms() for title in form.titles]


@pytest.mark.parametrize(("form", "title"), LISTED, ids=[f"{f.table_code}-{t}" for f, t in LISTED])
def test_a_listed_title_names_its_form_and_no_other(form: Form, title: str) -> None:
    for printed in (title, f"2023年度{title}", f"三、{title}", f"某某市某某局{title}", f"《{title}》"):
        recognised = title_of(printed)
        assert recognised is not None, printed
        assert recognised.form.table_code == form.table_code, printed


def test_no_title_is_listed_twice() -> None:
    titles = [title for _, title in LISTED]
    assert sorted(titles) == sorted(set(titles))


# The titles the forms must know, by table: those of the Ministry's template and its variants by province.
# Removing one from a form has to be noticed here.
OWED = {
    "01": ["收入支出决算总表", "部门收支决算总表", "收支决算总表", "收入支出总表", "收支总表"],
    "02": ["收入决算表", "部门收入决算表", "收入决算总表", "收入总表", "收入决算明细表"],
    "03": ["支出决算表", "部门支出决算表", "支出决算总表", "部门支出决算总表", "支出总表", "支出决算明细表"],
    "04": ["财政拨款收入支出决算总表", "财政拨款收支决算总表", "财政拨款收支总表"],
    "05": ["一般公共预算财政拨款支出决算表", "一般公共预算支出决算表", "公共财政预算财政拨款支出决算表"],
    "06": ["一般公共预算财政拨款基本支出决算表", "一般公共预算财政拨款基本支出决算明细表"],
    "07": [
        "一般公共预算财政拨款“三公”经费支出决算表",
        "财政拨款“三公”经费支出决算表",
        "一般公共预算相关经费支出决算表",
    ],
    "08": ["政府性基金预算财政拨款收入支出决算表", "政府性基金预算支出决算表"],
    "09": ["国有资本经营预算财政拨款支出决算表", "国有资本经营预算财政拨款收入支出决算表"],
}


@pytest.mark.parametrize(
    ("code", "title"), [(code, title) for code, titles in OWED.items() for title in titles]
)
def test_a_title_seen_in_print_is_known(code: str, title: str) -> None:
    recognised = title_of(title)
    assert recognised is not None
    assert recognised.form.table_code == code
