"""The county or city that a medium is named for: 建德新闻网, 元阳融媒, 今日代县."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from transforms import rules
from transforms.extract.gazetteer import level, load


@lru_cache(maxsize=1024)
def of_medium(name: str) -> str | None:
    """The code of the one county or city whose short form is all that names a medium; None for any other.

    >>> of_medium("建德新闻网"), of_medium("今日元阳"), of_medium("光明日报"), of_medium("和平网")
    ('330182', '532528', None, None)
    """
    found = _pattern().fullmatch(name)
    if not found or found["short"] in _never() or not (found["before"] or found["after"]):
        return None
    entry = load().entries.get(found["short"])
    if entry is None or entry.kind == "full" or entry.use == "word" and found["after"] in ("网", None):
        return None
    codes = [code for code in entry.codes if level(code) in ("county", "prefecture")]
    return codes[0] if len(codes) == 1 else None


@cache
def _pattern() -> re.Pattern[str]:
    words = rules.vocabulary("gazetteer/media_words.yaml")
    before, after = (
        "|".join(sorted(map(re.escape, words[side]), key=len, reverse=True)) for side in ("before", "after")
    )
    return re.compile(rf"(?P<before>{before})??(?P<short>[\u4e00-\u9fff]{{2,3}}?)(?P<after>{after})?")


@cache
def _never() -> frozenset[str]:
    return frozenset(rules.vocabulary("gazetteer/media_words.yaml")["never"])
