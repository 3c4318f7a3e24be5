"""Amounts per thing: 一亩地6000元 and 每个村200万元 are rates; 每年 and 每月 make none."""

from __future__ import annotations

import re
from functools import cache

from transforms.extract.metrics_scene import QUANTITY, Candidate, Scene, cue_pattern

_NO_RATES = ("percent", "percentage_point", "ratio", "multiple")


@cache
def _each() -> re.Pattern[str]:
    things = cue_pattern("counted_things")
    return re.compile(
        rf"(?:(?:每|平均一)(?P<unit>个(?P<noun>[村县镇乡校班组])|{things})(?!(?P=unit))(?![级律直起定同体月季年天周])"
        rf"|(?:一|(?<![\d.])1)(?P<measure>[亩斤吨度株棵头只]|公斤|公里|平方米|立方米)(?!(?P=measure)))[^,。;每一]{{0,14}}$"
    )


def per_unit(scene: Scene, candidate: Candidate) -> str | None:
    """The thing the amount is given for, by the words before it in its clause.

    每个村有200万元 gives 村, 一亩地光浇水就得花300多元 gives 亩.
    """
    if "/" in (candidate.quantity.unit or "") or candidate.quantity.unit_kind in _NO_RATES:
        return None
    lo = max(
        [
            candidate.clause.start,
            candidate.start - 24,
            *(t.end for t in candidate.left if t.tag == QUANTITY and t.word[0] not in "一每"),
        ]
    )
    found = _each().search(scene.folded, lo, candidate.start)
    if not found:
        return None
    if found["measure"] and found["measure"] != "亩" and candidate.quantity.unit_kind != "money":
        return None
    return found["noun"] or found["unit"] or found["measure"]
