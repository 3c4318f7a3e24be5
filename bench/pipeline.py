"""Speed of the whole ingest: articles per second, fixed overhead, whole command, memory.

    python -m bench.pipeline [--articles 1000,4000,0] [--workers N] [--plain] [--keep FOLDER]

0 stands for the whole corpus. `--plain` leaves Prefect out. The rate is articles / (first batch start to publish end).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import bench

COMMANDS = {
    False: "from flows.cli import main; main()",
    True: "from bench.pipeline import plain; plain()",
}


def main() -> float:
    """Print one line per size; the articles per second of the last."""
    options = _options()
    corpus = need_corpus()
    titles = ("articles", "per second", "batches s", "fixed s", "Prefect s", "whole s", "MB")
    print("".join(f"{title:>11}" for title in titles))
    with tempfile.TemporaryDirectory(prefix="newsdb-bench-") as folder:
        for size in options.articles:
            for _ in range(options.repeat):
                raw = raw_folder(Path(options.keep or folder), bench.lines(corpus, size))
                measured = _measure(raw, options)
                print(_line(measured), flush=True)
    return float(measured["row"]["articles_per_second"])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    sizes = lambda text: [int(size) for size in text.split(",")]  # noqa: E731
    parser.add_argument("--articles", type=sizes, default=[1000, 4000, 0])
    parser.add_argument("--workers", type=int)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--keep", help="keep the warehouse in this folder")
    return parser.parse_args()


def need_corpus() -> Path:
    """The file of corpus articles; without it the benchmark ends."""
    path = bench.corpus()
    if path is None:
        sys.exit(1)
    return path


def raw_folder(folder: Path, lines: Iterable[bytes]) -> Path:
    """A new data/raw in the folder with these articles in one file that has not changed for long."""
    raw = folder / f"bench-{time.time_ns()}" / "data" / "raw"
    raw.mkdir(parents=True)
    file = raw / "articles.jsonl"
    file.write_bytes(b"".join(lines))
    os.utime(file, (1_600_000_000, 1_600_000_000))
    return raw


def ingest(raw: Path, warehouse: Path, *more: str, is_plain: bool) -> subprocess.Popen[bytes]:
    """`newsdb ingest --json` of the folder in a process of its own, with Prefect or without."""
    arguments = ["ingest", str(raw), "--json", "--warehouse", str(warehouse), *more]
    env = os.environ | {"PYTHONPATH": str(bench.ROOT)}
    return subprocess.Popen([sys.executable, "-c", COMMANDS[is_plain], *arguments], env=env, stdout=subprocess.PIPE)


def _measure(raw: Path, options: argparse.Namespace) -> dict[str, Any]:
    workers = ["--workers", str(options.workers)] if options.workers else []
    began = time.time()
    child = ingest(raw, raw.parent / "warehouse" / "news.duckdb", *workers, is_plain=options.plain)
    peak = [0]
    watch = threading.Thread(target=_watch, args=(child, peak))
    watch.start()
    out, _ = child.communicate()
    watch.join()
    if child.returncode:
        sys.exit(f"the ingest failed (exit {child.returncode})")
    return {"row": json.loads(out), "began": began, "whole": time.time() - began, "peak": peak[0]}


def _watch(child: subprocess.Popen[bytes], peak: list[int]) -> None:
    while child.poll() is None:
        peak[0] = max(peak[0], sum(map(_memory, _tree(child.pid))))
        time.sleep(0.1)


def _tree(pid: int) -> list[int]:
    children = [int(one) for task in Path(f"/proc/{pid}/task").glob("*/children") for one in _words(task)]
    return [pid, *(found for child in children for found in _tree(child))]


def _words(path: Path) -> list[str]:
    try:
        return path.read_text("ascii").split()
    except OSError:
        return []


def _memory(pid: int) -> int:
    """Bytes of memory a process has for itself and its share of what it shares."""
    found = [line.split()[1] for line in _smaps(pid) if line.startswith("Pss:")]
    return int(found[0]) * 1024 if found else 0


def _smaps(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return []


def _line(measured: dict[str, Any]) -> str:
    row, counts = measured["row"], measured["row"]["counts"]
    batches = (counts["ms.from_first_batch"] + counts["ms.publish"]) / 1000
    started = _seconds(row["started_at"]) - measured["began"]
    ended = measured["began"] + measured["whole"] - _seconds(row["finished_at"])
    overhead = measured["whole"] - batches - started - ended
    figures = (
        row["articles_per_second"],
        batches,
        overhead,
        started + ended,
        measured["whole"],
        measured["peak"] / 1e6,
    )
    return f"{counts['articles']:>11}" + "".join(f"{figure:>11.1f}" for figure in figures)


def _seconds(iso: str) -> float:
    from datetime import UTC, datetime

    return datetime.fromisoformat(iso).replace(tzinfo=UTC).timestamp()


def plain() -> None:
    """`newsdb ingest --json` without Prefect."""
    from flows import pipeline, report, session
    from flows.settings import Options

    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--warehouse")
    parser.add_argument("--workers", type=int)
    parser.add_argument("paths", nargs="*")
    given = parser.parse_args()
    options = Options(paths=tuple(given.paths), warehouse=given.warehouse, workers=given.workers)
    with session.opened(options, quiet=True) as run:
        pipeline.run(run)
    print(json.dumps(report.as_json(session.as_row(run))))


if __name__ == "__main__":
    main()
