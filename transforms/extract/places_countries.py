"""Countries by one character: 中德, 来华, 赴美; in an article that names 柬埔寨 also 柬中."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

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
    if named:
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
            whole = end in cut.edges or folded.startswith("访问", end)  # 来华访问 is one word for jieba
            if whole and folded[end : end + 1] not in _led()[word]:
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
        if char not in found and char in folded and any(name in folded for name in names):
            found[char] = None
    return found


def _of_named(folded: str, cut: Words, named: dict[str, str | None]) -> Iterator[Hit]:
    """柬中, 对朝, 美、日两国, 土总统: characters of countries that the text names."""
    done = 0
    for start in _starts(folded, named):
        form = _form_at(folded, start, named) if start >= done else None
        if form is None:
            continue
        kind, done = form
        if kind == "pair":
            other = folded[start:done].replace("中", "", 1)
            sure = _pair_after().match(folded, done)
            if start not in cut.edges or not (sure or (done in cut.edges and other not in _WORDS_WITH_CHINA)):
                continue
        elif kind != "list" and (start not in cut.edges or done not in cut.edges):
            continue
        for at in range(start, done):
            if (char := folded[at]) in named or char == "中":
                yield _hit(at, char, CHINA if char == "中" else named[char])


def _starts(folded: str, named: dict[str, str | None]) -> list[int]:
    """Where a form may begin, in order: at a named character or at 中 before one."""
    found = set()
    for char in named:
        at = folded.find(char)
        while at >= 0:
            found.add(at)
            if at and folded[at - 1] == "中":
                found.add(at - 1)
            at = folded.find(char, at + 1)
    return sorted(found)


def _form_at(folded: str, at: int, named: dict[str, str | None]) -> tuple[str, int] | None:
    """(kind, end) of the form that begins here: 柬中, 美、日|两国, 对|朝, 土|总统. No pattern: one for each text's own
    characters takes a millisecond to make."""
    before, first, second = folded[at - 1 : at], folded[at], folded[at + 1 : at + 2]
    is_pair = (first == "中" and second in named) or (first in named and second == "中")
    if is_pair and before not in _ENDS_OF_WORDS and folded[at + 2 : at + 3] not in _NOT_AFTER_PAIR:
        return "pair", at + 2
    if first not in named:
        return None
    for end in reversed(_list_ends(folded, at, named)):
        if _LIST_TAIL.match(folded, end):
            return "list", end
    if before in _TOWARDS and folded[at - 2 : at] != "面对" and second not in _NOT_AFTER_ONE:
        return "after", at + 1
    opens = not at or before.isspace() or before in _OPENS
    return ("head", at + 1) if opens and _heads().match(folded, at + 1) else None


def _list_ends(folded: str, at: int, named: dict[str, str | None]) -> list[int]:
    """Where a list of two, three and four named characters ends, with or without 、 between them."""
    ends: list[int] = []
    at += 1
    while len(ends) < 3:
        at += folded[at : at + 1] == "、"
        if folded[at : at + 1] not in named:
            break
        at += 1
        ends.append(at)
    return ends


_NOT_AFTER_PAIR, _NOT_AFTER_ONE = tuple("国部央心方"), tuple("方元")
_TOWARDS, _OPENS = tuple("对访赴驻"), tuple("，。：、“")
_LIST_TAIL = re.compile("[两三四]国|[两三四]方|等发达|等国|等西方|关系")


@cache
def _heads() -> re.Pattern[str]:
    """Matches who speaks for a country: 总统, 外长."""
    return re.compile("|".join(rules.words("gazetteer/country_heads.tsv", "word")))


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
