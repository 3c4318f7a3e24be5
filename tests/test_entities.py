"""Entities of whole texts: one meaning for every span, the title, the user's words, the report the user gave."""

from __future__ import annotations

import pickle
import random
from itertools import pairwise

import pytest

from tests.support import cases, need_shared
from transforms.extract import entities, lexicon
from transforms.model import Byline, Context, Mention
from transforms.text import fold, sentences


def find(text: str, context: Context | None = None, words: lexicon.Lexicon | None = None) -> entities.Entities:
    return entities.find(text, fold.fold(text), sentences.split(text), context or Context(), words)


def names(found: entities.Entities, kind: str) -> list[str]:
    return [m.name for m in found.mentions if m.kind == kind]


@pytest.mark.parametrize("row", cases("persons.tsv"))
def test_persons(row: dict[str, str]) -> None:
    assert "|".join(names(find(row["text"]), "person")) == row["persons"]


@pytest.mark.parametrize("row", cases("documents.tsv"))
def test_documents(row: dict[str, str]) -> None:
    found = find(row["text"])
    assert "|".join(f"{d.title}/{d.type or ''}/{d.act}" for d in found.documents) == row["documents"]


@pytest.mark.parametrize("row", cases("meetings.tsv"))
def test_meetings(row: dict[str, str]) -> None:
    assert "|".join(names(find(row["text"]), "meeting")) == row["meetings"]


@pytest.mark.parametrize("row", cases("slogans.tsv"))
def test_slogans(row: dict[str, str]) -> None:
    assert "|".join(names(find(row["text"]), "slogan")) == row["slogans"]


@pytest.mark.parametrize("row", cases("projects.tsv"))
def test_projects(row: dict[str, str]) -> None:
    assert "|".join(f"{p.name}/{p.status or ''}" for p in find(row["text"]).projects) == row["projects"]


@pytest.mark.parametrize("row", cases("posts.tsv"))
def test_posts(row: dict[str, str]) -> None:
    posts = find(row["text"]).posts
    assert "|".join(f"{p.person}/{p.post}/{p.organization or ''}/{p.status}" for p in posts) == row["posts"]


def test_short_form_of_a_document() -> None:
    text = "县里印发《扶风县乡村建设管理办法》（以下简称《办法》）。《办法》自五月起施行。"
    found = find(text)
    full = "扶风县乡村建设管理办法"
    assert [(m.name, m.form) for m in found.mentions if m.kind == "document"] == [
        (full, "name"), (full, "short"), (full, "short"),
    ]  # fmt: skip


def test_number_and_issuer_of_a_document() -> None:
    text = "宝鸡市财政局印发《资金管理办法》（宝财发〔2020〕12号）。"
    (fact,) = find(text).documents
    assert (fact.number, fact.issuer) == ("宝财发〔2020〕12号", "宝鸡市财政局")


def test_members_of_a_slogan() -> None:
    text = "搭建学习、交流、互助、活动等“四个平台”，落实“三个到位”，即人员到位、资金到位、责任到位。"
    assert find(text).slogan_members == [
        ("四个平台", 1, "学习"), ("四个平台", 2, "交流"), ("四个平台", 3, "互助"), ("四个平台", 4, "活动"),
        ("三个到位", 1, "人员到位"), ("三个到位", 2, "资金到位"), ("三个到位", 3, "责任到位"),
    ]  # fmt: skip


def test_a_document_swallows_what_is_inside() -> None:
    found = find("他读了《王建国与陈仓区》。")
    assert [m.kind for m in found.mentions] == ["document"]


def test_byline_names_are_found_in_the_body() -> None:
    text = "夜深了，权满仓还在改稿。"
    context = Context(bylines=[Byline("权满仓", "reporter")])
    assert names(find(text, context), "person") == ["权满仓"]


def test_title_knows_the_names_of_the_body() -> None:
    context = Context(title="权满仓和他的羊")
    found = find("农户权满仓养羊。权满仓说，羊好养，权满仓还要扩圈。", context)
    assert [(m.start, m.end, m.name) for m in found.title_mentions if m.kind == "person"] == [(0, 3, "权满仓")]


def test_user_lexicon() -> None:
    words = lexicon.parse("# 我的词\n红泥岭号子\t口号\n泥巴节\tmeeting\n老街坊议事会\t机构\t新街坊议事会\t610304110\n")
    text = "红泥岭号子响起，泥巴节开幕，老街坊议事会到场。"
    found = find(text, words=pickle.loads(pickle.dumps(words)))
    got = [(m.kind, m.name, m.place_code) for m in found.mentions if m.rule == "user-lexicon"]
    assert got == [
        ("slogan", "红泥岭号子", None), ("meeting", "泥巴节", None), ("organization", "新街坊议事会", "610304110"),
    ]  # fmt: skip


def test_places_of_the_user_lie_in_the_place_told_of() -> None:
    words = lexicon.parse("老虎沟\tplace\n坪头镇\t地名")
    found = find("陈仓区坪头镇修好3座桥，老虎沟修好1座。", words=words)
    got = {m.name: (m.place_code, m.parent_code) for m in found.mentions if m.rule == "user-lexicon"}
    assert got == {"坪头镇": ("610304111", None), "老虎沟": (None, "610304111")}


def test_user_lexicon_leaves_other_texts_alone() -> None:
    words = lexicon.parse("红泥岭号子\tslogan")
    text = "陈仓区新街镇镇长王建国说，路修好了。"
    assert find(text, words=words) == find(text)


@pytest.mark.parametrize("line", ["词\t天气", "词", "词\tplace\t名\t61"])
def test_user_lexicon_says_which_line_is_wrong(line: str) -> None:
    with pytest.raises(lexicon.LexiconError, match="line 2"):
        lexicon.parse(f"好词\tplace\n{line}")


def test_lexicon_digest_does_not_depend_on_order() -> None:
    one, two = "甲村\tplace\n乙村\tplace", "乙村\tplace\n甲村\tplace\n"
    assert lexicon.parse(one).digest() == lexicon.parse(two).digest()
    assert lexicon.parse("甲村\tplace").digest() != lexicon.parse(one).digest()


def consistent(text: str) -> None:
    """Mentions lie in the text, in order; only meetings of one span and projects overlap others."""
    found = find(text, Context(title=text[:30]))
    assert all(0 <= m.start < m.end <= len(text) for m in found.mentions)
    plain = [m for m in found.mentions if m.kind != "project"]
    assert all(a.end <= b.start or _twins(a, b) for a, b in pairwise(plain))
    assert all(found.mentions[d.mention].kind == "document" for d in found.documents)
    assert all(0 <= p.start < p.end <= len(text) for p in found.posts)


def _twins(a: Mention, b: Mention) -> bool:
    return a.kind == b.kind == "meeting" and (a.start, a.end) == (b.start, b.end)


PIECES = (
    "王李张 陈仓区新街镇 书记 村民 说 介绍 《 》 “ ” ： ， 。 \n （ ） 、 · 阿卜 杜 "
    "十九届二中、三中全会 三会一课 3+3 项目 开工 "
    "老 小 某 大姐 镇长 任 原 第 届 次 会议 2020年 万元 的 了 和 a 1 　 😀 臺灣 達娃平措 总统 卢拉"
).split(" ")


def soup(seed: int) -> str:
    chosen = random.Random(seed)
    return "".join(chosen.choices(PIECES, k=chosen.randint(1, 60)))


@pytest.mark.parametrize("seed", range(150))
def test_any_text_is_consistent(seed: int) -> None:
    consistent(soup(seed))


@pytest.mark.soak
def test_many_texts_are_consistent() -> None:
    for seed in range(150, 4000):
        consistent(soup(seed))


@pytest.mark.parametrize(
    "text", ["", "\n", "王", "老", "《", "“", "书记", "村民张", "第", "十九届", "记者：", "总统", "任"]
)
def test_tiny_texts(text: str) -> None:
    consistent(text)


def test_whatever_is_cut_off() -> None:
    text = "新华社西安7月8日电（记者王建国 李秀英）镇党委书记张卫国说，《办法》落实“三会一课”，达娃平措·买买提任镇长。"
    for end in range(len(text)):
        consistent(text[:end])


def test_the_report_the_user_gave() -> None:
    raw = (need_shared() / "seed" / "report.txt").read_text("utf-8")
    body = "\n".join(line.strip() for line in raw.split("黄正清")[1].split("\n") if line.strip())
    title = "陈仓区新街镇:“3+3”模式提升镇域乡村治理工作水平"
    found = find(body, Context(title=title, bylines=[Byline("马江", "correspondent")]))
    assert set(names(found, "document")) == {
        "党章", "习近平新时代中国特色社会主义思想学习纲要", "习近平扶贫论述摘编", "习近平谈治国理政",
    }  # fmt: skip
    assert names(found, "meeting") == ["十九大", "十九届二中全会", "十九届三中全会", "十九届四中全会"]
    assert set(names(found, "slogan")) == {
        "3+3", "三会一课", "四个意识", "一肩挑", "四个平台", "四个关心", "两委", "一票否决", "五大板块",
        "一轴两翼六片区", "抓党建、强基础、促发展", "不忘初心、牢记使命",
    }  # fmt: skip
    assert [p.name for p in found.projects] == ["新辉免烧砖厂技改", "核桃和柴胡示范产业园", "奶山羊养殖基地"]
    assert names(found, "person") == []
    assert found.place_code == "610304110"


@pytest.mark.parametrize(
    "piece", ["项目", "建设工程开工", "“一二”", "《", "第一届", "老李", "甲、", "王某", "阿·", "2011年", "全国"]
)
def test_repetition_costs_no_more_than_its_length(piece: str) -> None:
    consistent(piece * (6000 // len(piece)))
