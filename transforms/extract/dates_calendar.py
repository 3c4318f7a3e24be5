"""Calendar arithmetic: half-open spans of years, months, weeks; festivals of the solar and the lunar year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache

from transforms import rules

DAY = timedelta(days=1)


@dataclass(slots=True, frozen=True)
class Span:
    """starts <= t < ends, with the unit it was named in; a bound that is None is open."""

    starts: datetime | None
    ends: datetime | None
    unit: str  # century decade year half quarter month tenday week day part hour minute second period
    anchor: str | None = None  # published dateline text; None = absolute


def months(year: int, month: int, count: int = 1) -> tuple[datetime, datetime]:
    """`count` months from the first of `month`, which may lie outside 1 to 12.

    >>> months(2020, 0)
    (datetime.datetime(2019, 12, 1, 0, 0), datetime.datetime(2020, 1, 1, 0, 0))
    """
    first, last = year * 12 + month - 1, year * 12 + month - 1 + count
    if not 12 <= first <= last < 120_000:
        raise OverflowError(f"year {first // 12} is outside the calendar")
    return datetime(first // 12, first % 12 + 1, 1), datetime(last // 12, last % 12 + 1, 1)


def month(year: int, number: int, anchor: str | None = None) -> Span:
    """One month."""
    return Span(*months(year, number), "month", anchor)


def year(number: int, anchor: str | None = None) -> Span:
    """One year."""
    return Span(datetime(number, 1, 1), datetime(number + 1, 1, 1), "year", anchor)


def day(year: int, month: int, number: int, anchor: str | None = None) -> Span | None:
    """One day, or None when the month has no such day."""
    first, end = months(year, month)
    start = first + (number - 1) * DAY
    return Span(start, start + DAY, "day", anchor) if number > 0 and start < end else None


def shifted(moment: datetime, count: float, unit: str) -> datetime:
    """The moment moved by `count` units; a day that a month lacks becomes its last.

    >>> shifted(datetime(2020, 1, 31), 1, "month")
    datetime.datetime(2020, 2, 29, 0, 0)
    """
    if unit in MONTHS:
        whole = round(count * MONTHS[unit])
        first, end = months(moment.year, moment.month + whole)
        return min(first + (moment - datetime(moment.year, moment.month, 1)), end - DAY + (moment - midnight(moment)))
    return moment + timedelta(seconds=count * SECONDS[unit])


MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
SECONDS = {
    "second": 1, "minute": 60, "quarter_hour": 900, "hour": 3600, "day": 86400, "workday": 86400, "week": 604800,
    "month": 2592000, "quarter": 7776000, "half": 15768000, "year": 31536000, "century": 3153600000,
}  # fmt: skip


@lru_cache(maxsize=256)
def midnight(moment: datetime) -> datetime:
    """The day begun."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def unit_start(moment: datetime, unit: str) -> datetime:
    """Where the unit that holds the moment begins."""
    if unit in ("year", "half", "quarter", "month"):
        size = MONTHS[unit]
        return datetime(moment.year, (moment.month - 1) // size * size + 1, 1)
    if unit == "week":
        return midnight(moment) - moment.weekday() * DAY
    if unit in ("day", "workday"):
        return midnight(moment)
    floored = moment.replace(second=0, microsecond=0)
    return (
        moment.replace(microsecond=0)
        if unit == "second"
        else floored
        if unit == "minute"
        else floored.replace(minute=0)
    )


def workdays(start: datetime, count: int) -> datetime:
    """The day `count` working days (Monday to Friday) after the start."""
    while count > 0:
        start += DAY
        count -= start.weekday() < 5
    return start


def first_monday(start: datetime) -> datetime:
    """The first Monday on or after the start."""
    return start + (-start.weekday() % 7) * DAY


@cache
def _lunar() -> dict[int, tuple[datetime, tuple[int, ...], int]]:
    return {
        int(row["year"]): (
            datetime.fromisoformat(row["first_day"]), tuple(map(int, row["lengths"].split())), int(row["leap"] or 0),
        )
        for row in rules.table("lunar.tsv")
    }  # fmt: skip


def lunar_day(year: int, month: int, number: int) -> Span | None:
    """A day of the lunar year; month 0 is its last day (除夕).

    >>> lunar_day(2020, 8, 15).starts
    datetime.datetime(2020, 10, 1, 0, 0)
    """
    if year not in _lunar():
        return None
    first, lengths, leap = _lunar()[year]
    if month == 0:
        start = first + (sum(lengths) - 1) * DAY
    else:
        place = month - 1 + (1 if leap and month > leap else 0)
        start = first + (sum(lengths[:place]) + number - 1) * DAY
    return Span(start, start + DAY, "day")


def festival(code: str, year: int) -> Span | None:
    """The day of a festival in a year: MM-DD, L lunar, S solar term (day of 2000, drifting), W month-nth-weekday."""
    kind, parts = code[0], [int(part) for part in code.lstrip("LSW").split("-")]
    if kind == "L":
        return lunar_day(year, parts[0], parts[1])
    if kind == "S":
        return day(year, parts[0], parts[1] + _drift(year, parts[0]))
    if kind == "W":
        start = nth_weekday(year, parts[0], parts[1], (parts[2] - 1) % 7)
        return Span(start, start + DAY, "day")
    return day(year, parts[0], parts[1])


def days_off(day: datetime, count: int) -> tuple[datetime, int]:
    """First day and number of days of the public holiday around a festival, as the State Council grants them.

    A short one joins the weekend: Saturday to Monday, Sunday to Tuesday, Thursday to Saturday, Friday to Sunday; a
    Wednesday stands alone. 国庆 and 春节 begin with the day itself, and 五一 is longer since 2019.

    >>> days_off(datetime(2024, 9, 17), 3)
    (datetime.datetime(2024, 9, 15, 0, 0), 3)
    """
    if day.year < 2008 or count > 5:
        return day, count
    weekday = day.weekday()
    if count == 5 and day.year == 2019:
        return day, 4
    if count == 5 and day.year > 2019:
        return day - {0: 2, 6: 1}.get(weekday, 0) * DAY, 5
    if weekday == 2:
        return (day, 1) if day.year > 2013 else (day - 2 * DAY, 3)
    return day - {0: 2, 1: 2, 6: 1}.get(weekday, 0) * DAY, 3


def _drift(year: int, month: int) -> int:
    """Days a solar term lies after the day in the rules: 清明 falls on the 5th in years 2 and 3 of the leap cycle."""
    if month == 4:
        return int(year % 4 in (2, 3) and year < 2040 or year % 4 == 3)
    return int(month == 12 and year % 4 in (2, 3) and year < 2020 or month == 12 and year % 4 == 3)


def nth_weekday(year: int, month: int, nth: int, weekday: int) -> datetime:
    """The nth weekday (0 Monday) of a month; nth 0 is the last."""
    first, end = months(year, month)
    if nth == 0:
        return end - DAY - ((end - DAY).weekday() - weekday) % 7 * DAY
    return first + ((weekday - first.weekday()) % 7 + 7 * (nth - 1)) * DAY
