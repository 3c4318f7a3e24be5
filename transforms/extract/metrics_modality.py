"""Fact, plan or rule; summed up or not; by whose account; due when."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from transforms.extract.metrics_scene import Candidate, Scene, begins_of, cue_pattern, cues, last_match, matches_at
from transforms.model import DateSpan


class Modality(NamedTuple):
    """actual, target or norm, with the word that says so and the last day of a target."""

    modality: str
    cue: str | None
    due_on: datetime | None


@cache
def _plan() -> re.Pattern[str]:
    cues, verbs = cue_pattern("target_cues"), cue_pattern("future_verbs")
    settled = cue_pattern("settled_cues")
    nouns = (
        r"(?<![该此份项总\d])计划(?![的,。、内”》和与及外中书]|经济|生育|包括|自)"
        r"|(?<![该此份项总体])规划(?![的,。、内”》和与及局院馆师处图展中]|包括|保护)"
        r"|(?<![协委商工学董动大年晚议社])会有(?![关效序限])|争取到(?=[\d今明年本后“]|月底)|承诺(?=[:,将到在减增确]|今年|年内)"
        r"|预期(?![的,。、内”》])|未来(?=[一二三四五六七八九十几数两\d,还将要我全]|的[一二三四五六七八九十几\d])"
    )
    return re.compile(
        rf"《[^》]{{0,60}}》|(?<!为了)(?<![为以])(?P<target>(?:{cues})(?<!计划)(?<!规划)(?<!目标)(?<!预期)(?<!未来)|{nouns}|目标(?=[是为:达到超\d]|任务)|(?<![即])将(?={verbs}))|(?P<settled>{settled})|(?P<stop>;)"
    )


@cache
def _plan_words() -> re.Pattern[str]:
    """Where a match of `_plan` may begin."""
    nouns = ("《", ";", "计划", "规划", "会有", "争取到", "承诺", "预期", "未来", "目标", "将")
    return begins_of([*nouns, *cues()["target_cues"], *cues()["settled_cues"]])


@cache
def _demand() -> re.Pattern[str]:
    return re.compile(rf"(?:以上|左右)?(?P<cue>{cue_pattern('demand_nouns')})(?!完成)")


@cache
def _asks() -> frozenset[str]:
    """The characters a match of `_demand` begins with."""
    return frozenset(word[0] for word in ("以上", "左右", *cues()["demand_nouns"]))


@cache
def _ahead() -> re.Pattern[str]:
    """1000多户今年也将全部完成搬迁: what is counted is still to come."""
    verbs = cue_pattern("future_verbs")
    return re.compile(
        rf"(?!的)(?:(?!{cue_pattern('settled_cues')})[^,。;:!?、“”\n\d]){{0,8}}?(?P<cue>(?<![即])将(?={verbs}|全部|返|搬|出|于|陆|正式)|即将)"
    )


@cache
def _norm() -> re.Pattern[str]:
    return re.compile(cue_pattern("norm_cues"))


@cache
def _grant() -> re.Pattern[str]:
    return re.compile(rf"(?P<cue>{cue_pattern('grant_words')})")


@cache
def _sum() -> re.Pattern[str]:
    return re.compile(cue_pattern("cumulative_cues"))


_UNTIL = re.compile("截[至止]")
_AT_ONCE = timedelta(days=3)  # what is that near is told of as it happens (今年春节 …)
_NEAR = 10  # characters between the word of a fine and its amount
_FINE = re.compile("(?P<cue>罚款|罚金|处罚|罚没|并处|处以|判处)")
_FINED = re.compile("[^,。;、]{0,4}?的?(?P<cue>罚款|罚金|滞纳金)")
_MAY_FINE = re.compile("(?:可|应当?|将|会|可能|最高|一律|按照?|对于)[^,。;]{0,8}(?:处|罚)")
_EACH = re.compile(r"每(?:人|户|亩|个|名|家|头|只|吨|棵|株|处|位|村|套|台|平方米)")
_GIVEN = re.compile("分别(?:给予|奖励|补助|补贴)|最高|一次性|给予不")
_NAMED_TIME = re.compile(
    r"\d{2}年(?!后)|明[年天日]|后年|下[半个月周季]|今[年后]|未来|十.五|年底|年末"
)  # a bare 28日 may be last month's


def modality(scene: Scene, candidate: Candidate, period: DateSpan | None, before: Modality | None) -> Modality:
    """How the candidate is meant; `before` is that of the metric before it, carried by 其中, 同时 …"""
    start = scene.sentences[candidate.sentence].start
    folded = scene.folded
    penalty = _penalty(scene, candidate)
    if penalty is not None:
        return penalty
    norm = _as_norm(scene, candidate)
    gone = scene.context.published and period and period.ends_before and period.ends_before <= scene.context.published
    # 2016年至2018年 … 预计年均增长;分别完成 …: what is over is no plan of the statement before
    cue = last_cue(scene, max(start, folded.rfind(";", start, candidate.start)) if gone else start, candidate.start)
    if cue == "计划" and candidate.quantity.unit_kind == "percent" and folded.endswith("计划", start, candidate.start):
        cue = None  # 占年度计划111.6%: what was reached of it
    if norm and not cue:
        return Modality("norm", norm, None)
    due = _due(scene, candidate, period)
    if cue is None and due is None:
        asked = folded[candidate.end : candidate.end + 1] in _asks()
        demand = _demand().match(folded, candidate.end) if asked else None
        if demand:
            cue = demand["cue"].lstrip("的")
    if cue is None and candidate.quantity.unit_kind == "count":
        comes = "将" in folded[candidate.end : candidate.clause.end]
        ahead = _ahead().match(folded, candidate.end, candidate.clause.end) if comes else None
        cue = ahead["cue"] if ahead else None
    if cue is None and _is_future(scene, period):
        cue = folded[period.start : period.end] if period else None
    if cue is None and before is not None and before.modality == "target" and _carries(folded, start):
        return before
    if cue is None:
        return Modality("actual", None, None)
    return Modality("target", cue, due)


def last_cue(scene: Scene, start: int, end: int) -> str | None:
    """The cue of a plan that still holds where the number stands."""
    cue = None
    for found in matches_at(scene, _plan(), _plan_words(), start, end):
        if found["target"]:
            cue = found["target"]
        elif found["settled"]:
            cue = None
    return cue


def _carries(folded: str, start: int) -> bool:
    return folded.startswith(("其中", "同时", "届时", "二期", "三期"), start)


def _as_norm(scene: Scene, candidate: Candidate) -> str | None:
    clause = scene.folded[candidate.clause.start : candidate.end]
    found = _norm().search(clause)
    if found:
        return found[0]
    if candidate.quantity.unit_kind not in ("money", "rate"):
        return None
    given = _grant().search(scene.folded, candidate.clause.start, min(candidate.clause.end, candidate.end + 6))
    return given["cue"] if given and (_EACH.search(clause) or _GIVEN.search(clause)) else None


def _penalty(scene: Scene, candidate: Candidate) -> Modality | None:
    """处3万元以上的罚款 is a rule, 罚款7.1亿元 a fact; a fine is no plan. None for anything else."""
    if candidate.quantity.unit_kind not in ("money", "multiple"):
        return None
    folded, lo = scene.folded, candidate.clause.start
    lead = last_match(_FINE, folded, lo, candidate.start)
    if lead is None or candidate.start - lead.end() > _NEAR:
        lead = _FINED.match(folded, candidate.end)
    if lead is None:
        return None
    bounded = folded.endswith(("以上", "以下", "以内"), candidate.start, candidate.end)
    if bounded or candidate.quantity.unit_kind == "multiple" or _MAY_FINE.search(folded, lo, candidate.start):
        return Modality("norm", lead["cue"], None)
    return Modality("actual", None, None)


def _is_future(scene: Scene, period: DateSpan | None) -> bool:
    published = scene.context.published
    if published is None or period is None or period.starts_on is None or period.kind == "vague":
        return False
    words = scene.folded[period.start : period.end]
    return period.starts_on > published + _AT_ONCE and _NAMED_TIME.search(words) is not None


def _due(scene: Scene, candidate: Candidate, period: DateSpan | None) -> datetime | None:
    """The last day of the time a plan is for."""
    if period is None or period.ends_before is None or period.kind in ("vague", "duration"):
        return None
    published = scene.context.published
    if published is not None and period.ends_before <= published + timedelta(days=1):
        return None  # gone by, or 今天开班, 20名学员将 …
    last = period.ends_before - timedelta(seconds=1)
    return last.replace(hour=0, minute=0, second=0, microsecond=0)


def is_cumulative(scene: Scene, candidate: Candidate) -> bool:
    """Said to be summed up: 截至 earlier in the statement; 累计, 总计, 共计 too, but not of growth after them."""
    start = scene.sentences[candidate.sentence].start
    start = max(start, scene.folded.rfind(";", start, candidate.start))
    if _UNTIL.search(scene.folded, start, candidate.start):
        return True
    derived = candidate.quantity.unit_kind in ("percent", "percentage_point", "multiple")
    return _sum().search(scene.folded, candidate.clause.start if derived else start, candidate.start) is not None
