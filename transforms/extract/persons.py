"""Persons: full names by surname, given-name characters and what stands around them; then everywhere in the article.

One scan looks at every surname character. A candidate's score is a sum of logarithms (tenths): how often the surname
begins a name, how name-like the given characters are, what stands before and after, minus what speaks for plain words.
A name that convinces once is marked wherever it stands again (see person_forms for short forms and other scripts).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from transforms import rules
from transforms.extract import person_forms
from transforms.model import Mention

SURE = 25  # one occurrence with this score makes a name
LIKELY = 5  # two occurrences with this score do
TITLE_BEFORE, TITLE_AFTER, LISTED = 55, 25, 30
_LONGEST_TITLE = 6


class Chars(NamedTuple):
    """What one character speaks for, in tenths of a natural logarithm."""

    first: int
    second: int
    single: int
    before: int
    after: int


@dataclass(slots=True)
class Candidate:
    """A name as it was read in one or more places."""

    best: int = -999
    likely: int = 0
    rule: str = ""
    spans: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The rules files in the shape the scan wants."""

    surnames: dict[str, int]
    chars: dict[str, Chars]
    titles: frozenset[str]
    after: frozenset[str]
    words: frozenset[str]
    frequent: frozenset[str]
    lookalikes: frozenset[str]
    scan: re.Pattern[str]


_PLAIN = Chars(-5, -5, -5, 0, 0)


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
    given = "".join(c for c, v in chars.items() if max(v.first, v.single) >= -22 and "\u4e00" <= c <= "\u9fff")
    ones = "".join(s for s in surnames if len(s) == 1)
    twos = "|".join(s for s in surnames if len(s) == 2)
    return Knowledge(
        surnames=surnames,
        chars=chars,
        titles=frozenset(r["title"] for r in titles if r["side"] != "after" and len(r["title"]) > 1),
        after=frozenset(r["title"] for r in titles if r["side"] != "before"),
        words=frequent | frozenset(r["first"] + c for r in pairs for c in r["others"]),
        frequent=frequent,
        lookalikes=frozenset(
            r["surname"] + w for r in rules.table("lexicon/name_lookalikes.tsv") for w in r["rests"].split(" ")
        ),
        scan=re.compile(rf"(?:{twos}|[{ones}])(?=[{given}])"),
    )


_UNESCAPE = {"\\n": "\n", "\\s": " "}


def find(folded: str, bylines: Iterable[str] = ()) -> list[Mention]:
    """The persons of a folded body; `bylines` are names known from the header.

    >>> [(m.name, m.form) for m in find("镇党委书记张卫国说，张卫国和村民李秀英一起来了。老张很高兴。")]
    [('张卫国', 'name'), ('张卫国', 'name'), ('李秀英', 'name'), ('张卫国', 'short')]
    """
    found = _scan(folded)
    names = {name: c for name, c in found.items() if c.best >= SURE or c.likely >= 2}
    for name in bylines:
        if 2 <= len(name) <= 12 and name in folded:
            names.setdefault(name, Candidate(rule="byline"))
    mentions = _everywhere(folded, names)
    return person_forms.add(folded, mentions)


def _scan(folded: str) -> dict[str, Candidate]:
    """Every candidate that is not plainly a word, with its best score and how often it scored well."""
    k = knowledge()
    found: dict[str, Candidate] = {}
    listed_from = -1  # where the next name of a list would begin
    taken = -1
    for hit in k.scan.finditer(folded):
        start = hit.start()
        if start < taken:
            continue
        size, score, rule = _best(k, folded, start, hit.end(), start == listed_from)
        if size == 0:
            continue
        end = start + size
        candidate = found.setdefault(folded[start:end], Candidate())
        candidate.spans.append((start, end))
        if score > candidate.best:
            candidate.best, candidate.rule = score, rule
        if score >= LIKELY:
            candidate.likely += 1
        if score >= SURE:
            taken = end
            if folded[end : end + 1] in _LIST_MARKS:
                listed_from = end + 1
    return found


_LIST_MARKS = ("、", " ", "和", "与", "及", "，", ",")


def _best(k: Knowledge, folded: str, start: int, mid: int, listed: bool) -> tuple[int, int, str]:
    """(length, score, rule) of the best reading of a name at `start`, length 0 when none is worth keeping."""
    chars = k.chars
    one = folded[mid : mid + 1]
    two = folded[mid + 1 : mid + 2]
    first = chars.get(one, _PLAIN)
    weight = k.surnames[folded[start:mid]]
    long, short = weight + first.first + chars.get(two, _PLAIN).second, weight + first.single
    if max(long, short) < -75:
        return 0, 0, ""
    rule, left = _left(k, folded, start, listed)
    if max(long, short) + left < -45:
        return 0, 0, ""
    long += left + _right(k, folded, mid + 2) - _wordy(k, folded, start, mid + 2)
    short += left + _right(k, folded, mid + 1) - _wordy(k, folded, start, mid + 1)
    if not "\u4e00" <= two <= "\u9fff":
        long = -999
    size, score = (mid + 2 - start, long) if long >= short else (mid + 1 - start, short)
    return (size, score, rule) if score > -30 else (0, 0, "")


def _left(k: Knowledge, folded: str, start: int, listed: bool) -> tuple[str, int]:
    """What speaks for a name in the text before it: a title, a list, or the character alone."""
    if start == 0:
        return "name", 10
    low = start - 1
    while low > 0 and folded[low] in " :：":
        low -= 1
    end = low + 1
    for size in range(2, _LONGEST_TITLE + 1):
        if folded[end - size : end] in k.titles:
            return "title", TITLE_BEFORE
    if listed:
        return "list", LISTED
    before = k.chars.get(folded[start - 1])
    score = before.before if before else 0
    if folded[start - 1 : start + 1] in k.words:
        score -= 35 if folded[start - 1 : start + 1] in k.frequent else 20
    return "name", score


def _right(k: Knowledge, folded: str, end: int) -> int:
    """What speaks for a name that ends at `end` in the text after it."""
    for size in (2, 3):
        if folded[end : end + size] in k.after:
            return TITLE_AFTER
    after = k.chars.get(folded[end : end + 1])
    return after.after if after else 0


def _wordy(k: Knowledge, folded: str, start: int, end: int) -> int:
    """What speaks for plain words: the candidate, or parts of it with their neighbours, stand in the dictionary."""
    score = 0
    if folded[start:end] in k.lookalikes:
        score += 50
    head = folded[start : start + 2]
    if head in k.words:
        score += 45 if head in k.frequent else 25
    if end - start == 3:
        tail = folded[start + 1 : end]
        if tail in k.words:
            score += 40 if tail in k.frequent else 15
    edge = folded[end - 1 : end + 1]
    if edge in k.frequent:
        score += 15
    return score


def _everywhere(folded: str, names: dict[str, Candidate]) -> list[Mention]:
    """All occurrences of the names, the longer name where two begin together."""
    if not names:
        return []
    pattern = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    return [
        Mention(m.start(), m.end(), "person", m[0], confidence=_confidence(names[m[0]]), rule=names[m[0]].rule)
        for m in pattern.finditer(folded)
    ]


def _confidence(candidate: Candidate) -> float:
    if candidate.rule in ("title", "list", "byline"):
        return 0.95
    return 0.9 if candidate.best >= 2 * SURE else 0.75
