"""The content words of an article and how often each occurs."""

from __future__ import annotations

from collections import Counter
from functools import cache

from transforms import rules

_MOST = 40
# Nouns, names, verbal nouns, idioms and abbreviations say what a text is about; verbs and adverbs do not.
_CONTENT = frozenset("n nr ns nt nz nrt nrfg ng vn an j l i eng".split())


@cache
def _stopwords() -> frozenset[str]:
    return frozenset(rules.vocabulary("stopwords.yaml")["words"])


def find(words: list[list[str]], tags: list[list[str]]) -> list[tuple[str, int]]:
    """(term, frequency) of at most 40 content words of two characters or more, the most frequent first.

    Words and tags come one list a sentence.

    >>> find([["林场", "项目", "项目"]], [["n", "n", "n"]])
    [('项目', 2), ('林场', 1)]
    """
    content = [
        word
        for sentence, flags in zip(words, tags, strict=True)
        for word, flag in zip(sentence, flags, strict=True)
        if flag in _CONTENT and len(word) > 1
    ]
    counts = Counter(content)
    for word in counts.keys() & _stopwords():
        del counts[word]
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST]
