"""How the metrics of a text hang together: totals and parts, growth and level, before and after, plan and outcome."""

from __future__ import annotations

import re
from bisect import bisect_left

from transforms.extract.metrics_place_article import listed_names
from transforms.extract.metrics_scene import Candidate, Scene, sentence_at, statement_start
from transforms.model import Metric, MetricLink

_TO = re.compile(
    r"[^,。;]{0,6},?[^,。;]{0,12}"
    r"(?:(?:[增减升降涨跌]|增加|增长|提高|提升|上升|下降|降低|减少|缩小|缩短|扩大|发展|壮大|调整|上涨|下调|上调|回落|回升|攀升|跃升|扩展|变|改)"
    r"(?:到了?|至|为|成)|达到?)[^,。;]{0,12}"
)
_FROM = re.compile(r"(?:由|从)(?:[^,。;]{0,14}的)?[^,。;\d]{0,4}$")
_GAP = 2  # characters at most between the last name and the number: 等共
_NAMED_KINDS = ("place", "organization", "person", "project")


def links(scene: Scene, candidates: list[Candidate], metrics: list[Metric]) -> list[MetricLink]:
    """The links between metrics, and from a count to the names it counts."""
    found: list[MetricLink] = []
    for at, candidate in enumerate(candidates):
        found += _listed(scene, candidate, at)
        found += _derived(candidates, metrics, at)
        found += _part(scene, candidates, metrics, at)
    return found + _targets(metrics)


def previous_of(scene: Scene, candidates: list[Candidate], at: int) -> int | None:
    """The position of the number that 由 … 到 … goes from, for the number it goes to."""
    if at == 0:
        return None
    here, before = candidates[at], candidates[at - 1]
    if before.sentence != here.sentence or before.quantity.unit_kind != here.quantity.unit_kind:
        return None
    between = scene.folded[before.end : here.start]
    if "其中" in between or not _TO.fullmatch(between):
        return None
    lead = scene.folded[max(before.clause.start, before.start - 24) : before.start]
    return at - 1 if _FROM.search(lead) else None


def _listed(scene: Scene, candidate: Candidate, at: int) -> list[MetricLink]:
    """东沟门、新街、菜园等3个村: the count is linked to each name."""
    mentions = scene.found.mentions
    if candidate.quantity.unit_kind in ("percent", "money", "ratio", "percentage_point"):
        return []
    start = scene.sentences[candidate.sentence].start
    hi = bisect_left(scene.name_starts, candidate.start)
    if hi and scene.names[hi - 1].end > candidate.start:
        hi -= 1
    if not hi or scene.names[hi - 1].end < candidate.start - _GAP:
        return []
    before = scene.names[bisect_left(scene.name_starts, start, hi=hi) : hi]
    listed = listed_names(scene, candidate.start, [m for m in before if m.kind in _NAMED_KINDS])
    positions = {id(m): i for i, m in enumerate(mentions)} if listed else {}
    return [MetricLink(at, "listed_in", to_mention=positions[id(m)]) for m in listed if id(m) in positions]


def _derived(candidates: list[Candidate], metrics: list[Metric], at: int) -> list[MetricLink]:
    """Growth, change and share belong to the level stated before them for the same thing."""
    metric = metrics[at]
    if metric.measure not in ("growth_rate", "change", "share", "contribution", "difference"):
        return []
    for earlier in range(at - 1, -1, -1):
        other = metrics[earlier]
        if candidates[earlier].sentence != candidates[at].sentence:
            break
        if other.measure == "level" and other.place_name == metric.place_name and _same(other, metric):
            return [MetricLink(at, "share_of" if metric.measure == "share" else "change_of", to_metric=earlier)]
    return []


def _same(level: Metric, derived: Metric) -> bool:
    """Whether one is said of the other: the same thing in the same unit, or in percent."""
    if derived.unit != level.unit and derived.unit_kind not in ("percent", "percentage_point", "multiple"):
        return False
    if derived.measure == "share":
        return level.unit_kind != "percent"
    return level.indicator is not None and level.indicator == derived.indicator


def _part(scene: Scene, candidates: list[Candidate], metrics: list[Metric], at: int) -> list[MetricLink]:
    """其中…: a part of the last total of the same unit before 其中."""
    candidate, metric = candidates[at], metrics[at]
    start = statement_start(scene, candidate.sentence)
    mark = scene.folded.rfind("其中", start, candidate.start)
    if mark < 0 or metric.measure != "level":
        return []
    stop = scene.folded.rfind(";", mark, candidate.start)
    named = metric.rule == "metric.before" and bool(scene.folded[stop + 1 : candidate.start].strip("有"))
    listed = stop < 0 or (named and _parallel(metrics, candidates, at, mark))
    if not listed or not _among_parts(candidates, metrics, at, mark):
        return []
    for earlier in range(at - 1, -1, -1):
        other = metrics[earlier]
        if _in_brackets(scene, candidates[earlier].end, mark):
            continue
        if candidates[earlier].start < mark and other.measure == "level" and other.unit == metric.unit:
            near = candidates[earlier].sentence >= sentence_at(scene.sentences, mark) - (1 if mark == start else 0)
            return [MetricLink(at, "part_of", to_metric=earlier)] if near else []
    return []


def _parallel(metrics: list[Metric], candidates: list[Candidate], at: int, mark: int) -> bool:
    """其中,水电3亿千瓦,增长8%;火电7亿千瓦,增长9%: levels of one unit and what they grew by, and nothing else."""
    between = (metrics[n] for n in range(at) if candidates[n].start >= mark)
    units = {metric.unit for metric in between if metric.measure == "level"}
    return units == {metrics[at].unit}


def _near(target: Metric, actual: Metric) -> bool:
    """A named thing, and numbers of one size: no 人口 of a region against that of the country."""
    if target.indicator_id is None and len(target.indicator or "") < 4:
        return False
    return bool(target.value and actual.value) and 0.2 <= (target.value or 0) / (actual.value or 1) <= 10


def _among_parts(candidates: list[Candidate], metrics: list[Metric], at: int, mark: int) -> bool:
    """In the first clause after 其中, or after another part with nothing but growth between."""
    if candidates[at].clause.start <= mark or candidates[at - 1].start < mark:
        return True
    return metrics[at - 1].measure != "level" or metrics[at - 1].unit == metrics[at].unit


def _in_brackets(scene: Scene, end: int, mark: int) -> bool:
    """Whether a bracket closes between the number and 其中 that opened before the number."""
    between = scene.folded[end:mark]
    return between.count(")") > between.count("(")


def _targets(metrics: list[Metric]) -> list[MetricLink]:
    """A plan and the level reported for the same place and indicator."""
    levels: dict[tuple[str | None, str | None, str | None], int] = {}
    for at, metric in enumerate(metrics):
        if metric.modality == "actual" and metric.measure == "level" and metric.indicator:
            levels[metric.place_name, metric.indicator_id or metric.indicator, metric.unit] = at
    found = []
    for at, metric in enumerate(metrics):
        if metric.modality == "target" and metric.measure == "level" and metric.indicator:
            actual = levels.get((metric.place_name, metric.indicator_id or metric.indicator, metric.unit))
            if actual is not None and _near(metric, metrics[actual]):
                found.append(MetricLink(at, "target_of", to_metric=actual))
    return found
