"""The header of a table without rules: wrapped words joined, group headers spread over their columns."""

from assets.extract.chunks import Chunk
from assets.extract.forms import load_header_words
from assets.extract.grid import GridCell
from assets.extract.header import numbers_columns
from assets.extract.numerals import column_number
from assets.extract.spans import Span, columns_at, overlap, share_row
from assets.extract.text import match_key

WRAP_GAP = 0.45  # of the line height: lines of one wrapped label stand closer than this
WRAP_SHARE = 0.6  # of the narrower line's width that two lines of one header word have in common


def has_numbers(lines: list[list[Chunk]]) -> bool:
    """Tell whether the last line of a header numbers the columns."""
    return bool(lines) and _are_numbers(lines[-1])


def header_words(lines: list[list[Chunk]]) -> list[Chunk]:
    """Return the words of a header, the lines of one word joined."""
    return _join_wraps([chunk for line in lines for chunk in line])


def header_leaves(lines: list[list[Chunk]]) -> list[Chunk]:
    """Return the texts that head a single column: the column numbers, else words with no word below them."""
    if has_numbers(lines):
        return [chunk for chunk in lines[-1] if column_number(chunk.text) is not None]
    words = header_words(lines)
    return [word for word in words if not _heads_any(word, [w for w in words if w.y0 >= word.y1 - 1])]


def _are_numbers(line: list[Chunk]) -> bool:
    """Tell whether a line of the header numbers the columns."""
    return numbers_columns(tuple(match_key(chunk.text) for chunk in line))


def stacked_rows(lines: list[list[Chunk]], columns: list[Span]) -> list[list[GridCell]]:
    """Return the header as one row, each cell with all words that stand over its column, and its numbers.

    What a group is called stands over one of its columns only; right over a column stands its own name.
    """
    numbers = lines[-1:] if has_numbers(lines) else []
    words = [chunk for line in lines[: len(lines) - len(numbers)] for chunk in line]
    stacks = _by_column(words, columns)
    rows = [[_stack(chunks, column) for column, chunks in stacks.items()]] if words else []
    if not numbers:
        return rows
    counted = _by_column([c for c in numbers[0] if column_number(c.text) is not None], columns)
    named = _by_column([c for c in numbers[0] if match_key(c.text) in _ordinal_labels()], columns)
    return [*rows, [_stack(chunks, column) for column, chunks in {**named, **counted}.items()]]


def _ordinal_labels() -> frozenset[str]:
    """Words before the numbers of columns."""
    return load_header_words().ordinal_labels


def _by_column(chunks: list[Chunk], columns: list[Span]) -> dict[int, list[Chunk]]:
    """Texts by the column their middle stands in, from the top down."""
    held: dict[int, list[Chunk]] = {}
    for chunk in sorted(chunks, key=lambda c: (c.middle, c.x0)):
        held.setdefault(_column_at((chunk.x0 + chunk.x1) / 2, columns), []).append(chunk)
    return held


def _column_at(x: float, columns: list[Span]) -> int:
    return min(range(len(columns)), key=lambda i: max(columns[i][0] - x, x - columns[i][1]))


def _stack(chunks: list[Chunk], column: int) -> GridCell:
    box = (
        min(c.x0 for c in chunks),
        min(c.y0 for c in chunks),
        max(c.x1 for c in chunks),
        max(c.y1 for c in chunks),
    )
    return GridCell("".join(c.text for c in chunks), 0, column, box)


def header_rows(lines: list[list[Chunk]], columns: list[Span]) -> list[list[GridCell]]:
    """Return the header's cells as rows, top to bottom; their row numbers are still to be given."""
    numbers = lines[-1:] if lines and _are_numbers(lines[-1]) else []
    words = _join_wraps([chunk for line in lines[: len(lines) - len(numbers)] for chunk in line])
    placed = [(word, _headed_columns(word, words, columns)) for word in words]
    placed += [(chunk, columns_at(chunk.span, columns)) for line in numbers for chunk in line]
    rows: list[list[GridCell]] = []
    for word, covered in sorted(placed, key=lambda pair: pair[0].middle):
        cell = GridCell(word.text, 0, covered[0], word.box, 1, covered[-1] - covered[0] + 1)
        row = next((r for r in rows if all(_beside(cell, other) for other in r)), None)
        if row is None:
            rows.append([cell])
        else:
            row.append(cell)
    return _lower_totals(rows)


def _lower_totals(rows: list[list[GridCell]]) -> list[list[GridCell]]:
    """Join rows of nothing but totals to the row below: alone they would read like the first row of data."""
    totals = load_header_words().totals
    kept: list[list[GridCell]] = []
    held: list[GridCell] = []
    for row in rows:
        if all(match_key(cell.text) in totals for cell in row):
            held += row
            continue
        for above in held:
            below = next((cell for cell in row if cell.col <= above.col < cell.col + cell.col_span), None)
            if below is None:
                row.append(above)
            else:
                below.text = above.text + below.text
        kept.append(row)
        held = []
    return kept + ([held] if held else [])


def _beside(one: GridCell, other: GridCell) -> bool:
    apart = one.col + one.col_span <= other.col or other.col + other.col_span <= one.col
    return apart and share_row(one.box, other.box)


def _join_wraps(chunks: list[Chunk]) -> list[Chunk]:
    """Join header words wrapped in a cell: one close under the other, most of its width shared."""
    words: list[Chunk] = []
    for chunk in sorted(chunks, key=lambda c: (c.middle, c.x0)):
        above = next((w for w in words if _continues_word(w, chunk)), None)
        if above is None:
            words.append(chunk)
        else:
            words.remove(above)
            x0, x1 = min(above.x0, chunk.x0), max(above.x1, chunk.x1)
            words.append(Chunk(above.text + chunk.text, x0, above.y0, x1, chunk.y1))
    return words


def _continues_word(above: Chunk, below: Chunk) -> bool:
    gap, height = below.y0 - above.y1, below.y1 - below.y0
    narrower = min(above.x1 - above.x0, below.x1 - below.x0)
    near = -0.2 * height < gap < WRAP_GAP * height
    return near and overlap(above.span, below.span) > WRAP_SHARE * narrower


def _headed_columns(word: Chunk, words: list[Chunk], columns: list[Span]) -> list[int]:
    """Columns a word stands over: its own, or for a group header those of the words below nearest to it.

    What is centred beside a group's members, in a cell as high as both together, is not below it.
    """
    below = [w for w in words if w.y0 >= word.y1 - 1]
    headed = set(columns_at(word.span, columns))
    if not _heads_any(word, below):
        return sorted(headed)
    first_level = min(w.y0 for w in below if overlap(word.span, w.span) > 0)
    members = [w for w in below if w.middle >= first_level]
    rivals = [w for w in words if w is not word and share_row(word.box, w.box) and _heads_any(w, members)]
    for member in members:
        if all(_distance(member, rival) >= _distance(member, word) for rival in rivals):
            headed |= set(columns_at(member.span, columns))
    return sorted(headed)


def _heads_any(word: Chunk, below: list[Chunk]) -> bool:
    return any(overlap(word.span, other.span) > 0 for other in below)


def _distance(one: Chunk, other: Chunk) -> float:
    """Distance in points between the middles of two texts, across the page."""
    return abs((one.x0 + one.x1) / 2 - (other.x0 + other.x1) / 2)
