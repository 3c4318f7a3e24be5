"""A DuckDB 1.2 client reads the warehouse: tables, comments, views, macros, with the same rows as ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv

import pytest

from tests import warehouse_world as world
from tests.test_views import CALLS
from warehouse import query, views

OLD = "1.2.0"
PROGRAM = """
import json, sys, duckdb
con = duckdb.connect(sys.argv[1], read_only=True)
rows = [con.execute(sql).fetchall() for sql in json.load(sys.stdin)]
print(duckdb.__version__)
print(repr(rows))
"""


@pytest.fixture(scope="module")
def old_python(tmp_path_factory):
    """A Python with DuckDB 1.2; NEWSDB_OLD_DUCKDB names one that is there already."""
    if os.environ.get("NEWSDB_OLD_DUCKDB"):
        return os.environ["NEWSDB_OLD_DUCKDB"]
    folder = tmp_path_factory.mktemp("old")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    if subprocess.run([python, "-m", "pip", "install", "-q", f"duckdb=={OLD}"], capture_output=True).returncode:
        pytest.skip(f"duckdb {OLD} cannot be installed here")
    return str(python)


@pytest.mark.soak
def test_an_old_client_gets_the_same_rows(old_python, tmp_path):
    warehouse = tmp_path / "news.duckdb"
    world.ingest(warehouse, "run1", [world.article(n, m=n * 100) for n in range(1, 9)])
    asked = [f"SELECT * FROM {CALLS.get(v.name, v.name)} ORDER BY ALL" for v in views.views().values() if v.is_table]
    asked += [
        "SELECT * FROM search('投资 修路')",
        "SELECT * FROM search('“今年投资”', top := 3)",
        "SELECT * FROM search('沟门村')",
        "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal ORDER BY ALL",
        "SELECT * FROM runs",
    ]
    done = subprocess.run(
        [old_python, "-c", PROGRAM, str(warehouse)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    version, rows = done.stdout.splitlines()
    assert version.startswith("1.2.") and sys.executable != old_python
    with query.connect(warehouse) as con:
        assert repr([con.execute(sql).fetchall() for sql in asked]) == rows
