"""Columns of a table without rules: where its rows' texts stand, and its header's where a column is blank."""

from dataclasses import dataclass

from assets.extract.chunks import Chunk
from assets.extract.forms import load_header_words
from assets.extract.numerals import is_code, is_code_part, read_amount
from assets.extract.spans import Span, columns_between, cover, gap, merge, overlap
from assets.extract.text import has_han, is_total, match_key
from assets.extract.unruled_header import has_numbers, header_leaves, header_words

MINIMUM_OVERLAP = 0.5  # points
RIGHT_OF_AMOUNTS = 3.0  # times as far counts a word that stands to the right of amounts
MOST_LOOSE = 3  # header words over nothing, each of which may or may not head a column


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns from left to right; which of them hold labels, and which amounts."""

    spans: tuple[Span, ...]
    labels: frozenset[int]
    figures: frozenset[int]


def layouts_of(body: list[Chunk], header: list[list[Chunk]]) -> list[Layout]:
    """Return the ways the page may be divided into columns, the likeliest first.

    Columns are the gaps between the merged extents of the rows' texts. Totals are centred over merged cells
    and would bridge columns, so they count only where nothing else stands. A header word that overlaps no
    row is centred over amounts set to one side, which it then joins, or heads a column left blank in every
    row, or is a group's name that stands between the words it groups.
    """
    plain = [chunk for chunk in body if not is_total(chunk.text)]
    if all(read_amount(chunk.text).kind != "words" for chunk in plain):
        plain = body  # the row of the total alone: nothing else tells where labels stand
    spans = merge(chunk.span for chunk in plain)
    words = header_words(header)
    leaves = header_leaves(header)
    heads = [leaf.span for leaf in leaves]
    loose = [leaf for leaf in leaves if not _crosses(leaf.span, spans)]
    bare = [span for span in spans if not _crosses(span, heads) and not _are_labels(span, plain)]
    for _, head, span in sorted(
        (_distance(leaf.span, span), leaf.span, span) for leaf in loose for span in bare
    ):
        free = any(leaf.span == head for leaf in loose) and span in bare
        if free and not _crosses(gap(head, span), [*heads, *spans]):
            loose = [leaf for leaf in loose if leaf.span != head]
            bare.remove(span)
            spans.append(cover(head, span))
    spans = merge(spans)
    if has_numbers(header):
        choices = [loose]
    else:
        grouping = [leaf for leaf in loose if _stands_between(leaf, words)]
        likely = [leaf for leaf in loose if leaf not in grouping]
        choices = [likely, loose, [], *([leaf] for leaf in loose[:MOST_LOOSE])]
    found: list[Layout] = []
    for choice in choices:
        columns = columns_between(_widened(merge([*spans, *(leaf.span for leaf in choice)]), heads))
        texts = [_texts_in(column, plain) for column in columns]
        labels = frozenset(i for i, inside in enumerate(texts) if _are_mostly_words(inside))
        figures = frozenset(i for i, inside in enumerate(texts) if _holds_figures(inside))
        layout = Layout(tuple(columns), labels, figures - labels)
        if columns and layout not in found:
            found.append(layout)
    return found


def _distance(head: Span, span: Span) -> float:
    """Distance of amounts from the word over them, which seldom stands to the right of them."""
    distance = (sum(span) - sum(head)) / 2
    return distance if distance >= 0 else -RIGHT_OF_AMOUNTS * distance


def _widened(spans: list[Span], heads: list[Span]) -> list[Span]:
    """Widen columns by the header word over each, where it reaches over no other."""
    widened = list(spans)
    for head in heads:
        over = [i for i, span in enumerate(spans) if overlap(head, span) > MINIMUM_OVERLAP]
        if len(over) == 1:
            wider = cover(widened[over[0]], head)
            others = [span for i, span in enumerate(widened) if i != over[0]]
            if not _crosses(wider, others):
                widened[over[0]] = wider
    return widened


def _crosses(span: Span, others: list[Span]) -> bool:
    return any(overlap(span, other) > 0 for other in others)


def _stands_between(word: Chunk, words: list[Chunk]) -> bool:
    """Tell a group's name narrower than the gap between its members: words stand lower on both sides."""
    lower = [w for w in words if w is not word and w.y0 >= word.y1 - 1]
    left = max((w.x1 for w in lower if w.x1 <= word.x0), default=None)
    right = min((w.x0 for w in lower if w.x0 >= word.x1), default=None)
    if left is None or right is None:
        return False
    level = [w for w in words if w is not word and w not in lower]
    return not any(left < w.x0 < right or left < w.x1 < right for w in level)


def _are_labels(span: Span, chunks: list[Chunk]) -> bool:
    """Tell a column of codes or names: one whose texts are no amounts."""
    texts = [chunk.text for chunk in chunks if overlap(chunk.span, span) > 0]
    return all(is_code(text) or read_amount(text).kind == "words" for text in texts)


def _texts_in(column: Span, chunks: list[Chunk]) -> list[str]:
    """Texts of the rows in one column, without the captions of code columns."""
    captions = load_header_words().captions
    texts = [match_key(chunk.text) for chunk in chunks if overlap(chunk.span, column) > MINIMUM_OVERLAP]
    return [text for text in texts if text not in captions]


def _are_mostly_words(texts: list[str]) -> bool:
    return sum(has_han(text) for text in texts) * 2 > len(texts)


def _holds_figures(texts: list[str]) -> bool:
    """Tell a column that prints amounts: dashes, or numbers that are no codes."""
    return any(
        read_amount(text).kind in ("amount", "dash") and not is_code(text) and not is_code_part(text)
        for text in texts
    )
