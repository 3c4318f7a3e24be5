"""JSON lines and JSON values to records; a value is cut into its elements, so a big array is never held whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import orjson

from transforms.model import Record
from transforms.read.columns import body_length, field_of, record_of, text_of
from transforms.read.decode import as_text, decode
from transforms.read.layout import RECORD_LIMIT, Found, Layout, Piece, kept, refused
from transforms.read.streams import BLOCK, lines

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]"]', re.S)
_STRING_REST = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.S)
_MARKUP = re.compile(r"<(?:html|head|body|div|p|br|table|span|article|section|h1)\b[^<>]*>", re.I)
_QUOTE = ord('"')
_DEPTH = 6
_BAD_VALUE = object()


def json_lines(stream: BinaryIO, layout: Layout, start: int, end: int | None) -> Iterator[Piece]:
    """One piece for each line that is not blank."""
    for begin, stop, line in lines(stream, start, end):
        if len(line) > RECORD_LIMIT:
            yield Piece(begin, stop, [refused("too_large", f"a line of {stop - begin} bytes", line)])
        elif line.strip(b" \t\r\n\0\xef\xbb\xbf"):
            yield Piece(begin, stop, _found(line, layout))


def json_elements(stream: BinaryIO, layout: Layout, start: int, end: int | None) -> Iterator[Piece]:
    """One piece for each element of the array that begins at `from`, or each value of a sequence of values."""
    scan = _Scan(stream, max(start, int(layout.get("from") or 0)), end)
    for begin, stop, data in scan.elements():
        if data is None:
            yield Piece(begin, stop, [refused("too_large", f"an element of {stop - begin} bytes", f"{stop - begin}")])
        else:
            yield Piece(begin, stop, _found(data, layout))
    rest = scan.unfinished()
    if rest is not None:
        stop = scan.base + len(scan.buffer)
        reason, detail = ("too_large", "over 20 MB") if scan.dropped else ("malformed", "the JSON ends in this record")
        yield Piece(scan.begin or 0, stop, [refused(reason, detail, rest)])


def json_whole(stream: BinaryIO, layout: Layout, start: int, end: int | None) -> Iterator[Piece]:
    """One piece: all records of one JSON value."""
    stream.seek(0)
    data = stream.read(RECORD_LIMIT + 1)
    if len(data) > RECORD_LIMIT:
        yield Piece(0, len(data), [refused("too_large", "one JSON value of more than 20 MB", data)])
    elif start or parse(data) is _BAD_VALUE:  # several values, or cut short: what is whole is read
        yield from json_elements(stream, layout, start, end)
    else:
        yield Piece(0, len(data), _found(data, layout))


def parse(data: bytes | str) -> Any:
    """The value of a JSON text, NaN and bare control marks let pass; _BAD_VALUE when it is none."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return _parse_leniently(data)


def first_value(text: str, at: int) -> Any:
    """The JSON value that begins at a position, None when there is none."""
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, at)[0]
    except (ValueError, RecursionError):
        return None


def is_json(data: bytes | str) -> bool:
    """Whether the text is a JSON object or array."""
    return isinstance(parse(data), dict | list)


def _parse_leniently(data: bytes | str) -> Any:
    text = decode(data)[0] if isinstance(data, bytes) else data
    try:
        return json.loads(text.strip().rstrip(","), strict=False)
    except (ValueError, RecursionError):
        return _BAD_VALUE


def _found(data: bytes, layout: Layout) -> list[Found]:
    if not data.isascii() and not _is_utf8(data):  # lines are joined from files in several encodings
        encoding = layout.encoding if layout.encoding in ("gb18030", "big5hkscs") else None
        data = (as_text(data, encoding) if encoding else decode(data)[0]).encode()
    value = parse(data)
    if value is _BAD_VALUE:
        return [refused("malformed", "not JSON: " + data[:80].decode("utf-8", "replace"), data)]
    return records_in(value, layout.get("text_column"))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def records_in(value: Any, text_column: str = "") -> list[Found]:
    """Every article a JSON value holds: itself, or the objects of the lists inside it."""
    if isinstance(value, dict):
        rows = [(None, value)] if text_column and text_column in value else _articles(value)
        return [_record(row, text_column, key) for key, row in rows]
    if isinstance(value, list):
        entries = [inner for entry in value for inner in (entry if isinstance(entry, list) else [entry])]
        return [found for entry in entries for found in _records_of_entry(entry, text_column)]
    return [_record(value, text_column, None)]


def _records_of_entry(entry: Any, text_column: str) -> list[Found]:
    if isinstance(entry, list):
        return [refused("malformed", "lists in lists in lists", f"{len(entry)}")]
    return records_in(entry, text_column)


def _record(value: Any, text_column: str, key: str | None) -> Found:
    if isinstance(value, Mapping):
        return record_of(value, text_column, outer_key=key)
    text = text_of(value)
    if not isinstance(value, str) or not text.strip():
        return refused("malformed", f"a {type(value).__name__} where a record was expected", repr(value)[:1000])
    return kept(Record("html" if _MARKUP.search(text, 0, 5000) else "text", text, key))


def _articles(value: dict[str, Any]) -> list[tuple[str | None, Any]]:
    """The records of an object with their outer keys."""
    table = _from_columns(value)
    if table:
        return [(None, row) for row in table]
    if _of_one_kind(value):
        return [(str(key), row) for key, row in value.items()]
    groups = list(_groups(value, _DEPTH))
    if not groups:
        return [(None, value)]
    with_text = [group for group in groups if _has_articles(group)]
    own, _ = body_length(value)
    if with_text and sum(map(_weight, with_text)) > own:
        return [pair for group in with_text for pair in group]
    if own:
        return [(None, value)]
    return max(groups, key=len)


Group = list[tuple[str | None, Any]]


def _groups(value: Any, depth: int) -> Iterator[Group]:
    """The topmost lists of objects, and objects whose values are objects of one kind, inside a value."""
    if depth == 0 or not isinstance(value, dict):
        return
    for inner in value.values():
        if isinstance(inner, list) and inner and all(isinstance(entry, dict) for entry in inner):
            yield [pair for entry in inner for pair in (_articles(entry) if depth > 1 else [(None, entry)])]
        elif isinstance(inner, dict):
            if _of_one_kind(inner):
                yield [(str(key), entry) for key, entry in inner.items()]
            else:
                yield from _groups(inner, depth - 1)


def _of_one_kind(value: dict[str, Any]) -> bool:
    entries = list(value.values())
    if len(entries) < 2 or not all(isinstance(entry, dict) and entry for entry in entries):
        return False
    return len({frozenset(entry) for entry in entries}) == 1 and body_length(entries[0])[0] > 0


def _weight(group: Group) -> int:
    """How much text a list of objects holds."""
    return sum(body_length(row)[0] for _, row in group[:1000] if isinstance(row, dict))


def _has_articles(group: Group) -> bool:
    """Whether half of the objects or more have a title and a text."""
    seen = [body_length(row) for _, row in group[:1000] if isinstance(row, dict)]
    return 2 * sum(titled and length > 0 for length, titled in seen) >= len(seen) > 0


def _from_columns(value: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of {"title": [..], "content": [..]} and of {"title": {"0": ..}, "content": {"0": ..}}."""
    named = {name: field_of(name) for name in value}
    if not any(field and field[0] == "body" for field in named.values()):
        return []
    columns = [column for name, column in value.items() if named[name] and named[name][0] in ("body", "title")]  # type: ignore[index]
    if len(columns) < 2 or not columns[0]:
        return []
    if all(isinstance(column, dict) and column.keys() == columns[0].keys() for column in columns):
        listed = {name: list(column.values()) for name, column in value.items() if isinstance(column, dict)}
    elif all(isinstance(column, list) and len(column) == len(columns[0]) > 1 for column in columns):
        listed = {name: column for name, column in value.items() if isinstance(column, list)}
    else:
        return []
    length = max(map(len, listed.values()))
    whole = {name: column for name, column in listed.items() if len(column) == length}
    return [dict(zip(whole, row, strict=True)) for row in zip(*whole.values(), strict=True)]


@dataclass
class _Scan:
    """A scan through JSON text for the values at its level; strings and brackets alone are looked at."""

    stream: BinaryIO
    base: int  # offset of buffer[0] in the stream
    end: int | None
    buffer: bytes = b""
    at: int = 0  # next token, in the buffer
    depth: int = 0
    begin: int | None = None  # of the open element, in the stream
    dropped: bool = False  # the open element is over the limit, its bytes are let go
    closed: bool = False  # the bracket around the elements was met

    def elements(self) -> Iterator[tuple[int, int, bytes | None]]:
        """(start, end, bytes) of each element; None for the bytes of one over the limit."""
        self.stream.seek(self.base)
        while not self.closed and self._more():
            yield from self._scan()
            if self.begin is not None and len(self.buffer) - (self.begin - self.base) > RECORD_LIMIT:
                self.dropped = True
            while self.dropped and not self.closed and self.at < len(self.buffer) and self._skip_string():
                if self.depth == 0:
                    yield self._close(0)
                yield from self._scan()

    def unfinished(self) -> bytes | None:
        """The start of an element that the stream ends in."""
        return None if self.closed or self.begin is None else self.buffer[: 1 << 16]

    def _more(self) -> bool:
        """Whether there was more to read; lets go of what is done with."""
        done = self.at if self.dropped or self.begin is None else min(self.at, self.begin - self.base)
        self.buffer, self.base, self.at = self.buffer[done:], self.base + done, self.at - done
        size = max(BLOCK, len(self.buffer))  # a long string is looked at again from its start: double each time
        if self.end is not None:
            size = min(size, self.end - self.base - len(self.buffer))
        data = self.stream.read(size) if size > 0 else b""
        self.buffer += data
        return bool(data)

    def _scan(self) -> Iterator[tuple[int, int, bytes | None]]:
        for token in _TOKEN.finditer(self.buffer, self.at):
            mark = self.buffer[token.start()]
            if mark == _QUOTE:
                self.at = token.start()
                if token.end() - token.start() == 1:  # the string goes on in the next block
                    self._open(token.start())
                    return
                if self.depth == 0:
                    self._open(token.start())
                    yield self._close(token.end())
            elif mark in b"{[":
                self._open(token.start())
                self.depth += 1
            else:
                self.depth -= 1
                if self.depth < 0:
                    self.closed = True
                    return
                if self.depth == 0:
                    yield self._close(token.end())
            self.at = token.end()
        self.at = len(self.buffer)

    def _open(self, position: int) -> None:
        if self.depth == 0 and self.begin is None:
            self.begin = self.base + position

    def _close(self, position: int) -> tuple[int, int, bytes | None]:
        begin = self.base + position if self.begin is None else self.begin
        is_over = self.dropped or position - (begin - self.base) > RECORD_LIMIT
        data = None if is_over else self.buffer[begin - self.base : position]
        self.begin, self.dropped = None, False
        return begin, self.base + position, data

    def _skip_string(self) -> bool:
        """Whether the string that the buffer ends in was found to end; its bytes are let go."""
        self.base, self.buffer, self.at = self.base + self.at + 1, self.buffer[self.at + 1 :], 0
        while True:
            rest = _STRING_REST.match(self.buffer)
            read = rest.end() if rest else 0
            ended = self.buffer[read : read + 1] == b'"'
            self.base, self.buffer = self.base + read + ended, self.buffer[read + ended :]
            if ended or not self._more():
                return ended
