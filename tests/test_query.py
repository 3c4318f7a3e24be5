"""Questions: read-only, in four forms, and from strangers in a process that can reach nothing else."""

from __future__ import annotations

import csv
import io
import json
import re

import pyarrow.parquet as pq
import pytest

from tests import warehouse_world as world
from warehouse import query
from warehouse.query import Limits, MissingError, QueryError, Result


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    warehouse = tmp_path_factory.mktemp("query") / "news.duckdb"
    world.ingest(warehouse, "run1", [world.article(n) for n in (1, 2, 3)])
    return warehouse


def _written(warehouse, sql, form):
    out = io.BytesIO()
    with query.connect(warehouse) as con:
        query.write(con, sql, form, out)
    return out.getvalue()


def test_a_missing_warehouse_is_named_with_its_full_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MissingError, match=re.escape(f"no warehouse at {tmp_path}/data/x.duckdb")):
        query.connect("data/x.duckdb")


def test_a_connection_cannot_write(warehouse):
    with query.connect(warehouse) as con, pytest.raises(QueryError, match="read-only"):
        query.run(con, "DELETE FROM articles")


def test_a_new_connection_sees_the_new_generation(tmp_path):
    warehouse = tmp_path / "news.duckdb"
    world.ingest(warehouse, "run1", [world.article(1)])
    first = query.connect(warehouse)
    world.ingest(warehouse, "run2", [world.article(2)])
    with query.connect(warehouse) as second:
        counts = [query.result(con, "SELECT count(*) FROM articles").rows for con in (first, second)]
    assert counts == [[[1]], [[2]]]


def test_rows_as_pandas(warehouse):
    with query.connect(warehouse) as con:
        frame = query.run(con, "SELECT title, char_count FROM articles WHERE title = ?", ["第2条消息"])
    assert frame.to_dict("list") == {"title": ["第2条消息"], "char_count": [30]}


SQL = """
SELECT '陈仓区,"新街"' AS place, 80000000.0 AS amount, NULL AS nothing, TIMESTAMP '2020-04-13 09:49:41' AS "when",
    ['甲', '乙'] AS list, TRUE AS yes
"""


def test_table(warehouse):
    assert _written(warehouse, SQL, "table").decode().splitlines() == [
        'place          amount    nothing  when                 list          yes',
        '-------------  --------  -------  -------------------  ------------  ----',
        '陈仓区,"新街"  80000000  NULL     2020-04-13 09:49:41  ["甲", "乙"]  true',
        '(1 rows)',
    ]  # fmt: skip


def test_csv(warehouse):
    rows = list(csv.reader(io.StringIO(_written(warehouse, SQL, "csv").decode())))
    assert rows[1] == ['陈仓区,"新街"', "80000000", "", "2020-04-13T09:49:41", '["甲", "乙"]', "true"]


def test_json(warehouse):
    assert json.loads(_written(warehouse, SQL, "json")) == [
        {"place": '陈仓区,"新街"', "amount": 80000000.0, "nothing": None, "when": "2020-04-13T09:49:41",
         "list": ["甲", "乙"], "yes": True}
    ]  # fmt: skip
    assert json.loads(_written(warehouse, "SELECT 1 WHERE FALSE", "json")) == []
    twice = "SELECT * FROM (SELECT 1 AS a) x, (SELECT 'nan'::DOUBLE AS a) y"
    assert json.loads(_written(warehouse, twice, "json")) == [{"a": 1, "a_2": None}]


def test_parquet(warehouse):
    table = pq.read_table(io.BytesIO(_written(warehouse, "SELECT title, published_at FROM articles", "parquet")))
    assert table.num_rows == 3 and table.column_names == ["title", "published_at"]


def test_a_mistake_is_told_in_duckdbs_words(warehouse):
    with query.connect(warehouse) as con, pytest.raises(QueryError, match="no_such_table"):
        query.run(con, "SELECT * FROM no_such_table")


def test_values_cannot_disturb_the_display():
    evil = "a\x1b[2Jb\u202ec\nd\x00"
    shown = query.table_text(Result(["x"], ["VARCHAR"], [[evil]]))
    assert "\x1b" not in shown and "\u202e" not in shown and r"a\x1b[2Jb\u202ec\nd\x00" in shown


@pytest.mark.parametrize(
    ("text", "columns", "shown"), [("陈仓区新街镇", 7, "陈仓区…"), ("abc", 3, "abc"), ("abcd", 3, "ab…")]
)
def test_long_values_are_cut_by_width(text, columns, shown):
    assert query.cut(text, columns) == shown and query.width(shown) <= columns


def test_schema_names_everything_with_labels(warehouse):
    with query.connect(warehouse) as con:
        rows = query.schema(con).rows
    described = {(row[1], row[2]): row for row in rows}
    assert described["metrics", ""][:2] == ["table", "metrics"] and described["metrics", ""][4] == "指标"
    assert described["facts", "quote"][4] == "原文数值"
    assert any(row[0] == "macro" and row[1] == "search" for row in rows)
    assert all(row[4] and row[5] for row in rows)


WRITING = [
    "COPY articles TO 'x.csv'", "ATTACH 'x.db'", "INSTALL httpfs", "LOAD httpfs", "SET threads = 1", "PRAGMA threads=1",
    "EXPORT DATABASE 'x'", "CREATE TEMP TABLE x AS SELECT 1", "DELETE FROM articles",
    "SELECT 1; COPY (SELECT 1) TO 'x'",
    "CALL pragma_version()", "USE x", "CHECKPOINT", "BEGIN", "PREPARE x AS SELECT 1", "VACUUM",
]  # fmt: skip


@pytest.mark.parametrize("sql", WRITING)
def test_only_reading_is_allowed(warehouse, sql):
    with query.connect(warehouse) as con, pytest.raises(QueryError, match="newsdb export"):
        query.check_reads(con, sql)


@pytest.mark.parametrize(
    "sql", ["SELECT 1", "FROM latest", "VALUES (1)", "SHOW TABLES", "DESCRIBE metrics", "SUMMARIZE runs",
            "EXPLAIN FROM runs", "WITH a AS (SELECT 1) FROM a -- and so on"],
)  # fmt: skip
def test_every_way_of_reading_is(warehouse, sql):
    with query.close(query.connect(warehouse)) as con:
        query.check_reads(con, sql)
        assert query.result(con, sql).columns


@pytest.mark.parametrize("sql", ["FROM read_csv('/etc/passwd')", "FROM read_text('/etc/hostname')", "FROM glob('/*')",
                                 "EXPLAIN ANALYZE COPY (SELECT 1) TO 'x.csv'"])  # fmt: skip
def test_a_closed_connection_reaches_nothing_else(warehouse, sql):
    with query.close(query.connect(warehouse)) as con, pytest.raises(QueryError, match="only the warehouse"):
        query.result(con, sql)


FORBIDDEN = [
    ("SELECT * FROM '/etc/passwd'", "does not exist"),
    ("SELECT * FROM read_csv('/etc/passwd')", "disabled"),
    ("SELECT content FROM read_text('/etc/hostname')", "disabled"),
    ("SELECT * FROM glob('/*')", "disabled"),
    ("ATTACH ':memory:' AS x", "only one SELECT"),
    ("COPY (SELECT 1) TO 'x.csv'", "only one SELECT"),
    ("INSTALL fts", "only one SELECT"),
    ("LOAD json", "only one SELECT"),
    ("SET memory_limit = '10GB'", "only one SELECT"),
    ("PRAGMA database_list", "only one SELECT"),
    ("SELECT 1; SELECT 2", "only one SELECT"),
    ("", "only one SELECT"),
    ("DELETE FROM articles", "only one SELECT"),
    ("SELECT getenv('HOME')", "does not exist"),
]


@pytest.mark.parametrize(("sql", "says"), FORBIDDEN, ids=[sql for sql, _ in FORBIDDEN])
def test_strangers_reach_nothing_else(warehouse, sql, says):
    with pytest.raises(QueryError, match=says):
        query.sandboxed(warehouse, sql)


def test_strangers_get_answers(warehouse):
    answer = query.sandboxed(warehouse, "SELECT title, published_at FROM articles ORDER BY title")
    assert answer.columns == ["title", "published_at"] and answer.types == ["VARCHAR", "TIMESTAMP"]
    assert answer.rows[0] == ["第1条消息", "2020-01-02T00:00:00"] and not answer.truncated
    assert query.sandboxed(warehouse, "SELECT * FROM search('投资')").rows


def test_strangers_get_no_more_rows_than_allowed(warehouse):
    assert query.sandboxed(warehouse, "SELECT * FROM range(10)", Limits(rows=10)).truncated is False
    answer = query.sandboxed(warehouse, "SELECT * FROM range(11)", Limits(rows=10))
    assert len(answer.rows) == 10 and answer.truncated
    large = query.sandboxed(warehouse, "SELECT repeat('x', 1000000) FROM range(9)", Limits(output_mb=2))
    assert len(large.rows) == 2 and large.truncated


HEAVY = [
    ("SELECT count(*) FROM range(100000000000) a, range(1000) b", "longer than 1 seconds"),
    ("SELECT list(a) FROM range(300000000) t(a)", "more than 64 MB"),
    ("SELECT repeat('x', 4000000000)", "more than 64 MB"),
]


@pytest.mark.parametrize(("sql", "says"), HEAVY, ids=[says for _, says in HEAVY])
def test_strangers_get_no_more_time_and_memory_than_allowed(warehouse, sql, says):
    with pytest.raises(QueryError, match=says):
        query.sandboxed(warehouse, sql, Limits(seconds=1, memory_mb=64))
