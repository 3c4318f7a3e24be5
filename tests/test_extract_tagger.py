"""The model of names: its file, what it adds to the rules, and the labels it was trained on."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from transforms import rules
from transforms.extract import entities, tagger
from transforms.model import Context, Mention
from transforms.text import fold, sentences

ROOT = Path(__file__).resolve().parent.parent
LABELS = sorted((ROOT / "bench" / "labels").glob("*.jsonl"))
SENTENCES = (
    ("【王伟 李珍 周之敏】", "王伟"),
    ("（罗湛、杨丹露）记者从水利局获悉。", "罗湛"),
    ("总统希奇莱卡和总理马索拉共同出席。", "希奇莱卡"),
    ("索马拉里总理表示欢迎。索马拉里说，友谊长存。", "索马拉里"),
    ("索加马总统说，友谊长存。", "索加马"),
)


def find(text: str) -> list[Mention]:
    return entities.find(text, fold.fold(text), sentences.split(text), Context()).mentions


def test_the_weights_are_small_and_load() -> None:
    assert len(rules.path("tagger.tsv").read_bytes()) < 3_000_000
    assert len(tagger.weights()) > 500
    assert tagger.weights()["no such feature"] == 0


@pytest.mark.parametrize(("text", "name"), SENTENCES)
def test_a_near_miss_is_a_name(text: str, name: str) -> None:
    found = [m for m in find(text) if m.rule == "tagger"]
    assert name in {m.name for m in found}
    assert all(text[m.start : m.end] == m.name and m.kind == "person" and 0 < m.confidence < 1 for m in found)


@pytest.mark.parametrize("text", ["", "。", "王", "全镇修好三座桥。", "𠮷野家", "记者" * 300, "、" * 300])
def test_nothing_is_found_in_nothing(text: str) -> None:
    assert not [m for m in find(text) if m.rule == "tagger"]


def test_a_name_accepted_once_is_one_everywhere() -> None:
    text = "索马拉里总理表示欢迎。有人问起索马拉里。"
    assert [m.start for m in find(text) if m.rule == "tagger"] == [0, 15]


@pytest.mark.parametrize(("text", "name"), SENTENCES)
def test_the_model_adds_and_never_overlaps(text: str, name: str) -> None:
    found = sorted(find(text), key=lambda m: (m.start, m.end))
    assert all(a.end <= b.start for a, b in pairwise(m for m in found if m.kind != "project"))
    assert found == sorted(find(text), key=lambda m: (m.start, m.end)), "the same text gives the same names"


@pytest.mark.parametrize("path", LABELS, ids=lambda path: path.stem)
def test_labels_hold_offsets_and_no_text(path: Path) -> None:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert rows == sorted(rows, key=lambda row: row["id"])
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert set(row) == {"id", "sha256", "reader", "spans"}
        assert re.fullmatch("[0-9a-f]{64}", row["sha256"])
        assert all(0 <= start < end and kind in ("PER", "ORG", "LOC", "DOC", "MEET", "SLOG")
                   for start, end, kind in row["spans"])  # fmt: skip
        assert all(a[1] <= b[0] for a, b in pairwise(row["spans"]))


def test_training_gives_the_same_weights_twice() -> None:
    bench = pytest.importorskip("bench.tagger")
    path = bench.corpus()
    if path is None:
        pytest.skip("needs the corpus")
    some = [article for article, _ in zip(bench.read(path), range(60), strict=False)]
    assert bench.fit(some) == bench.fit(some)
