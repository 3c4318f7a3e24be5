"""One untrusted question in a process of its own: reads it as JSON from stdin, writes the answer as JSON to stdout.

`query.sandboxed` starts this file with `python -I`, so it imports nothing of ours.
"""

from __future__ import annotations

import json
import math
import os
import resource
import sys
import threading
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import duckdb

# Everything that reaches out of the one file is off; a lock keeps it off.
CLOSED = (
    "SET enable_external_access = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET python_enable_replacements = false",
)
LOCKED = "SET lock_configuration = true"
_SMALL = ("SET threads = 1", "SET max_temp_directory_size = '0B'")
_READING = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)


def main() -> None:
    """Nothing; the answer, or what is wrong with the question, is on stdout."""
    asked = json.load(sys.stdin)
    limits = asked["limits"]
    _confine(limits)
    try:
        answer = _answer(asked["file"], asked["sql"], limits)
    except (duckdb.Error, MemoryError, ValueError) as error:
        answer = {"error": _said(error, limits)}
    json.dump(answer, sys.stdout, ensure_ascii=True)
    sys.stdout.flush()
    # Tearing the interpreter down beside DuckDB's threads aborts now and then; nothing is left to tidy.
    os._exit(0)


def _said(error: Exception, limits: dict[str, Any]) -> str:
    if isinstance(error, duckdb.InterruptException):
        return f"took longer than {limits['seconds']:g} seconds"
    if isinstance(error, MemoryError | duckdb.OutOfMemoryException):
        return f"needed more than {limits['memory_mb']} MB of memory"
    return str(error)


def _confine(limits: dict[str, Any]) -> None:
    seconds = math.ceil(limits["seconds"]) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    # What DuckDB does not count itself (long strings, Python's own rows) ends here.
    ceiling = (limits["memory_mb"] * 2 + 1024) << 20
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(file: str, sql: str, limits: dict[str, Any]) -> dict[str, Any]:
    con = duckdb.connect(file, read_only=True)
    for statement in (*CLOSED, *_SMALL, f"SET memory_limit = '{limits['memory_mb']}MB'", LOCKED):
        con.execute(statement)
    statements = con.extract_statements(sql)
    if len(statements) != 1 or not reads(statements[0]):
        raise ValueError("only one SELECT can be run here")
    timer = threading.Timer(limits["seconds"], con.interrupt)
    timer.daemon = True
    timer.start()
    answered = con.execute(statements[0])
    described = answered.description or []
    rows, whole = _fetched(answered, limits)
    timer.cancel()
    names, types = [d[0] for d in described], [str(d[1]) for d in described]
    return {"columns": names, "types": types, "rows": rows, "truncated": not whole}


def reads(statement: duckdb.Statement) -> bool:
    """Whether the statement only reads."""
    return statement.type in _READING


def _fetched(answered: duckdb.DuckDBPyConnection, limits: dict[str, Any]) -> tuple[list[list[Any]], bool]:
    """The rows up to the limits, and whether these are all."""
    rows: list[list[Any]] = []
    size = 0
    while chunk := answered.fetchmany(100):
        for row in chunk:
            values = [plain(value) for value in row]
            size += sum(len(value) if isinstance(value, str) else 16 for value in values)
            if len(rows) == limits["rows"] or size > limits["output_mb"] << 20:
                return rows, False
            rows.append(values)
    return rows, True


def plain(value: object) -> Any:
    """A value as JSON knows it: times in ISO with T, NaN and infinities as None, whole decimals as int.

    >>> plain(datetime(2020, 4, 13, 9, 49, 41))
    '2020-04-13T09:49:41'
    """
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value if isinstance(value, bool | int | str | None) else str(value)


if __name__ == "__main__":
    main()
