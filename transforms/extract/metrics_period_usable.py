"""Which dates tell of a number at all, and which of something else: of another number, a deed, a name."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache

from transforms.extract.metrics_modality import last_cue
from transforms.extract.metrics_period_spans import NOW
from transforms.extract.metrics_scene import QUANTITY, Candidate, Scene, cue_pattern
from transforms.model import DateSpan

_COMPARED = re.compile(  # 高于2019年, 建于1958年; but 于4月3日召开 says when
    r"(?:比|较|与|同|和|相比|[高低多少优大小快慢好当等对比基鉴关建生立始源起创办工产成摄]于)(?:历史)?$"
)
_ENDS_OF_CHANGE = re.compile("[由从自至到]了?$")  # 由2013年的31.9%下降至2018年底的4.4%: each has its own time
_FESTIVE = re.compile("[”’]?(?!期间|假期|长假|前|后|当)[\u4e00-\u9fff]{2,6}的(?!是)")
_NUMBERED = re.compile("度?第[0-9一二三四五六七八九十]+[期届号批]")  # 2024年第六期国债
_CHANGED_TO = re.compile("[升降长加少减高低大小展涨跌滑落增缩]到$")
_AGE = re.compile("(?:已经?|刚|才)?满?[0-9一二三四五六七八九十]{1,3}岁")
_OF_MEETING = re.compile("[^,。;]{0,14}?(?:[会奖]|表彰|评选|评议|考核|述职|考试)")
_TELLS_OF_DEED = re.compile(  # 发布于5月3日,… and 于5月3日实施的…, 于5月3日上线,…: not of what follows
    "[,。;]|[^,。;]{1,8}的|[^,。;]{0,3}(?:上线|上市|开通|发布|实施|推出|揭牌|落户|挂牌|成立|建成|投产|投用|开工|动工|竣工)"
    "[^0-9,。;]{0,4}[,。;]"
)
_NAME_LENGTH = 40
_BASE_LENGTH = 16


def says_when(scene: Scene, date: DateSpan) -> bool:
    """Whether a date tells when, whatever the number."""
    folded = scene.folded
    if date.kind == "duration" or date.starts_on is None and not NOW.match(folded, date.start):
        return False
    if _COMPARED.search(folded, max(0, date.start - 4), date.start):
        return False
    if folded[date.start - 1 : date.start] == "于" and _TELLS_OF_DEED.match(folded, date.end):
        return False
    if _AGE.match(folded, date.end):
        return False  # 今年66岁
    return not folded.startswith(("电", "讯"), date.end)  # 本报济南9月20日电: when it was sent


def usable(scene: Scene, date: DateSpan, candidate: Candidate) -> bool:
    """Whether a date tells when of the candidate behind it."""
    folded = scene.folded
    if date.end > candidate.start or not says_when(scene, date):
        return False
    alone = folded.startswith("同期", date.end) or folded.endswith("由于", 0, date.start)
    if alone and date.end < candidate.clause.start:
        return False  # 上年同期为4亿元, 由于去年干旱: said of that clause alone
    if folded[date.start : date.end] == "周末" or folded.startswith(("合约", "期货"), date.end):
        return False  # 平时上课,周末家访; 9月合约
    if date.anchor == "text" and folded.startswith("当年", date.start) and _is_now(scene, date):
        return False  # 当年,军民修路: of the year that the story tells of, not of this one
    if _is_guess(scene, date, candidate):
        return False
    if folded.startswith(("前夕", "前不久"), date.end) or _quoted(folded, date, candidate.start):
        return False
    if _qualifies(folded, date, candidate.start):
        return False
    return not of_another(scene, date, candidate) and not _of_base(folded, date, candidate)


def _is_guess(scene: Scene, date: DateSpan, candidate: Candidate) -> bool:
    """Whether 四年后 is read as a time to come though nothing speaks of a plan: the story counts from elsewhere."""
    published, starts = scene.context.published, date.starts_on
    if date.rule != "shifted" or published is None or starts is None or starts.date() <= published.date():
        return False
    return last_cue(scene, scene.sentences[candidate.sentence].start, candidate.start) is None


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
    done = deed().match(folded, date.end)
    return done is not None and folded.startswith("的", done.end()) and done.end() < hi


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
    lo = max(0, date.start - 20)
    opened = max(folded.rfind("“", lo, date.start), folded.rfind("《", lo, date.start))
    if opened < 0:
        return False
    closed = folded.find("”" if folded[opened] == "“" else "》", opened, hi)
    return closed > date.end and "\n" not in folded[opened:closed] and closed - opened < _NAME_LENGTH


def of_another(scene: Scene, date: DateSpan, candidate: Candidate) -> bool:
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


@cache
def deed() -> re.Pattern[str]:
    """What is done behind a date that tells of a beginning: 2004年出生, 3月开工."""
    return re.compile(rf"[\u4e00-\u9fff]{{0,3}}(?:{cue_pattern('birth_verbs')})")
