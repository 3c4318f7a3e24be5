"""The time a number is for: from its clause, the clauses before it, the sentence before it."""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import datetime, timedelta
from typing import NamedTuple

from transforms.extract.metrics_scene import Candidate, Scene
from transforms.model import DateSpan

_NOW = re.compile(r"(?:截[至止])?(?:目前|现在|眼下|如今|当前|现今|今)|截[至止]")
_COMPARED = re.compile(r"(?:比|较|与|同|和|相比|于)(?:历史)?$")


class Period(NamedTuple):
    """Half open, with the words that say it and the date they come from."""

    starts_on: datetime | None
    ends_before: datetime | None
    text: str | None
    date: DateSpan | None


NONE = Period(None, None, None, None)


def period(scene: Scene, candidate: Candidate, before: Period) -> Period:
    """The time of the candidate; `before` is that of the metric before it in the paragraph."""
    sentence = scene.sentences[candidate.sentence]
    for date in reversed(_dates_between(scene, sentence.start, candidate.start)):
        if _usable(scene, date, candidate):
            return _as_period(scene, date)
    return before


def _dates_between(scene: Scene, lo: int, hi: int) -> list[DateSpan]:
    first = bisect_left(scene.dates, lo, key=lambda d: d.start)
    last = bisect_left(scene.dates, hi, lo=first, key=lambda d: d.start)
    return scene.dates[first:last]


def _usable(scene: Scene, date: DateSpan, candidate: Candidate) -> bool:
    folded = scene.folded
    if date.kind == "duration" or date.end > candidate.start:
        return False
    if date.starts_on is None and not _NOW.match(folded, date.start):
        return False
    if _COMPARED.search(folded, max(0, date.start - 3), date.start):
        return False
    return not _of_another(folded, date, candidate)


def _of_another(folded: str, date: DateSpan, candidate: Candidate) -> bool:
    """由2007年的727万亩发展到…: a time bound by 的 to another number is that number's alone."""
    if not folded.startswith("的", date.end):
        return False
    following = next((t for t in candidate.clause.tokens if t.start >= date.end and t.tag == "m"), None)
    return following is not None and following.start < candidate.start and following.start - date.end <= 3


def _as_period(scene: Scene, date: DateSpan) -> Period:
    text = scene.text[date.start : date.end]
    published = scene.context.published
    if _NOW.match(scene.folded, date.start) and date.kind == "vague":
        if published is None:
            return Period(None, None, text, date)
        day = _midnight(published)
        return Period(day, day + timedelta(days=1), text, date)
    if date.kind == "vague" and date.starts_on is None:
        return NONE
    starts, ends = date.starts_on, date.ends_before
    if starts is not None:
        starts = _midnight(starts)
    if ends is not None and ends != _midnight(ends):
        ends = _midnight(ends) + timedelta(days=1)
    return Period(starts, ends, text, date)


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
