"""The content words of an article and how often each occurs."""

from __future__ import annotations

from functools import cache

from transforms import rules

MOST = 40  # of one article
# Nouns, names, verbal nouns, idioms and abbreviations say what a text is about; verbs and adverbs do not.
_CONTENT = frozenset("n nr ns nt nz nrt nrfg ng vn an j l i eng".split())


@cache
def _stopwords() -> frozenset[str]:
    return frozenset(rules.vocabulary("stopwords.yaml")["words"])


def is_content(word: str, tag: str) -> bool:
    """Whether a word may be a keyword.

    >>> is_content("林场", "n"), is_content("加快", "v")
    (True, False)
    """
    return tag in _CONTENT and len(word) > 1 and word not in _stopwords()
