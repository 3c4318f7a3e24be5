"""Whatever the text, extraction ends, soon and without an error."""

from __future__ import annotations

import random
import time

import pytest

from flows import lines

LETTERS = (
    "0123456789一二三四五六七八九十百千万亿两零〇点半多余几约近超.,/%-—~：年月日时分秒周第代元个亩倍成折番之以上下至和、，。（）《》“”"
    "今去前本同比初底末间春节王李镇县省市村某公司委会\n"
)
PUBLISHED = (None, "2020-02-29", "2019-12-31T10:00:00", "不是日期")


def _run(seed: int, cases: int) -> None:
    chance = random.Random(seed)
    for _ in range(cases):
        text = "".join(chance.choices(LETTERS, k=chance.randint(1, 80)))
        began = time.process_time()
        line = {"id": 1, "text": text, "title": text[:20], "published": chance.choice(PUBLISHED)}
        found = lines.extract_one(line)
        assert time.process_time() - began < 2, text
        spans = [*found["entities"], *found["metrics"], *found["dates"], *found["quantities"]]
        assert all(0 <= one["start"] < one["end"] <= len(text) for one in spans), text


def test_500_texts() -> None:
    _run(20260101, 500)


@pytest.mark.soak
def test_20000_texts() -> None:
    _run(20260102, 20_000)
