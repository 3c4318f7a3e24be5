"""Places beyond the divisions: villages, short forms of names given in full, one-character forms, named features."""

from __future__ import annotations

from operator import attrgetter

from transforms.extract import gazetteer, places_named, places_short, places_villages
from transforms.extract.gazetteer import level, within
from transforms.extract.places_scan import Hit, Words

_START = attrgetter("start")


def extend(folded: str, cut: Words, hits: list[Hit]) -> list[Hit]:
    """The hits and all further places, in order."""
    found = sorted(places_villages.find(folded, cut, hits), key=_START)
    found = sorted(places_named.find(folded, cut, found), key=_START)
    found = places_short.find(folded, cut, found)
    _not_abroad(found)
    return sorted(found, key=lambda hit: (hit.start, -hit.end))


def _not_abroad(hits: list[Hit]) -> None:
    """釜山 beside 釜山村 is the village, not the port in Korea."""
    abroad = [hit for hit in hits if hit.kind == "abroad"]
    if not abroad:
        return
    villages = {hit.name: hit for hit in hits if hit.kind == "village"}
    for hit in abroad:
        village = villages.get(hit.name + "村")
        if village:
            hit.kind, hit.name, hit.parent, hit.entry = "village", village.name, None, None
            hit.form, hit.rule, hit.confidence = "short", "place.short", 0.8


def attach(folded: str, hits: list[Hit], about: str | None) -> bool:
    """Give every village its town, or its county, and unlisted towns their county; whether any was found."""
    by_name: dict[str, str] = {}
    for n, hit in enumerate(hits):
        if about and not hit.code and hit.rule in ("place.elsewhere", "place.undecided") and hit.name[-1] in "镇乡":
            hit.code = places_short.bare_towns(about[:6]).get(hit.name[:-1]) or None  # 蒋村镇, now 蒋村街道
            by_name.setdefault(hit.name, about)
        if hit.kind in ("village", "town") and not hit.code:
            hit.parent = by_name.get(hit.name) or _parent(folded, hits, n, about)
            if hit.kind == "town" and hit.parent:
                hit.parent = hit.parent[:6]  # an unlisted town lies in the county, never in another town
                hit.code = places_short.bare_towns(hit.parent).get(hit.name[:-1]) or None  # 祖庵镇, now 祖庵街道
            if hit.parent:
                by_name.setdefault(hit.name, hit.parent)
    return bool(by_name)


def _is_left(folded: str, before: list[Hit], about: str, start: int) -> bool:
    """Whether the paragraph speaks of a city or province that the place of the article does not lie in."""
    low = folded.rfind("\n", 0, start) + 1
    last = next((h.code for h in reversed(before) if h.start >= low and h.code and h.code.isdigit()), None)
    return last is not None and not within(last, about) and not within(about, last)


def _parent(folded: str, hits: list[Hit], n: int, about: str | None) -> str | None:
    """The town or county a village lies in: the one right before it, one that has such a village, the last named."""
    hit = hits[n]
    lower = [h for h in hits[:n] if h.code and level(h.code) in ("town", "county")]
    if lower and lower[-1].end == hit.start:
        return lower[-1].code
    beside = next((h.code for h in hits[:n] if h.end == hit.start and h.code), None)
    if beside:  # 山西太原某村 lies in no county named elsewhere
        lower = [h for h in lower if h.code and within(h.code, beside)]
        about = about if about and within(about, beside) else None
    bare = hit.name.removesuffix("村").removesuffix("社区")
    if folded.endswith(("该镇", "该乡"), 0, hit.start):
        towns = [h.code for h in lower if h.code and level(h.code) == "town"]
        if towns:
            return towns[-1]
    known = [h.code for h in reversed(lower) if h.code and gazetteer.is_village(bare, h.code[:6])]
    if known:
        return known[0]
    if about and not _is_left(folded, hits[:n], about, hit.start):
        return about
    near = lower and hit.start - lower[-1].end < 120 and not _is_left(folded, hits[:n], lower[-1].code or "", hit.start)
    return lower[-1].code if near else None
