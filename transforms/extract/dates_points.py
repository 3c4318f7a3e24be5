"""Points in time: years, months, days and times of day, each narrowing the span before."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from transforms import rules
from transforms.extract import dates_calendar as calendar
from transforms.extract.dates_calendar import DAY, Span
from transforms.extract.dates_scene import UNKNOWN, Scene, based, year_of
from transforms.extract.dates_tokens import Token


def _full_year(number: float, digits: int) -> int:
    if digits > 2:
        return int(number)
    return int(number) + (2000 if number < 50 else 1900)


def year(token: Token, span: Span | None, scene: Scene) -> Span | None:
    if span is not None or not token.values:
        return None
    short = token.kind == "shortyear"
    number = _full_year(token.values[0], 2 if short else 4)
    return calendar.year(number) if 1 <= number < 9999 else None


def era(token: Token, span: Span | None, scene: Scene) -> Span | None:
    if span is not None:
        return None
    first = next(int(row["first"]) for row in rules.table("eras.tsv") if token.text.startswith(row["name"]))
    number = token.values[0] if token.values else 1
    return calendar.year(first + int(number) - 1)


def bc(token: Token, span: Span | None, scene: Scene) -> Span | None:
    if span is not None or "前" in token.text or not token.values:
        return UNKNOWN if span is None else None
    return calendar.year(int(token.values[0]))


def relative_year(token: Token, span: Span | None, scene: Scene) -> Span | None:
    base, anchor = based(token, scene)
    if span is not None:
        return None
    return calendar.year(base.year + int(token.values[0]), anchor) if base else Span(None, None, "year")


def years(token: Token, span: Span | None, scene: Scene) -> Span | None:
    base, anchor = based(token, scene)
    if span is not None or base is None:
        return None
    first, last = (calendar.year(base.year + int(offset), anchor) for offset in token.values)
    return Span(first.starts, last.ends, "period", anchor)


def relative_month(token: Token, span: Span | None, scene: Scene) -> Span | None:
    base, anchor = based(token, scene)
    if span is not None:
        return None
    return calendar.month(base.year, base.month + int(token.values[0]), anchor) if base else Span(None, None, "month")


def relative_day(token: Token, span: Span | None, scene: Scene) -> Span | None:
    base, anchor = based(token, scene)
    if span is not None:
        return None
    if base is None:
        return Span(None, None, "day")
    start = calendar.midnight(base) + token.values[0] * DAY
    found = Span(start, start + DAY, "day", anchor)
    if token.kind == "w:dayp":
        return _hours(found, _part_hours()[token.text.split()[1]])
    return found


def _part_hours() -> dict[str, tuple[float, float]]:
    parts = (row for row in rules.table("dates.tsv") if row["kind"] == "part")
    return {row["word"]: (float(row["value"].split()[0]), float(row["value"].split()[1])) for row in parts}


def month(token: Token, span: Span | None, scene: Scene) -> Span | None:
    number = int(token.values[0])
    if span is not None:
        return (
            calendar.month(span.starts.year, number, span.anchor)
            if span.unit == "year" and span.starts
            else (Span(None, None, "month") if span.unit == "year" else None)
        )
    known = year_of(number, scene)
    return calendar.month(known[0], number, known[1] or None) if known else Span(None, None, "month")


_DECIMAL = re.compile("[0-9]")


def month_day(token: Token, span: Span | None, scene: Scene) -> Span | None:
    month, number = (int(value) for value in token.values[:2])
    day_text = token.text.partition("月")[2]
    lunar = "初" in day_text or "廿" in day_text or token.text[0].isdecimal() and not _DECIMAL.search(day_text)
    if span is not None and span.unit != "year":
        return None
    if span is None:
        lunar = lunar or day_text == "十五"  # 八月十五: full moon; 十五日 has its 日
        known = year_of(month, scene)
        if known is None:
            return Span(None, None, "day")
        span = calendar.year(known[0], known[1] or None)
    year = span.starts.year if span.starts else 0
    found = (
        calendar.lunar_day(year, month, number)
        if lunar and year
        else calendar.day(year, month, number)
        if year
        else None
    )
    return replace(found, anchor=span.anchor) if found else Span(None, None, "day")


def day(token: Token, span: Span | None, scene: Scene) -> Span | None:
    number = int(token.values[0])
    if span is not None:
        if span.unit != "month":
            return None
        if span.starts is None:
            return Span(None, None, "day")
        return _day_of(span.starts, number, span.anchor) or Span(None, None, "day")
    if (token.text.endswith("号") or token.text == "一日") and scene.inherit is None:
        return None
    held = scene.inherit or _earlier(scene, number)
    if held is not None and held.starts is not None and held.unit in _WITH_MONTH:
        anchor = scene.inherit.anchor if scene.inherit else "text"
        year, month = held.starts.year, held.starts.month
        back = scene.inherit is not None and number < held.starts.day and held.unit == "day"
        return calendar.day(*next_month(year, month + back), number, anchor)
    return _bare_day(number, scene)


def _day_of(month: datetime, number: int, anchor: str | None) -> Span | None:
    """A day of the month; a bare 29 February is the last there was."""
    years = (
        range(month.year, month.year - 8, -1)
        if (month.month, number, anchor) == (2, 29, "published")
        else (month.year,)
    )
    return next((day for year in years if (day := calendar.day(year, month.month, number, anchor))), None)


_WITH_MONTH = ("day", "month", "part", "hour", "minute", "period")


def _earlier(scene: Scene, number: int) -> Span | None:
    """The date whose month a bare day shares: one of its paragraph, and without a publication the last of the text."""
    last = scene.last
    if last is None or last.starts is None or last.unit not in _WITH_MONTH:
        return None
    if scene.published is None:
        return last
    if not scene.same_paragraph:
        return None
    shared = calendar.day(last.starts.year, last.starts.month, number, "text")
    if shared is None or shared.starts is None or (last.unit == "period" and last.ends and shared.starts >= last.ends):
        return None
    goes_on = last.starts <= shared.starts and last.starts <= scene.published  # 自8月11日开幕至16日结束
    return last if scene.future or goes_on or shared.starts <= scene.published else None


def next_month(year: int, month: int) -> tuple[int, int]:
    return (year + 1, 1) if month > 12 else (year, month)


def _bare_day(number: int, scene: Scene) -> Span | None:
    """8日 by itself: the last such day up to the publication, the next one when the clause looks ahead."""
    published = scene.published
    if published is None:
        return Span(None, None, "day")
    ahead = number > published.day + 1
    steps = (0, 1, 2) if scene.future or scene.alone else (-1, -2, -3) if ahead else (0,)
    for step in steps:
        start, _ = calendar.months(published.year, published.month + step)
        found = calendar.day(start.year, start.month, number, "published")
        if found and not (scene.future and number < published.day and step == 0):
            return found
    return Span(None, None, "day")


def iso(token: Token, span: Span | None, scene: Scene) -> Span | None:
    if span is not None:
        return None
    year, month, number = (int(value) for value in _ymd(token))
    if not (1 <= month <= 12 and year):
        return None
    found = calendar.day(year, month, number)
    if found is not None and len(token.values) > 4:
        return _at(found, token._replace(values=token.values[3:]))
    return found


def md(token: Token, span: Span | None, scene: Scene) -> Span | None:
    month, number = (int(value) for value in token.values[:2])
    known = year_of(month, scene, number)
    return calendar.day(known[0], month, number, known[1]) if known and span is None else None


def _ymd(token: Token) -> tuple[float, float, float]:
    """Year, month and day of 20240307, 3/3/2015, 27-7-3 and 2019-04-19."""
    if token.kind == "eight":
        return float(token.text[:4]), float(token.text[4:6]), float(token.text[6:8])
    first, second, third = token.values[:3]
    if token.kind == "iso":
        return first, second, third
    if first > 12 and third <= 12:
        return _full_year(first, 2), second, third
    year = _full_year(third, 4 if third > 99 else 2)
    return (year, first, second) if second > 12 else (year, second, first)


def ym(token: Token, span: Span | None, scene: Scene) -> Span | None:
    return calendar.month(int(token.values[0]), int(token.values[1])) if span is None else None


def _hours(span: Span, hours: tuple[float, float]) -> Span:
    if span.starts is None:
        return Span(None, None, "part")
    return Span(span.starts + timedelta(hours=hours[0]), span.starts + timedelta(hours=hours[1]), "part", span.anchor)


def part(token: Token, span: Span | None, scene: Scene) -> Span | None:
    if span is None or span.unit != "day":
        return None
    return _hours(span, (token.values[0], token.values[1]))


def clock(token: Token, span: Span | None, scene: Scene) -> Span | None:
    if span is None or span.unit not in ("day", "part"):
        if span is not None:
            return None
        span = scene.inherit or scene.last
        if span is None or span.starts is None:
            here, anchor = scene.here()
            span = Span(here, None, "day", anchor)
        elif span.unit != "part":
            span = Span(calendar.midnight(span.starts), None, "day", scene.inherit.anchor if scene.inherit else "text")
    return _at(span, token)


def _at(span: Span, token: Token) -> Span | None:
    values = [int(value) for value in token.values]
    text = token.text
    minutes = (
        30
        if "半" in text
        else 15 * values[1]
        if "刻" in text and len(values) > 1
        else values[1]
        if len(values) > 1
        else 0
    )
    seconds = values[2] if len(values) > 2 else 0
    if values[0] > 24 or minutes > 59 or seconds > 59:
        return None
    unit = "second" if len(values) > 2 else "minute" if len(values) > 1 or "半" in text else "hour"
    if span.starts is None:
        return Span(None, None, unit)
    hour = values[0]
    if span.unit == "part" and span.starts.hour >= 11 and hour < 12 and (span.starts.hour != 11 or hour < 11):
        hour += 12
    start = calendar.midnight(span.starts) + timedelta(hours=hour, minutes=minutes, seconds=seconds)
    return Span(start, start + timedelta(seconds=calendar.SECONDS[unit]), unit, span.anchor)
