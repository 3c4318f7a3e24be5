"""What the rules files know of personal names, in the shape the scan for names wants."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache, partial
from typing import NamedTuple

from transforms import rules
from transforms.extract import spotting

RARE = -50  # surnames that seldom begin a name are looked at after a title only
_UNESCAPE = {"\\n": "\n", "\\s": " "}


class Chars(NamedTuple):
    """What one character speaks for, in tenths of a natural logarithm."""

    first: int
    second: int
    single: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The rules files in the shape the scan wants."""

    surnames: dict[str, int]
    chars: dict[str, Chars]
    first: defaultdict[str, int]  # the columns of chars, with a value for every character
    second: defaultdict[str, int]
    single: defaultdict[str, int]
    before: defaultdict[str, int]
    follow: defaultdict[str, int]
    titles: frozenset[str]
    after: frozenset[str]
    after_first: frozenset[str]  # the characters these begin with
    words: frozenset[str]
    frequent: frozenset[str]
    lookalikes: frozenset[str]
    nots: frozenset[str]
    scan: re.Pattern[str]


PLAIN = Chars(-5, -5, -5, 0, -8)


def _column(chars: dict[str, Chars], n: int) -> defaultdict[str, int]:
    return defaultdict(partial(int, PLAIN[n]), {char: values[n] for char, values in chars.items()})


@cache
def knowledge() -> Knowledge:
    """The rules of names, loaded once."""
    chars = {
        _UNESCAPE.get(r["char"], r["char"]): Chars(*(int(r[k]) for k in Chars._fields))
        for r in rules.table("name_chars.tsv")
    }
    surnames = {r["surname"]: int(r["weight"]) for r in rules.table("surnames.tsv")}
    titles = rules.table("titles.tsv")
    pairs = rules.table("lexicon/two_char_words.tsv")
    frequent = frozenset(r["first"] + c for r in pairs for c in r["frequent"])
    after = frozenset(r["title"] for r in titles if r["side"] != "before")
    never = "".join(c for c, v in chars.items() if max(v.first, v.single) < -26 and "\u4e00" <= c <= "\u9fff")
    ones = "".join(s for s, weight in surnames.items() if len(s) == 1 and weight > RARE)
    return Knowledge(
        surnames=surnames,
        chars=chars,
        **{name: _column(chars, n) for n, name in enumerate(("first", "second", "single", "before", "follow"))},
        titles=frozenset(r["title"] for r in titles if r["side"] != "after" and len(r["title"]) > 1),
        after=after,
        after_first=frozenset(title[:1] for title in after),
        words=frequent | frozenset(r["first"] + c for r in pairs for c in r["others"]),
        frequent=frequent,
        lookalikes=frozenset(
            r["surname"] + w for r in rules.table("lexicon/name_lookalikes.tsv") for w in r["rests"].split(" ")
        ),
        nots=frozenset(rules.words("name_nots.tsv", "word")),
        scan=re.compile(rf"[{ones}](?=[\u4e00-\u9fff])(?![某{never}])"),
    )


@dataclass(slots=True)
class Spots:
    """Where the words of the rules stand in one text."""

    ends: dict[int, bool] = field(default_factory=dict)  # where a name would begin after a title: set off from it?
    before: list[tuple[int, int, str]] = field(default_factory=list)  # titles that stand before names
    after: list[tuple[int, int, str]] = field(default_factory=list)  # titles that stand after names
    kin: list[tuple[int, int]] = field(default_factory=list)  # 大姐, 大爷
    famous: set[str] = field(default_factory=set)
    compound: set[int] = field(default_factory=set)  # where a surname of two characters begins
    parts: list[tuple[str, int, int]] = field(default_factory=list)  # people, start, end


# Kin and respect make one name with the surname (金大姐); posts and 先生 do not (杨镇长 -> 杨).
KIN = "大姐|大哥|大嫂|大爷|大娘|大妈|大叔|大婶|大伯|阿姨|奶奶|爷爷|婆婆|老汉|大姨|婶子|嫂子|伯伯|叔叔|老太太|老太"


@cache
def _spotted() -> tuple[tuple[str, bool, bool, bool, bool, str], ...]:
    """Of every word looked for: word, before, after, kin, famous, people of a name part."""
    k = knowledge()
    kin = frozenset(KIN.split("|"))
    figures = {r["name"] for r in rules.table("lexicon/national_figures.tsv") if not r["with"]}
    famous = figures | set(rules.words("lexicon/foreign_names.tsv", "name"))
    people = {r["part"]: r["people"] for r in rules.table("lexicon/name_parts.tsv")}
    after = {word for word in k.after if len(word) > 1}
    compound = {surname for surname in k.surnames if len(surname) == 2}
    words = sorted(k.titles | after | kin | famous | compound | set(people))
    return tuple((w, w in k.titles, w in after, w in kin, w in famous, people.get(w, "")) for w in words)


def spotted_words() -> tuple[str, ...]:
    """The words of the rules of names that are looked for in a text."""
    return tuple(kinds[0] for kinds in _spotted())


def spots(folded: str) -> Spots:
    """The titles, kin words, known persons and name parts of a folded text, in one pass."""
    k = knowledge()
    kinds = _spotted()
    found = Spots()
    for n, start, end in spotting.spots(folded, "persons"):
        word, before, after, kin, famous, people = kinds[n]
        if before and not _is_cut(folded, start, end, k.frequent):
            found.before.append((start, end, word))
            begin = end
            while folded[begin : begin + 1] in _APART:
                begin += 1
            found.ends[begin] = begin > end
        if after:
            found.after.append((start, end, word))
        if kin:
            found.kin.append((start, end))
        if famous:
            found.famous.add(word)
        if word in k.surnames:
            found.compound.add(start)
        if people:
            found.parts.append((people, start, end))
    return found


def _is_cut(folded: str, start: int, end: int, frequent: frozenset[str]) -> bool:
    """Whether two common words meet in a title of two characters: 女儿 of 妇女儿童."""
    return end - start == 2 and folded[start - 1 : start + 1] in frequent and folded[end - 1 : end + 1] in frequent


def surname_starts(folded: str, seen: Spots) -> list[tuple[int, int]]:
    """Where names may begin: (start, end) of each surname that is not plainly part of a common word."""
    k = knowledge()
    frequent, ends = k.frequent, seen.ends
    starts = []
    for hit in k.scan.finditer(folded):
        start, end = hit.span()
        if start in ends or not (folded[start : end + 1] in frequent or folded[start - 1 : end] in frequent):
            starts.append((start, end))
    in_order = len(starts)
    for start in ends:  # surnames that seldom begin a name count after a title
        if k.surnames.get(folded[start : start + 1], 0) <= RARE:
            starts.append((start, start + 1))
    starts += [(start, start + 2) for start in seen.compound]
    return starts if len(starts) == in_order else sorted(starts, key=lambda span: (span[0], -span[1]))


_APART = (" ", ":", "/")
