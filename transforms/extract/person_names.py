"""Names without a Chinese surname: transliterated, Tibetan, Mongol, Uyghur, Yi, and the figures everybody knows."""

from __future__ import annotations

import re
from functools import cache

from transforms import rules
from transforms.extract.person_rules import RARE, Spots, knowledge
from transforms.model import Mention

_DOT = re.compile(r"[·•・]")
# Offices of other countries: a run of sound characters after one is a name (总统卢拉).
_FOREIGN_POST = frozenset(
    (
        "总统|副总统|首相|副首相|总理|副总理|外长|国王|女王|议长|国务卿|防长|大使|王储|公主|亲王|外交部长|国防部长"
        "|总干事|秘书长|球员|前锋|后卫|主帅|教练"
    ).split("|")
)


def find(folded: str, seen: Spots) -> list[Mention]:
    """The names of these kinds in a folded text, in no order and perhaps overlapping.

    >>> from transforms.extract.person_rules import spots
    >>> text = "古丽凯拜尔·纳麦提和达娃平措见到总统卢拉。"
    >>> [m.name for m in find(text, spots(text))]
    ['古丽凯拜尔·纳麦提', '卢拉', '达娃平措']
    """
    mentions = _dotted(folded)
    mentions += _families(folded, mentions)
    return mentions + _posted(folded, seen) + _latin(folded, seen) + _of_parts(folded, seen)


@cache
def _sounds() -> tuple[str, str]:
    """One sound as a regular expression, and the characters as the inside of a class."""
    vocabulary = rules.vocabulary("transliteration.yaml")
    return f"(?:{'|'.join(vocabulary['units'])}|[{vocabulary['characters']}])", vocabulary["characters"]


def sounds_on(folded: str, start: int) -> bool:
    """Whether the two characters before `start` spell a foreign name that goes on there: 雷 of 索加瓦雷总理."""
    before = folded[max(0, start - 2) : start]
    return len(before) == 2 and all(c in _sounds()[1] for c in before) and before not in knowledge().words


@cache
def _dotted_pattern() -> re.Pattern[str]:
    sound, _ = _sounds()
    part = rf"{sound}{{1,8}}(?:[-—]{sound}{{1,8}})?"
    return re.compile(rf"{part}(?:[·•・]{part}){{1,4}}")


@cache
def _run() -> re.Pattern[str]:
    sound, chars = _sounds()
    return re.compile(rf"{sound}{{2,7}}(?![{chars}·•・])")


def sound_run(folded: str, start: int) -> int | None:
    """Where the run of two to seven sounds of a foreign name ends that begins at `start`."""
    run = _run().match(folded, start)
    return run.end() if run else None


def sound_start(folded: str, end: int) -> int | None:
    """Where the run of two to seven characters begins that spell a foreign name before `end`."""
    start, chars = end, _sounds()[1]
    while start > 0 and end - start < 8 and folded[start - 1] in chars:
        start -= 1
    return start if 2 <= end - start <= 7 else None


_SAYS = re.compile(r"[也还则]?(?:说|表示|介绍|认为|指出|强调|告诉|称|坦言|回忆|感慨|在接受|[,，]?对记者)")


def _posted(folded: str, seen: Spots) -> list[Mention]:
    """总统卢拉, 教授格雷戈里说: what spells a foreign name after an office of another country, or after a post and
    before a verb of saying."""
    mentions = []
    for start, end, word in seen.before:
        name = _run().match(folded, end)
        if name is None or name[0] in knowledge().words:
            continue
        office = word in _FOREIGN_POST and start and folded[start - 1].isalpha()
        if office or len(name[0]) >= 3 and _SAYS.match(folded, name.end()):
            mentions.append(Mention(*name.span(), "person", name[0], confidence=0.8, rule="foreign-post"))
    return mentions


_LATIN = re.compile(r"[A-Z][a-z]+\.?(?:[ .·-](?:[A-Z]\. ?)?[A-Z][A-Za-z]+){1,2}(?![A-Za-z])")


def _latin(folded: str, seen: Spots) -> list[Mention]:
    """Jerry Gidel after a title, and in brackets behind a name of sounds: 斯特芬(Heinz Steffen)."""
    mentions = []
    for at in (*seen.ends, *(m.end() for m in _BRACKETED.finditer(folded))):
        name = _LATIN.match(folded, at) if folded[at : at + 1].isascii() else None
        if name:
            mentions.append(Mention(*name.span(), "person", name[0], confidence=0.8, rule="latin"))
    return mentions


_BRACKETED = re.compile(r"·[\u4e00-\u9fff]{1,7}\((?=[A-Z])")


def _dotted(folded: str) -> list[Mention]:
    """阿卜杜·热合曼: cut where a title or a common word begins or ends across the edge."""
    if not _DOT.search(folded):
        return []
    mentions = []
    for m in _dotted_pattern().finditer(folded):
        start, end = _trim(folded, m.start(), m.end())
        if end - start >= 4 and _DOT.search(folded, start, end) and folded[end : end + 2] != "”号":
            mentions.append(Mention(start, end, "person", folded[start:end], rule="dotted"))
    return mentions


def _trim(folded: str, start: int, end: int) -> tuple[int, int]:
    k = knowledge()
    if folded[start : start + 2] in k.titles:
        start += 2
    elif start and (folded[start - 1 : start + 1] in k.titles or folded[start - 1 : start + 1] in k.frequent):
        start += 1
    if folded[end - 2 : end] in k.after:
        return start, end - 2
    for cut in range(end - 2, start + 3, -1):  # 雷蒙·达特博士肯定
        if folded[cut : cut + 2] in k.after:
            return start, cut
    while end - start > 4 and folded[end - 1 : end + 1] in k.frequent:
        end -= 1
    return start, end


def _families(folded: str, mentions: list[Mention]) -> list[Mention]:
    """The family name of a foreign name that stands in full elsewhere."""
    full = {_DOT.split(m.name)[-1]: m.name for m in mentions}
    _, chars = _sounds()
    edge = chars + "·•・"
    found = []
    for family, name in full.items():
        if len(family) < 2:
            continue
        start = folded.find(family)
        while start >= 0:
            end = start + len(family)
            if folded[start - 1 : start] not in edge and folded[end : end + 1] not in edge:
                found.append(Mention(start, end, "person", name, "short", rule="dotted"))
            start = folded.find(family, end)
    return found


def _of_parts(folded: str, seen: Spots) -> list[Mention]:
    """达娃平措, 阿拉腾朝鲁: two to four parts of the names of one people, or one after a title."""
    mentions: list[Mention] = []
    alone: list[tuple[int, int]] = []
    chain: list[tuple[str, int, int]] = []
    for part in [*seen.parts, ("", -1, -1)]:
        if chain and part[1] == chain[-1][2] and part[0] == chain[-1][0]:
            chain.append(part)
            continue
        low, high = (chain[0][1], chain[-1][2]) if chain else (-1, -1)
        if 2 <= len(chain) <= 4 or low in seen.ends:
            rule = "title" if low in seen.ends else "parts"
            mentions.append(Mention(low, high, "person", folded[low:high], rule=rule))
        elif chain:
            alone.append((low, high))
        chain = [part]
    # 尼玛 after 尼玛次仁
    full = [m.name for m in mentions]
    for low, high in alone:
        name = next((name for name in full if name.startswith(folded[low:high])), None)
        if name:
            mentions.append(Mention(low, high, "person", name, "short", rule="parts"))
    return mentions


_SIGNED = re.compile(r"[\u4e00-\u9fff]{2,4}(?=[ ,、)\]】/|\n]|\Z)")


def signed(folded: str, seen: Spots) -> set[str]:
    """Names set off by a colon after a trade, whatever the surname: 文字编辑:见红蕊)."""
    found = set()
    for begin, apart in seen.ends.items():
        name = _SIGNED.match(folded, begin) if apart and folded[begin - 1] in ":/" else None
        if name and not _in_words(folded, begin, len(name[0])):
            found.add(name[0])
    return found


def unknown(folded: str, seen: Spots) -> set[str]:
    """Names of no known surname: after a title, three times in the text, and no part of a dictionary word.

    >>> from transforms.extract.person_rules import spots
    >>> text = "村民扎儿正在管护果树。扎儿只用一部手机。”扎儿说。"
    >>> unknown(text, spots(text))
    {'扎儿'}
    """
    names: set[str] = set()
    for end in seen.ends:
        if _begins_word(folded, end):
            continue
        for size in (3, 2):
            name = folded[end : end + size]
            if _in_words(folded, end, size) or folded.count(name) < 3:
                continue
            if _stands_alone(folded, name, seen):
                names.add(name)
                break
    return names


# Characters that begin phrases after a trade, not names: 村民让她, 记者在其.
_NO_BEGINNING = frozenset(
    "让在更会为本被把将对给不很太又再还已最就从到当做要可能请将由按以及并而但或一二三四五六七八九十两几各每某这那此其"
)


def _begins_word(folded: str, start: int) -> bool:
    """Whether no name begins here, however long: what `_in_words` finds in its first two characters."""
    k, two = knowledge(), folded[start : start + 2]
    if two in k.words or two in k.titles or not two or k.surnames.get(two[0], RARE) > RARE:
        return True
    return k.first[two[0]] < -26 or two[0] in _NO_BEGINNING or folded[start - 1 : start + 1] in k.words


def _in_words(folded: str, start: int, size: int) -> bool:
    """Whether any two neighbours in or across the edges of the name are a dictionary word."""
    k = knowledge()
    name = folded[start : start + size]
    if name in k.nots or len(name) < size or not name.isalpha() or _begins_word(folded, start):
        return True
    last = k.chars.get(name[-1])
    if last and (last.after >= 15 or last.second < -15):
        return True
    return any(folded[i : i + 2] in k.words for i in range(start + 1, start + size))


_ASSUMED = re.compile(r"(?:[“\"](?P<quoted>[\u4e00-\u9fff]{2,4})[”\"]|(?P<name>[\u4e00-\u9fff]{2,3}))\(化名\)")


def assumed(folded: str) -> set[str]:
    """Names said to be assumed, whatever they are: “弯弯”(化名), 小雨(化名).

    >>> sorted(assumed("受访者“圆圆”（化名）和女儿小雨（化名）".replace("（", "(").replace("）", ")")))
    ['圆圆', '小雨']
    """
    if "(化名" not in folded:
        return set()
    found = set()
    for match in _ASSUMED.finditer(folded):
        name = match["quoted"] or match["name"]
        known = len(name) == 3 and knowledge().surnames.get(name[0], -99) <= RARE
        found.add(name[1:] if known and not match["quoted"] else name)
    return found


def _stands_alone(folded: str, name: str, seen: Spots) -> bool:
    """Whether what stands around the occurrences of the name is what stands around names."""
    chars = knowledge().chars
    before = after = count = 0
    start = folded.find(name)
    while start >= 0:
        end = start + len(name)
        left, right = chars.get(folded[start - 1 : start]), chars.get(folded[end : end + 1])
        before += 20 if start in seen.ends else left.before if left else 0
        after += right.after if right else 0
        count += 1
        start = folded.find(name, end)
    return before >= 0 and after >= 0 and count >= 3
