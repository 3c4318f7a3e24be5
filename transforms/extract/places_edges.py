"""Where a name begins on its left: the words before 村, 公园, 公司 … that belong to it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache, lru_cache

import rjieba

from transforms import rules
from transforms.extract.places_scan import Words

_RUN = re.compile(r"[\u3400-\u9fff·]*\Z")
# Function characters that jieba cuts off as words of their own; they end a name on its left.
_STOPS = frozenset(
    "在到的与和及或从向由对为将把被于了着是有等该各每这那此其即也都又还再已曾不没未让使给比跟以而但若如则却只就才便能可要想去赴至往沿距约近达超"
    "个名位户条座项次件种届说称叫并且因据当像请经按受靠用抓建修种访来我你他她它们至今"
)
_STOP_TAGS = frozenset("vdpcurmqatziefyok")


def run_start(folded: str, at: int, most: int) -> int:
    """Where the unbroken run of Chinese characters before `at` begins, at most `most` back."""
    low = max(0, at - most)
    found = _RUN.search(folded[low:at])
    return low + found.start() if found else at


@lru_cache(maxsize=16384)
def kind(word: str) -> str:
    """stop (never part of a name), noun (a common word) or name (may be part of one)."""
    if len(word) == 1:
        return "stop" if word in _STOPS else "name"
    if word in edge_words():
        return "stop"
    tags = rjieba.tag(word, False)
    if len(tags) > 1:
        return "stop" if _is_led(tags) else "name"
    tag = tags[0][1]
    if tag in ("ns", "nr", "nrt", "nrfg", "nz", "nt", "x", "eng"):
        return "name"
    return "stop" if _is_stop_tag(tag) else "noun"


def _is_stop_tag(tag: str) -> bool:
    return tag[0] in _STOP_TAGS and tag not in ("vn", "an", "f", "s")


def _is_led(tags: list[tuple[str, str]]) -> bool:
    """Whether a word that jieba made up is of function words and verbs only: 这是, 不出, 建立健全; 三合 is a name."""
    return all(_is_stop_tag(tag) for _, tag in tags) and any(len(part) > 1 or part in _STOPS for part, _ in tags)


@lru_cache(maxsize=4096)
def is_place_word(word: str) -> bool:
    """Whether jieba's dictionary holds the word as the name of a place."""
    tags = rjieba.tag(word, False)
    return len(tags) == 1 and tags[0][1] == "ns"


@lru_cache(maxsize=4096)
def is_noun(word: str) -> bool:
    """Whether jieba's dictionary holds the word as a common noun."""
    tags = rjieba.tag(word, False)
    return len(tags) == 1 and tags[0][1] == "n"


def walk(folded: str, cut: Words, floor: int, at: int, *, nouns: bool = False) -> int:
    """The leftmost word edge from which only name-like words (and nouns, if asked) lead up to `at`."""
    index = bisect_left(cut.starts, at) - 1
    left = at
    while index >= 0 and left > floor:
        start = max(cut.starts[index], floor)
        what = kind(folded[start:left])
        if what == "stop" or (what == "noun" and not nouns):
            break
        left = start
        index -= 1
    return left


def has_stop(folded: str, cut: Words, start: int, end: int) -> bool:
    """Whether a function word or a word of the list stands between start and end; verbs may: 解放村."""
    first = bisect_right(cut.starts, start) - 1
    last = bisect_left(cut.starts, end)
    edges = [max(start, cut.starts[n]) for n in range(first, last)] + [end]
    parts = [folded[a:b] for a, b in zip(edges, edges[1:], strict=False)]
    return any(part in _STOPS or part in edge_words() for part in parts)


@cache
def edge_words() -> frozenset[str]:
    """Words that end the search for the beginning of a name."""
    return frozenset(rules.words("gazetteer/edge_words.tsv", "word"))


@cache
def generic(what: str) -> frozenset[str]:
    """Words that stand before 村 (what: village) or 公园 (what: feature) without making a name."""
    return frozenset(row["word"] for row in rules.table("gazetteer/generic_places.tsv") if row["of"] == what)
