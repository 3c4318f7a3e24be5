"""The warehouse as the page reads it: read-only, locked down, always the newest generation."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from warehouse import query

Row = dict[str, Any]


@dataclass(slots=True)
class Store:
    """Hands out cursors on the current generation; opens the next one as soon as the symlink points there."""

    warehouse: Path
    _target: Path | None = None
    _connection: duckdb.DuckDBPyConnection | None = None
    _kept: dict[str, Any] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def generation(self) -> str:
        """The name of the file that readers get now: what the page polls to notice a new one."""
        return self.warehouse.resolve().name

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own for one request; warehouse.query.MissingError when there is no warehouse."""
        target = self.warehouse.resolve()
        with self._lock:
            if self._connection is None or target != self._target:
                # The old connection closes when the last cursor on it goes away.
                self._connection = query.close(query.connect(self.warehouse))
                self._target = target
                self._kept = {}
            return self._connection.cursor()

    def rows(self, sql: str, parameters: list[Any] | dict[str, Any] | None = None) -> list[Row]:
        """The result as dicts by column name."""
        result = self.cursor().execute(sql, parameters or [])
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def kept(self, name: str, ask: Callable[[Store], Row]) -> Row:
        """What `ask` gives, asked once a generation: no generation ever changes."""
        self.cursor().close()  # a new generation forgets what was kept of the old one
        kept = self._kept
        if name not in kept:
            kept[name] = ask(self)
        found: Row = kept[name]
        return found

    def one(self, sql: str, parameters: list[Any] | None = None) -> Row | None:
        """The first row, if there is one."""
        found = self.rows(sql, parameters)
        return found[0] if found else None
