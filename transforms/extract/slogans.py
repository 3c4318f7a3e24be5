"""Slogans: numeral abbreviations (三会一课), formulas (“3+3”模式) and quoted names of a policy, campaign or model.

Scare quotes, metaphors, speech and mottos are none: a quoted coinage needs the shape of one or a word beside it.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from transforms import rules
from transforms.extract.slogans_quoted import PLAIN, QUOTED, leading_verb, lexicon, parallel, thing, why_quoted
from transforms.extract.spotting import spots
from transforms.model import Mention
from transforms.text.near import matches_near

_NUMBERS = {"一": 1, "二": 2, "两": 2, "双": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
# 十二五 without quotes; 九五 and 十五 are numbers too
_FIVE = re.compile("五")
_PERIOD = re.compile(
    r"(?<![一二两三四五六七八九十百千万零〇\d第])(?:十[一二三四五]五(?![年月日个名人家亿万岁点届折分楼号]|大队|中学)"
    r"|[七八九]五(?=期间|时期|规划|计划)|十五(?=期间|时期|规划|计划))"
)
_OPEN, _CLOSE = ("“", "‘", "「", "『"), ("”", "’", "」", "』")


_SIDE_BY_SIDE = ("”“", "”、“", "”和“", "”与“")


def find(folded: str) -> list[Mention]:
    """The slogans of a body, without their quotation marks; one found in quotes is found everywhere.

    >>> [m.name for m in find("推行“3+3”模式，树牢“四个意识”，把“一件事”办“实”，落实三会一课。")]
    ['3+3', '四个意识', '三会一课']
    """
    spans: dict[tuple[int, int], str] = {}
    seen: dict[str, list[str]] = {}
    for found in QUOTED.finditer(folded):
        rule = why_quoted(folded, found)
        seen.setdefault(found[1], []).append(rule or "")
        if rule:
            spans[found.span(1)] = rule
    for span in _known(folded):
        spans.setdefault(span, "lexicon")
    plans = matches_near(_PERIOD, _FIVE, 2, folded)
    spans.update((m.span(), "plan") for m in plans if folded[m.start() - 1 : m.start()] not in _OPEN)
    spans.update(_beside(folded, spans))
    _add_repeats(folded, seen, spans)
    mentions = [Mention(s, e, "slogan", folded[s:e], rule=rule) for (s, e), rule in spans.items()]
    return _longest(mentions)


def _beside(folded: str, spans: dict[tuple[int, int], str]) -> dict[tuple[int, int], str]:
    """Quoted words right beside a coinage and about as long: “事件联处”“基础联排”作为…机制, “揭榜挂帅”“赛马制”."""
    quoted = [m.span(1) for m in QUOTED.finditer(folded)]
    rows = [(left, right) for left, right in pairwise(quoted) if folded[left[1] : right[0]] in _SIDE_BY_SIDE]
    found: dict[tuple[int, int], str] = {}
    for left, right in reversed(rows):  # from the end: the cue follows the last
        if spans.get(right, found.get(right)) in _SPREADS and left not in spans and _alike(folded, left, right):
            found[left] = "beside"
    for left, right in rows:  # and from the front: 推行“…”“…”
        if spans.get(left, found.get(left)) in _SPREADS and right not in spans and _alike(folded, left, right):
            found[right] = "beside"
    return found | _columns(folded, rows)


_SPREADS = ("cue", "beside")


def _alike(folded: str, left: tuple[int, int], right: tuple[int, int]) -> bool:
    """Whether both are plain names of about one length, and no goods."""
    words = [folded[slice(*left)], folded[slice(*right)]]
    return abs(len(words[0]) - len(words[1])) <= 1 and all(
        PLAIN.match(w) and not thing(w) and not _ASKS.search(w) for w in words
    )


_ASKS = re.compile("[谁怎哪吗呢]|什么|全国")  # questions, and honours


def _columns(folded: str, rows: list[tuple[tuple[int, int], tuple[int, int]]]) -> dict[tuple[int, int], str]:
    """Three and more side by side that run parallel: “见缝插绿”“拆违补绿”“留白增绿”."""
    found: dict[tuple[int, int], str] = {}
    for (first, second), (again, third) in pairwise(rows):
        words = [folded[slice(*span)] for span in (first, second, third)]
        if second == again and min(map(len, words)) > 3 and parallel(words) and not any(map(thing, words)):
            found |= dict.fromkeys((first, second, third), "beside")
    return found


def members(folded: str, mentions: list[Mention]) -> list[tuple[str, int, str]]:
    """(slogan, number, member) as the text lists them: 学习、交流、互助、活动等“四个平台”.

    >>> text = "搭建学习、交流、互助、活动等“四个平台”"
    >>> members(text, find(text))
    [('四个平台', 1, '学习'), ('四个平台', 2, '交流'), ('四个平台', 3, '互助'), ('四个平台', 4, '活动')]
    """
    rows: dict[str, list[str]] = {}
    for mention in mentions:
        count = _NUMBERS.get(mention.name[0])
        if count is None or count < 2 or mention.name in rows or mention.name in dictionary() or len(mention.name) > 8:
            continue
        listed = _listed_before(folded, mention.start, count) or _listed_after(folded, mention.end, count)
        if listed:
            rows[mention.name] = listed
    return [(name, number, text) for name, listed in rows.items() for number, text in enumerate(listed, 1)]


@cache
def dictionary() -> dict[str, tuple[str, ...]]:
    """The members our lexicon knows, by slogan."""
    rows = rules.table("lexicon/slogans.tsv")
    return {row["slogan"]: tuple(row["members"].split("|")) for row in rows if row["members"]}


@cache
def spoken_words() -> tuple[str, ...]:
    """The slogans that are looked for without quotes: those of two characters only beside a word of theirs."""
    return tuple(sorted(w for w in lexicon() if len(w) > 2 or w in _company()))


@cache
def _company() -> dict[str, tuple[str, ...]]:
    """The words one of which stands beside a slogan without quotes, by slogan: 两委班子, 村两委."""
    rows = rules.table("lexicon/slogans.tsv")
    return {row["slogan"]: tuple(row["beside"].split("|")) for row in rows if row["beside"]}


def _known(folded: str) -> list[tuple[int, int]]:
    """Where the slogans of the lexicon stand, in quotes or not, and no number goes on into them (一二三产融合)."""
    words, found = spoken_words(), []
    for n, start, end in spots(folded, "slogans"):
        company = _company().get(words[n])
        marked = folded[start - 1 : start] in _OPEN
        beside = company is None or folded.startswith(company, end) or folded.endswith(company, 0, start)
        if marked or beside and folded[start - 1 : start] not in _COUNTING:
            found.append((start, end))
    return found


_COUNTING = frozenset("一二两三四五六七八九十百千万第零〇")


def _add_repeats(folded: str, seen: dict[str, list[str]], spans: dict[tuple[int, int], str]) -> None:
    """Mark a quoted slogan wherever it stands in quotes, and without them where its shape leaves no doubt."""
    quoted = {name for name, found in seen.items() if any(found)}
    bare = {
        n
        for n in quoted
        if len(n) >= 3 and n not in _company() and ("cue" not in seen[n] or len(n) >= 4 and len(seen[n]) > 1)
    }
    if not quoted:
        return
    for name in sorted(quoted):
        start = folded.find(name)
        while start >= 0:
            end = start + len(name)
            marked = folded[start - 1 : start] in _OPEN and folded[end : end + 1] in _CLOSE
            if name in bare or marked:
                spans.setdefault((start, end), "repeat")
            start = folded.find(name, end)


# What ties a list to the slogan after it: 学习、交流、互助、活动等“四个平台”.
_BEFORE_SLOGAN = re.compile(r"(?:等|这|的|共|方面|等方面的|为主的|在内的|为内容的|为主要内容的|为一体的)+\Z")


def _listed_before(folded: str, start: int, count: int) -> list[str]:
    low = max((folded.rfind(mark, 0, start) for mark in "，,。；;：:！？\n"), default=-1) + 1
    text = folded[low:start].rstrip("“‘「『")
    bare = _BEFORE_SLOGAN.sub("", text)
    if bare == text and not text.endswith("、"):
        return []
    parts = re.split(r"[、]|(?<=[\u4e00-\u9fff”’])[和与及以](?=[\u4e00-\u9fff“‘])", bare)
    if bare.count("、") < count - 2 or bare.count("、") == 0:
        return []
    parts = [part.strip("“”‘’ ") for part in parts]
    if len(parts) < count or not all(parts[-count + 1 :]):
        return []
    parts = parts[-count:]
    parts[0] = _trim(parts[0], [len(p) for p in parts[1:]])
    return parts if parts[0] and max(map(len, parts)) <= 14 else []


def _trim(first: str, sizes: list[int]) -> str:
    """The first item without the verb before the list: 搭建学习 -> 学习 where the others have two characters."""
    before = leading_verb()
    for cut in range(len(first) - 1, 1, -1):
        if before.search(first, 0, cut):
            first = first[cut:]
            break
    if len(set(sizes)) == 1 and len(first) > sizes[0]:
        return first[-sizes[0] :]
    return first


def _listed_after(folded: str, end: int, count: int) -> list[str]:
    found = re.match(
        r"[”’」』]?(?:[,，]?(?:即|就是|分别是|分别为|指的?是|包括)[:：“]?|[(（:：])([^。；;！？\n)）]{3,120})",
        folded[end:],
    )
    if not found:
        return []
    parts = [part.strip("“”‘’ ") for part in re.split(r"[、，,]|(?<=[\u4e00-\u9fff])和(?=[\u4e00-\u9fff])", found[1])]
    return parts[:count] if len(parts) == count and all(1 < len(p) <= 24 for p in parts) else []


def _longest(mentions: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept
