"""Names of the gazetteer in a text: which of the matches are places, before anyone asks which place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple

import rjieba

from transforms import rules
from transforms.extract import gazetteer
from transforms.extract.gazetteer import Entry
from transforms.extract.spotting import spots
from transforms.text.words import are_cut_alike, cut, segmenter

_LOWER = ("城镇", "乡镇", "城乡")
_DIRECTIONS = frozenset("部方面风角侧向端偏距约交东西南北往朝")
_NOTHING = Entry("", "short", ())
_LEVEL_ABROAD = re.compile("(?:自治区|自治州|人民共和国|特区|[省市州县郡岛])(?![长民场委立内级属区])")
_DOWNTOWN = re.compile("市区(?![县委政级划直旗两])")
_RUN = re.compile(r"[\w+#&.%\-]+")  # at least what jieba joins to words


@dataclass(slots=True)
class Hit:
    """One place in a text while its code is being looked for."""

    start: int
    end: int
    name: str
    kind: str  # full alias short abroad natural village, or the type of a feature (road, water …)
    entry: Entry | None = None
    code: str | None = None
    parent: str | None = None
    confidence: float = 0.0
    rule: str = ""
    form: str = "name"


class Words(NamedTuple):
    """Where jieba's words begin: `starts` in order with the end of the text last, `edges` as a set."""

    starts: list[int]
    edges: set[int]


@lru_cache(maxsize=8)
def words(text: str, folded: str) -> Words:
    """The word edges of a text; kept for the organizations that are looked for in the same text next.

    They come from the cut that all steps share. Where it holds a word of ours, jieba's own dictionary cuts again:
    数字|乡村 is two words, or 数字乡村 were a village.
    """
    starts = list(accumulate(map(len, cut(segmenter(), text if are_cut_alike(text, folded) else folded)), initial=0))
    if ours := spots(folded, "own_words"):
        _cut_again(folded, starts, [start for _, start, _ in ours])
    return Words(starts, set(starts))


def _cut_again(folded: str, starts: list[int], ours: list[int]) -> None:
    """Put the edges by jieba's own dictionary into the runs of letters that hold a word of ours: no word leaves one."""
    done = 0
    for start in ours:
        # What stands behind a mark begins a run: only the runs from there up to the word are looked at.
        mark = max(folded.rfind("。", done, start), folded.rfind(",", done, start))
        for run in _RUN.finditer(folded, max(mark + 1, done)) if start >= done else ():
            low, high = run.span()
            if start < high:
                if low <= start:
                    edges = accumulate(map(len, rjieba.cut(run[0])), initial=low)
                    starts[bisect_left(starts, low) : bisect_right(starts, high)] = edges
                    done = high
                break


def divisions(folded: str, cut: Words) -> list[Hit]:
    """Matches of the gazetteer that are places by themselves or may be one if the article gives a ground."""
    entries = _entries()
    found: list[Hit] = []
    matches = spots(folded, "gazetteer")
    follows = {start for _, start, _ in matches}
    for index, start, end in matches:
        entry = entries[index]
        if entry.kind == "none":  # 北京时间
            continue
        entry = _shortened(folded, entry, end, follows)
        last = found[-1].end if found else -1
        hit = _accepted(folded, start, entry, cut, last) or _later(folded, start, end, cut, last)
        if hit and hit.start >= last:
            if hit.kind == "abroad" and (level := _LEVEL_ABROAD.match(folded, hit.end)):  # 平壤市
                hit.end = level.end()
                hit.name = folded[hit.start : hit.end]
            found.append(hit)
    return found


def _shortened(folded: str, entry: Entry, end: int, follows: set[int]) -> Entry:
    """The entry without its level word where that begins another word: 南宁|市民, 靖西|县城, but 获嘉县|城关镇."""
    begins = folded[end : end + 1] in _after().get(entry.name[-1], ()) or _DOWNTOWN.match(folded, end - 1)
    if begins and end not in follows and not folded.startswith("村民", end):  # 中益乡|村民
        return gazetteer.load().entries.get(entry.name[:-1], _NOTHING)
    return entry


def _accepted(folded: str, start: int, entry: Entry, cut: Words, last: int) -> Hit | None:
    """The hit if the match is no accident; `last` is where the place before it ends."""
    end = start + len(entry.name)
    if entry.name[-2:] in _LOWER and end - 2 in cut.edges:  # 丰|富城乡|居民; 穿城镇 needs its county
        entry = entry._replace(use="county")
    elif entry.use == "named" and not start and folded[end : end + 1] == ":":  # 红安:公交通到家门口
        entry = entry._replace(use="safe")
    is_town = entry.kind == "full" and len(entry.codes[-1]) == 9
    touches = last == start and bool(entry.name) and (end in cut.edges or is_town)  # 山西|大同, 平和县|南胜镇|安石坑村
    if touches or _stands(folded, start, end, entry, cut):
        return Hit(start, end, entry.name, entry.kind, entry)
    return None


def _later(folded: str, start: int, end: int, cut: Words, last: int) -> Hit | None:
    """A place that begins inside a match that is none: 江西 of 从江西."""
    entries, high = gazetteer.load().entries, min(end + 6, len(folded))
    at = start + 1
    while at < end:
        names = (folded[at:to] for to in range(min(high, at + _longest()), at, -1))
        name = next((name for name in names if name in entries), None)
        if name and (hit := _accepted(folded, at, entries[name], cut, last)):
            return hit
        at += len(name) if name else 1
    return None


@cache
def _longest() -> int:
    """How many characters the longest name of the gazetteer has."""
    return max(map(len, gazetteer.load().entries))


@cache
def _entries() -> list[Entry]:
    return list(gazetteer.load().entries.values())


def gazetteer_words() -> tuple[str, ...]:
    """The names of the gazetteer, in the order of its entries."""
    return tuple(entry.name for entry in _entries())


@cache
def _after() -> dict[str, frozenset[str]]:
    """Level word -> the characters that make another word with it: 乡村, 镇压, 区别."""
    return {row["word"]: frozenset(row["before"]) for row in rules.table("gazetteer/level_words.tsv")}


@lru_cache(maxsize=4096)
def is_word(name: str) -> bool:
    """Whether jieba's dictionary holds the name as one word."""
    return len(rjieba.cut(name, False)) == 1


def _stands(folded: str, start: int, end: int, entry: Entry, cut: Words) -> bool:
    """Whether the match is no accident of the characters around it.

    A short form must be a word of its own for jieba, or unknown to it; 发展乡村 holds no 发展乡.
    """
    name = entry.name
    if not name or (name[0] in "万亿千百" and folded[start - 1 : start].isdigit()):  # 140万|山区
        return False
    if entry.kind in ("full", "alias"):
        return _stands_in_full(folded, start, end, entry, cut)
    left, right = start in cut.edges, end in cut.edges
    if entry.use == "region":  # 东北的黑土地, not 东北部 or 西南风
        return (
            left
            and (right or folded.startswith("地区", end))
            and folded[end : end + 1] not in _DIRECTIONS
            and folded[start - 1 : start] not in _DIRECTIONS
        )
    if left and (right or (entry.use == "safe" and (not entry.codes or entry.codes[0].endswith("00")))):
        return True  # 成都 of 成都军区, which is one word for jieba
    if entry.use == "safe" and entry.codes and entry.codes[0].endswith("00"):
        return _garbled(folded, start, end, cut)
    return (left or (right and len(name) > 2)) and not is_word(name)


def _stands_in_full(folded: str, start: int, end: int, entry: Entry, cut: Words) -> bool:
    """The same for a name with its level word: no 南山区 in 东南|山区, no 古城镇 in 古城|镇远, no 小城镇."""
    whole = start in cut.edges and end in cut.edges
    if len(entry.name) == 2 and not whole:
        return start in cut.edges and entry.codes[0].isalpha()  # 中国 of 中国式, one word for jieba
    if start not in cut.edges and is_word(_word_at(folded, start, cut)) and not folded.endswith("中共", 0, start):
        return False
    if end not in cut.edges and _word_at(folded, end - 1, cut) in gazetteer.load().entries:
        return end - 1 not in cut.edges
    return not (whole and len(entry.codes[-1]) == 9 and _is_common(entry.name))


def _word_at(folded: str, at: int, cut: Words) -> str:
    """The word of jieba's that covers the character at `at`."""
    n = bisect_right(cut.starts, at)
    return folded[cut.starts[n - 1] : cut.starts[n]]


@lru_cache(maxsize=4096)
def _is_common(name: str) -> bool:
    """Whether the name is one word of jieba's dictionary and no place there."""
    tags = rjieba.tag(name, False)
    return len(tags) == 1 and tags[0][1] in ("n", "v", "vn", "a", "l", "i")


def _garbled(folded: str, start: int, end: int, cut: Words) -> bool:
    """Whether jieba made up the long word that covers a city's name, as in 上午昆明: the rest of it is a word."""
    first = cut.starts[bisect_right(cut.starts, start) - 1]
    last = cut.starts[min(len(cut.starts) - 1, bisect_right(cut.starts, end - 1))]
    rest = folded[first:start] or folded[end:last]
    return (start == first) != (end == last) and len(rest) > 1 and is_word(rest) and not is_word(folded[first:last])
