"""Which of several places of one name is meant: by what stands before it, and by what else the article names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain as chained

from transforms.extract import gazetteer
from transforms.extract.gazetteer import chain, level, today, within
from transforms.extract.places_scan import Hit

_REACH = 160  # characters within which the place named last still says where we are


def resolve(hits: list[Hit], grounds: Counter[str], published: str) -> list[Hit]:
    """The hits that are places, each with its code where the article decides for one.

    `grounds` counts codes that title, site, source and dateline speak for; `published` is an ISO day or "".
    """
    if not hits:
        return []
    evidence = grounds + _plain(hits)
    named = _named_in_full(hits)
    spoken = named | set(grounds)
    kept: list[Hit] = []
    foreign: set[str] = set()  # names that stand right after a place abroad: 大安區 of 臺北市
    for n, hit in enumerate(hits):
        before = kept[-1] if kept else None
        after = hits[n + 1] if n + 1 < len(hits) else None
        if hit.entry and hit.entry.use == "region" and _touches(before, hit):
            continue  # 河北|西南 is a part of it
        if hit.entry is None or not hit.entry.codes:
            if hit.entry is None or hit.entry.use in ("safe", "region") or _touches(before, hit):
                hit.confidence = hit.confidence or 0.9
                hit.parent = gazetteer.load().abroad.get(_entry_name(hit), {}).get("parent") or None
                kept.append(hit)
            continue
        candidates = _of_the_time(hit.entry.codes, published)
        if hit.kind == "natural" and not _touches(before, hit) and not any(code in named for code in candidates):
            hit.confidence = 0.9
            kept.append(hit)
        elif _is_place(hit, candidates, before, after, spoken):
            if hit.name in foreign or _is_abroad(before, hit, candidates):
                foreign.add(hit.name)
                hit.code, hit.confidence, hit.rule = None, 0.5, "place.elsewhere"
            else:
                beside = _level_beside(hit, before, after)
                alike = [code for code in candidates if level(code) == beside] if beside else []
                if alike and _holds(candidates[0], hit, before, after):
                    alike = []  # 河南 of 四川泸县、河南|卫辉 is the province, 吉安 of 吉安、井冈山 the city
                hit.code, hit.confidence, hit.rule = choose(alike or candidates, hit, before, evidence)
                if hit.code is None and _touches(before, hit) and before and level(candidates[0]) == "town":
                    hit.parent = _county_of(before)  # 井冈山市|茅坪乡, which is no more
            kept.append(hit)
    return kept


def _county_of(hit: Hit) -> str | None:
    return hit.code if hit.code and hit.code.isdigit() and level(hit.code) == "county" else None


def _holds(code: str, hit: Hit, before: Hit | None, after: Hit | None) -> bool:
    """Whether the place right behind the hit, or beside it in a list, lies in the division."""
    beside = list(_codes(after)) if after and after.start <= hit.end + 1 else []
    if before and before.code and before.end + 1 == hit.start:
        beside.append(before.code)
    return any(_is_in(other, code) for other in beside)


def _codes(hit: Hit | None) -> tuple[str, ...]:
    return hit.entry.codes if hit and hit.entry else ()


def _entry_name(hit: Hit) -> str:
    """The name without the level word that the text puts behind it: 平壤 of 平壤市."""
    return hit.entry.name if hit.entry else hit.name


def _is_abroad(before: Hit | None, hit: Hit, candidates: list[str]) -> bool:
    """Whether a county or town of this name is none of ours, for it stands right after a place abroad."""
    if before is None or before.kind != "abroad" or before.end != hit.start:
        return False
    return level(candidates[0]) in ("county", "town")


def _level_beside(hit: Hit, before: Hit | None, after: Hit | None) -> str | None:
    """The level of the neighbours of a list, if they are of one: provinces in 广东、海南、重庆."""
    levels = set()
    if before and before.end + 1 == hit.start and before.code and before.code.isdigit():
        levels.add(level(before.code))
    if after and hit.end + 1 == after.start and after.entry and after.entry.codes:
        levels |= {level(code) for code in after.entry.codes}
    return levels.pop() if len(levels) == 1 else None


def choose(
    candidates: list[str], hit: Hit, before: Hit | None, evidence: Counter[str]
) -> tuple[str | None, float, str]:
    """(code or None, confidence, rule) for one hit; before is the place that was named last."""
    if _touches(before, hit) and before and before.code:
        area = before.code
        inside = [code for code in candidates if _is_in(code, area)]
        if len(inside) == 1:
            return inside[0], 0.99, "place.chain"
        if inside:
            candidates = inside
        elif _contradicts(area, candidates[0]) and not _are_side_by_side(area, candidates, hit):
            return None, 0.5, "place.elsewhere"
    if len(candidates) == 1:
        return _lone(candidates[0], evidence)
    scores = sorted(((score(code, hit, before, evidence), -n) for n, code in enumerate(candidates)), reverse=True)
    best, second = scores[0][0], scores[1][0]
    code = candidates[-scores[0][1]]
    if best > second:
        return code, round(min(0.97, 0.6 + 0.08 * (best - second)), 2), "place.context"
    if level(candidates[0]) in ("province", "prefecture") and level(candidates[1]) not in (
        "province",
        level(candidates[0]),
    ):
        return candidates[0], 0.8, "place.largest"
    return None, 0.5, "place.undecided"


def _are_side_by_side(area: str, candidates: list[str], hit: Hit) -> bool:
    """Whether two counties of one prefecture stand together without a mark: 岷县|漳县."""
    return hit.kind == "full" and len(candidates) == 1 and _are_neighbours(area, candidates[0])


def _contradicts(before: str, code: str) -> bool:
    """Whether a county or town cannot be the one meant, because it stands right after another division."""
    higher = level(before) in ("province", "prefecture", "county")
    return higher and level(code) in ("county", "town") and not within(before, code) and not _is_in(code, before)


def _is_in(code: str, area: str) -> bool:
    """Whether the division lies below `area`, or below what `area` has become (礼让镇 of 梁平县)."""
    return code != area and (within(code, area) or within(code, today(area)))


def score(code: str, hit: Hit, before: Hit | None, evidence: Counter[str]) -> float:
    """How much the article speaks for the code: its county most, then its prefecture, then its province."""
    total = 3.0 * min(3, evidence[code]) if len(code) == 6 else 2.0 * min(2, evidence[code])
    for weight, above in zip((1.0, 0.6, 0.3) if len(code) == 6 else (2.0, 0.8, 0.4), chain(code)[1:], strict=False):
        total += weight * min(4, evidence[above])
    if before and before.code and before.code.isdigit() and hit.start - before.end < _REACH:
        shared = next((n for n, above in enumerate(chain(before.code)) if within(code, above)), None)
        if shared is not None:
            nearest = chain(before.code)[shared]
            total += {"town": 2.5, "county": 2.5, "prefecture": 2.0, "province": 1.0}[level(nearest)]
    return total


def grounds_of(titled: Iterable[Hit], others: Iterable[Hit]) -> Counter[str]:
    """Code -> weight of what title (3), site, source and dateline (2 each) name without doubt."""
    found: Counter[str] = Counter()
    for weight, hits in ((3, titled), (2, others)):
        for hit in hits:
            if hit.code:
                for code in (*chain(hit.code), *chain(today(hit.code))):
                    found[code] = max(found[code], weight)
    return found


def _plain(hits: list[Hit]) -> Counter[str]:
    """Code -> how often the text names it or what lies in it, counting names that leave no doubt only."""
    entries = [hit.entry for hit in hits if hit.entry and hit.kind != "natural"]
    return Counter(
        chained.from_iterable(_spoken_of(entry.codes) for entry in entries if entry.use == "safe" and entry.codes)
    )


@lru_cache(maxsize=1 << 14)
def _spoken_of(codes: tuple[str, ...]) -> tuple[str, ...]:
    """The first code with all it lies in, if it outranks the others; of a former division also what it is today."""
    if len(codes) > 1 and (level(codes[0]) not in ("province", "prefecture") or level(codes[1]) == level(codes[0])):
        return ()
    return tuple(dict.fromkeys((*chain(codes[0]), *chain(today(codes[0])))))


def _named_in_full(hits: list[Hit]) -> set[str]:
    """Codes that some hit names with its level word."""
    return {code for hit in hits if hit.kind in ("full", "alias") and hit.entry for code in hit.entry.codes}


def _is_place(hit: Hit, candidates: list[str], before: Hit | None, after: Hit | None, named: set[str]) -> bool:
    """Whether a name that may be a word is a place here."""
    use = hit.entry.use if hit.entry else "safe"
    if use == "safe":
        return True
    if _touches(before, hit) and before and before.code and before.code.isdigit():
        return any(_is_in(code, before.code) for code in candidates)
    if use == "word":
        return _joined(hit, candidates, before, after)
    if use == "county":
        return any(code[:6] in named for code in candidates)
    if any(code in named for code in candidates) or _listed(hit, before, candidates):
        return True
    if _joined(hit, candidates, before, after):
        return True
    codes = _codes(after) if after and after.start == hit.end else ()
    return any(within(below, code) and below != code for code in candidates for below in codes)


def _joined(hit: Hit, candidates: list[str], before: Hit | None, after: Hit | None) -> bool:
    """Whether the places beside it in a list are its neighbours: 普格、布拖, which nothing else tells."""
    beside = list(_codes(after)) if after and after.start == hit.end + 1 else []
    if before and before.code and before.end + 1 == hit.start:
        beside.append(before.code)
    return any(_are_neighbours(code, other) for code in candidates for other in beside)


def _are_neighbours(code: str, other: str) -> bool:
    """Whether two counties lie in one prefecture, or two prefectures in one province."""
    kind = level(code)
    if kind != level(other) or code == other:
        return False
    if kind == "prefecture":
        return code[:2] == other[:2]
    return kind == "county" and code[:4] == other[:4] != other[:2] + "90"


def _listed(hit: Hit, before: Hit | None, candidates: list[str]) -> bool:
    """Whether the hit stands in a list after a place of the same province: 临洮、渭源 and 通渭."""
    if before is None or not before.code or before.end + 1 != hit.start or level(before.code) == "province":
        return False
    return any(code[:2] == before.code[:2] for code in candidates)


def _touches(before: Hit | None, hit: Hit) -> bool:
    """Whether the hit follows the place before it directly."""
    return before is not None and before.end == hit.start


def _lone(code: str, evidence: Counter[str]) -> tuple[str | None, float, str]:
    """A name that one division bears. A town's is believed less where the article names other provinces only."""
    if len(code) == 6 or not code.isdigit():
        return code, 0.95, "place.name"
    if evidence[code[:6]] > evidence[code]:
        return code, 0.97, "place.name"
    provinces = [known for known in evidence if known.endswith("0000")]
    if evidence[code[:4] + "00"] > evidence[code]:
        return code, 0.95, "place.name"
    counties = [known for known in evidence if len(known) == 6 and not known.endswith("00") and known != code[:6]]
    if counties or (provinces and provinces != [code[:2] + "0000"] and evidence[code[:2] + "0000"] <= evidence[code]):
        return None, 0.5, "place.elsewhere"
    return code, 0.7, "place.name"


def _of_the_time(codes: tuple[str, ...], published: str) -> list[str]:
    """The candidates there were on the day: 监利 is the city of 2020 or the county before it, 铜仁市 likewise."""
    if len(codes) == 1:
        return list(codes)
    found = gazetteer.load()
    former = [code for code in codes if code in found.renamed]
    past = [code for code in former if not published or published >= found.renamed[code]["valid_to"]]
    gone = set(past)
    for code in former:
        if code not in gone:
            same = [c for c in codes if c != code and found.name_of[c] == found.name_of[code] and c not in former]
            gone.update((found.renamed[code]["successor_code"], *(c for c in same if c[:2] == code[:2])))
    kept = [code for code in codes if code not in gone]
    return kept or list(codes)
