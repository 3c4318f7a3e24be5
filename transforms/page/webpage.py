"""A page's lines sorted into headline, header, body and tail."""

from __future__ import annotations

import re
from functools import cache

from transforms import rules
from transforms.page import body, byline, fields, headline, kind, markup, tail
from transforms.page.markup import Line, Page
from transforms.page.parts import Parts
from transforms.page.vocabulary import begins, words
from transforms.text.fold import fold

_HEADINGS = {"h1": 25, "h2": 15, "h3": 10, "h4": 4}
_FAR = 150  # lines above the body among which the headline may stand
_ABOVE = 40  # lines above the body among which a headline is looked for when nothing matches the page's title
_HEADER = 25  # lines from the headline on that may give facts
_TAIL = 45
_EDITOR = re.compile(r"编辑|編輯|责编|責編")


@cache
def _meta_fields() -> dict[str, str]:
    return {row["name"]: row["field"] for row in rules.table("page/metas.tsv")}


def read(text: str) -> Parts:
    """The parts of a page of markup."""
    page = markup.parse(text)
    parts = Parts(given=_given(page))
    parts.site = parts.given.get("site") or headline.site_of(page.title)
    headed = _headline_at(page, parts)
    region = body.find(page, headed)
    if region is None:
        page = markup.parse(text, hidden=True)
        headed = _headline_at(page, parts)
        region = body.find(page, headed)
    kept = region.lines if region else []
    first = next((at for at in kept if body.worth(page.lines[at]) > 0), kept[0] if kept else len(page.lines))
    at = _choose_title(page, first, parts)
    if parts.title is None:
        at = _title_in_body(page, kept, parts)
    _sort(page, kept, first, at, parts)
    parts.reject = kind.refuse(page, region, parts, headed=headed is not None)
    parts.is_partial = any(_leads_on(link) for link in page.anchors)
    return parts


def _headline_at(page: Page, parts: Parts) -> int | None:
    """The line that is the headline beyond doubt: the words of the page's title, in a heading or alone."""
    named = headline.squeeze(page.title)
    given = headline.squeeze(parts.given.get("title", ""))
    values = [_match_worth(line, named, given) for line in page.lines]
    best = max(values, default=0.0)
    return values.index(best) if best >= 50 else None


def _leads_on(link: str) -> bool:
    """Whether a link leads to the rest of the report."""
    return link[-1:] in tuple("页頁文") and fold(link).strip("[]<>» ") in words("partial_links")


def _given(page: Page) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, content in page.metas.items():
        field = _meta_fields().get(name)
        if field and len(content) <= 300:
            given.setdefault(field, content)
    return given


def _choose_title(page: Page, first: int, parts: Parts) -> int | None:
    """Sets the title; the position of its line where it stands on the page."""
    named = headline.squeeze(page.title)
    given = headline.squeeze(parts.given.get("title", ""))
    best, where = 0.0, None
    for at in range(max(0, first - _FAR), min(first + 4, len(page.lines))):
        line = page.lines[at]
        value = _title_worth(line, named, given)
        if value:
            value += 25 * any(_has_time(near.spaced) for near in page.lines[at + 1 : at + 4])
            value -= min(abs(first - at), 60) / 6 + 8 * (at > first)
        if value > best:
            best, where = value, at
    if where is not None and best >= 15:
        parts.title = _without_mark(page.lines[where].text, parts.given.get("title") or page.title)
        return where
    parts.title = headline.clean(parts.given.get("title") or page.title) or None
    return None


def _title_in_body(page: Page, kept: list[int], parts: Parts) -> int | None:
    """Takes the headline from the first lines of a body whose page names none: short, before a longer line."""
    for at, following in zip(kept[:3], kept[1:4], strict=False):
        text = page.lines[at].text
        if headline.is_candidate(text) and len(text) <= 50 and not tail.is_facts(page.lines[at].spaced):
            if len(page.lines[following].text) < len(text):
                continue
            parts.title = text
            return at
    return None


def _without_mark(text: str, named: str) -> str:
    """The headline without a mark glued to its front (原创, 图文) that the page's own title does not have."""
    clean = headline.clean(named)
    extra = len(text) - len(clean)
    return clean if 0 < extra <= 4 and len(clean) > 8 and text.endswith(clean) else text


def _match_worth(line: Line, named: str, given: str) -> float:
    """How well a line fits the page's own title, its heading counted."""
    dense = line.links > len(line.text) / 2
    if not 4 <= len(line.text) <= 120 or (dense and line.tag not in _HEADINGS):
        return 0.0
    value = float(_HEADINGS.get(line.tag, 0)) + 3 * line.bold
    bare = headline.squeeze(line.text)
    if bare in (given, named):
        value += 80 if len(bare) > 6 else 30
    elif len(bare) >= 5 and bare in named:
        value += 30 + 40 * len(bare) / len(named) + 10 * named.startswith(bare)
    if value >= 30 and headline.is_trail(line.text):
        return 0.0
    return value - 40 * dense


def _title_worth(line: Line, named: str, given: str) -> float:
    """How much speaks for a line being the headline."""
    value = _match_worth(line, named, given)
    if value >= 30 or value < 0 or not 4 <= len(line.text) <= 120 or line.links > len(line.text) / 2:
        return value
    if headline.is_trail(line.text) or not headline.is_candidate(line.text):
        return 0.0
    return value + 5 * (len(line.text) >= 8 and line.links == 0)


def _sort(page: Page, kept: list[int], first: int, title_at: int | None, parts: Parts) -> None:
    """Fills header, body and tail from the positions of the body's lines."""
    lines = page.lines
    start = title_at if title_at is not None and title_at < first + 4 else max(0, first - 12)
    low = max(0, min(start, first) - 4, first - _ABOVE)
    chosen = [at for at in kept if title_at is None or at > title_at]
    chosen = chosen[_lead(lines, chosen, headline.squeeze(parts.title or "")) :]
    end = tail.end_of([lines[at].spaced for at in chosen], [max(0.0, body.worth(lines[at])) for at in chosen])
    parts.tail = [lines[at].spaced for at in chosen[end:]]
    chosen = chosen[:end]
    while chosen and tail.is_end(lines[chosen[-1]].spaced):
        parts.tail.insert(0, lines[chosen.pop()].spaced)
    parts.body = [lines[at].text for at in chosen if _belongs(lines[at])]
    _summary(page, low, chosen, parts)
    high = chosen[0] if chosen else first
    around = [*range(start, high), *range(start - 1, low - 1, -1)]
    parts.header = [lines[at].spaced for at in around if at != title_at and _may_state(lines[at].spaced)]
    parts.header = fields.join_blank(parts.header)
    below = range(start + (title_at is not None), high)
    parts.near = [lines[at].spaced for at in below if len(lines[at].text) <= 40]
    parts.marked = [(kind, text) for at, kind, text in page.marked if low <= at <= high]
    after = chosen[-1] + 1 if chosen else first
    parts.tail += [line.spaced for line in lines[after : after + _TAIL] if line.spaced not in parts.tail]
    others = [*range(high, after), *range(after + _TAIL, min(after + 3 * _TAIL, len(lines)))]
    parts.tail += [lines[at].spaced for at in others if len(lines[at].text) < 60 and _EDITOR.search(lines[at].text)]
    parts.tail = [text for text in parts.tail if len(text) < 160]


def _lead(lines: list[Line], chosen: list[int], title: str) -> int:
    """How many lines at the top of the body's element are header: all up to the last line of facts above the text."""
    last = 0
    for position, at in enumerate(chosen[:_HEADER]):
        text = lines[at].spaced
        if _is_lead(lines[at], title):
            last = position + 1 if last == position or _has_time(text) else last
        elif body.worth(lines[at]) > 0:
            break
    while last < len(chosen) and (_is_lead(lines[chosen[last]], title) or fields.lone_source(lines[chosen[last]].text)):
        last += 1
    return last


def _may_state(text: str) -> bool:
    """Whether a line around the headline may state a fact: it has a time, or is no navigation."""
    facts = fields.read(text)
    return bool(facts and facts.stamp) or not (headline.is_trail(text) or headline.is_navigation(text))


def _summary(page: Page, low: int, chosen: list[int], parts: Parts) -> None:
    """Puts a summary that stands between headline and body before the body, unless it repeats its words."""
    above = range(low, chosen[0]) if chosen else range(0)
    found = [page.lines[at].text for at in above if begins("summaries").match(fold(page.lines[at].text[:12]))]
    for text in found[:1]:
        words_of = re.split(r"[:：]", text, maxsplit=1)[-1].strip()
        if len(words_of) >= 20 and words_of[:20] not in "\n".join(parts.body):
            parts.body.insert(0, text)


def _has_time(text: str) -> bool:
    facts = fields.read(text)
    return facts is not None and facts.is_header and (facts.stamp is not None or facts.source is not None)


def _is_lead(line: Line, title: str) -> bool:
    """Whether a line at the top of the body's element is header and no text."""
    text = line.spaced
    if (
        (len(text) <= 300 and headline.squeeze(text) == title)
        or tail.is_junk(line.text)
        or line.links > len(line.text) / 2
    ):
        return True
    if re.match(r"\s*[\[【(（]?原(?:标题|题)", text) and len(text) < 100:
        return True
    facts = fields.read(text)
    return (facts is not None and facts.is_header) or (len(text) < 60 and byline.read(text) is not None)


def _belongs(line: Line) -> bool:
    """Whether a line inside the body's element is text of the report."""
    dense = line.links > len(line.text) * 0.5
    return not (dense and len(line.text) < 80) and not tail.is_junk(line.text)
