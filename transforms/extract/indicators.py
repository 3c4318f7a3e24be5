"""Which known indicator a phrase names: 全市GDP and 地区生产总值 are one."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from transforms import rules
from transforms.text.fold import fold

TABLE = "indicators.tsv"
_DERIVED = ("percent", "percentage_point", "multiple")
_MOVES = ("同比", "环比", "年均", "上涨", "增长", "下降")
_BRACKET = re.compile(r"(?<=.)\([^()]*\)$")
_TAILS = ("总量", "总额", "总数", "数量", "规模", "水平", "任务", "人数", *_MOVES, "建设", "种植", "数", "量", "额")


def rows() -> list[dict[str, Any]]:
    """The indicators as rows of the reference table; words as a list, blanks as None."""
    return [
        {
            "indicator_id": row["indicator_id"],
            "name": row["name"],
            "parent_id": row["parent_id"] or None,
            "unit_kind": row["unit_kind"] or None,
            "words": [row["name"], *filter(None, row["words"].split("|"))],
        }
        for row in rules.table(TABLE)
    ]


@cache
def by_word() -> dict[str, list[tuple[str, str | None]]]:
    """Word -> its indicators (受灾 is of people or land): indicator_id, the unit_kind of its levels or None for any."""
    found: dict[str, list[tuple[str, str | None]]] = {}
    for row in rows():
        for word in map(fold, row["words"]):
            found.setdefault(word, []).append((row["indicator_id"], row["unit_kind"]))
    return found


@cache
def _longest() -> int:
    return max(map(len, by_word()))


@lru_cache(maxsize=8192)
def indicator_id(phrase: str | None, unit_kind: str | None, measure: str) -> str | None:
    """The id of the indicator that ends the phrase, where its unit fits; growth and shares fit every unit.

    >>> indicator_id("全县农村居民人均可支配收入", "money", "level")
    'rural_income'
    >>> indicator_id("粮食产量", "money", "level") is None
    True
    """
    if not phrase:
        return None
    phrase = fold(phrase)
    plain = phrase.replace("实现", "", 1)  # 第二产业实现增加值
    found = _without_tail(plain, unit_kind, measure) if plain else None
    if found is None and plain != phrase:
        found = _without_tail(phrase, unit_kind, measure)
    if found is None and phrase[-1] == ")":
        return _without_tail(_BRACKET.sub("", phrase), unit_kind, measure)
    return found


def _without_tail(phrase: str, unit_kind: str | None, measure: str) -> str | None:
    """The id of the phrase, whole or without the 总量, 数, 增长 … at its end."""
    for tail in ("", *_TAILS) if phrase.endswith(_TAILS) else ("",):
        if phrase.endswith(tail) and len(phrase) > len(tail):
            found = _ending(phrase[: len(phrase) - len(tail)], unit_kind, measure)
            if found:
                return found
    return None


def _ending(phrase: str, unit_kind: str | None, measure: str) -> str | None:
    """The id of the longest known word at the end; a word of one character must be the whole phrase."""
    known = by_word()
    for start in range(max(0, len(phrase) - _longest()), len(phrase)):
        found = known.get(phrase[start:])
        if found is None or (start == len(phrase) - 1 and start):
            continue
        derived = measure not in ("level", "change") or (measure == "change" and unit_kind in _DERIVED)
        for name, kind in found:
            if kind is None or derived or unit_kind == kind or (unit_kind == "rate" and kind == "money"):
                return name
        return None
    return None
