"""The period a date says: in whole days, months or years, counted from the year a report is of."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from transforms.extract.dates_calendar import midnight, unit_start
from transforms.extract.metrics_scene import Scene
from transforms.model import DateSpan

# 当前 speaks of the moment only as an adverb: 结合当前脱贫攻坚任务 says nothing of a later number.
NOW = re.compile(r"(?:截[至止])?(?:到)?(?:目前|现在|眼下|如今|现今|(?<=[至止到])当前|当前(?=[,，、全已共我]))")
_OTHER_YEAR = re.compile(r"(?:比|较|与|同|和|相比|于|由|从|自|到|至)$")  # 比2005年增加: not the year told of
_SINCE = re.compile(r"以来|来$|^近|开始|至今|^自|^从|^过去|^最近")
_DAYS = re.compile("[日天时周]|星期|礼拜")  # 过去24小时 and 近三天 are no months
_BY = re.compile(r"前$|之前$|^[到至]")
_END_OF_MONTH = re.compile(r"月[底末]")
LAST_YEAR = re.compile("上年|上一年")
_BARE_END = re.compile("年[末底终]|岁末")
_YEARS_TO_NOW = re.compile("(?!(?:过去|最近|[近这])?[12一二两]年)[^月天日]*年(?:以)?来$")  # 十年来, not 两年来
_OF_DEED = re.compile("[\u4e00-\u9fff](?<![近这的])$")  # 挂牌三年来: to the month
_LONG_AGO = re.compile("多年[之以]?前$")
REPORTS_UNTIL = 6  # the month until which reports on the year before come out
END_OF_YEAR = re.compile(r"年?[年终][底末](?!前)|岁末")
ROLLING = ("rolling", "shifted", "since", "lastdays")  # rules of dates that end or begin with the publication


class Period(NamedTuple):
    """Half open, with the words that say it and the date they come from."""

    starts_on: datetime | None
    ends_before: datetime | None
    text: str | None
    date: DateSpan | None


NONE = Period(None, None, None, None)


def as_period(scene: Scene, date: DateSpan) -> Period:
    """The time of a date, in whole days, months or years."""
    found: Period | None = scene.before.get(("period", date.start))
    if found is None:
        found = scene.before["period", date.start] = _as_period(scene, date)
    return found


def _as_period(scene: Scene, date: DateSpan) -> Period:
    text = scene.text[date.start : date.end]
    date = _of_report(scene, date)
    published = scene.context.published
    if NOW.match(scene.folded, date.start):
        if published is None:
            return Period(None, None, text, date)
        day = midnight(published)
        return Period(day, day + timedelta(days=1), text, date)
    if date.kind == "vague" and date.starts_on is None or _LONG_AGO.search(text):
        return NONE
    starts, ends = date.starts_on, date.ends_before
    if starts is not None:
        starts = midnight(starts)
    if ends is not None and ends != midnight(ends):
        ends = midnight(ends) + timedelta(days=1)
    words = scene.folded[date.start : date.end]
    years = date.rule in ROLLING and _YEARS_TO_NOW.fullmatch(words)
    if years and starts and ends and not _OF_DEED.match(scene.folded, max(0, date.start - 1), date.start):
        return Period(unit_start(starts, "year"), datetime(ends.year + 1, 1, 1), text, date)
    return Period(*aligned(words, starts, ends, published), text, date)


def aligned(
    words: str, starts: datetime | None, ends: datetime | None, published: datetime | None
) -> tuple[datetime | None, datetime | None]:
    """Whole months and years where the words say no day.

    6月底 is June's figure, 年底前 the year's, 近三年 ends with its month.
    """
    if starts is None or ends is None:
        return starts, ends
    last = ends - timedelta(days=1)
    if _END_OF_MONTH.search(words) and starts >= unit_start(last, "month"):
        return unit_start(last, "month"), ends
    if words.endswith("年内") and published is not None and starts.date() == published.date():
        return unit_start(starts, "month"), unit_start(last + timedelta(days=32 - last.day), "month")
    if _BY.search(words) and published is not None and starts.date() == published.date():
        return unit_start(last, "year") if "年" in words else unit_start(last, "month"), ends
    if END_OF_YEAR.search(words) and starts >= unit_start(last, "year"):
        return unit_start(last, "month"), ends
    if _SINCE.search(words) and published is not None and last.date() == published.date() and not _DAYS.search(words):
        is_years = "月" not in words and starts == unit_start(starts, "year") and starts.year < last.year
        after_month = unit_start(last + timedelta(days=32 - last.day), "month")
        return unit_start(starts, "month"), datetime(last.year + 1, 1, 1) if is_years else after_month
    return starts, ends


def _of_report(scene: Scene, date: DateSpan) -> DateSpan:
    """年末 and 上年 of a report published after the year it tells of, counted from that year."""
    published, words = scene.context.published, scene.folded[date.start : date.end]
    ends, last = _BARE_END.match(words), LAST_YEAR.match(words)
    if published is None or date.starts_on is None or not (ends or last) or published.month > REPORTS_UNTIL:
        return date
    told = year_told(scene, date.start).starts_on
    if told is None or told.year != published.year - 1:
        return date
    if last and date.starts_on.year == told.year:
        return replace(date, starts_on=datetime(told.year - 1, 1, 1), ends_before=told)
    if ends and date.starts_on.year == published.year:
        return replace(date, starts_on=datetime(told.year, 12, 1), ends_before=datetime(published.year, 1, 1))
    return date


def year_told(scene: Scene, hi: int) -> Period:
    """The last year named before `hi`: what 年末 and 全年 of a report are of, and what follows the 上年 in it."""
    for date in reversed(dates_between(scene, 0, hi)):
        if date.anchor is not None or date.kind != "year" or date.starts_on is None:
            continue
        if not _OTHER_YEAR.search(scene.folded, max(0, date.start - 3), date.start):
            return Period(date.starts_on, date.ends_before, scene.text[date.start : date.end], date)
    return NONE


def just_ended(scene: Scene, told: Period, least: int = 1) -> bool:
    """Whether the year is the one before the publication (with `least` 0 also that of it), where that is known."""
    published = scene.context.published
    return told.starts_on is not None and (published is None or least <= published.year - told.starts_on.year <= 1)


def dates_between(scene: Scene, lo: int, hi: int) -> list[DateSpan]:
    """The dates that begin between two offsets."""
    first = bisect_left(scene.date_starts, lo)
    last = bisect_left(scene.date_starts, hi, lo=first)
    return scene.dates[first:last]
