"""Checks: what a text says held against what else it says."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.support import cases, need_shared
from transforms.extract import extract
from transforms.extract.checks_lists import items_before
from transforms.model import Context


@pytest.mark.parametrize("case", cases("checks.tsv"))
def test_check(case: dict[str, str]) -> None:
    found = extract(case["text"], Context())
    statuses = [check.status for check in found.checks]
    assert ("fail" in statuses) == (case["expected"] == "fail"), (case["why"], found.checks)


@pytest.mark.parametrize(
    ("text", "least", "most", "is_open"),
    [
        ("搭建学习、交流、互助、活动等“四个平台”", 4, 4, True),
        ("甲村和乙村2个村", 0, 0, False),
        ("甲村、乙村和丙村3个村", 3, 3, False),
        ("只有文字", 0, 0, False),
    ],
)
def test_items_before(text: str, least: int, most: int, is_open: bool) -> None:
    listed = items_before(text, next((i for i, c in enumerate(text) if c in "四23"), len(text)))
    if not least:
        assert listed is None or listed.most == 2
        return
    assert listed is not None
    assert (listed.least, listed.most, listed.is_open) == (least, most, is_open)


def test_every_check_points_at_a_metric_or_a_mention() -> None:
    found = extract("陈仓区东关街道、虢镇街道等2个街道搭建学习、交流、互助等“三个平台”。", Context())
    assert found.checks
    for check in found.checks:
        assert (check.metric is None) != (check.mention is None)
        assert check.status in ("ok", "fail", "unknown")


def test_the_seed_report_checks_itself() -> None:
    report = (need_shared() / "seed" / "report.txt").read_text("utf-8")
    body = "\n".join(line.strip() for line in report.split("黄正清", 1)[1].splitlines() if line.strip())
    title = next(line for line in report.splitlines() if line.startswith("陈仓区新街镇"))
    found = extract(body, Context(title=title, published=datetime(2020, 4, 13, 9, 49, 41)))
    assert sum(check.status == "ok" for check in found.checks) >= 4
    assert not [check for check in found.checks if check.status == "fail"]
    shown = [(body[m.start : m.end], m.indicator, m.place_name, m.place_code) for m in found.metrics]
    town = ("新街镇", "610304110")
    assert shown == [
        ("3个", "村", *town), ("9个", "村", *town), ("9个", "村", *town), ("5个", "重点项目", *town),
        ("8000余万元", "累计完成投资", *town),
    ]  # fmt: skip
    last = found.metrics[-1]
    assert (last.value, last.low, last.high, last.unit, last.is_cumulative) == (8e7, 8e7, None, "CNY", True)
    assert all(m.starts_on == datetime(2019, 1, 1) for m in found.metrics[-2:])


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("水电3亿千瓦、火电7亿千瓦，合计10亿千瓦。", ["ok"]),
        ("装机10亿千瓦，增长9%，其中水电3亿千瓦，增长8%；火电7亿千瓦，增长9%。", ["ok"]),
        ("上市公司204家，其中民营企业180家。", []),
        ("进出口1.1万亿元，其中，出口8210亿元，进口2760亿元。", ["ok"]),
    ],
)
def test_sums_are_ok_where_the_parts_make_the_total(text: str, statuses: list[str]) -> None:
    assert [check.status for check in extract(text, Context()).checks if check.check == "parts_sum"] == statuses
