"""Places of a text: divisions, villages, roads, rivers, countries, with official codes where the article decides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from transforms.extract import gazetteer, places_features
from transforms.extract.gazetteer import chain, level
from transforms.extract.places_about import about, undecided
from transforms.extract.places_resolve import grounds_of, resolve
from transforms.extract.places_scan import Hit, divisions, words
from transforms.extract.spotting import spots
from transforms.model import Context, Mention, Sentence
from transforms.text.fold import fold

_GENERIC = re.compile(
    "(?P<whole>[全我本该当])(?P<level>[省市县区州盟旗镇乡村])(?![长委级内域区场直面貌外务])|该?(?P<local>当地|本地)"
)
_OURS = ("我", "本")  # 我市: whoever writes is there
_SPEAKING = frozenset({"place", "organization"})  # 新街镇党委 speaks of 新街镇 too
_LEVELS = {"省": "province", "市": "prefecture", "州": "prefecture", "盟": "prefecture", "县": "county", "区": "county",
           "旗": "county", "镇": "town", "乡": "town"}  # fmt: skip


def find(text: str, folded: str, sentences: list[Sentence], context: Context) -> list[Mention]:
    """Every place named in the text, in order; forms are name, short and generic (该镇, 全镇, 我市)."""
    grounds = _grounds(context)
    cut = words(text, folded)
    hits = resolve(divisions(folded, cut), grounds, _day(context))
    hits = places_features.extend(folded, cut, hits)
    titled = _hits_of(context.title, _told(hit.code for hit in hits)) if context.title else []
    sited = _site_hits(context)
    place, _ = about(titled, sited, hits, len(folded))
    if places_features.attach(folded, hits, place if place and level(place) != "prefecture" else None):
        place, _ = about(titled, sited, hits, len(folded))
    mentions = [_mention(hit) for hit in hits]
    mentions += _generic(folded, mentions, place)
    return sorted(mentions, key=lambda m: (m.start, -m.end))


def find_in_title(title: str, context: Context, mentions: Iterable[Mention] = ()) -> list[Mention]:
    """The places of the title, among them those that only the text's mentions tell; offsets count its characters."""
    del context  # what site and dateline say decides for the text alone
    return [_mention(hit) for hit in _hits_of(title, _told(m.place_code for m in mentions if m.kind == "place"))]


def agree(title_mentions: list[Mention], mentions: list[Mention]) -> None:
    """Nothing; a place of the title that the text leaves without a code (臺北市|大安區) has none there either."""
    denied = undecided((m.name, m.place_code) for m in mentions if m.kind == "place")
    for mention in title_mentions:
        if mention.kind == "place" and fold(mention.name) in denied:
            mention.place_code = None


def article_place(
    context: Context, title_mentions: list[Mention], mentions: list[Mention]
) -> tuple[str | None, float | None]:
    """(code, confidence) of the one town, county or prefecture the article is about; (None, None) for wider news."""
    titled = [_hit(m) for m in title_mentions if m.kind in _SPEAKING]
    hits = [_hit(m) for m in mentions if m.kind in _SPEAKING and (m.form != "generic" or m.rule == "place.our")]
    return about(titled, _site_hits(context), hits, max((m.end for m in mentions), default=0))


def of_code(code: str) -> Mention:
    """The division of this code as a mention that stands nowhere: offsets 0."""
    return Mention(0, 0, "place", gazetteer.load().name_of[code], place_code=code, scope=code, rule="article_place")


def _told(codes: Iterable[str | None]) -> tuple[str, ...]:
    """The codes of the divisions and of all they lie in."""
    return tuple(sorted({above for code in codes if code and code.isdigit() for above in chain(code)}))


@lru_cache(maxsize=256)
def _hits_of(text: str, told: tuple[str, ...] = ()) -> list[Hit]:
    """The places of a short text; `told` are codes that are known to be spoken of."""
    folded = fold(text)
    cut = words(text, folded)
    return places_features.extend(folded, cut, resolve(divisions(folded, cut), Counter(dict.fromkeys(told, 2)), ""))


def _title_hits(context: Context) -> list[Hit]:
    return _hits_of(context.title) if context.title else []


def _grounds(context: Context) -> Counter[str]:
    """What title, site, source and dateline say about where we are."""
    dateline = _hits_of(context.dateline_place) if context.dateline_place else []
    return grounds_of(_title_hits(context), [*_site_hits(context), *dateline])


def _site_hits(context: Context) -> list[Hit]:
    return [hit for text in (context.site, context.source) if text for hit in _hits_of(text)]


def _day(context: Context) -> str:
    return context.published.date().isoformat() if context.published else ""


def generic_words() -> tuple[str, ...]:
    """How a generic form may begin; the pattern then looks at what follows."""
    return (*(a + b for a in "全我本该当" for b in (*_LEVELS, "村")), "当地", "本地")


def _generic(folded: str, mentions: list[Mention], place: str | None) -> list[Mention]:
    """全镇, 该县, 我市: the division of that level that the article is about or that was named last."""
    found = []
    for _, at, _ in spots(folded, "generic_places"):
        match = _GENERIC.match(folded, at)
        if match is None:
            continue
        wanted = _LEVELS.get(match["level"] or "")
        code = _meant(match, wanted, mentions, place)
        name = gazetteer.load().name_of[code] if code else match[0]
        rule = "place.our" if match["whole"] in _OURS else "place.generic"
        found.append(Mention(match.start(), match.end(), "place", name, "generic", code, confidence=0.6, rule=rule))
    return found


def _meant(match: re.Match[str], wanted: str | None, mentions: list[Mention], place: str | None) -> str | None:
    if wanted is None:
        return place if match["local"] else None
    if match["whole"] != "该" and place:
        above = [
            code
            for code in chain(place)
            if level(code) == wanted
            or (wanted == "prefecture" and level(code) == "county" and gazetteer.load().name_of[code].endswith("市"))
        ]
        if above:
            return above[0]  # 全市 in news about 邹平市 is the city of county level
    for mention in reversed(mentions):
        if mention.end <= match.start() and mention.place_code and level(mention.place_code) == wanted:
            return mention.place_code
    return None


def _mention(hit: Hit) -> Mention:
    name = hit.name
    if hit.code:
        name = gazetteer.load().name_of[hit.code]
    return Mention(
        hit.start, hit.end, "place", name, hit.form, hit.code, hit.parent,
        confidence=hit.confidence, rule=hit.rule or f"place.{hit.kind}",
    )  # fmt: skip


def _hit(mention: Mention) -> Hit:
    return Hit(mention.start, mention.end, mention.name, "name", None, mention.place_code, mention.parent_code)
