"""Villages and towns that no list holds, found by their last word: 东沟门村, 钳二乡, 新街、菜园等3个村."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from transforms.extract.gazetteer import is_village, level
from transforms.extract.places_edges import edge_words, generic, has_stop, kind, run_start, walk
from transforms.extract.places_scan import Hit, Words
from transforms.extract.spotting import spots as spots_of

_LAST = re.compile(
    r"(?<![村、，。\s])(?:村社区(?!居民会|干部)|村(?![庄落镇寨史超晚B]|规民约|规(?!划))|社区(?!居民会)|嘎查|[镇乡](?!长(?![期达远])|村(?!民)|[土亲情愁贤音间镇压域宣]))"
    r"|(?<=[\u4e00-\u9fff]{2})(?:寨子?|屯)(?=[里的，。、！；])"
)
# 村民, 村干部, 村里 are words; a name before them is believed only where it is known from elsewhere.
_WORDS_AFTER = frozenset("民干级集里委务两医企内外中口头支风容貌情道域校组社")
_LEVELS_ONLY = re.compile("[省市县区乡镇街州]+")
_TOWN = frozenset("镇乡")
_NOT_BEFORE_TOWN = frozenset("城乡村家故返回下老水古小集重")  # 城乡, 家乡, 古镇
_NOT_BEFORE_VILLAGE = frozenset("进回入返驻穿镇乡")
_AND = ("、", "和", "与", "及")
_LONGEST = 7
_LIST_END = re.compile(
    r"、[\u4e00-\u9fff]{2,5}?(?P<tail>等?(?:\d{1,3}|[一二两三四五六七八九十]{1,3}|几|多)个?)"
    r"(?:行政|自然|贫困|重点|试点|示范|建档立卡|深度)*(?P<last>村|社区|乡镇|镇|乡|街道)(?![级干民两])"
)
_LIST_NAMES = re.compile(r"[\u4e00-\u9fff]{2,7}(?:、[\u4e00-\u9fff]{2,5}){1,30}\Z")


def last_words() -> tuple[str, ...]:
    """How the last word of a village or town begins; the pattern then looks around it."""
    return ("村", "社区", "嘎查", "镇", "乡", "寨", "屯")


def find(folded: str, cut: Words, hits: list[Hit]) -> list[Hit]:
    """The hits with villages and unlisted towns; a name certain once is taken wherever its last word ends it."""
    ends = [hit.end for hit in hits]
    spots = [match.span() for _, at, _ in spots_of(folded, "villages") if (match := _LAST.match(folded, at))]
    guesses = list(_guesses(folded, cut, spots, hits, ends))
    sure = {hit.name for hit in guesses if hit and hit.confidence >= 0.85}
    found = []
    for span, guess in zip(spots, guesses, strict=True):
        hit = guess if guess and guess.confidence >= 0.9 else _repeated(folded, span[1], sure) or guess
        if hit and hit.confidence >= 0.7:
            found.append(hit)
    found += _lists(folded, cut, found + hits)
    covered = {(hit.start, hit.end) for hit in found}
    return found + [hit for hit in hits if not _within(hit, covered, found)]


def _within(hit: Hit, covered: set[tuple[int, int]], found: list[Hit]) -> bool:
    """Whether a short form is only the beginning of a village's name: 宝山 of 宝山村."""
    if hit.kind not in ("short", "natural", "abroad") or not covered:
        return False
    return any(other.start <= hit.start and hit.end <= other.end for other in found)


def _guesses(
    folded: str, cut: Words, spots: list[tuple[int, int]], hits: list[Hit], ends: list[int]
) -> Iterator[Hit | None]:
    """For each last word the name that it may end, with what came before as its left border."""
    border = 0
    border_is_place = False
    starts = {hit.start for hit in hits}
    for at, end in spots:
        n = bisect_left(ends, at) if folded[at - 1 : at] else 0
        inside = n < len(hits) and hits[n].start < at and hits[n].end >= end
        if inside:
            yield None
            continue
        short = hits[n] if n < len(hits) and hits[n].end == at else None
        if short and (short.kind in ("full", "alias") or _is_wide(short) or at in starts):
            hit = None  # 贵州|镇远
        elif short and folded[end : end + 1] not in _WORDS_AFTER:
            before = hits[n - 1] if n else None
            hit = _ended(folded, short.start, at, end, 0.9 if before and before.end == short.start else 0.8)
        else:
            place = None if short else _division_before(hits, n)
            low, after_place = (place.end, True) if place and place.end >= border else (border, border_is_place)
            hit = None if short else _guess(folded, cut, (low, at, end), after_place)
        yield hit
        if end - at < 3:
            border, border_is_place = end, hit is not None


def _is_wide(hit: Hit) -> bool:
    """Whether a short form is that of a country or province: no village is called 四川村."""
    return bool(hit.entry and hit.entry.codes and level(hit.entry.codes[0]) in ("country", "province"))


def _division_before(hits: list[Hit], n: int) -> Hit | None:
    """The last division before the n-th hit; a river or foreign city is no border of a village's name (沙巴|嘎嘎查)."""
    while n and hits[n - 1].kind in ("abroad", "natural"):
        n -= 1
    return hits[n - 1] if n else None


def _guess(folded: str, cut: Words, spot: tuple[int, int, int], after_place: bool) -> Hit | None:
    """The name that ends with the last word at (at, end); low is where the place or last word before it ends."""
    border, at, end = spot
    low = max(run_start(folded, at, _LONGEST), border)
    if after_place and folded[border : border + 1] in _AND and folded[border - 1] == folded[at] == "村":
        name = folded[border + 1 : at]
        if 2 <= len(name) <= 4 and kind(name) != "stop" and not has_stop(folded, cut, border + 1, at):
            return _ended(folded, border + 1, at, end, 0.86)
    if low >= at or _LEVELS_ONLY.fullmatch(folded, low, at):
        return None
    followed = folded[end : end + 1] in _WORDS_AFTER and not folded.startswith(("委会", "两委"), end)
    if after_place and low == border and at - low <= 6:
        start, confidence = _after_place(folded, cut, low, at)
        if folded[at] in _TOWN and confidence < 0.85:
            return None
    elif folded[at] in _TOWN:
        start, confidence = _town_alone(folded, cut, low, at)
    else:
        start, confidence = _free(folded, cut, low, at)
        if followed and confidence < 0.9:
            return None
    if start is not None and start < at - 1 and at - 1 in cut.edges and folded[at - 1] in "乡农同本该全":
        return None  # 镇域|乡村, 凤凤遭|同村
    if start is None or folded[start - 1 : start].isdigit() or (followed and not is_village(folded[start:at])):
        return None
    return _ended(folded, start, at, end, confidence)


def _ended(folded: str, start: int, at: int, end: int, confidence: float) -> Hit | None:
    """The hit, unless the word before the last one makes it a kind of village and no name: 深度贫困村."""
    name = folded[start:at]
    kind = "town" if folded[at] in _TOWN else "village"
    words = generic(kind)
    if name in words or _LEVELS_ONLY.fullmatch(name) or (kind == "town" and name[-1] in _NOT_BEFORE_TOWN):
        return None
    if kind == "village" and name[-1] in _NOT_BEFORE_VILLAGE and not is_village(name):
        return None  # 洪水|进村, 谋划好|镇村
    if any(name[n:] in words for n in range(1, len(name)) if len(name) - n >= 2) and not is_village(name):
        return None
    return Hit(start, end, folded[start:end], kind, confidence=confidence, rule=f"place.{kind}")


def _after_place(folded: str, cut: Words, low: int, at: int) -> tuple[int | None, float]:
    """A name that begins where the place before it ends."""
    led = low + 1 in cut.edges and kind(folded[low]) == "stop"  # 的|驻村
    if is_village(folded[low:at]) and not led and folded[low:at] not in edge_words():
        return low, 0.95
    if has_stop(folded, cut, low, at):
        return _free(folded, cut, low, at)
    if walk(folded, cut, low, at) == low:
        return low, 0.87
    return _free(folded, cut, low, at)


def _town_alone(folded: str, cut: Words, low: int, at: int) -> tuple[int | None, float]:
    """A town no list holds without its county before it: in a list of towns, before a village, or named twice."""
    end = at + 1
    if at - low in (2, 3) and folded[low - 2 : low] in _AFTER_TOWN and not has_stop(folded, cut, low, at):
        return low, 0.86  # 蒋村镇、祖庵镇
    start = at - 2
    name = folded[start:end]
    if start < low or not _is_town_name(folded, cut, start, at):
        return None, 0.0
    village = _VILLAGE_NEXT.match(folded, end)
    if village and (is_village(village[1]) or not has_stop(folded, cut, end, village.end(1))):
        return start, 0.86  # 在邦洞镇|观舟村
    return (start, 0.85) if folded.count(name) > 1 and start in cut.edges else (None, 0.0)


_AFTER_TOWN = ("镇、", "乡、", "镇和", "乡和")
_VILLAGE_NEXT = re.compile("([\u4e00-\u9fff]{2,3})村(?![民里干庄落])")


def _is_town_name(folded: str, cut: Words, start: int, at: int) -> bool:
    """Whether the two characters may be a town's name: no dictionary word, alone or with what stands around them."""
    before = folded[start - 1 : start]
    led = before in _LEADS_TOWN or start in cut.edges and not "\u4e00" <= before <= "\u9fff"
    return led and kind(folded[start:at]) == "name" and not has_stop(folded, cut, start, at)


_LEADS_TOWN = frozenset("在到从为是的该往赴向")


def _free(folded: str, cut: Words, low: int, at: int) -> tuple[int | None, float]:
    """A name after other words: the longest known village, or as far as the words are name-like."""
    walked = at - walk(folded, cut, low, at)
    lengths = range(min(6, at - low), 1, -1)
    beside = 2 if folded[low - 1 : low] in _TOWN else 3  # 码头镇|沙窝村
    aligned = (n for n in lengths if at - n in cut.edges and (n <= walked or n == at - low >= beside))
    known = next((n for n in aligned if is_village(folded[at - n : at])), 0)
    if not known:
        known = next((n for n in lengths if 3 <= n <= walked and is_village(folded[at - n : at])), 0)
    if known and has_stop(folded, cut, at - known, at):
        known = 0
    if known and known == walked:
        return at - known, 0.9
    if known:
        return at - known, 0.8
    if 2 <= walked <= 4:
        return at - walked, 0.75
    return None, 0.0


def _repeated(folded: str, end: int, sure: set[str]) -> Hit | None:
    """A name that the text gives for certain elsewhere."""
    names = [name for name in sure if folded.endswith(name, 0, end)]
    if not names:
        return None
    name = max(names, key=len)
    kind = "town" if name[-1] in _TOWN else "village"
    return Hit(end - len(name), end, name, kind, confidence=0.93, rule=f"place.{kind}.repeated")


def _lists(folded: str, cut: Words, taken: list[Hit]) -> list[Hit]:
    """东沟门、新街、菜园等3个村: three villages."""
    found: list[Hit] = []
    for match in _LIST_END.finditer(folded):
        tail = match.start("tail")
        names = _LIST_NAMES.search(folded, max(0, tail - 160), tail)
        if names is None:
            continue
        last, at = match["last"], names.start()
        for n, part in enumerate(names[0].split("、")):
            start = _first_cut(folded, cut, at, at + len(part)) if n == 0 else at
            end = at + len(part)
            at = end + 1
            free = not any(hit.start < end and start < hit.end and hit.kind != "short" for hit in taken)
            if end - start >= 2 and free:
                name = folded[start:end] + ("" if last == "乡镇" else last)
                kind = "village" if last in ("村", "社区") else "town"
                found.append(Hit(start, end, name, kind, confidence=0.9, rule="place.list"))
    return found


def _first_cut(folded: str, cut: Words, start: int, end: int) -> int:
    """Where the first item of a list begins: after the words that lead to it."""
    for n in range(end - start, 1, -1):
        if is_village(folded[end - n : end]) and end - n in cut.edges and not has_stop(folded, cut, end - n, end):
            return end - n
    return walk(folded, cut, start, end)
