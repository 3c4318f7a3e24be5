"""The words of rules/page as patterns, built once when first asked for."""

from __future__ import annotations

import re
from functools import cache

from transforms import rules
from transforms.text.fold import fold


@cache
def words(name: str) -> frozenset[str]:
    """One list of rules/page/words.yaml, folded as the lines are that it is matched with."""
    return frozenset(fold(word) for word in rules.vocabulary("page/words.yaml")[name])


def either(choices: frozenset[str] | set[str] | tuple[str, ...]) -> str:
    """A pattern for any of the words, longest first.

    >>> either(("网", "日报网"))
    '(?:日报网|网)'
    """
    return "(?:" + "|".join(re.escape(word) for word in sorted(choices, key=lambda w: (-len(w), w))) + ")"


@cache
def begins(name: str) -> re.Pattern[str]:
    """A pattern for a line that begins with a word of the list, marks before it allowed."""
    return re.compile(r"[\s\[(【<>«»|·•■□▪◆●→\-=*]*" + either(words(name)))


@cache
def stands(name: str) -> re.Pattern[str]:
    """A pattern for a line that begins with a word of the list and no other word glued to it.

    >>> [bool(stands("body_ends").match(line)) for line in ("分享 微博", "分享到:", "分享发展红利")]
    [True, True, False]
    """
    return re.compile(begins(name).pattern + r"(?![\u4e00-\u9fff])")


@cache
def holds(name: str) -> re.Pattern[str]:
    """A pattern for any word of the list."""
    return re.compile(either(words(name)))


@cache
def medium() -> re.Pattern[str]:
    """A pattern for a whole text that ends as the names of media do."""
    return re.compile(r"[《\w][\w.\-—·《》/]{0,18}?" + either(words("media_ends")) + r"》?")


@cache
def office() -> re.Pattern[str]:
    """A pattern for a whole text that ends as the names of offices do."""
    return re.compile(r"\w[\w、·()]{1,24}" + either(words("offices")))
