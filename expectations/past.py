"""This year's report and last year's, side by side, as identities between years look figures up."""

from dataclasses import dataclass

from expectations.printed import PrintedReport
from expectations.sheets import Figure, Report, arrange_report
from expectations.stated import StatedText, arrange_text, find_printed
from expectations.statements import Statement


@dataclass(frozen=True, slots=True)
class Past:
    """Tables and statements of the report of the year before.

    Its figures carry no cell and no statement: they are no part of the report that is checked.
    """

    report: Report
    text: StatedText

    def find(self, topic: str, code: str) -> Figure | None:
        """Last year's figure of a topic: its tables', else its text's; None if neither has it."""
        figure = find_printed(topic, code, self.report)
        if figure is None:
            statement = self.text.find_amount(topic, code)
            figure = self.text.read(statement) if statement else None
        return None if figure is None else detach(figure)


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

    def find_last(self, topic: str, code: str) -> Figure | None:
        """Last year's figure of a topic, None without a report of last year that has it."""
        return self.past.find(topic, code) if self.past else None


def arrange_years(printed: PrintedReport, report: Report) -> Years:
    """The report `printed`, whose tables are `report`, beside last year's."""
    text = arrange_text(printed.statements, printed.fiscal_year)
    prior = printed.prior
    if prior is None:
        return Years(printed.sha256, text, report, None)
    past_text = arrange_text(prior.statements, printed.fiscal_year - 1)
    return Years(printed.sha256, text, report, Past(arrange_report(prior.cells, prior.tables), past_text))


def detach(figure: Figure) -> Figure:
    """The figure without the place it is printed at."""
    return figure._replace(cell=None, statement=None)
