"""Tokens applied one after another: 2019年, 8月, 5日, 上午."""

from __future__ import annotations

from collections.abc import Callable

from transforms.extract import dates_periods as periods
from transforms.extract import dates_points as points
from transforms.extract.dates_calendar import Span
from transforms.extract.dates_scene import Scene
from transforms.extract.dates_tokens import Token


def apply(token: Token, span: Span | None, scene: Scene) -> Span | None:
    """The span narrowed by the token, or begun by it; None when the token does not continue it.

    >>> from transforms.extract.dates_tokens import find
    >>> first, second = find("2019年8月")
    >>> apply(second, apply(first, None, Scene()), Scene()).ends
    datetime.datetime(2019, 9, 1, 0, 0)
    """
    handler = _HANDLERS.get(token.kind)
    return handler(token, span, scene) if handler else None


_Handler = Callable[[Token, Span | None, Scene], Span | None]
_HANDLERS: dict[str, _Handler] = {
    "iso": points.iso, "eight": points.iso, "dmy": points.iso, "md": points.md, "ym": points.ym,
    "ymrange": periods.ym_range, "yearrange": periods.year_range, "yyrange": periods.year_range,
    "monthrange": periods.month_range, "dayrange": periods.day_range, "daylist": periods.day_range,
    "clockrange": periods.clock_range, "bc": points.bc, "era": points.era, "year": points.year,
    "shortyear": points.year, "monthday": points.month_day, "month": points.month, "day": points.day,
    "clock": points.clock, "quarters": periods.quarters, "quarter": periods.part_of_year("quarter"),
    "decade": periods.decade, "century": periods.century, "nthweekday": periods.nth_weekday, "nth": periods.nth,
    "firsts": periods.firsts, "lasts": periods.lasts, "week": periods.week, "weekday": periods.weekday,
    "edge": periods.edge, "plan": periods.plan, "w:year": points.relative_year, "w:years": points.years,
    "w:month": points.relative_month, "w:quarter": periods.relative_quarter, "w:day": points.relative_day,
    "w:dayp": points.relative_day, "w:half": periods.part_of_year("half"), "w:nmonth": points.month,
    "w:nquarter": periods.part_of_year("quarter"), "w:tenday": periods.tenday, "w:yedge": periods.edge,
    "w:medge": periods.edge, "w:part": points.part, "w:part1": points.part, "w:festival": periods.festival,
    "w:festdays": periods.festival,
}  # fmt: skip
