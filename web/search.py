"""The search page: BM25 by the warehouse's own macro, with filters, as plain data for the template."""

from __future__ import annotations

import re

from pydantic import BaseModel

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
    """The asked page of articles with snippets cut around the words asked for, and how many articles there are."""
    words = asked.q.strip()
    ranked = "SELECT * FROM search_hits($q)" if words else _ALL
    where, values = _filters(asked)
    if words:
        values["q"] = words
    sql = _PAGE.format(ranked=ranked, where=where, limit=PAGE_SIZE, offset=PAGE_SIZE * (max(asked.page, 1) - 1))
    rows = store.rows(sql, values)
    total = rows[0]["total"] if rows else 0
    marked = _marked(store, words)
    for row in rows:
        row["pieces"] = split(row["snippet"], marked)
    return {"rows": rows, "total": total, "last": -(-total // PAGE_SIZE)}


def split(text: str, words: list[str]) -> list[str]:
    """The text cut around the words: every second piece is one of them.

    >>> split("抓党建，建示范带。", ["示范带", "党建"])
    ['抓', '党建', '，建', '示范带', '。']
    """
    return re.split(f"({'|'.join(map(re.escape, words))})", text, flags=re.IGNORECASE) if words else [text]


_ALL = "SELECT article_id, 0 AS matched, 0.0 AS score, NULL AS spot FROM articles"
# Bodies are read of the articles of the page alone.
_PAGE = """
WITH
ranked AS ({ranked}),
page AS (
    SELECT r.article_id, r.matched, r.score, r.spot, a.published_at, count(*) OVER () AS total
    FROM ranked r JOIN articles a USING (article_id) {where}
    ORDER BY r.matched DESC, r.score DESC, a.published_at DESC NULLS LAST, r.article_id
    LIMIT {limit} OFFSET {offset}
)
SELECT
    r.article_id, a.title, a.published_at, coalesce(a.source, a.site) AS source, a.place_code, r.total,
    (SELECT p.full_name FROM places p WHERE p.place_code = a.place_code) AS place,
    replace(substring(a.body, greatest(coalesce(r.spot, 0) - 20, 0) + 1, 120), chr(10), ' ') AS snippet,
    coalesce(r.spot, 0) > 20 AS is_cut
FROM page r JOIN articles a USING (article_id)
ORDER BY r.matched DESC, r.score DESC, a.published_at DESC NULLS LAST, r.article_id
"""


def _marked(store: Store, words: str) -> list[str]:
    """The words asked for and the terms they are cut into, the longest first."""
    asked = [word for word in re.split(r'["“”\s]+', words) if word]
    terms = store.rows(
        "SELECT term FROM terms WHERE head IN (SELECT unicode(unnest(string_split(lower($q), ''))))"
        " AND contains(lower($q), term) AND length(term) > 1",
        {"q": words},
    )
    found = {*asked, *(row["term"] for row in terms if any(row["term"] in word.lower() for word in asked))}
    return sorted(found, key=lambda word: (-len(word), word))


_UNDER = "SELECT place_code FROM places WHERE starts_with(place_code, $code) OR contains(full_name, $place)"


def _filters(asked: Asked) -> tuple[str, dict[str, str]]:
    clauses, values = [], {}
    if asked.place:
        clauses.append(f"a.place_code IN ({_UNDER})")
        # 610300 is asked for with all below it.
        values |= {"code": re.sub(r"(00)+$", "", asked.place) if asked.place.isdigit() else "-", "place": asked.place}
    if asked.source:
        clauses.append("(contains(a.source, $source) OR contains(a.site, $source))")
        values["source"] = asked.source
    if asked.since:
        clauses.append("a.published_at >= TRY_CAST($since AS TIMESTAMP)")
        values["since"] = asked.since
    if asked.until:
        clauses.append("a.published_at < TRY_CAST($until AS TIMESTAMP) + INTERVAL 1 DAY")
        values["until"] = asked.until
    return ("WHERE " + " AND ".join(clauses) if clauses else ""), values
