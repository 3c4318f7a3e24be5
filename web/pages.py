"""What each page shows, as plain data for the templates. Values are shown as the report wrote them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

import yaml

from warehouse.query import display, schema
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
        "SELECT m.*, full_place(m.place_name, p.name, p.full_name, p.aliases) AS full_place"
        " FROM metrics m LEFT JOIN places p USING (place_code) WHERE article_id = ? ORDER BY metric_no",
        by_article,
    )
    lines = paragraphs(found["body"], sentences, _marks(store, key, metrics))
    return {
        "article": found,
        "paragraphs": lines,
        "headings": _headings(sentences, lines),
        "metrics": metrics,
        "bylines": store.rows("SELECT * FROM bylines WHERE article_id = ? ORDER BY byline_no", by_article),
        "checks": _checks(store, key),
        "corrections": store.rows("SELECT * FROM corrections WHERE body_sha256 = ?", [found["body_sha256"]]),
        "named": store.rows(_NAMED, by_article),
        "topics": store.rows("SELECT * FROM topics WHERE article_id = ? ORDER BY weight DESC", by_article),
    }


_NAMED = """
SELECT m.kind, m.entity_id, any_value(m.name) AS name, count(*) AS n
FROM mentions AS m
WHERE m.article_id = ? AND m.kind <> 'place' AND m.entity_id IS NOT NULL
GROUP BY m.kind, m.entity_id
ORDER BY m.kind = 'person' DESC, m.kind = 'organization' DESC, m.kind, n DESC, min(m.start_char)
LIMIT 30
"""


def _checks(store: Store, key: str) -> list[Row]:
    """The checks with the sentence each is about, those that fail first."""
    found = store.rows(
        "SELECT c.*, coalesce(m.sentence_no, n.sentence_no) AS sentence_no FROM checks AS c"
        " LEFT JOIN metrics AS m ON m.article_id = c.article_id AND m.metric_no = c.metric_no"
        " LEFT JOIN mentions AS n ON n.article_id = c.article_id AND n.mention_no = c.mention_no"
        " WHERE c.article_id = ? ORDER BY c.status = 'fail' DESC, c.reach, c.check_no",
        [key],
    )
    return [row | {"said": check_said(row["check"], row["detail"])} for row in found]


def check_said(check: str, detail: str | None) -> str:
    """Both sides of a check in words.

    >>> check_said("parts_sum", "2.13e+09 + 6.65e+09 / 8.78e+09")
    '分项 21.3亿 + 66.5亿，文中总数 87.8亿'
    """
    left, slash, right = (detail or "").rpartition(" / ")
    pattern = LABELS["check"].get(check)
    if not slash or pattern is None:
        return detail or ""
    if check != "listed_items":
        left, right = (_NUMBER.sub(_short_number, side) for side in (left, right))
    return pattern.format(left, right)


_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e[+-]?\d+)?")


def _short_number(found: re.Match[str]) -> str:
    number = float(found[0])
    size, word = next(((size, word) for size, word in ((1e8, "亿"), (1e4, "万")) if number >= size), (1, ""))
    return f"{number / size:.6g}{word}"


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
    return value.isoformat().removesuffix("T00:00:00") if isinstance(value, datetime) else display(value)


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


def at(moment: datetime | None, precision: str | None) -> str:
    """A moment as precisely as it is known.

    >>> at(datetime(2020, 4, 13), "day"), at(datetime(2020, 4, 13, 9, 49), "minute")
    ('2020-04-13', '2020-04-13 09:49')
    """
    forms = {"day": "%Y-%m-%d", "minute": "%Y-%m-%d %H:%M", "second": "%Y-%m-%d %H:%M:%S"}
    return moment.strftime(forms.get(precision or "", forms["minute"])) if moment else ""


def beijing(moment: datetime | None) -> str:
    """A UTC time as the clock of Beijing shows it."""
    return at(moment + timedelta(hours=8), "minute") if moment else ""


def _range(start: Any, end: Any) -> str:
    return f"{start:%Y-%m-%d}/{end - timedelta(days=1):%Y-%m-%d}"


def _day(moment: Any) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "—"


def place(store: Store, code: str) -> Row | None:
    """One division: where it stands, what is below it, its facts and its articles."""
    found = store.one("SELECT * FROM places WHERE place_code = ?", [code])
    if found is None:
        return None
    shown = {"place": found, "breadcrumb": _breadcrumb(store, found), "root": _root(code)}
    asked = {"code": code, "root": _root(code)}
    articles = "FROM articles WHERE place_code = $code OR starts_with(place_code, $root)"
    return shown | {
        "below": store.rows(_BELOW, {"code": code}),
        "groups": _groups(store.rows(_METRICS, asked), found),
        "count": store.one(f"SELECT count(*) AS n {articles}", asked),
        "articles": store.rows(
            f"SELECT article_id, title, published_at, coalesce(source, site) AS source {articles}"
            " ORDER BY place_code = $code DESC, published_at DESC NULLS LAST, article_id LIMIT 50",
            asked,
        ),
    }


def _root(code: str) -> str:
    """What the codes of all that lies in a division begin with.

    >>> _root("610304"), _root("610300"), _root("610000"), _root("CHN")
    ('610304', '6103', '61', 'CHN')
    """
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") and len(code) == 6 else code


# Of the division itself, of what lies in it, and of the towns of a county; a larger one has its parts' pages.
_METRICS = """
WITH
mine AS (
    SELECT
        m.*, p.full_name, p.name,
        spot(m.place_name, p.name, p.full_name, p.aliases) AS spot,
        full_place(m.place_name, p.name, p.full_name, p.aliases) AS full_place
    FROM metrics AS m
    JOIN places AS p ON p.place_code = m.place_code
    WHERE m.place_code = $code OR length($root) = 6 AND starts_with(m.place_code, $root)
),
numbered AS (
    SELECT *, row_number() OVER (
        PARTITION BY place_code, spot ORDER BY starts_on DESC NULLS LAST, indicator, article_id, metric_no
    ) AS line, count(*) OVER (PARTITION BY place_code, spot) AS total
    FROM mine
)
SELECT n.*, a.title, a.published_at
FROM numbered AS n
JOIN articles AS a USING (article_id)
WHERE n.line <= CASE WHEN n.place_code = $code AND n.spot IS NULL THEN 200 ELSE 20 END
ORDER BY n.place_code = $code DESC, n.place_code, n.spot NULLS FIRST, n.line
LIMIT 600
"""
_BELOW = """
SELECT
    p.place_code, p.name,
    (
        SELECT count(*) FROM articles AS a
        WHERE starts_with(a.place_code, regexp_replace(p.place_code, '(00)+$', ''))
    ) AS n
FROM places AS p
WHERE p.parent_code = $code AND p.valid_to IS NULL
ORDER BY n DESC, p.place_code
"""


def _groups(metrics: list[Row], found: Row) -> list[Row]:
    """The metrics by division and by what lies in it, with a heading each."""
    groups: dict[str, Row] = {}
    for m in metrics:
        own = m["place_code"] == found["place_code"] and not m["spot"]
        made = {"name": "" if own else m["full_place"], "code": m["place_code"], "division": m["full_name"]}
        made |= {"total": m["total"], "metrics": []}
        groups.setdefault("" if own else m["full_place"], made)["metrics"].append(m)
    return list(groups.values())


def _breadcrumb(store: Store, found: Row) -> list[Row]:
    trail: list[Row] = [found]
    while trail[0]["parent_code"] and len(trail) < 6:
        above = store.one("SELECT * FROM places WHERE place_code = ?", [trail[0]["parent_code"]])
        if above is None:
            break
        trail.insert(0, above)
    return trail


def tables(store: Store) -> Row:
    """Views, macros and tables with their columns, as the SQL page lists them."""
    found: dict[str, dict[str, Row]] = {"view": {}, "macro": {}, "table": {}}
    for kind, name, column, _, label, _ in schema(store.cursor()).rows:
        new = {"name": name, "column": "", "label_zh": label, "columns": []}
        described = found[kind].setdefault(name, new)
        if column.startswith("("):
            described["column"] = column
        elif column:
            described["columns"].append(column)
    return {kind: [one for one in named.values() if one["columns"]] for kind, named in found.items()}


def entity(store: Store, key: str) -> Row | None:
    """One entity with the sentences that name it and, of a person, the posts."""
    found = store.one(
        "SELECT e.*, p.full_name FROM entities AS e"
        " LEFT JOIN places AS p ON p.place_code = coalesce(e.place_code, e.parent_code) WHERE entity_id = ?",
        [key],
    )
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
