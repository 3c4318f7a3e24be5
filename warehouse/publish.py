"""Generations: a finished database becomes visible at once, the last ones are kept, and one can go back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from warehouse import building as built
from warehouse import catalogue, load, views
from warehouse.building import Building, NewerError
from warehouse.lock import BusyError, lock
from warehouse.runlog import frame as runs_frame
from warehouse.runlog import read_runs, record_run

__all__ = [
    "Building", "BusyError", "NewerError", "begin", "close", "current", "discard", "generations", "ledger", "lock",
    "publish", "read_runs", "record_run", "restore",
]  # fmt: skip

KEEP = 3
_NAME = re.compile(r"news\.(?P<run_id>[\w-]+?)(?:~(?P<edit>\d+))?\.duckdb")


def current(warehouse: Path) -> str | None:
    """The file name of the generation readers see; None when there is none."""
    if not warehouse.is_symlink():
        if warehouse.exists():
            raise NewerError(f"{warehouse} is a file, not a link to a generation; move it away")
        return None
    return warehouse.readlink().name if warehouse.exists() else None


def run_of(name: str) -> str:
    """The run that made the generation with this file name."""
    found = _NAME.fullmatch(name)
    if not found:
        raise ValueError(f"{name}: not the name of a generation")
    return found["run_id"]


def generations(warehouse: Path) -> list[str]:
    """The file names of the kept generations, oldest first by the order of runs.jsonl, whatever the clock did."""
    order = {run["run_id"]: place for place, run in enumerate(read_runs(warehouse))}
    folder = warehouse.parent / "generations"
    names = [path.name for path in folder.glob("news.*.duckdb") if _NAME.fullmatch(path.name)]
    return sorted(names, key=lambda name: (order.get(run_of(name), len(order)), name))


@contextmanager
def ledger(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection | None]:
    """What a run would start from, to plan by: a database left by a crash, the current generation, or None."""
    base = current(warehouse)
    path, _ = built.paths(warehouse)
    left = _openable(path) if built.resumable(warehouse, base) else None
    con = left or (duckdb.connect(str(warehouse.resolve()), read_only=True) if base else None)
    try:
        yield con
    finally:
        if con:
            con.close()


def _openable(path: Path) -> duckdb.DuckDBPyConnection | None:
    try:
        return built.connect(path)
    except duckdb.Error:
        return None


def begin(warehouse: Path, run_id: str) -> Building:
    """The building database of this run; what earlier runs left half done is cleared up first."""
    if not re.fullmatch(r"[\w-]+", run_id):
        raise ValueError(f"{run_id!r} cannot be part of a file name")
    _repair(warehouse)
    return built.begin(warehouse, run_id, current(warehouse))


def _repair(warehouse: Path) -> None:
    known = {run["run_id"] for run in read_runs(warehouse)}
    now = current(warehouse)
    if now and run_of(now) not in known:
        record_run(warehouse, _own_line(warehouse, run_of(now)))
        known.add(run_of(now))
    for name in generations(warehouse):
        # Cut off between taking its name and being seen: its run will be done again.
        if run_of(name) not in known and name != now:
            (warehouse.parent / "generations" / name).unlink()
    left = built.note(warehouse)
    if left and left["run_id"] not in known:
        record_run(warehouse, _cut_off(left))


def _own_line(warehouse: Path, run_id: str) -> dict[str, Any]:
    """What the current generation says of the run that made it, and was cut off before it could say so elsewhere."""
    names = catalogue.column_names("runs")
    with duckdb.connect(str(warehouse.resolve()), read_only=True) as con:
        rows = con.execute(f"SELECT {', '.join(names)} FROM runs WHERE run_id = ?", [run_id]).fetchall()
    return dict(zip(names, rows[0], strict=True))


def _cut_off(left: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "run_id": left["run_id"],
        "started_at": datetime.fromisoformat(left["started_at"]),
        "finished_at": None,
        "status": "failed",
        "message": "cut off; the next run takes up what it had loaded",
    }


def close(building: Building) -> None:
    """Nothing; the building database is let go, and the next run takes it up."""
    building.con.close()


def discard(building: Building) -> None:
    """Nothing; the building database is gone."""
    building.con.close()
    built.drop(building.warehouse)


def publish(building: Building, run: Mapping[str, Any], *, keep: int = KEEP) -> Path:
    """The new generation, which readers see from now on; the run is recorded."""
    _finish(building, run)
    target = building.path.with_name(f"news.{building.run_id}.duckdb")
    place(building.path, target)
    point(building.warehouse, target.name)
    record_run(building.warehouse, run)
    built.drop(building.warehouse)
    rotate(building.warehouse, keep)
    return target


def _finish(building: Building, run: Mapping[str, Any]) -> None:
    """The building database as readers will see it, closed."""
    con = building.con
    left = built.note(building.warehouse) or {}
    built.write_note(building.warehouse, left | {"changed": True})
    runs = [line for line in read_runs(building.warehouse) if line["run_id"] != run["run_id"]]
    con.execute("DELETE FROM runs")
    con.register("incoming", runs_frame([*runs, dict(run)]))
    con.execute("INSERT INTO runs BY NAME SELECT * FROM incoming")
    con.unregister("incoming")
    con.execute("DROP SCHEMA work CASCADE")
    finish_tables(con)
    con.execute("CHECKPOINT")
    con.close()


def finish_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Nothing; comments, views and macros are those of today."""
    described = hashlib.sha256("".join([*catalogue.ddl(), *views.ddl()]).encode()).hexdigest()[:12]
    if load.meta(con).get("described") != described or not views.complete(con):
        with load.transaction(con):
            for statement in catalogue.comments():
                con.execute(statement)
            views.create(con)
    today = {"edition": str(catalogue.EDITION), "catalogue": catalogue.digest(), "described": described}
    with load.transaction(con):
        con.execute("DELETE FROM meta WHERE key IN (SELECT unnest(?::VARCHAR[]))", [list(today)])
        con.executemany("INSERT INTO meta VALUES (?, ?)", list(today.items()))


def place(path: Path, target: Path) -> None:
    """Nothing; the file has its name in generations, read-only and on disk."""
    wal = path.with_name(path.name + ".wal")
    if wal.exists():
        raise RuntimeError(f"{wal} is left after closing; nothing was published")
    path.chmod(0o444)
    built.sync_file(path)
    path.rename(target)
    built.sync_folder(target.parent)


def point(warehouse: Path, name: str) -> None:
    """Nothing; readers who open the warehouse from now on see this generation."""
    fresh = warehouse.with_name(f".{warehouse.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(Path("generations") / name)
    fresh.replace(warehouse)
    built.sync_folder(warehouse.parent)


def rotate(warehouse: Path, keep: int = KEEP) -> None:
    """Nothing; only the last generations are left, and the one in use."""
    now = current(warehouse)
    for name in generations(warehouse)[:-keep]:
        if name != now:
            (warehouse.parent / "generations" / name).unlink()


def restore(warehouse: Path, run_id: str | None = None) -> str:
    """The run whose generation readers see from now on: the one asked for, else the one before the current."""
    names, now = generations(warehouse), current(warehouse)
    if run_id is None:
        earlier = names[: names.index(now)] if now in names else names
        wanted = earlier[-1:]
    else:
        wanted = [name for name in names if run_of(name) == run_id]
    if not wanted:
        kept = ", ".join(run_of(name) for name in names) or "none"
        raise LookupError(f"no such generation; kept are: {kept}")
    point(warehouse, wanted[-1])
    built.drop(warehouse)
    return run_of(wanted[-1])
