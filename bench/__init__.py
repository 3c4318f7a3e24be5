"""Benchmarks and evaluation: `python -m bench`, `python -m bench.evaluate`. Never timed tests."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def shared() -> Path | None:
    """The optional folder with evaluation sets and the corpus: NEWSDB_SHARED, else ../shared; None without it."""
    folder = Path(os.environ.get("NEWSDB_SHARED") or ROOT.parent / "shared")
    return folder if folder.is_dir() else None
