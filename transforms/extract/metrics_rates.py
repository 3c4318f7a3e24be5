"""Amounts per thing: 一亩地6000元 and 每个村200万元 are rates; 每年 and 每月 make none."""

from __future__ import annotations

import re
from functools import cache

from transforms.extract.metrics_scene import QUANTITY, Candidate, Scene, cue_pattern

_SOME = re.compile("[每均一1]")  # one of these stands in every match of _each
_NO_RATES = ("percent", "percentage_point", "ratio", "multiple")


@cache
def _each() -> re.Pattern[str]:
    things = cue_pattern("counted_things")
    return re.compile(
        rf"(?:(?:每|平均一)(?P<unit>个(?P<noun>[村县镇乡校班组])|{things})(?!(?P=unit))(?![级律直起定同体月季年天周])"
        rf"|(?:一|(?<![\d.])1)(?P<measure>[亩斤吨株棵头只]|度(?=电)|公斤|公里|平方米|立方米)(?!(?P=measure)))[^,。;每一]{{0,14}}$"
    )


def per_unit(scene: Scene, candidate: Candidate) -> str | None:
    """The thing the amount is given for, by the words before it in its clause.

    每个村有200万元 gives 村, 一亩地光浇水就得花300多元 gives 亩.
    """
    unit = candidate.quantity.unit or ""
    if candidate.quantity.unit_kind in _NO_RATES or ("/" in unit and not unit.endswith("/个")):
        return None
    if not _SOME.search(scene.folded, max(candidate.clause.start, candidate.start - 24), candidate.start):
        return None
    each = _each_thing(candidate)
    if each or "/" in unit:
        return each
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


def _each_thing(candidate: Candidate) -> str | None:
    """What 每个 stands before (每个办事处有40名 …): the thing, by its last character where that is a unit itself."""
    tokens = candidate.left
    at = next((i for i in range(len(tokens) - 1, -1, -1) if tokens[i].word in ("每个", "每一个")), None)
    if at is None or any(t.tag == QUANTITY for t in tokens[at:]) or at + 1 >= len(tokens):
        return None
    end = at + 1
    while end < len(tokens) and tokens[end].tag[0] in "nbj" and tokens[end].tag != "nt":
        end += 1
    thing = "".join(t.word for t in tokens[at + 1 : end])
    if not thing or thing[-1] in "月年天周季":
        return None
    return thing[-1] if thing[-1] in "村县镇乡校班组户人" else thing if len(thing) < 5 else None
