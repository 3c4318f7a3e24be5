"""Header facts, bylines and body brought together into one Article."""

from __future__ import annotations

import re
from datetime import datetime

from transforms.model import Article, Byline, RejectError
from transforms.page import byline, clock, dateline, fields, names, tail
from transforms.page.fields import Facts
from transforms.page.parts import Parts
from transforms.page.vocabulary import medium, office
from transforms.text.fold import fold
from transforms.text.normalise import normalise

_WRITERS = ("reporter", "correspondent", "author")
_SAMPLE = 20_000  # characters that tell the language
_HAN = re.compile(r"[㐀-鿿]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_KANA = re.compile(r"[぀-ヿ가-힯]+")
_OPENED = re.compile(r"\w{2,8}[讯訊][\s:：]*(?=\S)")  # 南都讯 记者…
_END_SOURCE = re.compile(
    r"[(\[【](?:本文|文章|资料|稿件|信息)?(?:来源|摘自|稿源|转自)(?:于|自)?[:/ ]\s*([^()\[\]【】:]{2,30})[)\]】]\s*$"
)


def build(parts: Parts, fetched_at: datetime | None) -> Article:
    """The article of these parts, or a RejectError when they hold none."""
    body = normalise("\n".join(parts.body))
    _refuse(body, parts)
    header = [facts for line in parts.header if (facts := fields.read(line, fetched_at)) and not facts.prose]
    ending = [facts for line in parts.tail if (facts := fields.read(line)) and facts.is_header]
    article = Article(body=body, title=_tidy(parts.title), site=parts.site, is_partial=parts.is_partial)
    _time(article, header, ending, parts, fetched_at)
    article.source = _source(header, parts, body)
    near = [facts for line in parts.tail[:4] if (facts := fields.read(line))]
    article.view_count = next((facts.views for facts in [*header, *near] if facts.views is not None), None)
    if article.view_count is None and "views" in parts.given:
        article.view_count = fields.count(parts.given["views"])
    _place_and_day(article)
    article.bylines = _bylines(header, ending, parts, body)
    return article


def _tidy(title: str | None) -> str | None:
    return normalise(title).replace("\n", " ").replace("\t", " ") or None if title else None


def _refuse(body: str, parts: Parts) -> None:
    if parts.reject:
        raise RejectError("page", *parts.reject)
    if not body:
        raise RejectError("page", "no_body", parts.title or "")
    sample = body[:_SAMPLE]
    han = sum(map(len, _HAN.findall(sample)))
    if han >= 0.3 * len(sample) and not _KANA.search(sample):
        return  # whatever the rest of it is
    letters, kana = (sum(map(len, each.findall(sample))) for each in (_LETTERS, _KANA))
    if han < 0.3 * letters or kana > 0.2 * letters:
        raise RejectError("page", "not_chinese", f"{han} of {letters} letters are Chinese")


def _time(
    article: Article, header: list[Facts], ending: list[Facts], parts: Parts, fetched_at: datetime | None
) -> None:
    """Sets the time: of a field or meta element, labelled, beside the headline, of an update, of the tail."""
    given = clock.read(parts.given["published"], fetched_at) if "published" in parts.given else None
    labelled = [facts.stamp for facts in header if facts.labelled and facts.stamp]
    plain = [facts.stamp for facts in header if facts.stamp]
    late = [facts.updated for facts in header if facts.updated]
    ended = [facts.stamp for facts in ending if facts.stamp and facts.labelled]
    ended += [facts.stamp for line in parts.tail[:1] if (facts := fields.read(line)) and facts.stamp and not facts.rest]
    found = [*labelled, *plain, *late, *ended]
    best = given if parts.trusted and given else found[0] if found else given
    if best is not None and given is not None and best.precision == "day" and given.at.date() == best.at.date():
        best = given
    if best is not None:
        same = [s for s in found if s.at.date() == best.at.date() and s.precision != "day"]
        best = same[0] if best.precision == "day" and same else best
        article.published_at, article.published_precision = best.at, best.precision


def _source(header: list[Facts], parts: Parts, body: str) -> str | None:
    """The medium the report came from: labelled, beside the time, on a line of its own, named in or after the body."""
    labelled = [facts.source for facts in header if facts.source]
    labelled += [name for facts in header for name in _media_as_authors(facts)]
    given = [parts.given["source"]] if "source" in parts.given else []
    beside = [name for facts in header for name in fields.beside_time(facts) if name and _is_outlet(name, parts)]
    marked = [re.split(r"\s[–-]\s", text)[0] for kind, text in parts.marked]
    hinted = [text for text in marked if medium().fullmatch(fold(text))]
    alone = [name for line in parts.near if (name := fields.lone_source(line))]
    alone += [name for line in [*parts.near, *parts.header] if (name := byline.outlet(line))]
    late = [facts.source for line in _before_lists(parts.tail) if (facts := fields.read(line)) and facts.source]
    first = (*given, *labelled) if parts.trusted else (*labelled, *given)
    for name in (*first, *late[:1], *beside, *hinted, *alone, *_source_of_body(body)):
        if name and (known := fields.clean_source(name)):
            return known
    return None


def _media_as_authors(facts: Facts) -> list[str]:
    """Media that stand where the author should: 作者：样例网."""
    return [person.name for person in facts.people if person.role == "author" and is_medium(person.name)]


def is_medium(name: str) -> bool:
    """Whether a name is surely a medium's and no pen name."""
    return len(name) > 2 and bool(medium().fullmatch(fold(name))) and fold(name)[-1:] in tuple("报网社台刊")


def _is_outlet(name: str, parts: Parts, *, marked: bool = False) -> bool:
    """Whether a name beside a time is a medium or office, or the site itself, and no author.

    In an element marked as the author's only what is surely a medium: 样例科技 may be an author's pen name.
    """
    if marked:
        return name == parts.site or is_medium(name)
    known = medium().fullmatch(fold(name)) or office().fullmatch(fold(name)) or name == parts.site
    return bool(known) and not names.is_name(name)


def _before_lists(lines: list[str]) -> list[str]:
    """The lines after a body up to the first that opens a list of other reports, itself included."""
    end = next((at for at, line in enumerate(lines) if tail.ends_body(line)), len(lines))
    return [line for line in lines[: min(end + 1, 12)] if len(line) < 120]


def _source_of_body(body: str) -> list[str]:
    """The media a body names at its edges: the last bracket, the dateline, the first bracket."""
    last = body[-80:]
    found = _END_SOURCE.search(fold(last))
    named = [last[found.start(1) : found.end(1)]] if found else []
    for text in body.split("\n", 3)[:3]:
        line = dateline.read(text, None)
        if line and line.agency[0] not in "本据" and len(line.agency) > 2:
            named.append(line.agency)
        opened = re.match(r"[\[【]([^\[\]【】]{2,10})[\]】]", text)
        if opened and medium().fullmatch(fold(opened[1])):
            named.append(re.sub(r"[专專][讯訊]$", "", opened[1]))
    return named


def _place_and_day(article: Article) -> None:
    paragraphs = article.body.split("\n", 3)
    for text in paragraphs[:3]:
        found = dateline.read(text, article.published_at)
        if found:
            article.dateline_place, article.dateline_on = found.place, found.on
            return
    last = dateline.closing(article.body, article.published_at)
    if last:
        article.dateline_place, article.dateline_on = last.place, last.on


def _bylines(header: list[Facts], ending: list[Facts], parts: Parts, body: str) -> list[Byline]:
    """Everyone named around the body and in the brackets at its two ends."""
    found = [person for facts in header for person in facts.people]
    if parts.trusted:
        found = [
            person for role in ("author", "editor") if role in parts.given for person in _given(parts.given[role], role)
        ]
    for line in parts.header:
        facts = fields.read(line)
        if facts is None or not facts.people:
            found += byline.read(line) or []
            found += _slashed(line)
    found += _of_body(body)
    found += [person for facts in ending for person in facts.people if person.role == "editor"]
    near = [facts for line in _before_lists(parts.tail) if (facts := fields.read(line)) and facts.is_header]
    found += [person for facts in near for person in facts.people if person.role != "editor"]
    for line in parts.tail[:4]:
        found += byline.read(line) or byline.bracketed(line)
    if not any(person.role in _WRITERS for person in found):
        found += _beside(header, parts)
    for role in ("editor", "author"):
        if role in parts.given and not any(person.role == role for person in found):
            known = {person.name for person in found}
            found += [person for person in _given(parts.given[role], role) if person.name not in known]
    return byline.merge([person for person in found if not (person.role == "author" and is_medium(person.name))])


def _slashed(line: str) -> list[Byline]:
    """The author of 石佳/中国青年报."""
    medium_name = byline.outlet(line)
    others = line.replace(medium_name, "") if medium_name else ""
    return byline.read(others, default="author") or []


def _beside(header: list[Facts], parts: Parts) -> list[Byline]:
    """The author beside the time, or in an element named for authors."""
    named = [re.split(r"\s[–-]\s", text)[0] for kind, text in parts.marked if kind == "author"]
    beside = [name for facts in header if (name := fields.beside_time(facts)[1])]
    for name in (*named, *beside):
        if (
            not _is_outlet(name, parts, marked=name in named)
            and not fields.read(name)
            and not re.search(r"[。！？:：]", name)
        ):
            several = byline.read(name, default="author") or [Byline(name, "author")]
            return [person for person in several if fields.is_somebody(person.name)]
    return []


def _given(text: str, role: str) -> list[Byline]:
    """The people a meta element or column names: labels in it are read, sites and addresses are not people."""
    facts = fields.read(text)
    if facts and facts.labels:
        return facts.people
    several = byline.read(text, default=role)
    return several or []


def _of_body(body: str) -> list[Byline]:
    """The people of the opening dateline and of the brackets that end the first and last paragraphs."""
    paragraphs = body.split("\n")
    found: list[Byline] = []
    for text in paragraphs[:4]:
        line = dateline.read(text, None)
        rest = text[line.end :] if line else text
        if line:
            inner = re.match(r"\s*[(（]([^()（）]{2,60})[)）]", rest)
            found += (byline.read(inner[1], default="reporter") or []) if inner else []
            found += [Byline(line.who, "reporter")] if line.who else []
        opened = _OPENED.match(text[:20])
        if line or opened:
            found += byline.opening(rest if line else text[opened.end() if opened else 0 :])
        found += byline.bracketed(text[:160])
        found += (byline.read(text) or []) if len(text) < 60 else []
    ends = [text[-160:] for text in paragraphs[-3:]]
    for text in ends:
        found += byline.bracketed(text) + byline.closing(text)
    told = {person.name for person in found}  # who is named a photographer in a caption is not guessed to be the author
    return found + [person for text in ends for person in byline.signed(text, told)]
