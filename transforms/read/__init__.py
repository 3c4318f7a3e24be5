"""Bytes to text to records: what format a raw member is in, which records it holds, what each record says.

    made = plan(stream, name)              # one streaming pass: format, encoding, every record's key, chunks
    for key, outcome in records(stream, made.layout, made.chunks[0]): ...   # a worker reads its chunk alone

`read` does both for a member that is at hand. A member that gives no record at all raises RejectError (empty,
undecodable, unsupported_format, malformed, too_large …); a bad record among good ones is yielded as its RejectError.
Streams are binary and seekable; what they raise is up to their owner (flows.sources turns trouble into RejectError).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from transforms.model import RejectError
from transforms.read.formats import layout_of, pieces
from transforms.read.layout import Chunk, Found, Layout, Outcome, Piece, Plan

__all__ = ["Chunk", "Layout", "Outcome", "Plan", "plan", "read", "records"]

_CHUNK_BYTES = 1 << 20

Names = tuple[str, str, str]  # what may be the key of a record: its id, its url, the digest of its text


def plan(stream: BinaryIO, name: str = "", *, text_column: str | None = None, chunk_records: int = 500) -> Plan:
    """The plan of a member; raises RejectError when it holds nothing readable. `name` is a hint, content decides.

    A chunk ends after `chunk_records` records or 1 MB, at the next place where reading can begin.
    """
    layout = layout_of(stream, name, text_column or "")
    parts: list[tuple[int, int, int]] = []  # start, end, number of records
    names: list[Names] = []
    for piece in pieces(stream, layout):
        names += map(_names, piece.found)
        _add(parts, piece, chunk_records)
    if not names:
        raise RejectError("read", "empty", "no record")
    keys, repeated = _keys(names)
    return Plan(layout, tuple(_chunks(parts, keys, repeated)))


def records(stream: BinaryIO, layout: Layout, chunk: Chunk) -> Iterator[tuple[str, Outcome]]:
    """(record_key, Record or RejectError) for each record of the chunk, in the order of chunk.keys."""
    found = (one for piece in pieces(stream, layout, chunk.start, chunk.end) for one in piece.found)
    for number, key in enumerate(chunk.keys):
        one = next(found, None)
        if one is None:
            yield key, RejectError("read", "unreadable", "the file changed while it was read")
        elif number in chunk.repeated:
            yield key, RejectError("read", "duplicate_record", f"as {key.rpartition('#')[0]}")
        else:
            yield key, one.outcome


def read(stream: BinaryIO, name: str = "", *, text_column: str | None = None) -> Iterator[tuple[str, Outcome]]:
    """(record_key, Record or RejectError) for each record of a member: plan and records in one."""
    made = plan(stream, name, text_column=text_column)
    for chunk in made.chunks:
        yield from records(stream, made.layout, chunk)


def _names(found: Found) -> Names:
    record = found.outcome
    if isinstance(record, RejectError):
        return "", "", found.digest
    return record.own_key or "", record.fields.get("url", ""), found.digest


def _add(parts: list[tuple[int, int, int]], piece: Piece, chunk_records: int) -> None:
    """Put a piece into the last part, or begin a new one where that is full."""
    count = len(piece.found)
    if parts:
        start, end, held = parts[-1]
        has_room = held + count <= chunk_records and piece.end - start <= _CHUNK_BYTES
        if has_room or piece.end <= piece.start or not count:
            parts[-1] = (start, max(end, piece.end), held + count)
            return
    parts.append((piece.start, piece.end, count))


def _chunks(parts: Iterable[tuple[int, int, int]], keys: list[str], repeated: set[int]) -> Iterator[Chunk]:
    first = 0
    for start, end, count in parts:
        again = frozenset(number - first for number in range(first, first + count) if number in repeated)
        yield Chunk(start, end, tuple(keys[first : first + count]), again)
        first += count


def _keys(names: list[Names]) -> tuple[list[str], set[int]]:
    """The final key of each record, and which of them repeat an earlier one."""
    told_apart = [_telling(names, which) for which in (0, 1)]
    seen: Counter[str] = Counter()
    keys, repeated = [], set()
    for number, (own, url, text) in enumerate(names):
        key = own if own in told_apart[0] else url if url in told_apart[1] else text
        seen[key] += 1
        if seen[key] > 1:
            repeated.add(number)
            key = f"{key}#{seen[key]}"
        keys.append(key)
    return keys, repeated


def _telling(names: list[Names], which: int) -> set[str]:
    """The ids (or urls) that stand for one text: the same record twice does not make its id ambiguous."""
    texts: defaultdict[str, str | None] = defaultdict(str)
    for entry in names:
        name, text = entry[which], entry[2]
        if name:
            texts[name] = text if texts[name] in ("", text) else None
    return {name for name, text in texts.items() if text}
