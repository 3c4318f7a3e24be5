"""How far a stated time reaches: which later sentence still tells of it, and which numbers have none of their own."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache

from transforms import rules
from transforms.extract.metrics_scene import (
    QUANTITY,
    Candidate,
    Scene,
    begins_of,
    paragraph_start,
    sentence_at,
    stands_between,
    statement_start,
)
from transforms.model import DateSpan

_TODAY_OF = re.compile("(?:今天|今日)的")  # 今天的西部: our times, no day
_LEFT_END = re.compile("[由从](?:(?:原[来先]|最初|当初|过去|以前|此前)的?)?(?:约|近|不足|不到)?$")
_BOUND_YEAR = re.compile("[由从][^,。;由从]{2,12}?(?:以前|之前)的$")
_TURNS_INTO = re.compile("(?![^,。;、]{0,4}[调修])[^,。;、]{0,8}?(?:[到至为达]|上升|下降)了?[^,。;、]{0,8}$")
_YEARLY = re.compile(
    "(?<![0-9〇零一二三四五六七八九十今去明前后上全半每近])年(?:[\u4e00-\u9fff]{0,3}(?:产|加工|处理|发电|吞吐|出栏|屠宰|繁育|供应?))[^,。;年\\n]{0,20}$"
)
_FROM_TIME = re.compile("[由从自](?:[0-9]{4}年|[去前上]年|[0-9]{1,2}月)")
_SUCH = re.compile("(?:以上|左右)?(?:、[^,。;]{1,14})?的(?![,。;是])")
_AS_OF_NOW = re.compile("至今|迄今|这两年|这些年|这几年|近年来|多年来|每年|一年(?![来多内前后间级度])")
_EXAMPLE = re.compile("在(?!建|此|这|[^,。;]{0,12}[中上下时后])|位于|地处")  # 在浙江安吉,…: a case of what was said
_ALREADY = re.compile("已(?!婚|故)")
_UNTIL = re.compile("截[至止]到?$")
_BEGINS = 4  # characters before a time that heads its sentence: 三、 截至
_REPORTS_UNTIL = 6  # the month until which reports on the year before come out
_AHEAD = 6  # characters behind a number that may say it is of the same event: 30人参加
_OPENING = 160  # characters of a report within which it says the day of its event
_RECENT = 60  # days
_OF_REPORT = ("year", "half", "quarter", "period")
_NO_REPORT = ("since", "lastdays", "rolling", "shifted", "festival", "festdays", "decade", "plan")
_HEADS = re.compile(r"(?:\A|[\n:,])[\s一二三四五六七八九十、]{0,4}$")
_FIRST_LINES = 80  # characters
_OF_WORK = re.compile("工作|回顾|总结|情况|报告")
_MONTH = 28  # days
_NOT_ONCE = re.compile("每|希望|如|将|计划|拟|预计|力争|可")
_PLANS = re.compile("\n[^\n。]{0,8}(?:下一步|下步|下半年|明年|今后|打算|存在的?问题|工作计划|工作安排|工作思路)")
_FINE = ("day", "datetime", "tenday")


def has_no_time(scene: Scene, candidate: Candidate) -> bool:
    """Whether the time told is not the number's: it is of 60 in 由40支增到60支, of the deed in 建起年产20万株的基地."""
    folded, lo = scene.folded, candidate.clause.start
    if _FROM_TIME.search(folded, statement_start(scene, candidate.sentence), lo):
        return False  # 由2013年的552万人减少到17.5万人,发生率由26.6%降到0.9%
    clause = folded[lo : candidate.start]
    led = "由" in clause or "从" in clause
    if led and (_LEFT_END.search(folded, lo, candidate.start) or _BOUND_YEAR.search(folded, lo, candidate.start)):
        at = bisect_left(scene.solid, (candidate.end,))
        following = next((start for start, _, tag in scene.solid[at : at + 3] if tag == QUANTITY), None)
        return following is not None and _TURNS_INTO.fullmatch(folded, candidate.end, following) is not None
    if "年" not in clause:
        return False
    yearly = _YEARLY.search(folded, max(lo, candidate.start - 30), candidate.start)
    return yearly is not None and _SUCH.match(folded, candidate.end) is not None


def goes_on(scene: Scene, date: DateSpan, candidate: Candidate) -> bool:
    """Whether the time of an earlier sentence of the paragraph is still told of in the candidate's.

    A year or a month does when it heads its sentence or a number there is of it; a day only in the latter case, or
    where the sentence is about the same event (会上, 现场); a quarter or several months always; none where the
    sentence speaks of what has come to be.
    """
    begins = scene.sentences[candidate.sentence].start
    if scene.folded.startswith("其中", begins):
        return True
    if _TODAY_OF.match(scene.folded, date.start) or _is_of_now(scene, date, begins, candidate.start):
        return False
    if date.ends_before is None and scene.folded[date.end - 1] == "后":
        return False  # 2007年7月之后首次加息
    if date.kind == "year" and _EXAMPLE.match(scene.folded, begins):
        return False
    if scene.folded[date.start - 1 : date.start] in ("仅", "单", "光"):
        return False  # 仅8月份就有3个项目开工: one case of what is told
    if _dates_a_number(scene, date) or _UNTIL.search(scene.folded, max(0, date.start - 3), date.start):
        return True
    if date.kind in _FINE:
        return _same_event().search(scene.folded, begins, candidate.end + _AHEAD) is not None
    if date.kind == "month" and date.anchor is not None:
        return True
    return date.kind not in ("year", "month") or _heads(scene, date)


def _event_words() -> list[str]:
    words: list[str] = rules.vocabulary("periods.yaml")["at_event"]
    return words


@cache
def _may_be_at_event() -> re.Pattern[str]:
    """Where a match of `_at_event` begins."""
    return begins_of(_event_words())


@cache
def _at_event() -> re.Pattern[str]:
    words = "|".join(map(re.escape, _event_words()))
    return re.compile(f"(?<![博运展览交])(?:{words})")  # 进博会上: a fair lasts longer than a day


def event_day(scene: Scene, candidate: Candidate) -> DateSpan | None:
    """The day of the event a report opens with, in a later paragraph that tells of it: 此次活动共发放宣传单600份."""
    opens = paragraph_start(scene, candidate.sentence)
    lo = scene.sentences[candidate.sentence].start
    hi = candidate.end + _AHEAD
    if not opens or not stands_between(scene, _may_be_at_event(), lo, hi):
        return None
    if not _at_event().search(scene.folded, lo, hi):
        return None
    told = scene.dates[: bisect_left(scene.date_starts, opens)]
    days = [date for date in told if date.kind in _FINE and date.starts_on is not None]
    if not days or days[0].start > _OPENING or len({date.starts_on.date() for date in days if date.starts_on}) > 1:
        return None
    published = scene.context.published
    gone = (published - days[0].starts_on).days if published is not None and days[0].starts_on is not None else 0
    return days[0] if 0 <= gone <= _RECENT else None


@cache
def _deeds() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, rules.vocabulary("periods.yaml")["deeds"])))


def frame(scene: Scene, candidate: Candidate) -> DateSpan | None:
    """The year or part of it with which a report opens, for what was done in its later paragraphs.

    It holds while no other time has been told of, nor a plan, and for the body that reports: not for a place named.
    """
    first = _opening(scene)
    if first is None or first.starts_on is None or candidate.start > _plans_begin(scene):
        return None
    if not _deeds().search(scene.folded, candidate.clause.start, candidate.start):
        return None
    begins = scene.sentences[candidate.sentence].start
    if _NOT_ONCE.search(scene.folded, begins, candidate.start) or _names_another(scene, begins, candidate.start):
        return None
    told = scene.dates[: bisect_left(scene.date_starts, candidate.start)]
    return first if all(_within(date, first, begins) for date in told) else None


def _plans_begin(scene: Scene) -> int:
    """Where the text turns to what is to be done."""
    if ("plans", 0) not in scene.before:
        plans = _PLANS.search(scene.folded)
        scene.before["plans", 0] = plans.start() if plans else len(scene.folded)
    found: int = scene.before["plans", 0]
    return found


def _opening(scene: Scene) -> DateSpan | None:
    """The first date of the text, where it is a year or a part of one and heads the first lines."""
    first = next((date for date in scene.dates[:3] if date.kind != "vague"), None)
    if first is None or first.start > _FIRST_LINES or first.kind not in _OF_REPORT or first.rule in _NO_REPORT:
        return None
    long = first.starts_on is None or first.ends_before is None or (first.ends_before - first.starts_on).days >= _MONTH
    line = scene.folded[first.start : scene.folded.find("\n", first.end)]
    told = "。" in line or _OF_WORK.search(line) is not None  # no heading of a brief
    return first if long and told and _HEADS.search(scene.folded, 0, first.start) else None


def _within(date: DateSpan, frame: DateSpan, begins: int) -> bool:
    """Whether a date of the text leaves the frame standing: it lies in it, or is vague and of another sentence."""
    if date.start >= begins or date.starts_on is None or frame.starts_on is None:
        return date.start < begins
    ends = frame.ends_before
    return date.kind == "vague" or frame.starts_on <= date.starts_on and (ends is None or date.starts_on < ends)


def _names_another(scene: Scene, lo: int, hi: int) -> bool:
    at = bisect_left(scene.name_starts, lo)
    return any(name.kind in ("place", "organization") for name in scene.names[at : bisect_left(scene.name_starts, hi)])


def _heads(scene: Scene, date: DateSpan) -> bool:
    """Whether a time begins its sentence, or is a clause by itself (据统计,10月份,…)."""
    if date.start - scene.sentences[sentence_at(scene.sentences, date.start)].start <= _BEGINS:
        return True
    return scene.folded[date.start - 1] in ",:" and scene.folded.startswith(",", date.end)


@cache
def _same_event() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, rules.vocabulary("periods.yaml")["same_event"])))


def _is_of_now(scene: Scene, date: DateSpan, lo: int, hi: int) -> bool:
    """这两年 and 至今 tell of now; so does 已 where the time told is too long ago to be reported on."""
    if _AS_OF_NOW.search(scene.folded, lo, hi):
        return True
    published = scene.context.published
    if (
        published is None
        or date.ends_before is None
        or date.kind != "year"
        or not _ALREADY.search(scene.folded, lo, hi)
    ):
        return False
    months = 12 * (published.year - date.ends_before.year) + published.month - date.ends_before.month
    return months > _REPORTS_UNTIL


def _dates_a_number(scene: Scene, date: DateSpan) -> bool:
    """Whether a number follows in the same sentence, before another time."""
    ends = scene.sentences[sentence_at(scene.sentences, date.start)].end
    at = bisect_left(scene.date_starts, date.end)
    if at < len(scene.dates):
        ends = min(ends, scene.dates[at].start)
    first = bisect_left(scene.solid, (date.end,))
    for start, _, tag in scene.solid[first:]:
        if start >= ends:
            return False
        if tag == QUANTITY:
            return True
    return False
