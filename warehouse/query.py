"""Questions to the warehouse: read-only connections, results as table, csv, json or parquet, and untrusted SQL."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import duckdb

from warehouse import catalogue, views
from warehouse.sandbox import CLOSED, LOCKED, plain, reads

if TYPE_CHECKING:
    import pandas as pd

FORMATS = ("table", "csv", "json", "parquet")
# Control characters, and marks that turn the direction of writing, could draw something else than the value.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class MissingError(FileNotFoundError):
    """There is no warehouse at this path."""


class QueryError(RuntimeError):
    """A question that could not be answered: what DuckDB says of it, or the limit it ran into."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an untrusted question may use."""

    seconds: float = 10.0
    rows: int = 10_000
    memory_mb: int = 512
    output_mb: int = 32


@dataclass(frozen=True, slots=True)
class Result:
    """The answer: names and DuckDB types of the columns, rows of plain values, whether rows were left out."""

    columns: list[str]
    types: list[str]
    rows: list[list[Any]]
    truncated: bool = False


def generation(warehouse: Path) -> Path:
    """The file of the generation that readers see now; MissingError says where it was looked for."""
    path = Path(warehouse).absolute()
    if not path.exists():
        raise MissingError(f"no warehouse at {path}; run `newsdb ingest` first, or name another with --warehouse FILE")
    return path.resolve()


def connect(warehouse: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the current generation; it stays there while newer ones are published."""
    # By the path of the generation: DuckDB would take the link for the database a process has open already.
    con = _opened(generation(warehouse))
    # Connections of one process to one file share their settings, which the page locks.
    if not con.execute("SELECT current_setting('lock_configuration')").fetchall()[0][0]:
        con.execute("SET enable_progress_bar = false")  # else it is written into the answer after two seconds
    return con


def close(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The connection, unable to reach any other file or the network, or to change that.

    Connections of one process to one file share their settings: another one may have closed it already.
    """
    if not con.execute("SELECT current_setting('lock_configuration')").fetchall()[0][0]:
        for statement in (*CLOSED, LOCKED):
            con.execute(statement)
    return con


_KINDS = {"LOAD": "INSTALL or LOAD", "MULTI": "PIVOT without IN (…)"}  # where DuckDB's name is not what was typed


def check_reads(con: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Nothing; QueryError unless every statement only reads."""
    try:
        statements = con.extract_statements(sql)
    except duckdb.Error as error:
        raise QueryError(str(error)) from error
    for statement in statements:
        if not reads(statement):
            kind = statement.type.name
            raise QueryError(
                f"{_KINDS.get(kind, kind)} is not allowed: only SELECT is; newsdb export DIR --query SQL writes files"
            )


def _opened(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path), read_only=True)
    except duckdb.IOException as error:
        raise QueryError(f"{path} cannot be read as a warehouse: {error}") from error


def run(con: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[object] = ()) -> pd.DataFrame:
    """The rows of the last statement, as pandas has them."""
    return _executed(con, sql, parameters).df()


Parameters = Sequence[object] | Mapping[str, object]


def result(con: duckdb.DuckDBPyConnection, sql: str, parameters: Parameters = (), *, rows: int = 0) -> Result:
    """The rows of the last statement as plain values; no more than `rows` of them unless that is 0."""
    answered = _executed(con, sql, parameters)
    described = answered.description or []
    found = answered.fetchmany(rows + 1) if rows else answered.fetchall()
    kept = found[:rows] if rows else found
    plain_rows = [[plain(value) for value in row] for row in kept]
    return Result([d[0] for d in described], [str(d[1]) for d in described], plain_rows, len(found) > len(kept))


_ALONE = "only the warehouse can be read here; newsdb export writes files, newsdb.connect() in Python reads others"


def _executed(con: duckdb.DuckDBPyConnection, sql: str, parameters: Parameters) -> duckdb.DuckDBPyConnection:
    try:
        answered = con.execute(sql, parameters if isinstance(parameters, Mapping) else list(parameters))
    except duckdb.PermissionException as error:
        raise QueryError(f"{error}\n{_ALONE}") from error
    except duckdb.Error as error:
        raise QueryError(str(error)) from error
    if answered is None:
        raise QueryError("there is no statement to run")
    return answered


def write(con: duckdb.DuckDBPyConnection, sql: str, form: str, out: IO[bytes]) -> None:
    """Nothing; the answer is written as table, csv, json (an array, one row a line) or parquet."""
    if form == "parquet":
        _write_parquet(con, sql, out)
        return
    answer = result(con, sql)
    texts = {"table": table_text, "csv": csv_text, "json": json_text}
    out.write(texts[form](answer).encode("utf-8", "replace"))


def _write_parquet(con: duckdb.DuckDBPyConnection, sql: str, out: IO[bytes]) -> None:
    import pyarrow.parquet as pq

    try:
        answer = con.sql(sql)
    except duckdb.Error as error:
        raise QueryError(str(error)) from error
    if answer is None:
        raise QueryError("this statement gives no rows to write")
    # Parquet wants to know where it stands in the file, which a pipe cannot say.
    whole = io.BytesIO()
    pq.write_table(answer.to_arrow_table(), whole)
    out.write(whole.getvalue())


def json_text(answer: Result) -> str:
    """A JSON array of objects, one a line."""
    names = _told_apart(answer.columns)
    lines = [json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in answer.rows]
    return "[" + ",\n ".join(lines) + "]\n"


def _told_apart(names: Sequence[str]) -> list[str]:
    """Names of columns with _2, _3 … behind those that come again.

    >>> _told_apart(["a", "b", "a"])
    ['a', 'b', 'a_2']
    """
    told: list[str] = []
    for name in names:
        n, fresh = 1, name
        while fresh in told:
            n += 1
            fresh = f"{name}_{n}"
        told.append(fresh)
    return told


def csv_text(answer: Result) -> str:
    """Comma-separated lines with a header; NULL is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(answer.columns)
    writer.writerows([["" if v is None else display(v, safe=False) for v in row] for row in answer.rows])
    return out.getvalue()


def table_text(answer: Result, *, cell: int = 60) -> str:
    """Columns that stand under each other on a terminal; long values are cut at `cell` columns."""
    rows = [[cut(display(value), cell) for value in row] for row in as_read(answer)]
    names = [cut(display(name), cell) for name in answer.columns]
    widths = [max(map(width, column)) for column in zip(names, *rows, strict=True)]
    lines = [names, ["-" * w for w in widths], *rows]
    body = "\n".join("  ".join(pad(v, w) for v, w in zip(line, widths, strict=True)).rstrip() for line in lines)
    return f"{body}\n({len(rows)} rows{', more left out' if answer.truncated else ''})\n"


def as_read(answer: Result) -> list[list[Any]]:
    """The rows for people: a time at midnight is a day, for most are no more precise than that.

    >>> as_read(Result(["day"], ["TIMESTAMP"], [["2020-04-13T00:00:00"], ["2020-04-13T09:49:41"]]))
    [['2020-04-13'], ['2020-04-13 09:49:41']]
    """
    times = [at for at, kind in enumerate(answer.types) if kind == "TIMESTAMP"]
    rows = [list(row) for row in answer.rows] if times else answer.rows
    for row in rows if times else ():
        for at in times:
            if isinstance(row[at], str):
                row[at] = row[at].removesuffix("T00:00:00").replace("T", " ")
    return rows


def display(value: object, *, safe: bool = True) -> str:
    """A plain value as a person reads it; characters that would disturb the display are spelled out.

    >>> display(80000000.0), display(None), display("a\\x1b[31m")
    ('80000000', 'NULL', 'a\\\\x1b[31m')
    """
    if value is None:
        return "NULL"
    if isinstance(value, float):
        return f"{value:.15g}"
    text = value if isinstance(value, str) else json.dumps(plain(value), ensure_ascii=False)
    return _UNSAFE.sub(_spelled, text) if safe else text


def _spelled(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


def width(text: str) -> int:
    """Columns the text takes on a terminal, where Chinese characters take two."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def cut(text: str, columns: int) -> str:
    """The text, shortened to this width with … where it is longer."""
    if width(text) <= columns:
        return text
    kept = ""
    for character in text:
        if width(kept + character) > columns - 1:
            break
        kept += character
    return kept + "…"


def pad(text: str, columns: int) -> str:
    """The text with blanks behind it up to this width."""
    return text + " " * (columns - width(text))


def schema(con: duckdb.DuckDBPyConnection) -> Result:
    """Every table, view and macro of the warehouse with its columns, types, labels and comments."""
    labels = catalogue.labels() | views.labels()
    rows = con.execute(_SCHEMA).fetchall()
    described = [[*row[:4], labels.get(f"{row[1]}.{row[2]}", labels.get(row[1], "")), row[4]] for row in rows]
    macros = [view for view in views.views().values() if view.parameters is not None]
    for view in macros:
        described.append(["macro", view.name, f"({view.parameters})", "", view.label_zh, view.comment])
        described += [["macro", view.name, c.name, "", c.label_zh, c.comment] for c in view.columns]
    names = ["kind", "name", "column", "type", "label_zh", "comment"]
    return Result(names, ["VARCHAR"] * len(names), described)


_SCHEMA = """
WITH
relations AS (
    SELECT 'table' AS kind, table_name AS name, comment FROM duckdb_tables()
    WHERE database_name = current_database() AND schema_name = 'main'
    UNION ALL
    SELECT 'view' AS kind, view_name AS name, comment FROM duckdb_views()
    WHERE database_name = current_database() AND schema_name = 'main' AND NOT internal
)
SELECT kind, name, '' AS "column", '' AS type, comment, 0 AS place FROM relations
UNION ALL
SELECT r.kind, r.name, c.column_name, c.data_type, c.comment, c.column_index
FROM relations AS r
JOIN duckdb_columns() AS c ON c.table_name = r.name
WHERE c.database_name = current_database() AND c.schema_name = 'main'
ORDER BY kind, name, place
"""


def sandboxed(warehouse: Path, sql: str, limits: Limits | None = None) -> Result:
    """The answer to one SELECT of somebody unknown, run in a process of its own that can read nothing else."""
    limits = limits or Limits()
    asked = {"file": str(generation(warehouse)), "sql": sql, "limits": asdict(limits)}
    child = [sys.executable, "-I", str(Path(__file__).with_name("sandbox.py"))]
    try:
        done = subprocess.run(child, input=json.dumps(asked).encode(), capture_output=True, timeout=limits.seconds + 2)
    except subprocess.TimeoutExpired as error:
        raise QueryError(f"took longer than {limits.seconds:g} seconds") from error
    if done.returncode:
        raise QueryError(_why(done.returncode, limits))
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise QueryError(answer["error"])
    return Result(**answer)


def _why(code: int, limits: Limits) -> str:
    if code == -24:  # SIGXCPU
        return f"took longer than {limits.seconds:g} seconds"
    return f"needed more than {limits.memory_mb} MB of memory, or broke (exit {code})"
