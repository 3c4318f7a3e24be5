"""Commands that look after the warehouse: forget."""

from __future__ import annotations

from datetime import datetime

from flows.settings import Home
from warehouse import forget as forgetting
from warehouse import publish, query


class NotFoundError(LookupError):
    """Nothing of that name is in the warehouse."""


def to_forget(place: Home, what: str) -> list[tuple[str, str, str | None]]:
    """article_id, uri and title of what an id, a uri or a raw file names in any kept generation."""
    query.generation(place.warehouse)
    found = forgetting.found(place.warehouse, what)
    if not found:
        raise NotFoundError(f"no article or file {what!r} in any kept generation; see newsdb search")
    titles = _titles(place, [article for article, _ in found])
    return [(article, uri, titles.get(article)) for article, uri in found]


def _titles(place: Home, articles: list[str]) -> dict[str, str | None]:
    wanted = "SELECT article_id, title FROM articles WHERE article_id IN (SELECT unnest(?::VARCHAR[]))"
    with query.connect(place.warehouse) as con:
        return {row[0]: row[1] for row in query.result(con, wanted, [articles]).rows}


def forget(place: Home, what: str, articles: list[tuple[str, str, str | None]]) -> str:
    """What was done: the articles are named in forgotten.csv and gone from every kept generation."""
    lines = [(article, uri) for article, uri, _ in articles if article == what] or [("", what)]
    with publish.lock(place.warehouse, "forget"):
        forgetting.append_forgotten(place.forgotten, lines, datetime.now().date())
        count = forgetting.forget(place.warehouse, forgetting.read_forgotten(place.forgotten))
    return f"removed from {count} generation(s); {place.forgotten} keeps it out"
