"""Byte streams cut into lines and blocks with bounded memory; text in another encoding is read as UTF-8."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO, cast

from transforms.read.layout import RECORD_LIMIT, Layout

BLOCK = 1 << 20
_AS_IS = (None, "utf-8", "ascii")


class _Transcoded(io.RawIOBase):
    """A stream of text in some encoding, given as UTF-8; what cannot be decoded becomes U+FFFD."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream, self._encoding = stream, encoding
        self._restart()

    def _restart(self) -> None:
        self._stream.seek(0)
        self._decoder = codecs.getincrementaldecoder(self._encoding)("replace")
        self._rest, self._at, self._done, self._begun = b"", 0, False, False

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence != io.SEEK_SET:
            raise io.UnsupportedOperation("only from the start")
        if offset < self._at:
            self._restart()
        while self._at < offset and (data := self.read(min(BLOCK, offset - self._at))):
            del data
        return self._at

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer)).cast("B")
        while not self._rest and not self._done:
            data = self._stream.read(BLOCK)
            self._done = not data
            text = self._decoder.decode(data, final=self._done)
            text, self._begun = text if self._begun else text.removeprefix("\ufeff"), self._begun or bool(text)
            self._rest = text.encode("utf-8", "replace")
        count = min(len(view), len(self._rest))
        view[:count], self._rest = self._rest[:count], self._rest[count:]
        self._at += count
        return count


def as_utf8(stream: BinaryIO, layout: Layout) -> BinaryIO:
    """The stream itself, or its text as UTF-8 where it is in another encoding; offsets count these bytes."""
    if layout.encoding in _AS_IS:
        return stream
    return io.BufferedReader(_Transcoded(stream, str(layout.encoding)), BLOCK)


def blocks(stream: BinaryIO, start: int, end: int | None) -> Iterator[bytes]:
    """The bytes from start to end in blocks."""
    stream.seek(start)
    while end is None or start < end:
        data = stream.read(BLOCK if end is None else min(BLOCK, end - start))
        if not data:
            return
        start += len(data)
        yield data


def lines(stream: BinaryIO, start: int, end: int | None) -> Iterator[tuple[int, int, bytes]]:
    """(start, end, line) from start on; of a line over the limit only its first RECORD_LIMIT + 1 bytes are given."""
    stream.seek(start)
    while end is None or start < end:
        line = stream.readline(RECORD_LIMIT + 1)
        if not line:
            return
        length = len(line)
        if length > RECORD_LIMIT and not line.endswith(b"\n"):
            length += _skip_line(stream)
        yield start, start + length, line
        start += length


def _skip_line(stream: BinaryIO) -> int:
    skipped = 0
    while part := stream.readline(BLOCK):
        skipped += len(part)
        if part.endswith(b"\n"):
            break
    return skipped
