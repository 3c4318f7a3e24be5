"""Small counts without a measure word: 海关总署等九部门, 湖北、河南两省区, 三大产业."""

from __future__ import annotations

import re

from transforms.extract import numbers
from transforms.extract.metrics_scene import begins_of, cue_pattern, cues
from transforms.model import Quantity

_GREAT = re.compile(
    rf"大(?<=[两三四五六七八九2-9]大)(?!类(?!别))(?=[\u4e00-\u9fff]{{0,4}}?(?:{cue_pattern('counted_after_great')})(?![\u4e00-\u9fff]?大))"
)
_BODIES = begins_of(cues()["bodies_counted"], after=r"[\d十两二三四五六七八九]")
_NUMBER = re.compile(r"(?:十?[两二三四五六七八九]|十|\d{1,2})\Z")
_NO_COUNT = re.compile(r"[第\d.一二三四五六七八九十百千万亿点几多余数近“‘「《/-]$")
_LISTED = re.compile(r"(?:等|、[\u4e00-\u9fff]{2,6}|[\n,。;:]|^)$")  # 湖北、河南|两省区


def few_counted(folded: str) -> list[Quantity]:
    """The small counts of a text, in order.

    >>> [(q.value, q.unit) for q in few_counted("海关总署等九部门发文,打造六大优势产业")]
    [(9.0, None), (6.0, '大')]
    """
    found = [_count(folded, m.start() - 1, m.end(), "大") for m in _GREAT.finditer(folded)]
    for body in _BODIES.finditer(folded):
        match = _NUMBER.search(folded, max(0, body.start() - 2), body.start())
        if match and _LISTED.search(folded, max(0, match.start() - 8), match.start()):
            found.append(_count(folded, match.start(), match.end(), None))
    return sorted((q for q in found if q is not None), key=lambda q: q.start)


def _count(folded: str, start: int, end: int, unit: str | None) -> Quantity | None:
    digits = folded[start : end - len(unit or "")].replace("两", "二")
    value = numbers.value(digits)
    if value is None or value < 2 or _NO_COUNT.search(folded, max(0, start - 1), start):
        return None
    amount = float(value)
    return Quantity(start, end, "count", amount, amount, amount, "exact", unit, "count", rule="few")
