"""Taking drawn rules out of a PDF: published typesetting without them, its true cells the same."""

from pathlib import Path
from typing import Literal

import pikepdf

PAINT = frozenset({"S", "s", "f", "F", "f*", "B", "B*", "b", "b*"})
DRAW = frozenset({"m", "l", "re", "c", "v", "y", "h"})
LONG = 4.0  # times as long as broad is a rule at least, whatever the units it is drawn in

Operation = tuple[list[float], str]


def strip_rules(source: Path, target: Path, which: Literal["upright", "all"] = "upright") -> int:
    """Write a copy without upright rules, or without any path, and return how many paths were dropped.

    Frames drawn as rectangles keep their upper and lower edges where only uprights go. Text stays as it is.
    """
    dropped = 0
    with pikepdf.open(source) as document:
        for page in document.pages:
            kept: list[object] = []
            path: list[pikepdf.ContentStreamInstruction] = []
            for instruction in pikepdf.parse_content_stream(page):
                operator = str(instruction.operator)
                if operator in DRAW:
                    path.append(instruction)
                elif operator in PAINT and path:
                    left = [] if which == "all" else _without_uprights(path, is_filled=operator not in "Ss")
                    dropped += left != path
                    kept += [*left, instruction] if left else []
                    path = []
                else:
                    kept += [*path, instruction]
                    path = []
            page.Contents = document.make_stream(pikepdf.unparse_content_stream(kept + path))
        document.save(target, deterministic_id=True)
    return dropped


def _without_uprights(path: list[pikepdf.ContentStreamInstruction], is_filled: bool) -> list[object]:
    """Segments of a path that are no upright lines; an open rectangle becomes its upper and lower edge."""
    kept: list[object] = []
    at: tuple[float, float] | None = None
    for instruction in path:
        operator, numbers = str(instruction.operator), [float(value) for value in instruction.operands]
        if operator == "re":
            x, y, width, height = numbers
            if abs(height) > LONG * abs(width):
                continue
            if is_filled or abs(width) > LONG * abs(height):
                kept.append(instruction)
            else:
                kept += [*_level(x, y, x + width), *_level(x, y + height, x + width)]
        elif operator == "l" and at is not None:
            if abs(numbers[0] - at[0]) * LONG > abs(numbers[1] - at[1]):
                kept += [_instruction([*at], "m"), instruction]
            at = (numbers[0], numbers[1])
        elif operator == "m":
            at = (numbers[0], numbers[1])
    return kept


def _level(x0: float, y: float, x1: float) -> list[object]:
    return [_instruction([x0, y], "m"), _instruction([x1, y], "l")]


def _instruction(numbers: list[float], operator: str) -> pikepdf.ContentStreamInstruction:
    return pikepdf.ContentStreamInstruction(numbers, pikepdf.Operator(operator))
