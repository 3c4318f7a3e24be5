"""One run at a time: flock on the warehouse's .lock, which says who holds it."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


class BusyError(RuntimeError):
    """Another run holds the warehouse."""


@contextmanager
def lock(warehouse: Path, run_id: str, *, wait: float = 0.0) -> Iterator[None]:
    """The warehouse is ours for the block; BusyError when another process holds it for longer than `wait` seconds."""
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    with (warehouse.parent / ".lock").open("a+", encoding="utf-8") as file:
        _take(file, warehouse, wait)
        _sign(file, {"run_id": run_id, "pid": os.getpid()})
        try:
            yield
        finally:
            _sign(file, None)
            fcntl.flock(file, fcntl.LOCK_UN)


def holder(warehouse: Path) -> str:
    """Who holds the warehouse, as words."""
    path = warehouse.parent / ".lock"
    try:
        who = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return "another process"
    return f"run {who['run_id']}, process {who['pid']}"


def _take(file: IO[str], warehouse: Path, wait: float) -> None:
    until = time.monotonic() + wait
    while not _free(file):
        if time.monotonic() >= until:
            raise BusyError(f"{warehouse}: {holder(warehouse)} is writing; try again later or with --wait SECONDS")
        time.sleep(0.1)


def _free(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(file: IO[str], who: dict[str, object] | None) -> None:
    file.truncate(0)
    if who is not None:
        file.write(json.dumps(who) + "\n")
    file.flush()
