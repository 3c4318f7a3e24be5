"""Other shapes of personal names: short forms after a full name, 老李 and 金大姐, 王某, names of other peoples."""

from __future__ import annotations

import re
from functools import cache

from transforms.extract import person_names
from transforms.extract.person_rules import knowledge
from transforms.model import Mention

_HAN = r"[\u4e00-\u9fff]"


def add(folded: str, mentions: list[Mention]) -> list[Mention]:
    """`mentions` of full names with those of the other shapes, in order and without overlaps.

    >>> [(m.name, folded[m.start:m.end]) for folded in ["村民王某和达娃平措、金大姐"] for m in add(folded, [])]
    [('王某', '王某'), ('达娃平措', '达娃平措'), ('金大姐', '金大姐')]
    """
    found = mentions + person_names.find(folded)
    owners = _owners(found)
    found += _someone(folded) + _familiar(folded, owners) + _titled(folded, owners)
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


# Kin and respect make one name with the surname (金大姐); posts and 先生 do not (杨镇长 -> 杨).
_KIN = "大姐|大哥|大嫂|大爷|大娘|大妈|大叔|大婶|大伯|阿姨|奶奶|爷爷|婆婆|老汉|大姨|婶子|嫂子|伯伯|叔叔|老太太|老太"


@cache
def _kin_pattern() -> re.Pattern[str]:
    names = "".join(s for s, weight in _surnames().items() if weight >= -60)
    return re.compile(rf"[{names}](?:{_KIN})(?!们)")


@cache
def _familiar_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\u4e00-\u9fff])[老小](?P<surname>[{_common()}])(?![\u4e00-\u9fff])|[老小](?P<other>[{''.join(_surnames())}])"
    )


_PLAIN_FAMILIAR = re.compile(
    "老(?:师|板|家|年人|百姓|龙|马识途|黄牛|白干|人|城|乡|区|街|屋|房|路|牛|字|党|干|战|同|一|小|大|旧|公|总|少|成|干部|党员|支书|书记)"
    "|小(?:康|麦|米|路|车|车子|龙虾|时|区|学|组|平|家|龙|燕|雷|金库|金|明|马|巴|包|路|石|江|花|红|牛|易|毛|白|米|海|门|农|庄|和|农|人|企|商|叶|楼|水|江|曲|冉|鹿|熊|羊|猪|伙|池|应|满|成|游|全|甘|时|项|费|广|利|吉)"
)


def _familiar(folded: str, owners: dict[str, str]) -> list[Mention]:
    """老李, 小王, 金大姐: known by a full name of the article, or spoken of as a person more than once."""
    mentions = [
        Mention(m.start(), m.end(), "person", owners.get(m[0][0]) or m[0], _form(owners, m[0][0]), rule="kin")
        for m in _kin_pattern().finditer(folded)
    ]
    spans: dict[str, list[tuple[int, int, bool]]] = {}
    for m in _familiar_pattern().finditer(folded):
        surname = m["surname"] or m["other"]
        before, after = folded[max(0, m.start() - 1) : m.start()], folded[m.end() : m.end() + 1]
        spoken = after in _SPOKEN or folded[m.end() : m.end() + 2] in _SPOKEN_TWO
        known = surname in owners
        if _PLAIN_FAMILIAR.match(folded, m.start()) and not (known and (spoken or surname in "年")):
            continue
        if before in _NOT_BEFORE or not (known or surname in _common()):
            continue
        spans.setdefault(folded[m.start() : m.start() + 2], []).append((m.start(), m.end(), spoken or known))
    for text, places in spans.items():
        if any(sure for _, _, sure in places):
            name = owners.get(text[1]) or text
            mentions += [Mention(s, e, "person", name, _form(owners, text[1]), rule="familiar") for s, e, _ in places]
    return mentions


_SPOKEN = tuple("说家和的告介笑想表也一就，、:。”")
_SPOKEN_TWO = ("告诉", "介绍", "在家", "笑着", "高兴", "心里", "夫妇", "两口")
_NOT_BEFORE = tuple("古大最不中年变养衰苍元长敬爱")


def _form(owners: dict[str, str], surname: str) -> str:
    return "short" if owners.get(surname) else "name"


_FAMILY = ("夫妇", "夫妻", "父子", "母女", "父女", "母子", "兄弟", "姐妹", "某某")


@cache
def _titled_pattern() -> re.Pattern[str]:
    words = (w for w in knowledge().after if len(w) > 1 and w not in _KIN.split("|") and w not in _FAMILY)
    titles = "|".join(sorted(words, key=len, reverse=True))
    return re.compile(rf"[{''.join(_surnames())}](?=(?:副|总|代)?(?:{titles}|总(?=[，。、说:]))(?!们))")


_NOT_TITLED = frozenset(
    "任和由副总原老小女从管该车支系班商项高全公区连计时关门战平国相利农位席居展修满信强司部成明水干海台"
)


def _titled(folded: str, owners: dict[str, str]) -> list[Mention]:
    """杨 of 杨镇长, meaning the one person of that surname the article names in full."""
    mentions = []
    for m in _titled_pattern().finditer(folded):
        surname = m[0]
        known = surname in owners
        if not known and (surname in _NOT_TITLED or surname not in _common()):
            continue
        if known and surname in _NOT_TITLED and not owners[surname]:
            continue
        start = m.start()
        if {folded[start - 1 : start + 1], folded[start : start + 2]} & knowledge().words:
            continue
        if not known and person_names.sounds_on(folded, start):
            continue
        mentions.append(Mention(m.start(), m.end(), "person", owners.get(surname) or surname, "short", rule="titled"))
    return mentions


def _longest(mentions: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if kept and mention.start < kept[-1].end:
            if mention.end - mention.start > kept[-1].end - kept[-1].start:
                kept[-1] = mention
            continue
        kept.append(mention)
    return kept
