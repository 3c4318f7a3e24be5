"""The ingest as a Prefect flow, with real processes: on a server of its own, on a given server, and every night."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ingesting import World, descendants, differences, record, report_text, workers
from warehouse import publish

pytest.importorskip("prefect")
pytestmark = pytest.mark.flow

ROOT = Path(__file__).resolve().parent.parent.parent
NEWSDB = [sys.executable, "-c", "from flows.cli import main; main()"]


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return kept | {"HOME": str(folder / "home"), "PYTHONPATH": str(ROOT), "COLUMNS": "120", **more}


def newsdb(world: World, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [*NEWSDB, *arguments, "--warehouse", str(world.warehouse)]
    return subprocess.run(
        command, cwd=world.data, env=environment(world.data, **more), capture_output=True, text=True, check=False
    )


def ask(url: str, path: str, body: dict[str, Any]) -> Any:
    request = urllib.request.Request(f"{url}/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path / "one")
    for number in range(4):
        made.write(f"{number}.txt", report_text(number))
    made.write("empty.txt", "")
    return made


def test_flow_gives_what_the_plain_run_gives(world: World, tmp_path: Path) -> None:
    done = newsdb(world, "ingest", "--json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    row = json.loads(done.stdout)
    assert (row["status"], row["counts"]["articles"], row["counts"]["rejects"]) == ("published", 4, 1)
    rules = ("read_ruleset", "extract_ruleset")  # another process may see rules that were edited meanwhile
    assert differences(world.content(*rules), world.rebuilt(tmp_path / "two").content(*rules)) == {}
    assert (world.data / "prefect").is_dir()
    assert not (world.data / "home" / ".prefect").exists()


def test_failed_flow_exits_1_with_one_line(world: World) -> None:
    assert newsdb(world, "ingest", str(world.raw / "nothing-here")).returncode == 2
    done = newsdb(world, "ingest", str(world.raw / "nothing-*"))
    assert done.returncode == 1
    assert "nothing-*" in done.stderr
    assert "leaked" not in done.stderr
    assert "Traceback" not in done.stderr
    run = publish.read_runs(world.warehouse)[-1]
    assert run["status"] == "failed"
    assert "Traceback" in (world.data / "logs" / f"{run['run_id']}.log").read_text("utf-8")


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_run_ends_when_told_to_though_its_workers_hang(world: World, sent: signal.Signals) -> None:
    world.write_records("more.jsonl", [record(number, f"m{number}") for number in range(3000)])
    command = [*NEWSDB, "ingest", "--workers", "2", "--warehouse", str(world.warehouse)]
    child = subprocess.Popen(command, cwd=world.data, env=environment(world.data), stderr=subprocess.PIPE)
    until = time.monotonic() + 90
    while child.poll() is None and time.monotonic() < until and not _at_work(child.pid):
        time.sleep(0.05)
    for worker in _at_work(child.pid):
        os.kill(worker, signal.SIGSTOP)
    time.sleep(0.5)
    servers = [pid for pid in descendants(child.pid) if b"prefect.server" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    child.send_signal(sent)
    child.wait(timeout=30)
    assert child.returncode not in (0, None)
    assert servers, "no server of Prefect's to be ended"
    until = time.monotonic() + 10
    while any(map(_runs, servers)) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(map(_runs, servers))
    assert publish.read_runs(world.warehouse)[-1]["status"] == "failed"


def _runs(pid: int) -> bool:
    """Whether the process is there and no mere remnant that nobody has waited for."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def _at_work(pid: int) -> list[int]:
    """The worker processes that have begun a batch: they have used some seconds of a processor."""
    used = {worker: Path(f"/proc/{worker}/stat").read_text().rsplit(")", 1)[1].split()[11] for worker in workers(pid)}
    return [worker for worker, ticks in used.items() if int(ticks) > 200]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, str]]:
    """A world whose last run was long ago, served every minute; and the address of the server."""
    world = World(tmp_path_factory.mktemp("served"))
    world.write("1.txt", report_text(1))
    old = {
        "run_id": "old",
        "started_at": "2020-01-01T00:00:00",
        "finished_at": "2020-01-01T00:01:00",
        "status": "failed",
    }
    world.warehouse.parent.mkdir(parents=True)
    (world.warehouse.parent / "runs.jsonl").write_text(json.dumps(old) + "\n", "utf-8")
    command = [*NEWSDB, "serve", "--cron", "* * * * *", "--warehouse", str(world.warehouse)]
    child = subprocess.Popen(
        command,
        cwd=world.data,
        env=environment(world.data),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert child.stdout
    ready, _, _ = select.select([child.stdout], [], [], 120)
    line = child.stdout.readline() if ready else ""
    try:
        yield world, re.search(r"http://127\.0\.0\.1:\d+/api", line)[0]  # type: ignore[index]
    finally:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(timeout=40)
        except subprocess.TimeoutExpired:
            child.kill()
            raise


def _wait_for_runs(world: World, count: int, seconds: float) -> list[dict[str, Any]]:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        runs = publish.read_runs(world.warehouse)
        if len(runs) > count:
            return runs
        time.sleep(0.5)
    raise AssertionError(f"no more than {len(publish.read_runs(world.warehouse))} runs after {seconds} seconds")


def test_missed_run_is_made_up_for_and_the_schedule_fires(served: tuple[World, str]) -> None:
    world, url = served
    caught_up = _wait_for_runs(world, 1, 90)
    assert caught_up[1]["status"] == "published"
    world.write("2.txt", report_text(2))
    scheduled = _wait_for_runs(world, 2, 150)
    assert scheduled[2]["status"] == "published"
    status = json.loads(newsdb(world, "status", "--json").stdout)
    assert status["runs"][0]["run_id"] == publish.read_runs(world.warehouse)[-1]["run_id"]
    assert len(world.rows("SELECT run_id FROM runs")) >= 3
    names = [run["name"] for run in ask(url, "flow_runs/filter", {})]
    assert "catch-up" in names


def test_ingest_reports_to_a_given_server(served: tuple[World, str], tmp_path: Path) -> None:
    _, url = served
    world = World(tmp_path / "given")
    world.write("1.txt", report_text(1))
    done = newsdb(world, "ingest", "--json", PREFECT_API_URL=url)
    assert done.returncode == 0, done.stderr
    run_id = json.loads(done.stdout)["run_id"]
    artifacts = ask(url, "artifacts/filter", {"artifacts": {"key": {"any_": ["newsdb-run"]}}})
    assert any(run_id in (one["description"] or "") for one in artifacts)


def test_prefect_deploys_the_yaml(served: tuple[World, str], tmp_path: Path) -> None:
    _, url = served
    prefect = [sys.executable, "-m", "prefect", "--no-prompt"]
    env = environment(tmp_path, PREFECT_API_URL=url, PREFECT_HOME=str(tmp_path / "prefect"))
    for command in (["work-pool", "create", "newsdb", "--type", "process"], ["deploy", "--all"]):
        done = subprocess.run([*prefect, *command], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    deployments = ask(url, "deployments/filter", {"work_pools": {"name": {"any_": ["newsdb"]}}})
    assert [(one["name"], one["schedules"][0]["schedule"]["timezone"]) for one in deployments] == [
        ("nightly", "Asia/Shanghai")
    ]


def test_refused_run_leaves_one_line_and_no_complaint_of_the_database(tmp_path: Path) -> None:
    world = World(tmp_path / "one")
    for number in range(25):
        world.write(f"{number}.txt", "")
    done = newsdb(world, "ingest")
    assert done.returncode == 1
    assert "--max-reject-share" in done.stderr.splitlines()[-1]
    assert "leaked" not in done.stderr
