"""Named features found by their last word: 滨德高速公路, 通灵大峡谷, 于田县工业园区, 永定河泛区, 达州火车站."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from transforms import rules
from transforms.extract.gazetteer import is_village, level, within
from transforms.extract.places_edges import generic, has_stop, is_place_word, kind, run_start, walk
from transforms.extract.places_scan import Hit, Words
from transforms.extract.spotting import spots

_LONGEST = 16
_WEAK = frozenset("路街巷桥河江湖溪渠湾山岭峰岛峡寺塔庙港")  # also the ends of many words: 思路, 火山
_CARRIED = frozenset("富动来起领给着去火出入")
_STREETS = frozenset("路街巷")
_BODY = frozenset("局厅委部院社署")  # 昆明铁路局 is a body, no railway
_JOINED = frozenset({"高速公路", "高速", "铁路", "高铁", "运河"})
_MERGES = frozenset({"zone", "station", "sight"})  # 达州火车站 would not stand alone without its place
_NUMBERED = re.compile(r"(?:[GSX]\d{1,4}|\d{3})(?:国道|省道|县道)|[GS]\d{1,4}[\u4e00-\u9fff]{2,6}高速(?:公路)?")


def find(folded: str, cut: Words, hits: list[Hit]) -> list[Hit]:
    """The hits with roads, waters, mountains, stations, zones and sites; a longer name takes the place of its parts."""
    found = list(_numbered(folded))
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
    if not found:
        return hits
    return [hit for hit in hits if not any(f.start <= hit.start and hit.end <= f.end for f in found)] + found


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
    while start < at and folded[start] in "从在和与到沿由对向把被将为以":
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
    if of == "road" and (folded[place.start - 1 : place.start] in ("至", "到", "—", "-") or _is_wide(place)):
        return None
    if last == "公路" and place.code:
        return None  # 滨州|公路建设
    return Hit(place.start, end, folded[place.start : end], "", parent=_lies_in(place, of), confidence=0.85)


def _lies_in(place: Hit, of: str) -> str | None:
    """The division that begins the name of a sight, zone or station (喀什古城); of a street it says nothing."""
    return place.code if of in _MERGES and place.code and place.code.isdigit() else None


def _after_place(folded: str, cut: Words, spot: tuple[int, int, str], place: Hit, start: int) -> Hit | None:
    """陕西|富县现代农业项目示范区 with general words after the place is one name, 靖西|通灵大峡谷 is two."""
    at, end, last = spot
    low = place.end
    general = _is_generic(folded, cut, low, at)
    if general:
        if _types()[last] in _MERGES and not _has_break(folded, cut, low, at):
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
    if folded[start:end] in words:
        return True
    return all(part in words or kind(part) != "name" for part in _parts(folded, cut, start, end))


def _has_break(folded: str, cut: Words, start: int, end: int) -> bool:
    """Whether a word that belongs to no name stands between: 的, 建成, 三个."""
    allowed = generic("feature")
    return any(part not in allowed and kind(part) == "stop" for part in _parts(folded, cut, start, end))


def _is_name_end(folded: str, cut: Words, at: int, end: int) -> bool:
    """Whether 河, 路, 山 ends a name and not a word: 革命|桥 and 永定河, never 思路 or 火山."""
    if end not in cut.edges:
        return False
    index = bisect_left(cut.starts, end) - 1
    word = folded[cut.starts[index] : end]
    if folded[end : end + 1].isdigit() and word[-1] in _STREETS:  # 起义路217号
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
