"""Pages that are no article: lists of links, galleries, films."""

from __future__ import annotations

from transforms.page import body, fields, tail
from transforms.page.body import Region
from transforms.page.markup import Page
from transforms.page.parts import Parts
from transforms.page.vocabulary import holds
from transforms.text.fold import fold

_LITTLE = 40  # characters of text; a report in brief has more
_LINKS = 12  # lines of links that make a page a list when it has no text


def refuse(page: Page, region: Region | None, parts: Parts, *, headed: bool) -> tuple[str, str] | None:
    """Reason and detail when the page is no article; None when it is one."""
    words = sum(len(text) for text in parts.body)
    links = sum(line.links >= 4 for line in page.lines)
    if words >= _LITTLE or any(tail.is_prose(text) and len(text) >= 20 for text in parts.body):
        return _list(page, region, headed=headed) if region else None
    shown = fold(" ".join([parts.title or "", *(line.text[:100] for line in page.lines[:400])]))
    if page.players and (holds("video_words").search(shown) or "视频" in (parts.title or "")):
        return "video", f"{words} characters beside a player"
    if page.images >= 3 and holds("gallery_words").search(shown):
        return "gallery", f"{page.images} pictures, {words} characters"
    if links >= _LINKS:
        return "list_page", f"{links} links, {words} characters of text"
    if page.players and not words:
        return "video", "a player and no text"
    return ("no_body", "") if not words else None


def _list(page: Page, region: Region, *, headed: bool) -> tuple[str, str] | None:
    """Whether the richest element is a list of reports: as many links or times as paragraphs."""
    lines = [page.lines[at] for at in region.lines]
    links = sum(line.links > len(line.text) / 2 for line in lines)
    prose = sum(body.worth(line) > 0 for line in lines)
    times = sum(len(line.text) < 40 and _is_time(line.spaced) for line in lines)
    many = links >= 6 and links >= 0.7 * prose if not headed else links >= 15 and links >= 3 * (prose + 1)
    dated = times >= max(5, prose / 2) and (not headed or links >= times / 2)  # a chronicle has a headline and no links
    if many or dated:
        return "list_page", f"{links} links and {times} times among {prose} paragraphs"
    return None


def _is_time(text: str) -> bool:
    facts = fields.read(text)
    return facts is not None and facts.stamp is not None and facts.is_header
