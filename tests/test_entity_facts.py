"""What a text says of documents, projects and posts besides their names: numbers, issuers, days, places."""

from __future__ import annotations

from datetime import datetime

import pytest

from transforms.extract import entities, extract
from transforms.model import Context
from transforms.text import fold, sentences


def find(text: str) -> entities.Entities:
    return entities.find(text, fold.fold(text), sentences.split(text), Context())


@pytest.mark.parametrize(
    ("text", "number", "issuer"),
    [
        ("依据宝财发〔2021〕7号《资金管理办法》办理。", "宝财发〔2021〕7号", None),
        (
            "宝鸡市财政局出台《奶山羊产业规划》（宝财发〔2020〕12号，以下简称《规划》）。",
            "宝财发〔2020〕12号",
            "宝鸡市财政局",
        ),
        ("《奶山羊产业规划》日前由宝鸡市财政局印发。", None, "宝鸡市财政局"),
    ],
)
def test_number_and_issuer_around_a_document(text: str, number: str | None, issuer: str | None) -> None:
    fact = find(text).documents[0]
    assert (fact.number, fact.issuer) == (number, issuer)


def test_when_a_project_was_so() -> None:
    text = "岐山县体育馆2021年8月28日开工，蔡家坡镇冷库预计明年竣工。"
    found = extract(text, Context(published=datetime(2021, 9, 1), published_precision="day"))
    assert [(p.status, p.status_on) for p in found.projects] == [("started", datetime(2021, 8, 28)), ("building", None)]


def test_the_place_of_a_post() -> None:
    text = "岐山县蔡家坡镇鲁家庄村村主任鲁志强、县教育局局长张卫国到会。"
    assert [(p.post, p.place_code) for p in find(text).posts] == [("村主任", "610323101"), ("局长", "610323")]
