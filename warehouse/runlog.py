"""runs.jsonl: one line per run, also of those that failed; the table `runs` is made from it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from warehouse import catalogue


def record_run(warehouse: Path, run: Mapping[str, Any]) -> None:
    """Nothing; the run is the last line of runs.jsonl, on disk."""
    path = _path(warehouse)
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(dict(run), ensure_ascii=False, default=_plain, sort_keys=True)
    # A line cut off by a power cut must not swallow this one.
    torn = path.exists() and path.read_bytes()[-1:] not in (b"", b"\n")
    with path.open("a", encoding="utf-8") as file:
        file.write(("\n" if torn else "") + line + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_runs(warehouse: Path) -> list[dict[str, Any]]:
    """The runs in the order they ended; of a run with several lines the last. Times are datetimes, UTC."""
    path = _path(warehouse)
    lines = path.read_text("utf-8", errors="replace").splitlines() if path.exists() else []
    runs = [run for run in map(_parsed, lines) if run]
    return list({run["run_id"]: run for run in runs}.values())


def columns(runs: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """The columns of the table `runs`."""
    return {
        "run_id": [run["run_id"] for run in runs],
        "started_at": [run["started_at"] for run in runs],
        "finished_at": [run.get("finished_at") for run in runs],
        "status": [run["status"] for run in runs],
        "counts": [[(k, int(v)) for k, v in sorted(run.get("counts", {}).items())] for run in runs],
        "rulesets": [_texts(run.get("rulesets", {})) for run in runs],
        "parameters": [_texts(run.get("parameters", {})) for run in runs],
        "message": [run.get("message") for run in runs],
    }


def frame(runs: list[dict[str, Any]]) -> Any:
    """The table `runs` as a frame."""
    return catalogue.frame("runs", columns(runs))


def _path(warehouse: Path) -> Path:
    return warehouse.parent / "runs.jsonl"


def _texts(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(key, value if isinstance(value, str) else json.dumps(value)) for key, value in sorted(values.items())]


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} does not fit a line of runs.jsonl")


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        run = json.loads(line)
    except ValueError:
        return None
    if not isinstance(run, dict) or not {"run_id", "started_at", "status"} <= run.keys():
        return None
    times = {name: datetime.fromisoformat(run[name]) for name in ("started_at", "finished_at") if run.get(name)}
    return run | times
