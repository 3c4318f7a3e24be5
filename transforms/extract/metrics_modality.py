"""Fact, plan or rule; summed up or not; by whose account; due when."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from transforms.extract.metrics_scene import Candidate, Scene, cue_pattern
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
    return re.compile(
        rf"《[^》]{{0,60}}》|(?<!为了)(?<![为以])(?P<target>(?:{cues})(?<!计划)(?<!规划)(?<!目标)(?<!预期)(?<!未来)|(?:计划|规划|预期|未来)(?![的,。、内”》])|目标(?=[是为:达到超\d]|任务)|(?<![即])将(?={verbs}))|(?P<settled>{settled})|(?P<stop>;)"
    )


@cache
def _demand() -> re.Pattern[str]:
    return re.compile(rf"(?:以上|左右)?(?P<cue>{cue_pattern('demand_nouns')})(?!完成)")


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
_EACH = re.compile(r"每(?:人|户|亩|个|名|家|年|月|头|只|吨|棵|株|处|位|村|套|台|平方米)")
_GIVEN = re.compile("分别(?:给予|奖励|补助|补贴)|最高|一次性|给予不")
_NAMED_TIME = re.compile(
    r"\d{2}年(?!后)|明[年天日]|后年|下[半个月周季]|今[年后]|未来|十.五|年底|年末"
)  # a bare 28日 may be last month's


def modality(scene: Scene, candidate: Candidate, period: DateSpan | None, before: Modality | None) -> Modality:
    """How the candidate is meant; `before` is that of the metric before it, carried by 其中, 同时 …"""
    start = scene.sentences[candidate.sentence].start
    folded = scene.folded
    norm = _as_norm(scene, candidate)
    cue = last_cue(folded, start, candidate.start)
    if norm and not cue:
        return Modality("norm", norm, None)
    due = _due(scene, candidate, period)
    if cue is None and due is None:
        demand = _demand().match(folded, candidate.end)
        if demand:
            cue = demand["cue"].lstrip("的")
    if cue is None and _is_future(scene, period):
        cue = folded[period.start : period.end] if period else None
    if cue is None and before is not None and before.modality == "target" and _carries(folded, start):
        return before
    if cue is None:
        return Modality("actual", None, None)
    return Modality("target", cue, due)


def last_cue(folded: str, start: int, end: int) -> str | None:
    """The cue of a plan that still holds where the number stands."""
    cue = None
    for found in _plan().finditer(folded, start, end):
        if found["target"]:
            cue = found["target"]
        elif found["settled"]:
            cue = None
    return cue


def _carries(folded: str, start: int) -> bool:
    return folded.startswith(("其中", "同时", "届时", "此外", "另外", "二期", "三期"), start)


def _as_norm(scene: Scene, candidate: Candidate) -> str | None:
    clause = scene.folded[candidate.clause.start : candidate.end]
    found = _norm().search(clause)
    if found:
        return found[0]
    given = _grant().search(scene.folded, candidate.clause.start, min(candidate.clause.end, candidate.end + 6))
    if given and candidate.quantity.unit_kind in ("money", "rate") and (_EACH.search(clause) or _GIVEN.search(clause)):
        return given["cue"]
    return None


def _is_future(scene: Scene, period: DateSpan | None) -> bool:
    published = scene.context.published
    if published is None or period is None or period.starts_on is None or period.kind == "vague":
        return False
    words = scene.folded[period.start : period.end]
    return period.starts_on > published and _NAMED_TIME.search(words) is not None


def _due(scene: Scene, candidate: Candidate, period: DateSpan | None) -> datetime | None:
    """The last day of the time a plan is for."""
    if period is None or period.ends_before is None or period.kind in ("vague", "duration"):
        return None
    published = scene.context.published
    if published is not None and period.ends_before <= published:
        return None
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
