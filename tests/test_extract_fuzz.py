"""Whatever the text, extraction ends, soon and without an error."""

from __future__ import annotations

import json
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


NINES = "9" * 5000


@pytest.mark.parametrize(
    "text",
    [
        "编号508e27610448", "投资1e999元", "10^99999个", "9^30^30", "0^0", "0^-3个", "0e5个", f"投资{NINES}元",
        f"{NINES}/{NINES}", f"{NINES}%", f"{NINES}分之{NINES}", f"{NINES}:{NINES}", f"{NINES}-{NINES}万元",
        f"第{NINES}", f"{NINES}年{NINES}月{NINES}日", f"{NINES}岁", f"{NINES}K", f"{NINES}打", "十" * 3000 + "个",
        "万" * 3000 + "元", "亿" * 500 + "元", "一万亿" * 300 + "元", "1." + "0" * 5000 + "万元", "0." * 3000,
        "百分之" + "九" * 5000, "负" * 3000 + "1元", "几" * 3000 + "个", "点".join(["一"] * 3000),
        "２" * 400 + "万", "1" + ",000" * 2000 + "元", "1e30万亿元", "半" * 400,
    ],
)  # fmt: skip
def test_numbers_beyond_all_measure(text: str) -> None:
    found = lines.extract_one({"id": 1, "text": f"{text}。", "published": "2020-01-01"})
    json.dumps(found, allow_nan=False)
