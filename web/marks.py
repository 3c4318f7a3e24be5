"""The body of an article cut where marks begin and end, so that a template can print it escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """Something said of body[start:end]: a class for its colour and a note for hover and focus."""

    start: int
    end: int
    kind: str
    note: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters under the same marks."""

    text: str
    kinds: str  # class names, parted by blanks; "" for plain text
    note: str  # notes of all marks over it, one a line
    first: bool  # a mark begins here: this piece takes the keyboard focus


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence in pieces; `number` is its sentence_no."""

    number: int
    pieces: tuple[Piece, ...]


def paragraphs(body: str, sentences: Iterable[dict[str, int]], marks: Sequence[Mark]) -> list[list[Line]]:
    """The sentences by paragraph, each cut into pieces."""
    waiting = sorted(marks, key=lambda m: (-m.start, m.end))  # the first of the text is last
    inside: list[Mark] = []
    out: list[list[Line]] = []
    last = None
    for s in sentences:
        while waiting and waiting[-1].start < s["end_char"]:
            inside.append(waiting.pop())
        inside = [m for m in inside if s["start_char"] < m.end]
        line = Line(s["sentence_no"], tuple(pieces(body, s["start_char"], s["end_char"], inside)))
        if s["paragraph_no"] == last:
            out[-1].append(line)
        else:
            out.append([line])
        last = s["paragraph_no"]
    return out


def pieces(body: str, start: int, end: int, marks: Sequence[Mark]) -> list[Piece]:
    """body[start:end] cut at every edge of a mark; joined, the texts are the slice.

    >>> [p.text for p in pieces("共5个村", 0, 4, [Mark(1, 3, "metric", "5")])]
    ['共', '5个', '村']
    """
    edges = {start, end} | {edge for m in marks for edge in (m.start, m.end) if start < edge < end}
    cuts = sorted(edges)
    return [_piece(body, lo, hi, marks) for lo, hi in zip(cuts, cuts[1:], strict=False)]


def _piece(body: str, lo: int, hi: int, marks: Sequence[Mark]) -> Piece:
    over = [m for m in marks if m.start <= lo and hi <= m.end]
    kinds = " ".join(dict.fromkeys(m.kind for m in over))
    return Piece(body[lo:hi], kinds, "\n".join(m.note for m in over), any(m.start == lo for m in over))
