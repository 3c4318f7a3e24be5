"""The items of a round-up of short news: no place is carried from one to the next."""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import itemgetter

from transforms.extract.metrics_place_article import NONE, Subject, as_subject
from transforms.extract.metrics_place_generic import country_said, generic_in, resolve
from transforms.extract.metrics_place_nearest import frame_of, nearest, opening_topic
from transforms.extract.metrics_scene import QUANTITY, Scene, sentence_at

_ITEM_HEAD = re.compile(r"(?m)^ *[^。!?;:,\n]{6,36}$(?=\n[^\n]*。)")
_DIGEST = re.compile("[快简短]讯|要闻|[早晚]报|早餐|播报|一览")
_ROUND_UP = 3  # headings of items, at least

Head = tuple[int, int]  # from, to


def item_of(scene: Scene, offset: int) -> Head | None:
    """The heading of the item that holds `offset`; None where the text is no round-up."""
    if ("items", 0) not in scene.before:
        scene.before["items", 0] = _heads(scene)
    heads: list[Head] = scene.before["items", 0]
    at = bisect_right(heads, offset, key=itemgetter(0)) - 1
    return heads[at] if at >= 0 else None


def _heads(scene: Scene) -> list[Head]:
    if not _DIGEST.search(scene.context.title or ""):
        return []
    heads = [head.span() for head in _ITEM_HEAD.finditer(scene.folded)]
    return heads if len(heads) >= _ROUND_UP else []


def of_item(scene: Scene, head: Head, start: int, at: int) -> Subject:
    """What a number at `at`, in a sentence of the item that names nothing, is about.

    For the heading that is what its text begins with; for the text what stands before in it, or in the heading, or
    where the item says its people met.
    """
    if start <= head[1]:
        return _told_first(scene, head[1] + 1)
    named = nearest(scene, head[0], start, settled=True, bodies=False)
    if named is not None:
        return as_subject(scene, named)
    country = country_said(scene, head[0], at)
    if country.name is not None:
        return country
    venue = nearest(scene, head[1], start, bodies=False)
    return as_subject(scene, venue) if venue is not None else NONE


def _told_first(scene: Scene, lo: int) -> Subject:
    """What the first sentence of an item's text is about: of the names before its first number."""
    sentence = scene.sentences[sentence_at(scene.sentences, lo)]
    numbers = (start for start, _, tag in scene.solid if tag == QUANTITY and lo <= start < sentence.end)
    hi = next(numbers, sentence.end)
    about, start = opening_topic(scene, sentence.start, hi)
    named = nearest(scene, start, hi) or about
    generic = generic_in(scene, start, hi)
    if generic and (named is None or generic.start() > named.start):
        found = resolve(scene, generic)
        if found.name:
            return found
    return (
        as_subject(scene, frame_of(scene, sentence.start, named)) if named is not None else country_said(scene, lo, hi)
    )
