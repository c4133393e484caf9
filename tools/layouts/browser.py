"""Printing laid-out pages with Chromium from HTML, row heights and widths as they were set."""

import html
import subprocess
import tempfile
from pathlib import Path

import pypdfium2

from tools.layouts.looks import Look
from tools.layouts.paging import LINE, MARGIN, LaidPage
from tools.layouts.setting import LEADING, SetTable
from tools.samples.html_renderer import CHROMIUM
from tools.samples.model import Caption, GridCell, Text

FAMILIES = {"zenhei": "WenQuanYi Zen Hei", "uming": "AR PL UMing CN"}
STYLE = """
@page {{ size: A4; margin: 0 }}
@page wide {{ size: A4 landscape; margin: 0 }}
body {{ margin: 0; font-family: '{font}'; }}
section {{ box-sizing: border-box; width: 594pt; height: 840pt; padding: {margin}pt; position: relative;
  break-after: page; overflow: hidden }}
section.wide {{ page: wide; width: 840pt; height: 593pt }}
p {{ margin: 0; line-height: {line} }}
table {{ border-collapse: collapse; table-layout: fixed; margin-top: 4pt }}
td {{ padding: 0 {padding}pt; line-height: {leading}; word-break: normal }}
tr.band td {{ background: #f2f2f2 }}
tr.head td {{ background: {shade} }}
.caption {{ display: flex; justify-content: space-between; line-height: {line} }}
.mark {{ position: absolute; left: 20%; top: 45%; font-size: 54pt; color: #ddd; transform: rotate(-40deg) }}
header, footer {{ position: absolute; left: {margin}pt; font-size: 9pt }}
header {{ top: 20pt }}
footer {{ bottom: 16pt; left: 0; right: 0; text-align: center }}
{rules}
"""
RULES = {
    "grid": "td { border: 0.5pt solid #000 }",
    "double": "td { border: 0.5pt solid #000 } table { outline: 0.5pt solid #000; outline-offset: 2pt }",
    "none": "",
    "rows": "td { border-top: 0.5pt solid #000; border-bottom: 0.5pt solid #000 }",
    "open_sides": "td { border: 0.5pt solid #000 } td:first-child { border-left: none }"
    " td:last-child { border-right: none }",
    "header_only": "tr.h td { border: 0.5pt solid #000 }",
    "three_line": "table { border-top: 1.4pt solid #000; border-bottom: 1.4pt solid #000 }"
    " tr.h:has(+ tr:not(.h)) td, tr.h td[rowspan] { border-bottom: 0.5pt solid #000 }",
}


def missing_browser() -> bool:
    """Tell whether this machine lacks the browser."""
    return not CHROMIUM.exists()


def print_html(pages: list[LaidPage], look: Look, title: str) -> bytes:
    """Print the pages and return the PDF; raises ValueError where a page ran over."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "report.html"), Path(folder, "report.pdf")
        source.write_text(_document(pages, look, title), encoding="utf-8")
        command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        subprocess.run(
            [*command, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", source.as_uri()],
            check=True,
            capture_output=True,
            timeout=120,
        )
        data = target.read_bytes()
    if (printed := len(pypdfium2.PdfDocument(data))) != len(pages):
        raise ValueError(f"{len(pages)} pages became {printed}")
    return data


def _document(pages: list[LaidPage], look: Look, title: str) -> str:
    style = STYLE.format(
        font=FAMILIES[look.font],
        margin=MARGIN,
        line=LINE,
        leading=LEADING,
        padding=look.padding,
        shade="#e0e0e0" if look.shade else "none",
        rules=RULES[look.rules],
    )
    body = "".join(_section(page, look) for page in pages)
    head = f"<meta charset='utf-8'><title>{html.escape(title)}</title><style>{style}</style>"
    return f"<!doctype html><html lang='zh-CN'><head>{head}</head><body>{body}</body></html>"


def _section(page: LaidPage, look: Look) -> str:
    wide = " class='wide'" if page.landscape else ""
    holds_table = any(isinstance(block, SetTable) for block in page.blocks)
    mark = f"<div class='mark'>{look.watermark}</div>" if holds_table and look.watermark else ""
    blocks = "".join(_block(block, look) for block in page.blocks)
    around = f"<header>{html.escape(page.head)}</header><footer>{html.escape(page.footer)}</footer>"
    return f"<section{wide}>{mark}{blocks}{around}</section>"


def _block(block: Text | Caption | SetTable, look: Look) -> str:
    if isinstance(block, Text):
        style = f"font-size:{block.size}pt;text-align:{block.align};margin-top:{block.above}pt"
        return f"<p style='{style};text-indent:{block.indent}em'>{html.escape(block.text)}</p>"
    if isinstance(block, Caption):
        parts = "".join(f"<span>{html.escape(t)}</span>" for t in (block.left, block.middle, block.right))
        return f"<div class='caption' style='font-size:{block.size}pt'>{parts}</div>"
    columns = "".join(f"<col style='width:{width:.2f}pt'>" for width in block.widths)
    style = f"font-size:{block.size}pt;width:{sum(block.widths):.2f}pt"
    if not block.grid.table_code:
        style += ";border:0.5pt solid #000"
    header = len(block.grid.header)
    rows = ""
    for number, (row, height) in enumerate(
        zip([*block.grid.header, *block.grid.body], block.heights, strict=True)
    ):
        band = look.shade == "banded" and number >= header and (number - header) % 2
        kind = "h head" if number < header else "band" if band else ""
        cells = "".join(_cell(cell, look, number < header) for cell in row)
        rows += f"<tr class='{kind}' style='height:{height:.2f}pt'>{cells}</tr>"
    return f"<table style='{style}'><colgroup>{columns}</colgroup>{rows}</table>"


def _cell(cell: GridCell, look: Look, header: bool) -> str:
    align = "center" if cell.align == "right" and look.amounts_centred else cell.align
    vertical = ";vertical-align:top" if look.top_aligned and not header else ""
    spans = f" colspan='{cell.columns}'" if cell.columns > 1 else ""
    spans += f" rowspan='{cell.rows}'" if cell.rows > 1 else ""
    return f"<td{spans} style='text-align:{align}{vertical}'>{html.escape(cell.text)}</td>"
