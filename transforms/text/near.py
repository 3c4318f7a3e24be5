"""Patterns tried only where they may match, for those that re would try at every character."""

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
