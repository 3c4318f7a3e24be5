"""Where raw files come from: folders, globs, fsspec addresses, archives. Members become byte streams here."""

from __future__ import annotations

import glob
import hashlib
import http.client
import os
import re
import shutil
import stat
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

from flows.archives import BYTES_LIMIT, Address, Entry, Opener, explore, is_hidden
from transforms.model import RejectError

__all__ = ["Address", "Clock", "Found", "Opener", "RawFile", "Refused", "find", "open_member", "uri_of"]

SETTLED_AFTER = 2.0  # seconds without a change
_ODD = re.compile("[\x00-\x1f\x7f\\\\\ud800-\udfff]")
_REMOTE = re.compile(r"[a-z][a-z0-9+.-]+(?:::[a-z0-9+.-]+)*://", re.I)
_TIMEOUT = 60  # seconds without an answer


@dataclass(frozen=True, slots=True)
class RawFile:
    """One raw file or archive member: one row of `sources`."""

    uri: str
    sha256: str  # of the file as it lies there; of a member once it is out of its archive
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
    skipped: list[str] = field(default_factory=list)  # hidden and .part files, links inside archives, by uri
    waiting: list[str] = field(default_factory=list)  # still growing: the next run takes them
    missing: list[str] = field(default_factory=list)  # given paths that name nothing


@dataclass(frozen=True, slots=True)
class Clock:
    """The time, passed in so that tests need not wait."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class _Seen:
    """A local file on its way in."""

    path: Path
    size: int
    modified: float | None  # None of a copy


def find(paths: Iterable[str | Path], root: Path, spool: Path, clock: Clock | None = None) -> Found:
    """Every raw file under `paths` (files, folders, globs, fsspec addresses), archives opened.

    `root` is data/raw: uris below it are relative. Remote files are copied to `spool`, which must outlive the run.
    """
    found = Found()
    seen: dict[str, _Seen] = {}
    for given in map(str, paths):
        if given.startswith("file://"):
            given = unquote(urlsplit(given).path)
        if _REMOTE.match(given):
            seen |= _remote(given, spool, found)
        else:
            seen |= _local(given, root, found)
    for uri in _growing(seen, clock or Clock()):
        del seen[uri]
        found.waiting.append(uri)
    for uri, file in seen.items():
        _open_up(uri, file, found)
    return _in_order(found)


def uri_of(path: str | Path, root: Path) -> str:
    """The uri of a local path: relative to `root` when below it, else absolute; odd characters escaped."""
    whole = Path(os.path.abspath(path))  # noqa: PTH100  # resolve() would follow the links that people name
    for base in (Path(os.path.abspath(root)), root.resolve()):  # noqa: PTH100
        if whole.is_relative_to(base) and whole != base:
            return escaped(whole.relative_to(base).as_posix())
    return escaped(whole.as_posix())


def escaped(name: str) -> str:
    """A name that can be stored and printed: control characters, bad bytes and backslashes as escapes.

    >>> escaped("新街\\n镇\\udcff.txt")
    '新街\\\\x0a镇\\\\xff.txt'
    """
    return _ODD.sub(_escape, name)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if found[0] == "\\":
        return "\\\\"
    return f"\\x{code - 0xDC00 if 0xDC80 <= code <= 0xDCFF else code:02x}"


def open_member(address: Address) -> BinaryIO:
    """The bytes of one raw file, for a single use."""
    return Opener().open(address)


def _local(given: str, root: Path, found: Found) -> dict[str, _Seen]:
    """The files of a path or glob by uri."""
    if os.path.lexists(given):
        return _under(Path(given), root, found)
    matches = sorted(glob.glob(given, recursive=True)) if glob.has_magic(given) else []  # noqa: PTH207  # a whole path
    if not matches:
        found.missing.append(given)
    seen: dict[str, _Seen] = {}
    for match in matches:
        seen |= _under(Path(match), root, found)
    return seen


def _under(path: Path, root: Path, found: Found) -> dict[str, _Seen]:
    """The files at or below a path by uri. Linked folders come last, so that files keep their own names."""
    seen: dict[str, _Seen] = {}
    entered: set[tuple[int, int]] = set()
    places, linked = [path], list[Path]()
    while places or linked:
        place = places.pop() if places else linked.pop()
        uri = uri_of(place, root)
        try:
            status = place.stat()
        except (OSError, ValueError) as error:  # a broken link, a loop of links, a folder that lets nobody in
            found.refused.append(_refusal(uri, error))
            continue
        if stat.S_ISDIR(status.st_mode):
            if (status.st_dev, status.st_ino) not in entered:
                entered.add((status.st_dev, status.st_ino))
                _enter(place, root, found, (places, linked))
        elif place.name.endswith(".part") or (place != path and is_hidden(place.name)):
            found.skipped.append(uri)
        elif not stat.S_ISREG(status.st_mode):
            found.refused.append(Refused(uri, RejectError("sources", "unreadable", "not a regular file")))
        else:
            seen[uri] = _Seen(place, status.st_size, status.st_mtime)
    return seen


def _enter(folder: Path, root: Path, found: Found, queues: tuple[list[Path], list[Path]]) -> None:
    """Queue what a folder holds, in order of names; name what is hidden."""
    places, linked = queues
    try:
        inside = sorted(folder.iterdir(), reverse=True)
    except OSError as error:
        found.refused.append(_refusal(uri_of(folder, root), error))
        return
    for path in inside:
        if is_hidden(path.name):
            found.skipped.append(uri_of(path, root))
        elif path.is_symlink():
            linked.append(path)
        else:
            places.append(path)


def _refusal(uri: str, error: Exception) -> Refused:
    detail = getattr(error, "strerror", None) or str(error)
    return Refused(uri, RejectError("sources", "unreadable", detail[:300]))


def _growing(seen: dict[str, _Seen], clock: Clock) -> list[str]:
    """The young files that changed within 2 seconds; waits only when there is a young one."""
    now = clock.now()
    young = [uri for uri, file in seen.items() if (file.modified or 0) > now - SETTLED_AFTER]
    if young:
        clock.sleep(SETTLED_AFTER)
    return [uri for uri in young if _stamp(seen[uri].path) != (seen[uri].size, seen[uri].modified)]


def _stamp(path: Path) -> tuple[int, float] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime


def _open_up(uri: str, file: _Seen, found: Found) -> None:
    """Put a file, or the members of an archive, into the list it belongs to."""
    try:
        for entry in explore(file.path):
            _sort_in(entry, uri, file, found)
    except OSError as error:
        found.refused.append(_refusal(uri, error))


def _sort_in(entry: Entry, uri: str, file: _Seen, found: Found) -> None:
    modified = _utc(file.modified)
    whole = "!".join([uri, *map(escaped, entry.shown)])
    if entry.is_skipped:
        found.skipped.append(whole)
    elif entry.error:
        found.refused.append(Refused(whole, entry.error, entry.size or file.size, modified))
    else:
        address = Address(str(file.path), entry.members)
        found.files.append(RawFile(whole, entry.sha256, entry.size, modified, address))


def _utc(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime(1970, 1, 1) + timedelta(seconds=seconds)


def _in_order(found: Found) -> Found:
    """Each list by uri, nothing twice."""
    files = {raw.uri: raw for raw in found.files}
    refused = {one.uri: one for one in found.refused if one.uri not in files}
    return Found(
        [files[uri] for uri in sorted(files)],
        [refused[uri] for uri in sorted(refused)],
        sorted(set(found.skipped) - files.keys()),
        sorted(set(found.waiting)),
        sorted(set(found.missing)),
    )


def _remote(given: str, spool: Path, found: Found) -> dict[str, _Seen]:
    """Copies of the files at an address by uri."""
    spool.mkdir(parents=True, exist_ok=True)
    seen: dict[str, _Seen] = {}
    for uri, fetch in _listed(given, found):
        if is_hidden(uri.rpartition("/")[2]):
            found.skipped.append(uri)
            continue
        copy = spool / hashlib.sha256(uri.encode("utf-8", "replace")).hexdigest()
        try:
            fetch(copy)
        except (OSError, ValueError, http.client.HTTPException, RejectError) as error:
            found.refused.append(Refused(uri, error) if isinstance(error, RejectError) else _refusal(uri, error))
        else:
            seen[uri] = _Seen(copy, copy.stat().st_size, None)
    return seen


Fetch = Callable[[Path], None]


def _listed(given: str, found: Found) -> Iterator[tuple[str, Fetch]]:
    """(uri, how to fetch it) of each file at an address."""
    if given.lower().startswith(("http://", "https://")):
        yield escaped(given), lambda copy: _copied(lambda: urllib.request.urlopen(given, timeout=_TIMEOUT), copy)
        return
    try:
        system, path, names = _names(given)
    except (OSError, ValueError, ImportError) as error:
        found.refused.append(_refusal(escaped(given), error))
        return
    if not names:
        found.missing.append(given)
    for name in names:
        inside = name[len(path) :] if name.startswith(path) and not glob.has_magic(given) else None
        whole = (
            system.unstrip_protocol(name)
            if inside is None
            else given.rstrip("/") + "/" * bool(inside) + inside.lstrip("/")
        )
        yield escaped(whole), _fetcher(system, name)


def _names(given: str) -> tuple[Any, str, list[str]]:
    """The file system of an address, the path in it, and the files there."""
    import fsspec  # type: ignore[import-untyped]

    system, path = fsspec.core.url_to_fs(given)
    if system.isdir(path):
        return system, path, sorted(system.find(path))
    if system.exists(path):
        return system, path, [path]
    return system, path, sorted(system.glob(path)) if glob.has_magic(path) else []


def _fetcher(system: Any, name: str) -> Fetch:
    return lambda copy: _copied(lambda: system.open(name, "rb"), copy)


def _copied(open_it: Callable[[], Any], copy: Path) -> None:
    """Write what an address gives to a file, up to the limit."""
    with open_it() as source, copy.open("wb") as target:
        shutil.copyfileobj(_Limited(source), target)


class _Limited:
    """A source that raises RejectError once it gives more than an archive may hold."""

    def __init__(self, source: Any) -> None:
        self._source, self._left = source, BYTES_LIMIT

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes."""
        data: bytes = self._source.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise RejectError("sources", "too_large", f"more than {BYTES_LIMIT} bytes")
        return data
