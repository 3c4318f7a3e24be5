"""The records that the steps of transforms hand to each other: plain data, no behaviour.

Offsets are code points of the text a span was found in, end exclusive. None means unknown, never 0 or "".
Times without an offset are local time of Asia/Shanghai.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

ROLES = ("reporter", "correspondent", "author", "editor", "photographer")
REJECT_REASONS = (
    "empty", "undecodable", "unsupported_format", "malformed", "too_large", "archive_limit", "unreadable", "no_body",
    "list_page", "gallery", "video", "not_chinese", "duplicate_record", "forgotten",
)  # fmt: skip

RecordForm = Literal["html", "text", "fields"]
Precision = Literal["day", "minute", "second"]


class RejectError(Exception):
    """A record that cannot become an article; ends as a row of `rejects`, the run goes on."""

    def __init__(self, stage: str, reason: str, detail: str = "") -> None:
        if reason not in REJECT_REASONS:
            raise ValueError(f"unknown reject reason {reason!r}")
        super().__init__(f"{stage}: {reason}: {detail}")
        self.stage, self.reason, self.detail = stage, reason, detail

    def __reduce__(self) -> tuple[type[RejectError], tuple[str, str, str]]:
        # Rejects travel from worker processes; without this, pickle would call us with the message alone.
        return type(self), (self.stage, self.reason, self.detail)


@dataclass(frozen=True, slots=True)
class Record:
    """One raw record of a file: a page, a text dump, or one row of a structured file (decoded already)."""

    form: RecordForm
    content: str  # markup, dump, or the body column (which may hold markup itself)
    own_key: str | None = None  # its id or url in the file
    fields: Mapping[str, str] = field(default_factory=dict)
    # of structured rows: title published source author editor site url views (as text, blank ones left out)
    fetched_at: datetime | None = None  # naive, Asia/Shanghai; only where the capture itself says so, as WARC does


@dataclass(frozen=True, slots=True)
class Byline:
    """One named person (or desk) of a byline; role is one of ROLES."""

    name: str
    role: str


@dataclass(slots=True)
class Article:
    """A record after transforms.page: header facts apart from one normalised body."""

    body: str  # paragraphs joined by "\n"; every later offset counts its code points
    title: str | None = None
    published_at: datetime | None = None  # naive, Asia/Shanghai
    published_precision: Precision | None = None  # None exactly when published_at is
    site: str | None = None
    source: str | None = None
    view_count: int | None = None
    bylines: list[Byline] = field(default_factory=list)
    dateline_place: str | None = None  # 西安 of 新华社西安7月8日电
    dateline_on: date | None = None
    is_partial: bool = False  # the page continues elsewhere


@dataclass(slots=True)
class Sentence:
    """One sentence; sentences of a body touch or are parted by "\n" only."""

    start: int
    end: int
    paragraph_no: int
    section: str | None = None
    outline: str | None = None  # 一是, 首先, （一） as written


@dataclass(slots=True)
class Quantity:
    """One number, percent, money … found in a text. The list nests: numerals stand beside what they belong to."""

    start: int
    end: int
    kind: str  # number percent percentage_point ordinal money dimension count multiple ratio
    value: float | None  # as written: 8000余万元 -> 80000000; midpoint of a range
    low: float | None
    high: float | None
    qualifier: str = "exact"  # exact approx over under range
    unit: str | None = None  # CNY, %, pp, x, :1, or as written (个, 户, 平方米); CNY/亩
    unit_kind: str | None = None  # money count area length mass volume energy percent percentage_point ratio rate …
    currency: str | None = None  # ISO
    base_value: float | None = None
    base_unit: str | None = None
    rule: str = ""
    lead: int = 0  # characters before start that qualify it (超 of 超387万亩); in low, high and qualifier already


@dataclass(slots=True)
class DateSpan:
    """One time expression. Half open: starts_on <= t < ends_before."""

    start: int
    end: int
    kind: str  # day month year … period datetime duration vague
    starts_on: datetime | None
    ends_before: datetime | None
    precision: str | None = None  # second minute hour day week month quarter half year decade …
    anchor: str | None = None  # published dateline text; None = absolute
    duration_seconds: float | None = None
    rule: str = ""


@dataclass(slots=True)
class Mention:
    """One name in the body. Several mentions may share one span (十九届二中、三中、四中全会)."""

    start: int
    end: int
    kind: str  # person organization place document meeting slogan project
    name: str  # canonical name of what is meant
    form: str = "name"  # name short title pronoun generic
    place_code: str | None = None  # of a place, or of what an organization belongs to
    parent_code: str | None = None  # of a village: its town, or county
    scope: str = ""  # what tells two bearers of one name apart (see identity in transforms/tables.py)
    confidence: float = 1.0
    rule: str = ""


@dataclass(slots=True)
class Metric:
    """One stated quantity with everything the text says of it."""

    start: int
    end: int
    value: float | None
    low: float | None
    high: float | None
    qualifier: str
    unit: str | None
    unit_kind: str | None
    base_value: float | None = None
    base_unit: str | None = None
    measure: str = "level"  # level change growth_rate share ratio contribution difference
    indicator: str | None = None
    indicator_id: str | None = None
    subject: str | None = None
    subject_kind: str | None = None  # of the mention the subject is, for its entity
    place_name: str | None = None
    place_code: str | None = None
    starts_on: datetime | None = None
    ends_before: datetime | None = None
    period_text: str | None = None
    direction: str | None = None  # up down
    basis: str | None = None  # yoy mom, or the text's own words
    is_cumulative: bool = False
    modality: str = "actual"  # actual target norm
    modality_cue: str | None = None
    due_on: datetime | None = None
    attributed_to: str | None = None
    confidence: float = 1.0
    rule: str = ""


@dataclass(slots=True)
class MetricLink:
    """metrics[metric] stands in `relation` to metrics[to_metric] or mentions[to_mention] (list positions)."""

    metric: int
    relation: str  # part_of listed_in share_of change_of previous_value target_of
    to_metric: int | None = None
    to_mention: int | None = None


@dataclass(slots=True)
class Post:
    """person holds post; spans cover the whole expression."""

    start: int
    end: int
    person: str
    post: str
    organization: str | None = None
    place_code: str | None = None
    status: str = "current"  # current former acting seconded
    rule: str = ""


@dataclass(slots=True)
class DocumentFact:
    """What is known of the document at mentions[mention]."""

    mention: int
    title: str
    type: str | None = None
    number: str | None = None
    issuer: str | None = None
    act: str = "mentioned"  # issued based_on studied mentioned


@dataclass(slots=True)
class ProjectFact:
    """One project named in the text, with its status and the words that say so."""

    start: int
    end: int
    name: str
    status: str | None = None  # planned signed started building completed in_use stopped
    status_text: str | None = None
    status_on: datetime | None = None
    place_code: str | None = None
    rule: str = ""


@dataclass(slots=True)
class SloganMember:
    """One part of a slogan: 政治意识 of 四个意识."""

    slogan: str  # canonical name, as in its mention
    origin: str  # text: the article lists it; dictionary: the rules do
    member_no: int  # from 1
    text: str


@dataclass(slots=True)
class Check:
    """One statement of the text held against another of the same text."""

    check: str  # listed_items parts_sum growth …
    status: str  # ok fail unknown
    detail: str
    metric: int | None = None  # position in metrics
    mention: int | None = None  # position in mentions


@dataclass(slots=True)
class Context:
    """What is known of an article besides its body."""

    title: str | None = None
    published: datetime | None = None
    published_precision: Precision | None = None
    site: str | None = None
    source: str | None = None
    dateline_place: str | None = None
    dateline_on: date | None = None
    bylines: list[Byline] = field(default_factory=list)


@dataclass(slots=True)
class Extraction:
    """Everything transforms.extract finds in one body."""

    sentences: list[Sentence] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    dates: list[DateSpan] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    title_mentions: list[Mention] = field(default_factory=list)  # offsets into the title
    posts: list[Post] = field(default_factory=list)
    documents: list[DocumentFact] = field(default_factory=list)
    projects: list[ProjectFact] = field(default_factory=list)
    metrics: list[Metric] = field(default_factory=list)
    metric_links: list[MetricLink] = field(default_factory=list)
    slogan_members: list[SloganMember] = field(default_factory=list)
    topics: list[tuple[str, float]] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    place_code: str | None = None  # the one town or county the article is about
    place_confidence: float | None = None
    article_place: Mention | None = None  # place_code as a place, offsets 0
