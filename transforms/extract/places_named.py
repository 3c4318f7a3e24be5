"""Named features found by their last word: 滨德高速公路, 通灵大峡谷, 于田县工业园区, 永定河泛区, 达州火车站."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from transforms import rules
from transforms.extract import gazetteer
from transforms.extract.gazetteer import is_village, level, within
from transforms.extract.places_edges import generic, has_stop, is_place_word, kind, run_start, walk
from transforms.extract.places_scan import Hit, Words, is_word
from transforms.extract.spotting import spots

_LONGEST = 16
_WEAK = frozenset("路街巷桥河江湖溪渠湾山岭峰岛峡寺塔庙港")  # also the ends of many words: 思路, 火山
_CARRIED = frozenset("富动来起领给着去火出入")
_STREETS = frozenset("路街巷")
_OF_SIGHTS = re.compile("风?景区")
_SECTION = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,3})段(?![时位落子])")
_NO_SECTION = re.compile("[往以东西南北多各全前后]|[路地]$")
_WITH_SECTIONS = ("铁路", "高铁", "高速", "公路", "国道", "省道")
_ONLY_AFTER = 9  # `shortest` of words that name nothing but right after a place: 四川|藏区, 广州|南站
_RAILWAYS = ("铁路", "高铁")
_ROADS = ("路", "街", "线", "道", "巷")
_ALIKE = re.compile(
    r"(?P<last>[河江溪湖路街巷道线])"
    r"(?:、[\u4e00-\u9fff]{1,4}?(?P=last))+(?:、|和|及|以及)[\u4e00-\u9fff]{1,4}?(?P=last)(?![人子上下程])"
)
_HOUSE = re.compile(r"\d{1,4}号(?!线)")
# Where a list of names that end alike goes on, and a river before what only rivers have.
_SEEDS = re.compile(
    "[河江溪湖路街巷道线](?:(?=、)|(?<=[河江溪])(?=水位|上游|下游|中游|干流|支流|沿岸|两岸|河段|河道|决堤|大堤|边[的上,。]|畔|汛情|洪峰))"
)
_ITEM = re.compile("[^、和及]+")
_BODY = frozenset("局厅委部院社署")  # 昆明铁路局 is a body, no railway
_JOINED = frozenset({"高速公路", "高速", "铁路", "高铁", "运河"})
_MERGES = frozenset({"zone", "station", "sight"})  # 达州火车站 would not stand alone without its place
_NUMBERED = re.compile(r"(?:[GSX]\d{1,4}|\d{3})(?:国道|省道|县道)|[GS]\d{1,4}[\u4e00-\u9fff]{2,6}高速(?:公路)?")


def find(folded: str, cut: Words, hits: list[Hit]) -> list[Hit]:
    """The hits with roads, waters, mountains, stations, zones and sites; a longer name takes the place of its parts."""
    found: list[Hit] = []
    ends = [hit.end for hit in hits]
    types = _types()
    words = last_words()
    for index, at, end in spots(folded, "features"):
        last = words[index]
        hit = _feature(folded, cut, (at, end, last), hits, ends)
        if hit:
            hit.kind = types[last]
            hit.rule = f"place.{hit.kind}"
            if found and found[-1].start >= hit.start:
                found.pop()
            if not (found and found[-1].end > hit.start):
                found.append(hit)
    more = [*_numbered(folded), *_stops(folded, hits)]
    if seeds := [match.start() for match in _SEEDS.finditer(folded)]:
        more += [*_listed(folded, cut, hits, seeds), *_rivers(folded, cut, hits, seeds)]
    found = _beside(found, more)
    if "段" in folded:
        found += [replace(hit) for hit in hits if hit.kind == "natural" and hit.name.endswith(_WITH_SECTIONS)]
    if not found:
        return hits
    _lengthen(folded, found, hits)
    return [*_outside(hits, sorted((one.start, one.end) for one in found)), *found]


def _outside(hits: list[Hit], spans: list[tuple[int, int]]) -> Iterator[Hit]:
    """The hits that lie in none of the spans; both are in order."""
    n = 0
    for hit in hits:
        while n < len(spans) and spans[n][1] < hit.end:
            n += 1
        if n == len(spans) or hit.start < spans[n][0]:
            yield hit


def _beside(found: list[Hit], more: list[Hit]) -> list[Hit]:
    """The hits of both kinds in order; `more` in the place of what lies within them."""
    if not more:
        return found
    rest = [hit for hit in found if not any(m.start < hit.end and hit.start < m.end for m in more)]
    return sorted([*rest, *more], key=lambda hit: hit.start)


def _lengthen(folded: str, found: list[Hit], hits: list[Hit]) -> None:
    """Make the names longer by what belongs to them: 沪昆高速|福泉段, 敦化至|白河铁路, 喀什古城|景区."""
    places = {hit.end: hit.start for hit in hits} if any(hit.kind in ("road", "natural") for hit in found) else {}
    for hit in found:
        if hit.name.endswith(_WITH_SECTIONS):
            section = _SECTION.match(folded, hit.end)
            if section and (places.get(section.end("name")) == hit.end or _is_section(section["name"])):
                hit.end = section.end()
            if folded[hit.start - 1 : hit.start] == "至" and hit.name.endswith(_RAILWAYS):
                hit.start = places.get(hit.start - 1, hit.start)
        elif hit.kind == "sight" and (more := _OF_SIGHTS.match(folded, hit.end)):
            hit.end = more.end()
        hit.name = folded[hit.start : hit.end]


def _is_section(name: str) -> bool:
    """Whether the word before 段 names a section: 镇海, 贵荔, not 损毁路 or 往北."""
    return name in gazetteer.load().entries or not is_word(name) and _NO_SECTION.search(name) is None


def _listed(folded: str, cut: Words, hits: list[Hit], seeds: list[int]) -> Iterator[Hit]:
    """一统河、三统河和窝集河: three names or more that end alike, whatever words jieba makes of them."""
    done = 0
    for match in filter(None, (_ALIKE.match(folded, at) for at in seeds)):
        if match.start() < done:
            continue
        done, last = match.end(), match["last"]
        spans = [item.span() for item in _ITEM.finditer(folded, *match.span())]
        first = spans[0][1]
        begin = run_start(folded, match.start(), 6)
        low = max((hit.end for hit in hits if hit.start < first and begin < hit.end < first), default=begin)
        spans[0] = (_first(folded, cut, low, first, last), first)
        items = [span for span in spans if span[1] - span[0] >= len(last) + 1]
        if len(items) < len(spans) or any(not _is_alike(folded[a:b], last) for a, b in items):
            continue
        led = {hit.start for hit in hits if hit.start >= begin and hit.name[-1:] != last[-1:]}  # 安徽|巢湖
        for start, end in items:
            if start in led:
                continue
            yield Hit(start, end, folded[start:end], "road" if last in _ROADS else "water", confidence=0.75,
                      rule=f"place.{'road' if last in _ROADS else 'water'}")  # fmt: skip


def _stops(folded: str, hits: list[Hit]) -> Iterator[Hit]:
    """途经昆明|南、河池|西: the stations of a city by their side, where trains are spoken of."""
    if "车" not in folded:
        return
    for hit in hits:
        side = folded[hit.end : hit.end + 1]
        if side in _SIDES and hit.kind in ("short", "full") and _STOP_ENDS.match(folded, hit.end + 1):
            low = max(folded.rfind("。", 0, hit.start), folded.rfind("\n", 0, hit.start)) + 1
            if _TRAINS.search(folded, low, hit.start):
                name, parent = folded[hit.start : hit.end + 1], _lies_in(hit, "station")
                yield Hit(hit.start, hit.end + 1, name, "station", None, None, parent, 0.75, "place.station")


_SIDES = ("东", "南", "西", "北")
_TRAINS = re.compile("列车|动车|车站|经停|停靠|途经|始发|班次")
_STOP_ENDS = re.compile("[、,。)至—-]|等|到[\u4e00-\u9fff]")


def _rivers(folded: str, cut: Words, hits: list[Hit], seeds: list[int]) -> Iterator[Hit]:
    """泃河|水位, 渠江|上游, 狮龙河|边: a river's name before what only rivers have."""
    ends = [hit.end for hit in hits]
    for end in (at + 1 for at in seeds if folded[at + 1] != "、"):
        n = bisect_left(ends, end)
        if n < len(hits) and hits[n].start < end:
            continue
        low = max(run_start(folded, end - 1, 3), ends[n - 1] if n else 0)
        start = walk(folded, cut, low, end - 1)
        if start == end - 1 and is_place_word(folded[end - 2 : end]):
            start = end - 2
        name = folded[start:end]
        if start in cut.edges and len(name) > 1 and _is_alike(name, name[-1]) and not _OF_RIVERS.match(name):
            yield Hit(start, end, name, "water", confidence=0.7, rule="place.water")


_OF_RIVERS = re.compile("[主支该全沿各内外大小古老护运本此其跨过]?[河江溪]|.?(?:运|引|过|跨|沿|江)[河江]")


def _first(folded: str, cut: Words, low: int, end: int, last: str) -> int:
    """Where the first item of a list begins: at a word edge, three or four characters before its end."""
    start = walk(folded, cut, max(low, end - 4 - len(last)), end - len(last))
    return start if end - start > len(last) else max(low, end - 2 - len(last))


def _is_alike(item: str, last: str) -> bool:
    """Whether the item of the list is a name and no word: 一统河, not 思路 or 大河."""
    if is_word(item) and kind(item) != "name" or "之" in item:
        return False
    return item[: -len(last)] not in generic("feature") and kind(item) != "stop"


def _numbered(folded: str) -> Iterator[Hit]:
    """318国道, G85银昆高速."""
    if "国道" in folded or "省道" in folded or "高速" in folded:
        for match in _NUMBERED.finditer(folded):
            yield Hit(*match.span(), match[0], "road", confidence=0.9, rule="place.road")


def _feature(folded: str, cut: Words, spot: tuple[int, int, str], hits: list[Hit], ends: list[int]) -> Hit | None:
    at, end, last = spot
    if last[-1] == "带" and folded[end : end + 1] in _CARRIED:
        return None  # 药材产业|带富一方
    if last in _WEAK and (last + folded[end : end + 1] == "岛国" or not _is_name_end(folded, cut, at, end)):
        return None
    n = bisect_left(ends, at)
    if folded[end : end + 1] in _BODY or any(hit.start < end <= hit.end for hit in hits[n : n + 2]):
        return None  # a place of the gazetteer or a village already ends here, or goes on: 赫章县|河镇乡
    place = hits[n] if n < len(hits) and hits[n].end == at else hits[n - 1] if n else None
    border = place.end if place else 0
    low = max(run_start(folded, at, _LONGEST), border if border < at else 0)
    if place and place.end == at and last in _JOINED and (first := _joined(folded, hits, n)) is not place:
        return Hit(first.start, end, folded[first.start : end], "", confidence=0.85)
    if place and place.end == at:
        return _after_name(folded, spot, place, hits[n - 1] if n else None)
    start = walk(folded, cut, low, at)
    while start < at and folded[start] in "从在和与到沿由对向把被将为以至":
        start += 1
    if at - start < 2:
        start = _by_village(folded, cut, low, at) or start
    if _types()[last] in ("site", "sight") and (start == at or _is_generic(folded, cut, start, at)):
        start = _before_nouns(folded, cut, low, at)
    modifier = folded[start:at]
    if place and place.end == low:
        return _after_place(folded, cut, spot, place, start)
    if len(modifier) < _shortest()[last] or len(modifier) < 2 or _is_generic(folded, cut, start, at):
        return None
    if last in _WEAK and len(modifier) > 3:
        return None
    return Hit(start, end, folded[start:end], "", confidence=0.75)


def _before_nouns(folded: str, cut: Words, low: int, at: int) -> int:
    """Where a name begins that common words follow: 大明宫|国家|遗址|公园."""
    start = walk(folded, cut, low, at, nouns=True)
    for part in _parts(folded, cut, start, at):
        if kind(part) == "name" and len(part) > 1 and part not in generic("feature"):
            return start
        start += len(part)
    return at


def _by_village(folded: str, cut: Words, low: int, at: int) -> int | None:
    """Where a known village's name before the last word begins: 黄花店|水站."""
    lengths = range(min(5, at - low), 1, -1)
    return next((at - n for n in lengths if at - n in cut.edges and is_village(folded[at - n : at])
                 and not has_stop(folded, cut, at - n, at)), None)  # fmt: skip


def _joined(folded: str, hits: list[Hit], n: int) -> Hit:
    """The first of the places that a dash joins: 济南—滨州—东营 of the road's name."""
    while n and hits[n - 1].end == hits[n].start - 1 and folded[hits[n - 1].end] in "—-":
        n -= 1
    return hits[n]


def _is_borrowed(place: Hit, before: Hit | None) -> bool:
    """Whether the place's name is that of a house or park: 筒车湾镇|胶州小区."""
    return bool(
        before and before.end == place.start and before.code and not (place.code and within(place.code, before.code))
    )


def _is_wide(place: Hit) -> bool:
    return bool(place.code) and level(place.code or "") in ("country", "province")


def _after_name(folded: str, spot: tuple[int, int, str], place: Hit, before: Hit | None) -> Hit | None:
    """永定河泛区, 达州火车站, 南京路: the place itself is the name; not in 靖西景区 or 靖西至那坡高速公路."""
    end, last = spot[1:]
    if place.kind in ("full", "alias") and (last == "街" or _types()[last] in ("site", "mountain")):
        return None
    of = _types()[last]
    if (
        of == "site"
        and place.kind != "natural"
        and place.entry
        and place.entry.codes
        and not _is_borrowed(place, before)
    ):
        return None  # 靖西|景区, but 泰山景区
    if of == "road" and (_is_wide(place) or folded[place.start - 1 : place.start] in _dashes(last)):
        return None
    if last == "公路" and place.code or of in _MERGES and _is_foreign(place):
        return None  # 滨州|公路建设, 日本|核电站
    return Hit(place.start, end, folded[place.start : end], "", parent=_lies_in(place, of), confidence=0.85)


def _dashes(last: str) -> str:
    """The signs between two places that keep the second from naming a road; a railway is named by both (至)."""
    return "到—-" if last in _RAILWAYS else "至到—-"


def _is_foreign(place: Hit) -> bool:
    """Whether it is a country, whose 核电站 is no name."""
    return bool(place.code and place.code.isalpha())


def _lies_in(place: Hit, of: str) -> str | None:
    """The division that begins the name of a sight, zone or station (喀什古城); of a street it says nothing."""
    return place.code if of in _MERGES and place.code and place.code.isdigit() else None


def _after_place(folded: str, cut: Words, spot: tuple[int, int, str], place: Hit, start: int) -> Hit | None:
    """陕西|富县现代农业项目示范区 with general words after the place is one name, 靖西|通灵大峡谷 is two."""
    at, end, last = spot
    low = place.end + (folded[place.end] == "至")
    start = max(start, low)
    general = _is_generic(folded, cut, low, at)
    if general and _shortest()[last] == _ONLY_AFTER:
        return None
    if general:
        if _types()[last] in _MERGES and not _has_break(folded, cut, low, at) and not _is_foreign(place):
            parent = _lies_in(place, _types()[last])
            return Hit(place.start, end, folded[place.start : end], "", parent=parent, confidence=0.85)
        return None
    if start == low and at - low >= 2:
        return Hit(low, end, folded[low:end], "", confidence=0.85)
    if at - start >= 2 and not _is_generic(folded, cut, start, at):
        return Hit(start, end, folded[start:end], "", confidence=0.7)
    return None


def _parts(folded: str, cut: Words, start: int, end: int) -> list[str]:
    first, last = bisect_left(cut.starts, start), bisect_left(cut.starts, end)
    edges = sorted({start, *cut.starts[first:last], end})
    return [folded[a:b] for a, b in zip(edges, edges[1:], strict=False)]


def _is_generic(folded: str, cut: Words, start: int, end: int) -> bool:
    """Whether only common words stand between: 高新|技术|产业."""
    words = generic("feature")
    if folded[start:end] in words or folded[start] == "某":
        return True
    return all(part in words or kind(part) != "name" for part in _parts(folded, cut, start, end))


def _has_break(folded: str, cut: Words, start: int, end: int) -> bool:
    """Whether a word that belongs to no name stands between: 的, 建成, 三个."""
    allowed = generic("feature")
    if folded[start] == "某":
        return True
    return any(part not in allowed and kind(part) == "stop" for part in _parts(folded, cut, start, end))


def _is_name_end(folded: str, cut: Words, at: int, end: int) -> bool:
    """Whether 河, 路, 山 ends a name and not a word: 革命|桥 and 永定河, never 思路 or 火山."""
    if end not in cut.edges:
        return False
    index = bisect_left(cut.starts, end) - 1
    word = folded[cut.starts[index] : end]
    if folded[end : end + 1].isdigit() and word[-1] in _STREETS:  # 起义路217号
        if len(word) == 1 and _HOUSE.match(folded, end):
            return True
        return len(word) > 2 or (len(word) == 1 and kind(folded[cut.starts[index - 1] : at]) != "stop")
    if len(word) == 2 and word[-1] in "河溪" and is_place_word(word) and word not in generic("feature"):  # 碧|泉河
        before = folded[cut.starts[index - 1] : at - 1] if index else ""
        return len(before) == 1 and kind(before) == "name" and before >= "\u3400"
    if len(word) == 1:
        before = folded[cut.starts[index - 1] : at] if index else ""
        return len(before) > 1 and kind(before) == "name" and not _may_be_person(before + word)
    return len(word) >= 3 and kind(word) == "name" and not _may_be_person(word)


def _may_be_person(word: str) -> bool:
    """石泰峰 and 马江 end like mountains and rivers; 祁家河 is none."""
    return len(word) <= 3 and word[0] in _surnames() and word[1] not in "家门" and not is_place_word(word)


@cache
def _surnames() -> frozenset[str]:
    return frozenset(rules.words("surnames.tsv", "surname"))


@cache
def _types() -> dict[str, str]:
    rows = rules.table("gazetteer/features.tsv")
    return {row["word"]: row["type"] for row in rows if row["type"] not in ("village", "town")}


@cache
def _shortest() -> dict[str, int]:
    return {row["word"]: int(row["shortest"]) for row in rules.table("gazetteer/features.tsv")}


@cache
def last_words() -> tuple[str, ...]:
    """The words that end the name of a feature."""
    return tuple(_types())
