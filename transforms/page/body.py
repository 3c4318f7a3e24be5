"""Which lines of a page are its report: the element with the most prose, less the lines in it that are none."""

from __future__ import annotations

import re
from dataclasses import dataclass

from transforms.page import tail
from transforms.page.headline import is_navigation
from transforms.page.markup import Line, Page
from transforms.page.vocabulary import begins, holds
from transforms.text.fold import fold

_PUNCTUATION = re.compile(r"[，。！？；：、,;!?…“”「」]")
_CAP = 300  # characters of one line that count


@dataclass(slots=True)
class Region:
    """Positions of the body's lines, and the element they stand in."""

    lines: list[int]
    node: int


def worth(line: Line) -> float:
    """How much of a paragraph a line is, whatever it stands in."""
    return gain(line, against=False)


def gain(line: Line, *, against: bool) -> float:
    """How much a line speaks for its element being the report (negative: against)."""
    text = line.text
    length = len(text)
    dense = line.links / length if length else 0.0
    if dense > 0.5:
        return -min(length, 25.0)
    marks = len(_PUNCTUATION.findall(text))
    if length <= 60 and (is_navigation(text) or begins("body_ends").match(fold(text))):
        return -15.0
    if length <= 200 and holds("copyright").search(fold(text)):
        return -30.0
    if marks == 0 or length < 12:
        return 0.0 if length > 6 else -1.0
    value = min(length, _CAP) * (1 - dense)
    return value * 0.1 if against else value


def find(page: Page) -> Region | None:
    """The lines of the element whose lines are worth most together."""
    sums = [0.0] * len(page.nodes)
    for line in page.lines:
        sums[line.node] += gain(line, against=page.nodes[line.node].against)
    for node in range(len(page.nodes) - 1, 0, -1):
        sums[page.nodes[node].parent] += sums[node]
    if not page.lines:
        return None
    best = max(range(len(sums)), key=lambda node: (sums[node], node))
    if sums[best] <= 0:
        return None
    inside = _inside(page, best)
    return Region([at for at, line in enumerate(page.lines) if inside[line.node]], best)


def _inside(page: Page, root: int) -> list[bool]:
    inside = [False] * len(page.nodes)
    inside[root] = True
    for node in range(root + 1, len(page.nodes)):
        inside[node] = inside[page.nodes[node].parent]
    return inside
