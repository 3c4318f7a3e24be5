"""The dateline an article opens with: 新华社西安7月8日电（记者…）."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import cache
from typing import NamedTuple

from transforms.page.vocabulary import either, words
from transforms.text.fold import fold


class Dateline(NamedTuple):
    """Where and when the report was filed; end is where its words end in the text."""

    agency: str
    place: str | None
    on: date | None
    end: int
    who: str | None = None  # the reporter inside it: 中央社記者劉世怡台北11日電


@cache
def _pattern() -> re.Pattern[str]:
    agency = f"{either(words('agencies'))}|[\\u4e00-\\u9fffA-Za-z]{{1,10}}?(?:日报|晚报|社|网|报|客户端|电视台)"
    return re.compile(
        rf"""[\s(\[【★]*(?:据)?(?P<agency>{agency})(?:\([\w.]*\))?[\s,]*
        (?:记者\s?(?P<who>[\u4e00-\u9fff]{{2,3}})\s?)?
        (?P<place>[\u4e00-\u9fff·]{{2,10}}?)??(?:站)?[\s,]*
        (?:(?:(?P<y>20\d\d)年)?(?:(?P<m>\d{{1,2}})月)?(?P<d>\d{{1,2}})日)?\s*
        (?P<verb>(?:[专急快简短]|综合|专题)?(?:电|讯|消息))(?![视影话力子台商网动费线])""",
        re.X,
    )


def _day(found: re.Match[str], published: datetime | None) -> date | None:
    """The last day of that month and day not after publication (a day of grace)."""
    if not found["d"] or (published is None and not found["y"]):
        return None
    latest = published.date() + timedelta(days=1) if published else date.max
    year = int(found["y"] or latest.year)
    months = [(year, int(found["m"]))] if found["m"] else [(year, latest.month), _month_before(year, latest.month)]
    tried = [*months, *((y - 1, m) for y, m in months)] if not found["y"] else months
    for y, m in tried:
        try:
            on = date(y, m, int(found["d"]))
        except ValueError:
            continue  # 2月30日
        if on <= latest:
            return on
    return None


def _month_before(year: int, month: int) -> tuple[int, int]:
    return (year, month - 1) if month > 1 else (year - 1, 12)


def read(text: str, published: datetime | None) -> Dateline | None:
    """The dateline at the start of a paragraph, or None.

    >>> read("新华社西安7月8日电（记者张三）今年", datetime(2020, 7, 9))[:3]
    ('新华社', '西安', datetime.date(2020, 7, 8))
    """
    folded = fold(text[:80])
    found = _pattern().match(folded)
    if not found:
        return None
    if found["place"] and not found["d"] and found["verb"].endswith("消息"):
        return None  # 本报社区消息: words, not a dateline
    place = text[found.start("place") : found.end("place")] if found["place"] else None
    agency = text[found.start("agency") : found.end("agency")]
    who = text[found.start("who") : found.end("who")] if found["who"] else None
    return Dateline(agency, place, _day(found, published), found.end(), who)


_CLOSING = re.compile(r"\(([^()\n]{4,40}[电讯])\)$")


def closing(text: str, published: datetime | None) -> Dateline | None:
    """The dateline in a bracket at the end of the last paragraph: （本报里约热内卢10月30日电）."""
    found = _CLOSING.search(fold(text[-60:]).rstrip())
    return read(found[1], published) if found else None
