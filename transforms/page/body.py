"""Which lines of a page are its report: the element with the most prose, less the lines in it that are none."""

from __future__ import annotations

import re
from dataclasses import dataclass

from transforms.page import tail
from transforms.page.headline import is_navigation
from transforms.page.markup import Line, Page
from transforms.page.vocabulary import holds, stands
from transforms.text.fold import fold

_PUNCTUATION = re.compile(r"[，。！？；：、,;!?…“”「」]")
_CAP = 300  # characters of one line that count


_FADE = 0.4  # of what stands after each mark of an end
_JUNK_RUN = 6  # lines without prose in a row that count as such a mark


@dataclass(slots=True)
class Region:
    """Positions of the body's lines, and the element they stand in."""

    lines: list[int]
    node: int


def worth(line: Line) -> float:
    """How much of a paragraph a line is, whatever it stands in (negative: navigation, links, rights)."""
    text = line.text
    length = len(text)
    dense = line.links / length if length else 0.0
    if dense > 0.5:
        return -min(length, 25.0)
    folded = fold(text) if length <= 100 else ""
    if folded and length <= 60 and (is_navigation(text) or stands("body_ends").match(folded)):
        return -15.0
    if folded and holds("copyright").search(folded):
        return -30.0
    if length < 12 or not _PUNCTUATION.search(text):
        return 0.0 if length > 6 else -1.0
    return min(length, _CAP) * (1 - dense)


def find(page: Page, title_at: int | None) -> Region | None:
    """The lines of the element whose lines are worth most together, those near below the headline above all."""
    if not page.lines:
        return None
    values = _values(page, title_at)
    sums = [0.0] * len(page.nodes)
    for line, value in zip(page.lines, values, strict=True):
        sums[line.node] += value
    for node in range(len(page.nodes) - 1, 0, -1):
        sums[page.nodes[node].parent] += sums[node]
    best = max(range(len(sums)), key=lambda node: (sums[node], node))
    if sums[best] <= 0:
        return None
    inside = _inside(page, best)
    lines = _for_it(page, [at for at, line in enumerate(page.lines) if inside[line.node]], best)
    return Region(_before(page, lines, values, title_at) + lines, best)


def _values(page: Page, title_at: int | None) -> list[float]:
    """What each line speaks for or against its element: less above the headline and after marks of an end."""
    factor, run, seen = 1.0, 0, 0.0
    values: list[float] = []
    for at, line in enumerate(page.lines):
        value = worth(line)
        run = 0 if value > 10 else run + (value < 0)
        if title_at is not None and at > title_at and seen > 50 and (value in (-15.0, -30.0) or run == _JUNK_RUN):
            factor *= _FADE
            run = 0
        if value > 0:
            value *= 0.1 if page.nodes[line.node].against else 1.0
            value *= 0.2 if title_at is not None and at < title_at else factor
            seen += value if title_at is None or at > title_at else 0.0
        values.append(value)
    return values


def _before(page: Page, lines: list[int], values: list[float], title_at: int | None) -> list[int]:
    """The lines from the first paragraph between headline and element on, where markup parted them."""
    if title_at is None or not lines or not 0 <= title_at < lines[0] <= title_at + 60:
        return []
    between = range(title_at + 1, lines[0])
    prose = [at for at in between if values[at] >= 20 and tail.is_prose(page.lines[at].text)]
    real = [
        at for at in prose if not tail.is_facts(page.lines[at].spaced) and not page.nodes[page.lines[at].node].against
    ]
    return list(range(real[0], lines[0])) if real else []


def _for_it(page: Page, lines: list[int], root: int) -> list[int]:
    """The lines less those of elements named against the report (comments, shares), unless those are most."""
    if page.nodes[root].against:
        return lines
    kept = [at for at in lines if not page.nodes[page.lines[at].node].against]
    before, after = (sum(max(0.0, worth(page.lines[at])) for at in chosen) for chosen in (lines, kept))
    return kept if after > 0.15 * before else lines


def _inside(page: Page, root: int) -> list[bool]:
    inside = [False] * len(page.nodes)
    inside[root] = True
    for node in range(root + 1, len(page.nodes)):
        inside[node] = inside[page.nodes[node].parent]
    return inside
