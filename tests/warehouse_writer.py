"""A process that writes a warehouse run by run until it is killed: python -m tests.warehouse_writer WAREHOUSE SEED."""

from __future__ import annotations

import sys
import uuid
from pathlib import Path

from tests import warehouse_world as world
from warehouse import audit, load, publish, settle

FILES = 24


def run(warehouse: Path, seed: int) -> None:
    """One run: every file gets the next edition of its article, in batches of three; taken up where one was cut off."""
    run_id = f"r{uuid.uuid4().hex[:8]}"
    with publish.lock(warehouse, run_id, wait=30):
        with publish.ledger(warehouse) as con:
            done = load.known_sources(con) if con else {}
        opened = world.open_building(warehouse, run_id)
        wanted = [world.article(n, m=seed) for n in range(FILES)]
        todo = [row for row in wanted if not _is_done(done.get(row["file_uri"]), seed)]
        for at in range(0, len(todo), 3):
            load.load_batch(opened.con, _frames(todo[at : at + 3], run_id, seed), run_id)
        settle.settle(opened.con)
        if not load.changed(opened.con):
            publish.discard(opened)
            return
        audit.audit(opened.con)
        publish.publish(opened, world.run_line(run_id))


def _is_done(known: load.Source | None, seed: int) -> bool:
    return known is not None and known.status == "done" and known.sha256 == str(seed)


def _frames(articles: list[dict], run_id: str, seed: int) -> dict:
    lines = world.sources([row["file_uri"] for row in articles], run_id, sha256=str(seed))
    return world.frames(articles, run_id=run_id) | {"sources": world.frame("sources", lines)}


if __name__ == "__main__":
    seed = int(sys.argv[2])
    while True:
        run(Path(sys.argv[1]), seed)
        seed += 1
        print(seed, flush=True)
