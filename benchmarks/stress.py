"""Reports of uncommon size: a page of ten thousand cells, and two hundred pages of tables."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from assets.extract.reading import EXTRACT_TASK, LIMITS
from assets.reading_mode import ReadingMode
from assets.sandbox.pool import WorkerPool
from benchmarks.endurance import peak_of
from benchmarks.environments import Unavailable

FONT = "STSong-Light"  # every reader has its characters, so that no font is needed to make these
PATIENCE = 5  # times a build's limit, which is of wall clock: a busy machine must not spoil the figures
MARGIN, ROW_HEIGHT, FONT_SIZE = 60.0, 11.0, 7.0
WIDTHS = (60.0, 150.0, 75.0, 75.0, 75.0, 75.0, 75.0, 75.0)
HEADER = (
    "科目编码",
    "科目名称",
    "本年支出合计",
    "基本支出",
    "项目支出",
    "上缴上级支出",
    "经营支出",
    "对附属单位补助支出",
)


@dataclass(frozen=True, slots=True)
class Stress:
    """What became of one such report: amounts printed and read, processor and wall seconds, peak MB."""

    name: str
    pages: int
    cells: int
    amounts: int
    read: int
    cpu: float
    wall: float
    peak: float
    outcome: str


def make_big_page(path: Path, rows: int = 1250) -> tuple[int, int]:
    """Write a report whose one table has ``rows`` rows of eight cells on one page; pages and amounts."""
    canvas = Canvas(str(path), invariant=1)
    _cover(canvas)
    _table_page(canvas, list(islice(_rows(), rows)), (sum(WIDTHS) + 2 * MARGIN, rows * ROW_HEIGHT + 300))
    canvas.save()
    return 2, 6 * rows


def make_long_report(path: Path, pages: int = 200, rows: int = 40) -> tuple[int, int]:
    """Write a report of one table over so many pages, its header on each; pages and amounts."""
    canvas = Canvas(str(path), invariant=1)
    _cover(canvas)
    source = _rows()
    for _ in range(pages - 1):
        _table_page(canvas, list(islice(source, rows)), (sum(WIDTHS) + 2 * MARGIN, rows * ROW_HEIGHT + 300))
    canvas.save()
    return pages, 6 * rows * (pages - 1)


def _cover(canvas: Canvas) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas.setPageSize((595, 842))
    canvas.setFont(FONT, 24)
    canvas.drawCentredString(297, 600, "样川市财政局2023年度部门决算")
    canvas.showPage()


def _rows() -> Iterator[tuple[str, ...]]:
    """Rows of distinct functional codes; the total of each is the sum of its parts."""
    number = 0
    for kind in range(201, 230):
        for group in range(1, 100):
            for item in range(1, 100):
                number += 1
                basic, project = 100 + 7 * number % 90000, 13 * number % 50000
                parts = (basic + project, basic, project, 0, 0, 0)
                yield (
                    f"{kind}{group:02d}{item:02d}",
                    f"样例支出第{number}项",
                    *(f"{p / 100:.2f}" for p in parts),
                )


def _table_page(canvas: Canvas, rows: Sequence[Sequence[str]], size: tuple[float, float]) -> None:
    width, height = size
    canvas.setPageSize(size)
    canvas.setFont(FONT, 14)
    canvas.drawCentredString(width / 2, height - 60, "支出决算表")
    canvas.setFont(FONT, FONT_SIZE)
    canvas.drawRightString(width - MARGIN, height - 80, "公开03表")
    canvas.drawString(MARGIN, height - 95, "公开部门：样川市财政局")
    canvas.drawRightString(width - MARGIN, height - 95, "单位：万元")
    xs = [MARGIN + sum(WIDTHS[:count]) for count in range(len(WIDTHS) + 1)]
    ys = [height - 105 - ROW_HEIGHT * count for count in range(len(rows) + 2)]
    canvas.setLineWidth(0.5)
    canvas.grid(xs, ys)
    for top, row in zip(ys, [HEADER, *rows], strict=False):
        baseline = top - ROW_HEIGHT + 3
        for column, text in enumerate(row):
            if column < 2 or row is HEADER:
                canvas.drawString(xs[column] + 2, baseline, text)
            else:
                canvas.drawRightString(xs[column + 1] - 2, baseline, text)
    canvas.showPage()


def measure(folder: Path, modes: Sequence[ReadingMode]) -> list[Stress]:
    """Read both reports in a sandboxed worker in each mode, with more time than a build gives."""
    big, long = folder / "big-page.pdf", folder / "long-report.pdf"
    made = {
        big: ("a page of 10,000 cells", *make_big_page(big)),
        long: ("200 pages", *make_long_report(long)),
    }
    return [
        _read(f"{name}, {mode}", path, pages, amounts, mode)
        for path, (name, pages, amounts) in made.items()
        for mode in modes
    ]


def _read(name: str, path: Path, pages: int, amounts: int, mode: ReadingMode) -> Stress:
    arguments = {
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "path": str(path),
        "file_name": path.name,
        "mode": mode,
    }
    peak = 0.0
    with WorkerPool(1, replace(LIMITS, seconds=PATIENCE * LIMITS.seconds)) as pool:
        started = time.monotonic()
        for result in pool.run(EXTRACT_TASK, [(name, arguments)]):
            wall = result.wall_seconds or time.monotonic() - started
            if pool.process_ids:
                try:
                    peak = peak_of(pool.process_ids[0])
                except Unavailable:
                    peak = 0.0
    cells = amounts // 6 * 8
    if result.failure is not None:
        outcome = f"{result.failure.kind}: {result.failure.detail}"
        return Stress(name, pages, cells, amounts, 0, result.cpu_seconds, wall, peak, outcome)
    assert result.value is not None
    read = sum(cell["amount"] is not None for cell in result.value.get("cells", []))
    late = f", later than the {LIMITS.seconds:g} s a build gives" if wall > LIMITS.seconds else ""
    outcome = f"{result.value['status']}{late}"
    return Stress(name, pages, cells, amounts, read, result.cpu_seconds, wall, peak, outcome)
