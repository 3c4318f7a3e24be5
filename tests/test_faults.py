"""What goes wrong while an ingest runs, with real processes: kills, readers, a second run, a full disk."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from tests.ingesting import PLACES, World, differences, in_process, record, report_text, workers
from warehouse import publish

STAGES = ("读取与抽取", "更正与版本", "汇总", "审计", "发布")
RULES = ("read_ruleset", "extract_ruleset")  # another process may see rules that were edited meanwhile
SOUND = """
    SELECT (SELECT count(*) FROM sentences ANTI JOIN articles USING (article_id))
         + (SELECT count(*) FROM articles ANTI JOIN sentences USING (article_id))
         + (SELECT count(*) FROM articles) - (SELECT sum(articles) FROM sources)
         + (SELECT count(*) FROM sources WHERE status <> 'done')
"""


def _change(world: World, chance: random.Random) -> None:
    """Some reports more, some changed."""
    for _ in range(3):
        number = chance.randrange(1000)
        world.write(f"town/{chance.randrange(8)}.txt", report_text(number, chance.choice(PLACES)))
    world.write_records("site.jsonl", [record(number) for number in sorted(chance.sample(range(60), 30))])


def _kill_at(world: World, child: subprocess.Popen[bytes], stage: str, after: float) -> None:
    """kill -9 of the run and its workers, some time after its log says that a stage began."""
    known = set((world.data / "logs").glob("*.log"))
    until = time.monotonic() + 60
    while child.poll() is None and time.monotonic() < until:
        logs = set((world.data / "logs").glob("*.log")) - known
        if any(stage in log.read_text("utf-8") for log in logs):
            time.sleep(after)
            break
        time.sleep(0.005)
    with contextlib.suppress(ProcessLookupError):  # done sooner than we hoped
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _killed_and_repaired(world: World, folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    before = world.content(*RULES)
    _change(world, chance)
    workers = chance.choice([None, 2])
    child = in_process(world, workers=workers)
    _kill_at(world, child, STAGES[seed % len(STAGES)], chance.random() * 0.4)
    expected = world.rebuilt(folder).content(*RULES)
    now = world.content(*RULES)
    assert not differences(now, before) or not differences(now, expected), "readers see half a load"
    world.ingest()
    assert differences(world.content(*RULES), expected) == {}
    assert world.ingest()["status"] == "unchanged"
    shutil.rmtree(folder)


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path / "one")
    _change(made, random.Random(999))
    made.ingest()
    return made


def test_killed_runs_are_repaired_by_the_next(world: World, tmp_path: Path) -> None:
    for seed in range(5):
        _killed_and_repaired(world, tmp_path / f"rebuilt{seed}", seed)


@pytest.mark.soak
def test_sixty_killed_runs_are_repaired_by_the_next(world: World, tmp_path: Path) -> None:
    for seed in range(100, 160):
        _killed_and_repaired(world, tmp_path / f"rebuilt{seed}", seed)


def test_readers_see_whole_generations_while_an_ingest_runs(world: World) -> None:
    held = world.connect()
    first = held.execute("SELECT count(*) FROM articles").fetchall()
    world.write_records("more.jsonl", [record(number, f"m{number}") for number in range(700)])
    child = in_process(world, workers=1)
    seen = set()
    while child.poll() is None:
        assert world.rows(SOUND) == [(0,)]
        seen.add(world.rows("SELECT count(*) FROM articles")[0][0])
    assert child.returncode == 0, child.stderr and child.stderr.read().decode()
    assert world.rows(SOUND) == [(0,)]
    assert held.execute("SELECT count(*) FROM articles").fetchall() == first
    seen.add(world.rows("SELECT count(*) FROM articles")[0][0])
    assert seen == {first[0][0], first[0][0] + 700}


def test_second_run_ends_at_once_and_waits_when_asked(world: World) -> None:
    world.write("late.txt", report_text(5))
    released = threading.Event()

    def hold() -> None:
        with publish.lock(world.warehouse, "holder"):
            released.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    time.sleep(0.2)
    with pytest.raises(publish.BusyError, match="holder"):
        world.ingest()
    threading.Timer(1.0, released.set).start()
    assert world.ingest(wait=20)["status"] == "published"
    holder.join()


def test_dead_worker_is_told(world: World) -> None:
    world.write_records("more.jsonl", [record(number, f"m{number}") for number in range(3000)])
    child = in_process(world, workers=2)
    until = time.monotonic() + 60
    while child.poll() is None and time.monotonic() < until and not workers(child.pid):
        time.sleep(0.05)
    time.sleep(0.5)
    for worker in workers(child.pid):
        os.kill(worker, signal.SIGKILL)
    child.wait(timeout=120)
    assert child.returncode == 1
    assert "--workers 1" in publish.read_runs(world.warehouse)[-1]["message"]


def test_full_disk_leaves_the_generation_before(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(small)], capture_output=True)
    if mounted.returncode:
        pytest.skip("needs the right to mount a small file system")
    try:
        _fill(World(small))
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)


def _fill(world: World) -> None:
    world.write("1.txt", report_text(1))
    world.ingest()
    before = world.content(*RULES)
    world.write_records("big.jsonl", [record(number) for number in range(4000)])
    child = in_process(world, workers=2)
    _, errors = child.communicate(timeout=180)
    assert child.returncode == 1
    assert differences(world.content(*RULES), before) == {}
    assert "disk is full" in str(publish.read_runs(world.warehouse)[-1].get("message")) or b"No space" in errors
    (world.raw / "big.jsonl").unlink()
    world.write("2.txt", report_text(2))
    world.ingest()
    assert world.rows("SELECT count(*) FROM articles") == [(2,)]


def test_clock_going_backwards(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import datetime

    from flows import settings

    monkeypatch.setattr(settings, "utc_now", lambda: datetime(2001, 1, 1))
    world.write("late.txt", report_text(5))
    row = world.ingest()
    assert row["run_id"].startswith("2001")
    assert publish.run_of(str(publish.current(world.warehouse))) == row["run_id"]
    monkeypatch.undo()
    world.write("later.txt", report_text(6))
    world.ingest()
    assert len(publish.generations(world.warehouse)) == 3
