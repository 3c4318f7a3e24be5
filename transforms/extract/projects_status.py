"""How far a project is: the words of its sentence that say so, what is only to come set apart, and when it was so."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache

from transforms import rules
from transforms.model import DateSpan, ProjectFact

_STOPS = "。！？；\n"
_REACH = 90
# 投产后, 通车率, 验收标准 say nothing of how far it is; nor does 运营商
_NO_CUE = re.compile(
    r"[后率前商费权方者单]|以?来|以后|标准|条件|程序|流程|运?力|能力|环境|成本|里程|总里程|大会|专家|公司|中心|管理|单位|图纸|许可"
)
_TO_COME = re.compile(
    r"(?:将|拟|预计|计划|力争|有望|争取|确保|预期|可望|明年|后年|年底前|月底前|即将|待)[\u4e00-\u9fff\d]{0,10}\Z"
)
_LATER = {"completed": "building", "in_use": "building", "started": "planned", "building": "planned"}


@cache
def cues() -> dict[str, str]:
    """The status of every word that tells one."""
    status = rules.vocabulary("project_cues.yaml")["status"]
    return {word: name for name, words in status.items() for word in words}


@cache
def pattern() -> re.Pattern[str]:
    """Those words, the longest first."""
    return re.compile("|".join(sorted(cues(), key=len, reverse=True)))


def is_cue(folded: str, start: int, end: int) -> bool:
    """Whether the word at start..end tells of a status where it stands.

    >>> is_cue("公路通车率", 2, 4), is_cue("公路通车", 2, 4)
    (False, True)
    """
    going_on = folded[end - 1] == "中" and "\u4e00" <= folded[end : end + 1] <= "\u9fff"  # 建设中基础理论
    return _NO_CUE.match(folded, end) is None and not going_on


def of(folded: str, start: int, end: int, nearest: int) -> tuple[str | None, str | None, int]:
    """Status, its word and where it stands, of the project at start..end; `nearest` is where the next one begins."""
    high = min((i for i in (folded.find(mark, end) for mark in _STOPS) if i >= 0), default=len(folded))
    after = _told(folded, end, min(high, end + _REACH, max(nearest, end)))
    if after:
        return after
    low = max(folded.rfind(mark, 0, start) for mark in _STOPS) + 1
    before = [m for m in pattern().finditer(folded, max(low, start - 40), start) if is_cue(folded, *m.span())]
    return (cues()[before[-1][0]], before[-1][0], before[-1].start()) if before else (None, None, start)


def _told(folded: str, low: int, high: int) -> tuple[str, str, int] | None:
    """The first status that holds now; one to come only makes it what comes before (预计明年竣工: being built)."""
    later = None
    for found in pattern().finditer(folded, low, high):
        if not is_cue(folded, *found.span()):
            continue
        status = cues()[found[0]]
        if _TO_COME.search(folded, max(low, found.start() - 14), found.start()) is None or status not in _LATER:
            return status, found[0], found.start()
        later = later or (_LATER[status], found[0], found.start())
    return later


def date(facts: list[ProjectFact], dates: list[DateSpan], folded: str) -> None:
    """Fill in when each project was so: the day or month named right before its word, 8月28日开工."""
    for fact in facts:
        if fact.status_text is None or fact.status_on is not None:
            continue
        at = folded.find(fact.status_text, fact.end)
        if 0 <= at <= fact.end + _REACH:
            fact.status_on = _before(dates, fact.end, at, folded)


def _before(dates: list[DateSpan], low: int, at: int, folded: str) -> datetime | None:
    near = [d for d in dates if low <= d.start and d.end <= at and d.kind in ("day", "month", "datetime")]
    if near and not re.search(r"[,，]", folded[near[-1].end : at]):
        return near[-1].starts_on
    return None
