"""Damaged files through a whole batch: every record ends as an article or a reject, in bounded time."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from flows import batch, sources
from flows.batch import Batch, Piece, Tools
from tests.test_read_hostile import all_seeds, mutated

TOOLS = Tools("rjieba", "", "run", "read", "extract", datetime(2020, 4, 14))
SECONDS, PER_RECORD = 2.0, 0.1


def run(file: Path) -> Iterator[batch.Result]:
    """The results of a file, planned first where it is long."""
    raw = sources.RawFile(file.name, "0" * 64, file.stat().st_size, None, sources.Address(str(file)))
    waiting = [Piece(raw)]
    while waiting:
        result = batch.run(Batch(1, (waiting.pop(),)), TOOLS)
        waiting += result.later
        yield result


def faults(folder: Path, first: int, count: int) -> Iterator[str]:
    """What went wrong with the cases of these numbers."""
    names = sorted(all_seeds())
    for number in range(first, first + count):
        by = random.Random(number)
        name = by.choice(names)
        file = folder / (name if by.random() < 0.7 else "x.txt")
        file.write_bytes(mutated(all_seeds()[name], by))
        begun, records, ended = time.process_time(), 0, 0
        for result in run(file):
            records += sum(tally.records for tally in result.files.values())
            ended += len(result.frames["articles"]) + len(result.frames["rejects"])
        took = time.process_time() - begun
        if not records or records != ended or took > SECONDS + PER_RECORD * records:
            yield f"case {number} of {name}: {records} records, {ended} of them ended, in {took:.2f} s"
        file.unlink()


def test_300_damaged_files(tmp_path: Path) -> None:
    batch.run(Batch(1), TOOLS)  # dictionaries are loaded once
    assert list(faults(tmp_path, 0, 300)) == []


@pytest.mark.soak
def test_20_000_damaged_files(tmp_path: Path) -> None:
    batch.run(Batch(1), TOOLS)
    assert list(faults(tmp_path, 1000, 20_000)) == []
