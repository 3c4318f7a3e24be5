"""An older DuckDB, 1.2 or later, reads the warehouse and gives the same rows, by its views and macros.

Runs where NEWSDB_OLD_DUCKDB_PYTHON names a Python that has one: python -m venv old; old/bin/pip install duckdb==1.2.2
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import duckdb
import pytest

from tests.ingesting import World
from warehouse import query, views

ROOT = Path(__file__).resolve().parent.parent
OLD = os.environ.get("NEWSDB_OLD_DUCKDB_PYTHON", "")
ASK = """
import json, sys, duckdb
con = duckdb.connect(sys.argv[1], read_only=True)
print(json.dumps([con.execute(sql).fetchall() for sql in json.load(sys.stdin)], default=str))
"""
REPORT = (
    "坪头镇推进“一肩挑”\n\n2021-05-06 10:00:00   来源:样例日报\n\n"
    "    2021年,陈仓区坪头镇打造党建示范带2条,6个村实现“一肩挑”。\n"
)
QUESTIONS = [
    "SELECT * FROM search('党建 示范带')",
    "SELECT * FROM search('“一肩挑” 村')",
    "SELECT * FROM kwic('坪头镇', 12)",
    "SELECT * FROM compare('重点项目', ['610304111'])",
    "SELECT * FROM places_under('610304') ORDER BY ALL",
    "SELECT * FROM top_terms(TIMESTAMP '2020-01-01', TIMESTAMP '2022-01-01')",
]
PLAIN = [f"SELECT * FROM {name}" for name, view in views.views().items() if view.parameters is None]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    world = World(tmp_path_factory.mktemp("old"))
    for path in sorted((ROOT / "data/raw/samples").iterdir()):
        world.write(f"samples/{path.name}", path.read_bytes())
    world.write("report.txt", REPORT)
    world.ingest()
    return world.warehouse.resolve()


@pytest.mark.skipif(not OLD, reason="NEWSDB_OLD_DUCKDB_PYTHON names no Python with an older DuckDB")
def test_an_older_client_gives_the_same_rows(warehouse: Path) -> None:
    asked = QUESTIONS + PLAIN
    done = subprocess.run(
        [OLD, "-c", ASK, str(warehouse)], input=json.dumps(asked), capture_output=True, text=True, timeout=120
    )
    assert not done.returncode, done.stderr
    with query.connect(warehouse) as con:
        for sql, theirs in zip(asked, json.loads(done.stdout), strict=True):
            ours = json.loads(json.dumps(con.execute(sql).fetchall(), default=str))
            if sql in PLAIN:  # in no promised order
                ours, theirs = sorted(ours, key=json.dumps), sorted(theirs, key=json.dumps)
            assert theirs == ours, sql


@pytest.mark.parametrize("sql", QUESTIONS)
def test_a_plain_connection_gives_the_same_rows(warehouse: Path, sql: str) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as plain, query.connect(warehouse) as ours:
        found = plain.execute(sql).fetchall()
        assert found
        assert found == ours.execute(sql).fetchall()
