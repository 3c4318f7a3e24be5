"""The time a number is for: from its clause, the clauses before it, the sentence before it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from transforms.extract.dates_calendar import midnight, unit_start
from transforms.extract.metrics_modality import last_cue
from transforms.extract.metrics_period_carry import goes_on, has_no_time
from transforms.extract.metrics_place import label
from transforms.extract.metrics_scene import (
    QUANTITY,
    Candidate,
    Scene,
    cue_pattern,
    cue_set,
    paragraph_start,
    start_of,
    statement_start,
)
from transforms.model import DateSpan

# 当前 speaks of the moment only as an adverb: 结合当前脱贫攻坚任务 says nothing of a later number.
_NOW = re.compile(r"(?:截[至止])?(?:到)?(?:目前|现在|眼下|如今|现今|(?<=[至止到])当前|当前(?=[,，、全已共我]))")
_COMPARED = re.compile(  # 高于2019年, 建于1958年; but 于4月3日召开 says when
    r"(?:比|较|与|同|和|相比|[高低多少优大小快慢好当等对比基鉴关建生立始源起创办工产成摄]于)(?:历史)?$"
)
_OTHER_YEAR = re.compile(r"(?:比|较|与|同|和|相比|于|由|从|自|到|至)$")  # 比2005年增加: not the year told of
_SINCE = re.compile(r"以来|来$|^近|开始|至今|^自|^从|^过去|^最近")
_DAYS = re.compile("[日天时周]|星期|礼拜")  # 过去24小时 and 近三天 are no months
_BY = re.compile(r"前$|之前$|^[到至]")
_END_OF_MONTH = re.compile(r"月[底末]")
_ENDS_OF_CHANGE = re.compile("[由从自至到]了?$")  # 由2013年的31.9%下降至2018年底的4.4%: each has its own time
_FESTIVE = re.compile("[”’]?(?!期间|假期|长假|前|后|当)[\u4e00-\u9fff]{2,6}的(?!是)")
_NUMBERED = re.compile("度?第[0-9一二三四五六七八九十]+[期届号批]")  # 2024年第六期国债
_CHANGED_TO = re.compile("[升降长加少减高低大小展涨跌]到$")
_AGE = re.compile("(?:已经?|刚|才)?满?[0-9一二三四五六七八九十]{1,3}岁")
_OF_MEETING = re.compile("[^,。;]{0,14}?(?:[会奖]|表彰|评选|评议|考核|述职|考试)")
_LAST_YEAR = re.compile("上年|上一年")
_TELLS_OF_DEED = re.compile(  # 发布于5月3日,… and 于5月3日实施的…, 于5月3日上线,…: not of what follows
    "[,。;]|[^,。;]{1,8}的|[^,。;]{0,3}(?:上线|上市|开通|发布|实施|推出|揭牌|落户|挂牌|成立|建成|投产|投用|开工|动工|竣工)"
    "[^0-9,。;]{0,4}[,。;]"
)
_LATER = re.compile("(?:^|(?<=[,。;\n]))(?:后来|此后|随后|其后|之后)")  # no longer the time told before
_TO_LAST_YEAR = re.compile("[比较]上年(?!同期)")
_BARE_END = re.compile("年[末底终]|岁末")
_COUNTED = re.compile("[^,。;:!?、“”\\n的于在从自至到由与比较及和]{0,8}(?:将[于在])?")
_SAID = re.compile(
    "(?:[内里底前]|之前|以前)?(?:也|都|全部|均)?(?:将|已|要|可|实现|完成|脱贫|建成|投[产用入]|开工|竣工|完工|通车)"
)
_TO_END = re.compile("[到至]了?$")
_FROM_TO = re.compile("[由从].*\\d.*[到至为]了?$")
_WHOLE_YEAR = re.compile("全年(?![龄级])")
_YEARS_TO_NOW = re.compile("(?!(?:过去|最近|[近这])?[12一二两]年)[^月天日]*年(?:以)?来$")  # 十年来, not 两年来
_OF_DEED = re.compile("[\u4e00-\u9fff](?<![近这的])$")  # 挂牌三年来: to the month
_LONG_AGO = re.compile("多年[之以]?前$")
_OPENING = re.compile("[\n,:](?:[^,。;\n]{0,3}截[至止]|当地时间|[自从在])?$")
_COST = re.compile("总投资|概算")
_CAPACITY = re.compile("核载|核定|限载|仓容|总装机|设计(?:时速|库容|能力)")
_REACHED = re.compile("完成|累计|实现|到位|增加|新增")
_CLOSING = frozenset("。.!?…;:,、”」)")
_HEADING = 40  # characters
_HEADED = 40  # characters of the paragraph below a heading that may say its time
_REPORTS_UNTIL = 6  # the month until which reports on the year before come out
_NAME_LENGTH = 40
_BASE_LENGTH = 16
_END_OF_YEAR = re.compile(r"年?[年终][底末](?!前)|岁末")


class Period(NamedTuple):
    """Half open, with the words that say it and the date they come from."""

    starts_on: datetime | None
    ends_before: datetime | None
    text: str | None
    date: DateSpan | None


NONE = Period(None, None, None, None)


def period(scene: Scene, candidate: Candidate, before: Period) -> Period:
    """The time of the candidate; `before` is that of the metric before it."""
    if has_no_time(scene, candidate):
        return NONE
    start = statement_start(scene, candidate.sentence)
    if (both := _between_ends(scene, candidate, start)) is not None:
        return both
    told_after = _told_after(scene, candidate)
    for date in reversed(_dates_between(scene, start, candidate.start)):
        if told_after is not None and date.end <= candidate.clause.start:
            break
        if _usable(scene, date, candidate):
            return as_period(scene, _as_of_now(scene, date))
        if not _of_another(scene, date, candidate):
            continue
        if _is_second_end(scene, date, candidate):
            return as_period(scene, date)
        if _LAST_YEAR.match(scene.folded, date.start):
            return _year_told(scene, start)  # 由上年的8600亩发展到9800亩, 产量1.1万吨
    if _WHOLE_YEAR.search(scene.folded, start, candidate.start):
        told = _year_told(scene, start)
        near = told.date is not None and told.date.start >= paragraph_start(scene, candidate.sentence)
        if near or told.date is not None and _just_ended(scene, told, 0):
            return told
    after = told_after or _told_below(scene, candidate)
    return as_period(scene, after) if after is not None else _carried(scene, candidate, before, start)


def _kept(scene: Scene, date: DateSpan, candidate: Candidate) -> bool:
    """Whether 其中 goes on with the date of the number before it: one that lasts, or one of its paragraph."""
    return _lasts(scene, date) or date.start >= paragraph_start(scene, candidate.sentence)


def _between_ends(scene: Scene, candidate: Candidate, start: int) -> Period | None:
    """由2002年的599元涨到2012年的1700元,年均增长10%: the years between."""
    if "年均" not in scene.folded[candidate.clause.start : candidate.start]:
        return None
    told = [date for date in _dates_between(scene, start, candidate.clause.start) if date.kind == "year"]
    if len(told) < 2:
        return None
    first, last = told[-2:]
    if scene.folded[first.start - 1] not in "由从自" or not _TO_END.search(scene.folded, last.start - 2, last.start):
        return None
    return Period(first.starts_on, last.ends_before, scene.text[first.start : last.end], last)


def _as_of_now(scene: Scene, date: DateSpan) -> DateSpan:
    """截至目前,今年…累计达: the sum of the year as of that day."""
    at = bisect_left(scene.dates, date.start, key=start_of)
    if not at or date.kind != "year" or date.anchor != "published":
        return date
    last = scene.dates[at - 1]
    told = _NOW.match(scene.folded, last.start) and "截" in scene.folded[max(0, last.start - 2) : last.end]
    return last if told and scene.folded[last.end : date.start] in ("", ",") else date


def _told_below(scene: Scene, candidate: Candidate) -> DateSpan | None:
    """The time of a heading (153个城市同步行动) is that with which the paragraph below begins."""
    folded = scene.folded
    opens, closes = folded.rfind("\n", 0, candidate.start) + 1, folded.find("\n", candidate.end)
    line = folded[opens:closes].rstrip() if closes >= 0 else ""
    if not line or len(line) > _HEADING or line[-1] in _CLOSING:
        return None
    for date in _dates_between(scene, closes, closes + _HEADED):
        if _OPENING.search(folded, closes, date.start) and _says_when(scene, date):
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
    for date in _dates_between(scene, candidate.end, candidate.clause.end)[:1]:
        if _COUNTED.fullmatch(scene.folded, candidate.end, date.start) and _SAID.match(scene.folded, date.end):
            return date
    return None


def _carried(scene: Scene, candidate: Candidate, before: Period, start: int) -> Period:
    """The time taken over from earlier in the paragraph."""
    begins = scene.sentences[candidate.sentence].start
    if ":" in scene.folded[begins : candidate.start] and label(scene, begins, candidate.start) is not None:
        return NONE
    if _LATER.search(scene.folded, start, candidate.start):
        return NONE
    for date in reversed(_dates_between(scene, paragraph_start(scene, candidate.sentence), start)):
        if _usable(scene, date, candidate) and _lasts(scene, date) and not _due_then(scene, date, candidate):
            return as_period(scene, date) if goes_on(scene, date, candidate) else NONE
        if _of_another(scene, date, candidate) and _LAST_YEAR.match(scene.folded, date.start):
            return _year_told(scene, start)
    if scene.folded.startswith("其中", begins) and before.date is not None and _kept(scene, before.date, candidate):
        return before
    if _TO_LAST_YEAR.search(scene.folded, start, candidate.end + 4):
        told = _year_told(scene, start)
        return told if _just_ended(scene, told) else NONE
    return NONE


def _year_told(scene: Scene, hi: int) -> Period:
    """The last year named before `hi`: what 年末 and 全年 of a report are of, and what follows the 上年 in it."""
    for date in reversed(_dates_between(scene, 0, hi)):
        if date.anchor is not None or date.kind != "year" or date.starts_on is None:
            continue
        if not _OTHER_YEAR.search(scene.folded, max(0, date.start - 3), date.start):
            return Period(date.starts_on, date.ends_before, scene.text[date.start : date.end], date)
    return NONE


def _just_ended(scene: Scene, told: Period, least: int = 1) -> bool:
    """Whether the year is the one before the publication (with `least` 0 also that of it), where that is known."""
    published = scene.context.published
    return told.starts_on is not None and (published is None or least <= published.year - told.starts_on.year <= 1)


def _of_report(scene: Scene, date: DateSpan) -> DateSpan:
    """年末 and 上年 of a report published after the year it tells of, counted from that year."""
    published, words = scene.context.published, scene.folded[date.start : date.end]
    ends, last = _BARE_END.match(words), _LAST_YEAR.match(words)
    if published is None or date.starts_on is None or not (ends or last) or published.month > _REPORTS_UNTIL:
        return date
    told = _year_told(scene, date.start).starts_on
    if told is None or told.year != published.year - 1:
        return date
    if last and date.starts_on.year == told.year:
        return replace(date, starts_on=datetime(told.year - 1, 1, 1), ends_before=told)
    if ends and date.starts_on.year == published.year:
        return replace(date, starts_on=datetime(told.year, 12, 1), ends_before=datetime(published.year, 1, 1))
    return date


def of_year(scene: Scene, candidate: Candidate, when: Period, indicator: str | None) -> Period:
    """A flow reported at the end of a year (2014年末 … 生猪出栏 …) is the year's; a stock is that of December.

    What holds at any time (海拔) has no date of an earlier sentence; the cost of a whole work and a capacity, none.
    """
    carried = when.date is not None and when.date.start < statement_start(scene, candidate.sentence)
    if carried and indicator in cue_set("standing"):
        return NONE
    if indicator and _CAPACITY.search(indicator):
        return NONE
    if indicator and when.date is not None and _COST.search(indicator) and _alone(scene, when.date, candidate):
        return NONE
    if when.text is None or when.starts_on is None or not _END_OF_YEAR.search(when.text):
        return when
    if not indicator or not any(word in indicator for word in cue_set("flows")):
        return when
    return when._replace(starts_on=unit_start(when.starts_on, "year"))


def _alone(scene: Scene, date: DateSpan, candidate: Candidate) -> bool:
    """Whether neither deed nor number stands between date and number: 签约30个项目,总投资8亿元 is of the date."""
    if _REACHED.search(scene.folded, candidate.clause.start, candidate.start):
        return False
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
    return not goes_on and last_cue(scene.folded, start, candidate.start) is None


@cache
def _deed() -> re.Pattern[str]:
    return re.compile(rf"[\u4e00-\u9fff]{{0,3}}(?:{cue_pattern('birth_verbs')})")


def _lasts(scene: Scene, date: DateSpan) -> bool:
    """Taken over by later sentences of the paragraph: a year, a month, a day, a plan; not 目前, 三年来, 2004年出生."""
    if _deed().match(scene.folded, date.end) or scene.folded[max(0, date.start - 1) : date.start] in ("为", "是"):
        return False
    return date.kind != "vague" and date.rule not in _ROLLING


def _dates_between(scene: Scene, lo: int, hi: int) -> list[DateSpan]:
    first = bisect_left(scene.dates, lo, key=start_of)
    last = bisect_left(scene.dates, hi, lo=first, key=start_of)
    return scene.dates[first:last]


def _says_when(scene: Scene, date: DateSpan) -> bool:
    """Whether a date tells when, whatever the number."""
    folded = scene.folded
    if date.kind == "duration" or date.starts_on is None and not _NOW.match(folded, date.start):
        return False
    if _COMPARED.search(folded, max(0, date.start - 4), date.start):
        return False
    if folded[date.start - 1 : date.start] == "于" and _TELLS_OF_DEED.match(folded, date.end):
        return False
    if _AGE.match(folded, date.end):
        return False  # 今年66岁
    return not folded.startswith(("电", "讯"), date.end)  # 本报济南9月20日电: when it was sent


def _usable(scene: Scene, date: DateSpan, candidate: Candidate) -> bool:
    folded = scene.folded
    if date.end > candidate.start or not _says_when(scene, date):
        return False
    alone = folded.startswith("同期", date.end) or folded.endswith("由于", 0, date.start)
    if alone and date.end < candidate.clause.start:
        return False  # 上年同期为4亿元, 由于去年干旱: said of that clause alone
    if folded[date.start : date.end] == "周末" or folded.startswith(("合约", "期货"), date.end):
        return False  # 平时上课,周末家访; 9月合约
    if date.anchor == "text" and folded.startswith("当年", date.start) and _is_now(scene, date):
        return False  # 当年,军民修路: of the year that the story tells of, not of this one
    if folded.startswith(("前夕", "前不久"), date.end) or _quoted(folded, date, candidate.start):
        return False
    if _qualifies(folded, date, candidate.start):
        return False
    return not _of_another(scene, date, candidate) and not _of_base(folded, date, candidate)


def _is_now(scene: Scene, date: DateSpan) -> bool:
    published = scene.context.published
    return published is not None and date.starts_on is not None and date.starts_on.year == published.year


def _qualifies(folded: str, date: DateSpan, hi: int) -> bool:
    """去年3月开工的山庄, 春节热销的烟花, 2018年度组织生活会: the time of a thing, not of the number."""
    if date.rule.startswith("fest") and _FESTIVE.match(folded, date.end):
        return True
    if folded.startswith("年度", date.end - 2) and _OF_MEETING.match(folded, date.end, hi):
        return True
    if date.kind == "year" and _NUMBERED.match(folded, date.end):
        return True
    deed = _deed().match(folded, date.end)
    return deed is not None and folded.startswith("的", deed.end()) and deed.end() < hi


def _of_base(folded: str, date: DateSpan, candidate: Candidate) -> bool:
    """是去年死亡人数的1倍多: the time of what a multiple is of."""
    if candidate.quantity.unit_kind not in ("percent", "multiple") or candidate.start - date.end > _BASE_LENGTH:
        return False
    led = folded[max(0, date.start - 3) : date.start].rstrip("自从")
    between = folded[date.end : candidate.start]
    if candidate.quantity.unit_kind == "percent" and between == "的" and _CHANGED_TO.search(led):
        return False  # 由2015年的78%上升到2019年的88%
    return led[-1:] in ("是", "为", "于", "到") and between[-1:] == "的" and not set(between) & set(",。;")


def _quoted(folded: str, date: DateSpan, hi: int) -> bool:
    """Inside a quoted name that ends before the number: “中国2010年度十大成果奖”."""
    opened = max(folded.rfind(mark, max(0, date.start - 20), date.start) for mark in "“《")
    if opened < 0:
        return False
    closed = folded.find("”" if folded[opened] == "“" else "》", opened, hi)
    return closed > date.end and "\n" not in folded[opened:closed] and closed - opened < _NAME_LENGTH


def _of_another(scene: Scene, date: DateSpan, candidate: Candidate) -> bool:
    """由2007年的727万亩发展到…: a time bound by 的 to another number is that number's alone.

    去年同期的86%: what the share is measured by.
    """
    if not scene.folded.startswith("的", date.end):
        return False
    at = bisect_left(scene.solid, (date.end,))
    following = next((start for start, _, tag in scene.solid[at : at + 3] if tag == QUANTITY), None)
    if following is None or following - date.end > 3:
        return False
    if following == candidate.start and candidate.quantity.unit_kind in ("percent", "multiple"):
        return _ENDS_OF_CHANGE.search(scene.folded, max(0, date.start - 3), date.start) is None
    return following < candidate.start


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
    if _NOW.match(scene.folded, date.start):
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
    years = date.rule in _ROLLING and _YEARS_TO_NOW.fullmatch(words)
    if years and starts and ends and not _OF_DEED.match(scene.folded, max(0, date.start - 1), date.start):
        return Period(unit_start(starts, "year"), datetime(ends.year + 1, 1, 1), text, date)
    return Period(*_aligned(words, starts, ends, published), text, date)


_ROLLING = ("rolling", "shifted", "since", "lastdays")


def _aligned(
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
    if _END_OF_YEAR.search(words) and starts >= unit_start(last, "year"):
        return unit_start(last, "month"), ends
    if _SINCE.search(words) and published is not None and last.date() == published.date() and not _DAYS.search(words):
        is_years = "月" not in words and starts == unit_start(starts, "year") and starts.year < last.year
        after_month = unit_start(last + timedelta(days=32 - last.day), "month")
        return unit_start(starts, "month"), datetime(last.year + 1, 1, 1) if is_years else after_month
    return starts, ends
