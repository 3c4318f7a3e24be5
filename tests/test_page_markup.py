"""Pages of markup to articles: cases, and whatever may arrive."""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.support import CASES, need_shared
from tests.test_page import people, written
from transforms.model import Record, RejectError
from transforms.page import parse
from transforms.read.decode import decode

PAGE = (CASES / "pages.txt").read_text("utf-8").split("\n---\n")[0].split("\n", 3)[3]


def blocks() -> Iterator[Any]:
    at = 1
    for block in (CASES / "pages.txt").read_text("utf-8").split("\n---\n"):
        lines = [line for line in block.split("\n") if not line.startswith("# ")]
        markup = "\n".join(line for line in lines if not line.startswith("= "))
        facts = [_fact(line[2:]) for line in lines if line.startswith("= ")]
        yield pytest.param(markup, facts, id=f"pages.txt:{at}")
        at += block.count("\n") + 2


def _fact(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name, value.strip().replace("\\n", "\n").replace("\\t", "\t")


@pytest.mark.parametrize(("markup", "facts"), list(blocks()))
def test_page(markup: str, facts: list[tuple[str, str]]) -> None:
    if facts[0][0] == "reject":
        with pytest.raises(RejectError) as refusal:
            parse(Record("html", markup))
        assert refusal.value.reason == facts[0][1]
        return
    article = parse(Record("html", markup))
    found = {
        "title": article.title, "published": written(article), "source": article.source, "site": article.site,
        "views": None if article.view_count is None else str(article.view_count), "bylines": people(article.bylines),
        "partial": str(article.is_partial), "body": article.body,
    }  # fmt: skip
    for name, value in facts:
        if name == "has":
            assert value in article.body
        elif name == "not":
            assert value not in article.body
        else:
            assert (found[name] or "") == value, name


def test_relative_time_of_a_page_needs_the_time_of_fetching() -> None:
    markup = PAGE.replace("2021-03-04 09:30", "3小时前")
    assert parse(Record("html", markup)).published_at is None
    known = parse(Record("html", markup), fetched_at=datetime(2021, 3, 4, 12, 30, 5))
    assert written(known) == "2021-03-04 09:30"


def survives(record: Record) -> None:
    """A record becomes an article or a refusal, nothing else."""
    try:
        article = parse(record)
    except RejectError:
        return
    assert article.body


@pytest.mark.parametrize("form", ["html", "text", "fields"])
def test_cut_anywhere(form: str) -> None:
    for end in range(0, len(PAGE), 11):
        survives(Record(form, PAGE[:end]))  # type: ignore[arg-type]
        survives(Record(form, PAGE[end:]))  # type: ignore[arg-type]


TAGS = [
    "div",
    "p",
    "table",
    "tr",
    "td",
    "span",
    "a",
    "script",
    "style",
    "ul",
    "li",
    "h1",
    "br",
    "form",
    "input",
    "select",
]


def soup(chance: random.Random) -> str:
    words = [
        "新街镇",
        "2021-03-04",
        "来源：样例网",
        "（记者 王芳）",
        "&nbsp;",
        "&#x0;",
        "<!--",
        "-->",
        "<",
        ">",
        '"',
        "\x00",
        "\ud800",
    ]
    pieces = []
    for _ in range(chance.randrange(5, 200)):
        tag = chance.choice(TAGS)
        kinds = [f"<{tag}>", f"</{tag}>", f"<{tag} class='comment {chance.random()}'", chance.choice(words)]
        pieces.append(chance.choice([*kinds, "项目建设加快推进，总投资1.2亿元。" * chance.randrange(3)]))
    return "".join(pieces)


@pytest.mark.parametrize("seed", range(150))
def test_tag_soup(seed: int) -> None:
    content = soup(random.Random(seed))
    for form in ("html", "text", "fields"):
        survives(Record(form, content))  # type: ignore[arg-type]


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(150, 7000))
def test_much_tag_soup(seed: int) -> None:
    survives(Record("html", soup(random.Random(seed))))


HUGE = {
    "one line of 10 MB": "<p>" + "陈仓区新街镇党委，" * 1_100_000,
    "one dump line of 10 MB": "陈仓区新街镇党委，" * 1_100_000,
    "4 MB without a sentence": "新 " * 1_000_000,
    "100,000 nested elements": "<div>" * 100_000 + "陈仓区新街镇党委强化组织建设，提升治理水平。" + "</div>" * 100_000,
    "100,000 open inline elements": "<b><a href=x>" * 50_000 + "陈仓区新街镇党委强化组织建设。",
    "an open comment": "<p>陈仓区新街镇党委。</p><!--" * 20_000,
    "open scripts": "<script>" * 100_000 + "<p>陈仓区新街镇党委强化组织建设。</p>",
    "100,000 attributes": "<p " + "a=b " * 100_000 + ">陈仓区新街镇党委强化组织建设，提升治理水平。</p>",
    "100,000 short lines": "新街镇\n" * 100_000,
    "100,000 labels": "来源：" * 100_000,
    "100,000 brackets": "（记者 " * 100_000 + "）" * 100_000,
    "a table of 40,000 rows": "<table>" + "<tr><td>新街</td><td>12</td></tr>" * 40_000 + "</table>",
    "nested tables": "<table><tr><td>" * 2000 + "陈仓区新街镇党委强化组织建设，提升治理水平。",
}


@pytest.mark.parametrize("name", HUGE)
def test_time_and_memory_are_bounded(name: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for form in ("html", "text"):
        started = time.process_time()
        survives(Record(form, HUGE[name]))  # type: ignore[arg-type]
        assert time.process_time() - started < 6, form
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 1_000_000, "kilobytes"


def test_every_page_of_the_evaluation_set_is_read() -> None:
    paths = sorted((need_shared() / "eval" / "pages").glob("*.html"))
    assert all(parse(Record("html", decode(path.read_bytes())[0])).title for path in paths[::8])
