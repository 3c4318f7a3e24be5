"""The database a run writes: made new, copied from the current generation, or taken up where a crash left it."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from warehouse import catalogue, load

STORAGE_VERSION = "v1.2.0"  # so that DuckDB 1.2 and later clients open the file
_FICLONE = 0x40049409  # ioctl of Linux: share the blocks of another file (btrfs, xfs)


class NewerError(RuntimeError):
    """The warehouse was written by a later newsdb."""


@dataclass(slots=True)
class Building:
    """The open database of a run, and the generation it grew from."""

    warehouse: Path
    run_id: str
    path: Path
    base: str | None
    resumed: bool
    con: duckdb.DuckDBPyConnection


def paths(warehouse: Path) -> tuple[Path, Path]:
    """The building database of a warehouse, and the note beside it."""
    folder = warehouse.parent / "generations"
    return folder / ".building.duckdb", folder / ".building.json"


def note(warehouse: Path) -> dict[str, Any] | None:
    """What is written about the building database; None when there is none to take up."""
    path, beside = paths(warehouse)
    if not (path.exists() and beside.exists()):
        return None
    try:
        found = json.loads(beside.read_text("utf-8"))
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def resumable(warehouse: Path, base: str | None) -> bool:
    """Whether a building database is there that grew from `base` under today's catalogue."""
    found = note(warehouse)
    return bool(found) and found["base"] == base and found["catalogue"] == catalogue.digest()


def begin(warehouse: Path, run_id: str, base: str | None) -> Building:
    """An open building database that grew from generation `base`."""
    path, _ = paths(warehouse)
    path.parent.mkdir(parents=True, exist_ok=True)
    taken_up = _take_up(warehouse, run_id, base) if resumable(warehouse, base) else None
    if taken_up:
        return taken_up
    drop(warehouse)
    if base:
        copy(path.parent / base, path)
    con = connect(path)
    _prepare(con, base)
    write_note(warehouse, {"base": base, "catalogue": catalogue.digest(), "changed": False} | _who(run_id))
    return Building(warehouse, run_id, path, base, False, con)


def _who(run_id: str) -> dict[str, str]:
    return {"run_id": run_id, "started_at": datetime.now(UTC).replace(tzinfo=None).isoformat()}


def _prepare(con: duckdb.DuckDBPyConnection, base: str | None) -> None:
    if base is None:
        create(con)
    upgraded = upgrade(con)
    start_work(con)
    if base is None or upgraded:
        con.execute("INSERT INTO work.changes VALUES ('tables')")


def _take_up(warehouse: Path, run_id: str, base: str | None) -> Building | None:
    """The building database a crash left behind; None when it cannot be opened."""
    path, _ = paths(warehouse)
    left = note(warehouse) or {}
    try:
        con = connect(path)
    except duckdb.Error:
        return None
    start_work(con)
    if left.get("changed"):
        con.execute("INSERT INTO work.changes VALUES ('resumed')")
    write_note(warehouse, left | _who(run_id))
    return Building(warehouse, run_id, path, base, True, con)


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """A connection that writes this file, which is made if it is not there."""
    con = duckdb.connect(str(path), config={"storage_compatibility_version": STORAGE_VERSION})
    # Batches are small: without this every few of them would be compressed and written on their own.
    con.execute("SET checkpoint_threshold = '256MB'")
    con.execute("SET enable_progress_bar = false")  # else it goes to standard output after two seconds
    con.execute("SET memory_limit = '400MB'")
    con.execute(f"SET temp_directory = {catalogue.literal(str(path.with_suffix('.tmp')))}")
    return con


def create(con: duckdb.DuckDBPyConnection) -> None:
    """Nothing; every table of the catalogue is there."""
    with load.transaction(con):
        for statement in catalogue.ddl():
            con.execute(statement)
        con.execute("INSERT INTO meta VALUES ('edition', ?)", [str(catalogue.EDITION)])


def start_work(con: duckdb.DuckDBPyConnection) -> None:
    """Nothing; the tables in which a run notes what it touched are there."""
    with load.transaction(con):
        for statement in load.WORK:
            con.execute(statement)


def upgrade(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether tables or columns were added; NewerError for a warehouse that has what the catalogue does not know."""
    stored = columns(con)
    _refuse_newer(con, stored)
    added = False
    for name, declared in catalogue.TABLES.items():
        statements = catalogue.table_ddl(name) if name not in stored else []
        for column in declared.columns:
            if name in stored and column.name not in stored[name]:
                # Rows of before hold NULL until a refresh fills them.
                statements.append(f"ALTER TABLE {name} ADD COLUMN {catalogue.quoted(column.name)} {column.type}")
        for statement in statements:
            con.execute(statement)
            added = True
    return added


def columns(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """The tables of the open warehouse with the type of each column."""
    found: dict[str, dict[str, str]] = {}
    rows = con.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = current_database() AND schema_name = 'main' "
        "AND table_name IN (SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main')"
    ).fetchall()
    for table, column, kind in rows:
        found.setdefault(table, {})[column] = kind
    return found


def _refuse_newer(con: duckdb.DuckDBPyConnection, stored: dict[str, dict[str, str]]) -> None:
    known = {name: {c.name: c.type for c in declared.columns} for name, declared in catalogue.TABLES.items()}
    strange = [
        f"{table}.{column} {kind}"
        for table, found in stored.items()
        for column, kind in found.items()
        if known.get(table, {}).get(column) != kind
    ]
    edition = int(load.meta(con).get("edition", "0")) if "meta" in stored else 0
    if strange or edition > catalogue.EDITION:
        raise NewerError(
            f"this warehouse was written by a later newsdb (edition {edition}, ours is {catalogue.EDITION}; "
            f"unknown here: {', '.join(strange) or 'nothing'}); use that version, or build a new warehouse"
        )


def drop(warehouse: Path) -> None:
    """Nothing; no building database is left."""
    path, beside = paths(warehouse)
    # The note goes first: without it the rest is never taken up.
    for gone in (beside, path.with_name(path.name + ".wal"), path):
        gone.unlink(missing_ok=True)
    shutil.rmtree(path.with_suffix(".tmp"), ignore_errors=True)


def write_note(warehouse: Path, content: dict[str, Any]) -> None:
    """Nothing; the note beside the building database says this, on disk."""
    _, beside = paths(warehouse)
    fresh = beside.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(beside)
    sync_folder(beside.parent)


def copy(source: Path, target: Path) -> None:
    """Nothing; target holds what source does, sharing its blocks where the file system can."""
    with source.open("rb") as old, target.open("wb") as new:
        if _shared(old.fileno(), new.fileno()):
            return
    # In the kernel where it can: twice as fast as through our memory.
    shutil.copyfile(source, target)


def _shared(old: int, new: int) -> bool:
    try:
        fcntl.ioctl(new, _FICLONE, old)
    except OSError:
        return False
    return True


def sync_file(path: Path) -> None:
    """Nothing; the file is on disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Nothing; the names in the folder are on disk."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
