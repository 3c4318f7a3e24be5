"""Tables about the whole corpus: from stored rows only, step by step equal to a rebuild from empty."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests import warehouse_world as world
from tests.test_load import contents
from warehouse import load, settle


@pytest.fixture
def con():
    return world.in_memory()


def _load(con, articles, **more):
    frames = world.frames(articles, run_id="run")
    load.load_batch(con, frames | {name: world.frame(name, rows) for name, rows in more.items()}, "run")
    return settle.settle(con)


def _entity(con, entity_id):
    found = con.execute("FROM entities WHERE entity_id = ?", [entity_id])
    names = [column[0] for column in found.description]
    return dict(zip(names, *found.fetchall(), strict=True))


def test_entities_count_what_names_them(con):
    _load(con, [world.article(n) for n in (1, 2, 3)])
    assert _entity(con, "person:张三") == {
        "entity_id": "person:张三", "kind": "person", "name": "张三", "aliases": [], "place_code": None,
        "parent_code": None, "first_seen": datetime(2020, 1, 2), "last_seen": datetime(2020, 1, 4),
        "mention_count": 3, "article_count": 3,
    }  # fmt: skip
    assert _entity(con, "person:李四")["mention_count"] == 0  # named by the byline alone
    assert _entity(con, "person:李四")["article_count"] == 3
    assert _entity(con, "place:东沟门村")["parent_code"] == "610304"


def test_the_commonest_name_is_canonical_and_the_others_are_aliases(con):
    articles = [world.article(n) for n in (1, 2, 3)]
    frames = world.frames(articles, run_id="run")
    mentions = frames["mentions"].to_dict("list")
    at = [i for i, name in enumerate(mentions["name"]) if name == "张三"]
    mentions["name"][at[0]] = "张叁"
    mentions["text"][at[0]], mentions["text"][at[1]] = "张叁", "老张"
    mentions["text"][at[2]], mentions["form"][at[2]] = "他", "pronoun"
    load.load_batch(con, frames | {"mentions": world.catalogue.frame("mentions", mentions)}, "run")
    settle.settle(con)
    assert _entity(con, "person:张三")["name"] == "张三"
    assert _entity(con, "person:张三")["aliases"] == ["张叁", "老张"]


def test_entities_that_nothing_names_any_more_are_gone(con):
    _load(con, [world.article(1), world.article(2)])
    load.remove_files(con, ["a1.html"])
    settle.settle(con)
    assert _entity(con, "person:张三")["mention_count"] == 1
    load.remove_files(con, ["a2.html"])
    assert settle.settle(con)["entities"] == 0


def test_slogan_members_come_from_articles_and_the_dictionary(con):
    articles = [world.article(1), world.article(2)]
    parts = [
        {"article_id": articles[0]["article_id"], "entity_id": "slogan:x", "origin": origin, "member_no": n, "text": t}
        for origin, n, t in [("text", 1, "甲"), ("text", 2, "乙"), ("dictionary", 1, "甲")]
    ] + [{"article_id": articles[1]["article_id"], "entity_id": "slogan:x", "origin": "dictionary", "member_no": 1,
          "text": "甲"}]  # fmt: skip
    _load(con, articles, slogan_parts=parts)
    found = con.execute("SELECT source, member_no, text FROM slogan_members ORDER BY ALL").fetchall()
    first = articles[0]["article_id"]
    assert sorted(found) == sorted([(first, 1, "甲"), (first, 2, "乙"), ("dictionary", 1, "甲")])


def test_terms_count_fields_and_forget(con):
    _load(con, [world.article(1), world.article(2)])
    counted = "SELECT term, fields FROM terms ORDER BY fields, term"
    assert dict(con.execute(counted).fetchall()) == {"投资": 2, "东沟门": 2, "修路": 2, "消息": 2}
    load.remove_files(con, ["a1.html"])
    settle.settle(con)
    assert set(dict(con.execute(counted).fetchall()).values()) == {1}


def test_small_additions_to_postings_lie_behind_and_large_ones_are_sorted_in(con, monkeypatch):
    monkeypatch.setattr(settle, "_UNSORTED_AT_LEAST", 10)
    _load(con, [world.article(n) for n in range(20)])
    assert load.meta(con)["postings_behind"] == "0"
    _load(con, [world.article(30)])
    assert load.meta(con)["postings_behind"] == "4"
    _load(con, [world.article(n) for n in range(40, 43)])
    assert load.meta(con)["postings_behind"] == "0"
    terms = [row[0] for row in con.execute("SELECT term FROM postings").fetchall()]
    assert terms == sorted(terms) and len(terms) == 4 * 24


def _rate(article, value, **changes):
    """A growth rate for the article's road length, as a third metric."""
    row = {
        "article_id": article["article_id"], "metric_no": 3, "sentence_no": 1, "start_char": 0, "end_char": 3,
        "quote": article["body"][:3], "value": value, "qualifier": "exact", "unit": "%", "unit_kind": "percent",
        "measure": "growth_rate", "indicator_id": "road_length", "place_code": "610304", "basis": "yoy",
        "direction": "up", "is_cumulative": False, "modality": "actual", "confidence": 1.0, "rule": "test",
        "starts_on": datetime(2021, 1, 1), "ends_before": datetime(2022, 1, 1),
    }  # fmt: skip
    return row | changes


def _two_years(con, rate):
    """One article for 2020 with 100 km, one for 2021 with 110 km that states this growth rate."""
    before = world.article(100, published_at=datetime(2020, 6, 1))
    after = world.article(110, published_at=datetime(2021, 6, 1))
    frames = world.frames([before, after], run_id="run")
    rows = frames["metrics"].to_dict("records") + [_rate(after, *rate)]
    load.load_batch(con, frames | {"metrics": world.frame("metrics", rows)}, "run")
    settle.settle(con)
    return con.execute("SELECT status, detail FROM checks WHERE reach = 'corpus'").fetchall()


@pytest.mark.parametrize(("rate", "status"), [(10.0, "ok"), (10.4, "ok"), (11.5, "unknown"), (25.0, "fail")])
def test_growth_is_held_against_the_value_of_the_year_before(con, rate, status):
    found = _two_years(con, (rate,))
    assert [row[0] for row in found] == [status]
    assert "10.00%" in found[0][1]


def test_growth_is_not_checked_without_the_year_before(con):
    after = world.article(110, published_at=datetime(2021, 6, 1))
    frames = world.frames([after], run_id="run")
    rows = frames["metrics"].to_dict("records") + [_rate(after, 50.0)]
    load.load_batch(con, frames | {"metrics": world.frame("metrics", rows)}, "run")
    settle.settle(con)
    assert load.count(con, "checks") == 0


def test_a_check_goes_with_what_it_rested_on(con):
    assert _two_years(con, (25.0,))
    load.remove_files(con, ["a100.html"])
    settle.settle(con)
    assert load.count(con, "checks") == 0


def test_settling_step_by_step_equals_a_rebuild(con):
    for n in range(1, 6):
        _load(con, [world.article(n), world.article(n + 3, m=500)])
    _two_years(con, (25.0,))
    load.remove_files(con, ["a2.html", "a4.html"])
    settle.settle(con)
    before = contents(con)
    settle.rebuild(con)
    assert contents(con) == before
