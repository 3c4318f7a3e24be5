"""Names of companies that the text around them tells: codes of shares, posts, lists, and short names of those found."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache, cached_property, lru_cache

import rjieba

from transforms import rules
from transforms.extract.organizations_cues import acts, cued_words
from transforms.extract.organizations_scan import Found, in_parts, is_own, longest
from transforms.extract.places_edges import kind, run_start, walk
from transforms.extract.places_scan import Words
from transforms.extract.spotting import spots
from transforms.model import Mention

_CODED = re.compile(r"\((?:\d{6}|\d{4,5}\.HK|[0368]\d{5}\.S[HZ])\W")
_POST = re.compile(
    r"(?:副?董事长|副?总裁|首席[\u4e00-\u9fff]{2}官|CEO|创始人|创办人|董秘)(?:兼[\u4e00-\u9fffA-Z]{2,6})?"
)
_POST_WORDS = ("董事长", "总裁", "首席", "CEO", "创始人", "创办人", "董秘")
_BRIEF = re.compile(r"\((?P<name>[A-Z][A-Za-z&\-]{1,9})\)")
_ITEM = r"[\u4e00-\u9fffA-Za-z0-9·]{2,8}?"
_ITEMS_AFTER = re.compile(rf"(?:、{_ITEM}(?=[、等和与及,。;)]))+")
_ITEMS_BEFORE = re.compile(rf"(?:(?<=[、:(])|(?<=[^\u4e00-\u9fff])){_ITEM}(?:、{_ITEM})*、\Z")
_BRANCH = re.compile(
    r"(?:中国|大中华区?|亚太区?)(?=总裁|董事长|CEO|首席|副总|区|公司|总部|有限|方面|新闻发言人|总经理|[,。、:])"
)
_BRANCHES = ("中国", "大中华", "亚太")
# What only a firm has or does, after a name that is a word too: 苹果诉, 三星的专利.
_OF_FIRM = re.compile(
    r"的?(?:母公司|子公司|总部|专利|产品线|官网|官方|门店|专卖店|加盟|经销商|代理商|代理律师|供应商|发言人|新闻发言人|市场份额)"
    r"|(?:公司|集团)|(?:起诉|诉(?!说|求|苦|讼)|状告|推出了?|发布了?|收购|宣布|旗下|计划(?:于|在|推出)|称,)"
)
_SUFFIX_PARTS = ("有限", "责任", "股份", "控股", "(中国)", "(集团)")
_LEGAL_FORMS = ("有限公司", "有限责任公司", "股份有限公司", "集团有限公司", "集团股份有限公司", "公司")
_FIRMS = re.compile(r"(?:公司|集团)")
# What a name is only the brand of: 鲁花花生油.
_GOODS = re.compile(r"(?:牌|手机|汽车|轿车|电脑|啤酒|奶粉|牛奶|酸奶|饮料|花生油|酒(?!业|店)|茶(?!业)|油(?!田))")


def extend(folded: str, cut: Words, found: list[Found], places: list[Mention]) -> list[Found]:
    """The organizations found with the companies that they and the text around show."""
    taken = _Taken(found, places)
    new = [*_coded(folded, cut), *_branches(folded, found), *_with_kinds(folded, cut, found), *_brands(folded, cut)]
    if "董事长" in folded or "总裁" in folded or "首席" in folded or "CEO" in folded or "创始人" in folded:
        new += _led(folded, cut, taken)
    new += _neighbours(folded, cut, found, taken)
    every = longest(found + new) if new else found
    short = [*_cores(folded, cut, every, places), *_briefs(folded, every), *_again(folded, cut, every)]
    short += _with_trades(folded, cut, every, places)
    return longest(every + short) if short else every


class _Taken:
    """Which stretches of a text hold a place or an organization already."""

    def __init__(self, found: list[Found], places: list[Mention]) -> None:
        self.all = (found, places)

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Every stretch, in order; made when first asked for."""
        return sorted((one.start, one.end) for some in self.all for one in some)

    @cached_property
    def places(self) -> dict[int, int]:
        """Where places begin and end."""
        return {m.start: m.end for m in self.all[1]}

    def inside(self, start: int, end: int) -> bool:
        """Whether a longer place begins there: 英利 of 英利路."""
        return self.places.get(start, 0) > end

    def __call__(self, start: int, end: int) -> bool:
        n = bisect_left(self.spans, (end, 0))
        return any(low < end and start < high for low, high in self.spans[max(0, n - 3) : n])


def _company(start: int, end: int, rule: str, confidence: float = 0.7) -> Found:
    return Found(start, end, "", "company", confidence=confidence, rule=f"organization.{rule}")


def _coded(folded: str, cut: Words) -> Iterator[Found]:
    """天奇股份(002009): the name before the code of its share."""
    for match in _CODED.finditer(folded):
        end = match.start()
        start = walk(folded, cut, run_start(folded, end, 6), end, nouns=True)
        if 2 <= end - start <= 6:
            yield _company(start, end, "share", 0.85)


def _led(folded: str, cut: Words, taken: _Taken) -> Iterator[Found]:
    """淡马锡总裁李某: a name that is no word before the post of a person."""
    for match in _POST.finditer(folded) if any(word in folded for word in _POST_WORDS) else ():
        end = match.start()
        if folded[match.end() : match.end() + 1] not in _surnames():
            continue
        start = walk(folded, cut, run_start(folded, end, 6), end)
        while start < end and folded[start] in "原前任兼的时现":
            start += 1
        if end - start >= 2 and not taken(start, end) and _unknown(folded[start:end]):
            yield _company(start, end, "led", 0.6)


def _unknown(word: str) -> bool:
    """Whether the dictionary does not hold the word, or as a name of its own."""
    tags = rjieba.tag(word, False)
    return len(tags) > 1 or tags[0][1] in ("nz", "nt", "nrt", "x", "eng")


@cache
def _surnames() -> frozenset[str]:
    return frozenset(row["surname"] for row in rules.table("surnames.tsv") if len(row["surname"]) == 1)


def _branches(folded: str, found: list[Found]) -> Iterator[Found]:
    """微软中国总裁: the branch of a company in the country."""
    for one in found:
        branch = (
            _BRANCH.match(folded, one.end) if one.kind == "company" and folded.startswith(_BRANCHES, one.end) else None
        )
        if branch:
            yield Found(one.start, branch.end(), "", "company", confidence=0.8, rule="organization.branch")


_KINDS = (
    "机械",
    "重工",
    "股份",
    "科技",
    "电子",
    "化工",
    "药业",
    "实业",
    "控股",
    "石化",
    "电气",
    "地产",
    "证券",
    "基金",
)


def _with_kinds(folded: str, cut: Words, found: list[Found]) -> Iterator[Found]:
    """徐工机械: a listed company with the word of one of its trades."""
    for one in found:
        end = one.end + 2
        listed = one.kind == "company" and one.rule == "organization.list"
        if listed and end in cut.edges and folded.startswith(_KINDS, one.end):
            yield Found(one.start, end, "", "company", confidence=0.8, rule="organization.trade")


def _brands(folded: str, cut: Words) -> Iterator[Found]:
    """三星, 联想: firms whose name is a word too, in a text that says once that they act as one."""
    names = brand_words()
    places = [(names[n], start, end) for n, start, end in spots(folded, "brands") if start in cut.edges]
    sure = {
        name
        for name, _, end in places
        if folded[end : end + 1] != ":" and acts(folded, end) or _OF_FIRM.match(folded, end)
    }
    for name, start, end in places:
        if name in sure and not _GOODS.match(folded, end):
            firm = _FIRMS.match(folded, end)
            if firm or end in cut.edges:
                yield Found(start, firm.end() if firm else end, "", "company", canonical=name, confidence=0.75,
                            rule="organization.brand")  # fmt: skip


@cache
def brand_words() -> tuple[str, ...]:
    """The firms whose names are words too."""
    return rules.words("lexicon/organization_brands.tsv", "name")


def _neighbours(folded: str, cut: Words, found: list[Found], taken: _Taken) -> Iterator[Found]:
    """格力、美的、海尔: names in a list beside a company."""
    for one in found:
        if one.kind != "company" or taken.inside(one.start, one.end):
            continue
        spans: list[tuple[int, int]] = []
        if folded[one.end : one.end + 1] == "、" and (after := _ITEMS_AFTER.match(folded, one.end)):
            spans += _items(folded, one.end + 1, after.end())
        if folded[one.start - 1 : one.start] == "、":
            before = _ITEMS_BEFORE.search(folded, max(0, one.start - 40), one.start)
            spans += _items(folded, before.start(), one.start - 1) if before else []
        for low, end in spans:
            start = low if folded[low - 1] == "、" else walk(folded, cut, low, end, nouns=True)
            if end - start > 1 and not taken(start, end) and _is_firm(folded, cut, start, end):
                yield _company(start, end, "listed_beside", 0.6)


def _is_firm(folded: str, cut: Words, start: int, end: int) -> bool:
    """Whether the item is a name by itself, or before a word of a trade: 巢东水泥."""
    core = _without_suffixes(folded[start:end])
    if (
        len(core) < 2
        or not _unknown(core)
        or "·" in core
        or in_parts(core)
        or folded[start - 1].isascii()
        and folded[start - 1].isalnum()
    ):
        return False
    edges = [start, *(n for n in range(start + 1, start + len(core)) if n in cut.edges), start + len(core)]
    parts = [kind(folded[a:b]) for a, b in zip(edges, edges[1:], strict=False)]
    return set(parts) == {"name"}


def _items(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for part in re.finditer("[^、]+", folded[start:end]):
        yield start + part.start(), start + part.end()


def _cores(folded: str, cut: Words, found: list[Found], places: list[Mention]) -> Iterator[Found]:
    """澳优 where the text names 澳优乳业 too: the name without place and kind, if it is no common word."""
    firms = [one for one in found if one.last in _firm_words() and one.form == "name"]
    ends = {m.start: m.end for m in places} if firms else {}
    seen: dict[str, Found] = {}
    for one in firms:
        if one.rule != "organization.list":
            start = one.start
            while start in ends and ends[start] < one.end:
                start = ends[start]
            core = _core(folded[start : one.end])
            if core:
                seen.setdefault(core, one)
    for core, full in seen.items():
        name = full.canonical or folded[full.start : full.end]
        for start, end in _stands(folded, cut, core):
            end = _with_trade(folded, cut, end)
            yield Found(start, end, core, full.kind, full.place, False, name, "short", 0.7, "organization.core")


def _with_trades(folded: str, cut: Words, found: list[Found], places: list[Mention]) -> Iterator[Found]:
    """长江食品 where the text names 四川长江食品有限公司: the name without division and legal form."""
    legal = [one for one in found if one.last in _LEGAL_FORMS and one.form == "name"]
    if not legal:
        return
    ends = {m.start: m.end for m in places if m.place_code and m.place_code.isdigit()}
    coded = {folded[m.start : m.end] for m in places if m.place_code}
    seen: dict[str, Found] = {}
    for one in legal:
        start = one.start
        while start in ends and ends[start] < one.end:
            start = ends[start]
        name = folded[start : one.end].removesuffix(one.last)
        core = _without_suffixes(name)
        own = 2 <= len(core) <= 4 and kind(core) == "name" and core not in coded
        if name != core and own and len(name) <= 8 and "(" not in name:
            seen.setdefault(name, one)
    for name, full in seen.items():
        written = full.canonical or folded[full.start : full.end]
        for start, end in _stands(folded, cut, name):
            yield Found(start, end, name, full.kind, full.place, False, written, "short", 0.75, "organization.core")


def _with_trade(folded: str, cut: Words, end: int) -> int:
    """The end of the words of a trade after a short name: 星邦 and 星邦智能 are one."""
    for word in _suffixes():
        if folded.startswith(word, end) and end + len(word) in cut.edges:
            return end + len(word)
    return end


@lru_cache(maxsize=4096)
def _core(name: str) -> str:
    """The part of a company's name that is its own, "" if that is a common word.

    >>> _core("澳优乳业有限公司"), _core("东方航空")
    ('澳优', '')
    """
    core = _without_suffixes(name)
    return core if core != name and 2 <= len(core) <= 4 and is_own(core) else ""


def _without_suffixes(name: str) -> str:
    """The name without the words at its end that say what kind of company it is."""
    while name.endswith(_suffixes()):
        name = next(name.removesuffix(word) for word in _suffixes() if name.endswith(word))
    return name


@cache
def _firm_words() -> frozenset[str]:
    """The last words of firms that news goes on to name without them; not of shops, farms and clubs."""
    rows = rules.table("lexicon/organization_words.tsv")
    firms = {row["word"] for row in rows if row["kind"] == "company" and row["use"] in ("cued", "strong")}
    return frozenset(firms | {"公司", "集团", "集团公司", "制药", "实业", "乳业", "药业", "酒业"})


@cache
def _suffixes() -> tuple[str, ...]:
    """The words that say what kind of company it is, the longest first."""
    rows = rules.table("lexicon/organization_words.tsv")
    words = {row["word"] for row in rows if row["kind"] == "company"}
    return tuple(sorted({*words, *_SUFFIX_PARTS}, key=len, reverse=True))


def _stands(folded: str, cut: Words, name: str) -> Iterator[tuple[int, int]]:
    """Where the name stands by itself and not as the brand of goods."""
    at = folded.find(name)
    while at >= 0:
        end = at + len(name)
        if at in cut.edges and (end in cut.edges or len(name) > 2) and not _GOODS.match(folded, end):
            yield at, end
        at = folded.find(name, end)


def _again(folded: str, cut: Words, found: Iterable[Found]) -> Iterator[Found]:
    """What one cue has shown to be a company is one wherever it stands."""
    shown = {folded[one.start : one.end]: one for one in found if one.rule in _SHOWN or one.last in cued_words()}
    for name, one in shown.items():
        for start, end in _stands(folded, cut, name):
            yield Found(start, end, one.last, one.kind, one.place, False, one.canonical, "name", 0.6, one.rule)


_SHOWN = frozenset({"organization.share", "organization.led", "organization.branch", "organization.listed_beside"})


def _briefs(folded: str, found: list[Found]) -> Iterator[Found]:
    """中国市场情报中心(CMIC): the letters in brackets behind a name, wherever they stand."""
    ends = {one.end: one for one in found}
    for match in _BRIEF.finditer(folded):
        full = ends.get(match.start())
        if full is None:
            continue
        for again in re.finditer(rf"(?<![A-Za-z]){re.escape(match['name'])}(?![A-Za-z])", folded):
            name = full.canonical or folded[full.start : full.end]
            yield Found(*again.span(), "", full.kind, full.place, False, name, "short", 0.85, "organization.brief")
