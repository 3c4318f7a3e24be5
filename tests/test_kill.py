"""kill -9 at any moment: readers always see one whole generation, and the next run repairs what is left."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import warehouse_world as world
from tests import warehouse_writer as writer
from tests.test_load import contents
from warehouse import load, publish, query, settle

ROOT = Path(__file__).resolve().parent.parent


def _killed(warehouse, seed, seconds):
    """A writer that begins with edition `seed`, killed after so many seconds of work."""
    command = [sys.executable, "-m", "tests.warehouse_writer", str(warehouse), str(seed)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as child:
        until = time.monotonic() + 20
        while not (warehouse.parent / ".lock").exists() and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(seconds)
        child.kill()


def _edition(warehouse):
    """The edition readers see, which all articles must be of; 0 before there is any."""
    if not warehouse.exists():
        return 0
    with query.connect(warehouse) as con:
        bodies = [body for _, body in load.bodies(con)]
    editions = {body.rpartition("投资")[2] for body in bodies}
    assert len(bodies) == writer.FILES and len(editions) == 1
    return int(editions.pop().removesuffix("万元。"))


def _check_kills(tmp_path, times, seed):
    chance = random.Random(seed)
    warehouse = tmp_path / "data" / "news.duckdb"
    last = 0
    for _ in range(times):
        _killed(warehouse, last + 1, chance.uniform(0.2, 2.5))
        assert _edition(warehouse) >= last
        last = _edition(warehouse)
    writer.run(warehouse, last + 1000)
    assert _edition(warehouse) == last + 1000
    once = world.in_memory()
    articles = [world.article(n, m=last + 1000) for n in range(writer.FILES)]
    load.load_batch(once, writer._frames(articles, "once", last + 1000), "once")
    settle.settle(once)
    with query.connect(warehouse) as con:
        assert contents(con) == contents(once)
        runs = con.execute("SELECT count(*), count(DISTINCT run_id) FROM runs").fetchall()[0]
    assert runs[0] == runs[1] == len(publish.read_runs(warehouse))
    left = sorted(path.name for path in (warehouse.parent / "generations").iterdir())
    assert left == sorted(publish.generations(warehouse)) and len(left) <= publish.KEEP


def test_killed_three_times(tmp_path):
    _check_kills(tmp_path, 3, 1)


@pytest.mark.soak
def test_killed_sixty_times(tmp_path):
    _check_kills(tmp_path, 60, 2)
