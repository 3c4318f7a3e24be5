"""Places: which names are places, and which of the places of one name is meant."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import pytest

from tests import support
from transforms.extract import places
from transforms.model import Context, Mention
from transforms.text import fold, sentences

CASES = support.cases("places.tsv")
ARTICLE_CASES = support.cases("article_places.tsv")


def _find(row: dict[str, str]) -> tuple[Context, list[Mention]]:
    published = datetime.fromisoformat(row["published"]) if row.get("published") else None
    context = Context(
        title=row["title"] or None, site=row["site"] or None, source=row.get("source") or None, published=published
    )
    text = row["text"]
    return context, places.find(text, fold.fold(text), sentences.split(text), context)


def _meant(row: dict[str, str]) -> str:
    """What the finder says of the name: a code, ^code, - or !."""
    for mention in _find(row)[1]:
        if row["text"][mention.start : mention.end] == row["name"] and mention.form != "generic":
            return mention.place_code or (mention.parent_code and "^" + mention.parent_code) or "-"
    return "!"


@pytest.mark.parametrize("row", CASES)
def test_case(row: dict[str, str]) -> None:
    assert _meant(row) == row["expected"]


def test_at_least_nineteen_of_twenty_ambiguous_names_are_right() -> None:
    rows = [parameter.values[0] for parameter in CASES]
    right = sum(_meant(row) == row["expected"] for row in rows)
    assert len(rows) >= 150
    assert right / len(rows) >= 0.95


def test_no_link_without_a_ground() -> None:
    wrong = [row for row in (p.values[0] for p in CASES) if row["expected"] == "-" and _meant(row) not in "-!"]
    assert not wrong


@pytest.mark.parametrize("row", ARTICLE_CASES)
def test_article_place(row: dict[str, str]) -> None:
    context, mentions = _find(row)
    titled = places.find_in_title(row["title"], mentions) if row["title"] else []
    code, confidence = places.article_place(context, titled, mentions)
    assert (code or "-") == row["expected"]
    assert (confidence is None) == (code is None)


@cache
def _report() -> tuple[Context, list[Mention], str]:
    text = support.need_shared().joinpath("seed", "report.txt").read_text("utf-8")
    body = text[text.index("乡村治理是实现") :]
    context = Context(title="陈仓区新街镇:“3+3”模式提升镇域乡村治理工作水平", site="华夏传媒网", source="中国传媒网")
    return context, places.find(body, fold.fold(body), sentences.split(body), context), body


def test_the_report() -> None:
    context, mentions, body = _report()
    named = {(body[m.start : m.end], m.place_code, m.parent_code) for m in mentions if m.form != "generic"}
    assert {("陈仓区", "610304", None), ("新街镇", "610304110", None)} <= named
    assert {(name, None, "610304110") for name in ("东沟门", "新街", "菜园")} <= named
    titled = places.find_in_title(context.title or "")
    assert [m.place_code for m in titled] == ["610304", "610304110"]
    assert places.article_place(context, titled, mentions)[0] == "610304110"


def test_spans_are_the_text() -> None:
    text = "　　陝西省寶雞市陈仓区新街镇，２０２０年。中德合作，赴皖务工；全镇9个村，该镇很好。"
    folded = fold.fold(text)
    for mention in places.find(text, folded, sentences.split(text), Context()):
        assert 0 <= mention.start < mention.end <= len(text)
        assert 0 < mention.confidence <= 1
        assert mention.rule.startswith("place.")


def test_generic_forms_mean_the_place_of_the_article() -> None:
    text = "陈仓区新街镇修路。全镇9个村通车，该镇还种树。全区都来学。"
    found = places.find(text, text, sentences.split(text), Context(title="陈仓区新街镇修路"))
    generic = {text[m.start : m.end]: m.place_code for m in found if m.form == "generic"}
    assert generic == {"全镇": "610304110", "该镇": "610304110", "全区": "610304"}


def test_the_whole_city_is_the_one_of_county_level() -> None:
    text = "邹平市修路。邹平市长山镇通车。全市新增公交12条。"
    found = places.find(text, text, sentences.split(text), Context(title="邹平市：公交进村"))
    assert {m.place_code for m in found if m.form == "generic"} == {"371681"}


def test_nothing_is_found_in_nothing() -> None:
    assert places.find("", "", [], Context()) == []
    assert places.article_place(Context(), [], []) == (None, None)
