"""Which known indicator a phrase names: 全市GDP and 地区生产总值 are one."""

from __future__ import annotations

import re
from functools import cache

from transforms import rules

TABLE = "indicators.tsv"


@cache
def by_word() -> dict[str, tuple[str, str]]:
    """Word (folded, as in the table) -> (indicator_id, unit_kind it must have, or "")."""
    found: dict[str, tuple[str, str]] = {}
    for row in rules.table(TABLE):
        for word in [row["name"], *filter(None, row["words"].split("|"))]:
            found.setdefault(word, (row["indicator_id"], row["unit_kind"]))
    return found


@cache
def _ending() -> re.Pattern[str]:
    """A known word at the end of a phrase, the longest."""
    words = sorted(map(re.escape, by_word()), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(words)})(?=(?:总量|总额|总数|数量|规模|水平|工程|项目|任务)?$)")


def indicator_id(phrase: str | None, unit_kind: str | None, measure: str) -> str | None:
    """The id of the indicator that ends the phrase, where its unit fits; growth and shares fit every unit.

    >>> indicator_id("农村居民人均可支配收入", "money", "level")
    'rural_income_per_capita'
    """
    if not phrase:
        return None
    for found in _ending().finditer(phrase):
        known, kind = by_word()[found[0]]
        if not kind or measure != "level" or kind == unit_kind or (kind == "money" and unit_kind == "rate"):
            return known
    return None
