"""Quantities: what competes for metrics by case, and what is always true of the list."""

from __future__ import annotations

import math
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import cases
from transforms.extract import dates, quantities
from transforms.model import Context, Quantity
from transforms.text.fold import fold

CONTEXT = Context(published=datetime(2020, 4, 13), published_precision="day")


def competing(text: str) -> list[Quantity]:
    folded = fold(text)
    return quantities.competing(quantities.find(folded), dates.find(folded, CONTEXT))


@pytest.mark.parametrize("row", cases("quantities.tsv"))
def test_competing(row: dict[str, str]) -> None:
    found = [_written(row["text"], quantity) for quantity in competing(row["text"])]
    assert (" | ".join(found) or "-") == row["expected"]


def _written(text: str, quantity: Quantity) -> str:
    low, high = _number(quantity.low), _number(quantity.high)
    bounds = low if low == high else f"{low}~{high}"
    return f"{text[quantity.start : quantity.end]}={bounds} {quantity.unit or '-'}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.9f}".rstrip("0").rstrip(".")


def kinds(text: str, kind: str) -> list[tuple[str, float | None]]:
    return [(text[q.start : q.end], q.value) for q in quantities.find(fold(text)) if q.kind == kind]


def test_list_nests() -> None:
    assert kinds("带动养殖387万亩", "number") == [("387万", 3870000)]
    assert kinds("带动养殖387万亩", "dimension") == [("387万亩", 3870000)]
    assert kinds("1991年1月16日", "number") == [("1991", 1991), ("1", 1), ("16", 16)]
    assert kinds("共199个", "number") == [("199", 199)]


def test_ordinals_stand_beside_their_numeral() -> None:
    assert kinds("第二百五十名", "ordinal") == [("第二百五十", 250)]
    assert kinds("第二百五十名", "number") == [("二百五十", 250)]


def test_percents() -> None:
    assert kinds("九成、75折、百分之五", "percent") == [("九成", 90), ("75折", 75), ("百分之五", 5)]
    assert kinds("提高2.4个百分点", "percentage_point") == [("2.4个百分点", 2.4)]


def test_comparisons_are_numbers_without_their_unit() -> None:
    assert ("超过300", 300) in kinds("超过300户", "number")
    assert ("大于10小于20", 15) in kinds("大于10小于20的数", "number")


@pytest.mark.parametrize(
    ("text", "base", "unit"),
    [("30亩", 20000, "m2"), ("2公里", 2000, "m"), ("8斤", 4, "kg"), ("3吨", 3000, "kg"), ("5万千瓦时", 50000, "kWh")],
)
def test_base_units(text: str, base: float, unit: str) -> None:
    (found,) = competing(text)
    assert found.base_value is not None and math.isclose(found.base_value, base) and found.base_unit == unit


UNITS = st.sampled_from(["元", "亩", "个", "户", "人次", "公里", "%", "个百分点", "万吨", "亿元", "千瓦时", "美元"])
FRONT = st.sampled_from(["", "约", "近", "超", "超过", "突破", "不足"])
BACK = st.sampled_from(["", "以上", "左右", "以内"])


@given(st.integers(min_value=2, max_value=10**6), UNITS, FRONT, BACK)
def test_the_whole_statement_is_one_span(number: int, unit: str, front: str, back: str) -> None:
    text = f"累计达到{front}{number}{unit}{back}，其中"
    (found,) = competing(text)
    assert text[found.start : found.end] == f"{front}{number}{unit}{back}"
    assert found.value is not None and found.qualifier in ("exact", "approx", "over", "under")


ALPHABET = "0123456789.,:：一二三十百千万亿几两多余%成倍元角亩个人每第近约以上至-到分之和、，。 \n年月日比超过大小于"


@settings(max_examples=300)
@given(st.text(alphabet=ALPHABET, max_size=40))
def test_offsets_and_bounds(text: str) -> None:
    folded = fold(text)
    for quantity in quantities.find(folded):
        assert 0 <= quantity.start - quantity.lead <= quantity.start < quantity.end <= len(text)
        assert quantity.low is None or quantity.high is None or quantity.low <= quantity.high
    end = 0
    for quantity in quantities.competing(quantities.find(folded), dates.find(folded, CONTEXT)):
        assert end <= quantity.start
        end = quantity.end
