"""WARC files to records: each response that was captured is read like a file of its own."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO

from transforms.model import Record, RejectError
from transforms.read.decode import clean
from transforms.read.layout import RECORD_LIMIT, Found, Layout, Piece, digest, refused

_HOLDS_A_PAGE = ("response", "resource", "conversion")
Reader = Callable[[BinaryIO, str, "str | None", str], list[Found]]


def warc_records(inner: Reader, stream: BinaryIO, layout: Layout, start: int, end: int | None) -> Iterator[Piece]:
    """One piece for each capture; `inner` reads the records of its payload."""
    from warcio.archiveiterator import ArchiveIterator

    stream.seek(start)
    captures = ArchiveIterator(stream)
    captures.INC_RECORD = ""  # its warnings go to stderr; what is wrong shows in the records
    at = start
    while end is None or at < end:
        capture, trouble = _next(captures)
        if trouble:
            yield Piece(at, at, [refused("malformed", trouble, f"after {at}")])
        if capture is None:
            return
        found = _found(inner, capture, layout) if capture.rec_type in _HOLDS_A_PAGE else []
        captures.read_to_end()
        stop = captures.offset
        if found:
            yield Piece(at, stop, found)
        at = stop


def _next(captures: Any) -> tuple[Any, str]:
    """The next capture, or None and what is wrong with the file."""
    from warcio.exceptions import ArchiveLoadFailed

    try:
        return next(captures, None), ""
    except (
        ArchiveLoadFailed,
        ValueError,
        EOFError,
        AttributeError,
        TypeError,
    ) as error:  # it trusts headers to be there
        return None, f"not WARC: {error}"[:300]


def _found(inner: Reader, capture: Any, layout: Layout) -> list[Found]:
    url = clean(capture.rec_headers.get_header("WARC-Target-URI") or "")
    status = capture.http_headers.get_statuscode() if capture.http_headers else "200"
    try:
        data = capture.content_stream().read(RECORD_LIMIT + 1)
    except (OSError, EOFError, ValueError) as error:
        return [refused("malformed", f"{url}: {error}"[:300], url)]
    if len(data) > RECORD_LIMIT:
        return [refused("too_large", url, data)]
    if status and not status.startswith("2"):
        return [refused("no_body", f"HTTP {status}: {url}", url + status)]
    fetched = _moment(capture.rec_headers.get_header("WARC-Date") or "")
    return [_at(one, fetched) for one in _read(inner, data, url, _charset(capture), layout)]


def _read(inner: Reader, data: bytes, url: str, charset: str | None, layout: Layout) -> list[Found]:
    try:
        found = inner(io.BytesIO(data), url, charset, layout.get("text_column"))
    except RejectError as error:
        return [
            Found(RejectError(error.stage, error.reason, f"{error.detail}: {url}"[:300]), digest(url.encode() + data))
        ]
    return [_with_url(one, url) if len(found) == 1 else one for one in found]


def _charset(capture: Any) -> str | None:
    header = (capture.http_headers.get_header("Content-Type") if capture.http_headers else "") or ""
    return header.lower().partition("charset=")[2].strip(" \"';") or None


def _moment(text: str) -> datetime | None:
    """WARC-Date (UTC) as local time of Asia/Shanghai, which knows no summer time since 1991; None when it is none.

    >>> _moment("2021-03-04T04:30:05Z")
    datetime.datetime(2021, 3, 4, 12, 30, 5)
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    utc = moment.astimezone(UTC) if moment.tzinfo else moment
    return utc.replace(tzinfo=None, microsecond=0) + timedelta(hours=8)


def _at(found: Found, fetched: datetime | None) -> Found:
    if not isinstance(found.outcome, Record):
        return found
    return replace(found, outcome=replace(found.outcome, fetched_at=fetched))


def _with_url(found: Found, url: str) -> Found:
    if not isinstance(found.outcome, Record):
        return found
    record = found.outcome
    return replace(found, outcome=replace(record, own_key=record.own_key or url, fields={"url": url, **record.fields}))
