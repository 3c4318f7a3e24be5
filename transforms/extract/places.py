"""Places of a text: divisions, villages, roads, rivers, countries, with official codes where the article decides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from transforms.extract import gazetteer, places_features
from transforms.extract.gazetteer import chain, level, today, within
from transforms.extract.places_resolve import grounds_of, resolve
from transforms.extract.places_scan import Hit, divisions, words
from transforms.extract.spotting import spots
from transforms.model import Context, Mention, Sentence
from transforms.text.fold import fold

_GENERIC = re.compile(
    "(?P<whole>[全我本该当])(?P<level>[省市县区州盟旗镇乡村])(?![长委级内域区场直面貌外务])|该?(?P<local>当地|本地)"
)
_SPEAKING = frozenset({"place", "organization"})  # 新街镇党委 speaks of 新街镇 too
_LEVELS = {"省": "province", "市": "prefecture", "州": "prefecture", "盟": "prefecture", "县": "county", "区": "county",
           "旗": "county", "镇": "town", "乡": "town"}  # fmt: skip


def find(text: str, folded: str, sentences: list[Sentence], context: Context) -> list[Mention]:
    """Every place named in the text, in order; forms are name, short and generic (该镇, 全镇, 我市)."""
    grounds = _grounds(context)
    cut = words(text, folded)
    hits = resolve(divisions(folded, cut), grounds, _day(context))
    hits = places_features.extend(folded, cut, hits)
    titled, sited = _title_hits(context), _site_hits(context)
    about, _ = _about(titled, sited, hits)
    if places_features.attach(folded, hits, about):
        about, _ = _about(titled, sited, hits)
    mentions = [_mention(hit) for hit in hits]
    mentions += _generic(folded, mentions, about)
    return sorted(mentions, key=lambda m: (m.start, -m.end))


def find_in_title(title: str, context: Context) -> list[Mention]:
    """The places of the title; offsets count its characters."""
    del context  # a title is read by itself; what it says decides for the text
    return [_mention(hit) for hit in _hits_of(title)]


def agree(title_mentions: list[Mention], mentions: list[Mention]) -> None:
    """Nothing; a place of the title that the text leaves without a code (臺北市|大安區) has none there either."""
    denied = _undecided((m.name, m.place_code) for m in mentions if m.kind == "place")
    for mention in title_mentions:
        if mention.kind == "place" and fold(mention.name) in denied:
            mention.place_code = None


def _undecided(named: Iterable[tuple[str, str | None]]) -> set[str]:
    """The names that stand in the text without a code and never with one."""
    codes: dict[str, set[str | None]] = {}
    for name, code in named:
        codes.setdefault(fold(name), set()).add(code)
    return {name for name, found in codes.items() if found == {None}}


def article_place(
    context: Context, title_mentions: list[Mention], mentions: list[Mention]
) -> tuple[str | None, float | None]:
    """(code, confidence) of the one town or county the article is about; (None, None) for wider news."""
    titled = [_hit(m) for m in title_mentions if m.kind in _SPEAKING]
    hits = [_hit(m) for m in mentions if m.kind in _SPEAKING and m.form != "generic"]
    return _about(titled, _site_hits(context), hits)


def of_code(code: str) -> Mention:
    """The division of this code as a mention that stands nowhere: offsets 0."""
    return Mention(0, 0, "place", gazetteer.load().name_of[code], place_code=code, scope=code, rule="article_place")


@lru_cache(maxsize=256)
def _hits_of(text: str) -> list[Hit]:
    folded = fold(text)
    cut = words(text, folded)
    return places_features.extend(folded, cut, resolve(divisions(folded, cut), Counter(), ""))


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


def _about(titled: list[Hit], sited: list[Hit], hits: list[Hit]) -> tuple[str | None, float | None]:
    """The county that title, site and text speak of most, and the town in it where only one is meant."""
    denied = _undecided((hit.name, hit.code) for hit in hits)
    titled = [hit for hit in titled if fold(hit.name) not in denied]
    weights: Counter[str] = Counter()
    for weight, spoken in ((3, sited), (5, titled)):
        for hit in spoken:
            if county := _county(hit):
                weights[county] = max(weights[county], weight)
    wide = not weights and any(hit.code for hit in titled)  # the title names a city or province only
    for n, hit in enumerate(hits):
        if county := _county(hit):
            weights[county] += 2 if n < 3 else 1
    if not weights:
        return None, None
    county, most = weights.most_common(1)[0]
    share = most / (sum(weights.values()) + _elsewhere(hits, county))
    in_title = any(_county(hit) == county for hit in (*titled, *sited))
    least, least_share = (8, 0.8) if wide else (3, 0.5 if in_title else 0.6)
    if most < least or share < least_share:
        return None, None
    town = _town(titled, hits, county, in_title)
    return town or _as_named(titled, hits, county), round(min(0.98, 0.5 + 0.5 * share), 2)


def _elsewhere(hits: list[Hit], county: str) -> float:
    """How much is said of cities and provinces that the county does not lie in."""
    found = 0.0
    for hit in hits:
        if hit.code and hit.code.isdigit() and hit.code.endswith("00") and not within(county, hit.code):
            found += 0.3 if hit.code.endswith("0000") else 0.7
    return found


def _county(hit: Hit) -> str | None:
    """The county of a division, or of what a village or body belongs to; of a former one its successor."""
    code = hit.code or hit.parent
    return _county_of(code) if code else None


@lru_cache(maxsize=1 << 14)
def _county_of(code: str) -> str | None:
    return today(code[:6]) if code.isdigit() and level(code[:6]) == "county" else None


def _as_named(titled: list[Hit], hits: list[Hit], county: str) -> str:
    """The county itself or the former one it has come from, whichever is named more often."""
    codes = Counter(hit.code for hit in (*titled, *hits) if hit.code and len(hit.code) == 6 and _county(hit) == county)
    return codes.most_common(1)[0][0] if codes else county


def _town(titled: list[Hit], hits: list[Hit], county: str, in_title: bool) -> str | None:
    """The one town of the county that the title names, or that the text names twice and no other beside it."""
    of_title = {hit.code for hit in titled if hit.code and len(hit.code) == 9 and _county(hit) == county}
    if len(of_title) == 1:
        return of_title.pop()
    named = Counter(hit.code for hit in hits if hit.code and len(hit.code) == 9 and _county(hit) == county)
    if len(named) == 1 and not in_title:
        code, times = named.most_common(1)[0]
        return code if times >= 2 else None
    return None


def generic_words() -> tuple[str, ...]:
    """How a generic form may begin; the pattern then looks at what follows."""
    return (*(a + b for a in "全我本该当" for b in (*_LEVELS, "村")), "当地", "本地")


def _generic(folded: str, mentions: list[Mention], about: str | None) -> list[Mention]:
    """全镇, 该县, 我市: the division of that level that the article is about or that was named last."""
    found = []
    for _, at, _ in spots(folded, "generic_places"):
        match = _GENERIC.match(folded, at)
        if match is None:
            continue
        wanted = _LEVELS.get(match["level"] or "")
        code = _meant(match, wanted, mentions, about)
        name = gazetteer.load().name_of[code] if code else match[0]
        found.append(
            Mention(match.start(), match.end(), "place", name, "generic", code, confidence=0.6, rule="place.generic")
        )
    return found


def _meant(match: re.Match[str], wanted: str | None, mentions: list[Mention], about: str | None) -> str | None:
    if wanted is None:
        return about if match["local"] else None
    if match["whole"] != "该" and about:
        above = [
            code
            for code in chain(about)
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
