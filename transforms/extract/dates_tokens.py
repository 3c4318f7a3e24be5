"""Time tokens: the smallest pieces of time expressions, with their values, left to right."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from transforms import rules
from transforms.extract import numbers
from transforms.extract.dates_patterns import CN, SEED, TOKENS
from transforms.extract.spotting import spots


class Token(NamedTuple):
    """One piece: 2019年, 上半年, 5日, 下午, 3天."""

    start: int
    end: int
    kind: str
    values: tuple[float, ...]
    text: str  # of a word: its value in the rules; else as written
    anchor: str = ""


def time_words() -> tuple[str, ...]:
    """The words that say a time by themselves."""
    return rules.words("dates.tsv", "word")


@cache
def _meanings() -> list[tuple[str, tuple[float, ...], str, str]]:
    """Of each of these words its kind, the numbers in its value, the value and its anchor."""
    rows = rules.table("dates.tsv")
    return [(_PREFIX + row["kind"], _floats(row["value"]), row["value"], row["anchor"]) for row in rows]


def _floats(value: str) -> tuple[float, ...]:
    parts = value.split()
    return tuple(float(part) for part in parts if part.lstrip("-").isdecimal())


_ISO = re.compile("(?<![0-9])[0-9]{4}|[0-9]{1,2}")
_NUMERAL = re.compile(rf"[0-9]+(?:,[0-9]{{3}})*(?:\.[0-9]+)?[百千万亿]*|[{CN}十百千万两廿卅]+(?:点[{CN}]+)?")


@lru_cache(maxsize=8192)
def _values(kind: str, text: str) -> tuple[float, ...]:
    """The numbers in a token."""
    if kind == "iso":
        return tuple(map(float, _ISO.findall(text)))
    if kind in ("dmy", "md", "ym", "ymrange", "eight", "clock"):
        text = text.replace(".", " ")
    found = [numbers.value(part) for part in _NUMERAL.findall(text)]
    return tuple(float(number) for number in found if number is not None)


def find(folded: str) -> list[Token]:
    """The time tokens of the text by position; of two that overlap the first, then the longer.

    >>> [(t.kind, t.values) for t in find("今年8月5日上午，三天后")]
    [('w:year', (0.0,)), ('month', (8.0,)), ('day', (5.0,)), ('w:part', (7.0, 12.0)), ('duration', (3.0,))]
    """
    meanings = _meanings()
    found = []
    for index, start, end in spots(folded, "times"):
        found.append(Token(start, end, *meanings[index]))
    begin = SEED.search(folded)
    while begin is not None:
        at = begin.start()
        match = TOKENS[folded[at]].match(folded, at)
        if match is not None and match.lastgroup is not None:
            kind = match.lastgroup if match.lastgroup != "sep" else "dmy"
            text = match[0]
            found.append(Token(*match.span(), kind, _values(kind, text), text))
        begin = SEED.search(folded, (match or begin).end())
    found.sort(key=lambda token: (token.start, -token.end))
    return _disjoint(found)


_PREFIX = "w:"


def _disjoint(found: list[Token]) -> list[Token]:
    kept: list[Token] = []
    end = 0
    for token in found:
        if token.start >= end:
            end = token.end
            if token.kind != "w:none":
                kept.append(token)
    return kept
