"""One run from lock to last line: what it holds open, and what is recorded of it whatever happens."""

from __future__ import annotations

import errno
import logging
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any, Protocol

from flows import report, settings, sources
from flows.batch import Tally, Tools
from flows.corrections import Correction
from flows.plan import Plan
from flows.report import Tell
from flows.settings import Home, Options
from warehouse import audit, publish

LOGS_KEPT = 100


class Pool(Protocol):
    """Where batches are extracted."""

    def submit(self, function: Callable[..., Any], /, *arguments: Any) -> Future[Any]:
        """The call, under way."""


@dataclass(slots=True)
class FileState:
    """How far the run is with one raw file."""

    raw: sources.RawFile
    known: int = 0  # pieces found so far
    tally: Tally = field(default_factory=Tally)


@dataclass(slots=True)
class Session:
    """One run: what it was told, what it has open, what it has done so far."""

    options: Options
    home: Home
    run_id: str
    started_at: datetime
    spool: Path
    tell: Tell
    plan: Plan | None = None
    building: publish.Building | None = None
    pool: Pool | None = None
    tools: Tools | None = None
    files: dict[str, FileState] = field(default_factory=dict)
    fitted: set[Correction] = field(default_factory=set)
    read_anew: set[str] = field(default_factory=set)  # corrected bodies that this run extracted
    counts: Counter[str] = field(default_factory=Counter)
    status: str = "failed"
    message: str | None = None
    first_batch: float | None = None  # when a worker began it, seconds of the system's clock
    loading: Lock = field(default_factory=Lock)
    finished: SimpleQueue[int] = field(default_factory=SimpleQueue)

    @property
    def planned(self) -> Plan:
        """The plan, once it is made."""
        if self.plan is None:
            raise RuntimeError("the run has no plan yet")
        return self.plan

    @property
    def ready(self) -> Tools:
        """What batches work with, once the plan is made."""
        if self.tools is None:
            raise RuntimeError("the run has no plan yet")
        return self.tools

    @property
    def con(self) -> Any:
        """The connection to the database in the making."""
        if self.building is None:
            raise RuntimeError("the run has nothing open to write to")
        return self.building.con


def as_row(session: Session) -> dict[str, Any]:
    """The row of `runs`, and the line of runs.jsonl."""
    return {
        "run_id": session.run_id,
        "started_at": session.started_at,
        "finished_at": settings.utc_now(),
        "status": session.status,
        "counts": {name: count for name, count in sorted(session.counts.items()) if count},
        "rulesets": session.plan.rulesets.as_text() if session.plan else {},
        "parameters": settings.parameters(session.options),
        "message": session.message,
    }


@contextmanager
def opened(options: Options, *, run_id: str | None = None, quiet: bool = False) -> Iterator[Session]:
    """A run under the warehouse's lock; whatever happens in the block is recorded in runs.jsonl and the log.

    With `run_id` the caller holds the lock already, for the run of that name.
    """
    home, started_at = settings.home(options.warehouse), settings.utc_now()
    name = run_id or settings.new_run_id(started_at)
    with ExitStack() as stack:
        log = stack.enter_context(_logging(home, name))
        tell = stack.enter_context(report.told(log, quiet=quiet))
        spool = Path(stack.enter_context(TemporaryDirectory(prefix="newsdb-")))
        session = Session(options, home, name, started_at, spool, tell)
        with _recorded(session, log):
            if run_id is None:
                stack.enter_context(publish.lock(home.warehouse, name, wait=options.wait))
            yield session


@contextmanager
def _recorded(session: Session, log: logging.Logger) -> Iterator[None]:
    log.info("run %s begins: %s", session.run_id, settings.parameters(session.options) or "no options")
    failed = True
    try:
        yield
        failed = False
    finally:
        if failed:
            _record_failure(session, log, sys.exception())
        elif session.status == "unchanged":
            publish.record_run(session.home.warehouse, as_row(session))
        log.info("%s", report.text(as_row(session)))


def _record_failure(session: Session, log: logging.Logger, error: BaseException | None) -> None:
    """The failed run is a line of runs.jsonl, the log has the traceback; what was loaded is kept for the next run."""
    session.status, session.message = "failed", advice(error)
    log.error("%s", session.message, exc_info=error)
    row = as_row(session)
    publish.record_run(session.home.warehouse, row)
    call_for_help(row, session.home.logs / f"{session.run_id}.log")
    left, session.building = session.building, None
    if left is not None:
        (publish.discard if isinstance(error, audit.AuditError) else publish.close)(left)


def advice(error: BaseException | None) -> str:
    """What went wrong and what to do about it."""
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if isinstance(error, publish.BusyError | publish.NewerError | FileNotFoundError | ValueError):
        return str(error)
    if isinstance(error, audit.AuditError):
        return f"{error}. Readers keep the generation before. --prune allows fewer articles, --max-reject-share rejects"
    if isinstance(error, BrokenExecutor):
        return f"a worker process died, most likely for lack of memory; try again with --workers 1 ({said})"
    if isinstance(error, KeyboardInterrupt):
        return "interrupted; the next run goes on where this one stopped"
    if _is_full(error):
        return f"the disk is full; free some space and run again, nothing is lost ({said})"
    return said


def _is_full(error: BaseException | None) -> bool:
    return getattr(error, "errno", None) == errno.ENOSPC or "No space left" in str(error)


def call_for_help(run: Mapping[str, Any], log: Path) -> None:
    """Nothing; the command of NEWSDB_ON_FAILURE was run, with what happened in its environment."""
    command = os.environ.get("NEWSDB_ON_FAILURE")
    if command:
        told = {"NEWSDB_RUN": run["run_id"], "NEWSDB_MESSAGE": run["message"] or "", "NEWSDB_LOG": str(log)}
        subprocess.run(command, shell=True, env=os.environ | told, timeout=60, check=False)


@contextmanager
def _logging(home: Home, run_id: str) -> Iterator[logging.Logger]:
    """A log file for this run alone."""
    home.logs.mkdir(parents=True, exist_ok=True)
    for old in sorted(home.logs.glob("*.log"))[:-LOGS_KEPT]:
        old.unlink()
    log = logging.getLogger(f"newsdb.run.{run_id}")
    log.setLevel(logging.INFO)
    log.propagate = False
    handler = logging.FileHandler(home.logs / f"{run_id}.log", encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    try:
        yield log
    finally:
        log.removeHandler(handler)
        handler.close()
