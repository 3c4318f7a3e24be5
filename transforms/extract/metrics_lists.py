"""Parallel statements dealt out: 陈仓、凤翔分别为12个、8个."""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.extract import indicators
from transforms.extract.metrics_scene import QUANTITY, Candidate, Scene, Token, cue_set, last_match
from transforms.model import DateSpan, Mention, Metric

_CHANGE_NOUNS = cue_set("change_nouns")
_CHANGE_WORDS = cue_set("change_words")
_GENERIC_HEADS = cue_set("generic_heads")
_GROWTH_MEASURES = cue_set("growth_measures")
_PHRASE_MODIFIERS = cue_set("phrase_modifiers")
_REACHING = cue_set("reaching")

_BETWEEN = re.compile(r"[、和与及,]|以及")
_RESPECTIVELY = re.compile(r"分别|依次")
_BASIS = re.compile(r"(?:[与同和比较])(?:[^,、与同和比较]{1,10}(?:相比|同期)|上年|去年)$")
_RANKED = re.compile(r"等?[^,。;、]{0,6}(?:位列|位居|排名|排在|居|列|跻身|进入|均|名列)")
_GROWTH = ("percent", "percentage_point", "multiple")
_SPLIT = re.compile(r"[、和与及]|以及")


class Share(NamedTuple):
    """What one number of a parallel list is about: a name, the words of what is measured, or a time."""

    name: Mention | None
    indicator: str | None
    date: DateSpan | None = None
    of: int | None = None  # where the earlier number stands whose growth it is


def dealt(scene: Scene, candidates: list[Candidate]) -> dict[int, Share]:
    """The share of each candidate (by its start) that stands in a list after 分别."""
    shares: dict[int, Share] = {}
    for group in _groups(scene, candidates):
        first = group[0]
        lo = first.clause.start
        mark = last_match(_RESPECTIVELY, scene.folded, lo, first.start)
        if mark is None:
            continue
        items = _items(scene, first, _before_basis(scene, lo, mark.start()))
        names = _names(scene, lo, mark.start()) or _ranked(scene, first, lo)
        times = _times(scene, scene.sentences[first.sentence].start, mark.start())
        if len(names) == len(group):
            tail = _tail_after(scene, names[-1], mark.start()) if names[-1].start >= lo else None
            shares |= {c.start: Share(n, tail) for c, n in zip(group, names, strict=True)}
        elif len(times) == len(group):
            shares |= {c.start: Share(None, None, date) for c, date in zip(group, times, strict=True)}
        elif len(items) == len(group):
            shares |= {c.start: Share(None, item) for c, item in zip(group, items, strict=True)}
        elif not items and not names:
            earlier = _grown(scene, candidates, group, mark.start())
            shares |= {c.start: Share(None, None, None, e.start) for c, e in zip(group, earlier, strict=False)}
    return shares


def _grown(scene: Scene, candidates: list[Candidate], group: list[Candidate], mark: int) -> list[Candidate]:
    """开行120列,发送货物3万箱,同比分别增长12%、11%: the values before in the sentence that have grown, in order."""
    first = group[0]
    if any(c.quantity.unit_kind not in _GROWTH for c in group) or _names_something(first, mark):
        return []
    before = [c for c in candidates if c.sentence == first.sentence and c.start < first.start]
    levels = before[-len(group) :]
    one_kind = all(c.quantity.unit_kind not in _GROWTH for c in levels)
    return levels if one_kind and len(levels) == len(group) else []


def _names_something(candidate: Candidate, mark: int) -> bool:
    """Whether the clause says before 分别 what has grown, or that nothing has; 同比 and a time do not say it."""
    left = [t for t in candidate.left if t.end <= mark]
    nouns, words = _CHANGE_NOUNS, _GROWTH_MEASURES | _CHANGE_WORDS
    verb = next((t for t in reversed(candidate.left) if t.tag != "ul"), None)
    measured = verb is not None and verb.word in _REACHING and any(t.word in nouns for t in candidate.left)
    if verb is None or not (measured or verb.word in _CHANGE_WORDS):
        return True  # 分别占总数的8%、9%
    left = [t for t in candidate.left if t.end <= mark]
    return any(t.tag[0] in "nvl" and t.word not in words | nouns for t in left)


def share_meaning(scene: Scene, candidates: list[Candidate], metrics: list[Metric]) -> None:
    """Give the later numbers of a parallel list what the first one means: 分别增长6.1%、4.3%."""
    positions = {c.start: i for i, c in enumerate(candidates)}
    for group in _groups(scene, candidates):
        first = metrics[positions[group[0].start]]
        for candidate in group[1:]:
            metric = metrics[positions[candidate.start]]
            if metric.unit == first.unit and metric.direction is None and metric.measure in ("level", "share"):
                metric.measure, metric.direction, metric.basis = first.measure, first.direction, first.basis
                known = indicators.indicator_id(metric.indicator, metric.unit_kind, metric.measure)
                metric.indicator_id = metric.indicator_id or known


def _groups(scene: Scene, candidates: list[Candidate]) -> list[list[Candidate]]:
    """Runs of two and more numbers parted by 、 or 和 alone."""
    groups: list[list[Candidate]] = []
    for candidate in candidates:
        last = groups[-1][-1] if groups else None
        if (
            last is not None
            and candidate.start - last.end in (1, 2)
            and _BETWEEN.fullmatch(scene.folded, last.end, candidate.start)
        ):
            groups[-1].append(candidate)
        else:
            groups.append([candidate])
    return [group for group in groups if len(group) > 1]


def _before_basis(scene: Scene, lo: int, hi: int) -> int:
    """The end of the items when 与上年同期相比, 比去年 … stands between them and 分别."""
    found = _BASIS.search(scene.folded, lo, hi)
    return found.start() if found else hi


def _names(scene: Scene, lo: int, hi: int) -> list[Mention]:
    """The places or bodies listed before 分别, with nothing between them but 、."""
    names = [m for m in scene.names if lo <= m.start and m.end <= hi and m.kind in ("place", "organization")]
    for left, right in zip(names, names[1:], strict=False):
        if not _SPLIT.fullmatch(scene.folded, left.end, right.start):
            return []
    return names


def _ranked(scene: Scene, candidate: Candidate, hi: int) -> list[Mention]:
    """甲市、乙市和丙市位列前三, 规模分别为: the names that open the clause before, where it counts them."""
    start = scene.sentences[candidate.sentence].start
    comma = scene.folded.rfind(",", start, max(start, hi - 1))
    lo = start if comma < 0 else comma + 1
    names = _names(scene, lo, hi)
    opens = len(names) > 1 and names[0].start <= lo + 1
    return names if opens and _RANKED.match(scene.folded, names[-1].end) else []


def _times(scene: Scene, lo: int, hi: int) -> list[DateSpan]:
    """The times listed before 分别: 2014年、2015年、2016年营收分别为."""
    dates = [d for d in scene.dates if lo <= d.start and d.end <= hi and d.starts_on is not None]
    for left, right in zip(dates, dates[1:], strict=False):
        if not _SPLIT.fullmatch(scene.folded, left.end, right.start):
            return []
    return dates


def _tail_after(scene: Scene, name: Mention, hi: int) -> str | None:
    tail = scene.text[name.end : hi].strip("的等,，、 ")
    return tail or None


def _items(scene: Scene, candidate: Candidate, hi: int) -> list[str]:
    """The items before 分别; 城镇、农村居民人均可支配收入 lends its end to its shorter ones."""
    tokens = [t for t in candidate.left if t.end <= hi and t.tag not in ("t", "d", "p", "r")]
    groups: list[list[Token]] = [[]]
    for token in tokens:
        if _SPLIT.fullmatch(token.word):
            groups.append([])
        elif token.tag == QUANTITY or token.tag == "x":
            groups = [[]]
        else:
            groups[-1].append(token)
    while groups[-1] and groups[-1][-1].word in ("同比", "环比"):
        groups[-1].pop()
    if len(groups) < 2 or not all(groups):
        return []
    groups[0] = [t for t in groups[0] if t.word not in _PHRASE_MODIFIERS and t.tag != "ns"] or groups[0]
    last = scene.text[groups[-1][0].start : groups[-1][-1].end]
    return [_item(scene, group, last) for group in groups[:-1]] + [last]


def _item(scene: Scene, group: list[Token], last: str) -> str:
    words = scene.text[group[0].start : group[-1].end]
    whole = len(group) > 1 or group[-1].word in _GENERIC_HEADS or words[-1] in "率值量额数积"
    return words if whole or len(last) <= len(words) + 1 else words + last[len(words) :]
