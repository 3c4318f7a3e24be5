"""Commands that look after the warehouse: forget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flows import corrections
from flows.settings import Home
from warehouse import forget as forgetting
from warehouse import publish, query


class NotFoundError(LookupError):
    """Nothing of that name is in the warehouse, or more than one thing."""


@dataclass(frozen=True, slots=True)
class Named:
    """What is to be forgotten: articles, and the line of forgotten.csv that names them."""

    articles: list[tuple[str, str, str | None]]  # article_id, uri, title
    line: tuple[str, str]  # article_id and uri, or "" and the address of which every record is meant


def to_forget(place: Home, what: str) -> Named:
    """What an id, the beginning of one, a uri or a raw file names in any kept generation."""
    query.generation(place.warehouse)
    found = forgetting.found(place.warehouse, what)
    if not found:
        raise NotFoundError(f"no article or file {what!r} in any kept generation; see newsdb search" + short(what))
    titles = _titles(place, [article for article, _ in found])
    articles = [(article, uri, titles.get(article)) for article, uri in found]
    if any(what == uri for _, uri in found) or any(not article.startswith(what) for article, _ in found):
        return Named(articles, ("", what))
    if len(found) > 1:
        listed = "\n".join(f"  {article}  {title or ''}" for article, _, title in articles[:20])
        raise NotFoundError(f"{what!r} names more than one article:\n{listed}")
    return Named(articles, found[0])


def short(what: str) -> str:
    """What to add to a message where the beginning of an id is too short to be taken for one.

    >>> short("02b"), short("none.txt")
    ('; the beginning of an id needs 4 characters or more', '')
    """
    is_short = len(what) < 4 and all(c in "0123456789abcdef" for c in what)
    return "; the beginning of an id needs 4 characters or more" if is_short else ""


def _titles(place: Home, articles: list[str]) -> dict[str, str | None]:
    wanted = "SELECT article_id, title FROM articles WHERE article_id IN (SELECT unnest(?::VARCHAR[]))"
    with query.connect(place.warehouse) as con:
        return {row[0]: row[1] for row in query.result(con, wanted, [articles]).rows}


def forget(place: Home, named: Named) -> str:
    """What was done: forgotten.csv names the articles, and nothing else of data but the raw files holds their text."""
    with publish.lock(place.warehouse, "forget"):
        forgetting.append_forgotten(place.forgotten, [named.line], datetime.now().date())
        what = forgetting.read_forgotten(place.forgotten)
        gone = forgetting.bodies(place.warehouse, what)
        lines = corrections.forget(place.corrections, gone)
        count = forgetting.forget(place.warehouse, what, gone)
    took = f", with {lines} line(s) of {place.corrections.name}" if lines else ""
    return f"removed from {count} generation(s){took}; {place.forgotten} keeps it out; raw files are left as they are"
