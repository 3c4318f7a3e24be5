"""The search page: BM25 by the warehouse's own macro, with filters, as plain data for the template."""

from __future__ import annotations

import re

from pydantic import BaseModel

from warehouse import search
from web.pages import PAGE_SIZE
from web.store import Row, Store


class Asked(BaseModel):
    """What the form of the search page sends."""

    q: str = ""
    place: str = ""  # name or code
    source: str = ""
    since: str = ""
    until: str = ""
    page: int = 1


def find(store: Store, asked: Asked) -> Row:
    """The asked page of articles with snippets cut around the words asked for, how many there are, and hints."""
    wanted = search.Asked(*(part.strip() for part in (asked.q, asked.place, asked.source, asked.since, asked.until)))
    condition, values = search.where(wanted)
    if wanted.words:
        values["q"] = wanted.words
    page = max(asked.page, 1)
    ranked = "search_hits($q)" if wanted.words else _ALL
    sql = _PAGE.format(ranked=ranked, where=condition, limit=PAGE_SIZE, offset=PAGE_SIZE * (page - 1))
    ranking = store.rows(sql, values)
    rows = _shown(store, ranking)
    total = ranking[0]["total"] if ranking else 0
    folding = store.kept("folding", lambda s: search.folding(s.cursor()))
    marked = _marked(store, wanted.words.translate(folding))
    for row in rows:
        row["pieces"] = split(row["snippet"], row["snippet"].translate(folding), marked)
    hints = search.hints(store.cursor(), wanted, total) if not total or page == 1 else []
    return {"rows": rows, "total": total, "last": -(-total // PAGE_SIZE), "hints": hints, "page": page}


def split(text: str, folded: str, words: list[str]) -> list[str]:
    """The text cut around the words, which are looked for in its folded form: every second piece is one of them.

    >>> split("抓黨建，建示範帶。", "抓党建,建示范带。", ["示范带", "党建"])
    ['抓', '黨建', '，建', '示範帶', '。']
    """
    pieces, at = [], 0
    for found in re.finditer("|".join(map(re.escape, words)), folded, flags=re.IGNORECASE) if words else ():
        pieces += [text[at : found.start()], text[found.start() : found.end()]]
        at = found.end()
    return [*pieces, text[at:]]


def _shown(store: Store, ranking: list[Row]) -> list[Row]:
    """The articles of the page with their snippets; only their bodies are read, and only the names of their places."""
    wanted = {row["article_id"]: row["spot"] or 0 for row in ranking}
    found = store.rows(_ARTICLES, {"ids": list(wanted), "spots": list(wanted.values())})
    codes = sorted({row["place_code"] for row in found if row["place_code"]})
    names = store.rows("SELECT place_code, full_name FROM places WHERE place_code IN (SELECT unnest($1))", [codes])
    known = {row["place_code"]: row["full_name"] for row in names}
    by_id = {row["article_id"]: row | {"place": known.get(row["place_code"])} for row in found}
    return [by_id[key] for key in wanted]


_ALL = "(SELECT article_id, 0 AS matched, 0.0 AS score, NULL AS spot FROM articles)"
_PAGE = """
SELECT r.article_id, r.spot, count(*) OVER () AS total
FROM {ranked} AS r JOIN articles AS a USING (article_id)
WHERE {where}
ORDER BY r.matched DESC, r.score DESC, a.published_at DESC NULLS LAST, r.article_id
LIMIT {limit} OFFSET {offset}
"""
_ARTICLES = """
SELECT
    a.article_id, a.title, a.published_at, coalesce(a.source, a.site) AS source, a.place_code,
    replace(substring(a.body, greatest(w.spot - 20, 0) + 1, 120), chr(10), ' ') AS snippet,
    w.spot > 20 AS is_cut, length(a.body) > greatest(w.spot - 20, 0) + 120 AS goes_on
FROM (SELECT unnest($ids::VARCHAR[]) AS article_id, unnest($spots::INTEGER[]) AS spot) AS w
JOIN articles AS a USING (article_id)
"""


def _marked(store: Store, words: str) -> list[str]:
    """The words asked for and the terms they are cut into, the longest first."""
    asked = [word for word in re.split(r'["“”\s]+', words) if any(map(str.isalnum, word))]
    terms = store.rows(
        "SELECT term FROM terms WHERE head IN (SELECT unicode(unnest(string_split(lower($q), ''))))"
        " AND contains(lower($q), term) AND length(term) > 1",
        {"q": words},
    )
    found = {*asked, *(row["term"] for row in terms if any(row["term"] in word.lower() for word in asked))}
    return sorted(found, key=lambda word: (-len(word), word))
