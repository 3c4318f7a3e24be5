"""Articles that must not be kept: taken out of every generation, and refused by every later load."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from warehouse import building as built
from warehouse import catalogue, load, publish, settle

FIELDS = ("article_id", "uri", "forgotten_on")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What data/forgotten.csv names: articles, and addresses of which every record is meant."""

    article_ids: frozenset[str] = frozenset()
    uris: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.article_ids or self.uris)


def read_forgotten(path: Path) -> Forgotten:
    """The articles and addresses of a forgotten.csv; none when there is no such file."""
    if not path.exists():
        return Forgotten()
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    ids = frozenset(row["article_id"] for row in rows if row["article_id"])
    # A line with an article is about that one alone; its address is there for people.
    return Forgotten(ids, frozenset(row["uri"] for row in rows if row["uri"] and not row["article_id"]))


def append_forgotten(path: Path, lines: Iterable[tuple[str, str]], on: date) -> None:
    """Nothing; these (article_id, uri), one of them may be "", are in forgotten.csv, on disk."""
    known = read_forgotten(path)
    fresh = [
        (article_id, uri, on.isoformat())
        for article_id, uri in lines
        if (article_id not in known.article_ids if article_id else uri not in known.uris)
    ]
    is_new = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([FIELDS] if is_new else [])
        writer.writerows(fresh)
        file.flush()
        os.fsync(file.fileno())
    built.sync_folder(path.parent)


def found(warehouse: Path, what: str) -> list[tuple[str, str]]:
    """article_id and uri of the articles that `what` names in any kept generation: an id, an address, or a raw file."""
    rows: set[tuple[str, str]] = set()
    for name in publish.generations(warehouse):
        with duckdb.connect(str(_folder(warehouse) / name), read_only=True) as con:
            rows.update(con.execute(_NAMED, [what]).fetchall())
    return sorted(rows)


# The beginning of an id will do where it is long enough to be meant as one.
_NAMED = (
    "SELECT article_id, uri FROM articles WHERE $1 IN (article_id, uri, file_uri)"
    " OR length($1) BETWEEN 4 AND 15 AND starts_with(article_id, $1)"
)


def bodies(warehouse: Path, what: Forgotten) -> frozenset[str]:
    """body_sha256 of the bodies that no kept generation holds any more once these articles are gone."""
    going: set[str] = set()
    staying: set[str] = set()
    for name in publish.generations(warehouse):
        with duckdb.connect(str(_folder(warehouse) / name), read_only=True) as con:
            ids = set(_ids(con, what))
            rows = con.execute("SELECT article_id, body_sha256 FROM articles").fetchall()
            going.update(body for article_id, body in rows if article_id in ids)
            staying.update(body for article_id, body in rows if article_id not in ids)
    return frozenset(going - staying)


def forget(warehouse: Path, what: Forgotten, gone: frozenset[str] = frozenset()) -> int:
    """How many generations held such articles or corrections of the bodies `gone`; each was written anew without them.

    The caller holds the lock, and has written forgotten.csv before: cut off here, the next load finishes.
    """
    built.drop(warehouse)
    names = [name for name in publish.generations(warehouse) if _holds(_folder(warehouse) / name, what, gone)]
    for name in names:
        _replace(warehouse, name, what, gone)
    return len(names)


def drop_forgotten(con: duckdb.DuckDBPyConnection, what: Forgotten) -> int:
    """How many articles of the open building database were forgotten since they were loaded; they are gone."""
    ids = _ids(con, what)
    return load.remove_articles(con, ids) if ids else 0


def _folder(warehouse: Path) -> Path:
    return warehouse.parent / "generations"


def _ids(con: duckdb.DuckDBPyConnection, what: Forgotten) -> list[str]:
    wanted = (
        "SELECT article_id FROM articles WHERE article_id IN (SELECT unnest($1::VARCHAR[])) "
        "OR uri IN (SELECT unnest($2::VARCHAR[])) OR file_uri IN (SELECT unnest($2::VARCHAR[]))"
    )
    return [row[0] for row in con.execute(wanted, [sorted(what.article_ids), sorted(what.uris)]).fetchall()]


def _holds(path: Path, what: Forgotten, gone: frozenset[str]) -> bool:
    corrected = "SELECT 1 FROM corrections WHERE body_sha256 IN (SELECT unnest(?::VARCHAR[])) LIMIT 1"
    with duckdb.connect(str(path), read_only=True) as con:
        return bool(_ids(con, what)) or bool(con.execute(corrected, [sorted(gone)]).fetchall())


def _replace(warehouse: Path, name: str, what: Forgotten, gone: frozenset[str]) -> None:
    """The generation without these articles, under a new name; the old file is gone."""
    old = _folder(warehouse) / name
    path, _ = built.paths(warehouse)
    _rewrite(old, path, what, gone)
    target = old.with_name(_edited(name))
    publish.place(path, target)
    if publish.current(warehouse) == name:
        publish.point(warehouse, target.name)
    old.unlink()
    built.sync_folder(old.parent)


def _edited(name: str) -> str:
    """The name of the next edition of a generation.

    >>> _edited("news.r1.duckdb"), _edited("news.r1~2.duckdb")
    ('news.r1~1.duckdb', 'news.r1~3.duckdb')
    """
    stem, _, edit = name.removesuffix(".duckdb").partition("~")
    return f"{stem}~{int(edit or 0) + 1}.duckdb"


def _rewrite(old: Path, path: Path, what: Forgotten, gone: frozenset[str]) -> None:
    """A new file at `path` that holds what `old` does but these articles.

    Rows are copied into it: deleted ones would stay legible in the free blocks of the old file.
    """
    con = built.connect(path)
    built.create(con)
    con.execute(f"ATTACH {catalogue.literal(str(old))} AS old (READ_ONLY)")
    stored = _stored(con)
    con.execute("CREATE TEMP TABLE going AS SELECT unnest(?::VARCHAR[]) AS article_id", [_ids_in_old(con, what)])
    con.execute("CREATE TEMP TABLE gone AS SELECT unnest(?::VARCHAR[]) AS body_sha256", [sorted(gone)])
    _copy(con, stored)
    con.execute(_NUMBERED)
    _refuse(con, what)
    built.start_work(con)
    settle.rebuild(con)
    con.execute("DROP SCHEMA work CASCADE")
    con.execute("DETACH old")
    publish.finish_tables(con)
    con.execute("CHECKPOINT")
    con.close()


@contextmanager
def _using_old(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    own = con.execute("SELECT current_database()").fetchall()[0][0]
    con.execute("USE old")
    try:
        yield
    finally:
        con.execute(f"USE {catalogue.quoted(own)}")


def _ids_in_old(con: duckdb.DuckDBPyConnection, what: Forgotten) -> list[str]:
    with _using_old(con):
        return _ids(con, what)


def _stored(con: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """The columns of each table of the catalogue that the old file has too."""
    with _using_old(con):
        columns = built.columns(con)
    return {name: [c for c in catalogue.column_names(name) if c in columns.get(name, {})] for name in catalogue.TABLES}


def _copy(con: duckdb.DuckDBPyConnection, stored: dict[str, list[str]]) -> None:
    for name, columns in stored.items():
        if not columns or name in catalogue.settle_tables():
            continue
        kept = " ANTI JOIN going USING (article_id)" if "article_id" in columns else ""
        if name == "corrections":
            kept = " ANTI JOIN gone USING (body_sha256)"
        listed = ", ".join(map(catalogue.quoted, columns))
        con.execute(f"DELETE FROM {name}")
        con.execute(f"INSERT INTO {name} BY NAME SELECT {listed} FROM old.{name}{kept}")


def _refuse(con: duckdb.DuckDBPyConnection, what: Forgotten) -> None:
    """The ledger says of what went what a load would say: one reject each."""
    now = datetime.now(UTC).replace(tzinfo=None)
    con.execute(_REFUSED, [now])
    con.execute(_REFUSED_BEFORE, [sorted(what.uris)])
    con.execute(
        "UPDATE sources SET articles = articles - n, rejects = rejects + n"
        " FROM (SELECT file_uri, count(*)::INTEGER AS n FROM old.articles SEMI JOIN going USING (article_id)"
        " GROUP BY 1) WHERE uri = file_uri"
    )


# Lines behind one that is gone from corrections.csv have moved up.
_NUMBERED = """
UPDATE corrections SET correction_no = n
FROM (SELECT correction_no AS was, row_number() OVER (ORDER BY correction_no)::INTEGER AS n FROM corrections)
WHERE correction_no = was
"""
_REFUSED = """
INSERT INTO rejects BY NAME
SELECT
    uri, file_uri, record_key, 'load' AS stage, 'forgotten' AS reason, 'named in forgotten.csv' AS detail,
    read_ruleset, run_id, $1 AS rejected_at
FROM old.articles
SEMI JOIN going USING (article_id)
"""
_REFUSED_BEFORE = """
UPDATE rejects SET sha256 = NULL, stage = 'load', reason = 'forgotten', detail = 'named in forgotten.csv'
WHERE stage = 'page' AND uri IN (SELECT unnest($1::VARCHAR[]))
"""
