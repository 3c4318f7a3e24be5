"""`newsdb serve`: the ingest every night, one run at a time, on a Prefect server of our own or the user's.

Prefect is imported only after PREFECT_API_URL is known, because it reads its settings when it is imported.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flows.settings import Home, Options, home
from warehouse import publish

if TYPE_CHECKING:
    from uuid import UUID

    from prefect.client.orchestration import PrefectClient

ZONE = "Asia/Shanghai"
NAME = "nightly"
PORT = 4200
_START_SECONDS = 120


class ServerError(RuntimeError):
    """Prefect's server did not start; the message names its log."""


class CronError(ValueError):
    """What was given for --cron is no schedule."""


def serve(options: Options, cron: str) -> None:
    """Nothing, and not before it is stopped: the ingest runs whenever `cron` says, in Asia/Shanghai."""
    place = home(options.warehouse)
    following = next_tick(cron, datetime.now(UTC))
    is_late = missed(cron, _last_start(place), datetime.now(UTC))
    signal.signal(signal.SIGTERM, _stop)
    with _server(place) as url:
        print(f"newsdb serve: next run {following:%Y-%m-%d %H:%M} ({ZONE}), Prefect at {url}", flush=True)
        if is_late:
            print("newsdb serve: a run was missed; it is made up for now", flush=True)
        # Prefect's own answer to SIGTERM forgets to await this.
        warnings.filterwarnings("ignore", message="coroutine 'Runner.astop' was never awaited")
        asyncio.run(_work(options, cron, is_late))


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def next_tick(cron: str, after: datetime) -> datetime:
    """When the schedule fires next, in local time of Asia/Shanghai; CronError when it is no schedule.

    >>> next_tick("30 2 * * *", datetime(2020, 4, 13, 12, tzinfo=UTC)).isoformat()
    '2020-04-14T02:30:00+08:00'
    """
    from cronsim import CronSim, CronSimError

    try:
        ticks = CronSim(cron, after.astimezone(ZoneInfo(ZONE)))
    except CronSimError as error:
        raise CronError(f"--cron {cron!r}: {error}; five fields, such as '30 2 * * *'") from error
    return next(ticks)


def missed(cron: str, last_start: datetime | None, now: datetime) -> bool:
    """Whether the schedule fired since the last run began, with nobody there to run it.

    >>> now = datetime(2020, 4, 14, tzinfo=UTC)  # 08:00 in Shanghai
    >>> missed("30 2 * * *", datetime(2020, 4, 13, tzinfo=UTC), now), missed("30 2 * * *", None, now)
    (True, False)
    """
    return last_start is not None and next_tick(cron, last_start) <= now


def _last_start(place: Home) -> datetime | None:
    starts = [run["started_at"] for run in publish.read_runs(place.warehouse)]
    return max(starts).replace(tzinfo=UTC) if starts else None


@contextmanager
def _server(place: Home) -> Iterator[str]:
    """The address of the server to use: the user's, else one of our own on loopback, stopped afterwards."""
    given = os.environ.get("PREFECT_API_URL")
    if given:
        yield given
        return
    port = free_port(PORT)
    place.logs.mkdir(parents=True, exist_ok=True)
    log = place.logs / "prefect-server.txt"
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with log.open("wb") as out:
        server = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            url = f"http://127.0.0.1:{port}/api"
            _await(url, server, log)
            os.environ["PREFECT_API_URL"] = url
            yield url
        finally:
            os.environ.pop("PREFECT_API_URL", None)
            server.send_signal(signal.SIGINT)
            _end(server)


def _end(server: subprocess.Popen[bytes]) -> None:
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.kill()


def free_port(wanted: int) -> int:
    """`wanted` when nothing listens there on loopback, else any free port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while not _answers(url):
        if server.poll() is not None or time.monotonic() > until:
            raise ServerError(f"Prefect's server did not start; see {log}")
        time.sleep(0.2)


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(f"{url}/health", timeout=5).close()
    except (urllib.error.URLError, OSError):
        return False
    return True


async def _work(options: Options, cron: str, is_late: bool) -> None:
    """Register the deployment, make up once for runs that were missed, then wait for the schedule."""
    from prefect.client.orchestration import get_client
    from prefect.runner import Runner

    runner = Runner(name=NAME, limit=1, pause_on_shutdown=False)
    deployment = await runner.aadd_deployment(await _deployment(options, cron))
    async with get_client() as client:
        await _drop_late_runs(client, deployment)
        if is_late:
            await client.create_flow_run_from_deployment(deployment, name="catch-up")
    await runner.start()


async def _deployment(options: Options, cron: str) -> Any:
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.client.schemas.schedules import CronSchedule
    from prefect.flows import EntrypointType

    from flows.ingest import ingest

    return await ingest.ato_deployment(
        NAME,
        schedule=CronSchedule(cron=cron, timezone=ZONE),
        parameters={"options": asdict(options), "quiet": True},
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
        description="Reads new and changed raw reports into the warehouse.",
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


async def _drop_late_runs(client: PrefectClient, deployment: UUID) -> None:
    """Scheduled runs whose time has passed are cancelled: however many were missed, one makes up for them."""
    from prefect.client.schemas.filters import (
        DeploymentFilter,
        DeploymentFilterId,
        FlowRunFilter,
        FlowRunFilterExpectedStartTime,
        FlowRunFilterState,
        FlowRunFilterStateType,
    )
    from prefect.client.schemas.objects import StateType
    from prefect.client.schemas.sorting import FlowRunSort
    from prefect.states import Cancelled

    late = await client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
            expected_start_time=FlowRunFilterExpectedStartTime(before_=datetime.now(UTC) - timedelta(seconds=5)),
        ),
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment])),
        sort=FlowRunSort.EXPECTED_START_TIME_ASC,
        limit=200,
    )
    for run in late:
        await client.set_flow_run_state(run.id, Cancelled(message="missed; made up for once"), force=True)
