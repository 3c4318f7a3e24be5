"""The catalogue: one declaration, from which DDL, frames, labels and docs agree."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests import warehouse_world as world
from warehouse import catalogue, views
from warehouse.catalogue import ContractError

ROOT = Path(__file__).resolve().parent.parent
TABLES = list(catalogue.TABLES.values())
NAMES = [table.name for table in TABLES]


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    for statement in catalogue.ddl():
        con.execute(statement)
    return con


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_a_table_says_what_a_row_is(table):
    assert table.grain.startswith("One row per ") and table.grain.endswith(".")
    assert re.search("[\u4e00-\u9fff]", table.label_zh)


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_every_column_is_described_once(table):
    names = [column.name for column in table.columns]
    assert len(names) == len(set(names))
    for column in table.columns:
        assert re.fullmatch("[a-z][a-z0-9_]*", column.name)
        assert column.type in catalogue.ARROW
        assert len(column.comment) > 2 and not column.comment.endswith("."), column.name
        assert re.search("[\u4e00-\u9fff]", column.label_zh), column.name


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_keys_and_parents_are_columns(table):
    columns = {column.name: column for column in table.columns}
    assert all(not columns[name].nullable for name in table.key)
    for parent in table.parents:
        target = catalogue.table(parent.table)
        assert set(parent.columns) <= columns.keys()
        assert parent.key == target.key
        for child, key in zip(parent.columns, parent.key, strict=True):
            assert columns[child].type == {c.name: c.type for c in target.columns}[key]


@pytest.mark.parametrize("name", NAMES)
def test_ddl_and_arrow_agree(con, name):
    con.register("incoming", catalogue.empty(name))
    found = dict(con.execute("SELECT column_name, column_type FROM (DESCRIBE FROM incoming)").fetchall())
    stored = con.execute(f'SELECT column_name, column_type, "null" FROM (DESCRIBE {name})').fetchall()
    assert found == {column: kind for column, kind, _ in stored}
    assert [n == "YES" for *_, n in stored] == [column.nullable for column in catalogue.table(name).columns]


def test_every_column_has_its_comment_in_the_database(con):
    bare = con.execute(
        "SELECT table_name, column_name FROM duckdb_columns()"
        " WHERE comment IS NULL AND schema_name = 'main' AND database_name = 'memory' AND NOT internal"
    )
    assert bare.fetchall() == []


def test_docs_are_those_of_the_catalogue():
    assert (ROOT / "docs/tables.md").read_text("utf-8") == catalogue.markdown(), "run `make docs`"
    assert (ROOT / "docs/views.md").read_text("utf-8") == views.markdown(), "run `make docs`"


def test_labels_cover_every_column():
    assert catalogue.labels()["metrics"] == "指标"
    assert set(catalogue.labels()) == {*NAMES, *(f"{t.name}.{c.name}" for t in TABLES for c in t.columns)}


def test_the_tables_of_the_design_are_there():
    assert {"sources", "articles", "rejects", "postings"} <= set(catalogue.batch_tables())
    assert set(catalogue.settle_tables()) == {"entities", "slogan_members", "terms"}
    assert set(catalogue.reference_tables()) == {"places", "indicators", "corrections"}
    assert catalogue.key("mentions") == ("article_id", "mention_no")


def test_digest_is_of_declarations_not_of_words(monkeypatch):
    before = catalogue.digest()
    assert re.fullmatch("[0-9a-f]{12}", before)
    topics = catalogue.table("topics")
    changed = type(topics)(topics.name, "别的", "One row per other.", topics.filled, topics.key, topics.columns)
    monkeypatch.setitem(catalogue.TABLES, "topics", changed)
    catalogue.digest.cache_clear()
    assert catalogue.digest() == before
    catalogue.digest.cache_clear()


def test_a_frame_has_the_declared_dtypes():
    frame = world.frame("topics", [{"article_id": "a", "topic": "党建", "weight": 1}])
    assert dict(frame.dtypes) == catalogue.dtypes("topics")
    assert all(isinstance(dtype, pd.ArrowDtype) for dtype in frame.dtypes)
    assert frame["weight"].tolist() == [1.0]


GOOD = {"key": ["a"], "value": ["b"]}
POSTING = {"article_id": ["a"], "field": ["body"], "term": ["村"], "positions": [[1]], "field_chars": [3]}
BYLINE = {"article_id": ["a"], "byline_no": [1], "name": ["张三"], "role": ["reporter"], "entity_id": [None]}
RUN = {"run_id": ["a"], "started_at": [datetime(2024, 1, 1)], "finished_at": [None], "status": ["failed"],
       "counts": [[("articles", 1)]], "rulesets": [[]], "parameters": [[]], "message": [None]}  # fmt: skip
MISFITS = [
    ("no_such_table", GOOD, "no such table"),
    ("meta", {"key": ["a"]}, "missing columns ['value']"),
    ("meta", GOOD | {"more": [1]}, "unknown columns ['more']"),
    ("meta", GOOD | {"value": []}, "differ in length"),
    ("meta", GOOD | {"value": [None]}, "meta.value: NULL in row 0"),
    ("meta", GOOD | {"value": [1]}, "meta.value: not VARCHAR"),
    ("meta", GOOD | {"value": ["\ud800"]}, "meta.value: not VARCHAR"),
    ("bylines", BYLINE | {"byline_no": ["1"]}, "bylines.byline_no: not INTEGER"),
    ("bylines", BYLINE | {"byline_no": [1.5]}, "bylines.byline_no: not INTEGER"),
    ("bylines", BYLINE | {"byline_no": [True]}, "bylines.byline_no: not INTEGER"),
    ("bylines", BYLINE | {"byline_no": [2**40]}, "bylines.byline_no: not INTEGER"),
    ("postings", POSTING | {"positions": [["x"]]}, "postings.positions: not INTEGER[]"),
    ("postings", POSTING | {"positions": ["12"]}, "postings.positions: not INTEGER[]"),
    ("postings", POSTING | {"positions": [[1.5]]}, "postings.positions: not INTEGER[]"),
    ("runs", RUN | {"started_at": [datetime(2024, 1, 1, tzinfo=UTC)]}, "a time with an offset"),
    ("runs", RUN | {"started_at": ["2024-01-01"]}, "runs.started_at: not TIMESTAMP"),
]


@pytest.mark.parametrize(("name", "columns", "says"), MISFITS, ids=[says for *_, says in MISFITS])
def test_a_misfit_is_refused(name, columns, says):
    with pytest.raises(ContractError, match=re.escape(says)):
        catalogue.frame(name, columns)


@pytest.mark.parametrize(
    ("name", "columns"), [("meta", GOOD), ("postings", POSTING), ("bylines", BYLINE), ("runs", RUN)]
)
def test_what_fits_is_taken(name, columns):
    assert len(catalogue.frame(name, columns)) == 1
