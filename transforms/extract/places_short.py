"""Short forms: 新街 once 新街镇 is known, 赴皖 and 苏浙皖."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from transforms import rules
from transforms.extract import gazetteer, places_countries
from transforms.extract.places_edges import kind
from transforms.extract.places_scan import Hit, Words, is_word
from transforms.extract.spotting import spots

_VILLAGE_WORD = re.compile("(自然村|行政村|村|社区)$")
_NOT_AFTER = frozenset("镇乡村县市区路街河山湖江寺")
_GOING = "赴驻抵进在来离返入"
_CLEAR = "京津冀晋沪浙皖闽赣豫鄂湘粤渝黔滇陕疆琼"


def find(folded: str, cut: Words, hits: list[Hit]) -> list[Hit]:
    """The hits with the short forms that stand on them; hits must be in order."""
    taken = bytearray(len(folded))
    for hit in hits:
        taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
    found = [*_after_county(folded, hits), *_chars(folded, cut), *places_countries.find(folded, cut, hits)]
    found += _of_full_names(folded, cut, hits)
    kept: list[Hit] = []
    for hit in sorted(found, key=lambda h: (h.start, -h.end)):
        clear = not (kept and hit.start < kept[-1].end) and not taken.count(1, hit.start, hit.end)
        if clear:
            kept.append(hit)
    return sorted(hits + kept, key=lambda hit: hit.start) if kept else hits


def _after_county(folded: str, hits: list[Hit]) -> Iterator[Hit]:
    """陈仓区|新街|党委: a town without its level word right after its county."""
    for hit in hits:
        if hit.code and hit.code in gazetteer.load().towns_of:
            towns = bare_towns(hit.code)
            for length in (4, 3, 2):
                code = towns.get(folded[hit.end : hit.end + length])
                end = hit.end + length
                if code and folded[end : end + 1] not in _NOT_AFTER and kind(folded[hit.end : end]) != "stop":
                    name = folded[hit.end : end]
                    yield Hit(hit.end, end, name, "short", None, code, None, 0.85, "place.after_county", "short")
                    break


@cache
def bare_towns(county: str) -> dict[str, str]:
    """Town names without their level word -> code; those that two towns of the county share are left out."""
    found: dict[str, str] = {}
    for code in gazetteer.load().towns_of.get(county, ()):
        bare = gazetteer.short(gazetteer.load().name_of[code], code)
        found[bare] = "" if bare in found else code
    return found


def _of_full_names(folded: str, cut: Words, hits: list[Hit]) -> Iterator[Hit]:
    """尚书干 where the text says 尚书干村 too, 新街 where it says 新街镇."""
    seen: dict[str, Hit] = {}
    for hit in hits:
        bare = ""
        if hit.kind == "village" and hit.confidence >= 0.85:
            bare = _VILLAGE_WORD.sub("", hit.name)
        elif hit.kind == "town":
            bare = hit.name[:-1]
        elif hit.kind == "full" and hit.entry and len(code := hit.entry.codes[-1]) == 9:
            bare = gazetteer.short(hit.name, code)
        if len(bare) >= 2 and bare != hit.name and bare not in seen:
            seen[bare] = hit
    entries = gazetteer.load().entries
    for bare, hit in seen.items():
        if (bare in entries and entries[bare].use == "word") or bare in _province_pairs():  # 古城; 闽宁
            continue
        known = is_word(bare) if hit.kind == "village" else kind(bare) != "name"  # 排成长龙 beside 长龙社区
        if len(bare) > 2 or not known:
            yield from _occurrences(folded, cut, bare, hit)


def _occurrences(folded: str, cut: Words, bare: str, full: Hit) -> Iterator[Hit]:
    at = folded.find(bare)
    while at >= 0:
        end = at + len(bare)
        edges = (at in cut.edges) + (end in cut.edges)
        if folded[end : end + 1] not in _NOT_AFTER and (edges == 2 or (edges and len(bare) > 2)):
            yield Hit(at, end, full.name, full.kind, None, full.code, full.parent, 0.8, "place.short", "short")
        at = folded.find(bare, end)


def _chars(folded: str, cut: Words) -> Iterator[Hit]:
    """赴皖, 进疆, 苏浙皖: provinces by one character, after a word of going or two and more in a row."""
    codes = _province_chars()
    done = 0
    for index, seed, end in spots(folded, "provinces"):
        if pair := _province_pairs().get(province_seeds()[index]):
            if seed >= done and not _goes_on(folded, cut, seed, end):
                yield from (Hit(seed + n, seed + n + 1, folded[seed + n], "short", None, code, None, 0.85, "place.char",
                                "short") for n, code in enumerate(pair))  # fmt: skip
                done = end
            continue
        match = _char_pattern().match(folded, seed) or _char_pattern().match(folded, seed + 1)
        if match is None or match.start() < done:
            continue
        start, done = match.span()
        end = done
        if match["row"] and len(set(match[0])) < len(match[0]):  # 津津有味
            continue
        if not match["list"] and not (start in cut.edges or start - 1 in cut.edges):
            continue
        for at in range(start, end):
            code = codes.get(folded[at])
            if code:
                yield Hit(at, at + 1, folded[at], "short", None, code, None, 0.85, "place.char", "short")


def _goes_on(folded: str, cut: Words, start: int, end: int) -> bool:
    """Whether the characters are part of a longer word: 闽宁镇, 川藏线, 香港澳门."""
    return start not in cut.edges or folded[end : end + 1] in "镇线路州门口江股"


@cache
def _province_pairs() -> dict[str, list[str]]:
    return {row["word"]: row["codes"].split() for row in rules.table("gazetteer/province_pairs.tsv")}


@cache
def _province_chars() -> dict[str, str]:
    return {row["char"]: row["code"] for row in rules.table("gazetteer/province_chars.tsv")}


@cache
def province_seeds() -> tuple[str, ...]:
    """Two characters that may begin such a form, for speed."""
    every = _province_chars()
    going = [verb + char for verb in _GOING for char in _CLEAR]
    joined = (*(a + b for a in _CLEAR for b in _CLEAR), *(f"{a}、{b}" for a in every for b in every))
    return tuple(dict.fromkeys((*going, *joined, *_province_pairs())))


@cache
def _char_pattern() -> re.Pattern[str]:
    """One character after a word of going, or several in a row; 皖 means a province only, 新 and 青 need others."""
    every = "".join(_province_chars())
    listed = rf"(?P<list>[{every}](?:、[{every}]){{1,9}}(?=等|[两三四五六七八九]省|[，。；）]))"
    row = rf"(?P<row>[{_CLEAR}]{{2,4}}(?![{_CLEAR}\d]))"
    single = rf"(?P<single>(?<=[{_GOING}])[{_CLEAR}](?![{every}A-Z\d剧菜商语式曲江河绣东]))"
    return re.compile(f"{listed}|{row}|{single}")
