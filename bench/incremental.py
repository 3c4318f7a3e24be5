"""A run that adds 100 articles to a large warehouse, beside the same 100 into an empty one and a copy of the file.

    python -m bench.incremental [--articles 100000] [--add 100] [--repeat 3] [--prefect] [--keep FOLDER]

The large warehouse is the corpus, ingested, and copies of all its rows under other keys. Times are those of the whole
command, without Prefect and its server unless --prefect is given. FOLDER is kept and used again.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import bench
from bench.pipeline import ingest, raw_folder
from warehouse import building, catalogue, load, publish, settle

_TIMES = 3  # as long as into an empty warehouse, plus the copy: what a run may take


def main() -> int:
    """0 after printing the seconds of each run, and what they come to; 0 with a word when there is no corpus."""
    options = _options()
    corpus = bench.corpus()
    if corpus is None:
        return 0
    with tempfile.TemporaryDirectory(prefix="newsdb-bench-") as scratch:
        folder = Path(options.keep or scratch)
        warehouse = folder / "large" / "warehouse" / "news.duckdb"
        articles = list(bench.lines(corpus, 0))
        kept = len(articles) - options.add * options.repeat
        if not warehouse.exists():
            _seconds(warehouse, raw_folder(folder / "large", articles[:kept]), prefect=False)
            multiply(warehouse, options.articles)
        rounds = [
            _round(folder, warehouse, articles[kept + options.add * at :][: options.add], prefect=options.prefect)
            for at in range(options.repeat)
        ]
    _report(rounds)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--add", type=int, default=100)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--prefect", action="store_true")
    parser.add_argument("--keep", help="keep the large warehouse in this folder")
    return parser.parse_args()


def _seconds(warehouse: Path, raw: Path, *, prefect: bool) -> float:
    """Seconds of the whole command."""
    began = time.perf_counter()
    child = ingest(raw, warehouse, is_plain=not prefect)
    child.communicate()
    if child.returncode:
        sys.exit(f"the ingest failed (exit {child.returncode})")
    return time.perf_counter() - began


def multiply(warehouse: Path, count: int) -> None:
    """Nothing; the next generation of the warehouse has this many articles, copies of its own under other keys."""
    made = publish.begin(warehouse, f"bench{time.time_ns()}")
    con = made.con
    con.execute("CREATE TEMP TABLE original AS SELECT row_number() OVER () AS n, article_id FROM articles")
    originals = load.count(con, "articles")
    for copy in itertools.count(1):
        left = count - originals * copy
        if left <= 0:
            break
        for name in catalogue.article_tables():
            changed = ["md5(article_id || $copy)[:16] AS article_id"]
            changed += ["record_key || '-' || $copy AS record_key"] if name == "articles" else []
            con.execute(
                f"INSERT INTO {name} SELECT * REPLACE ({', '.join(changed)}) FROM {name} "
                f"WHERE article_id IN (SELECT article_id FROM original WHERE n <= {left})",
                {"copy": str(copy)},
            )
    con.execute("UPDATE sources SET articles = (SELECT count(*) FROM articles)")
    con.execute("UPDATE sources SET records = articles + rejects")
    settle.rebuild(con)
    now = datetime.now(UTC).replace(tzinfo=None)
    publish.publish(made, {"run_id": made.run_id, "status": "published", "started_at": now, "finished_at": now})


def _round(folder: Path, warehouse: Path, lines: list[bytes], *, prefect: bool) -> dict[str, float]:
    """Seconds of the same articles into an empty warehouse, of copying the file, and of adding them to it."""
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        raw = raw_folder(Path(scratch), lines)
        into_empty = _seconds(Path(scratch) / "warehouse" / "news.duckdb", raw, prefect=prefect)
        began = time.perf_counter()
        building.copy(warehouse.resolve(), Path(scratch) / "copy.duckdb")
        copied = time.perf_counter() - began
        added = _seconds(warehouse, raw, prefect=prefect)
    return {"empty": into_empty, "copy": copied, "added": added, "MB": warehouse.stat().st_size / 1e6}


def _report(rounds: list[dict[str, float]]) -> None:
    print(f"{'into empty s':>14}{'copy s':>10}{'added s':>10}{'allowed s':>11}{'file MB':>10}")
    for one in rounds:
        allowed = _TIMES * one["empty"] + one["copy"]
        print(f"{one['empty']:>14.2f}{one['copy']:>10.2f}{one['added']:>10.2f}{allowed:>11.2f}{one['MB']:>10.0f}")


if __name__ == "__main__":
    sys.exit(main())
