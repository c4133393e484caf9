"""This year's report and last year's, side by side, as identities between years look figures up."""

from dataclasses import dataclass

from expectations.printed import PrintedReport
from expectations.sheets import Figure, Report, arrange_report
from expectations.stated import StatedText, arrange_text, find_printed, list_printed
from expectations.statements import Statement

PRIOR_READ_IN_PART = "prior_read_in_part:"


@dataclass(frozen=True, slots=True)
class Past:
    """Tables and statements of the report of the year before.

    Its figures carry no cell and no statement: they are no part of the report that is checked.
    """

    report: Report
    text: StatedText

    def list_figures(self, topic: str, code: str) -> list[Figure]:
        """Last year's figure of a topic as often as it is printed: in its tables first, then in its text."""
        stated = (self.text.read(statement) for statement in self.text.amounts.get((topic, code), ()))
        return [detach(figure) for figure in (*list_printed(topic, code, self.report), *stated)]


@dataclass(frozen=True, slots=True)
class Years:
    """The report that is checked, its text and tables, and last year's, None where there is none."""

    sha256: str
    text: StatedText
    report: Report
    past: Past | None

    def find_figure(self, number: int | None, topic: str, near: Statement) -> Figure | None:
        """This year's figure of a topic: the numbered statement's, the nearest one's, or the tables'."""
        stated = self.text.by_no.get(number or 0)
        if stated is None or stated.amount is None or stated.topic.endswith("_change"):
            stated = self.text.find_amount(topic, near.subject_code, near=near) if topic else None
        if stated is not None:
            return self.text.read(stated)
        return find_printed(topic, near.subject_code, self.report) if topic else None

    def find_last(self, topic: str, code: str, due: int | None = None) -> Figure | None:
        """Last year's figure of a topic, None without a report of last year that has it.

        Of several printings of it, the one nearest to `due` half-fens: that one of them is wrong is last
        year's matter.
        """
        figures = self.past.list_figures(topic, code) if self.past else []
        if due is None or not figures:
            return figures[0] if figures else None
        return min(figures, key=lambda figure: abs((figure.amount or 0) - due))


def arrange_years(printed: PrintedReport, report: Report) -> Years:
    """The report `printed`, whose tables are `report`, beside last year's."""
    text = arrange_text(printed.statements, printed.fiscal_year)
    prior = printed.prior
    if prior is None:
        return Years(printed.sha256, text, report, None)
    past_text = arrange_text(prior.statements, printed.fiscal_year - 1)
    past_report = arrange_report(prior.cells, prior.tables, prior.is_complete)
    return Years(printed.sha256, text, report, Past(past_report, past_text))


def detach(figure: Figure) -> Figure:
    """The figure without the place it is printed at."""
    return figure._replace(cell=None, statement=None)
