"""Benchmarks and evaluation: `python -m bench`, `python -m bench.evaluate`. Never timed tests."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def shared() -> Path | None:
    """The optional folder with evaluation sets and the corpus: NEWSDB_SHARED, else ../shared; None without it."""
    folder = Path(os.environ.get("NEWSDB_SHARED") or ROOT.parent / "shared")
    return folder if folder.is_dir() else None


def corpus() -> Path | None:
    """The file of corpus articles, JSON lines in gzip; None without it, which is said on standard output."""
    folder = shared()
    path = folder / "corpus" / "articles_dev.jsonl.gz" if folder else None
    if path is None or not path.exists():
        print("no corpus: set NEWSDB_SHARED to the folder that holds corpus/")
        return None
    return path


def lines(path: Path, size: int) -> Iterator[bytes]:
    """The first `size` lines of the corpus, or all of them for 0."""
    with gzip.open(path) as file:
        yield from islice(file, size or None)
