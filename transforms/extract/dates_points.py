"""Points in time: tokens applied one after another, each narrowing the span before (2019年, 8月, 5日, 上午)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from transforms import rules
from transforms.extract import dates_calendar as calendar
from transforms.extract.dates_calendar import DAY, Span
from transforms.extract.dates_tokens import Token

_AHEAD = timedelta(days=120)  # a bare date further ahead of the publication than this is one of the year before


@dataclass(slots=True)
class Scene:
    """What a time expression may count from."""

    published: datetime | None = None
    exact: bool = False  # published has a time of day
    dateline: date | None = None
    last: Span | None = None  # the last date of the text
    inherit: Span | None = None  # what a missing year, month or day is taken from
    named: Span | None = None  # the last date of this paragraph that names its year
    same_paragraph: bool = True  # `last` stands in this paragraph
    future: bool = False  # the clause speaks of what is to come
    alone: bool = False  # the text is nothing but this expression: a field of a form is read forward

    def here(self) -> tuple[datetime | None, str | None]:
        """The day of writing and what it is known from."""
        if self.dateline is not None:
            return datetime(self.dateline.year, self.dateline.month, self.dateline.day), "dateline"
        return (calendar.midnight(self.published), "published") if self.published else (None, None)


_FINE = ("day", "part", "hour", "minute", "second")
UNKNOWN = Span(None, None, "unknown")


def apply(token: Token, span: Span | None, scene: Scene) -> Span | None:
    """The span narrowed by the token, or begun by it; None when the token does not continue it.

    >>> from transforms.extract.dates_tokens import find
    >>> first, second = find("2019年8月")
    >>> apply(second, apply(first, None, Scene()), Scene()).ends
    datetime.datetime(2019, 9, 1, 0, 0)
    """
    handler = _HANDLERS.get(token.kind)
    return handler(token, span, scene) if handler else None


def _full_year(number: float, digits: int) -> int:
    if digits > 2:
        return int(number)
    return int(number) + (2000 if number < 50 else 1900)


def _year(token: Token, span: Span | None, scene: Scene) -> Span | None:
    if span is not None or not token.values:
        return None
    short = token.kind == "shortyear"
    number = _full_year(token.values[0], 2 if short else 4)
    return calendar.year(number) if 1 <= number < 9999 else None


def _era(token: Token, span: Span | None, scene: Scene) -> Span | None:
    if span is not None:
        return None
    first = next(int(row["first"]) for row in rules.table("eras.tsv") if token.text.startswith(row["name"]))
    number = token.values[0] if token.values else 1
    return calendar.year(first + int(number) - 1)


def _bc(token: Token, span: Span | None, scene: Scene) -> Span | None:
    if span is not None or "前" in token.text or not token.values:
        return UNKNOWN if span is None else None
    return calendar.year(int(token.values[0]))


def _based(token: Token, scene: Scene) -> tuple[datetime | None, str | None]:
    """What a relative word counts from: the text before it, the dateline, or the publication."""
    last = scene.last
    fine = token.kind not in ("w:day", "w:dayp") or last is not None and last.unit in _FINE
    if token.anchor == "text" and fine and last is not None and last.starts is not None:
        return last.starts, "text"
    if token.anchor in ("here", "text"):
        return scene.here()
    return scene.published, "published" if scene.published else None


def _relative_year(token: Token, span: Span | None, scene: Scene) -> Span | None:
    base, anchor = _based(token, scene)
    if span is not None:
        return None
    return calendar.year(base.year + int(token.values[0]), anchor) if base else Span(None, None, "year")


def _years(token: Token, span: Span | None, scene: Scene) -> Span | None:
    base, anchor = _based(token, scene)
    if span is not None or base is None:
        return None
    first, last = (calendar.year(base.year + int(offset), anchor) for offset in token.values)
    return Span(first.starts, last.ends, "period", anchor)


def _relative_month(token: Token, span: Span | None, scene: Scene) -> Span | None:
    base, anchor = _based(token, scene)
    if span is not None:
        return None
    return calendar.month(base.year, base.month + int(token.values[0]), anchor) if base else Span(None, None, "month")


def _relative_quarter(token: Token, span: Span | None, scene: Scene) -> Span | None:
    base, anchor = _based(token, scene)
    if span is not None or base is None:
        return None
    first = (base.month - 1) // 3 * 3 + 1 + 3 * int(token.values[0])
    return Span(*calendar.months(base.year, first, 3), "quarter", anchor)


def _relative_day(token: Token, span: Span | None, scene: Scene) -> Span | None:
    base, anchor = _based(token, scene)
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


def _year_of(month: int, scene: Scene, day: int = 1) -> tuple[int, str] | None:
    """The year of a bare month or day: of the text before it, else the past reading from the publication."""
    if scene.inherit is not None and scene.inherit.starts is not None:
        return scene.inherit.starts.year + (month < scene.inherit.starts.month), scene.inherit.anchor or ""
    if scene.named is not None and scene.named.starts is not None:
        year = scene.named.starts.year
        back = scene.last is not None and scene.last.starts is not None and scene.last.starts.year == year > 0
        back = back and scene.last is not None and scene.last.starts is not None and month < scene.last.starts.month
        if not (back and scene.published is not None and scene.published.year > year):
            return year, "text"
    if scene.published is None:
        return None
    guess = datetime(scene.published.year, month, min(day, 28))
    if guess - scene.published > _AHEAD and not (scene.future or scene.alone):
        return scene.published.year - 1, "published"
    if scene.future and scene.published - guess > timedelta(days=200):
        return scene.published.year + 1, "published"
    return scene.published.year, "published"


def _month(token: Token, span: Span | None, scene: Scene) -> Span | None:
    number = int(token.values[0])
    if span is not None:
        return (
            calendar.month(span.starts.year, number, span.anchor)
            if span.unit == "year" and span.starts
            else (Span(None, None, "month") if span.unit == "year" else None)
        )
    known = _year_of(number, scene)
    return calendar.month(known[0], number, known[1] or None) if known else Span(None, None, "month")


def _month_day(token: Token, span: Span | None, scene: Scene) -> Span | None:
    month, number = (int(value) for value in token.values[:2])
    lunar = "初" in token.text or "廿" in token.text or token.text[0].isdecimal() and not token.text[-1].isdecimal()
    if span is not None and span.unit != "year":
        return None
    if span is None:
        known = _year_of(month, scene)
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


def _day(token: Token, span: Span | None, scene: Scene) -> Span | None:
    number = int(token.values[0])
    if span is not None:
        if span.unit != "month":
            return None
        if span.starts is None:
            return Span(None, None, "day")
        return _day_of(span.starts, number, span.anchor) or Span(None, None, "day")
    if token.text.endswith("号") and scene.inherit is None:
        return None
    held = scene.inherit or scene.last
    if (
        held is not None
        and held.starts is not None
        and held.unit in ("day", "month", "part", "hour", "minute", "period")
    ):
        anchor = scene.inherit.anchor if scene.inherit else "text"
        year, month = held.starts.year, held.starts.month
        back = scene.inherit is not None and number < held.starts.day and held.unit == "day"
        return calendar.day(*_next_month(year, month + back), number, anchor)
    return _bare_day(number, scene)


def _day_of(month: datetime, number: int, anchor: str | None) -> Span | None:
    """A day of the month; a bare 29 February is the last there was."""
    years = (
        range(month.year, month.year - 8, -1)
        if (month.month, number, anchor) == (2, 29, "published")
        else (month.year,)
    )
    return next((day for year in years if (day := calendar.day(year, month.month, number, anchor))), None)


def _earlier(scene: Scene, number: int) -> Span | None:
    """The date of the paragraph whose month a bare day shares: one that lies before it."""
    last = scene.last if scene.same_paragraph else None
    if last is None or last.starts is None or last.unit not in ("day", "month", "part", "hour", "minute"):
        return None
    return last if last.unit == "month" or number >= last.starts.day else None


def _next_month(year: int, month: int) -> tuple[int, int]:
    return (year + 1, 1) if month > 12 else (year, month)


def _bare_day(number: int, scene: Scene) -> Span | None:
    """8日 by itself: the last such day up to the publication, the next one when the clause looks ahead."""
    published = scene.published
    if published is None:
        return Span(None, None, "day")
    steps = (0, 1, 2) if scene.future else (0, -1, -2) if number > published.day + 1 else (0,)
    for step in steps:
        start, _ = calendar.months(published.year, published.month + step)
        found = calendar.day(start.year, start.month, number, "published")
        if found and not (scene.future and number < published.day and step == 0):
            return found
    return Span(None, None, "day")


def _iso(token: Token, span: Span | None, scene: Scene) -> Span | None:
    if span is not None:
        return None
    year, month, number = (int(value) for value in _ymd(token))
    if not (1 <= month <= 12 and year):
        return None
    found = calendar.day(year, month, number)
    if found is not None and len(token.values) > 4:
        return _at(found, token._replace(values=token.values[3:]))
    return found


def _md(token: Token, span: Span | None, scene: Scene) -> Span | None:
    month, number = (int(value) for value in token.values[:2])
    known = _year_of(month, scene, number)
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


def _ym(token: Token, span: Span | None, scene: Scene) -> Span | None:
    return calendar.month(int(token.values[0]), int(token.values[1])) if span is None else None


def _base_year(span: Span | None, scene: Scene, month: int) -> tuple[int, str | None] | None:
    if span is not None:
        return (span.starts.year, span.anchor) if span.unit == "year" and span.starts else None
    known = _year_of(month, scene)
    return (known[0], known[1] or None) if known else None


def _part_of_year(unit: str) -> Callable[[Token, Span | None, Scene], Span | None]:
    size = calendar.MONTHS[unit]

    def handle(token: Token, span: Span | None, scene: Scene) -> Span | None:
        number = int(token.values[0]) if token.values else 1
        known = _base_year(span, scene, 1 + size * (number - 1))
        if known is None:
            return Span(None, None, unit) if span is None or span.unit == "year" else None
        return Span(*calendar.months(known[0], 1 + size * (number - 1), size), unit, known[1])

    return handle


def _quarters(token: Token, span: Span | None, scene: Scene) -> Span | None:
    first, last = (int(value) for value in token.values[:2])
    known = _base_year(span, scene, 3 * first - 2)
    if known is None or last < first:
        return None
    return Span(*calendar.months(known[0], 3 * first - 2, 3 * (last - first + 1)), "period", known[1])


_TENDAYS = {1: (1, 11), 2: (11, 21), 3: (21, 0), 4: (1, 21), 5: (11, 0), 6: (1, 16), 7: (16, 0)}


def _tenday(token: Token, span: Span | None, scene: Scene) -> Span | None:
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


def _edge(token: Token, span: Span | None, scene: Scene) -> Span | None:
    """初, 中, 底 of a year (two months), a quarter (one), a month (five days to ten), a decade or century (a third)."""
    which = _EDGES[token.text] if token.kind == "edge" else int(token.values[0])
    if span is None and token.kind != "edge" and scene.published is not None:
        year = token.kind == "w:yedge"
        unit = calendar.year if year else lambda y, a: calendar.month(y, scene.published.month, a)  # type: ignore[union-attr]
        span = unit(scene.published.year, "published")
    if span is None or span.starts is None or span.ends is None:
        return None
    start, end = span.starts, span.ends
    if span.unit == "year":
        first, count = {1: (1, 2), 2: (6, 2), 3: (11, 2)}[which]
        return Span(*calendar.months(start.year, first, count), "month", span.anchor)
    if span.unit == "quarter":
        return Span(*calendar.months(start.year, start.month + which - 1), "month", span.anchor)
    if span.unit == "month":
        bounds = {1: (start, start + 5 * DAY), 2: (start + 10 * DAY, start + 20 * DAY), 3: (start + 24 * DAY, end)}
        return Span(*bounds[which], "tenday", span.anchor)
    return None


def _hours(span: Span, hours: tuple[float, float]) -> Span:
    if span.starts is None:
        return Span(None, None, "part")
    return Span(span.starts + timedelta(hours=hours[0]), span.starts + timedelta(hours=hours[1]), "part", span.anchor)


def _part(token: Token, span: Span | None, scene: Scene) -> Span | None:
    if span is None or span.unit != "day":
        return None
    return _hours(span, (token.values[0], token.values[1]))


def _clock(token: Token, span: Span | None, scene: Scene) -> Span | None:
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


_WEEK_OFFSETS = {"上上": -2, "上": -1, "本": 0, "这": 0, "今": 0, "下": 1, "下下": 2}
_DAYS = "一二三四五六日"


def _week(token: Token, span: Span | None, scene: Scene) -> Span | None:
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


def _weekday(token: Token, span: Span | None, scene: Scene) -> Span | None:
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


def _nth_weekday(token: Token, span: Span | None, scene: Scene) -> Span | None:
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


def _nth(token: Token, span: Span | None, scene: Scene) -> Span | None:
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


def _firsts(token: Token, span: Span | None, scene: Scene) -> Span | None:
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


def _lasts(token: Token, span: Span | None, scene: Scene) -> Span | None:
    if span is None or span.ends is None or span.unit not in ("year", "month"):
        return None
    return Span(calendar.shifted(span.ends, -_count_of(token), _unit_of(token.text)), span.ends, "period", span.anchor)


def _decade(token: Token, span: Span | None, scene: Scene) -> Span | None:
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
    return Span(
        datetime(start + low, 1, 1), datetime(start + high, 1, 1), "decade" if high - low == 10 else "period", anchor
    )


def _third(word: str, years: int) -> tuple[int, int]:
    """Bounds in years of 初, 中, 末 of a decade or a century."""
    third = 3 * years // 10
    if not word:
        return 0, years
    if word[0] in "初前早":
        return 0, third
    return (third, years - third) if word[0] == "中" else (years - third, years)


def _century(token: Token, span: Span | None, scene: Scene) -> Span | None:
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
    return Span(datetime(first + low, 1, 1), datetime(first + high, 1, 1), "century" if not tail else "period")


def _festival(token: Token, span: Span | None, scene: Scene) -> Span | None:
    code, _, days = token.text.partition(" ")
    if span is not None and span.unit != "year":
        return None
    month = int(code.lstrip("LSW").split("-")[0]) or 12
    known = _base_year(span, scene, min(month + (code[0] == "L"), 12))
    if known is None:
        return Span(None, None, "day")
    found = calendar.festival(code, known[0])
    if found is None or found.starts is None:
        return Span(None, None, "day")
    count = int(days or 1)
    return Span(found.starts, found.starts + count * DAY, "period" if days else "day", known[1])


def _month_range(token: Token, span: Span | None, scene: Scene) -> Span | None:
    first, last = (int(value) for value in token.values[:2])
    known = _base_year(span, scene, first)
    if known is None:
        return Span(None, None, "period") if span is None else None
    return Span(*calendar.months(known[0], first, (last - first) % 12 + 1), "period", known[1])


def _day_range(token: Token, span: Span | None, scene: Scene) -> Span | None:
    first, last = int(token.values[0]), int(token.values[-1])
    start = _day(token, span, scene)
    if start is None or last < first and span is None:
        return None
    if start.starts is None:
        return Span(None, None, "period")
    month = start.starts.month + (last < first)
    end = calendar.day(*_next_month(start.starts.year, month), last)
    return Span(start.starts, end.ends, "period", start.anchor) if end else None


def _year_range(token: Token, span: Span | None, scene: Scene) -> Span | None:
    first, last = int(token.values[0]), int(token.values[1])
    if span is not None or not first < last < first + 300:
        return None
    return Span(datetime(first, 1, 1), datetime(last + 1, 1, 1), "period")


def _ym_range(token: Token, span: Span | None, scene: Scene) -> Span | None:
    if span is not None:
        return None
    first, month, last, end = (int(value) for value in token.values[:4])
    return Span(calendar.months(first, month)[0], calendar.months(last, end)[1], "period")


def _clock_range(token: Token, span: Span | None, scene: Scene) -> Span | None:
    first = _clock(token._replace(values=token.values[:1], text=""), span, scene)
    last = _clock(token._replace(values=token.values[1:2], text=""), span, scene)
    if first is None or last is None:
        return None
    return Span(first.starts, last.starts, "period", first.anchor)


def _plan(token: Token, span: Span | None, scene: Scene) -> Span | None:
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


_Handler = Callable[[Token, Span | None, Scene], Span | None]
_HANDLERS: dict[str, _Handler] = {
    "iso": _iso, "eight": _iso, "dmy": _iso, "md": _md, "ym": _ym, "ymrange": _ym_range, "yearrange": _year_range, "yyrange": _year_range,
    "monthrange": _month_range, "dayrange": _day_range, "daylist": _day_range, "clockrange": _clock_range,
    "bc": _bc, "era": _era, "year": _year, "shortyear": _year, "monthday": _month_day, "month": _month, "day": _day,
    "clock": _clock, "quarters": _quarters, "quarter": _part_of_year("quarter"), "decade": _decade, "century": _century,
    "nthweekday": _nth_weekday, "nth": _nth, "firsts": _firsts, "lasts": _lasts, "week": _week, "weekday": _weekday,
    "edge": _edge, "plan": _plan, "w:year": _relative_year, "w:years": _years, "w:month": _relative_month,
    "w:quarter": _relative_quarter, "w:day": _relative_day, "w:dayp": _relative_day, "w:half": _part_of_year("half"),
    "w:nmonth": _month, "w:nquarter": _part_of_year("quarter"), "w:tenday": _tenday, "w:yedge": _edge, "w:medge": _edge,
    "w:part": _part, "w:part1": _part, "w:festival": _festival, "w:festdays": _festival,
}  # fmt: skip
