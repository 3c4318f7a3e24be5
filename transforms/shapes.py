"""The JSON that `newsdb read` and `newsdb extract` print, one object a line."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from transforms.model import Article, Byline, Context, DateSpan, Extraction, Mention, Metric, Quantity, RejectError

_TIME_FIELDS = ("published", "published_at", "publish_time", "date", "time")
_METRIC = (
    "value low high qualifier unit unit_kind base_value base_unit measure indicator indicator_id subject place_name "
    "place_code period_text starts_on ends_before direction basis is_cumulative modality modality_cue due_on "
    "attributed_to confidence rule"
).split()


def of_article(uri: str, article: Article) -> dict[str, Any]:
    """The line of an article; unknown is None."""
    return {
        "uri": uri,
        "title": article.title,
        "published_at": _iso(article.published_at),
        "published_precision": article.published_precision,
        "site": article.site,
        "source": article.source,
        "bylines": [{"name": b.name, "role": b.role} for b in article.bylines],
        "view_count": article.view_count,
        "dateline_place": article.dateline_place,
        "dateline_on": article.dateline_on.isoformat() if article.dateline_on else None,
        "is_partial": article.is_partial,
        "body": article.body,
    }


def of_reject(uri: str, reject: RejectError) -> dict[str, Any]:
    """The line of a record that is no article."""
    return {"uri": uri, "reject": reject.reason, "stage": reject.stage, "detail": reject.detail}


def of_extraction(key: Any, text: str, found: Extraction) -> dict[str, Any]:
    """The line of an extraction; `key` is the id of the input line."""
    return {
        "id": key,
        "place_code": found.place_code,
        "entities": [_entity(text, m) for m in found.mentions],
        "metrics": [_metric(text, m) for m in found.metrics],
        "metric_links": [
            {"metric": x.metric, "relation": x.relation, "to_metric": x.to_metric, "to_mention": x.to_mention}
            for x in found.metric_links
        ],
        "quantities": [_quantity(text, q) for q in found.quantities],
        "dates": [_date(text, d) for d in found.dates],
        "sentences": [
            {"start": s.start, "end": s.end, "paragraph_no": s.paragraph_no, "section": s.section, "outline": s.outline}
            for s in found.sentences
        ],
        "posts": [_fact(text, p, "person post organization place_code status rule") for p in found.posts],
        "projects": [_fact(text, p, "name status status_text status_on place_code rule") for p in found.projects],
        "documents": [
            {
                "mention": d.mention,
                "title": d.title,
                "type": d.type,
                "number": d.number,
                "issuer": d.issuer,
                "act": d.act,
            }
            for d in found.documents
        ],
        "topics": [{"topic": topic, "weight": weight} for topic, weight in found.topics],
        "checks": [
            {"check": c.check, "status": c.status, "detail": c.detail, "metric": c.metric, "mention": c.mention}
            for c in found.checks
        ],
    }


def context(line: dict[str, Any], published: datetime | None) -> Context:
    """The context of an input line of `newsdb extract`; `published` is its time, already read."""
    day = line.get("dateline_on")
    return Context(
        title=line.get("title"),
        published=published,
        site=line.get("site"),
        source=line.get("source"),
        dateline_place=line.get("dateline_place"),
        dateline_on=date.fromisoformat(day) if isinstance(day, str) and _DAY.fullmatch(day) else None,
        bylines=_bylines(line.get("bylines")),
    )


_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])")  # later days of a month are not worth an error


def _bylines(given: Any) -> list[Byline]:
    rows = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    pairs = [(one.get("name"), one.get("role")) for one in rows]
    return [Byline(name, role) for name, role in pairs if isinstance(name, str) and isinstance(role, str)]


def published_text(line: dict[str, Any]) -> str | None:
    """The publication time of an input line as it is written there."""
    found = next((line[name] for name in _TIME_FIELDS if line.get(name)), None)
    return None if found is None else str(found)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _span(text: str, item: Any, field: str = "text") -> dict[str, Any]:
    return {"start": item.start, "end": item.end, field: text[item.start : item.end]}


def _entity(text: str, m: Mention) -> dict[str, Any]:
    facts = {"kind": m.kind, "form": m.form, "name": m.name, "place_code": m.place_code, "parent_code": m.parent_code}
    return _span(text, m) | facts | {"confidence": m.confidence, "rule": m.rule}


def _quantity(text: str, q: Quantity) -> dict[str, Any]:
    facts = {"kind": q.kind, "value": q.value, "low": q.low, "high": q.high, "qualifier": q.qualifier, "unit": q.unit}
    return _span(text, q) | facts | {"currency": q.currency, "rule": q.rule}


def _date(text: str, d: DateSpan) -> dict[str, Any]:
    facts = {"kind": d.kind, "starts_on": _iso(d.starts_on), "ends_before": _iso(d.ends_before)}
    more = {"precision": d.precision, "anchor": d.anchor, "duration_seconds": d.duration_seconds, "rule": d.rule}
    return _span(text, d) | facts | more


def _metric(text: str, m: Metric) -> dict[str, Any]:
    return _span(text, m, "quote") | {name: _plain(getattr(m, name)) for name in _METRIC}


def _fact(text: str, item: Any, names: str) -> dict[str, Any]:
    return _span(text, item) | {name: _plain(getattr(item, name)) for name in names.split()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
