"""The time a number is for: from its clause, the clauses before it, the sentence before it."""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import datetime, timedelta

from transforms.extract.dates_calendar import midnight, unit_start
from transforms.extract.metrics_modality import last_cue
from transforms.extract.metrics_period_carry import event_day, frame, goes_on, has_no_time
from transforms.extract.metrics_period_spans import (
    END_OF_YEAR,
    LAST_YEAR,
    NONE,
    NOW,
    ROLLING,
    Period,
    aligned,
    as_period,
    dates_between,
    just_ended,
    year_told,
)
from transforms.extract.metrics_period_usable import deed, of_another, says_when, usable
from transforms.extract.metrics_place import label
from transforms.extract.metrics_scene import (
    QUANTITY,
    Candidate,
    Scene,
    cue_set,
    paragraph_start,
    statement_start,
)
from transforms.model import DateSpan

_FLOWS = cue_set("flows")
_STANDING = cue_set("standing")

__all__ = ["NONE", "Period", "as_period", "of_year", "period"]

_SINCE_DEED = re.compile("[^,。;0-9]{1,24}?(?:以来|至今)")
_LATER = re.compile("(?:^|(?<=[,。;\n]))(?:后来|此后|随后|其后|之后)")  # no longer the time told before
_TO_LAST_YEAR = re.compile("[比较]上年(?!同期)")
_COUNTED = re.compile("[^,。;:!?、“”\\n的于在从自至到由与比较及和]{0,8}(?:将[于在])?")
_SAID = re.compile(
    "(?:[内里底前]|之前|以前)?(?:也|都|全部|均)?(?:将|已|要|可|实现|完成|脱贫|建成|投[产用入]|开工|竣工|完工|通车)"
)
_TO_END = re.compile("[到至]了?$")
_FROM_TO = re.compile("[由从].*\\d.*[到至为]了?$")
_WHOLE_YEAR = re.compile("全年(?![龄级])")
_OPENING = re.compile("[\n,:](?:[^,。;\n]{0,3}截[至止]|当地时间|[自从在])?$")
_COST = re.compile("总投资|概算")
_CAPACITY = re.compile("核载|核定|限载|仓容|总装机|设计(?:时速|库容|能力)")
_REACHED = re.compile("完成|累计|实现|到位|增加|新增")
_CLOSING = frozenset("。.!?…;:,、”」)")
_HEADING = 40  # characters
_HEADED = 40  # characters of the paragraph below a heading that may say its time


def period(scene: Scene, candidate: Candidate, before: Period) -> Period:
    """The time of the candidate; `before` is that of the metric before it."""
    if has_no_time(scene, candidate):
        return NONE
    start = statement_start(scene, candidate.sentence)
    if (both := _between_ends(scene, candidate, start)) is not None:
        return both
    told_after = _told_after(scene, candidate)
    for date in reversed(dates_between(scene, start, candidate.start)):
        if told_after is not None and date.end <= candidate.clause.start:
            break
        if usable(scene, date, candidate):
            return _since(scene, date) or as_period(scene, _as_of_now(scene, date))
        if not of_another(scene, date, candidate):
            continue
        if _is_second_end(scene, date, candidate):
            return as_period(scene, date)
        if LAST_YEAR.match(scene.folded, date.start):
            return year_told(scene, start)  # 由上年的8600亩发展到9800亩, 产量1.1万吨
    said = scene.folded[start : candidate.start]
    if "全年" in said and _WHOLE_YEAR.search(scene.folded, start, candidate.start):
        told = year_told(scene, start)
        near = told.date is not None and told.date.start >= paragraph_start(scene, candidate.sentence)
        if near or told.date is not None and just_ended(scene, told, 0):
            return told
        if (planned := _whole_year_planned(scene, candidate)) is not None:
            return planned
    after = told_after or _told_below(scene, candidate)
    return as_period(scene, after) if after is not None else _carried(scene, candidate, before, start)


def _whole_year_planned(scene: Scene, candidate: Candidate) -> Period | None:
    """力争全年新增12家, where no year is told: that of the publication."""
    published, begins = scene.context.published, scene.sentences[candidate.sentence].start
    if published is None or last_cue(scene, begins, candidate.start) is None:
        return None
    found = _WHOLE_YEAR.search(scene.folded, begins, candidate.start)
    if found is None:
        return None
    year = datetime(published.year, 1, 1), datetime(published.year + 1, 1, 1)
    date = DateSpan(found.start(), found.end(), "year", *year, "year", "published", None, "year")
    return Period(*year, found[0], date)


def _kept(scene: Scene, date: DateSpan, candidate: Candidate) -> bool:
    """Whether 其中 goes on with the date of the number before it: one that lasts, or one of its paragraph."""
    return _lasts(scene, date) or date.start >= paragraph_start(scene, candidate.sentence)


def _between_ends(scene: Scene, candidate: Candidate, start: int) -> Period | None:
    """由2002年的599元涨到2012年的1700元,年均增长10%: the years between."""
    if "年均" not in scene.folded[candidate.clause.start : candidate.start]:
        return None
    told = [date for date in dates_between(scene, start, candidate.clause.start) if date.kind == "year"]
    if len(told) < 2:
        return None
    first, last = told[-2:]
    if scene.folded[first.start - 1] not in "由从自" or not _TO_END.search(scene.folded, last.start - 2, last.start):
        return None
    return Period(first.starts_on, last.ends_before, scene.text[first.start : last.end], last)


def _since(scene: Scene, date: DateSpan) -> Period | None:
    """自2008年在全县实施以来: from then until the publication."""
    published, begins = scene.context.published, scene.folded[max(0, date.start - 1) : date.start]
    since = _SINCE_DEED.match(scene.folded, date.end) if begins in ("自", "从") else None
    if since is None or published is None or date.starts_on is None or date.starts_on > published:
        return None
    ends = midnight(published) + timedelta(days=1)
    words = scene.folded[date.start : date.end] + "以来"
    starts, until = aligned(words, midnight(date.starts_on), ends, published)
    return Period(starts, until, scene.text[date.start : since.end()], date)


def _as_of_now(scene: Scene, date: DateSpan) -> DateSpan:
    """截至目前,今年…累计达: the sum of the year as of that day."""
    at = bisect_left(scene.date_starts, date.start)
    if not at or date.kind != "year" or date.anchor != "published":
        return date
    last = scene.dates[at - 1]
    told = NOW.match(scene.folded, last.start) and "截" in scene.folded[max(0, last.start - 2) : last.end]
    return last if told and scene.folded[last.end : date.start] in ("", ",") else date


def _told_below(scene: Scene, candidate: Candidate) -> DateSpan | None:
    """The time of a heading (153个城市同步行动) is that with which the paragraph below begins."""
    folded = scene.folded
    opens, closes = folded.rfind("\n", 0, candidate.start) + 1, folded.find("\n", candidate.end)
    line = folded[opens:closes].rstrip() if closes >= 0 else ""
    if not line or len(line) > _HEADING or line[-1] in _CLOSING:
        return None
    for date in dates_between(scene, closes, closes + _HEADED):
        if _OPENING.search(folded, closes, date.start) and says_when(scene, date):
            return date
    return None


def _is_second_end(scene: Scene, date: DateSpan, candidate: Candidate) -> bool:
    """由2013年的552万人减少到去年底的17.5万人,发生率由26.6%降到0.9%: the second pair's ends have the first's times."""
    if not _TO_END.search(scene.folded, max(0, date.start - 2), date.start):
        return False
    own = scene.folded[candidate.clause.start : candidate.start]
    return _FROM_TO.search(own) is not None and date.start < candidate.clause.start


def _told_after(scene: Scene, candidate: Candidate) -> DateSpan | None:
    """1000多户今年也将完成搬迁: the time between what is counted and what is said of it."""
    for date in dates_between(scene, candidate.end, candidate.clause.end)[:1]:
        if _COUNTED.fullmatch(scene.folded, candidate.end, date.start) and _SAID.match(scene.folded, date.end):
            return date
    return None


def _carried(scene: Scene, candidate: Candidate, before: Period, start: int) -> Period:
    """The time taken over from earlier in the paragraph."""
    begins = scene.sentences[candidate.sentence].start
    if ":" in scene.folded[begins : candidate.start] and label(scene, begins, candidate.start) is not None:
        return NONE
    if "后" in scene.folded[start : candidate.start] and _LATER.search(scene.folded, start, candidate.start):
        return NONE
    for date in reversed(dates_between(scene, paragraph_start(scene, candidate.sentence), start)):
        if usable(scene, date, candidate) and _lasts(scene, date) and not _due_then(scene, date, candidate):
            return as_period(scene, date) if goes_on(scene, date, candidate) else NONE
        if of_another(scene, date, candidate) and LAST_YEAR.match(scene.folded, date.start):
            return year_told(scene, start)
    if scene.folded.startswith("其中", begins) and before.date is not None and _kept(scene, before.date, candidate):
        return before
    if _WHOLE_YEAR.search(scene.folded, paragraph_start(scene, candidate.sentence), start):
        told = year_told(scene, start)
        return told if just_ended(scene, told, 0) else NONE  # 全年粮食产量8万吨。稻谷产量3万吨
    if _TO_LAST_YEAR.search(scene.folded, start, candidate.end + 4):
        told = year_told(scene, start)
        return told if just_ended(scene, told) else NONE
    day = event_day(scene, candidate) or frame(scene, candidate)
    return as_period(scene, day) if day is not None and says_when(scene, day) else NONE


def of_year(scene: Scene, candidate: Candidate, when: Period, indicator: str | None) -> Period:
    """A flow reported at the end of a year (2014年末 … 生猪出栏 …) is the year's; a stock is that of December.

    What holds at any time (海拔) has no date of an earlier sentence; the cost of a whole work and a capacity, none.
    """
    if indicator and when.date is not None and _is_timeless(scene, candidate, when.date, indicator):
        return NONE
    if when.text is None or when.starts_on is None or not END_OF_YEAR.search(when.text):
        return when
    if not indicator or not any(word in indicator for word in _FLOWS):
        return when
    return when._replace(starts_on=unit_start(when.starts_on, "year"))


def _is_timeless(scene: Scene, candidate: Candidate, date: DateSpan, indicator: str) -> bool:
    """Whether the thing measured has no time, or none of another sentence."""
    if indicator in _STANDING:
        return date.start < statement_start(scene, candidate.sentence)
    if _REACHED.search(scene.folded, candidate.clause.start, candidate.start):
        return False
    if _CAPACITY.search(indicator):
        return True
    return _COST.search(indicator) is not None and _alone(scene, date, candidate)


def _alone(scene: Scene, date: DateSpan, candidate: Candidate) -> bool:
    """Whether no number stands between date and number: 签约30个项目,总投资8亿元 is of the date."""
    at = bisect_left(scene.solid, (date.end,))
    following = next((start for start, _, tag in scene.solid[at:] if tag == QUANTITY), candidate.start)
    return following >= candidate.start


def _due_then(scene: Scene, date: DateSpan, candidate: Candidate) -> bool:
    """A year to come of an earlier sentence (计划到2027年…。江西…进入收获期): kept by plans alone."""
    published = scene.context.published
    if published is None or date.starts_on is None or date.starts_on <= published:
        return False
    start = scene.sentences[candidate.sentence].start
    goes_on = scene.folded.startswith(("其中", "同时", "届时", "此外", "另外"), start)
    return not goes_on and last_cue(scene, start, candidate.start) is None


def _lasts(scene: Scene, date: DateSpan) -> bool:
    """Taken over by later sentences of the paragraph: a year, a month, a day, a plan; not 目前, 三年来, 2004年出生."""
    if deed().match(scene.folded, date.end) or scene.folded[max(0, date.start - 1) : date.start] in ("为", "是"):
        return False
    return date.kind != "vague" and date.rule not in ROLLING
