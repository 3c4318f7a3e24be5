"""Statements of a text held against each other: items listed and number stated, parts and total, growth and values."""

from __future__ import annotations

from transforms.extract import checks_growth, checks_lists, checks_sums
from transforms.model import Check, Extraction, Sentence
from transforms.text.fold import fold


def find(text: str, sentences: list[Sentence], found: Extraction) -> list[Check]:
    """The checks of one text, in order of the text.

    ok and fail only where both sides are stated; unknown where one of them is open, never a guess.
    """
    folded = fold(text)
    checks = checks_lists.find(folded, found)
    checks += checks_sums.find(folded, sentences, found)
    checks += checks_growth.find(folded, sentences, found)
    return sorted(checks, key=lambda check: _place(check, found))


def _place(check: Check, found: Extraction) -> tuple[int, str]:
    if check.metric is not None:
        return found.metrics[check.metric].start, check.check
    return found.mentions[check.mention].start if check.mention is not None else 0, check.check
