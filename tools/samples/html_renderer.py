"""Printing pages with Chromium from HTML: another producer, with other fonts and another text layer."""

import html
import re
import subprocess
import tempfile
from pathlib import Path

import pypdfium2

from tools.samples.layout import Layout
from tools.samples.model import Caption, Grid, GridCell, Page, Text

CHROMIUM = Path("/usr/bin/chromium")
DATE = rb"D:20190801080000+00'00'"
STYLE = """
@page {{ size: A4; margin: 0 }}
@page wide {{ size: A4 landscape; margin: 0 }}
body {{ margin: 0; font-family: '{font}'; }}
section {{ box-sizing: border-box; width: 210mm; min-height: 296mm; padding: 56px 72px; position: relative;
  break-after: page; font-size: 12pt }}
section.wide {{ page: wide; width: 297mm; min-height: 209mm }}
p {{ margin: 0; line-height: 1.6 }}
table {{ border-collapse: collapse; width: 100%; table-layout: fixed; margin-top: 4px }}
td {{ border: 1px solid #000; padding: 2px 3px; line-height: 1.25; word-break: break-all; height: 1.3em }}
.caption {{ display: flex; justify-content: space-between; font-size: 9pt; line-height: 1.45 }}
footer {{ position: absolute; bottom: 30px; left: 0; right: 0; text-align: center; font-size: 9pt }}
"""


def missing_browser() -> Path | None:
    """Return the browser's path when this machine lacks it, else None."""
    return None if CHROMIUM.exists() else CHROMIUM


def render_html(pages: list[Page], layout: Layout, title: str) -> bytes:
    """Print the pages and return the PDF; raises ValueError when a page ran over."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "report.html"), Path(folder, "report.pdf")
        source.write_text(_document(pages, layout, title), encoding="utf-8")
        command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        # The structure tree of a tagged file would take four times the room of everything else.
        command.append("--disable-pdf-tagging")
        subprocess.run(
            [*command, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", source.as_uri()],
            check=True,
            capture_output=True,
            timeout=120,
        )
        data = target.read_bytes()
    printed = len(pypdfium2.PdfDocument(data))
    if printed != len(pages):
        raise ValueError(f"{len(pages)} pages became {printed}")
    # The clock is all that differs between two prints with the same browser; the length must not change.
    return re.sub(rb"D:\d{14}\+00'00'", DATE, data)


def _document(pages: list[Page], layout: Layout, title: str) -> str:
    body = "".join(_section(page) for page in pages)
    style = STYLE.format(font=layout.font)
    head = f"<meta charset='utf-8'><title>{html.escape(title)}</title><style>{style}</style>"
    return f"<!doctype html><html lang='zh-CN'><head>{head}</head><body>{body}</body></html>"


def _section(page: Page) -> str:
    wide = " class='wide'" if page.landscape else ""
    blocks = "".join(_block(block) for block in page.blocks)
    return f"<section{wide}>{blocks}<footer>{html.escape(page.footer)}</footer></section>"


def _block(block: Text | Caption | Grid) -> str:
    if isinstance(block, Text):
        style = f"font-size:{block.size}pt;text-align:{block.align};margin-top:{block.above}pt"
        return f"<p style='{style};text-indent:{block.indent}em'>{html.escape(block.text)}</p>"
    if isinstance(block, Caption):
        parts = "".join(f"<span>{html.escape(t)}</span>" for t in (block.left, block.middle, block.right))
        return f"<div class='caption'>{parts}</div>"
    total = sum(block.widths)
    columns = "".join(f"<col style='width:{100 * width / total:.3f}%'>" for width in block.widths)
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in [*block.header, *block.body])
    return f"<table style='font-size:{block.font_size}pt'><colgroup>{columns}</colgroup>{rows}</table>"


def _cell(cell: GridCell) -> str:
    spans = f" colspan='{cell.columns}' rowspan='{cell.rows}'"
    return f"<td{spans} style='text-align:{cell.align}'>{html.escape(cell.text)}</td>"
