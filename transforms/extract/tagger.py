"""Persons that no rule is sure of: near misses of the rules, weighed by a model trained on labelled articles.

The rules look at every character. What they nearly take for a name is little, so the model weighs that alone: names
whose score falls short, what spells a foreign name beside a title, what stands in one list with a name. A name
accepted once is one wherever the text has it again.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain, repeat
from typing import NamedTuple

import rjieba

from transforms import rules
from transforms.extract import person_names, persons
from transforms.extract.places_scan import Words, words
from transforms.model import Mention
from transforms.text.near import positions

LEAST = 40  # hundredths of a natural logarithm: right in three cases of five
_JOINED = frozenset("、和与及")
_OPEN = frozenset("“‘《(「")
_ITEM = re.compile(r"[\u4e00-\u9fffA-Za-z0-9·]{2,10}(?=[、和与及等,。;:!?)(“”\s])")
_ITEM_BEFORE = re.compile(r"(?<=[、和与及,。;:!?)(“”\s])[\u4e00-\u9fffA-Za-z0-9·]{2,10}\Z")


class Candidate(NamedTuple):
    """A span that may be a name; source says where from, state what the rules say of it."""

    start: int
    end: int
    source: str
    state: tuple[str, ...]


class Around(NamedTuple):
    """The kinds of the mentions by where they begin and by where they end."""

    starts: dict[int, str]
    ends: dict[int, str]


def find(text: str, folded: str, mentions: list[Mention]) -> list[Mention]:
    """The names that the model accepts beside `mentions`, in no order, free of them and of each other.

    >>> find("任命", "任命", [])
    []
    """
    cut = words(text, folded)
    taken = spans(len(folded), mentions)
    weigh = weights()
    scored = []
    for one, found in examples(folded, cut, mentions, taken):
        score = sum(map(weigh.get, found, repeat(0)))
        if score > LEAST:
            scored.append((score, one))
    return list(accept(folded, cut, scored, taken))


def spans(size: int, mentions: Iterable[Mention]) -> bytearray:
    """A byte for each character of the text: 1 within the mentions."""
    taken = bytearray(size)
    for mention in mentions:
        taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    return taken


def examples(
    folded: str, cut: Words, mentions: list[Mention], taken: bytearray
) -> Iterator[tuple[Candidate, list[str]]]:
    """The candidates that touch nothing taken, each with what the model knows of it."""
    found = chain(_persons(folded), _foreign(folded), _listed(folded, mentions))
    free = [one for one in found if not taken.count(1, one.start, one.end)]
    around = _around(mentions) if free else Around({}, {})
    for one in free:
        yield one, features(folded, cut, one, around)


def accept(folded: str, cut: Words, scored: list[tuple[int, Candidate]], taken: bytearray) -> Iterator[Mention]:
    """The mentions of the scored candidates, the best first, and of the further places of their names."""
    for score, one in sorted(scored, key=lambda pair: (-pair[0], pair[1].start)):
        name = folded[one.start : one.end]
        for start in (one.start, *_again(folded, cut, name)):
            end = start + len(name)
            if not taken.count(1, start, end):
                taken[start:end] = b"\1" * (end - start)
                sure = round(min(0.9, 0.5 + score / 1000), 2)
                yield Mention(start, end, "person", name, confidence=sure, rule="tagger")


def _again(folded: str, cut: Words, name: str) -> Iterator[int]:
    for start in positions(folded, name) if len(name) > 1 else ():
        if start in cut.edges or start + len(name) in cut.edges:
            yield start


class _Weights(dict[str, int]):
    """Weights by feature, in hundredths; 0 for what is not listed."""

    def __missing__(self, feature: str) -> int:
        return 0


@cache
def weights() -> _Weights:
    """The trained weights."""
    return _Weights((row["feature"], int(row["weight"])) for row in rules.table("tagger.tsv"))


def _persons(folded: str) -> Iterator[Candidate]:
    """Every place of the names whose score falls short."""
    for name, short in persons.near(folded).items():
        state = (f"{short.rule}{short.best // 10}", f"n{min(short.count, 3)}")
        for start in positions(folded, name):
            yield Candidate(start, start + len(name), "near", state)


def _foreign(folded: str) -> Iterator[Candidate]:
    """What spells a foreign name right after or before a title."""
    seen = persons.seen_in(folded)
    for _, end, word in seen.before:
        if last := person_names.sound_run(folded, end):
            yield Candidate(end, last, "foreign", ("after", word))
    for start, _, word in seen.after:
        first = person_names.sound_start(folded, start)
        if first is not None:
            yield Candidate(first, start, "foreign", ("before", word))


def _listed(folded: str, mentions: list[Mention]) -> Iterator[Candidate]:
    """The items beside a name in a list: 彭清华 of 彭清华、张庆伟."""
    for one in mentions:
        if one.kind != "person":
            continue
        if folded[one.end : one.end + 1] in _JOINED and (item := _ITEM.match(folded, one.end + 1)):
            yield Candidate(*item.span(), "listed", ("after",))
        if folded[one.start - 1 : one.start] in _JOINED:
            item = _ITEM_BEFORE.search(folded, max(0, one.start - 12), one.start - 1)
            if item:
                yield Candidate(*item.span(), "listed", ("before",))


def _around(mentions: Iterable[Mention]) -> Around:
    named = [m for m in mentions if m.form not in ("generic", "pronoun")]
    return Around({m.start: m.kind for m in named}, {m.end: m.kind for m in named})


def features(folded: str, cut: Words, one: Candidate, around: Around) -> list[str]:
    """What the model knows of a candidate, as words: of all candidates left=任, of those of one source near|size=3."""
    start, end, source, state = one
    name = folded[start:end]
    left, right = _char(folded, start - 1), _char(folded, end)
    word_left, word_right = _word_before(folded, cut, start), _word_after(folded, cut, end)
    tag_left, tag_right, own = tag(word_left), tag(word_right), tag(name)
    edges = (start in cut.edges) * 2 + (end in cut.edges)
    beside = _beside(folded, start, end, around)
    of_all = (
        f"edges={edges}", f"own={own}", f"first={name[0]}", f"last={name[-1]}", f"left={left}", f"right={right}",
        f"wl={word_left}", f"wr={word_right}", f"tl={tag_left}", f"tr={tag_right}", f"tt={tag_left}.{tag_right}",
        f"ol={own}.{tag_left}", f"or={own}.{tag_right}", f"beside={beside}", f"quoted={left in _OPEN}",
    )  # fmt: skip
    of_source = (
        "bias", f"size={min(end - start, 6)}", *(f"s{n}={s}" for n, s in enumerate(state)),
        f"se={state[0]}.{edges}", f"so={state[0]}.{own}", f"sb={state[0]}.{beside}",
    )  # fmt: skip
    return [*of_all, *(f"{source}|{each}" for each in of_source)]


def _char(folded: str, at: int) -> str:
    """The character, or - for blanks, ends of lines and of the text."""
    return folded[at : at + 1].strip() or "-" if at >= 0 else "-"


def _beside(folded: str, start: int, end: int, around: Around) -> str:
    """The kinds of names that touch the span or stand in one list with it."""
    before = around.ends.get(start) or (around.ends.get(start - 1) if folded[start - 1 : start] in _JOINED else None)
    after = around.starts.get(end) or (around.starts.get(end + 1) if folded[end : end + 1] in _JOINED else None)
    return f"{before or '-'}.{after or '-'}"


def _word_before(folded: str, cut: Words, start: int) -> str:
    n = bisect_left(cut.starts, start) - 1
    return folded[cut.starts[n] : start].strip() if n >= 0 else ""


def _word_after(folded: str, cut: Words, end: int) -> str:
    n = bisect_right(cut.starts, end)
    return folded[end : cut.starts[n]].strip() if n < len(cut.starts) else ""


@lru_cache(maxsize=1 << 14)
def tag(word: str) -> str:
    """The part of speech of one word of jieba's dictionary; "?" for what is none."""
    tags = rjieba.tag(word, False) if word else ()
    return tags[0][1] if len(tags) == 1 else "?"
