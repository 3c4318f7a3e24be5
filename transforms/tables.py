"""Articles and what was extracted from them, as columns of the batch tables.

Names of tables and columns are those of warehouse/catalogue.py; a test holds the two together.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from transforms.extract import keywords
from transforms.identity import article_scope, entity_id
from transforms.model import Article, Extraction, Mention
from transforms.page.names import is_name
from transforms.text import index, vocabulary
from transforms.text.fold import fold
from transforms.text.index import Index
from transforms.text.words import Segmenter

Columns = dict[str, Any]  # a sequence of values by column

COLUMNS: dict[str, str] = {
    "articles": "article_id uri file_uri record_key url site title published_at published_precision"
    " dateline_place dateline_on source view_count char_count body body_sha256 is_partial place_code"
    " place_confidence read_ruleset extract_ruleset loaded_at run_id",
    "bylines": "article_id byline_no name role entity_id",
    "sentences": "article_id sentence_no paragraph_no start_char end_char text section outline words tags",
    "mentions": "article_id mention_no sentence_no start_char end_char text kind form name entity_id place_code"
    " parent_code scope confidence rule",
    "named": "article_id named_no kind name alias origin entity_id place_code parent_code scope",
    "posts": "article_id post_no person_id post organization organization_id place_code status start_char"
    " end_char rule",
    "documents": "article_id mention_no title type number issuer act",
    "slogan_parts": "article_id entity_id origin member_no text",
    "projects": "article_id project_no entity_id name status status_text status_on place_code start_char end_char rule",
    "dates": "article_id date_no sentence_no start_char end_char text starts_on ends_before precision kind"
    " duration_seconds anchor rule",
    "metrics": "article_id metric_no sentence_no start_char end_char quote value value_low value_high qualifier unit"
    " unit_kind base_value base_unit measure indicator indicator_id subject subject_id place_name place_code starts_on"
    " ends_before period_text direction basis is_cumulative modality modality_cue due_on attributed_to confidence rule",
    "metric_links": "article_id link_no metric_no relation to_metric_no to_mention_no",
    "keywords": "article_id term frequency",
    "topics": "article_id topic weight",
    "postings": "article_id field term positions field_chars",
    "checks": "article_id reach check_no metric_no mention_no check status detail",
}


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an article comes from and which run and rules made its rows."""

    uri: str
    record_key: str
    url: str | None
    read_ruleset: str
    extract_ruleset: str
    loaded_at: datetime  # naive, UTC
    run_id: str


@dataclass(slots=True)
class Rows:
    """Rows of one batch by table, in the order of COLUMNS; grows by `add`, becomes columns by `columns`."""

    tables: dict[str, list[tuple[Any, ...]]]
    words: Index


def empty(segmenter: Segmenter) -> Rows:
    """Rows with no article in them."""
    known = vocabulary.vocabulary(segmenter, keywords.is_content)
    vocabulary.forget(known)
    return Rows({name: [] for name in COLUMNS}, Index(known))


def article_id(uri: str, record_key: str) -> str:
    """First 16 hex digits of sha256(uri + record_key)."""
    return hashlib.sha256((uri + record_key).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def body_sha256(body: str) -> str:
    """Hex sha256 of the body in UTF-8."""
    return hashlib.sha256(body.encode("utf-8")).hexdigest()


def columns(rows: Rows) -> dict[str, Columns]:
    """The rows as columns by table: lists, but Arrow arrays of the columns that hold every word of every article."""
    turned = {name: _turn(COLUMNS[name].split(), rows.tables[name]) for name in COLUMNS}
    turned["sentences"] |= index.sentence_columns(rows.words)
    ids = turned["articles"]["article_id"]
    turned["keywords"] = index.keyword_columns(rows.words, ids, keywords.MOST)
    turned["postings"] = index.posting_columns(rows.words, ids)
    return turned


def add(rows: Rows, article: Article, found: Extraction, source: Provenance) -> str:
    """Append every row of one article; its article_id."""
    key = article_id(source.uri, source.record_key)
    numbers = _sentence_numbers(found)
    _add_article(rows, key, article, found, source)
    _add_bylines(rows, key, article, found)
    _add_sentences(rows, key, article, found)
    _add_mentions(rows, key, article.body, found, numbers)
    _add_named(rows, key, article, found)
    _add_facts(rows, key, found)
    _add_dates(rows, key, article.body, found, numbers)
    _add_metrics(rows, key, article.body, found, numbers)
    return key


def _turn(names: list[str], rows: list[tuple[Any, ...]]) -> Columns:
    if not rows:
        return {name: [] for name in names}
    return {name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}


class _Numbers:
    """The sentence number (from 1) of an offset, for offsets that mostly ascend."""

    __slots__ = ("at", "starts")

    def __init__(self, starts: list[int]) -> None:
        self.starts, self.at = starts, 0

    def of(self, offset: int) -> int:
        starts = self.starts
        if self.at >= len(starts) or starts[self.at] > offset:
            self.at = 0
        while self.at + 1 < len(starts) and starts[self.at + 1] <= offset:
            self.at += 1
        return self.at + 1


def _sentence_numbers(found: Extraction) -> _Numbers:
    return _Numbers([s.start for s in found.sentences])


def _add_article(rows: Rows, key: str, article: Article, found: Extraction, source: Provenance) -> None:
    body = article.body
    rows.tables["articles"].append((
        key, source.uri, source.uri, source.record_key, source.url, article.site, article.title,
        article.published_at, article.published_precision, article.dateline_place, article.dateline_on,
        article.source, article.view_count, len(body), body, body_sha256(body), article.is_partial,
        found.place_code, found.place_confidence, source.read_ruleset, source.extract_ruleset, source.loaded_at,
        source.run_id,
    ))  # fmt: skip


def _add_bylines(rows: Rows, key: str, article: Article, found: Extraction) -> None:
    scope = article_scope(found.place_code, article.site, article.body)
    for number, byline in enumerate(article.bylines, 1):
        person = entity_id("person", byline.name, scope) if is_name(byline.name) else None
        rows.tables["bylines"].append((key, number, byline.name, byline.role, person))


def _add_sentences(rows: Rows, key: str, article: Article, found: Extraction) -> None:
    body = article.body
    rows.tables["sentences"].extend(
        (key, number, s.paragraph_no + 1, s.start, s.end, body[s.start : s.end], s.section, s.outline, None, None)
        for number, s in enumerate(found.sentences, 1)
    )
    spans = [(s.start, s.end) for s in found.sentences]
    index.add(rows.words, article.title or "", (body, fold(body)), spans)


def _identity(mention: Mention) -> str:
    return entity_id(mention.kind, mention.name, mention.scope)


def _add_mentions(rows: Rows, key: str, body: str, found: Extraction, numbers: _Numbers) -> None:
    out = rows.tables["mentions"]
    for number, m in enumerate(found.mentions, 1):
        out.append((
            key, number, numbers.of(m.start), m.start, m.end, body[m.start : m.end], m.kind, m.form, m.name,
            _identity(m), m.place_code, m.parent_code, m.scope, m.confidence, m.rule,
        ))  # fmt: skip


def _add_named(rows: Rows, key: str, article: Article, found: Extraction) -> None:
    """What title, bylines, posts and the article's place name without a mention in the body."""
    title = article.title or ""
    named = [(m, title[m.start : m.end], "title") for m in found.title_mentions]
    scope = article_scope(found.place_code, article.site, article.body)
    people = dict.fromkeys(b.name for b in article.bylines if is_name(b.name))
    named += [(Mention(0, 0, "person", name, scope=scope), name, "byline") for name in people]
    named += [(m, m.name, "post") for m in _implied(found).values()]
    if found.article_place is not None:
        named.append((found.article_place, found.article_place.name, "article_place"))
    for number, (m, alias, origin) in enumerate(named, 1):
        rows.tables["named"].append((
            key, number, m.kind, m.name, alias, origin, _identity(m), m.place_code, m.parent_code, m.scope,
        ))  # fmt: skip


def _implied(found: Extraction) -> dict[str, Mention]:
    """The bodies of a division that only the posts tell of (县长 of its government), by name."""
    known = {m.name for m in found.mentions if m.kind == "organization"}
    bodies = {p.organization: p.place_code for p in found.posts if p.organization and p.organization not in known}
    return {
        name: Mention(0, 0, "organization", name, place_code=code, scope=code) for name, code in bodies.items() if code
    }


def _add_facts(rows: Rows, key: str, found: Extraction) -> None:
    identity = {("organization", name): _identity(m) for name, m in _implied(found).items()}
    identity |= {(m.kind, m.name): _identity(m) for m in found.mentions}
    for number, p in enumerate(found.posts, 1):
        person, body = identity[("person", p.person)], identity.get(("organization", p.organization or ""))
        rows.tables["posts"].append((
            key, number, person, p.post, p.organization, body, p.place_code, p.status, p.start, p.end, p.rule,
        ))  # fmt: skip
    for d in found.documents:
        rows.tables["documents"].append((key, d.mention + 1, d.title, d.type, d.number, d.issuer, d.act))
    for part in found.slogan_members:
        rows.tables["slogan_parts"].append(
            (key, entity_id("slogan", part.slogan, ""), part.origin, part.member_no, part.text)
        )
    for number, q in enumerate(found.projects, 1):
        rows.tables["projects"].append((
            key, number, identity[("project", q.name)], q.name, q.status, q.status_text, q.status_on, q.place_code,
            q.start, q.end, q.rule,
        ))  # fmt: skip
    for number, c in enumerate(found.checks, 1):
        rows.tables["checks"].append(
            (key, "article", number, _from_one(c.metric), _from_one(c.mention), c.check, c.status, c.detail)
        )
    rows.tables["topics"].extend((key, topic, weight) for topic, weight in found.topics)


def _from_one(position: int | None) -> int | None:
    return None if position is None else position + 1


def _add_dates(rows: Rows, key: str, body: str, found: Extraction, numbers: _Numbers) -> None:
    out = rows.tables["dates"]
    for number, d in enumerate(found.dates, 1):
        out.append((
            key, number, numbers.of(d.start), d.start, d.end, body[d.start : d.end], d.starts_on, d.ends_before,
            d.precision, d.kind, d.duration_seconds, d.anchor, d.rule,
        ))  # fmt: skip


def _add_metrics(rows: Rows, key: str, body: str, found: Extraction, numbers: _Numbers) -> None:
    identity = {(m.kind, body[m.start : m.end]): _identity(m) for m in found.mentions}
    out = rows.tables["metrics"]
    for number, m in enumerate(found.metrics, 1):
        subject = identity.get((m.subject_kind or "", m.subject or ""))
        out.append((
            key, number, numbers.of(m.start), m.start, m.end, body[m.start : m.end], m.value, m.low, m.high,
            m.qualifier, m.unit, m.unit_kind, m.base_value, m.base_unit, m.measure, m.indicator, m.indicator_id,
            m.subject, subject, m.place_name, m.place_code, m.starts_on, m.ends_before, m.period_text, m.direction,
            m.basis, m.is_cumulative, m.modality, m.modality_cue, m.due_on, m.attributed_to, m.confidence, m.rule,
        ))  # fmt: skip
    links = rows.tables["metric_links"]
    links.extend(
        (key, number, x.metric + 1, x.relation, _from_one(x.to_metric), _from_one(x.to_mention))
        for number, x in enumerate(found.metric_links, 1)
    )
