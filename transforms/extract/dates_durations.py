"""Durations (3年, 8天20小时) and the periods that words around them make of them (近三年, 20天后, 三个多月以来)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from transforms.extract import dates_calendar as calendar
from transforms.extract import numbers
from transforms.extract.dates_calendar import DAY, Span
from transforms.extract.dates_patterns import UNITS
from transforms.extract.dates_scene import Scene
from transforms.extract.dates_tokens import Token

_SHAPE = re.compile(
    r"(?P<count>.+?) ?(?:个?(?P<more>多)|个?(?P<half>半)|个)?(?P<unit>" + "|".join(sorted(UNITS, key=len, reverse=True))
    + r")(?P<tail>多|半)?$"
)  # fmt: skip
_COUNTS = {"半": 0.5, "大半": 0.6, "小半": 0.4, "上百": 100.0, "上千": 1000.0}
_RANGE = re.compile("[-~—–―]{1,2}|至|到")


def parts(token: Token) -> tuple[float, str] | None:
    """Count and unit of a duration token.

    >>> parts(Token(0, 3, "duration", (1.0,), "一年半"))
    (1.5, 'year')
    """
    found = _SHAPE.match(token.text)
    if found is None:
        return None
    counts = [_count(part.strip()) for part in _RANGE.split(found["count"]) if part.strip()]
    if not counts or None in counts:
        return None
    known = [count for count in counts if count is not None]
    count = sum(known) / len(known) + (0.5 if found["half"] or found["tail"] == "半" else 0)
    return count, UNITS[found["unit"]]


def _count(text: str) -> float | None:
    if text in _COUNTS:
        return _COUNTS[text]
    reading = numbers.read(text)
    return reading.value if reading else None


def seconds(pieces: list[tuple[float, str]]) -> float:
    """The length of a duration; nights beside days (6天5晚) add nothing."""
    return sum(round(count * calendar.SECONDS[unit], 3) for count, unit in pieces if unit != "night")


BEFORE = re.compile(
    "(过去的?|最近的?|此前的?|(?<![将接附临])近|未来的?|今后的?|接下来的?|之前的?|之后的?"
    "|(?<![提目以之先晚早马网线路身会])[前上]|[下后])[ ]?$"
)
AFTER = re.compile(
    "(?P<since>以来|来(?![自到看说访源电回临往宾]))|(?P<ago>之前|以前|前(?!后|往|期|提|景|列|沿))"
    "|(?P<later>之后|以后|后(?!期|代|续|勤|备|边|方|果))"
    "|(?P<within>之内|以内|内(?!部|容|外|地|心|陆|需|在|涵|设|蒙|科))|(?P<bound>以上|以下)"
)
_COARSE = ("month", "quarter", "half", "year", "century")


def rolling(word: str, pieces: list[tuple[float, str]], scene: Scene) -> Span | None:
    """The period of 近三年, 过去的一年, 前两周, 未来两个月; None bounds when no day of writing is known."""
    here, anchor = scene.here()
    count, unit = pieces[0]
    if here is None:
        return Span(None, None, "period")
    now = scene.published if scene.exact and scene.published and anchor == "published" else here
    end = here + DAY if unit not in ("hour", "minute", "second") else now
    word = word.rstrip("的")
    if word in ("前", "上", "下", "后"):
        return _whole(word, count, unit, now, anchor)
    if word in ("未来", "今后", "接下来", "之后"):
        start = here + DAY if unit in ("day", "week") else now
        return Span(start, calendar.shifted(start if unit not in _COARSE else here, count, unit), "period", anchor)
    start = calendar.shifted(here if unit in _COARSE else now, -count, unit)
    return Span(start, end if word != "之前" else now, "period", anchor)


def _whole(word: str, count: float, unit: str, now: datetime, anchor: str | None) -> Span:
    """Whole units before or after the one that holds the day of writing: 前两周, 下三天."""
    unit = "day" if unit in ("workday", "night") else unit
    begun = calendar.unit_start(now, unit)
    if word in ("前", "上"):
        return Span(calendar.shifted(begun, -count, unit), begun, "period", anchor)
    following = calendar.shifted(begun, 1, unit)
    return Span(following, calendar.shifted(following, count, unit), "period", anchor)


def shifted(mark: str, word: str, pieces: list[tuple[float, str]], scene: Scene) -> Span | None:
    """The span of 20天后, 七年前, 三个多月以来, 60日内."""
    base, anchor = _base(mark, pieces, scene)
    if base is None:
        return Span(None, None, "period")
    unit = pieces[-1][1]
    sign = 1 if mark in ("later", "within") else -1
    point = base
    for count, each in pieces:
        if each == "workday":
            point = calendar.workdays(calendar.midnight(base), int(count)) if sign > 0 else point - count * DAY
        elif each != "night":
            point = calendar.shifted(point, sign * count, each)
    if mark == "within":
        return Span(base, calendar.midnight(point) + DAY if unit not in ("hour", "minute") else point, "period", anchor)
    if pieces[-1][0] % 1 and unit in _COARSE:
        unit = "month"
    return _around(mark, word, point, unit, Span(base, None, "", anchor))


def _base(mark: str, pieces: list[tuple[float, str]], scene: Scene) -> tuple[datetime | None, str | None]:
    """What 3天后 counts from: a day of the text just named, else the publication."""
    fine = pieces[-1][1] in ("hour", "minute", "second", "day", "quarter_hour")
    last = scene.last if scene.same_paragraph else None
    if last is not None and last.starts is not None:
        if fine and last.unit in ("day", "part", "hour", "minute"):
            return last.starts, "text"
        if mark == "later" and not fine and last.starts < (scene.published or last.starts):
            return last.starts, "text"
    here, anchor = scene.here()
    if mark == "later" and here is not None and (told := _story(pieces, scene, here)) is not None:
        return told, "text"
    if scene.published is not None and anchor == "published":
        return (scene.published if scene.exact else here), anchor
    return here, anchor


def _story(pieces: list[tuple[float, str]], scene: Scene, here: datetime) -> datetime | None:
    """The last date told of, where years after it are gone by: 2003年… of the paragraph before 15年后."""
    last = scene.last
    if scene.future or last is None or last.starts is None or {unit for _, unit in pieces} != {"year"}:
        return None
    return last.starts if last.starts.year + sum((count for count, _ in pieces), 0.0) <= here.year else None


def _around(mark: str, word: str, point: datetime, unit: str, base: Span) -> Span:
    """The unit that holds the point (七年后 is a year), or all time before or after it."""
    floor = {"quarter": "month", "century": "year", "week": "day", "workday": "day", "night": "day"}.get(unit, unit)
    start = calendar.unit_start(point, floor)
    end = calendar.shifted(start, 1, floor) if floor != "hour" else point + timedelta(minutes=1)
    start = point if floor in ("hour", "minute", "second") else start
    if mark == "since":
        held = calendar.unit_start(point, "month") if floor in ("month", "year") else start
        return Span(held, calendar.midnight(base.starts) + DAY if base.starts else None, "period", base.anchor)
    if len(word) > 1:
        return Span(start, None, "period", base.anchor) if mark == "later" else Span(None, end, "period", base.anchor)
    return Span(start, end, floor, base.anchor)
