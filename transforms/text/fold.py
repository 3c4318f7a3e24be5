"""Fold width and script for matching: one code point becomes one code point, so offsets never move."""

from __future__ import annotations

import unicodedata
from functools import cache

from transforms import rules

# Full-width, small and vertical forms: ，：（）％．－～ become ASCII; 。、《》“” have no ASCII twin and stay.
_WIDTH = [0x3000, *range(0xFE10, 0xFE1A), *range(0xFE30, 0xFE70), *range(0xFF01, 0xFF5F)]


@cache
def mapping() -> dict[int, str]:
    """Code point -> the one character it folds to."""
    width = ((cp, unicodedata.normalize("NFKC", chr(cp))) for cp in _WIDTH)
    folded = {cp: to for cp, to in width if len(to) == 1}
    for row in rules.table("traditional.tsv"):
        folded |= {ord(ch): row["simplified"] for ch in row["traditional"]}
    return folded


def fold(text: str) -> str:
    """The text with full-width characters and traditional characters replaced one for one.

    >>> fold("７．９％，臺灣")
    '7.9%,台湾'
    """
    return text.translate(mapping())
