"""Fairs, forums, games and conferences named by a year, a place or a title before the word of their kind."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache

from transforms import rules
from transforms.extract.spotting import spots
from transforms.model import Mention

_LONGEST = 26
# 大会 of these, or in 大会堂, is no name of a rally.
_NO_RALLY = ("代表", "股东", "党员", "村民", "业主")
_NO_END = {"大会": ("堂", "期"), "奥运": tuple("会村选军冠")}
_MARKS = re.compile("[”“，,。；;\\n]")
_YEAR = re.compile(r"(?:19|20)\d\d(?:年(?!来|前|后|底|初|间|内|以)(?:度)?)?[·\-—]?")


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What breaks the characters of a name before the word of its kind, and what begins a name."""
    words = rules.vocabulary("meeting_words.yaml")
    titles = "|".join(sorted(words["titles"], key=len, reverse=True))
    other = r"[会赛节杯坛运][和与]|[^\u4e00-\u9fffA-Za-z0-9·\-—]|日(?!本)"
    return re.compile(rf".*(?:{other}|{'|'.join(words['breaks'])})", re.S), re.compile(titles)


@cache
def _heads() -> tuple[tuple[str, str], ...]:
    return tuple((row["word"], row["kind"]) for row in rules.table("lexicon/meeting_heads.tsv"))


def head_words() -> tuple[str, ...]:
    """The words that end the names of meetings."""
    return tuple(word for word, _ in _heads())


def find(folded: str, named: list[Mention]) -> list[Mention]:
    """The meetings of a text that a year, a place, a body or a word such as 全球 begins, and those in quotes."""
    heads = _heads()
    found = []
    starts: list[int] | None = None
    for n, at, end in spots(folded, "meeting_heads"):
        word, kind = heads[n]
        if folded.startswith(_NO_END.get(word, ()), end) or kind == "rally" and folded.endswith(_NO_RALLY, 0, at):
            continue
        if starts is None:
            starts = sorted(m.start for m in named if m.form != "generic")
        start = _quoted(folded, at, end)
        if start is None:
            start = _start(folded, at, kind, starts)
        if start is not None:
            found.append(_meeting(folded, start, end))
    return found


def _quoted(folded: str, at: int, end: int) -> int | None:
    """Where the quotes open that close right after the head: “生物材料研讨会”."""
    opened = folded.rfind("“", max(0, at - _LONGEST), at) + 1
    if folded[end : end + 1] != "”" or not opened or at - opened < 2:
        return None
    return None if _MARKS.search(folded, opened, at) else opened


def _meeting(folded: str, start: int, end: int) -> Mention:
    return Mention(start, end, "meeting", folded[start:end], rule="named")


def _start(folded: str, at: int, kind: str, places: list[int]) -> int | None:
    """Where the name begins, if anything before the head begins one."""
    low = max(0, at - _LONGEST)
    breaks, titles = _words()
    broken = breaks.match(folded, low, at)
    low = broken.end() if broken else low
    year = _YEAR.search(folded, low, at)
    if year and at - year.end() >= 2:
        return year.start()
    title = titles.search(folded, low, at)
    place = next((spot for spot in places[bisect_left(places, low) :] if spot < at), None)
    titled = title.start() if title and at - title.end() >= 1 else None  # 国际论坛 is none
    starts = [spot for spot in (titled, None if kind == "rally" else place) if spot is not None]
    least = 4 if kind == "rally" else 2
    if not starts or at - min(starts) < least:
        return None
    return _with_year(folded, min(starts))


def _with_year(folded: str, start: int) -> int:
    """The start of the year that stands right before, else the start itself."""
    year = re.search(r"(?:19|20)\d\d年?[·\-—]?\Z", folded[max(0, start - 6) : start])
    return start - len(year[0]) if year else start
