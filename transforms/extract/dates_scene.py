"""What time expressions count from: the publication, the dateline, the dates of the text before them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from transforms.extract import dates_calendar as calendar
from transforms.extract.dates_calendar import Span
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


FINE = ("day", "part", "hour", "minute", "second")
UNKNOWN = Span(None, None, "unknown")


def based(token: Token, scene: Scene) -> tuple[datetime | None, str | None]:
    """What a relative word counts from: the text before it, the dateline, or the publication."""
    if token.anchor == "text" and scene.inherit is not None and scene.inherit.starts is not None:
        return scene.inherit.starts, scene.inherit.anchor
    last = scene.last
    fine = token.kind not in ("w:day", "w:dayp") or last is not None and last.unit in FINE
    if token.anchor == "text" and fine and last is not None and last.starts is not None:
        return last.starts, "text"
    if token.anchor in ("here", "text"):
        return scene.here()
    return scene.published, "published" if scene.published else None


def year_of(month: int, scene: Scene, day: int = 1) -> tuple[int, str] | None:
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


def base_year(span: Span | None, scene: Scene, month: int) -> tuple[int, str | None] | None:
    if span is not None:
        return (span.starts.year, span.anchor) if span.unit == "year" and span.starts else None
    known = year_of(month, scene)
    return (known[0], known[1] or None) if known else None
