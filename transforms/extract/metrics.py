"""Metrics of a text: every stated amount with what it measures, when, where, and how it is meant."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from transforms.extract import indicators
from transforms.extract.metrics_candidates import accepted
from transforms.extract.metrics_change import change
from transforms.extract.metrics_few import few_counted
from transforms.extract.metrics_links import links, previous_of
from transforms.extract.metrics_lists import Share, dealt, share_meaning
from transforms.extract.metrics_modality import Modality, is_cumulative, modality
from transforms.extract.metrics_period import NONE as NO_PERIOD
from transforms.extract.metrics_period import Period, as_period, of_year, period
from transforms.extract.metrics_phrase import phrase
from transforms.extract.metrics_phrase_deeds import deed_word
from transforms.extract.metrics_phrase_topic import told_by_unit, told_next, topic, whole_told
from transforms.extract.metrics_phrase_words import only_change
from transforms.extract.metrics_place import subject
from transforms.extract.metrics_place_article import NONE as NO_SUBJECT
from transforms.extract.metrics_place_article import Subject, article_place, as_subject
from transforms.extract.metrics_rates import per_unit
from transforms.extract.metrics_scene import (
    QUANTITY,
    Candidate,
    Scene,
    clause_of,
    clauses_of,
    cue_set,
    outermost,
    sentence_at,
    solid_spans,
    words_of,
)
from transforms.extract.metrics_sources import source_of
from transforms.extract.quantities import competing
from transforms.model import Context, DateSpan, Extraction, Mention, Metric, MetricLink, Quantity, Sentence

_AVERAGES = cue_set("averages")
_FINISHING_VERBS = cue_set("finishing_verbs")
_GIVING_VERBS = cue_set("giving_verbs")
_PARTING_VERBS = cue_set("parting_verbs")
_POSITION_NOUNS = cue_set("position_nouns")


@dataclass(slots=True)
class _Before:
    """What the metric before hands on to the next."""

    sentence: int = -1
    indicator: str | None = None
    last: str | None = None  # of the sentence before
    named: str | None = None  # the last one that is no share of something (占全国)
    unit_kind: str | None = None
    unit: str | None = None
    period: Period = NO_PERIOD
    subject: Subject = NO_SUBJECT
    modality: Modality | None = None


def find(
    text: str, folded: str, sentences: list[Sentence], found: Extraction, context: Context
) -> tuple[list[Metric], list[MetricLink]]:
    """The metrics in order, and their links; `found` holds quantities, dates, mentions and place_code."""
    chosen = competing(found.quantities, found.dates)
    if not chosen and not few_counted(folded):
        return [], []
    starts = [quantity.start for quantity in chosen]
    named = [m for m in found.mentions if m.form not in ("generic", "pronoun")]
    named = _without_inner(named, starts, [quantity.end for quantity in chosen])
    names = outermost(named)
    projects = any(m.kind == "project" for m in names)
    places = outermost([m for m in named if m.kind != "project"]) if projects else names
    return read(Scene(text, folded, sentences, found, context, _free_dates(found.dates, names), names, places), chosen)


def read(scene: Scene, chosen: list[Quantity]) -> tuple[list[Metric], list[MetricLink]]:
    """`find` for quantities that no longer compete."""
    candidates = _candidates(scene, chosen)
    shares = dealt(scene, candidates)
    before = _Before(subject=article_place(scene))
    metrics: list[Metric] = []
    came_from = [previous_of(scene, candidates, at) for at in range(len(candidates))]
    for candidate, earlier in zip(candidates, came_from, strict=True):
        share = shares.get(candidate.start)
        if share is not None and share.of is not None:
            share = share._replace(indicator=next(m.indicator for m in metrics if m.start == share.of))
        metric = _metric(scene, candidate, before, share)
        if earlier is not None:
            _after_previous(scene.folded, metric, metrics[earlier])
        metrics.append(metric)
    share_meaning(scene, candidates, metrics)
    _share_basis(scene.folded, candidates, metrics)
    found = links(scene, candidates, metrics)
    found += [MetricLink(lo, "previous_value", hi) for hi, lo in enumerate(came_from) if lo is not None]
    return metrics, sorted(found, key=lambda link: (link.metric, link.relation, link.to_metric or 0))


def _share_basis(folded: str, candidates: list[Candidate], metrics: list[Metric]) -> None:
    """Growth without a basis of its own is against what the growth before it is, in one sentence or list of sectors.

    分产业看,第一产业增加值增长1.1% after 生产总值同比增长5.4%, of one period.
    """
    told: Metric | None = None
    sentence = -1
    for candidate, metric in zip(candidates, metrics, strict=True):
        if metric.measure != "growth_rate" or metric.direction is None:
            continue
        if metric.basis is not None:
            told, sentence = (metric, candidate.sentence) if metric.basis == "yoy" else (None, -1)
        elif told is not None and candidate.sentence - sentence <= 1 and told.starts_on == metric.starts_on is not None:
            alike = folded.find("环比", told.end, metric.start) < 0
            metric.basis, sentence = told.basis if alike else None, candidate.sentence


def _free_dates(dates: list[DateSpan], names: list[Mention]) -> list[DateSpan]:
    """The dates that are no part of a name (明日 of 明日城市研究院)."""
    kept = []
    starts = [name.start for name in names]
    for date in outermost(dates):
        at = bisect_right(starts, date.start) - 1
        if (
            at < 0
            or names[at].end < date.end
            or names[at].kind == "meeting"
            or names[at].end == date.end > names[at].start == date.start
        ):
            kept.append(date)
    return kept


def _without_inner(mentions: list[Mention], starts: list[int], ends: list[int]) -> list[Mention]:
    """320家农村: what begins inside a number's unit is no name."""
    return [m for m in mentions if not ((at := bisect_left(starts, m.start)) and ends[at - 1] > m.start)]


def _candidates(scene: Scene, chosen: list[Quantity]) -> list[Candidate]:
    """The metrics to be, each in its clause with its words."""
    kept = accepted(scene, chosen)
    keep = {q.start for q in kept}
    scene.solid = solid_spans(scene, [*kept, *(q for q in chosen if q.unit and q.start not in keep)])
    scene.numbers = [start for start, _, tag in scene.solid if tag == QUANTITY]
    candidates = []
    for quantity in kept:
        start = quantity.start
        number = sentence_at(scene.sentences, start)
        clause = clause_of(clauses_of(scene, number), start)
        for at, token in enumerate(words_of(scene, clause)):
            if token.start >= start:
                if token.start == start:
                    candidates.append(Candidate(quantity, start, quantity.end, number, clause, at))
                break
    return candidates


def _metric(scene: Scene, candidate: Candidate, before: _Before, share: Share | None) -> Metric:
    """One metric; `before` is brought up to date for the next."""
    _step(scene, candidate, before)
    quantity = candidate.quantity
    earlier = before.indicator
    indicator, rule = _indicator(scene, candidate, before, share)
    how = change(scene, candidate, indicator)
    dated = share.date if share is not None else None
    when = as_period(scene, dated) if dated else period(scene, candidate, before.period)
    when = of_year(scene, candidate, when, indicator)
    who = _subject(scene, candidate, before, share)
    mode = modality(scene, candidate, when.date, before.modality)
    before.unit_kind = quantity.unit_kind if how.measure in ("level", "change") else before.unit_kind
    before.unit = quantity.unit
    before.indicator, before.period, before.subject, before.modality = indicator, when, who, mode
    if indicator and (indicator[0] != "占" or indicator[:2] == "占地"):
        before.named = indicator
    metric = Metric(
        candidate.start, candidate.end, quantity.value, quantity.low, quantity.high, quantity.qualifier,
        quantity.unit, quantity.unit_kind, quantity.base_value, quantity.base_unit, how.measure, indicator,
        _indicator_id(scene, candidate, indicator, how.measure, earlier),
        who.words or who.name, who.mention.kind if who.mention else None, who.name, who.code,
        when.starts_on, when.ends_before, when.text, how.direction, how.basis,
        is_cumulative(scene, candidate), mode.modality, mode.cue, mode.due_on, source_of(scene, candidate.start),
        confidence=0.9 if rule != "metric.carried" else 0.7, rule=rule,
    )  # fmt: skip
    thing = per_unit(scene, candidate)
    if metric.unit and "/" in metric.unit and metric.unit_kind == "money":
        metric.unit_kind = "rate"
    if thing and metric.unit:
        metric.unit, metric.unit_kind = f"{metric.unit.removesuffix('/个')}/{thing}", "rate"
    return metric


def _step(scene: Scene, candidate: Candidate, before: _Before) -> None:
    """Forget what a new sentence does not carry on."""
    if candidate.sentence == before.sentence:
        return
    before.last = before.named if before.sentence == candidate.sentence - 1 else None
    before.indicator = before.named = None
    before.sentence = candidate.sentence


def _indicator(scene: Scene, candidate: Candidate, before: _Before, share: Share | None) -> tuple[str | None, str]:
    if share is not None and share.indicator:
        return share.indicator, "metric.dealt"
    span = phrase(scene, candidate)
    growth = candidate.quantity.unit_kind in ("percent", "multiple")
    if span is not None and before.named and _says_nothing(scene.folded[span[0] : span[1]], growth):
        return before.named, "metric.carried"  # 价格420元, 涨幅13.6%
    if span is not None and growth and only_change(scene.folded[span[0] : span[1]]):
        span = topic(scene, candidate) or span  # 电器销售火热,同比增幅超过六成
    if span is not None and before.named and _adds_to(candidate, scene.folded[span[0] : span[1]]):
        return before.named, "metric.carried"  # 财政收入6亿元,较上年增收5000万元
    again = before.indicator and before.unit == candidate.quantity.unit
    if again and span is not None and _finishes(scene.folded[span[0] : span[1]]):
        return before.indicator, "metric.carried"  # 排查纠纷236起, 化解229起
    if before.indicator and before.unit_kind == candidate.quantity.unit_kind == "money" and _converts(scene, candidate):
        return before.indicator, "metric.carried"
    if before.indicator and before.unit in ("户", "个") and candidate.quantity.unit == "人" and _adjoins(candidate):
        return before.indicator, "metric.carried"  # 贫困户3200户9600人增收
    average = _average(scene, candidate, before, span) if span is not None else None
    if average:
        return average, "metric.carried"
    if span is not None:
        return scene.text[span[0] : span[1]], "metric.after" if span[0] >= candidate.end else "metric.before"
    if before.indicator and (_carries(candidate.quantity.unit_kind, before.unit_kind) or _goes_on(candidate)):
        named = before.named if growth and not _goes_on(candidate) else None
        return named or before.indicator, "metric.carried"
    span = (
        whole_told(candidate)
        or topic(scene, candidate)
        or deed_word(candidate)
        or told_next(scene, candidate)
        or told_by_unit(candidate)
    )
    if span is None and before.last and before.unit == candidate.quantity.unit:
        return before.last, "metric.carried"  # 上海最高, 达18%。北京稍低, 为17%。
    return (scene.text[span[0] : span[1]] if span else None), "metric.topic"


def _indicator_id(
    scene: Scene, candidate: Candidate, indicator: str | None, measure: str, before: str | None
) -> str | None:
    """The id by the name with the verb before it (流转土地), else by the name alone; `before`: the name before it."""
    kind = candidate.quantity.unit_kind
    if indicator and indicator[0] == "占" and indicator not in ("占地", "占地面积"):
        return indicators.indicator_id(before, None, "share")  # a share is of the thing named before it
    at = scene.text.rfind(indicator, candidate.clause.start, candidate.start) if indicator else -1
    if at >= 2 and at - 2 >= candidate.clause.start:
        found = indicators.indicator_id(scene.text[at - 2 : at] + (indicator or ""), kind, measure)
        if found:
            return found
    found = indicators.indicator_id(indicator, kind, measure)
    if found is None and candidate.left and candidate.left[-1].word in _GIVING_VERBS:
        return indicators.indicator_id(candidate.left[-1].word, kind, measure)  # 投入300万元改善校舍
    return found


def _adds_to(candidate: Candidate, words: str) -> bool:
    """较上年增收: more of what was named before."""
    compared = any(t.word in ("比", "较") for t in candidate.left)
    return compared and words in ("增收", "减收", "增支", "增产", "减产", "增效")


def _average(scene: Scene, candidate: Candidate, before: _Before, span: tuple[int, int]) -> str | None:
    """种植面积53万亩,人均达到3.3亩: the average of what was named before."""
    words = scene.folded[span[0] : span[1]]
    if words not in _AVERAGES or not before.named or before.unit != candidate.quantity.unit:
        return None
    return before.named if before.named.startswith(words) else words + before.named


def _carries(here: str | None, before: str | None) -> bool:
    """Whether a number without a name can be of the thing before: the same kind of unit, or growth and shares of it."""
    return here == before or here in ("percent", "percentage_point", "multiple")


def _says_nothing(words: str, growth: bool) -> bool:
    """Words that say only that it grew (价格420元, 涨幅13.6%), or where it stands (保持60%的高位)."""
    return words in _POSITION_NOUNS or (growth and only_change(words))


def _finishes(words: str) -> bool:
    """已解决, 初步解决, 抢修完成, 其中新建: what has been done with the things counted before."""
    if words in _PARTING_VERBS:
        return True
    return words in _FINISHING_VERBS or (len(words) < 5 and words[-2:] in _FINISHING_VERBS)


def _goes_on(candidate: Candidate) -> bool:
    """能力分别达2000万人次和20万吨, 23条45公里: parted from the number before by 和 or 、 alone, or by nothing."""
    left = candidate.left
    if _adjoins(candidate):
        return True
    return len(left) > 1 and left[-1].word in ("和", "、", "及") and left[-2].tag == QUANTITY


def _converts(scene: Scene, candidate: Candidate) -> bool:
    """1079亿日元(约合人民币90亿元): the same amount in other money."""
    opened = scene.folded.rfind("(", max(0, candidate.start - 5), candidate.start)
    words = scene.folded[opened + 1 : candidate.start]
    return (
        opened > 0
        and words in ("", "约", "约合", "合", "折合", "折合约", "合约", "相当于", "即")
        and any(t.tag == QUANTITY and t.end == opened for t in candidate.left)
    )


def _adjoins(candidate: Candidate) -> bool:
    """Whether another number ends where this one begins: 3200户9600人."""
    left = candidate.left
    return bool(left) and left[-1].tag == QUANTITY and left[-1].end == candidate.start


def _subject(scene: Scene, candidate: Candidate, before: _Before, share: Share | None) -> Subject:
    if share is not None and share.name is not None:
        return as_subject(scene, share.name)
    return subject(scene, candidate, before.subject)


# 由2008年以前的2300公斤, 从去年底的12%: what the first value is of
_FROM = re.compile(
    r"[由从](?:原来)?(?P<when>(?:\d{4}年|[去前上]年|年初|当初|过去|以前|\d{1,2}月份?)(?:\d{1,2}月份?|[底末初]|同期|以前|之前|年底)?)的?[^,。;]{0,12}$"
)


def _after_previous(folded: str, metric: Metric, previous: Metric) -> None:
    """从700亩发展到9000亩: the second value tells the way, and is against the first one's time."""
    if metric.value is not None and previous.value is not None and metric.direction is None:
        metric.direction = "up" if metric.value > previous.value else "down" if metric.value < previous.value else None
    previous.direction = None
    if metric.basis is None:
        told = _FROM.search(folded, max(0, previous.start - 26), previous.start)
        metric.basis = told["when"] if told else previous.period_text
    if previous.measure != "level":
        previous.measure = "level"
