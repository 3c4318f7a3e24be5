"""Growth and change against the values they join: 由50亿元增加到60亿元，增长20%."""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.extract.metrics_scene import sentence_at
from transforms.model import Check, Extraction, Metric, Sentence

_DECIMALS = re.compile(r"\d+(?:\.(?P<places>\d+))?")


_GRADES = ("类", "级", "等", "星", "名", "位")  # from 四类 to 二类 is upwards
# By the year, or at other prices than the values are stated in.
_OTHERWISE = re.compile(r"年均|每年|年平均|逐年|可比|不变价|扣除|剔除|实际")

_OF_YEAR = re.compile("年|同期")


class Stated(NamedTuple):
    """A number with the half step its writing leaves open."""

    low: float
    high: float


def find(folded: str, sentences: list[Sentence], found: Extraction) -> list[Check]:
    """The checks of values before and after, with what is said of the change between them."""
    checks = []
    for link in found.metric_links:
        if link.relation == "previous_value" and link.to_metric is not None:
            checks += _between(folded, sentences, found.metrics, link.metric, link.to_metric)
    return checks + _change_and_growth(folded, sentences, found.metrics)


def _between(folded: str, sentences: list[Sentence], metrics: list[Metric], before: int, after: int) -> list[Check]:
    """Direction of 由 … 到 …, and the growth stated right after it."""
    old, new = metrics[before], metrics[after]
    if not _firm([old, new]) or old.unit != new.unit or old.unit in _GRADES:
        return []
    checks = []
    if new.direction and old.value != new.value and old.value is not None and new.value is not None:
        rises = new.value > old.value
        agrees = rises == (new.direction == "up")
        checks.append(Check("direction", "ok" if agrees else "fail", f"{old.value:g} / {new.value:g}", metric=after))
    stated = _stated_change(sentences, metrics, after)
    if stated is None or (metrics[stated].basis == "yoy" and new.basis and not _OF_YEAR.search(new.basis)):
        return checks  # 从3月的372亿升至374亿,年比上升3.6%: growth over another time
    if not _OTHERWISE.search(folded, new.end, metrics[stated].start):
        checks += _agreement(folded, metrics, (before, after), stated)
    return checks


def _stated_change(sentences: list[Sentence], metrics: list[Metric], after: int) -> int | None:
    """The change or growth next after a value, in its sentence and for the same thing."""
    at = after + 1
    if at >= len(metrics) or sentence_at(sentences, metrics[at].start) != sentence_at(sentences, metrics[after].start):
        return None
    new, change = metrics[after], metrics[at]
    near = change.start - new.end <= 16 and change.indicator == new.indicator
    return at if near and change.measure in ("change", "growth_rate") else None


def _agreement(folded: str, metrics: list[Metric], pair: tuple[int, int], at: int) -> list[Check]:
    change = metrics[at]
    old, new = (interval(folded, metrics[i]) for i in pair)
    got = interval(folded, change)
    if not _firm([change]) or old.low <= 0:
        return []
    if change.unit == "%" and metrics[pair[0]].unit != "%":
        expected = Stated(*sorted(_percent(old, new)))
    elif change.unit == "x":
        expected = Stated(new.low / old.high - 1, new.high / old.low)
    elif change.unit == metrics[pair[0]].unit or (change.unit in ("pp", "%") and metrics[pair[0]].unit == "%"):
        ends = (abs(new.high - old.low), abs(new.low - old.high))
        expected = Stated(min(ends), max(ends))
    else:
        return []
    return [_verdict("growth", expected, got, at)]


def _percent(old: Stated, new: Stated) -> tuple[float, float]:
    ends = (abs(new.low / old.high - 1) * 100, abs(new.high / old.low - 1) * 100)
    return ends[0], ends[1]


def _verdict(check: str, expected: Stated, got: Stated, at: int) -> Check:
    """ok within the rounding of both sides, fail when far outside, unknown between."""
    detail = f"{(expected.low + expected.high) / 2:.4g} / {(got.low + got.high) / 2:.4g}"
    if got.high >= expected.low - 1e-9 and got.low <= expected.high + 1e-9:
        return Check(check, "ok", detail, metric=at)
    middle, span = (expected.low + expected.high) / 2, (expected.high - expected.low) / 2
    off = abs((got.low + got.high) / 2 - middle)
    far = off > max(0.1 * abs(middle), 2 * span)
    return Check(check, "fail" if far else "unknown", detail, metric=at)


def _change_and_growth(folded: str, sentences: list[Sentence], metrics: list[Metric]) -> list[Check]:
    """达55亿元，比上年增加5亿元，增长10%: the change over what was before is the growth."""
    checks = []
    for at in range(2, len(metrics)):
        level, change, growth = metrics[at - 2 : at + 1]
        if (level.measure, change.measure, growth.measure) != ("level", "change", "growth_rate") or growth.unit != "%":
            continue
        if level.unit != change.unit or not _firm([level, change, growth]) or change.direction != growth.direction:
            continue
        if _OTHERWISE.search(folded, level.end, growth.start):
            continue
        if sentence_at(sentences, level.start) != sentence_at(sentences, growth.start):
            continue
        if (
            growth.basis not in (None, change.basis)
            or level.indicator != change.indicator
            or change.indicator != growth.indicator
        ):
            continue
        whole, part = interval(folded, level), interval(folded, change)
        sign = 1 if change.direction == "up" else -1
        before = Stated(whole.low - sign * part.high, whole.high - sign * part.low)
        low, high = min(before), max(before)
        if low <= 0:
            continue
        expected = Stated(part.low / high * 100, part.high / low * 100)
        checks.append(_verdict("growth", expected, interval(folded, growth), at))
    return checks


def interval(folded: str, metric: Metric) -> Stated:
    """The value give or take half of its last written digit."""
    value = metric.value or 0.0
    written = _DECIMALS.search(folded, metric.start, metric.end)
    if not written or not float(written[0]):
        return Stated(value, value)
    step = value / float(written[0]) * 10 ** -len(written["places"] or "")
    return Stated(value - step / 2, value + step / 2)


def _firm(metrics: list[Metric]) -> bool:
    return all(m.value is not None and m.qualifier == "exact" and m.modality == "actual" for m in metrics)
