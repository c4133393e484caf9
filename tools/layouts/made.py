"""One made-up report: drawn from a seed and a number, typeset, with its truth."""

import hashlib
from dataclasses import asdict, dataclass, replace
from random import Random
from typing import Any

from tools.layouts.accounts import draw_case, draw_facts
from tools.layouts.browser import missing_browser, print_html
from tools.layouts.drawing import draw, register_font
from tools.layouts.looks import RULES, draw_layout, draw_look
from tools.layouts.paging import lay_out
from tools.samples.truth import make_truth

BY_BROWSER = 4  # every so many reports one is printed by the browser


@dataclass(frozen=True, slots=True)
class MadeReport:
    """A report as a PDF, what its pages say, and how it looks."""

    name: str
    data: bytes
    truth: dict[str, Any]
    looks: dict[str, Any]


def make_report(seed: int, number: int, rules: str = "", renderer: str = "", **looks: Any) -> MadeReport:
    """Typeset the report of a seed and a number; same arguments, same cells.

    ``rules`` and ``renderer`` choose where a number would draw; ``looks`` sets fields of ``Look``. Where the
    machine lacks the browser, ReportLab draws.
    """
    random = Random(f"{seed}/{number}")
    rules = rules or RULES[number % len(RULES)]
    by_browser = number % BY_BROWSER == BY_BROWSER - 1 and not missing_browser()
    renderer = renderer or ("chromium" if by_browser else "reportlab")
    year, layout = draw_layout(random)
    look = replace(draw_look(random, rules, renderer), **looks)
    if renderer == "chromium" and look.font == "stsong":
        look = replace(look, font="uming")  # widths are set with the font that the browser prints with
    name = f"{seed:03d}-{number:03d}-{look.rules}"
    facts = draw_facts(random, name, draw_case(random, year), layout)
    font = register_font(look)
    pages = lay_out(facts, look, font)
    title = f"{facts.department}{facts.fiscal_year}年度{facts.body}决算"
    data = print_html(pages, look, title) if renderer == "chromium" else draw(pages, look, font, title)
    truth = make_truth(facts, [page.as_sample() for page in pages], hashlib.sha256(data).hexdigest())
    return MadeReport(name, data, truth, {**asdict(look), "layout": asdict(layout), "year": year})
