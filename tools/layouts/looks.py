"""The looks of a report: which lines are drawn, how pages lie, how numbers are printed; drawn at random."""

from dataclasses import dataclass
from random import Random

from tools.layouts.accounts import FIRST_OF_THREE_FUNDS, FIRST_YEAR, LAST_YEAR
from tools.samples.layout import Layout

RULES = ("grid", "three_line", "none", "rows", "double", "open_sides", "header_only")
"""Which rules a table has: all; over, under its header and below; none; between rows only; all and a second
frame; all but the outer uprights; round the header's cells only."""
ZEROS = ("0.00", "0", "", "-", "—")
WIDE_TABLES = ("02", "03")
CODED_TABLES = ("02", "03", "05", "08", "09")


@dataclass(frozen=True, slots=True)
class Look:
    """How one report is printed, beside what ``Layout`` says of its tables.

    turned: /Rotate of the pages of turned tables. shade: '', 'header' or 'banded'. label_width: characters of
    a label at which it wraps. padding: points between text and rule. tight: gap between rows in points.
    digits: 'ascii' or 'full' (full-width). again: the line over a table's second page, '' for none; boxed
    puts it in a frame of its own. basic: 'one', 'two', 'three' blocks of 06, or 'columns' (合计, 人员经费,
    公用经费). public: 07 as 'blocks', 'interleaved' or 'down' the page. meetings: 会议费 and 培训费 in 07.
    caption: how unit, owner and tag stand over a table.
    """

    rules: str = "grid"
    font: str = "stsong"
    renderer: str = "reportlab"
    turned: int = 0
    turned_tables: tuple[str, ...] = ()
    landscape_tables: tuple[str, ...] = ()
    shade: str = ""
    watermark: str = ""
    stamp: bool = False
    label_width: int = 12
    padding: float = 3.0
    tight: float = 2.5
    font_size: float = 9.0
    top_aligned: bool = False
    amounts_centred: bool = False
    single_glyphs: bool = False
    digits: str = "ascii"
    again: str = ""
    boxed: bool = False
    flowing: bool = False
    basic: str = "three"
    public: str = "blocks"
    meetings: bool = False
    running_head: bool = False
    footer: str = "{page}"
    caption: str = "line"


def draw_look(random: Random, rules: str, renderer: str) -> Look:
    """Draw the looks of a report whose tables have the given rules."""
    font = random.choice(("stsong", "stsong", "zenhei", "uming"))
    turned = random.choice((0, 0, 90, 270))
    wide = tuple(table for table in WIDE_TABLES if random.random() < 0.5)
    return Look(
        rules=rules,
        renderer=renderer,
        font=font,
        turned=turned if renderer == "reportlab" else 0,
        turned_tables=(*WIDE_TABLES, random.choice(("01", "04", "05", "08"))) if turned else (),
        landscape_tables=wide,
        shade=random.choice(("", "", "header", "banded")),
        watermark=random.choice(("", "", "样川市财政局", "内部资料")),
        stamp=random.random() < 0.25,
        label_width=random.choice((7, 10, 14, 20)),
        padding=random.choice((2.0, 3.0, 5.0)),
        tight=random.choice((1.5, 2.5, 5.0)),
        font_size=random.choice((8.0, 9.0, 9.5)),
        top_aligned=random.random() < 0.15,
        amounts_centred=random.random() < 0.15,
        single_glyphs=font != "stsong" and random.random() < 0.3,  # its widths are not those drawn
        digits="full" if random.random() < 0.1 else "ascii",
        again=random.choice(("", "", "续表", "（续上表）", "公开{number:02d}表")),
        boxed=random.random() < 0.5,
        flowing=random.random() < 0.3,
        basic=random.choice(("one", "two", "three", "three", "columns")),
        public=random.choice(("blocks", "interleaved", "down")),
        meetings=random.random() < 0.25,
        running_head=random.random() < 0.3,
        footer=random.choice(("{page}", "- {page} -", "第 {page} 页", "－{page}－", "")),
        caption=random.choice(("line", "line", "lines", "bracket")),
    )


def draw_layout(random: Random) -> tuple[int, Layout]:
    """Draw a fiscal year and what the tables of its report look like."""
    year = random.randint(FIRST_YEAR, LAST_YEAR)
    three_funds = year >= FIRST_OF_THREE_FUNDS
    unit = random.choice(("万元", "万元", "元"))
    zero = {"": random.choice(ZEROS)}
    if random.random() < 0.3:
        zero |= {table: random.choice(ZEROS) for table in ("01", "02", "04", "06", "07")}
    split_codes, column_numbers = random.random() < 0.35, random.random() < 0.5
    # The captions 类 款 项 share the row of the total where no numbers of columns stand beside them.
    total_labels = ("name",) if split_codes and not column_numbers else ("name", "code", "across")
    layout = Layout(
        order=random.choice(("A", "B")) if three_funds else "A0",
        unit={"": unit, **({"06": "元"} if random.random() < 0.1 else {})},
        zero=zero,
        separators=random.random() < (0.8 if unit == "元" else 0.4),
        split_codes=split_codes,
        line_numbers=random.random() < 0.5,
        column_numbers=column_numbers,
        total_last=tuple(table for table in CODED_TABLES if random.random() < 0.15),
        total_label=random.choice(total_labels),
        repeat_header=random.random() < 0.5,
        budget_columns=random.random() < 0.25,
        education_fees=random.random() < 0.3,
        state_capital_column=three_funds,
        tag=random.choice(("公开{number:02d}表", "财决公开{number:02d}表", "")),
        owner_label=random.choice(("部门：", "公开部门：", "编制单位：", "单位名称：")),
        unit_label=random.choice(("单位：", "金额单位：")),
        classes=() if random.random() < 0.6 else ("201", "205", "208", "210", "221", "229"),
    )
    return year, layout
