"""Batches into the building database: replaced, never doubled, all or nothing, in any order."""

from __future__ import annotations

import random

import duckdb
import pytest

from tests import warehouse_world as world
from warehouse import audit, catalogue, load, settle
from warehouse.catalogue import ContractError


@pytest.fixture
def con():
    return world.in_memory()


def _load(con, articles, run_id="run", **changes):
    load.load_batch(con, world.frames(articles, run_id=run_id, **changes), run_id)


def _titles(con):
    return sorted(row[0] for row in con.execute("SELECT title FROM articles").fetchall())


def contents(con):
    """Every row of every table but runs and meta, without what tells one run from another."""
    left_out = {"run_id", "loaded_at", "rejected_at", "modified_at"}
    found = {}
    for name in catalogue.TABLES:
        if name not in ("runs", "meta"):
            columns = ", ".join(catalogue.quoted(c) for c in catalogue.column_names(name) if c not in left_out)
            found[name] = sorted(map(repr, con.execute(f"SELECT {columns} FROM {name}").fetchall()))
    return found


def test_a_batch_fills_its_tables(con):
    _load(con, [world.article(1), world.article(2)])
    assert _titles(con) == ["第1条消息", "第2条消息"]
    assert load.count(con, "sentences") == 4
    assert load.known_sources(con)["a1.html"].status == "done"
    assert load.changed(con)


def test_the_same_batch_again_changes_nothing(con):
    for _ in range(2):
        _load(con, [world.article(1), world.article(2)])
        settle.settle(con)
    assert load.count(con, "articles") == 2 and load.count(con, "mentions") == 6
    assert load.count(con, "postings") == 8
    audit.audit(con)


def test_a_changed_file_loses_its_earlier_records(con):
    _load(con, [world.article(n, file_uri="many.jsonl") for n in (1, 2, 3)])
    _load(con, [world.article(n, file_uri="many.jsonl") for n in (2, 4)], "later")
    assert _titles(con) == ["第2条消息", "第4条消息"]


def test_batches_of_one_file_come_in_any_order(con):
    first = world.frames([world.article(1, file_uri="many.jsonl")])
    second = world.frames([world.article(2, file_uri="many.jsonl")])
    second["sources"] = world.frame("sources", world.sources(["many.jsonl"], "run", status="loading"))
    first["sources"] = world.frame("sources", world.sources(["many.jsonl"] * 2, "run"))
    for frames in (second, first, first):
        load.load_batch(con, frames, "run")
    assert _titles(con) == ["第1条消息", "第2条消息"]
    settle.settle(con)
    audit.audit(con)


def test_a_batch_that_fails_leaves_nothing(con):
    frames = world.frames([world.article(1)])
    bad = frames | {"topics": frames["topics"].assign(topic=frames["topics"]["topic"].where([False]))}
    with pytest.raises(duckdb.Error):
        load.load_batch(con, bad, "run")
    assert load.count(con, "articles") == load.count(con, "sources") == 0
    assert not load.count(con, "work.articles")


@pytest.mark.parametrize("spoil", [
    lambda frames: frames | {"no_such_table": frames["topics"]},
    lambda frames: frames | {"entities": catalogue.empty("entities")},
    lambda frames: frames | {"topics": frames["topics"].drop(columns="weight")},
    lambda frames: frames | {"topics": frames["topics"].astype({"weight": "float32"})},
    lambda frames: frames | {"topics": frames["topics"][["weight", "topic", "article_id"]]},
])  # fmt: skip
def test_a_frame_that_is_not_the_catalogues_is_refused(con, spoil):
    with pytest.raises(ContractError):
        load.load_batch(con, spoil(world.frames([world.article(1)])), "run")
    assert load.count(con, "articles") == 0


def test_rejects_are_replaced_with_their_file(con):
    frames = {"sources": world.frame("sources", world.sources(["r1.html"], "run", articles=0, rejects=1)),
              "rejects": world.frame("rejects", [world.reject(1)])}  # fmt: skip
    for run_id in ("run", "run", "later"):
        load.load_batch(con, frames, run_id)
    assert load.rejects_of(con, ["r1.html"])["reason"].tolist() == ["no_body"]
    audit.audit(con)


def test_removed_files_leave_nothing(con):
    _load(con, [world.article(1), world.article(2)])
    settle.settle(con)
    assert load.remove_files(con, ["a1.html", "never.html"]) == 1
    settle.settle(con)
    assert list(load.known_sources(con)) == ["a2.html"]
    audit.audit(con, audit.Limits(may_shrink=True))


def test_removed_articles_send_their_file_to_be_read_again(con):
    _load(con, [world.article(n, file_uri="many.jsonl") for n in (1, 2)])
    gone = world.article(1, file_uri="many.jsonl")["article_id"]
    assert load.remove_articles(con, [gone, "unknown"]) == 1
    assert load.known_sources(con)["many.jsonl"].status == "loading"


def test_cleared_articles_keep_their_bodies_until_they_are_extracted_again(con):
    articles = [world.article(1), world.article(2)]
    _load(con, articles)
    settle.settle(con)
    before = contents(con)
    ids = [row["article_id"] for row in articles]
    load.clear(con, "later", articles=ids)
    assert load.count(con, "articles") == load.count(con, "bylines") == 2
    assert load.count(con, "mentions") == load.count(con, "postings") == 0
    assert load.stale_articles(con, "e1") == sorted(ids)
    assert load.stored_articles(con, ids)["bylines"][0][0] == {"name": "李四", "role": "reporter"}
    _load(con, articles, "later", ledger=False)
    settle.settle(con)
    assert contents(con) == before


def test_cleared_files_are_begun(con):
    _load(con, [world.article(1), world.article(2)])
    load.clear(con, "later", files=["a1.html"])
    assert _titles(con) == ["第2条消息"]
    assert load.known_sources(con)["a1.html"].status == "loading"
    _load(con, [world.article(1)], "later")
    assert load.known_sources(con)["a1.html"].run_id == "later"


def test_what_the_planner_asks(con):
    articles = [world.article(1), world.article(2, extract_ruleset="old"), world.article(3, file_uri="many.jsonl")]
    _load(con, articles)
    assert load.articles_of(con, ["many.jsonl"]) == [articles[2]["article_id"]]
    assert load.files_of(con, [articles[0]["article_id"]]) == ["a1.html"]
    assert load.stale_articles(con, "e1") == [articles[1]["article_id"]]
    assert load.stale_files(con, "r1") == [] and len(load.stale_files(con, "r2")) == 3
    assert load.articles_with_body(con, [articles[0]["body_sha256"]]) == [articles[0]["article_id"]]
    assert dict(load.bodies(con)) == {row["article_id"]: row["body"] for row in articles}


def test_reference_tables_are_replaced_only_when_they_differ(con):
    con.execute("DELETE FROM work.changes")
    assert load.load_reference(con, {"places": world.places()}) == []
    assert not load.changed(con)
    assert load.load_reference(con, {"places": world.places().iloc[:2]}) == ["places"]
    assert load.count(con, "places") == 2 and load.changed(con)


def test_meta_is_set_and_unset(con):
    load.set_meta(con, {"lexicon": "x", "newsdb_version": "1"})
    con.execute("DELETE FROM work.changes")
    load.set_meta(con, {"lexicon": "x"})
    assert not load.changed(con)
    load.set_meta(con, {"lexicon": None})
    assert load.changed(con) and "lexicon" not in load.meta(con)


@pytest.mark.parametrize("seed", range(3))
def test_any_order_and_size_of_batches_gives_the_same_tables(con, seed):
    """Adds, edits and removals in random batches over several runs equal one run over what is left."""
    chance = random.Random(seed)
    now: dict[int, dict] = {}
    for run in range(3):
        run_id = f"run{run}"
        removed = [n for n in now if chance.random() < 0.2]
        load.remove_files(con, [f"a{n}.html" for n in removed])
        fresh = {n: world.article(n, m=chance.choice([500, 800])) for n in chance.sample(range(30), 10)}
        now = {n: row for n, row in now.items() if n not in removed} | fresh
        if chance.random() < 0.5:
            load.clear(con, run_id, files=[row["file_uri"] for row in fresh.values()])
        _in_batches(con, list(fresh.values()), run_id, chance)
        settle.settle(con)
    audit.audit(con)
    once = world.in_memory()
    load.load_batch(once, world.frames(list(now.values())), "once")
    settle.settle(once)
    assert contents(con) == contents(once)


def _in_batches(con, articles, run_id, chance):
    chance.shuffle(articles)
    while articles:
        size = chance.randint(1, 5)
        load.load_batch(con, world.frames(articles[:size], run_id=run_id), run_id)
        articles = articles[size:]
