"""Times of publication as pages and files write them, brought to local time of Asia/Shanghai."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from transforms.model import Precision
from transforms.text.fold import fold

_SHANGHAI = timezone(timedelta(hours=8))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS_ZH = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_HOURS = r"""(?:\s*[,T]?\s*(?:\(?(?:星期|周)[一二三四五六日天]\)?\s*)?
  (?:HKT|CST|北京时间|(?P<gmt>GMT|UTC|格林尼治标准时间))?\s*
  (?P<half>上午|下午|晚上|晚间|凌晨|早上|中午|[AaPp][Mm])?\s*
  (?P<H>[01]?\d|2[0-3])\s*(?::|时|点)\s*(?P<M>[0-5]\d)?(?:\s*[:分]\s*(?:(?P<S>[0-5]\d)(?:\.\d+)?秒?)?)?
  \s*(?P<late>[AaPp][Mm]\b)?
  (?P<zone>\s?Z\b|\s?[+-]\d\d:?\d\d\b)?)?"""
_STAMP = re.compile(
    rf"""(?<![\d.])(?:(?P<first>[012]?\d:[0-5]\d)\s+)?(?:(?P<y>(?:19|20)\d\d)\s?(?:-|/|\.|年|—)\s*(?P<m>1[0-2]|0?[1-9])\s?(?:-|/|\.|月|—)\s*
  (?P<d>3[01]|[12]\d|0?[1-9])(?!\d)(?:\s?[日号])?
  |(?P<d2>3[01]|[12]\d|0?[1-9])[./](?P<m2>1[0-2]|0?[1-9])[./](?P<y2>(?:19|20)\d\d)
  |(?P<month>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*)\.?\s(?P<d3>\d\d?),?\s(?P<y3>(?:19|20)\d\d)
  |(?P<m5>十[一二]?|[一二三四五六七八九])月\s(?P<d5>\d\d?)(?:st|nd|rd|th)?,\s(?P<y5>(?:19|20)\d\d)
  |(?P<y4>(?:19|20)\d\d)(?P<m4>0[1-9]|1[0-2])(?P<d4>0[1-9]|[12]\d|3[01])(?!\d)){_HOURS}""",
    re.X,
)
_GLUED = re.compile(r"(?<=\d{4}[-/.]\d\d[-/.]\d\d)(?=[012]\d:[0-5]\d)")
_SHORT = re.compile(
    rf"(?<![\d.])(?P<m>1[0-2]|0?[1-9])\s?(?:-|/|月)\s?(?P<d>3[01]|[12]\d|0?[1-9])(?!\d)日?{_HOURS}", re.X
)
_AGO = re.compile(r"(?P<n>\d{1,3}|半|一|两)\s*(?P<unit>秒钟?|分钟|个?小时|天|日|周|星期|个月)\s*(?:之?前|以前)")
_DAY = re.compile(rf"(?P<day>今天|今日|昨天|昨日|前天|刚刚){_HOURS}", re.X)
_EPOCH = re.compile(r"(1\d{9})(\d{3})?")
_DAYS_BACK = {"今": 0, "昨": 1, "前": 2, "刚": 0}
_UNIT_SECONDS = {"秒": 1, "分": 60, "小": 3600, "天": 86400, "日": 86400, "周": 604800, "星": 604800}


class Stamp(NamedTuple):
    """A time and how exactly it was given; start and end are where it stands in the text."""

    at: datetime
    precision: Precision
    start: int
    end: int


def _hour(found: re.Match[str]) -> tuple[int, int, int] | None:
    if found["H"] is None:
        first = found.groupdict().get("first")
        return (int(first[:-3]), int(first[-2:]), 0) if first and int(first[:-3]) < 24 else None
    hour = int(found["H"])
    half = (found["half"] or found["late"] or "").lower()
    if half in ("下午", "晚上", "晚间", "pm") and hour < 12:
        hour += 12
    if half in ("凌晨", "am") and hour == 12:
        hour = 0
    return hour, int(found["M"] or 0), int(found["S"] or 0)


def _local(at: datetime, zone: str | None) -> datetime:
    """The time in Shanghai, without its offset."""
    if not zone:
        return at
    zone = zone.strip()
    if zone == "Z":
        offset = timedelta()
    else:
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:])) * (1 if zone[0] == "+" else -1)
    if abs(offset) > timedelta(hours=15):
        return at
    return at.replace(tzinfo=timezone(offset)).astimezone(_SHANGHAI).replace(tzinfo=None)


def _stamp(day: tuple[int, int, int], found: re.Match[str]) -> Stamp | None:
    clock = _hour(found)
    try:
        at = datetime(*day, *(clock or ()))
    except ValueError:
        return None  # 2019-02-31 is no day
    precision: Precision = "day" if clock is None else "second" if found["S"] else "minute"
    zone = "Z" if found["gmt"] else found["zone"]
    return Stamp(_local(at, zone if clock else None), precision, found.start(), found.end())


def _whole(found: re.Match[str]) -> Stamp | None:
    part = found.groupdict()
    if part["m5"]:
        return _stamp((int(part["y5"]), _MONTHS_ZH.index(part["m5"]) + 1, int(part["d5"])), found)
    if part["month"]:
        return _stamp((int(part["y3"]), _MONTHS.index(part["month"][:3].lower()) + 1, int(part["d3"])), found)
    key = "" if part["y"] else "2" if part["y2"] else "4"
    return _stamp((int(part["y" + key]), int(part["m" + key]), int(part["d" + key])), found)


def stamps(folded: str) -> list[Stamp]:
    """Every full time (with a year) in a folded text.

    >>> [str(s.at) for s in stamps("2020-04-13 09:49:41 来源 2014年04月17日11:37")]
    ['2020-04-13 09:49:41', '2014-04-17 11:37:00']
    """
    if "19" not in folded and "20" not in folded:
        return []
    return [stamp for found in _STAMP.finditer(folded) if (stamp := _whole(found))]


_SHORT_YEAR = re.compile(rf"(?<![\d.-])(?P<y>\d\d)-(?P<m>1[0-2]|0[1-9])-(?P<d>3[01]|[12]\d|0[1-9])(?!\d){_HOURS}", re.X)


def short_year(folded: str) -> Stamp | None:
    """The time after a label that gives its year in two digits: 18-03-08 23:16."""
    found = _SHORT_YEAR.search(folded)
    return _stamp((2000 + int(found["y"]), int(found["m"]), int(found["d"])), found) if found else None


def relative(folded: str, fetched_at: datetime) -> Stamp | None:
    """The first time given by its distance from the time of fetching: 昨天 08:30, 3小时前, 09-26 15:10."""
    if found := _AGO.search(folded):
        return _ago(found, fetched_at)
    if found := _DAY.search(folded):
        day = fetched_at - timedelta(days=_DAYS_BACK[found["day"][0]])
        return _stamp((day.year, day.month, day.day), found)
    if found := _SHORT.search(folded):
        month_day = (int(found["m"]), int(found["d"]))
        year = fetched_at.year - (month_day > (fetched_at.month, fetched_at.day))
        return _stamp((year, *month_day), found)
    return None


def relative_span(folded: str) -> tuple[int, int] | None:
    """Where a time given by its distance stands (3小时前, 昨天 08:30), whenever that was."""
    found = _AGO.search(folded) or _DAY.search(folded)
    return found.span() if found else None


def _ago(found: re.Match[str], fetched_at: datetime) -> Stamp:
    count = {"半": 0.5, "一": 1.0, "两": 2.0}.get(found["n"]) or float(found["n"])
    unit = found["unit"].removeprefix("个")
    if unit == "月":
        count, unit = count * 30, "天"
    at = fetched_at - timedelta(seconds=count * _UNIT_SECONDS[unit[0]])
    precision: Precision = "minute" if unit[0] in "秒分小" else "day"
    at = at.replace(second=0, microsecond=0) if precision == "minute" else datetime(at.year, at.month, at.day)
    return Stamp(at, precision, found.start(), found.end())


def read(text: str, fetched_at: datetime | None = None) -> Stamp | None:
    """The time a field or label gives, in any of the formats files have; None when it gives none.

    >>> read("Jul 31, 2024").at, read("2012-01-12T17:14:00+00:00").at, read("1569916800").precision
    (datetime.datetime(2024, 7, 31, 0, 0), datetime.datetime(2012, 1, 13, 1, 14), 'second')
    """
    folded = _GLUED.sub(" ", fold(text.strip()))
    if epoch := _EPOCH.fullmatch(folded):
        at = datetime.fromtimestamp(int(epoch[1]), _SHANGHAI).replace(tzinfo=None)
        return Stamp(at, "second", 0, len(folded))
    found = stamps(folded)
    if found:
        return found[0]
    return relative(folded, fetched_at) if fetched_at else None
