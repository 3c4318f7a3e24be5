"""The same tables the obvious way, to compare: one process, jieba.posseg per article, pandas apply, executemany.

python -m bench.naive [--articles 200]
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from bench import lines
from bench.pipeline import need_corpus
from flows.batch import context
from transforms import page, tables
from transforms.extract import extract
from transforms.model import Record, RejectError
from transforms.text.words import segmenter
from warehouse import catalogue

FIELDS = ("title", "published", "author", "url")


def main() -> None:
    """Print articles per second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=200)
    size = parser.parse_args().articles
    print(f"naive: {rate(need_corpus(), size):.1f} articles per second over {size} articles")


def rate(corpus: Path, size: int) -> float:
    """Articles per second of the naive pipeline, its tables made and its dictionaries loaded beforehand."""
    with tempfile.TemporaryDirectory(prefix="newsdb-naive-") as folder:
        con = duckdb.connect(str(Path(folder) / "naive.duckdb"))
        for statement in catalogue.ddl():
            con.execute(statement)
        words = segmenter("jieba")
        _one(con, {"id": "0", "text": "全镇修好3座桥。"}, words)
        began = time.perf_counter()
        frame = pd.DataFrame([json.loads(line) for line in lines(corpus, size)])
        frame.apply(lambda row: _one(con, row.dropna().to_dict(), words), axis=1)
        return size / (time.perf_counter() - began)


def _one(con: duckdb.DuckDBPyConnection, row: dict[str, Any], words: Any) -> None:
    fields = {name: str(row[name]) for name in FIELDS if row.get(name)}
    try:
        article = page.parse(Record("fields", row["text"], row["id"], fields))
    except RejectError:
        return
    rows = tables.empty(words)
    origin = tables.Provenance("naive", row["id"], None, "", "", datetime(2020, 1, 1), "naive")
    tables.add(rows, article, extract(article.body, context(article)), origin)
    for name, columns in tables.columns(rows).items():
        _insert(con, name, columns)


def _insert(con: duckdb.DuckDBPyConnection, name: str, columns: dict[str, Any]) -> None:
    values = [column if isinstance(column, list) else column.to_pylist() for column in columns.values()]
    found = list(zip(*values, strict=True))
    if found:
        marks = ", ".join("?" for _ in columns)
        names = ", ".join(map(catalogue.quoted, columns))
        con.executemany(f"INSERT INTO {name} ({names}) VALUES ({marks})", found)


if __name__ == "__main__":
    main()
