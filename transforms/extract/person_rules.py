"""What the rules files know of personal names, in the shape the scan for names wants."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from transforms import rules

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
    titles: frozenset[str]
    after: frozenset[str]
    words: frozenset[str]
    frequent: frozenset[str]
    lookalikes: frozenset[str]
    nots: frozenset[str]
    scan: re.Pattern[str]


PLAIN = Chars(-5, -5, -5, 0, -8)


@cache
def knowledge() -> Knowledge:
    """The rules of names, loaded once."""
    chars = {
        _UNESCAPE.get(r["char"], r["char"]): Chars(*(int(r[k]) for k in Chars._fields))
        for r in rules.table("name_chars.tsv")
    }
    surnames = {r["surname"]: int(r["weight"]) for r in rules.table("surnames.tsv")}
    titles = rules.table("titles.tsv")
    ends = "".join(sorted({r["title"][-1] for r in titles if r["side"] != "after" and len(r["title"]) > 1}))
    pairs = rules.table("lexicon/two_char_words.tsv")
    frequent = frozenset(r["first"] + c for r in pairs for c in r["frequent"])
    never = "".join(c for c, v in chars.items() if max(v.first, v.single) < -26 and "\u4e00" <= c <= "\u9fff")
    ones = "".join(s for s, weight in surnames.items() if len(s) == 1 and weight > RARE)
    rare = "".join(s for s, weight in surnames.items() if len(s) == 1 and weight <= RARE)
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
        nots=frozenset(rules.words("name_nots.tsv", "word")),
        scan=re.compile(rf"(?:{twos}|[{ones}]|(?<=[{ends}:/ ])[{rare}])(?=[\u4e00-\u9fff])(?![某{never}])"),
    )
