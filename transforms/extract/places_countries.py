"""Countries by one character: 中德, 来华, 赴美; in an article that names 柬埔寨 also 柬中."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from transforms import rules
from transforms.extract import gazetteer
from transforms.extract.gazetteer import CHINA
from transforms.extract.places_scan import Hit, Words
from transforms.extract.spotting import spots

_PARTNERS = "美俄日韩朝德法英印越澳加欧缅泰菲蒙哈巴埃意葡乌非南拉"
_GREAT = "美俄日韩朝德法英印乌"
_CONTINENTS = {"非": "非洲", "欧": "欧洲", "拉": "拉丁美洲", "阿": "阿拉伯"}
_CALLED = {"欧": ("欧洲", "欧盟"), "非": ("非洲",), "拉": ("拉美", "拉丁美洲"), "阿": ("阿拉伯",)}
_ENDS_OF_WORDS = ("其", "集", "当", "从")  # 其中
_WORDS_WITH_CHINA = frozenset("文立以利委秘保土加科西新古约意智克格冰爱希国心")  # 中文, 中立; 中心


def find(folded: str, cut: Words, hits: list[Hit]) -> Iterator[Hit]:
    """Every country, continent or province that one character names."""
    named = _named(folded, hits)
    yield from _spotted(folded, cut)
    if any(_may_stand(folded, char) for char in named):
        yield from _of_named(folded, cut, named)


def seeds() -> tuple[str, ...]:
    """All pairs with China and between great powers, those of the list, and 来华, 赴美 …"""
    pairs = {f"中{a}" for a in _PARTNERS} | {f"{a}中" for a in _PARTNERS}
    pairs |= {a + b for a in _GREAT for b in _GREAT if a != b}
    return tuple(sorted(pairs | _listed_pairs() | set(_led())))


def _spotted(folded: str, cut: Words) -> Iterator[Hit]:
    """中德, 中美俄 as one word or before 两国, 关系 …; 华 of 来华."""
    listed = _listed_pairs()
    for index, start, end in spots(folded, "countries"):
        word = seeds_in_order()[index]
        if word in _led():
            if end in cut.edges and folded[end : end + 1] not in _led()[word]:
                yield _hit(end - 1, word[-1], _code(word[-1]))
            continue
        if folded.startswith("班列", end):  # 中欧班列 is a train
            continue
        whole = start in cut.edges and end in cut.edges and word in listed
        if whole or (_pair_after().match(folded, end) and folded[start - 1 : start] not in _ENDS_OF_WORDS):
            yield from (_hit(at, folded[at], _country_chars().get(folded[at])) for at in range(start, end))


def _hit(at: int, char: str, code: str | None) -> Hit:
    name = char if code else _CONTINENTS.get(char, char)
    return Hit(at, at + 1, name, "short", None, code or None, None, 0.8, "place.country_char", "short")


def _code(char: str) -> str | None:
    """港 and 澳 are ours after 赴 and 驻; 华 is China."""
    ours = {"华": CHINA, "港": "810000", "澳": "820000", "台": "710000", "疆": "650000", "藏": "540000"}
    return ours.get(char) or _country_chars().get(char)


def _named(folded: str, hits: list[Hit]) -> dict[str, str | None]:
    """The characters of the countries and continents that the text names in full -> code; 澳 of two stays without."""
    found: dict[str, str | None] = {}
    for hit in hits:
        code = hit.code
        if code and not code.isdigit() and code != CHINA and len(hit.name) > 1:
            char = _char_of().get(code) or gazetteer.load().name_of[code][0]
            found[char] = code if found.get(char, code) == code else None
    for char, names in _CALLED.items():
        if char not in found and any(name in folded for name in names):
            found[char] = None
    return found


def _of_named(folded: str, cut: Words, named: dict[str, str | None]) -> Iterator[Hit]:
    """柬中, 对朝, 美、日两国, 土总统: characters of countries that the text names."""
    for match in _pattern("".join(sorted(named))).finditer(folded):
        start, end = match.span()
        if match["pair"]:
            other = match[0].replace("中", "", 1)
            sure = _pair_after().match(folded, end)
            if start not in cut.edges or not (sure or (end in cut.edges and other not in _WORDS_WITH_CHINA)):
                continue
        elif not match["list"] and (start not in cut.edges or end not in cut.edges):
            continue
        for at in range(start, end):
            if (char := folded[at]) in named or char == "中":
                yield _hit(at, char, CHINA if char == "中" else named[char])


def _may_stand(folded: str, char: str) -> bool:
    """Whether one of the forms begins with the character or with 中 before it.

    Told by the pattern for all characters: that for those of one text takes a millisecond to make.
    """
    forms = _every_pattern()
    at = folded.find(char)
    while at >= 0:
        if forms.match(folded, at) or (at and folded[at - 1] == "中" and forms.match(folded, at - 1)):
            return True
        at = folded.find(char, at + 1)
    return False


@cache
def _every_pattern() -> re.Pattern[str]:
    """The pattern for every character that `_named` may give."""
    names = gazetteer.load().name_of
    first = {name[0] for code, name in names.items() if not code.isdigit()}
    return _pattern("".join(sorted(first | set(_char_of().values()) | set(_CALLED))))


@lru_cache(maxsize=1024)
def _pattern(chars: str) -> re.Pattern[str]:
    """Matches the forms that the characters of these countries may stand in."""
    one = f"[{chars}]"
    heads = "|".join(rules.words("gazetteer/country_heads.tsv", "word"))
    pair = rf"(?P<pair>(?<![其集当从])(?:中{one}|{one}中)(?![国部央心方]))"
    listed = rf"(?P<list>{one}(?:、?{one}){{1,3}}(?=[两三四]国|[两三四]方|等发达|等国|等西方|关系))"
    after = rf"(?P<after>(?<=[对访赴驻])(?<!面对){one}(?![方元]))"
    head = rf"(?P<head>(?:(?<=[\n\s，。：、“])|\A){one}(?={heads}))"
    return re.compile(f"{pair}|{listed}|{after}|{head}")


@cache
def seeds_in_order() -> tuple[str, ...]:
    """The seeds, in the order of their list."""
    return seeds()


@cache
def _led() -> dict[str, frozenset[str]]:
    """来华 -> the characters after it that make another word: 来华侨."""
    table = rules.table("gazetteer/char_verbs.tsv")
    return {row["word"] + char: frozenset(row["not"]) for row in table for char in row["chars"]}


@cache
def _listed_pairs() -> frozenset[str]:
    """Pairs that are words by themselves."""
    return frozenset(rules.words("gazetteer/pairs.tsv", "word"))


@cache
def _pair_after() -> re.Pattern[str]:
    return re.compile("|".join(rules.words("gazetteer/pair_words.tsv", "word")))


@cache
def _country_chars() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rules.table("gazetteer/countries.tsv"):
        for char in row["char"]:
            found[char] = "" if char in found else row["code"]
    return found


@cache
def _char_of() -> dict[str, str]:
    """Code of a country -> its character."""
    return {row["code"]: row["char"] for row in rules.table("gazetteer/countries.tsv") if len(row["char"]) == 1}
