"""The search page: BM25 by the warehouse's own macro, with filters, as plain data for the template."""

from __future__ import annotations

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
    """The asked page of articles with snippets, and how many there are."""
    ranked = (
        "SELECT * FROM search($q)"
        if asked.q.strip()
        else "SELECT article_id, 0.0 AS score, NULL AS snippet FROM articles"
    )
    where, values = _filters(asked)
    if asked.q.strip():
        values["q"] = asked.q
    sql = (
        f"WITH ranked AS ({ranked}) SELECT a.article_id, a.title, a.published_at, coalesce(a.source, a.site) AS source,"
        " p.full_name AS place, a.place_code, coalesce(r.snippet, substring(a.body, 1, 120)) AS snippet,"
        " count(*) OVER () AS total FROM ranked r JOIN articles a USING (article_id)"
        f" LEFT JOIN places p USING (place_code) {where}"
        " ORDER BY r.score DESC, a.published_at DESC NULLS LAST, a.article_id"
        f" LIMIT {PAGE_SIZE} OFFSET {PAGE_SIZE * (max(asked.page, 1) - 1)}"
    )
    rows = store.rows(sql, values)
    total = rows[0]["total"] if rows else 0
    return {"rows": rows, "total": total, "last": -(-total // PAGE_SIZE), "words": asked.q.replace('"', " ").split()}


def _filters(asked: Asked) -> tuple[str, dict[str, str]]:
    clauses, values = [], {}
    if asked.place:
        clauses.append("(a.place_code LIKE $code || '%' OR p.full_name LIKE '%' || $place || '%')")
        values |= {"code": asked.place if asked.place.isdigit() else "-", "place": asked.place}
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
