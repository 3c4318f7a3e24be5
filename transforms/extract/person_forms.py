"""Other shapes of personal names: short forms after a full name, 老李 and 金大姐, 王某, names of other peoples."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from transforms.extract import person_names
from transforms.extract.person_rules import KIN, Spots, knowledge
from transforms.model import Mention


def add(folded: str, seen: Spots, mentions: list[Mention]) -> list[Mention]:
    """`mentions` of full names with those of the other shapes, in order and without overlaps.

    >>> from transforms.extract.person_rules import spots
    >>> text = "村民王某和达娃平措、金大姐"
    >>> [m.name for m in add(text, spots(text), [])]
    ['王某', '达娃平措', '金大姐']
    """
    found = mentions + person_names.find(folded, seen)
    owners = _owners(found)
    found += (
        _someone(folded) + _kin(folded, seen, owners) + _familiar(folded, seen, owners) + _titled(folded, seen, owners)
    )
    return _longest(found)


def _owners(mentions: list[Mention]) -> dict[str, str]:
    """Surname -> the one person of the article who bears it; not where two do."""
    names = {m.name for m in mentions if len(m.name) in (2, 3)}
    count: dict[str, set[str]] = {}
    for name in names:
        count.setdefault(name[0], set()).add(name)
    return {surname: next(iter(who)) if len(who) == 1 else "" for surname, who in count.items()}


@cache
def _surnames() -> dict[str, int]:
    return {surname: weight for surname, weight in knowledge().surnames.items() if len(surname) == 1}


@cache
def _common() -> str:
    """Surnames that more often begin a name than not, as the inside of a character class."""
    return "".join(s for s, weight in _surnames().items() if weight >= -38)


@cache
def _someone_pattern() -> re.Pattern[str]:
    names = "".join(s for s, weight in _surnames().items() if weight >= -60)
    return re.compile(rf"(?<![{_common()}])[{names}]某(?P<more>某|[甲乙丙丁](?!方))?")


def _someone(folded: str) -> list[Mention]:
    """王某, 王某某, 王某甲, and 莫某晶 where the text says it more than once."""
    if "某" not in folded:
        return []
    mentions = []
    chars = knowledge().chars
    for m in _someone_pattern().finditer(folded):
        start, end = m.span()
        if folded[start - 1 : start + 1] in knowledge().words:
            continue
        last = chars.get(folded[end : end + 1])
        if not m["more"] and last and last.second >= 5 and folded.count(folded[start : end + 1]) > 1:
            end += 1
        mentions.append(Mention(start, end, "person", folded[start:end], rule="anonymous"))
    return mentions


def _kin(folded: str, seen: Spots, owners: dict[str, str]) -> list[Mention]:
    """金大姐, 王大爷: the surname and the word together are what the person is called."""
    mentions = []
    surnames = _surnames()
    for start, end in seen.kin:
        surname = folded[start - 1 : start]
        if surnames.get(surname, -99) >= -60 and folded[end : end + 1] != "们":
            name = owners.get(surname) or folded[start - 1 : end]
            mentions.append(Mention(start - 1, end, "person", name, _form(owners, surname), rule="kin"))
    return mentions


@cache
def _familiar_pattern() -> re.Pattern[str]:
    return re.compile(rf"[老小](?P<surname>[{''.join(_surnames())}])")


_PLAIN_FAMILIAR = re.compile(
    "老(?:师|板|家|年人|百姓|龙|马识途|黄牛|白干|人|城|乡|区|街|屋|房|路|牛|字|党|干|战|同|一|小|大|旧|公|总|少|成|干部|党员|支书|书记)"
    "|小(?:康|麦|米|路|车|车子|龙虾|时|区|学|组|平|家|龙|燕|雷|金库|金|明|马|巴|包|路|石|江|花|红|牛|易|毛|白|米|海|门|农|庄|和|农|人|企|商|叶|楼|水|江|曲|冉|鹿|熊|羊|猪|伙|池|应|满|成|游|全|甘|时|项|费|广|利|吉)"
)


def _familiar(folded: str, seen: Spots, owners: dict[str, str]) -> list[Mention]:
    """老李, 小王: known by a full name of the article, or spoken of as a person."""
    mentions: list[Mention] = []
    spans: dict[str, list[tuple[int, int, bool]]] = {}
    for m in _familiar_pattern().finditer(folded):
        surname = m["surname"]
        before, after = folded[max(0, m.start() - 1) : m.start()], folded[m.end() : m.end() + 1]
        spoken = after in _SPOKEN or folded[m.end() : m.end() + 2] in _SPOKEN_TWO
        known = surname in owners
        if _PLAIN_FAMILIAR.match(folded, m.start()) and not (known and (spoken or surname in "年")):
            continue
        if before in _NOT_BEFORE or not (known or surname in _common()):
            continue
        sure = spoken or known or m.start() in seen.ends
        spans.setdefault(folded[m.start() : m.start() + 2], []).append((m.start(), m.end(), sure))
    for text, places in spans.items():
        if any(sure for _, _, sure in places):
            name = owners.get(text[1]) or text
            mentions += [Mention(s, e, "person", name, _form(owners, text[1]), rule="familiar") for s, e, _ in places]
    return mentions


_SPOKEN = tuple("说家和的告介笑想表也一就,、:。”!?")
_SPOKEN_TWO = ("告诉", "介绍", "在家", "笑着", "高兴", "心里", "夫妇", "两口")
_NOT_BEFORE = tuple("古大最不中年变养衰苍元长敬爱")


def _form(owners: dict[str, str], surname: str) -> str:
    return "short" if owners.get(surname) else "name"


_NOT_POSTS = frozenset([*KIN.split("|"), "夫妇", "夫妻", "父子", "母女", "父女", "母子", "兄弟", "姐妹", "某某"])
_NOT_TITLED = frozenset(
    "任和由副总原老小女从管该车支系班商项高全公区连计时关门战平国相利农位席居展修满信强司部成明水干海台"
)


def _titled(folded: str, seen: Spots, owners: dict[str, str]) -> list[Mention]:
    """杨 of 杨镇长, meaning the one person of that surname the article names in full."""
    mentions = []
    words = knowledge().words
    for start, end, title in seen.after:
        if folded[start - 1 : start] in ("副", "代") and start > 1:
            start -= 1
        start -= 1
        surname = folded[start : start + 1]
        known = surname in owners
        if surname not in _surnames() or title in _NOT_POSTS or folded[end : end + 1] == "们" or start < 0:
            continue
        if surname in _NOT_TITLED if not (known and owners[surname]) else False:
            continue
        if not known and surname not in _common() or folded[start : start + 2] in words:
            continue
        if start not in seen.ends and folded[max(0, start - 1) : start + 1] in words:
            continue
        if not known and person_names.sounds_on(folded, start):
            continue
        name = owners.get(surname) or surname
        mentions.append(Mention(start, start + 1, "person", name, "short", rule="titled"))
    return mentions


def _longest(mentions: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    often: Counter[str] = Counter()
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end, m.rule != "dotted")):
        if kept and mention.start < kept[-1].end:
            often = often or Counter(m.name for m in mentions)
            # Of two that overlap (向高德|荣) the longer, else the one that stands elsewhere too.
            if _weight(mention, often) > _weight(kept[-1], often):
                kept[-1] = mention
            continue
        kept.append(mention)
    return kept


def _weight(mention: Mention, often: Counter[str]) -> tuple[int, int]:
    return mention.end - mention.start, often[mention.name]
