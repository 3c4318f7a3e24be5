"""Batches of frames into the building database, one transaction each, and what its ledger knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from warehouse import catalogue

if TYPE_CHECKING:
    import pandas as pd

POSTINGS = "CREATE TABLE IF NOT EXISTS work.postings AS FROM postings LIMIT 0"
# What a run has touched and not settled yet; kept in the building database, so that a resumed run still knows.
WORK = (
    "CREATE SCHEMA IF NOT EXISTS work",
    "CREATE TABLE IF NOT EXISTS work.articles (article_id VARCHAR)",
    "CREATE TABLE IF NOT EXISTS work.entities (entity_id VARCHAR)",
    "CREATE TABLE IF NOT EXISTS work.series (place_code VARCHAR, indicator_id VARCHAR)",
    "CREATE TABLE IF NOT EXISTS work.changes (what VARCHAR)",
    "CREATE TABLE IF NOT EXISTS work.rejects (uri VARCHAR, record_key VARCHAR)",
    "CREATE TABLE IF NOT EXISTS work.base AS SELECT count(*) AS articles FROM articles",
    "CREATE TABLE IF NOT EXISTS work.terms (term VARCHAR, fields BIGINT)",
    POSTINGS,
    "CREATE TABLE IF NOT EXISTS work.settled_postings AS FROM postings LIMIT 0",
)
# Postings wait here until settle puts them in the order of their terms, which is what makes search fast.
_STORED_IN = {"postings": "work.postings"}
# What reading alone gives; without the raw file it cannot be made again.
_READ = ("bylines", "articles")
NAMES_ENTITIES = ("mentions", "named", "slogan_parts")


@dataclass(frozen=True, slots=True)
class Source:
    """What the ledger knows of a raw file."""

    sha256: str | None
    size: int | None
    modified_at: datetime | None
    records: int
    articles: int
    rejects: int
    status: str
    read_ruleset: str | None
    run_id: str


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of the block is written, or none of it."""
    con.execute("BEGIN")
    done = False
    try:
        yield
        done = True
    finally:
        con.execute("COMMIT" if done else "ROLLBACK")


@contextmanager
def _registered(con: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame) -> Iterator[None]:
    # The Arrow arrays themselves: DuckDB takes ten times as long to look through a frame of few rows.
    con.register(name, pa.table({column: frame[column].array.__arrow_array__() for column in frame.columns}))
    try:
        yield
    finally:
        con.unregister(name)


def load_batch(con: duckdb.DuckDBPyConnection, frames: Mapping[str, pd.DataFrame], run_id: str) -> None:
    """Nothing; the rows of these articles and files are replaced by those of the frames, in one transaction."""
    _check_frames(frames)
    with transaction(con):
        if "sources" in frames:
            _begin_files(con, frames["sources"], run_id)
        if "articles" in frames:
            _remove_articles(con, "SELECT article_id FROM incoming", frames["articles"])
        if "rejects" in frames:
            _remove_same_rejects(con, frames["rejects"])
        for name, frame in frames.items():
            _insert(con, name, frame)
        if "articles" in frames:
            _note_new(con, frames["articles"])


def clear(
    con: duckdb.DuckDBPyConnection, run_id: str, *, files: Sequence[str] = (), articles: Sequence[str] = ()
) -> None:
    """Nothing; rows that this run will write anew are gone in one pass, which is faster than batch by batch.

    Files are marked as begun by this run. Of articles to be extracted again from their stored body only what was
    extracted goes; the row with the body stays, with extract_ruleset '', so that a run cut off here loses nothing.
    """
    with transaction(con):
        if files:
            _drop_files(con, files)
            statement = "UPDATE sources SET status = 'loading', run_id = ? WHERE uri IN (SELECT unnest(?::VARCHAR[]))"
            con.execute(statement, [run_id, list(files)])
        if articles:
            _going(con, "SELECT unnest(?::VARCHAR[])", [list(articles)])
            _delete_going(con, keep_bodies=True)


def remove_files(con: duckdb.DuckDBPyConnection, files: Sequence[str]) -> int:
    """How many articles went with these files (sources.uri); nothing of the files is left."""
    with transaction(con):
        gone = _drop_files(con, files)
        con.execute("DELETE FROM sources WHERE uri IN (SELECT unnest(?::VARCHAR[]))", [list(files)])
    return gone


def remove_articles(con: duckdb.DuckDBPyConnection, articles: Sequence[str]) -> int:
    """How many of these articles there were; their rows are gone."""
    with transaction(con):
        gone = _going(con, "SELECT unnest(?::VARCHAR[])", [list(articles)])
        _read_again(con)
        _delete_going(con)
    return gone


def _check_frames(frames: Mapping[str, pd.DataFrame]) -> None:
    for name, frame in frames.items():
        if name not in catalogue.batch_tables():
            raise catalogue.ContractError(f"{name}: not a table that batches fill")
        _check_frame(name, frame)


def _check_frame(name: str, frame: pd.DataFrame) -> None:
    found, wanted = dict(frame.dtypes), catalogue.dtypes(name)
    if found != wanted or list(found) != list(wanted):
        raise catalogue.ContractError(f"{name}: not a frame made by catalogue.frame: {found}")


def _begin_files(con: duckdb.DuckDBPyConnection, sources: pd.DataFrame, run_id: str) -> None:
    """Earlier rows of files that this run has not begun go; the ledger's line of every file makes way for the new."""
    with _registered(con, "incoming", sources):
        con.execute(
            "CREATE OR REPLACE TEMP TABLE begun AS SELECT uri FROM incoming "
            "ANTI JOIN (SELECT uri FROM sources WHERE run_id = ?) USING (uri)",
            [run_id],
        )
        con.execute("DELETE FROM sources WHERE uri IN (SELECT uri FROM incoming)")
    _drop_begun(con)


def _drop_files(con: duckdb.DuckDBPyConnection, files: Sequence[str]) -> int:
    con.execute("CREATE OR REPLACE TEMP TABLE begun AS SELECT unnest(?::VARCHAR[]) AS uri", [list(files)])
    return _drop_begun(con)


def _drop_begun(con: duckdb.DuckDBPyConnection) -> int:
    _note_change(con, "SELECT 'files' FROM begun LIMIT 1")
    gone = _going(con, "SELECT article_id FROM articles WHERE file_uri IN (SELECT uri FROM begun)")
    _delete_going(con)
    con.execute("DELETE FROM rejects WHERE file_uri IN (SELECT uri FROM begun)")
    return gone


def _remove_articles(con: duckdb.DuckDBPyConnection, wanted: str, frame: pd.DataFrame) -> None:
    with _registered(con, "incoming", frame):
        _going(con, wanted)
    _delete_going(con)


def _going(con: duckdb.DuckDBPyConnection, wanted: str, parameters: Sequence[object] = ()) -> int:
    """How many articles of this query are stored; they are in the temporary table `going` now."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE going AS "
        f"SELECT article_id, file_uri, extract_ruleset = '' AS is_cleared FROM articles WHERE article_id IN ({wanted})",
        list(parameters),
    )
    return one(con, "SELECT count(*) FROM going")


def _delete_going(con: duckdb.DuckDBPyConnection, *, keep_bodies: bool = False) -> None:
    extracted = [name for name in catalogue.article_tables() if name not in _READ]
    if one(con, "SELECT count(*) FROM going WHERE NOT is_cleared"):
        _note_touched(con, "SELECT article_id FROM going")
        con.execute(
            "INSERT INTO work.terms "
            "SELECT term, -count(*) FROM postings WHERE article_id IN (SELECT article_id FROM going) GROUP BY term"
        )
        for name in [*extracted, "work.postings", "work.settled_postings"]:
            _delete(con, name)
    if keep_bodies:
        con.execute("UPDATE articles SET extract_ruleset = '' WHERE article_id IN (SELECT article_id FROM going)")
    elif one(con, "SELECT count(*) FROM going"):
        for name in _READ:
            _delete(con, name)


def _delete(con: duckdb.DuckDBPyConnection, name: str) -> None:
    con.execute(f"DELETE FROM {name} WHERE article_id IN (SELECT article_id FROM going)")


def _read_again(con: duckdb.DuckDBPyConnection) -> None:
    """The next run reads the files of these articles again, to say in `rejects` why they are missing."""
    con.execute("UPDATE sources SET status = 'loading' WHERE uri IN (SELECT file_uri FROM going)")


def _remove_same_rejects(con: duckdb.DuckDBPyConnection, frame: pd.DataFrame) -> None:
    with _registered(con, "incoming", frame):
        con.execute("DELETE FROM rejects WHERE (uri, record_key) IN (SELECT (uri, record_key) FROM incoming)")
        con.execute("INSERT INTO work.rejects SELECT uri, record_key FROM incoming WHERE reason <> 'forgotten'")


def _insert(con: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame) -> None:
    if len(frame):
        with _registered(con, "incoming", frame):
            con.execute(f"INSERT INTO {_STORED_IN.get(name, name)} BY NAME SELECT * FROM incoming")


def _note_new(con: duckdb.DuckDBPyConnection, articles: pd.DataFrame) -> None:
    """What settle and audit must look at because of these articles."""
    with _registered(con, "incoming", articles):
        con.execute("INSERT INTO work.articles SELECT article_id FROM incoming")
        _note_touched(con, "SELECT article_id FROM incoming")


def _note_touched(con: duckdb.DuckDBPyConnection, articles: str) -> None:
    _note_change(con, f"SELECT 'articles' FROM ({articles}) LIMIT 1")
    for name in NAMES_ENTITIES:
        con.execute(f"INSERT INTO work.entities SELECT DISTINCT entity_id FROM {name} WHERE article_id IN ({articles})")
    con.execute(
        "INSERT INTO work.series SELECT DISTINCT place_code, indicator_id FROM metrics "
        f"WHERE article_id IN ({articles}) AND place_code IS NOT NULL AND indicator_id IS NOT NULL"
    )


def _note_change(con: duckdb.DuckDBPyConnection, rows: str) -> None:
    con.execute(f"INSERT INTO work.changes {rows}")


def count(con: duckdb.DuckDBPyConnection, name: str) -> int:
    """The rows of a table."""
    return one(con, f"SELECT count(*) FROM {name}")


def one(con: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[object] = ()) -> int:
    """The one number a query gives; 0 for NULL."""
    rows = con.execute(sql, list(parameters)).fetchall()
    return int(rows[0][0] or 0) if rows else 0


def changed(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether the building database differs in content from the generation it was copied from."""
    return bool(one(con, "SELECT count(*) FROM work.changes"))


def load_reference(con: duckdb.DuckDBPyConnection, frames: Mapping[str, pd.DataFrame]) -> list[str]:
    """The reference tables that were replaced, because their rows differ from those stored."""
    replaced = []
    for name, frame in frames.items():
        if name not in catalogue.reference_tables():
            raise catalogue.ContractError(f"{name}: not a reference table")
        _check_frame(name, frame)
        with _registered(con, "incoming", frame), transaction(con):
            if _differs(con, name):
                con.execute(f"DELETE FROM {name}")
                con.execute(f"INSERT INTO {name} BY NAME SELECT * FROM incoming")
                _note_change(con, f"SELECT {catalogue.literal(name)}")
                replaced.append(name)
    return replaced


def _differs(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    there, here = f"(FROM {name})", f"(SELECT {', '.join(catalogue.column_names(name))} FROM incoming)"
    return bool(
        one(con, f"SELECT count(*) FROM ({there} EXCEPT ALL {here})")
        + one(con, f"SELECT count(*) FROM ({here} EXCEPT ALL {there})")
    )


def set_meta(con: duckdb.DuckDBPyConnection, values: Mapping[str, str | None]) -> None:
    """Nothing; these facts are in `meta`, and those that are None are not."""
    with transaction(con):
        for key, value in values.items():
            if meta(con).get(key) != value:
                con.execute("DELETE FROM meta WHERE key = ?", [key])
                if value is not None:
                    con.execute("INSERT INTO meta VALUES (?, ?)", [key, value])
                _note_change(con, "SELECT 'meta'")


def meta(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The facts about the warehouse by their key."""
    return dict(con.execute("SELECT key, value FROM meta").fetchall())


def known_sources(con: duckdb.DuckDBPyConnection) -> dict[str, Source]:
    """What the ledger knows, by the uri of the raw file."""
    names = "sha256, size, modified_at, records, articles, rejects, status, read_ruleset, run_id"
    return {uri: Source(*rest) for uri, *rest in con.execute(f"SELECT uri, {names} FROM sources").fetchall()}


def articles_of(con: duckdb.DuckDBPyConnection, files: Sequence[str]) -> list[str]:
    """The articles of these raw files."""
    return _ids(con, "SELECT article_id FROM articles WHERE file_uri IN (SELECT unnest(?::VARCHAR[]))", files)


def files_of(con: duckdb.DuckDBPyConnection, articles: Sequence[str]) -> list[str]:
    """The raw files of these articles."""
    return _ids(
        con, "SELECT DISTINCT file_uri FROM articles WHERE article_id IN (SELECT unnest(?::VARCHAR[]))", articles
    )


def stale_articles(con: duckdb.DuckDBPyConnection, extract_ruleset: str) -> list[str]:
    """The articles that another ruleset extracted, or none yet."""
    return _ids(con, "SELECT article_id FROM articles WHERE extract_ruleset <> ?", extract_ruleset)


def stale_files(con: duckdb.DuckDBPyConnection, read_ruleset: str) -> list[str]:
    """The raw files that another ruleset read, those with rejects alone too."""
    return _ids(con, "SELECT uri FROM sources WHERE read_ruleset IS DISTINCT FROM ?", read_ruleset)


def articles_with_body(con: duckdb.DuckDBPyConnection, digests: Sequence[str]) -> list[str]:
    """The articles whose body_sha256 is among these (those that corrections are about)."""
    return _ids(con, "SELECT article_id FROM articles WHERE body_sha256 IN (SELECT unnest(?::VARCHAR[]))", digests)


def _ids(con: duckdb.DuckDBPyConnection, sql: str, wanted: Sequence[str] | str) -> list[str]:
    parameter = wanted if isinstance(wanted, str) else list(wanted)
    return [row[0] for row in con.execute(f"{sql} ORDER BY ALL", [parameter]).fetchall()]


def bodies(con: duckdb.DuckDBPyConnection, *, at_once: int = 1000) -> Iterator[tuple[str, str]]:
    """article_id and body of every article, streamed."""
    found = con.cursor().execute("SELECT article_id, body FROM articles")
    while rows := found.fetchmany(at_once):
        yield from rows


def stored_articles(con: duckdb.DuckDBPyConnection, articles: Sequence[str]) -> pd.DataFrame:
    """The rows of these articles, and in `bylines` their names and roles, to extract again without the raw file."""
    return con.execute(
        """
        SELECT a.*, coalesce(b.bylines, []) AS bylines
        FROM articles AS a
        LEFT JOIN (
            SELECT article_id, list(struct_pack(name := name, role := role) ORDER BY byline_no) AS bylines
            FROM bylines GROUP BY article_id
        ) AS b USING (article_id)
        WHERE a.article_id IN (SELECT unnest(?::VARCHAR[]))
        ORDER BY a.article_id
        """,
        [list(articles)],
    ).df()


def rejects_of(con: duckdb.DuckDBPyConnection, files: Sequence[str]) -> pd.DataFrame:
    """The rejects of these raw files."""
    wanted = "SELECT unnest(?::VARCHAR[])"
    return con.execute(f"FROM rejects WHERE file_uri IN ({wanted}) ORDER BY uri, record_key", [list(files)]).df()
