"""The public names, as a notebook uses them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import newsdb
from tests.ingesting import World, report_text
from warehouse import query


def test_extract() -> None:
    found = newsdb.extract("2019年坪头镇新建重点项目5个。", published="2020-04-13", site="样例网")
    ((metric,),) = ([m for m in found["metrics"]],)
    assert (metric["quote"], metric["low"], metric["starts_on"]) == ("5个", 5, "2019-01-01T00:00:00")


def test_read(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(report_text(3), "utf-8")
    (article,) = newsdb.read(tmp_path / "report.txt")
    assert article["source"] == "样例报"


def test_connect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(tmp_path)
    world.write("a.txt", report_text(1))
    world.ingest()
    frame = newsdb.connect(world.warehouse).sql("SELECT quote FROM facts").df()
    assert len(frame) > 0
    monkeypatch.setenv("NEWSDB_WAREHOUSE", str(world.warehouse))
    assert newsdb.connect().sql("SELECT count(*) FROM articles").fetchall() == [(1,)]


def test_connect_says_where_it_looked(tmp_path: Path) -> None:
    with pytest.raises(query.MissingError, match="none.duckdb"):
        newsdb.connect(tmp_path / "none.duckdb")


@pytest.mark.parametrize(
    "example", sorted((Path(__file__).parent.parent / "examples").glob("*.py")), ids=lambda p: p.name
)
def test_examples_run(example: Path, tmp_path: Path) -> None:
    world = World(tmp_path)
    for path in sorted((Path(__file__).parent.parent / "data/raw/samples").glob("pingtou*")):
        world.write(path.name, path.read_bytes())
    world.ingest()
    environment = os.environ | {"NEWSDB_WAREHOUSE": str(world.warehouse)}
    done = subprocess.run([sys.executable, str(example)], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "坪头镇" in done.stdout
