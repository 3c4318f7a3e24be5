"""The comparison page: places by periods of one indicator, as plain data for the template and the workbook."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from pydantic import BaseModel

from web.pages import period
from web.store import Row, Store

MANY = 12  # columns; with more, periods of one length are shown at first


class Asked(BaseModel):
    """What the form of the comparison page sends."""

    indicator: str = ""  # name or id
    place: list[str] = []
    county: str = ""  # all towns of it
    measure: str = "level"
    span: str = ""  # year half quarter month day other all; "" for what suits


def find(store: Store, asked: Asked) -> Row:
    """Rows are places, columns periods; each cell holds the metrics stated for both."""
    everything = _stated(store, asked)
    spans = Counter(span(m["starts_on"], m["ends_before"]) for m in everything)
    chosen = asked.span or _usual(spans, everything)
    found = [m for m in everything if chosen == "all" or span(m["starts_on"], m["ends_before"]) == chosen]
    cells: dict[tuple[str, str], list[Row]] = {}
    for m in found:
        cells.setdefault((m["place_code"], period(m) or ""), []).append(m)
    filled = Counter(code for code, _ in cells)
    places = list(dict.fromkeys((m["place_code"], m["full_place"]) for m in found))
    return {
        "periods": list(dict.fromkeys(period(m) or "" for m in found)),
        "rows": sorted(places, key=lambda place: (-filled[place[0]], place[0])),
        "cells": cells,
        "found": found,
        "spans": spans,
        "span": chosen,
        "series": _series(found),
    }


_STATED = """
SELECT m.*, p.full_name AS full_place, p.name AS short_place, a.title, a.published_at
FROM metrics AS m
JOIN articles AS a USING (article_id)
JOIN places AS p ON p.place_code = m.place_code
WHERE (m.indicator = $id OR m.indicator_id = $id
        OR m.indicator_id IN (SELECT i.indicator_id FROM indicators AS i WHERE i.name = $id))
    AND m.measure = $measure AND m.starts_on IS NOT NULL
    AND spot(m.place_name, p.name, p.full_name, p.aliases) IS NULL
    AND (len($codes) = 0 OR list_contains($codes, m.place_code))
ORDER BY m.starts_on, m.ends_before, a.published_at, m.article_id, m.metric_no
LIMIT 2000
"""


def _stated(store: Store, asked: Asked) -> list[Row]:
    codes = asked.place or _towns(store, asked.county)
    return store.rows(_STATED, {"id": asked.indicator.strip(), "measure": asked.measure, "codes": codes})


def span(start: datetime, end: datetime | None) -> str:
    """How long a period is.

    >>> span(datetime(2019, 1, 1), datetime(2020, 1, 1)), span(datetime(2019, 1, 1), datetime(2019, 4, 1))
    ('year', 'quarter')
    """
    if end is None:
        return "other"
    if (end - start).days <= 1:
        return "day"
    months = (end.year - start.year) * 12 + end.month - start.month
    lengths = {12: "year", 6: "half", 3: "quarter", 1: "month"}
    return lengths.get(months, "other") if start.day == end.day == 1 else "other"


def _usual(spans: Counter[str], found: list[Row]) -> str:
    """All periods when they are few, else those of the commonest length."""
    few = len({period(m) for m in found}) <= MANY
    return "all" if few or not spans else spans.most_common(1)[0][0]


def _series(found: list[Row]) -> list[Row]:
    """One line a place for the plot, in the unit and length of period that most values have: neither mixes."""
    kinds = Counter(_kind(m) for m in found if m["value"] is not None and m["modality"] == "actual")
    kind = kinds.most_common(1)[0][0] if kinds else None
    lines: dict[str, Row] = {}
    for m in found:
        if m["value"] is None or _kind(m) != kind or m["modality"] != "actual":
            continue
        new = {"name": m["full_place"], "unit": kind[0], "periods": [], "starts": [], "values": [], "quotes": []}
        line = lines.setdefault(m["place_code"], new)
        line["periods"].append(period(m))
        line["starts"].append(f"{m['starts_on']:%Y-%m-%d}")
        line["values"].append(m["base_value"] if m["base_value"] is not None else m["value"])
        line["quotes"].append(m["quote"])
    return list(lines.values())


def _kind(m: Row) -> tuple[str | None, str]:
    return m["base_unit"] or m["unit"], span(m["starts_on"], m["ends_before"])


def _towns(store: Store, county: str) -> list[str]:
    if not county:
        return []
    rows = store.rows("SELECT place_code FROM places WHERE parent_code = ? OR place_code = ?", [county, county])
    return [row["place_code"] for row in rows]


def choices(store: Store) -> Row:
    """Indicators and places that have something to compare."""
    return {
        "indicators": store.rows(_INDICATORS),
        "places": store.rows(
            "SELECT place_code, full_name FROM places WHERE place_code IN (SELECT place_code FROM metrics)"
            " ORDER BY place_code LIMIT 2000"
        ),
        "counties": store.rows(
            "SELECT DISTINCT c.place_code, c.full_name FROM places t JOIN places c ON c.place_code = t.parent_code"
            " WHERE t.level = 'town' AND t.place_code IN (SELECT place_code FROM metrics) ORDER BY 1 LIMIT 1000"
        ),
    }


_INDICATORS = """
SELECT coalesce(i.name, m.indicator) AS name, count(*) AS n
FROM metrics AS m
LEFT JOIN indicators AS i USING (indicator_id)
WHERE m.place_code IS NOT NULL AND m.starts_on IS NOT NULL AND m.indicator IS NOT NULL
GROUP BY 1
ORDER BY n DESC, name
LIMIT 300
"""
