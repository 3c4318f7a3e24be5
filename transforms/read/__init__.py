"""Bytes to text to records: what format a raw member is in, which records it holds, what each record says.

    layout = plan(stream, name)            # one streaming pass: format, encoding, every record's key, chunks
    for key, outcome in records(stream, layout, layout.chunks[0]): ...   # a worker reads its chunk alone

`read` does both for a member that is at hand. A member that gives no record at all raises RejectError (empty,
undecodable, unsupported_format, malformed, too_large …); a bad record among good ones is yielded as its RejectError.
Streams are binary and seekable; what they raise is up to their owner (flows.sources turns trouble into RejectError).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from transforms.model import Record, RejectError

Outcome = Record | RejectError


@dataclass(frozen=True, slots=True)
class Layout:
    """How the records lie in a member: enough to read any part of it. Plain and picklable."""

    format: str  # text html markdown labelled json jsonl csv parquet xml warc …
    media_type: str
    encoding: str | None = None  # python codec name; None where bytes say it themselves (parquet, warc)
    details: tuple[tuple[str, str], ...] = ()  # of the format: delimiter, header, record element …


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive records of a member that a worker reads by themselves."""

    start: int  # bytes of the member (as UTF-8 where it is text in another encoding); rows for parquet
    end: int
    keys: tuple[str, ...]  # final key of each record, in order; a repeat's ends in #2, #3 …
    repeated: frozenset[int] = frozenset()  # positions in keys that become duplicate_record


@dataclass(frozen=True, slots=True)
class Plan:
    """What the planning pass learned of a member."""

    layout: Layout
    chunks: tuple[Chunk, ...]

    @property
    def records(self) -> int:
        """Number of records, rejects and repeats included."""
        return sum(len(chunk.keys) for chunk in self.chunks)


def plan(stream: BinaryIO, name: str = "", *, text_column: str | None = None, chunk_records: int = 500) -> Plan:
    """The plan of a member; raises RejectError when it holds nothing readable. `name` is a hint, content decides.

    A chunk ends after `chunk_records` records or 4 MB, at the next place where reading can begin.
    """
    raise NotImplementedError


def records(stream: BinaryIO, layout: Layout, chunk: Chunk) -> Iterator[tuple[str, Outcome]]:
    """(record_key, Record or RejectError) for each record of the chunk, in the order of chunk.keys."""
    raise NotImplementedError


def read(stream: BinaryIO, name: str = "", *, text_column: str | None = None) -> Iterator[tuple[str, Outcome]]:
    """(record_key, Record or RejectError) for each record of a member: plan and records in one."""
    raise NotImplementedError
