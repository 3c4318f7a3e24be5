"""Compressed files and archives: what is inside, within limits, without writing a member under its own name."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import re
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import BinaryIO, TypeVar, cast

from transforms.model import RejectError

T = TypeVar("T")
Container = zipfile.ZipFile | tarfile.TarFile

LEVELS = 2  # archives in archives
BYTES_LIMIT = 2_000_000_000  # that one file may unpack to
RATIO_LIMIT = 200
RATIO_FLOOR = 100_000  # bytes; a few kilobytes of spaces are no bomb
_IN_MEMORY = 64 << 20
_BLOCK = 1 << 20
_TROUBLE = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, ValueError,
            RuntimeError, NotImplementedError, KeyError)  # fmt: skip
# RuntimeError: a zip with a password; NotImplementedError: an unknown compression; KeyError: no such member
_DOCUMENT = re.compile(rb"\[Content_Types\]\.xml|mimetypeapplication/|META-INF/|AndroidManifest\.xml|_rels/")
_BZIP = re.compile(rb"BZh[1-9]1AY&SY|BZh[1-9]\x17rE8P\x90")


@dataclass(frozen=True, slots=True)
class Address:
    """Where the bytes of a raw file can be had again, in any process: a local file and the way into it."""

    path: str  # local; of a remote address its copy in the spool folder
    members: tuple[str, ...] = ()  # names of archive members, outermost first; .gz .bz2 .xz are looked through


@dataclass(slots=True)
class Budget:
    """How much one raw file may still unpack to."""

    left: int

    @classmethod
    def of(cls, size: int) -> Budget:
        """The budget of a file of `size` bytes."""
        return cls(min(BYTES_LIMIT, max(RATIO_FLOOR, RATIO_LIMIT * size)))

    def spend(self, count: int) -> None:
        """Take `count` bytes; raises RejectError when there are no more."""
        self.left -= count
        if self.left < 0:
            raise RejectError("sources", "archive_limit", f"unpacks to over {BYTES_LIMIT} bytes or {RATIO_LIMIT} times")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that was found to be readable, or is refused or skipped: itself or a member of it."""

    members: tuple[str, ...] = ()  # names as the archives have them
    shown: tuple[str, ...] = ()  # the same decoded for people
    sha256: str = ""
    size: int = 0
    error: RejectError | None = None
    is_skipped: bool = False

    def below(self, name: str) -> Entry:
        """The entry of a member of this one."""
        return replace(self, members=(*self.members, name), shown=(*self.shown, readable_name(name)))


def kind_of(head: bytes) -> str:
    """gz, bz2, xz, zip or tar by the first 512 bytes; "" for anything else, office documents included."""
    if head.startswith(b"\x1f\x8b"):
        return "gz"
    if _BZIP.match(head):
        return "bz2"
    if head.startswith(b"\xfd7zXZ\x00"):
        return "xz"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "" if _DOCUMENT.search(head, 0, 512) else "zip"
    return "tar" if head[257:262] == b"ustar" else ""


def explore(path: Path) -> Iterator[Entry]:
    """The file itself when it is no archive, else each of its members."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        yield from _reported(stream, Entry(), 1, Budget.of(size))


def _reported(stream: BinaryIO, here: Entry, level: int, budget: Budget) -> Iterator[Entry]:
    """What a stream holds; its trouble becomes an entry."""
    try:
        yield from _explore(stream, here, level, budget)
    except RejectError as error:
        yield replace(here, error=error)


def _explore(stream: BinaryIO, here: Entry, level: int, budget: Budget) -> Iterator[Entry]:
    kind = kind_of(_head(stream))
    if kind and level > LEVELS:
        raise RejectError("sources", "archive_limit", f"{kind} more than {LEVELS} archives deep")
    if kind in _UNPACKERS:
        inner_kind = kind_of(_head(unpacked(stream, kind)))
        if inner_kind == "zip":
            with spooled(_counted(unpacked(stream, kind), budget)) as copy:
                yield from _explore(copy, here, level + 1, budget)
            return
        if inner_kind == "tar":
            yield from _tar_members(unpacked(stream, kind), here, level, budget)
            return
    if kind == "zip":
        yield from _zip_members(stream, here, level, budget)
    elif kind == "tar":
        stream.seek(0)
        yield from _tar_members(stream, here, level, budget)
    else:
        stream.seek(0)
        sha256, size = _hash(stream)
        yield replace(here, sha256=sha256, size=size)


def _zip_members(stream: BinaryIO, here: Entry, level: int, budget: Budget) -> Iterator[Entry]:
    archive = attempt("zip", lambda: zipfile.ZipFile(stream))
    last = {info.filename: info for info in archive.infolist()}
    for info in archive.infolist():
        at = here.below(info.filename)
        if info.is_dir():
            continue
        if is_hidden(at.shown[-1]) or last[info.filename] is not info or stat.S_ISLNK(info.external_attr >> 16):
            yield replace(at, is_skipped=True)
        elif _is_outside(at.shown[-1]):
            yield replace(at, error=RejectError("sources", "unreadable", "its name leads out of the archive"))
        else:
            yield from _member(partial(archive.open, info), at, level, budget)


def _tar_members(stream: BinaryIO, here: Entry, level: int, budget: Budget) -> Iterator[Entry]:
    archive = attempt("tar", lambda: tarfile.open(fileobj=stream, mode="r|"))  # noqa: SIM115  # nothing to close
    while info := attempt("tar", archive.next):
        at = here.below(info.name)
        if info.isdir():
            continue
        if is_hidden(at.shown[-1]) or not info.isreg():
            budget.spend(info.size)  # a compressed tar is unpacked to pass over a member too
            yield replace(at, is_skipped=True)
        elif _is_outside(at.shown[-1]):
            yield replace(at, error=RejectError("sources", "unreadable", "its name leads out of the archive"))
        else:
            yield from _member(partial(archive.extractfile, info), at, level, budget)
        budget.spend(0)  # once it is spent, nothing more is unpacked, not even to be passed over


def _member(open_it: Callable[[], object], at: Entry, level: int, budget: Budget) -> Iterator[Entry]:
    """A member by itself, or what is inside when it is an archive."""
    try:
        head, stream = attempt(at.shown[-1], lambda: _begun(_counted(open_it(), budget)))
    except RejectError as error:
        yield replace(at, error=error)
        return
    joined = cast(BinaryIO, _Joined(head, stream))
    if kind_of(head):
        yield from _inner(joined, at, level, budget)
    else:
        yield from _hashed(joined, at)


def _begun(stream: BinaryIO) -> tuple[bytes, BinaryIO]:
    return stream.read(512), stream


def _inner(stream: BinaryIO, at: Entry, level: int, budget: Budget) -> Iterator[Entry]:
    try:
        copy = spooled(stream)
    except RejectError as error:
        yield replace(at, error=error)
    else:
        with copy:
            yield from _reported(copy, at, level + 1, budget)


def _hashed(stream: BinaryIO, at: Entry) -> Iterator[Entry]:
    try:
        sha256, size = _hash(stream)
    except RejectError as error:
        yield replace(at, error=error)
    else:
        yield replace(at, sha256=sha256, size=size)


class _Counted:
    """A stream whose bytes come out of a budget."""

    def __init__(self, stream: BinaryIO, budget: Budget) -> None:
        self._stream, self._budget = stream, budget

    def read(self, size: int) -> bytes:
        """The next bytes; raises RejectError once the budget is spent."""
        data = self._stream.read(size)
        self._budget.spend(len(data))
        return data


def _counted(stream: object, budget: Budget) -> BinaryIO:
    return cast(BinaryIO, _Counted(cast(BinaryIO, stream), budget))


class _Joined:
    """The bytes already read from a stream that cannot go back, and then the rest."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    def read(self, size: int) -> bytes:
        """The next bytes."""
        head, self._head = self._head, b""
        return head or self._rest.read(size)


def attempt(what: str, action: Callable[[], T]) -> T:
    """What the action gives; its trouble becomes RejectError unreadable."""
    try:
        return action()
    except _TROUBLE as error:
        raise RejectError("sources", "unreadable", f"{what}: {type(error).__name__}: {error}"[:300]) from error


def unpacked(stream: BinaryIO, kind: str) -> BinaryIO:
    """The content of a compressed stream, from its start."""
    stream.seek(0)
    return attempt(kind, lambda: cast(BinaryIO, _UNPACKERS[kind](stream)))


_UNPACKERS: dict[str, Callable[[BinaryIO], object]] = {
    "gz": lambda stream: gzip.GzipFile(fileobj=stream, mode="rb"),
    "bz2": bz2.BZ2File,
    "xz": lzma.LZMAFile,
}


def spooled(stream: BinaryIO) -> BinaryIO:
    """A seekable copy of a stream, in memory while it is small."""
    with ExitStack() as stack:
        copy = stack.enter_context(tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))
        while data := _read(stream, _BLOCK):
            copy.write(data)
        copy.seek(0)
        stack.pop_all()  # all is well: its user closes it
    return cast(BinaryIO, copy)


def readable_name(name: str) -> str:
    """A member's name as people wrote it: old zips hold GBK names that zipfile takes for code page 437.

    >>> readable_name("新街镇.txt".encode("gbk").decode("cp437"))
    '新街镇.txt'
    """
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name.replace("\\", "/")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return name.replace("\\", "/")


def is_hidden(name: str) -> bool:
    """Whether a path is hidden, unfinished, or beside the content (the forks of macOS)."""
    parts = PurePosixPath(name).parts
    return name.endswith(".part") or any(p.startswith(".") and p not in (".", "..") or p == "__MACOSX" for p in parts)


def _is_outside(name: str) -> bool:
    return name.startswith("/") or ".." in PurePosixPath(name).parts or re.match(r"[A-Za-z]:", name) is not None


def _head(stream: BinaryIO) -> bytes:
    stream.seek(0)
    return _read(stream, 512)


def _read(stream: BinaryIO, size: int) -> bytes:
    return attempt("reading", lambda: stream.read(size))


def _hash(stream: BinaryIO) -> tuple[str, int]:
    """sha256 and length of the rest of a stream."""
    seen, size = hashlib.sha256(), 0
    while data := _read(stream, _BLOCK):
        seen.update(data)
        size += len(data)
    return seen.hexdigest(), size


def container(stream: BinaryIO, size: int, stack: ExitStack) -> Container:
    """The archive in a stream, unpacked first where it is compressed; the stack closes what is opened."""
    kind = kind_of(_head(stream))
    if kind in _UNPACKERS:
        stream = stack.enter_context(spooled(_counted(unpacked(stream, kind), Budget.of(size))))
        kind = kind_of(_head(stream))
    stream.seek(0)
    if kind == "zip":
        return stack.enter_context(attempt("zip", lambda: zipfile.ZipFile(stream)))
    return stack.enter_context(attempt("tar", lambda: tarfile.open(fileobj=stream, mode="r:")))


def member(archive: Container, name: str) -> BinaryIO:
    """The bytes of a member."""
    opened = archive.open if isinstance(archive, zipfile.ZipFile) else archive.extractfile
    found = attempt(readable_name(name), lambda: opened(name))
    if found is None:
        raise RejectError("sources", "unreadable", f"{readable_name(name)} is no file")
    return cast(BinaryIO, found)


def _file(path: str) -> BinaryIO:
    return attempt("file", lambda: cast(BinaryIO, Path(path).open("rb")))


class Opener:
    """Opens raw files by address. Keeps the last archive and the last unpacked file, so that many members of one
    archive, or many chunks of one compressed file, cost one pass: let each worker process keep one Opener.

    with Opener() as opener:
        stream = opener.open(raw.address)   # seekable, at its start; it belongs to the opener
    """

    def __init__(self) -> None:
        self._address: Address | None = None
        self._stream: BinaryIO | None = None
        self._stream_stack = ExitStack()
        self._archive: Container | None = None
        self._archive_at: tuple[str, tuple[str, ...]] | None = None
        self._archive_stack = ExitStack()

    def open(self, address: Address) -> BinaryIO:
        """The bytes of a raw file, unpacked; raises RejectError (unreadable, archive_limit) when they cannot be had."""
        if address != self._address or self._stream is None or self._stream.closed:
            self._drop_stream()
            self._stream, self._address = self._opened(address), address
        self._stream.seek(0)
        return self._stream

    def _opened(self, address: Address) -> BinaryIO:
        size = attempt("file", Path(address.path).stat).st_size
        if address.members:
            found = member(self._archive_of(address, size), address.members[-1])
            stream = spooled(_counted(found, Budget.of(size)))
        else:
            stream = _file(address.path)
        self._stream_stack.enter_context(stream)
        kind = kind_of(_head(stream))
        if kind not in _UNPACKERS:
            return stream
        return self._stream_stack.enter_context(spooled(_counted(unpacked(stream, kind), Budget.of(size))))

    def _archive_of(self, address: Address, size: int) -> Container:
        at = (address.path, address.members[:-1])
        if at != self._archive_at or self._archive is None:
            self._drop_archive()
            keep = self._archive_stack
            stream = keep.enter_context(_file(address.path))
            for name in address.members[:-1]:
                found = _counted(member(container(stream, size, keep), name), Budget.of(size))
                stream = keep.enter_context(spooled(found))
            self._archive, self._archive_at = container(stream, size, keep), at
        return self._archive

    def _drop_stream(self) -> None:
        self._stream_stack.close()
        self._stream = self._address = None

    def _drop_archive(self) -> None:
        self._archive_stack.close()
        self._archive = self._archive_at = None

    def close(self) -> None:
        """Let go of whatever is open."""
        self._drop_stream()
        self._drop_archive()

    def __enter__(self) -> Opener:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.close()
