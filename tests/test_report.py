"""The report the user gave, read where the evaluation folder is: every fact that must come out of it."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.support import need_shared
from transforms import page, read
from transforms.extract import extract
from transforms.model import Article, Context, Extraction, Mention, RejectError

TOWN = "610304110"


@pytest.fixture(scope="module")
def article() -> Article:
    report = need_shared() / "seed" / "report.txt"
    with report.open("rb") as stream:
        ((_, record),) = list(read.read(stream, report.name))
    assert not isinstance(record, RejectError)
    return page.parse(record)


@pytest.fixture(scope="module")
def found(article: Article) -> Extraction:
    context = Context(
        article.title, article.published_at, article.published_precision, article.site, article.source,
        article.dateline_place, article.dateline_on, article.bylines,
    )  # fmt: skip
    return extract(article.body, context)


def names(found: Extraction, kind: str) -> set[str]:
    return {m.name for m in found.mentions if m.kind == kind and m.form in ("name", "short", "title")}


def quotes(article: Article, mentions: list[Mention]) -> set[str]:
    return {article.body[m.start : m.end] for m in mentions}


def test_header(article: Article) -> None:
    assert article.site == "华夏传媒网"
    assert article.title == "陈仓区新街镇:“3+3”模式提升镇域乡村治理工作水平"
    assert article.published_at == datetime(2020, 4, 13, 9, 49, 41)
    assert article.published_precision == "second"
    assert article.source == "中国传媒网"
    assert article.view_count is None
    assert [(b.name, b.role) for b in article.bylines] == [("马江", "correspondent"), ("黄正清", "correspondent")]
    assert article.body.startswith("乡村治理是实现乡村振兴的根基")
    assert article.body.endswith("按照序时进度顺利推进。")
    assert article.body.count("\n") == 3


def test_three_sections_of_three_points(found: Extraction) -> None:
    points = [(s.section, s.outline) for s in found.sentences if s.outline]
    sections = dict.fromkeys(section for section, _ in points)
    assert list(sections) == [
        "强化组织建设,激发政治功能", "强化制度落实,激发管理功能", "强化作用发挥,激发服务功能",
    ]  # fmt: skip
    assert [mark for _, mark in points] == ["一是", "二是", "三是"] * 3


def test_places(found: Extraction) -> None:
    assert found.place_code == TOWN
    assert found.article_place is not None and found.article_place.name == "新街镇"
    codes = {m.place_code for m in [*found.mentions, *found.title_mentions] if m.kind == "place" and m.place_code}
    assert codes == {"CHN", "610304", TOWN}  # 中国特色社会主义
    villages = [m for m in found.mentions if m.kind == "place" and not m.place_code and m.form == "name"]
    assert {m.name.removesuffix("村") for m in villages} == {"东沟门", "新街", "菜园"}
    assert {m.parent_code for m in villages} == {TOWN}


def test_documents_and_meetings(article: Article, found: Extraction) -> None:
    assert names(found, "document") == {
        "党章", "习近平新时代中国特色社会主义思想学习纲要", "习近平扶贫论述摘编", "习近平谈治国理政",
    }  # fmt: skip
    meetings = [m for m in found.mentions if m.kind == "meeting"]
    assert quotes(article, meetings) == {"十九大", "十九届二中、三中、四中全会"}
    assert sorted(quotes(article, [m]).pop() for m in meetings).count("十九届二中、三中、四中全会") == 3


def test_slogans(article: Article, found: Extraction) -> None:
    slogans = quotes(article, [m for m in found.mentions if m.kind == "slogan"])
    assert slogans == {
        "3+3", "三会一课", "四个意识", "一肩挑", "四个平台", "四个关心", "两委", "一票否决", "五大板块",
        "一轴两翼六片区",
        "抓党建、强基础、促发展", "不忘初心、牢记使命",
    }  # fmt: skip


def test_projects(article: Article, found: Extraction) -> None:
    projects = {"新辉免烧砖厂技改", "核桃和柴胡示范产业园", "奶山羊养殖基地"}
    assert names(found, "project") == projects
    assert {p.name for p in found.projects} == projects


def test_no_other_person(article: Article, found: Extraction) -> None:
    assert names(found, "person") <= {"习近平"}


def test_metrics(article: Article, found: Extraction) -> None:
    year = (datetime(2019, 1, 1), datetime(2020, 1, 1))
    got = [
        (article.body[m.start : m.end], m.indicator, m.starts_on and (m.starts_on, m.ends_before), m.place_code)
        for m in found.metrics
    ]
    assert got == [
        ("3个", "村", None, TOWN), ("9个", "村", None, TOWN), ("9个", "村", None, TOWN),
        ("5个", "重点项目", year, TOWN), ("8000余万元", "累计完成投资", year, TOWN),
    ]  # fmt: skip
    assert {m.place_name for m in found.metrics} == {"新街镇"}
    investment = found.metrics[-1]
    assert (investment.value, investment.low, investment.high) == (80_000_000, 80_000_000, None)
    assert (investment.unit, investment.is_cumulative, investment.modality) == ("CNY", True, "actual")


def test_checks(found: Extraction) -> None:
    statuses = [c.status for c in found.checks]
    assert statuses.count("ok") >= 4
    assert "fail" not in statuses
