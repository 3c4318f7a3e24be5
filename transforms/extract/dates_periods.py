"""Periods: halves, quarters, weeks, edges, festivals, plans, ranges of days and months."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import MAXYEAR, MINYEAR, datetime, timedelta

from transforms.extract import dates_calendar as calendar
from transforms.extract.dates_calendar import DAY, Span
from transforms.extract.dates_points import clock, day, next_month
from transforms.extract.dates_scene import Scene, base_year, based
from transforms.extract.dates_tokens import Token


def relative_quarter(token: Token, span: Span | None, scene: Scene) -> Span | None:
    base, anchor = based(token, scene)
    if span is not None or base is None:
        return None
    first = (base.month - 1) // 3 * 3 + 1 + 3 * int(token.values[0])
    return Span(*calendar.months(base.year, first, 3), "quarter", anchor)


def part_of_year(unit: str) -> Callable[[Token, Span | None, Scene], Span | None]:
    size = calendar.MONTHS[unit]

    def handle(token: Token, span: Span | None, scene: Scene) -> Span | None:
        number = int(token.values[0]) if token.values else 1
        known = base_year(span, scene, 1 + size * (number - 1))
        if known is None:
            return Span(None, None, unit) if span is None or span.unit == "year" else None
        return Span(*calendar.months(known[0], 1 + size * (number - 1), size), unit, known[1])

    return handle


def quarters(token: Token, span: Span | None, scene: Scene) -> Span | None:
    first, last = (int(value) for value in token.values[:2])
    known = base_year(span, scene, 3 * first - 2)
    if known is None or last < first:
        return None
    return Span(*calendar.months(known[0], 3 * first - 2, 3 * (last - first + 1)), "period", known[1])


_TENDAYS = {1: (1, 11), 2: (11, 21), 3: (21, 0), 4: (1, 21), 5: (11, 0), 6: (1, 16), 7: (16, 0)}


def tenday(token: Token, span: Span | None, scene: Scene) -> Span | None:
    if span is None:
        if scene.inherit is not None and scene.inherit.starts is not None:
            span = calendar.month(scene.inherit.starts.year, scene.inherit.starts.month, scene.inherit.anchor)
        elif scene.published is not None:
            span = calendar.month(scene.published.year, scene.published.month, "published")
    if span is None or span.unit != "month" or span.starts is None:
        return None
    first, end = _TENDAYS[int(token.values[0])]
    return Span(
        span.starts + (first - 1) * DAY, span.starts + (end - 1) * DAY if end else span.ends, "tenday", span.anchor
    )


_EDGES = {"初": 1, "中": 2, "底": 3, "末": 3}


def edge(token: Token, span: Span | None, scene: Scene) -> Span | None:
    """初, 中, 底 of a year (two months), a quarter (one), a month (five days to ten), a decade or century (a third)."""
    which = _EDGES[token.text] if token.kind == "edge" else int(token.values[0])
    if span is None and token.kind != "edge" and scene.published is not None:
        year, month = scene.published.year, scene.published.month
        whole = token.kind == "w:yedge"
        span = calendar.year(year, "published") if whole else calendar.month(year, month, "published")
    if span is None or span.starts is None or span.ends is None:
        return None
    start, end = span.starts, span.ends
    if span.unit == "year":
        first, count = {1: (1, 2), 2: (6, 2), 3: (11, 2)}[which]
        return Span(*calendar.months(start.year, first, count), "edge", span.anchor)
    if span.unit == "quarter":
        return Span(*calendar.months(start.year, start.month + which - 1), "edge", span.anchor)
    if span.unit == "month":
        bounds = {1: (start, start + 5 * DAY), 2: (start + 10 * DAY, start + 20 * DAY), 3: (start + 24 * DAY, end)}
        return Span(*bounds[which], "edge", span.anchor)
    return None


_WEEK_OFFSETS = {"上上": -2, "上": -1, "本": 0, "这": 0, "今": 0, "下": 1, "下下": 2}
_DAYS = "一二三四五六日"


def week(token: Token, span: Span | None, scene: Scene) -> Span | None:
    if span is not None:
        return None
    head = token.text[:2] if token.text[:2] in _WEEK_OFFSETS else token.text[0]
    last = token.text[-1].replace("天", "日")
    base, anchor = scene.here()
    if base is None:
        return Span(None, None, "day" if last in _DAYS else "week")
    start = calendar.unit_start(base, "week") + 7 * _WEEK_OFFSETS[head] * DAY
    if last in _DAYS and len(token.text) > 2:
        start += _DAYS.index(last) * DAY
        return Span(start, start + DAY, "day", anchor)
    if last == "末":
        return Span(start + 5 * DAY, start + 7 * DAY, "period", anchor)
    return Span(start, start + 7 * DAY, "week", anchor)


def weekday(token: Token, span: Span | None, scene: Scene) -> Span | None:
    last = token.text[-1].replace("天", "日")
    if span is not None:
        return span if span.unit == "day" else None
    base, anchor = scene.here()
    if base is None:
        return Span(None, None, "day")
    start = calendar.unit_start(base, "week")
    if last == "末":
        return Span(start + 5 * DAY, start + 7 * DAY, "period", anchor)
    start += _DAYS.index(last) * DAY
    if scene.alone and start <= base:
        start += 7 * DAY
    return Span(start, start + DAY, "day", anchor)


def nth_weekday(token: Token, span: Span | None, scene: Scene) -> Span | None:
    if span is None or span.unit != "month" or span.starts is None:
        return None
    nth = 0 if token.text.startswith("最后") else int(token.values[0])
    weekday = _DAYS.index(token.text[-1].replace("天", "日"))
    start = calendar.nth_weekday(span.starts.year, span.starts.month, nth, weekday)
    return Span(start, start + DAY, "day", span.anchor)


def _unit_of(text: str) -> str:
    for word, unit in (("季", "quarter"), ("月", "month"), ("周", "week"), ("星期", "week"), ("礼拜", "week")):
        if word in text:
            return unit
    return "day"


def nth(token: Token, span: Span | None, scene: Scene) -> Span | None:
    """第三周, 第37个星期, 第九个月 of a year or a month; week 1 begins with its first Monday."""
    if span is None or span.starts is None or span.unit not in ("year", "month"):
        return None
    number, unit = int(token.values[0]), _unit_of(token.text)
    if unit == "week":
        start = calendar.first_monday(span.starts) + 7 * (number - 1) * DAY
        return Span(start, start + 7 * DAY, "week", span.anchor)
    if unit == "day":
        start = span.starts + (number - 1) * DAY
        return Span(start, start + DAY, "day", span.anchor)
    size = calendar.MONTHS[unit]
    if span.unit == "month":
        return None
    return Span(*calendar.months(span.starts.year, 1 + size * (number - 1), size), unit, span.anchor)


def _count_of(token: Token) -> int:
    return int(token.values[0]) if token.values else 1


def firsts(token: Token, span: Span | None, scene: Scene) -> Span | None:
    """前三季度, 前11个月 of a year; 前4天 of a month; 前两天 by itself is the two days before today."""
    count, unit = _count_of(token), _unit_of(token.text)
    if span is not None:
        if span.starts is None or span.unit not in ("year", "month") or span.unit == unit:
            return None
        return Span(span.starts, calendar.shifted(span.starts, count, unit), "period", span.anchor)
    base, anchor = scene.here()
    if base is None:
        return Span(None, None, "period")
    if unit == "quarter" or unit == "month" and (count > 2 or token.text[0] == "首"):
        size = calendar.MONTHS[unit]
        year = base.year - (count * size > base.month and not scene.future)
        return Span(*calendar.months(year, 1, size * count), "period", anchor)
    end = calendar.unit_start(base, unit)
    return Span(calendar.shifted(end, -count, unit), end, "period", anchor)


def lasts(token: Token, span: Span | None, scene: Scene) -> Span | None:
    if span is None or span.ends is None or span.unit not in ("year", "month"):
        return None
    return Span(calendar.shifted(span.ends, -_count_of(token), _unit_of(token.text)), span.ends, "period", span.anchor)


def decade(token: Token, span: Span | None, scene: Scene) -> Span | None:
    if span is not None:
        return None
    head, _, tail = token.text.rpartition("世纪") if "世纪" in token.text else ("", "", token.text)
    decade = int(token.values[-1])
    base = scene.published.year if scene.published else None
    if head in ("上", "上个"):
        first = (base or 2000) // 100 * 100 - 100
    elif head in ("本", "这个"):
        first = (base or 2000) // 100 * 100
    elif head:
        first = (int(token.values[0]) - 1) * 100
    else:
        first = 1900 if decade >= 30 else 2000
    start = first + decade
    low, high = _third(tail.partition("年代")[2], 10)
    anchor = "published" if head in ("上", "本", "这个", "上个") else None
    return _years(start, (low, high), "decade" if high - low == 10 else "period", anchor)


def _third(word: str, years: int) -> tuple[int, int]:
    """Bounds in years of 初, 中, 末 of a decade or a century."""
    third = 3 * years // 10
    if not word:
        return 0, years
    if word[0] in "初前早":
        return 0, third
    return (third, years - third) if word[0] == "中" else (years - third, years)


def century(token: Token, span: Span | None, scene: Scene) -> Span | None:
    if span is not None:
        return None
    head, _, tail = token.text.partition("世纪")
    if token.values:
        first = (int(token.values[0]) - 1) * 100
    elif scene.published is None:
        return None
    else:
        first = scene.published.year // 100 * 100 - (100 if head[0] == "上" else 0)
    low, high = _third(tail, 100)
    return _years(first, (low, high), "century" if not tail else "period")


def _years(first: int, part: tuple[int, int], unit: str, anchor: str | None = None) -> Span:
    """From first + part[0] to first + part[1]; OverflowError where the calendar has no such years."""
    low, high = first + part[0], first + part[1]
    if first < 0 or high > MAXYEAR:
        raise OverflowError(f"{low} to {high}")
    # The first century has no year 0.
    return Span(datetime(max(low, MINYEAR), 1, 1), datetime(high, 1, 1), unit, anchor)


def festival(token: Token, span: Span | None, scene: Scene) -> Span | None:
    code, _, days = token.text.partition(" ")
    if span is not None and span.unit != "year":
        return None
    month = int(code.lstrip("LSW").split("-")[0]) or 12
    known = base_year(span, replace(scene, named=None), min(month + (code[0] == "L"), 12))
    if known is None:
        return Span(None, None, "day")
    found = calendar.festival(code, known[0])
    if found is None or found.starts is None:
        return Span(None, None, "day")
    if not days:
        return Span(found.starts, found.starts + DAY, "day", known[1])
    first, count = calendar.days_off(found.starts, int(days))
    return Span(first, first + count * DAY, "period", known[1])


def month_range(token: Token, span: Span | None, scene: Scene) -> Span | None:
    first, last = (int(value) for value in token.values[:2])
    known = base_year(span, scene, first)
    if known is None:
        return Span(None, None, "period") if span is None else None
    return Span(*calendar.months(known[0], first, (last - first) % 12 + 1), "period", known[1])


def day_range(token: Token, span: Span | None, scene: Scene) -> Span | None:
    first, last = int(token.values[0]), int(token.values[-1])
    start = day(token, span, scene)
    if start is None or last < first and span is None:
        return None
    if start.starts is None:
        return Span(None, None, "period")
    month = start.starts.month + (last < first)
    end = calendar.day(*next_month(start.starts.year, month), last)
    return Span(start.starts, end.ends, "period", start.anchor) if end else None


def year_range(token: Token, span: Span | None, scene: Scene) -> Span | None:
    first, last = int(token.values[0]), int(token.values[1])
    if span is not None or not first < last < first + 300:
        return None
    return Span(datetime(first, 1, 1), datetime(last + 1, 1, 1), "period")


def ym_range(token: Token, span: Span | None, scene: Scene) -> Span | None:
    if span is not None:
        return None
    first, month, last, end = (int(value) for value in token.values[:4])
    return Span(calendar.months(first, month)[0], calendar.months(last, end)[1], "period")


def clock_range(token: Token, span: Span | None, scene: Scene) -> Span | None:
    first = clock(token._replace(values=token.values[:1], text=""), span, scene)
    last = clock(token._replace(values=token.values[1:2], text=""), span, scene)
    if first is None or last is None:
        return None
    ends = last.starts
    if first.starts and ends and ends <= first.starts:
        ends += timedelta(days=1)  # 22点至2点: into the next day
    return Span(first.starts, ends, "period", first.anchor)


def plan(token: Token, span: Span | None, scene: Scene) -> Span | None:
    """“十三五”: 2016 to 2020; its first or last year with 初, 末."""
    number = calendar_plan(token.text)
    if span is not None or number is None:
        return None
    first = 1981 + 5 * (number - 6)
    if "末" in token.text or "收官" in token.text:
        return calendar.year(first + 4)
    if "初" in token.text or "开局" in token.text:
        return calendar.year(first)
    return Span(datetime(first, 1, 1), datetime(first + 5, 1, 1), "plan")


def calendar_plan(text: str) -> int | None:
    """Which five-year plan the text names: 13 of “十三五”."""
    name = text.strip('“”"').partition("五")[0] if "十五五" not in text else "十五"
    ones = "六七八九".find(name)
    if len(name) == 1 and ones >= 0:
        return 6 + ones
    return 10 + ("一二三四五".find(name[1]) + 1 if len(name) == 2 else 0) if name[:1] == "十" else None
