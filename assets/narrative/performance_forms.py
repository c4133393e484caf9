"""Self-evaluation forms among the rows of a report's other tables: where one begins and where it goes on."""

from collections.abc import Iterable

from assets.extract.text import squeeze
from assets.narrative.performance_grid import FormRow, goes_on
from assets.narrative.performance_reader import FormReader, project_in
from assets.narrative.performance_records import Form
from assets.narrative.performance_words import form_kind, searched, wordings


def read_forms(rows: Iterable[FormRow]) -> list[Form]:
    """The self-evaluation forms among rows of tables, each over all the pages it stands on."""
    forms: list[Form] = []
    reader: FormReader | None = None
    before: FormRow | None = None
    for row in rows:
        if reader is None or before is None or _opens_form(row, before, reader.form):
            title = row.texts[0] if _is_title_row(row) else row.title
            reader = FormReader(Form(squeeze(title), form_kind(title), row.page))
            forms.append(reader.form)
        reader.take(row)
        before = row
    return [form for form in forms if form.is_evaluation]


def _opens_form(row: FormRow, before: FormRow, form: Form) -> bool:
    """Tell whether a row begins another form, or another table that may be one."""
    if row.opens_table and row.table != before.table:
        continues = not row.title or "续" in row.title or squeeze(row.title) == form.title
        return form.is_closed or not continues or not goes_on(before, row)
    return bool(form.lines) and (_is_title_row(row) or bool(project_in(row)))


def _is_title_row(row: FormRow) -> bool:
    texts = row.texts
    titles = [wordings()["form_title"]]
    return len(texts) == 1 and form_kind(texts[0]) is not None and searched(texts[0], titles)
