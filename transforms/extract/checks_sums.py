"""Parts against their total: 其中男生60名、女生40名 of 学生100名; 3个、4个，合计7个."""

from __future__ import annotations

import re

from transforms.extract import checks_growth
from transforms.extract.metrics_scene import cues, sentence_at
from transforms.model import Check, Extraction, Metric, Sentence

_TOTAL = re.compile(r"(?<!年)(?:合计|共计|总计)(?:为|达|有|是)?$")  # 五年共计 is of years not told
_MEAN, _NEAR = re.compile("平均|人均|户均|亩均"), 24
_RATED = re.compile("均|率|降[雨水]|价|差|净")
_BREAK = re.compile(r"[。;\n]")
_ROUNDED = re.compile("[.万亿]")  # 12.3, 5万: the last digit may be rounded; 30 is counted


def find(folded: str, sentences: list[Sentence], found: Extraction) -> list[Check]:
    """The checks of totals with their parts."""
    return _parts_after(folded, found) + _total_after(folded, sentences, found)


def _parts_after(folded: str, found: Extraction) -> list[Check]:
    """A total whose parts 其中 introduces."""
    parts: dict[int, list[int]] = {}
    for link in found.metric_links:
        if link.relation == "part_of" and link.to_metric is not None:
            parts.setdefault(link.to_metric, []).append(link.metric)
    checks = (_whole(folded, found.metrics, total, members) for total, members in parts.items())
    return [check for check in checks if check is not None]


def _whole(folded: str, metrics: list[Metric], at: int, members: list[int]) -> Check | None:
    """The parts against their total; None where one part alone is no more than it, which says nothing."""
    total, parts = metrics[at], [metrics[m] for m in members]
    if _MEAN.search(folded, max(0, total.start - _NEAR), total.start):
        return None
    numbers = [p.value for p in parts if p.value is not None]
    if total.value is None or len(numbers) < len(parts):
        return None
    detail = f"{' + '.join(f'{n:g}' for n in numbers)} / {total.value:g}"
    gap, room = sum(numbers) - total.value, _room(folded, [total, *parts])
    if len(parts) > 1 and abs(gap) <= room:
        return Check("parts_sum", "ok", detail, metric=at)
    firm = _exact([total, *parts]) and all(_kin(total, part) for part in parts)
    if firm and any(number > total.value + room for number in numbers):
        return Check("parts_sum", "fail", detail, metric=at)
    if len(parts) < 2 or not all(_kin(total, part) for part in parts):
        return None
    far = abs(gap) > 0.02 * abs(total.value)
    return Check("parts_sum", "fail" if firm and far and _exhaustive(parts) else "unknown", detail, metric=at)


def _room(folded: str, metrics: list[Metric]) -> float:
    """How far the rounding of the numbers can part a sum from its total."""
    rounded = [m for m in metrics if _ROUNDED.search(folded, m.start, m.end)]
    spans = [checks_growth.interval(folded, metric) for metric in rounded]
    return sum((span.high - span.low) / 2 for span in spans if span.high - span.low < 0.1 * span.high) + 1e-9


def _kin(total: Metric, part: Metric) -> bool:
    """Whether the part is one of the things the total counts: 贫困村 and 深度贫困村."""
    if total.unit_kind in ("percent", "percentage_point", "multiple", "ratio") or not (
        total.indicator and part.indicator
    ):
        return False
    if _RATED.search(total.indicator) or total.unit in ("厘米", "毫米", "米"):
        return False  # an average or a rate is no sum
    return total.indicator[-1] == part.indicator[-1]


def _exhaustive(parts: list[Metric]) -> bool:
    """Two parts that leave nothing between them: 男生 and 女生, 贫困村 and 非贫困村."""
    if len(parts) != 2:
        return False
    one, other = (p.indicator or "" for p in parts)
    if one and other and (other == "非" + one or one == "非" + other):
        return True
    pairs = [tuple(pair.split("|")) for pair in cues()["complements"]]
    return any(_opposed(one, other, a, b) or _opposed(one, other, b, a) for a, b in pairs)


def _opposed(one: str, other: str, mark: str, contrary: str) -> bool:
    return mark in one and contrary in other and mark not in other and contrary not in one


def _total_after(folded: str, sentences: list[Sentence], found: Extraction) -> list[Check]:
    """Numbers of one unit, then 合计 and their total."""
    checks = []
    changed = {
        end for link in found.metric_links if link.relation == "previous_value" for end in (link.metric, link.to_metric)
    }
    for at, total in enumerate(found.metrics):
        if at < 2 or at - 1 in changed or not _TOTAL.search(folded, max(0, total.start - 6), total.start):
            continue
        parts = _run_before(folded, sentences, found.metrics, at)
        if len(parts) < 2 or total.value is None or not _exact([total, *parts]):
            continue
        gap = sum(p.value or 0 for p in parts) - total.value
        status = (
            "ok"
            if abs(gap) <= 0.005 * abs(total.value)
            else "fail"
            if abs(gap) > 0.02 * abs(total.value)
            else "unknown"
        )
        numbers = " + ".join(f"{p.value:g}" for p in parts)
        checks.append(Check("parts_sum", status, f"{numbers} / {total.value:g}", metric=at))
    return checks


def _run_before(folded: str, sentences: list[Sentence], metrics: list[Metric], at: int) -> list[Metric]:
    """The levels of the same unit right before the total, with nothing else counted between them."""
    total = metrics[at]
    run: list[Metric] = []
    number = sentence_at(sentences, total.start)
    for earlier in range(at - 1, -1, -1):
        other = metrics[earlier]
        if other.unit != total.unit or other.measure != "level" or sentence_at(sentences, other.start) != number:
            break
        following = run[-1] if run else total
        if _BREAK.search(folded, other.end, total.start) or following.start - other.end > 20:
            break
        run.append(other)
    return run[::-1]


def _exact(metrics: list[Metric]) -> bool:
    return all(m.qualifier == "exact" and m.value is not None for m in metrics)
