"""What each page shows, as plain data for the templates. Values are shown as the report wrote them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

import yaml

from warehouse.query import display
from web.marks import Line, Mark, paragraphs
from web.store import Row, Store

PAGE_SIZE = 20
LABELS: dict[str, dict[str, str]] = yaml.safe_load(resources.files("web").joinpath("labels.yaml").read_text("utf-8"))


def home(store: Store) -> Row:
    """Counts, articles by month, sources, places, rejects and runs."""
    return {
        "counts": store.one(
            "SELECT (SELECT count(*) FROM articles) AS articles, (SELECT count(*) FROM metrics) AS metrics,"
            " (SELECT count(*) FROM entities) AS entities, (SELECT count(*) FROM sources) AS sources,"
            " (SELECT count(*) FROM rejects) AS rejects"
        ),
        "days": store.rows(
            "SELECT strftime(published_at, '%Y-%m-%d') AS day, count(*) AS n FROM articles"
            " WHERE published_at IS NOT NULL GROUP BY 1 ORDER BY 1 DESC LIMIT 30"
        ),
        "sources": store.rows(
            "SELECT coalesce(source, site, '未注明') AS name, count(*) AS n FROM articles GROUP BY 1"
            " ORDER BY n DESC, name LIMIT 15"
        ),
        "places": store.rows(
            "SELECT a.place_code, p.full_name, count(*) AS n FROM articles a JOIN places p USING (place_code)"
            " GROUP BY ALL ORDER BY n DESC, a.place_code LIMIT 15"
        ),
        "rejects": store.rows("SELECT reason, count(*) AS n FROM rejects GROUP BY 1 ORDER BY n DESC, 1"),
        "runs": store.rows("SELECT * FROM runs ORDER BY started_at DESC LIMIT 5"),
        "latest": store.rows(
            "SELECT article_id, title, published_at, coalesce(source, site) AS source FROM articles"
            " ORDER BY published_at DESC NULLS LAST, article_id LIMIT 10"
        ),
    }


def article(store: Store, key: str) -> Row | None:
    """One article with its marks, header facts, checks and corrections; None when there is none."""
    found = store.one(
        "SELECT a.*, p.full_name AS place_name FROM articles a LEFT JOIN places p USING (place_code)"
        " WHERE article_id = ?",
        [key],
    )
    if found is None:
        return None
    by_article = [key]
    sentences = store.rows(
        "SELECT sentence_no, paragraph_no, start_char, end_char, text, section, outline FROM sentences"
        " WHERE article_id = ? ORDER BY sentence_no",
        by_article,
    )
    metrics = store.rows(
        "SELECT m.*, p.full_name AS full_place FROM metrics m LEFT JOIN places p USING (place_code)"
        " WHERE article_id = ? ORDER BY metric_no",
        by_article,
    )
    lines = paragraphs(found["body"], sentences, _marks(store, key, metrics))
    return {
        "article": found,
        "paragraphs": lines,
        "headings": _headings(sentences, lines),
        "metrics": metrics,
        "bylines": store.rows("SELECT * FROM bylines WHERE article_id = ? ORDER BY byline_no", by_article),
        "checks": store.rows("SELECT * FROM checks WHERE article_id = ? ORDER BY reach, check_no", by_article),
        "corrections": store.rows("SELECT * FROM corrections WHERE body_sha256 = ?", [found["body_sha256"]]),
        "topics": store.rows("SELECT * FROM topics WHERE article_id = ? ORDER BY weight DESC", by_article),
    }


def _headings(sentences: list[Row], lines: list[list[Line]]) -> dict[int, str]:
    """Section that begins with a sentence_no, where its words are not the sentence itself."""
    out: dict[int, str] = {}
    last = None
    for s in sentences:
        if s["section"] and s["section"] != last and s["section"] not in s["text"]:
            out[s["sentence_no"]] = s["section"]
        last = s["section"]
    return out


def _marks(store: Store, key: str, metrics: list[Row]) -> list[Mark]:
    mentions = store.rows(
        "SELECT m.*, p.full_name FROM mentions m LEFT JOIN places p USING (place_code) WHERE article_id = ?", [key]
    )
    dates = store.rows("SELECT * FROM dates WHERE article_id = ?", [key])
    marks = [Mark(m["start_char"], m["end_char"], m["kind"], _mention_note(m)) for m in mentions]
    marks += [Mark(d["start_char"], d["end_char"], "date", _date_note(d)) for d in dates]
    return marks + [Mark(m["start_char"], m["end_char"], "metric", metric_note(m)) for m in metrics]


def _mention_note(m: Row) -> str:
    parts = [LABELS["kind"].get(m["kind"], m["kind"]), m["name"], m["full_name"], _labelled("代码", m["place_code"])]
    return " · ".join(str(part) for part in [*parts, _labelled("规则", m["rule"])] if part)


def _date_note(d: Row) -> str:
    span = f"{_day(d['starts_on'])} 至 {_day(d['ends_before'])}前" if d["starts_on"] else "不定"
    return " · ".join(part for part in ["时间", span, _labelled("规则", d["rule"])] if part)


def metric_note(m: Row) -> str:
    """Value, indicator, period, place and rule of a metric in one line of Chinese."""
    parts = [
        m["indicator"] or "（无指标名）",
        m["quote"],
        LABELS["measure"].get(m["measure"]) if m["measure"] != "level" else None,
        LABELS["modality"].get(m["modality"]) if m["modality"] != "actual" else None,
        _labelled("时期", period(m)),
        _labelled("地区", m.get("full_place") or m["place_name"]),
        _labelled("代码", m["place_code"]),
        _labelled("规则", m["rule"]),
    ]
    return " · ".join(part for part in parts if part)


def current(m: Row) -> dict[str, str]:
    """What each field of a metric holds now, as a correction must name it."""
    fields = ("indicator", "value", "unit", "place_code", "starts_on", "ends_before", "measure", "modality")
    return {f"metrics.{name}": "" if m[name] is None else _exact(m[name]) for name in fields}


def _exact(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else display(value)


def _labelled(label: str, value: Any) -> str | None:
    return f"{label} {value}" if value else None


def period(m: Row) -> str | None:
    """The period of a metric as a reader writes it: 2019, 2019-03, 2019-01-01/2019-03-31."""
    start, end = m["starts_on"], m["ends_before"]
    if start is None or end is None:
        return f"{_day(start)} 起" if start else None
    months = (end.year - start.year) * 12 + end.month - start.month
    if start.day == end.day == 1 and months == 1:
        return f"{start:%Y-%m}"
    if start.day == end.day == 1 and start.month in (1, 7) and months in (6, 12):
        halves = {6: f"{start.year}年{'上' if start.month == 1 else '下'}半年", 12: str(start.year)}
        return halves[months] if start.month == 1 or months == 6 else _range(start, end)
    return f"{start:%Y-%m-%d}" if (end - start).days == 1 else _range(start, end)


def _range(start: Any, end: Any) -> str:
    return f"{start:%Y-%m-%d}/{end - timedelta(days=1):%Y-%m-%d}"


def _day(moment: Any) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "—"


def place(store: Store, code: str) -> Row | None:
    """One division: where it stands, what is below it, its facts and its articles."""
    found = store.one("SELECT * FROM places WHERE place_code = ?", [code])
    if found is None:
        return None
    return {
        "place": found,
        "breadcrumb": _breadcrumb(store, found),
        "below": store.rows(
            "SELECT place_code, name, (SELECT count(*) FROM articles a WHERE a.place_code = p.place_code) AS n"
            " FROM places p WHERE parent_code = ? AND valid_to IS NULL ORDER BY n DESC, place_code",
            [code],
        ),
        "metrics": store.rows(
            "SELECT m.*, a.title, a.published_at, p.full_name AS full_place FROM metrics m"
            " JOIN articles a USING (article_id) LEFT JOIN places p ON p.place_code = m.place_code"
            " WHERE m.place_code = ?"
            " ORDER BY starts_on DESC NULLS LAST, indicator LIMIT 200",
            [code],
        ),
        "articles": store.rows(
            "SELECT article_id, title, published_at, coalesce(source, site) AS source FROM articles"
            " WHERE place_code = ? ORDER BY published_at DESC NULLS LAST, article_id LIMIT 100",
            [code],
        ),
    }


def _breadcrumb(store: Store, found: Row) -> list[Row]:
    trail: list[Row] = [found]
    while trail[0]["parent_code"] and len(trail) < 6:
        above = store.one("SELECT * FROM places WHERE place_code = ?", [trail[0]["parent_code"]])
        if above is None:
            break
        trail.insert(0, above)
    return trail


def compare(store: Store, *, indicator: str, places: list[str], county: str | None, measure: str) -> Row:
    """Rows are places, columns periods; each cell holds the metrics stated for both."""
    codes = places or _towns(store, county)
    found = store.rows(
        "SELECT m.*, p.full_name AS full_place, p.name AS short_place, a.title, a.published_at FROM metrics m"
        " JOIN articles a USING (article_id) JOIN places p ON p.place_code = m.place_code"
        " WHERE (m.indicator_id = $id OR m.indicator = $id) AND m.measure = $measure AND m.starts_on IS NOT NULL"
        " AND (len($codes) = 0 OR list_contains($codes, m.place_code)) ORDER BY m.starts_on, a.published_at LIMIT 2000",
        {"id": indicator, "measure": measure, "codes": codes},
    )
    cells: dict[tuple[str, str], list[Row]] = {}
    for m in found:
        cells.setdefault((m["place_code"], period(m) or ""), []).append(m)
    return {
        "periods": list(dict.fromkeys(period(m) or "" for m in found)),
        "rows": list(dict.fromkeys((m["place_code"], m["full_place"]) for m in found)),
        "cells": cells,
        "found": found,
        "series": _series(found),
    }


def _series(found: list[Row]) -> list[Row]:
    """One line a place for the plot, in the unit that most values have: units never mix."""
    units = Counter(m["base_unit"] or m["unit"] for m in found if m["value"] is not None)
    unit = units.most_common(1)[0][0] if units else None
    lines: dict[str, Row] = {}
    for m in found:
        if m["value"] is None or (m["base_unit"] or m["unit"]) != unit or m["modality"] != "actual":
            continue
        new = {"name": m["full_place"], "unit": unit, "periods": [], "starts": [], "values": [], "quotes": []}
        line = lines.setdefault(m["place_code"], new)
        line["periods"].append(period(m))
        line["starts"].append(_day(m["starts_on"]))
        line["values"].append(m["base_value"] if m["base_value"] is not None else m["value"])
        line["quotes"].append(m["quote"])
    return list(lines.values())


def _towns(store: Store, county: str | None) -> list[str]:
    if not county:
        return []
    rows = store.rows("SELECT place_code FROM places WHERE parent_code = ? OR place_code = ?", [county, county])
    return [row["place_code"] for row in rows]


def compare_choices(store: Store) -> Row:
    """Indicators and places that have something to compare."""
    return {
        "indicators": store.rows(
            "SELECT coalesce(m.indicator_id, m.indicator) AS id, count(*) AS n,"
            " coalesce(any_value(i.name), any_value(m.indicator)) AS name"
            " FROM metrics m LEFT JOIN indicators i USING (indicator_id)"
            " WHERE m.place_code IS NOT NULL AND m.starts_on IS NOT NULL AND m.indicator IS NOT NULL"
            " GROUP BY 1 ORDER BY n DESC, name LIMIT 300"
        ),
        "places": store.rows(
            "SELECT place_code, full_name FROM places WHERE place_code IN (SELECT place_code FROM metrics)"
            " ORDER BY place_code LIMIT 2000"
        ),
        "counties": store.rows(
            "SELECT DISTINCT c.place_code, c.full_name FROM places t JOIN places c ON c.place_code = t.parent_code"
            " WHERE t.level = 'town' AND t.place_code IN (SELECT place_code FROM metrics) ORDER BY 1 LIMIT 1000"
        ),
    }


def entity(store: Store, key: str) -> Row | None:
    """One entity with the sentences that name it and, of a person, the posts."""
    found = store.one("SELECT * FROM entities WHERE entity_id = ?", [key])
    if found is None:
        return None
    return {
        "entity": found,
        "mentions": store.rows(
            "WITH named AS (SELECT m.article_id, m.sentence_no, min(m.mention_no) AS mention_no,"
            " a.title, a.published_at FROM mentions m JOIN articles a USING (article_id)"
            " WHERE m.entity_id = ? GROUP BY ALL"
            " ORDER BY a.published_at DESC NULLS LAST, m.article_id, mention_no LIMIT 100)"
            " SELECT n.*, s.text FROM named n JOIN sentences s USING (article_id, sentence_no)"
            " ORDER BY n.published_at DESC NULLS LAST, n.article_id, n.mention_no",
            [key],
        ),
        "posts": store.rows(
            "SELECT t.post, t.organization, t.status, a.article_id, a.title, a.published_at FROM posts t"
            " JOIN articles a USING (article_id) WHERE t.person_id = ? ORDER BY a.published_at",
            [key],
        ),
    }
