"""Metrics: what a number measures, when, where and how it is meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from tests.support import cases
from transforms.extract import extract, indicators
from transforms.model import Context, Extraction, Metric

_FIELDS = {"place": "place_name", "code": "place_code", "kind": "unit_kind", "cue": "modality_cue", "due": "due_on",
           "starts": "starts_on", "ends": "ends_before", "cumulative": "is_cumulative",
           "attributed": "attributed_to"}  # fmt: skip


def read(text: str, published: str = "", title: str | None = None) -> Extraction:
    moment = datetime.fromisoformat(published) if published else None
    return extract(text, Context(title=title, published=moment))


def metric(text: str, found: Extraction, quote: str) -> Metric:
    matching = [m for m in found.metrics if text[m.start : m.end] == quote]
    assert matching, f"no metric {quote}: {[text[m.start : m.end] for m in found.metrics]}"
    return matching[0]


def shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e5 else str(int(value))
    return value.date().isoformat() if isinstance(value, date) else str(value)


def meets(got: Metric, expected: str) -> list[str]:
    """What the metric does not meet of "key=value; key~part"."""
    wrong = []
    for wish in filter(None, expected.split("; ")):
        part = "~" in wish and "=" not in wish.split("~")[0]
        key, _, value = wish.partition("~" if part else "=")
        have = shown(getattr(got, _FIELDS.get(key, key)))
        if (value not in have) if part else (have != value):
            wrong.append(f"{wish} (got {have})")
    return wrong


@pytest.mark.parametrize("case", cases("metrics.tsv"))
def test_metric(case: dict[str, str]) -> None:
    found = read(case["text"], case["published"])
    assert not meets(metric(case["text"], found, case["quote"]), case["expected"]), case["why"]


@pytest.mark.parametrize("case", cases("metrics_none.tsv"))
def test_no_metric(case: dict[str, str]) -> None:
    found = read(case["text"])
    assert [case["text"][m.start : m.end] for m in found.metrics] == [], case["why"]


def test_a_bound_that_names_a_class_is_no_metric_beside_its_count() -> None:
    """投资 and 补贴 state sums; 亿元以上 says which projects are counted."""
    text = "引进亿元以上项目10个，5亿元～10亿元项目3个，上亿元企业2家，1000万美元以上的项目4个。"
    text += "拿出百万元补贴帮助企业，投资5亿元建项目。"
    found = read(text)
    quotes = [text[m.start : m.end] for m in found.metrics]
    assert quotes == ["10个", "3个", "2家", "4个", "百万元", "5亿元"]


@pytest.mark.parametrize("case", cases("metrics_links.tsv"))
def test_link(case: dict[str, str]) -> None:
    text = case["text"]
    found = read(text)
    words = [text[m.start : m.end] for m in found.metrics]
    have = [(words[x.metric], x.relation, words[x.to_metric]) for x in found.metric_links if x.to_metric is not None]
    assert (case["quote"], case["relation"], case["to"]) in have, have


def test_a_count_is_linked_to_the_names_it_counts() -> None:
    text = "陈仓区新街镇着力打造东沟门、新街、菜园等3个村为代表的党建示范带。"
    found = read(text)
    listed = [found.mentions[x.to_mention] for x in found.metric_links if x.to_mention is not None]
    assert [text[m.start : m.end] for m in listed] == ["东沟门", "新街", "菜园"]
    assert metric(text, found, "3个").place_name == "新街镇"


def test_offsets_match_the_text_and_metrics_are_in_order() -> None:
    text = "２０１９年，全县粮食总產量５．６萬噸，比上年增長８．５％。"
    found = read(text)
    spans = [(m.start, m.end) for m in found.metrics]
    assert spans == sorted(spans)
    assert [text[m.start : m.end] for m in found.metrics] == ["５．６萬噸", "８．５％"]
    assert found.metrics[0].indicator == "粮食总產量"


@pytest.mark.parametrize("case", cases("metrics.tsv")[::7])
def test_what_stands_before_moves_the_spans_and_changes_nothing_else(case: dict[str, str]) -> None:
    lead = "要闻。\n"
    alone, after = read(case["text"], case["published"]), read(lead + case["text"], case["published"])
    moved = [replace(m, start=m.start - len(lead), end=m.end - len(lead)) for m in after.metrics]
    assert moved == alone.metrics
    assert after.metric_links == alone.metric_links


def test_a_text_without_numbers_has_no_metrics() -> None:
    assert read("全镇上下齐心协力。").metrics == []
    assert read("").metrics == []


def test_indicators_are_a_tree_of_at_least_150() -> None:
    rows = indicators.rows()
    ids = {row["indicator_id"] for row in rows}
    assert len(ids) == len(rows) >= 150
    assert all(row["parent_id"] in ids for row in rows if row["parent_id"])
    words = [(word, row["unit_kind"]) for row in rows for word in row["words"]]
    assert len(words) == len(set(words)), "a word names one indicator of a kind"


def test_whole_village_in_a_county_article() -> None:
    """全村 in an article about a county: not the county's figure, but the county's code."""
    text = "驻村工作队引入企业。\n今年,全村428名劳动力全部就业。"
    got = metric(text, read(text, "2020-10-27", "和田县:戈壁滩上拔穷根"), "428名")
    assert (got.place_name, got.place_code) == ("全村", "653221")


def test_province_that_heads_the_title() -> None:
    text = "按照一村一规划的原则,打造乡村旅游重点村118个。"
    got = metric(text, read(text, "2020-10-27", "内蒙古自治区:文旅提质赋能"), "118个")
    assert (got.place_name, got.place_code) == ("内蒙古自治区", "150000")
