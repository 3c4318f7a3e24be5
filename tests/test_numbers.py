"""Numerals: cases, and what is always true of them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import cases
from transforms.extract import numbers
from transforms.text.fold import fold

FIGURES = "零一二三四五六七八九"


@pytest.mark.parametrize("row", cases("numbers.tsv"))
def test_numeral(row: dict[str, str]) -> None:
    found = {row["text"][n.start : n.end]: n.reading for n in numbers.find(fold(row["text"]))}
    assert row["numeral"] in found, f"found {list(found)}"
    reading = found[row["numeral"]]
    assert _same(reading.low, row["low"]) and _same(reading.high, row["high"]), reading
    assert reading.qualifier == row["qualifier"]


def _same(number: float | None, text: str) -> bool:
    return number is None if not text else number is not None and math.isclose(number, float(text), rel_tol=1e-9)


@pytest.mark.parametrize("text", ["打造示范区", "共同富裕", "干部职工", "", "。", "点", "分之"])
def test_nothing(text: str) -> None:
    assert numbers.find(text) == []


def chinese(number: int) -> str:
    """The number in Chinese: 10203 is 一万零二百零三."""
    for size, name in ((10**8, "亿"), (10**4, "万")):
        if number >= size:
            rest = number % size
            gap = "零" if 0 < rest < size // 10 else ""
            return chinese(number // size) + name + gap + (chinese(rest) if rest else "")
    return _below_ten_thousand(number)


def _below_ten_thousand(number: int) -> str:
    text, gap = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        figure = number // size % 10
        if figure:
            text += ("零" if gap and text else "") + FIGURES[figure] + name
        gap = not figure
    return text or "零"


NUMBERS = st.integers(min_value=1, max_value=10**12 - 1)


@given(NUMBERS)
def test_chinese_reads_back(number: int) -> None:
    assert numbers.value(chinese(number)) == number


@given(NUMBERS)
def test_every_form_reads_back(number: int) -> None:
    forms = [str(number), f"{number:,}", chinese(number), f"{number}.0"]
    forms += ["".join(chr(ord(figure) + 0xFEE0) for figure in str(number))]
    for form in forms:
        (found,) = numbers.find(fold(f"共{form}元"))
        assert found.reading.value == number
        assert fold(f"共{form}元")[found.start : found.end] == fold(form)


@given(st.integers(min_value=1, max_value=99999), st.sampled_from([("万", 10**4), ("亿", 10**8), ("万亿", 10**12)]))
def test_scales_multiply(number: int, scale: tuple[str, int]) -> None:
    word, size = scale
    (found,) = numbers.find(f"{number / 100:.2f}{word}元")
    assert math.isclose(found.reading.value, number / 100 * size, rel_tol=1e-12)


@given(NUMBERS)
def test_minus_turns_the_sign(number: int) -> None:
    (found,) = numbers.find(f"负{chinese(number)}")
    assert found.reading.value == -number


@settings(max_examples=300)
@given(st.text(alphabet="0123456789.,一二三十百千万亿几数多余点半分之又零两负-/ eEKw打元个%", max_size=24))
def test_spans_do_not_overlap_and_bounds_are_ordered(text: str) -> None:
    end = 0
    for found in numbers.find(text):
        assert end <= found.start < found.end <= len(text)
        end = found.end
        reading = found.reading
        assert reading.low is None or reading.high is None or reading.low <= reading.high
        assert not math.isnan(reading.value)
