"""What the planning pass and the reading pass tell each other. Plain and picklable."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from transforms.model import Record, RejectError

Outcome = Record | RejectError
RECORD_LIMIT = 20_000_000  # bytes of one record; a longer one is too_large


@dataclass(frozen=True, slots=True)
class Layout:
    """How the records lie in a member: enough to read any part of it."""

    format: str  # a name of formats.FORMATS
    media_type: str
    encoding: str | None = None  # python codec name; None where the bytes say it themselves (parquet, warc)
    details: tuple[tuple[str, str], ...] = ()  # of the format: delimiter, header, record element …

    def get(self, name: str) -> str:
        """One of the details, "" where it is not given."""
        return dict(self.details).get(name, "")


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


@dataclass(frozen=True, slots=True)
class Found:
    """One record as it lies in the file, before its final key is known."""

    outcome: Outcome
    digest: str  # of its text: the key where it has no id or url of its own


@dataclass(frozen=True, slots=True)
class Piece:
    """The smallest part of a member that can be read alone, and what it holds."""

    start: int
    end: int
    found: list[Found]


def digest(data: str | bytes) -> str:
    """16 hex digits of sha256.

    >>> digest("新街镇")
    'fa89369c808ebaec'
    """
    raw = data if isinstance(data, bytes) else data.encode("utf-8", "replace")
    return hashlib.sha256(raw).hexdigest()[:16]


def kept(record: Record) -> Found:
    """A record with the digest of its text, or of its fields where it has none."""
    text = record.content if record.content.strip() else repr(sorted(record.fields.items()))
    return Found(record, digest(text))


def refused(reason: str, detail: str, data: str | bytes) -> Found:
    """A record that cannot be read, keyed by its bytes."""
    return Found(RejectError("read", reason, detail), digest(data))
