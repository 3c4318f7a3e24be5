"""Places of a text: divisions, villages, roads, rivers, countries, with official codes where the article decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from transforms.extract import gazetteer, places_features, places_generic, places_sites
from transforms.extract.gazetteer import chain, level
from transforms.extract.places_about import about, undecided
from transforms.extract.places_resolve import grounds_of, resolve
from transforms.extract.places_scan import Hit, divisions, words
from transforms.model import Context, Mention, Sentence
from transforms.text.fold import fold

_SPEAKING = frozenset({"place", "organization"})  # 新街镇党委 speaks of 新街镇 too


def find(text: str, folded: str, sentences: list[Sentence], context: Context) -> list[Mention]:
    """Every place named in the text, in order; forms are name, short and generic (该镇, 全镇, 我市)."""
    grounds = _grounds(context)
    cut = words(text, folded)
    hits = resolve(divisions(folded, cut), grounds, _day(context))
    hits = places_features.extend(folded, cut, hits)
    titled = _titled(context.title, (hit.code for hit in hits)) if context.title else []
    sited = _site_hits(context)
    place, _ = about(titled, sited, hits, len(folded))
    if places_features.attach(folded, hits, place if place and level(place) != "prefecture" else None):
        place, _ = about(titled, sited, hits, len(folded))
    mentions = [_mention(hit) for hit in hits]
    told = places_generic.find(folded, mentions, place or _sited(sited))
    return sorted([*mentions, *told], key=lambda m: (m.start, -m.end)) if told else mentions


def find_in_title(title: str, mentions: Iterable[Mention] = ()) -> list[Mention]:
    """The places of the title, among them those that only the text's mentions tell; offsets count its characters."""
    return [_mention(hit) for hit in _titled(title, (m.place_code for m in mentions if m.kind == "place"))]


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


def _titled(title: str, codes: Iterable[str | None]) -> list[Hit]:
    """The places of a title, where it leaves one open by the codes that the text speaks of."""
    unsure = _open(title)
    told = {above for code in codes if code and code.isdigit() for above in chain(code)} if unsure else set()
    return _hits_of(title, tuple(sorted(told & unsure)))


@lru_cache(maxsize=256)
def _open(text: str) -> frozenset[str]:
    """The codes, with those they lie in, of names that a short text alone does not decide on."""
    folded = fold(text)
    sure = {hit.start for hit in _hits_of(text) if hit.code}
    named = [hit.entry for hit in divisions(folded, words(text, folded)) if hit.start not in sure and hit.entry]
    return frozenset(above for entry in named for code in entry.codes for above in chain(code))


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
    return [hit for text in (context.site, context.source) if text for hit in _medium(text) or _hits_of(text)]


def _sited(sited: list[Hit]) -> str | None:
    """The prefecture or county of the medium: what 我州 and 全市 mean where the text names nothing."""
    codes = {hit.code for hit in sited if hit.code and level(hit.code) in ("prefecture", "county")}
    return codes.pop() if len(codes) == 1 else None


def _medium(name: str) -> list[Hit]:
    code = places_sites.of_medium(name)
    return [Hit(0, len(name), name, "short", code=code)] if code else []


def _day(context: Context) -> str:
    return context.published.date().isoformat() if context.published else ""


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
