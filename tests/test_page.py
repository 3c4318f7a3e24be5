"""Records to articles: headers of dumps, bylines, datelines, times, rows with given facts."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.support import cases
from transforms.model import Article, Record, RejectError
from transforms.page import byline, clock, dateline, parse, sites
from transforms.text.normalise import normalise


def written(article: Article) -> str | None:
    formats = {"day": "%Y-%m-%d", "minute": "%Y-%m-%d %H:%M", "second": "%Y-%m-%d %H:%M:%S"}
    at, precision = article.published_at, article.published_precision
    assert (at is None) == (precision is None)
    return at.strftime(formats[precision]) if at and precision else None


def people(found: list[byline.Byline]) -> str:
    return ", ".join(f"{person.role} {person.name}" for person in found)


@pytest.mark.parametrize("row", cases("headers.tsv"))
def test_header(row: dict[str, str]) -> None:
    article = parse(Record("text", row["dump"].replace("\\n", "\n")))
    assert (article.title or "") == row["title"]
    assert (written(article) or "") == row["published"]
    assert (article.source or "") == row["source"]
    assert ("" if article.view_count is None else str(article.view_count)) == row["views"]
    assert people(article.bylines) == row["bylines"]
    assert article.body == normalise(article.body)
    assert article.body.startswith(("新街镇今年", "新华社", "本报讯", "样例网", "中新网", "近日", "记者", "（中央社"))


@pytest.mark.parametrize("row", cases("bylines.tsv"))
def test_byline(row: dict[str, str]) -> None:
    found = byline.read(row["text"], default=row["default"] or None)
    assert people(found or []) == row["bylines"]


@pytest.mark.parametrize("row", cases("datelines.tsv"))
def test_dateline(row: dict[str, str]) -> None:
    found = dateline.read(row["text"], datetime.fromisoformat(row["published"]) if row["published"] else None)
    assert (found.agency if found else "") == row["agency"]
    assert ((found.place if found else None) or "") == row["place"]
    assert (found.on if found else None) == (date.fromisoformat(row["on"]) if row["on"] else None)


FETCHED = datetime(2021, 3, 5, 10, 20, 30)


@pytest.mark.parametrize(
    ("text", "expected", "precision"),
    [
        ("3小时前", datetime(2021, 3, 5, 7, 20), "minute"),
        ("25分钟前", datetime(2021, 3, 5, 9, 55), "minute"),
        ("昨天 08:30", datetime(2021, 3, 4, 8, 30), "minute"),
        ("前天", datetime(2021, 3, 3), "day"),
        ("2天前", datetime(2021, 3, 3), "day"),
        ("03-04 18:05", datetime(2021, 3, 4, 18, 5), "minute"),
        ("12-31 18:05", datetime(2020, 12, 31, 18, 5), "minute"),
    ],
)
def test_relative_time(text: str, expected: datetime, precision: str) -> None:
    found = clock.read(text, FETCHED)
    assert found is not None
    assert (found.at, found.precision) == (expected, precision)
    assert clock.read(text) is None


def test_times_with_an_offset_become_local() -> None:
    found = clock.read("2021-03-04T20:30:00Z")
    assert found is not None
    assert found.at == datetime(2021, 3, 5, 4, 30)


ROW = {
    "title": "新街镇抓项目",
    "published": "Mar 04, 2021",
    "source": "样例报",
    "author": "王芳、李建国",
    "views": "1,024",
}


def test_row_with_given_facts() -> None:
    article = parse(Record("fields", "<p>项目已经开工。</p><p>总投资3亿元。</p>", fields=ROW))
    assert (article.title, article.source, article.view_count) == ("新街镇抓项目", "样例报", 1024)
    assert written(article) == "2021-03-04"
    assert people(article.bylines) == "author 王芳, author 李建国"
    assert article.body == "项目已经开工。\n总投资3亿元。"


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("责任编辑：赵敏", "editor 赵敏"),
        ("版权声明 来源：样例报 时间：; 样例报 复制链接", ""),
        ("本报记者 王芳 通讯员 李建国", "reporter 王芳, correspondent 李建国"),
        ("佚名", ""),
    ],
)
def test_author_columns_with_other_things_in_them(author: str, expected: str) -> None:
    article = parse(Record("fields", "新街镇今年计划实施重点项目6个。", fields={"author": author}))
    assert people(article.bylines) == expected


def test_one_role_for_each_person_and_name() -> None:
    text = "新街镇抓项目\n2021-03-04 作者：王芳\n　　本报讯（记者 王芳）全镇今年实施重点项目6个。\n责任编辑：王芳"
    assert people(parse(Record("text", text)).bylines) == "reporter 王芳, editor 王芳"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("新街镇抓项目\n2021-03-04 来源：样例网\n", "no_body"),
        ("The mayor opened a new school on Monday. Nobody came to see it.", "not_chinese"),
        ("東京都は新しい学校を開きました。とてもきれいな建物です。みんなが喜んでいます。", "not_chinese"),
        ("\n".join(f"新街镇第{n}次会议召开" for n in range(30)), "list_page"),
    ],
)
def test_dumps_that_are_no_article(content: str, reason: str) -> None:
    with pytest.raises(RejectError) as refusal:
        parse(Record("text", content))
    assert (refusal.value.stage, refusal.value.reason) == ("page", reason)


def test_settings_of_a_site() -> None:
    markup = """<html><body><h1>新街镇抓项目</h1><div class=facts>2021-03-04 来源：样例报</div>
      <div id=report><p>项目已经开工。</p><div class=share>分享到微信</div>总投资3亿元。</div>
      <p>别的话，不是正文。</p></body></html>"""
    article = parse(Record("html", markup, own_key="http://www.news.example/1.html"))
    assert (article.site, article.source, article.title) == ("样例", "样例报", "新街镇抓项目")
    assert article.body == "项目已经开工。\n总投资3亿元。"
    assert sites.settings("example") is None
