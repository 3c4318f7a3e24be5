"""What a number does: level, change, growth, share, ratio, contribution, difference; which way; against what."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from transforms import rules
from transforms.extract.metrics_scene import QUANTITY, Candidate, Scene, last_match

_YOY = (
    r"(?:同比|(?:比|较|与|和|同)(?:上年|去年|上一年)(?:同期|同月|同季|同日)?(?![\d年底末初前后一二三四上下])"
    r"|(?:比|较)(?:上年|去年)?同期|去年同期|上年同期|(?<=[,，、])年比(?=[上下增减升降]))(?:相比)?"
)
_MOM = r"环比|月比(?=[上下增减升降])|(?:比|较|与)(?:上月|上个月|上季度?|上一季度|上周)"
_BASIS = re.compile(
    rf"(?P<yoy>{_YOY})|(?P<mom>{_MOM})"
    r"|(?P<text>(?:与|同|和)[^,。;、]{2,16}相比|(?<!可)(?:比较|相比|比|较)(?![例重])[^,。;、]{2,12}?(?=增|减|提|下[降滑跌调行挫]|上[升涨调扬行]|多|少|高|低|翻|缩|扩|降|升|净|收[窄涨跌]|加快|放[缓量]|回[升落]|涨|跌|偏|快|慢|猛|骤|激|锐|大[增涨跌降]|微[增涨跌降]|走[高低]|攀升|飙升|暴[涨跌]))"
)
_DIFFERENCE = re.compile(r"(?:高于|低于|高出|高过|快于|慢于|优于|多于|少于|好于)(?P<base>[^,。;]{1,14}?)$")
# What a ratio is of (仅为白炽灯的八分之一), unlike a share (完成工程量的七成).
_EQUAL_TO = re.compile(r"(?:[是为]|相当于|恢复[到至])(?P<base>[^,。;是为]{1,14})的$")
_FASTER = re.compile(r"(?P<base>[比较][^,。;比较]{2,20}?)(?P<way>[快慢高低多少])(?:出|了|近|约)*$")
_SHARE = re.compile(
    r"(?:占|占到|占据|占了|占比|比重|份额)[^,。;]{0,24}$"
    r"|(?:^|[、和及])[^,。;、]{0,6}总(?:量|数|额|产量|面积|规模|人口)的$"  # 占全球总量的15%、全国总量的23%
)
_RATIO = re.compile(r"(?:是|为|相当于|达到?|完成)[^,。;]{1,20}的$")
_CONTRIBUTION = re.compile(r"(?:拉动|贡献|贡献率)[^,。;]{0,16}$")
_RATE_NAME = re.compile(r"[率]$|比[重例]$|占比$|速$|幅$")


class Change(NamedTuple):
    """How a candidate is meant."""

    measure: str
    direction: str | None
    basis: str | None
    to_level: bool  # 提高到 90%: a level reached by a change


@cache
def directions() -> dict[str, str]:
    """Word of change -> up or down."""
    return {row["word"]: row["direction"] for row in rules.table("metric_changes.tsv")}


@cache
def _verb() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, directions()), key=len, reverse=True))
    words = words.replace("|升|", "|(?<!每)升|").replace("|放量|", "|(?<![播投排])放量|")  # 每升1.05毫克, 播放量
    return re.compile(
        rf"(?:(?P<basis>.*))(?P<word>{words})(?:了|过|近|约|达|率|幅度?|超过?|为|是|将|挣|卖|更|高|竟|已)*(?P<to>到了?|至|成|为)?"
        r"(?:了|近|约|超|的|每[\u4e00-\u9fff]{1,2})*$",
        re.DOTALL,
    )


@cache
def _last_characters() -> frozenset[str]:
    return frozenset(word[-1] for word in directions())


def _may_move(lead: str) -> bool:
    """Whether a word of change ends where only links follow it: `_verb` matches nothing else."""
    bare = lead.rstrip("了过近约达率幅度超为是将挣卖更高竟已到至成的\n")
    return bare[-1:] in _last_characters() or "每" in lead or not _last_characters().isdisjoint(lead[len(bare) :])


@cache
def _led() -> re.Pattern[str]:
    """增加产值, 新增节水灌溉面积: the verb stands before the name."""
    return re.compile(
        r"(?P<word>净增|新增|增加|减少|提高|降低|下调|上调|压缩(?!机)|增收|多收|多产|节约|节省|减轻|压减)(?![值额量])(?:了)?(?P<name>[^,。;、\d到至]{1,14})$"
    )


@cache
def _after() -> re.Pattern[str]:
    """8%的增长, 5%的增速."""
    return re.compile(
        r"的(?:年均|同比|平均|高速|较快)?(?:速度)?(?P<word>增长率?|增幅|增速|涨幅|降幅|跌幅|下降|递增|提升|上涨)"
    )


def change(scene: Scene, candidate: Candidate, indicator: str | None) -> Change:
    """How the candidate is meant, by the words around it."""
    quantity = candidate.quantity
    lead = scene.folded[max(candidate.clause.start, candidate.start - 40) : candidate.start]
    lead = _after_previous(scene, candidate, lead)
    word, to_level, led = _moved(scene, candidate, lead)
    way = directions().get(word) if word else None
    basis = _basis(scene, candidate) if word else None
    difference = _DIFFERENCE.search(lead) if "于" in lead or "高" in lead else None
    if difference and quantity.unit_kind != "money" and (word in (None, "高出") or word in difference["base"]):
        return Change("difference", None, difference["base"], False)
    faster = _FASTER.search(lead) if "比" in lead or "较" in lead else None
    if faster and word is None:
        return _against(scene, candidate, faster)
    if quantity.unit_kind == "percentage_point" and _CONTRIBUTION.search(lead):
        return Change("contribution", way, None, False)
    if word and basis and "平均" in basis:
        return Change("difference", None, basis, False)
    if word and way and not to_level:
        return Change(_kind_of_change(quantity.unit_kind, indicator), way, basis, False)
    measured = _EQUAL_TO.search(lead) if quantity.unit_kind in ("percent", "multiple") else None
    if measured and not to_level:
        against = measured["base"]
        return Change("ratio", None, "yoy" if re.fullmatch(_YOY, against) else against, False)
    if to_level:
        return Change("level", way, basis, True)
    return Change(
        _still(quantity.unit_kind, lead, indicator, scene.folded[candidate.end : candidate.end + 4]), way, None, led
    )


def _against(scene: Scene, candidate: Candidate, faster: re.Match[str]) -> Change:
    """比上年多12个 is a change, 比全国平均水平高2300元 a lead."""
    basis = _basis(scene, candidate)
    if basis in ("yoy", "mom") or re.search(r"[年月日周天前]", faster["base"]):
        return Change("change", "up" if faster["way"] in "快高多" else "down", basis or faster["base"], False)
    return Change("difference", None, faster["base"], False)


def _after_previous(scene: Scene, candidate: Candidate, lead: str) -> str:
    """The words since the number before it, if that stands in the same clause."""
    for token in reversed(candidate.left):
        if token.tag == QUANTITY:
            return scene.folded[max(token.end, candidate.start - 40) : candidate.start]
    return lead


def _moved(scene: Scene, candidate: Candidate, lead: str) -> tuple[str | None, bool, bool]:
    """(word of change, does it reach a level, does it stand before the name)."""
    words = scene.folded[candidate.start : candidate.end]
    if "翻" in words[:3]:
        return "翻", False, False
    found = _verb().match(lead) if _may_move(lead) else None
    if found:
        return found["word"], bool(found["to"]), False
    found = _after().match(scene.folded, candidate.end) if scene.folded.startswith("的", candidate.end) else None
    if found:
        word = found["word"]
        return word if word in directions() else word.rstrip("率"), False, False
    found = _led().search(lead)
    if found:
        return found["word"], False, True
    return None, False, False


def _kind_of_change(unit_kind: str | None, indicator: str | None) -> str:
    if unit_kind in ("percent", "multiple"):
        return (
            "change"
            if indicator and _RATE_NAME.search(indicator) and unit_kind == "percent" and indicator[-1] not in "速幅"
            else "growth_rate"
        )
    return "change"


def _still(unit_kind: str | None, lead: str, indicator: str | None, following: str) -> str:
    if unit_kind == "ratio":
        return "ratio"
    if unit_kind not in ("percent", "multiple"):
        return "level"
    if _CONTRIBUTION.search(lead):
        return "contribution"
    if unit_kind == "multiple":
        return "ratio"
    if _SHARE.search(lead):
        return "share"
    if _RATIO.search(lead):
        return "ratio"
    if indicator and _RATE_NAME.search(indicator):
        return "level"
    return "share" if following[:1] not in ("", ",", "。", ";", "、", "”", ")") else "level"


def _basis(scene: Scene, candidate: Candidate) -> str | None:
    """yoy, mom or the text's own words; from the clause, else from an opening 与…相比 of the sentence."""
    start = scene.sentences[candidate.sentence].start
    found = last_match(_BASIS, scene.folded, candidate.clause.start, candidate.start)
    if found is None:
        for earlier in _BASIS.finditer(scene.folded, start, candidate.clause.start):
            if earlier[0].endswith("相比"):
                found = earlier
    if found is None:
        return None
    return "yoy" if found["yoy"] else "mom" if found["mom"] else found["text"]
