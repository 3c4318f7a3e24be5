"""What the audit refuses to publish, and says of it."""

from __future__ import annotations

import pytest

from tests import warehouse_world as world
from warehouse import audit, catalogue, load, settle
from warehouse.audit import AuditError, Limits


@pytest.fixture
def con():
    con = world.in_memory()
    load.load_batch(con, world.frames([world.article(n) for n in (1, 2, 3)]), "run")
    settle.settle(con)
    return con


def _checks(con, limits=None):
    with pytest.raises(AuditError) as caught:
        audit.audit(con, limits)
    return {(problem.check, problem.table) for problem in caught.value.problems}


def test_a_sound_database_passes(con):
    audit.audit(con)


SPOILED = [
    ("INSERT INTO topics FROM topics LIMIT 1", "repeated key", "topics"),
    ("INSERT INTO articles FROM articles LIMIT 1", "repeated key", "articles"),
    ("INSERT INTO sources FROM sources LIMIT 1", "repeated key", "sources"),
    ("INSERT INTO places FROM places LIMIT 1", "repeated key", "places"),
    ("DELETE FROM sentences WHERE sentence_no = 2", "no such row in sentences", "metrics"),
    ("DELETE FROM entities WHERE kind = 'person'", "no such row in entities", "posts"),
    ("DELETE FROM places WHERE place_code = '610304'", "no such row in places", "articles"),
    ("DELETE FROM indicators WHERE indicator_id = 'investment'", "no such row in indicators", "metrics"),
    ("DELETE FROM sources WHERE uri = 'a1.html'", "no such row in sources", "articles"),
    ("DELETE FROM articles WHERE title = '第1条消息'", "no such row in articles", "bylines"),
    ("UPDATE mentions SET start_char = start_char + 1, end_char = end_char + 1 WHERE mention_no = 2",
     "text differs from its offsets", "mentions"),
    ("UPDATE metrics SET quote = '9' WHERE metric_no = 1", "text differs from its offsets", "metrics"),
    ("UPDATE sentences SET end_char = start_char, text = '' WHERE sentence_no = 2",
     "text differs from its offsets", "sentences"),
    ("UPDATE sources SET articles = 2, records = 2 WHERE uri = 'a1.html'",
     "counts of a finished file differ from its rows", "sources"),
    ("UPDATE articles SET char_count = 1 WHERE title = '第1条消息'", "char_count is not the length of body",
     "articles"),
    ("UPDATE articles SET published_at = NULL WHERE title = '第1条消息'",
     "published_precision without published_at, or the other way round", "articles"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "check", "table"), SPOILED, ids=[f"{c}: {t}" for _, c, t in SPOILED])
def test_damage_is_found_and_named(con, damage, check, table):
    con.execute(damage)
    assert (check, table) in _checks(con, Limits(may_shrink=True))


def test_the_message_says_where(con):
    con.execute("DELETE FROM indicators WHERE indicator_id = 'road_length'")
    with pytest.raises(
        AuditError, match=r"not published; no such row in indicators: metrics: 3 rows, such as article_id="
    ):
        audit.audit(con)


def test_every_parent_is_looked_for(con):
    """The statement for each relation of the catalogue runs, and finds nothing in a sound database."""
    audit.prepare(con)
    for name in catalogue.TABLES:
        for parent in catalogue.parents(name):
            for rows in {name, audit._audited(name)}:
                assert con.execute(audit.orphans(name, parent, rows)).fetchall() == []


@pytest.mark.parametrize("untouched", [0, 20])
def test_what_one_run_made_wrong_is_found_however_small_it_was(con, untouched):
    load.load_batch(con, world.frames([world.article(n) for n in range(30, 30 + untouched)]), "run")
    settle.settle(con)
    con.execute("DELETE FROM work.articles")
    load.load_batch(con, world.frames([world.article(9)]), "later")
    settle.settle(con)
    audit.audit(con)
    where = f"article_id = '{world.article(9)['article_id']}'"
    con.execute(f"UPDATE mentions SET text = 'x' WHERE {where} AND mention_no = 1")
    con.execute(f"INSERT INTO work.settled_postings FROM work.settled_postings WHERE {where} LIMIT 1")
    con.execute(f"UPDATE metrics SET sentence_no = 9 WHERE {where} AND metric_no = 1")
    assert _checks(con) == {
        ("text differs from its offsets", "mentions"), ("repeated key", "postings"),
        ("no such row in sentences", "metrics"),
    }  # fmt: skip


def test_a_file_half_loaded_need_not_add_up(con):
    con.execute("UPDATE sources SET articles = 9, status = 'loading' WHERE uri = 'a1.html'")
    audit.audit(con)


def test_fewer_articles_only_with_prune(con):
    con.execute("UPDATE work.base SET articles = 4")
    assert _checks(con) == {("fewer articles than before, without --prune", "articles")}
    audit.audit(con, Limits(may_shrink=True))


def _reject(con, times, reason="no_body"):
    rejects = [world.reject(n, reason) for n in range(times)]
    uris = [row["uri"] for row in rejects]
    frames = {"sources": world.frame("sources", world.sources(uris, "run", articles=0, rejects=1)),
              "rejects": world.frame("rejects", rejects)}  # fmt: skip
    load.load_batch(con, frames, "run")


def test_rejects_up_to_their_share(con):
    load.load_batch(con, world.frames([world.article(n) for n in range(4, 24)]), "run")
    settle.settle(con)
    _reject(con, 23)
    audit.audit(con)
    _reject(con, 24)
    assert _checks(con) == {("more rejects than --max-reject-share allows", "rejects")}
    audit.audit(con, Limits(max_reject_share=0.6))


def test_a_few_records_may_all_be_rejects(con):
    _reject(con, 16)
    audit.audit(con)
    _reject(con, 17)
    assert _checks(con)


def test_forgotten_records_are_no_rejects_here(con):
    _reject(con, 30, "forgotten")
    audit.audit(con)
