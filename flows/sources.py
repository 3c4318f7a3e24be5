"""Where raw files come from: folders, globs, fsspec addresses, archives. Members become byte streams here."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from transforms.model import RejectError


@dataclass(frozen=True, slots=True)
class Address:
    """Where the bytes of a raw file can be had again, in any process: a local file and the way into it."""

    path: str  # local; of a remote address its copy in the spool folder
    members: tuple[str, ...] = ()  # names of archive members, outermost first; .gz .bz2 .xz are looked through


@dataclass(frozen=True, slots=True)
class RawFile:
    """One raw file or archive member: one row of `sources`."""

    uri: str
    sha256: str
    size: int
    modified_at: datetime | None  # UTC, naive; of a member: that of its archive's file
    address: Address


@dataclass(frozen=True, slots=True)
class Refused:
    """A file or member that cannot be opened: a row of `rejects` without record_key."""

    uri: str
    error: RejectError
    size: int = 0
    modified_at: datetime | None = None


@dataclass(slots=True)
class Found:
    """What lies under the given paths; every file is in exactly one list, sorted by uri."""

    files: list[RawFile] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)  # hidden and .part files, by uri
    waiting: list[str] = field(default_factory=list)  # still growing: the next run takes them
    missing: list[str] = field(default_factory=list)  # given paths that name nothing


@dataclass(frozen=True, slots=True)
class Clock:
    """The time, passed in so that tests need not wait."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


def find(paths: Iterable[str | Path], root: Path, spool: Path, clock: Clock | None = None) -> Found:
    """Every raw file under `paths` (files, folders, globs, fsspec addresses), archives opened.

    `root` is data/raw: uris below it are relative. Remote files are copied to `spool`, which must outlive the run.
    """
    raise NotImplementedError


def uri_of(path: str | Path, root: Path) -> str:
    """The uri of a local path: relative to `root` when below it, else absolute; odd characters escaped."""
    raise NotImplementedError


class Opener:
    """Opens raw files by address and keeps the last archive open, so that many members of one cost one pass.

    with Opener() as opener:
        stream = opener.open(raw.address)   # seekable; trouble while reading is a RejectError (unreadable, archive_limit)
    """

    def open(self, address: Address) -> BinaryIO:
        """The bytes of a raw file; raises RejectError when they cannot be had."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of whatever is open."""

    def __enter__(self) -> Opener:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open_member(address: Address) -> BinaryIO:
    """The bytes of one raw file, for a single use."""
    return Opener().open(address)
