"""The record that the narrative hands to evaluation: one figure, or one comparison in words, of the text.

What belongs here: what identities and guards need to know of it. Not how it is taken from sentences
(assets.narrative) nor what must hold for it (expectations.evaluate and its parts).
"""

from decimal import Decimal
from typing import NamedTuple


class Statement(NamedTuple):
    """One figure as the text states it, or words that compare two figures (持平, 大于).

    `statement_no` counts from 1 in reading order. `kind` is 'amount', 'share', 'growth', 'completion',
    'count', 'score', 'comparison' (words without a figure) or 'mention' (a subject named in a list of what
    money was spent on). `topic` names what it speaks of (vocabulary/topics.yml), '' where none fits;
    `subject` are the words of the text for it, `subject_code` the subject where it is one. `year` is the
    fiscal year the figure is of. `amount` is in yuan, `value` in percent, points or pieces; of a figure in
    words both are None. `decimals` are those printed, in `unit`.

    `direction` is 'increase', 'decrease', 'unchanged' against an earlier year, 'above', 'below', 'equal'
    against a budget. `of_no` is the statement that a share, rate or comparison speaks of, `base_no` the one
    it is measured against: the whole of a share, the budget of a completion, for a growth the change in
    money. `base` is 'whole', 'budget' or 'previous_year'. The box is that of the figure on its page, in
    points. `part` (1–5) and `section` ('3', '5.2') say where in the report it stands; `reason` are the words
    given for a change. `doubt` is 'subject_inferred' where what is spoken of was taken over from an earlier
    paragraph.
    """

    sha256: str
    statement_no: int
    kind: str
    topic: str
    subject_code: str
    subject: str
    year: int | None
    printed: str
    unit: str
    amount: Decimal | None
    value: Decimal | None
    decimals: int | None
    direction: str | None
    of_no: int | None
    base_no: int | None
    base: str | None
    part: int | None
    section: str
    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    sentence: str
    reason: str
    source: str = "text"
    doubt: str | None = None


class Section(NamedTuple):
    """One section of a report's text; `number` is as in '3' or '5.2' within its `part`, '' before a heading.

    `kind` is the section's topic where its heading is a known one ('income', 'three_public', 'glossary'), ''
    otherwise. `text` is the section's own text without that of its subsections, a line a paragraph.
    """

    sha256: str
    section_no: int
    part: int | None
    number: str
    title: str
    kind: str
    text: str
    first_page: int
    last_page: int


class PerformanceRow(NamedTuple):
    """One figure of a self-evaluation form: funds, weight, score or rate of one printed row.

    `row_no` counts the figures of a report from 1, `form_no` its forms, `line_no` the rows of a form; figures
    of one row share it. `form_kind` is 'department' (整体支出) or 'project' (项目支出). `row_kind` is
    'funds', 'group' (the weight of a first or second level: 产出指标（50分）), 'indicator' or 'total'; `item`
    the printed label of the row (合计, 当年财政拨款; the third-level indicator), `indicator_path` the first
    and second level above it, parted by '/'. `measure` is 'budget_initial', 'budget_adjusted', 'final',
    'weight', 'rate', 'score', 'target' or 'actual'. `amount` is in yuan (funds), `value` in points or percent
    (weights, scores, rates). `formula` is what the form says a score is made of (分值×执行率), '' where it
    says nothing.
    """

    sha256: str
    row_no: int
    form_no: int
    form_kind: str
    project: str
    row_kind: str
    indicator_path: str
    item: str
    measure: str
    printed: str
    unit: str
    amount: Decimal | None
    value: Decimal | None
    decimals: int | None
    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    source: str = "text"
    line_no: int = 0
    formula: str = ""
