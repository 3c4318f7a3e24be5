"""The ingest as a Prefect flow: plan -> batches -> load -> settle -> audit -> publish -> report.

Prefect schedules and records; the work itself is that of flows.pipeline. There is one task per batch, which hands the
batch to our own worker processes and loads what comes back.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import TaskRun
from prefect.states import State

from flows import pipeline, report
from flows.batch import Batch
from flows.session import Session, as_row, opened
from flows.settings import Options


def _may_pass(_task: Any, _run: TaskRun, state: State[Any]) -> bool:
    """Whether trying again may help: reading and writing can fail for a while, anything else fails again."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, OSError) and not isinstance(error, FileNotFoundError)


@flow(name="newsdb-ingest", retries=0, validate_parameters=True, persist_result=False)
def ingest(options: Options, run_id: str | None = None, quiet: bool = True) -> dict[str, Any]:
    """The row of `runs` for this run. With `run_id` the caller holds the warehouse's lock for it already."""
    with ExitStack() as stack:
        ended: list[Session] = []
        stack.callback(lambda: [_show(session) for session in ended])
        session = stack.enter_context(opened(options, run_id=run_id, quiet=quiet))
        ended.append(session)
        _run(session)
    return as_row(session)


def _run(session: Session) -> None:
    _step(session, pipeline.make_plan, retries=2)
    if session.options.dry_run:
        session.status = "dry_run"
    elif session.planned.has_work or pipeline.is_left_over(session):
        _write(session)
    else:
        session.status = "unchanged"


def _write(session: Session) -> None:
    with pipeline.working(session):
        _step(session, pipeline.begin)
        _load(session)
    for step in (pipeline.finish, pipeline.settle_all, pipeline.check, pipeline.make_visible):
        _step(session, step)


def _step(session: Session, step: Callable[[Session], None], retries: int = 0) -> None:
    """One step as a task. Sessions are kept from Prefect, which would look through what is handed to a task."""
    made = task(
        lambda: step(session),
        name=step.__name__.replace("_", "-"),
        cache_policy=NO_CACHE,
        retries=retries,
        retry_delay_seconds=10,
        retry_condition_fn=_may_pass,
    )
    made()


def _load(session: Session) -> None:
    batches: dict[int, Batch] = {}

    @task(name="batch", task_run_name="batch-{number}", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=10,
          retry_condition_fn=_may_pass)  # fmt: skip
    def run_batch(number: int) -> list[Batch]:
        following = pipeline.do_batch(session, batches[number])
        del batches[number]
        return following

    def submit(batch: Batch) -> pipeline.Outcome:
        batches[batch.number] = batch
        return run_batch.submit(batch.number)

    pipeline.drive(session, submit)


def _show(session: Session) -> None:
    """A table artifact, which the server's page shows, of runs that fail too."""
    row = as_row(session)
    status = report.STATUS.get(row["status"], row["status"])
    create_table_artifact(report.artifact(row), key="newsdb-run", description=f"{row['run_id']} {status}")
