"""newsdb: facts of Chinese news reports, in tables.

import newsdb

con = newsdb.connect()                                  # read-only, the current warehouse
con.sql("SELECT * FROM facts LIMIT 5").df()
newsdb.extract("2019年全镇新建重点项目5个", published="2020-04-13")
newsdb.read("report.txt")
"""

from __future__ import annotations

import os
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

__all__ = ["__version__", "connect", "extract", "read"]

try:
    __version__ = version("newsdb")
except PackageNotFoundError:  # run from a folder that was never installed
    __version__ = "0+unknown"


def connect(warehouse: str | Path | None = None) -> duckdb.DuckDBPyConnection:
    """A read-only connection to a warehouse: the file given, else NEWSDB_WAREHOUSE, else data/warehouse/news.duckdb."""
    from flows.settings import DEFAULT_WAREHOUSE
    from warehouse import query

    return query.connect(Path(warehouse or os.environ.get("NEWSDB_WAREHOUSE") or DEFAULT_WAREHOUSE))


def read(path: str | Path) -> list[dict[str, Any]]:
    """The articles and rejects of one raw file, as `newsdb read` prints them."""
    from flows import lines

    return list(lines.read([str(path)]))


def extract(text: str, *, published: str | None = None, title: str | None = None, **facts: str) -> dict[str, Any]:
    """Everything found in a text, as `newsdb extract` prints it; facts are site and source."""
    from flows import lines

    return lines.extract_one({"id": None, "text": text, "published": published, "title": title, **facts})
