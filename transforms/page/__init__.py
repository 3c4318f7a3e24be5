"""One record to one article: header, headline, byline, dateline, body."""

from __future__ import annotations

from datetime import datetime

from transforms.model import Article, Record, RejectError
from transforms.page import article, columns, dump, sites, webpage
from transforms.page.parts import Parts

__all__ = ["parse"]

_LIMIT = 20_000_000  # characters of one record


def parse(record: Record, *, fetched_at: datetime | None = None) -> Article:
    """The article of a record; raises RejectError when the record holds none.

    Times given by their distance (3小时前) are read only when it is known when the page was fetched.
    """
    if not record.content.strip():
        raise RejectError("page", "empty")
    if len(record.content) > _LIMIT:
        raise RejectError("page", "too_large", f"{len(record.content)} characters")
    return article.build(_parts(record), fetched_at or record.fetched_at)


def _parts(record: Record) -> Parts:
    chosen = sites.settings(host) if (host := sites.host_of(record)) else None
    if record.form == "html":
        own = sites.read(record.content, chosen) if chosen else None
        return own or webpage.read(record.content)
    if record.form == "fields":
        return columns.read(record)
    return dump.read(record.content)
