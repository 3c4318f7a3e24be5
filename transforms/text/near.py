"""Where words stand in a text, and patterns tried only where they may match: re would try some at every character."""

from __future__ import annotations

import re
from collections.abc import Iterator


def matches_near(pattern: re.Pattern[str], seed: re.Pattern[str], before: int, folded: str) -> Iterator[re.Match[str]]:
    """What `pattern.finditer` gives, tried only where a seed follows: every match holds one `before` characters on or
    sooner. A pattern that does not begin with a character of few kinds is tried everywhere else.

    >>> [m[0] for m in matches_near(re.compile("过?半数?"), re.compile("半"), 1, "过半群众，半数")]
    ['过半', '半数']
    """
    done = 0
    for found in seed.finditer(folded):
        at = found.start()
        tries = (pattern.match(folded, start) for start in range(max(done, at - before), at + 1))
        match = next(filter(None, tries), None)
        if match is not None:
            done = match.end()
            yield match


def positions(text: str, word: str, start: int = 0) -> Iterator[int]:
    """Where the word begins in the text, from `start` on; places that overlap count once.

    >>> list(positions("新街镇到新街村", "新街")), list(positions("啊啊啊", "啊啊"))
    ([0, 4], [0])
    """
    at = text.find(word, start)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))
