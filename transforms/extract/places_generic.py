"""Places told by their level alone: 全镇, 该县, 我市, 当地."""

from __future__ import annotations

import re

from transforms.extract import gazetteer
from transforms.extract.gazetteer import CHINA, chain, level, within
from transforms.extract.spotting import spots
from transforms.model import Mention

_LEVELS = "省市县区州盟旗镇乡村"
_GENERIC = re.compile(
    f"(?P<whole>[全我该当]|(?<!成)本)(?P<level>[{_LEVELS}])(?![长委级内域区场直面貌外务])"
    "|该?(?P<local>(?<![恰适正妥相基根日])(?:当地|本地))"
)
_OURS = ("我", "本")  # 我市: whoever writes is there
_REACH = 300  # characters within which 该市 and 全市 still mean the one named before


def words() -> tuple[str, ...]:
    """How a generic form may begin; the pattern then looks at what follows."""
    return (*(a + b for a in "全我本该当" for b in _LEVELS), "当地", "本地")


def find(folded: str, mentions: list[Mention], place: str | None) -> list[Mention]:
    """The division of that level that the article is about or that was named last; `mentions` are in order."""
    found = []
    for _, at, _ in spots(folded, "generic_places"):
        match = _GENERIC.match(folded, at)
        if match is None:
            continue
        before = [m for m in mentions if m.end <= at]
        code = _local(folded, at, before, place) if match["local"] else _meant(match, before, mentions, place)
        name = gazetteer.load().name_of[code] if code else match[0]
        rule = "place.our" if match["whole"] in _OURS else "place.generic"
        found.append(Mention(at, match.end(), "place", name, "generic", code, confidence=0.6, rule=rule))
    return found


def _local(folded: str, at: int, before: list[Mention], place: str | None) -> str | None:
    """What the article is about, unless the paragraph has gone elsewhere."""
    low = folded.rfind("\n", 0, at)
    last = next((m.place_code or m.parent_code for m in reversed(before) if m.place_code or m.parent_code), None)
    if place and last and before[-1].start > low and not within(last, place) and not within(place, last):
        return None
    return place


def _meant(match: re.Match[str], before: list[Mention], mentions: list[Mention], place: str | None) -> str | None:
    """The division meant by 全, 该, 我 or 本 with a level word."""
    word = match["level"]
    if before and before[-1].end == match.start():  # 广西|全区
        return _fitting(before[-1].place_code, word)
    if match["whole"] != "该" and (code := _fitting(place, word)):
        return code  # 全市 in news about 邹平市 is the city of county level
    if match["whole"] in _OURS:
        codes = {m.place_code for m in mentions if m.place_code and _fits(m.place_code, word)}
        return codes.pop() if len(codes) == 1 else None
    return _last(match.start(), before, word)


def _last(at: int, before: list[Mention], word: str) -> str | None:
    """The one of this level that was named last; none if a place abroad was named since."""
    for mention in reversed(before):
        code = mention.place_code or mention.parent_code
        if at - mention.end > _REACH or (code and code.isalpha() and code != CHINA):
            return None
        if mention.place_code and _fits(mention.place_code, word):
            return mention.place_code
    return None


def _fitting(code: str | None, word: str) -> str | None:
    """The smallest division with this level word that the code lies in."""
    if code is None or not code.isdigit():
        return None
    return next((above for above in chain(code) if _fits(above, word)), None)


def _fits(code: str, word: str) -> bool:
    """Whether the division is called so: 全区 is a district or an autonomous region, no 地区.

    >>> _fits("610304", "区"), _fits("450000", "区"), _fits("653100", "区"), _fits("610304", "县")
    (True, True, False, False)
    """
    if not code.isdigit() or not gazetteer.load().name_of[code].endswith(word):
        return False
    return word != "区" or level(code) != "prefecture"
