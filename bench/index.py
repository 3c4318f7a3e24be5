"""What part of an ingest the search index is: whole ingests of the same articles with it and without.

    python -m bench.index [--articles 1000] [--passes 2]

Processor time of the best pass, in one process. Without the index its terms are not cut, loaded or sorted.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from unittest import mock

from bench import corpus, lines
from flows import pipeline, session
from flows.settings import Options
from transforms.text import words


def main() -> int:
    """0 after printing the figure; 0 with a word when there is no corpus."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--passes", type=int, default=2)
    asked = parser.parse_args()
    path = corpus()
    if path is None:
        return 0
    text = b"".join(lines(path, asked.articles)).decode("utf-8")
    ingest(text, indexed=True)  # to warm up
    whole = min(ingest(text, indexed=True) for _ in range(asked.passes))
    bare = min(ingest(text, indexed=False) for _ in range(asked.passes))
    print(f"{whole:.2f} s with the index, {bare:.2f} s without: {100 * (whole - bare) / bare:.0f} % added")
    return 0


def ingest(text: str, *, indexed: bool) -> float:
    """Seconds of processor time to ingest these records into a new warehouse."""
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as changed:
        raw = Path(scratch, "data", "raw", "articles.jsonl")
        raw.parent.mkdir(parents=True)
        raw.write_text(text, "utf-8")
        # All in this process, so that its clock counts everything.
        changed.enter_context(mock.patch.object(pipeline, "is_little", return_value=True))
        if not indexed:
            changed.enter_context(mock.patch.object(words, "search_terms", return_value=[]))
        # As in a worker, where looking for garbage waits until a batch is done.
        gc.collect()
        gc.disable()
        changed.callback(gc.enable)
        options = Options(warehouse=str(Path(scratch, "data", "warehouse", "news.duckdb")))
        started = time.process_time()
        with session.opened(options, quiet=True) as run:
            pipeline.run(run)
        return time.process_time() - started


if __name__ == "__main__":
    sys.exit(main())
