"""Topics of an article by the words of rules/topics.yaml."""

from __future__ import annotations

from collections import Counter
from functools import cache

from transforms import rules
from transforms.extract.spotting import spots

_FEWEST = 2  # one word in passing is not a topic


@cache
def _topics() -> dict[str, list[str]]:
    """Word -> its topics."""
    topics_of: dict[str, list[str]] = {}
    for topic, words in rules.vocabulary("topics.yaml").items():
        for word in words:
            topics_of.setdefault(word, []).append(topic)
    return topics_of


def topic_words() -> tuple[str, ...]:
    """The words that speak of a topic."""
    return tuple(_topics())


def find(folded: str, title: str | None = None) -> list[tuple[str, float]]:
    """(topic, weight) pairs, heaviest first; weight is the topic's share of all topic words, a title word counts 3.

    >>> find("抓党建，促发展，各村党支部和党员带头。")
    [('党建', 1.0)]
    """
    topics = list(_topics().values())
    counts: Counter[str] = Counter()
    for text, weight in ((folded, 1), (title or "", 3)):
        for number, _, _ in spots(text, "topics"):
            for topic in topics[number]:
                counts[topic] += weight
    total = sum(counts.values())
    found = [(topic, round(n / total, 4)) for topic, n in counts.items() if n >= _FEWEST]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))
