"""What a run is told, and where its files lie."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

DEFAULT_WAREHOUSE = "data/warehouse/news.duckdb"
SEGMENTERS = ("rjieba", "jieba")


@dataclass(frozen=True, slots=True)
class Options:
    """How `newsdb ingest` was called. Plain values only: Prefect sends them as the flow's parameters."""

    paths: tuple[str, ...] = ()  # none: data/raw
    warehouse: str = DEFAULT_WAREHOUSE
    refresh: bool = False
    prune: bool = False
    dry_run: bool = False
    limit: int | None = None
    wait: float = 0.0
    segmenter: str | None = None  # None: as in the run before
    lexicon: str | None = None  # None: the one in force; '': none
    workers: int | None = None  # None: one per processor
    text_column: str | None = None
    max_reject_share: float = 0.5
    batch_records: int = 300


@dataclass(frozen=True, slots=True)
class Home:
    """The data folder around a warehouse: raw reports, logs, people's files."""

    warehouse: Path
    data: Path

    @property
    def raw(self) -> Path:
        """Where raw reports lie; uris are relative to it."""
        return self.data / "raw"

    @property
    def logs(self) -> Path:
        """One log file per run."""
        return self.data / "logs"

    @property
    def prefect(self) -> Path:
        """The folder of Prefect's own database, so that the user's stays clean."""
        return self.data / "prefect"

    @property
    def corrections(self) -> Path:
        """People's edits."""
        return self.data / "corrections.csv"

    @property
    def forgotten(self) -> Path:
        """Articles that no run may load again."""
        return self.data / "forgotten.csv"


def home(warehouse: str | Path) -> Home:
    """The data folder of a warehouse: the one that holds the folder `warehouse`, else the file's own folder.

    >>> home("/srv/data/warehouse/news.duckdb").raw.as_posix()
    '/srv/data/raw'
    >>> home("/srv/news.duckdb").logs.as_posix()
    '/srv/logs'
    """
    path = Path(warehouse).absolute()  # not resolve(): news.duckdb is a symlink
    folder = path.parent
    return Home(path, folder.parent if folder.name == "warehouse" else folder)


def workers(options: Options) -> int:
    """How many worker processes to use: as told, else one per processor this process may use."""
    return max(1, options.workers or len(os.sched_getaffinity(0)))


def parameters(options: Options) -> dict[str, str]:
    """The options that differ from their defaults, as text for `runs.parameters`."""
    default = Options()
    return {f.name: _as_text(getattr(options, f.name)) for f in fields(options) if _differs(options, default, f.name)}


def _differs(options: Options, default: Options, name: str) -> bool:
    return bool(getattr(options, name) != getattr(default, name))


def _as_text(value: Any) -> str:
    return " ".join(value) if isinstance(value, tuple) else str(value)


def prefect_environment(place: Home, given: Mapping[str, str]) -> dict[str, str]:
    """The environment Prefect is to see: quiet, without telemetry, and with a database of its own.

    What the user has set stays; with PREFECT_API_URL the run reports to that server.
    """
    wanted = {
        "PREFECT_HOME": str(place.prefect),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",  # failures are told by us, once
        "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PREFECT_CLI_PROMPT": "false",
    }
    if "PREFECT_API_URL" not in given:
        wanted["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] = "true"
    return {name: value for name, value in wanted.items() if name not in given}


def utc_now() -> datetime:
    """The time, naive UTC, as every `_at` column of a run holds it."""
    return datetime.now(UTC).replace(tzinfo=None)


def new_run_id(started_at: datetime) -> str:
    """A name for a run that sorts by time."""
    return f"{started_at:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
