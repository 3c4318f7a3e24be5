"""Slogans: numeral abbreviations (三会一课), formulas (“3+3”模式) and quoted names of a policy, campaign or model.

Scare quotes, metaphors, speech and mottos are none: a quoted coinage needs the shape of one or a word beside it.
"""

from __future__ import annotations

import re
from functools import cache

from transforms import rules
from transforms.extract.spotting import spots
from transforms.model import Mention

_QUOTED = re.compile(r"[“‘「『]([^“”‘’「」『』\n。！？!?:：；;《》]{2,48})[”’」』]")
_NUMBERS = {"一": 1, "二": 2, "两": 2, "双": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_H = r"[\u4e00-\u9fff]"
_DIGIT = "[一二两三四五六七八九十百千万双]"
_X = rf"(?:(?!{_DIGIT}|[年月日岁元点]){_H})"
# 三会一课, 一轴两翼六片区, 六纵七横、一环八连, 两不愁三保障
_MANY = re.compile(rf"(?:{_DIGIT}{_X}{{1,3}}[、,·]?){{2,6}}\Z")
# 四个意识, 五大板块, 两委, 四风, 六个破除; one alone (一件事) needs a word beside it
_FEW = re.compile(rf"(?:[二两双三四五六七八九十]|十[一二三四五六七八九]?)(?:[个大项种条类])?{_X}{{1,6}}\Z")
# 六个破除 is a count of something; 九曲回肠 may be any phrase
_COUNTED = re.compile(
    rf"(?:[两三四五六七八九十]|十[一二三四五六七八九])[个大项种条类]{_X}{{1,5}}\Z|[两双]{_X}{{1,4}}\Z"
)
_TIME = re.compile(
    rf"{_DIGIT}+(?:年|个?月|天|周|小时|分钟|点|日|岁|元|次|届|代|倍|成|名|位|人|家|只|块|会\Z|手|战|线\Z|楼|级\Z)"
)
_PLAN = re.compile(r"(?:[七八九]|十[一二三四五])五(?:规划|计划|时期)?\Z")
# 十二五 without quotes; 九五 and 十五 are numbers too
_PERIOD = re.compile(
    r"(?<![一二两三四五六七八九十百千万零〇\d第])(?:十[一二三四五]五(?![年月日个名人家亿万岁点届折分楼号]|大队|中学)"
    r"|[七八九]五(?=期间|时期|规划|计划)|十五(?=期间|时期|规划|计划))"
)
# “春蕾计划”, “蓝天行动”: the name itself says that it is one
_NAMED = re.compile(
    r"(?![这那该此本某])[\u4e00-\u9fffA-Za-z0-9·\-]{2,12}(?:计划|工程|行动|模式|战略|工作法|革命|攻坚战|保卫战|新政|机制|制度)\Z"
)
# 3+3, 党支部+合作社+基地+农户, 互联网+
_PLUS = re.compile(r"[^\s,，。、]{1,16}(?:[+＋][^\s+,，。]{1,16})+\Z|[\u4e00-\u9fffA-Z0-9]{2,4}\+\Z")
_CHAIN = re.compile(rf"{_H}{{2,10}}(?:[—\-－~→]+{_H}{{2,10}}){{2,}}\Z")
# 抓党建、强基础、促发展: parts of one length
_SPLIT = re.compile(r"[、，,·\s]+")
_PLAIN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9·\-（）()]{2,12}\Z")
_BARE = re.compile(
    rf"(?<![一二两三四五六七八九十百千万亿第几数\d]){_DIGIT}{_X}{{1}}{_DIGIT}{_X}{{1,2}}(?:{_DIGIT}{_X}{{1,2}})*"
)
_EACH = re.compile(rf"一{_H}一(?:品|策|议|档|码|案|册|员|警|业|特|色|站|法|表|图|网|室|单|宅|长|顾问|产业|主题)")


_OPEN, _CLOSE = ("“", "‘", "「", "『"), ("”", "’", "」", "』")


_COINED = ("版", "门", "巨头", "族", "热", "潮")  # “中国版”, “骨汤门” are words of the day
_SIDE_BY_SIDE = ("”“", "”、“", "”和“", "”与“")


def find(folded: str) -> list[Mention]:
    """The slogans of a body, without their quotation marks; one found in quotes is found everywhere.

    >>> [m.name for m in find("推行“3+3”模式，树牢“四个意识”，把“一件事”办“实”，落实三会一课。")]
    ['3+3', '四个意识', '三会一课']
    """
    spans: dict[tuple[int, int], str] = {}
    seen: dict[str, list[str]] = {}
    for found in _QUOTED.finditer(folded):
        rule = _quoted(folded, found)
        seen.setdefault(found[1], []).append(rule or "")
        if rule:
            spans[found.span(1)] = rule
    for span in _known(folded):
        spans.setdefault(span, "lexicon")
    if "五" in folded:
        spans.update(
            (m.span(), "plan") for m in _PERIOD.finditer(folded) if folded[m.start() - 1 : m.start()] not in _OPEN
        )
    spans.update(_beside(folded, spans))
    _add_repeats(folded, seen, spans)
    mentions = [Mention(s, e, "slogan", folded[s:e], rule=rule) for (s, e), rule in spans.items()]
    return _longest(mentions)


def _beside(folded: str, spans: dict[tuple[int, int], str]) -> dict[tuple[int, int], str]:
    """Quoted words of one length right beside a coinage: “事件联处”“基础联排”作为…机制."""
    found: dict[tuple[int, int], str] = {}
    quoted = [m.span(1) for m in _QUOTED.finditer(folded)]
    for left, right in zip(quoted[::-1][1:], quoted[::-1], strict=False):  # from the end: the cue follows the last
        if right[1] - right[0] != left[1] - left[0] or folded[left[1] : right[0]] not in _SIDE_BY_SIDE:
            continue
        rule = spans.get(right) or found.get(right)
        if rule in ("cue", "beside") and left not in spans and _PLAIN.match(folded[slice(*left)]):
            found[left] = "beside"
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
def _lexicon() -> frozenset[str]:
    return frozenset(rules.words("lexicon/slogans.tsv", "slogan"))


@cache
def spoken_words() -> tuple[str, ...]:
    """The slogans that are looked for without quotes."""
    # Words of two characters (四风) need quotes; of them 两委 is known by a village before it.
    return (*sorted(w for w in _lexicon() if len(w) > 2), "两委")


def _known(folded: str) -> list[tuple[int, int]]:
    """Where the slogans of the lexicon stand, in quotes or not."""
    words = spoken_words()
    return [
        (start, end)
        for n, start, end in spots(folded, "slogans")
        if words[n] != "两委" or folded[start - 1 : start] in tuple("村支社区“") and folded[end : end + 1] != "员"
    ]


@cache
def _nots() -> frozenset[str]:
    return frozenset(rules.words("slogan_nots.tsv", "word"))


@cache
def _cues() -> tuple[re.Pattern[str], re.Pattern[str]]:
    cues = rules.vocabulary("slogan_cues.yaml")
    after = "|".join(sorted(cues["after"], key=len, reverse=True))
    before = "|".join(sorted(cues["before"], key=len, reverse=True))
    return re.compile(rf"[”’」』]的?(?:[\u4e00-\u9fff]{{0,4}}?)(?:{after})"), re.compile(rf"(?:{before})(?:了|的)?\Z")


def _quoted(folded: str, found: re.Match[str]) -> str | None:
    """Why the quoted words are a slogan, else None."""
    words = found[1].strip()
    if words in _nots() or words.endswith(_COINED):
        return None
    if words in _lexicon():
        return "lexicon"
    after, before = _cues()
    named = after.match(folded, found.end() - 1) is not None
    led = before.search(folded, max(0, found.start() - 5), found.start()) is not None
    if _TIME.match(words):
        return None
    if _PLAN.match(words) or _MANY.match(words) or _FEW.match(words) and (len(words) <= 3 or named or led):
        return "numeral"
    if _COUNTED.match(words):
        return "numeral"
    if _PLUS.match(words):
        return "formula"
    if _CHAIN.match(words):
        return "formula" if named or led else None
    parts = _SPLIT.split(words)
    if len(parts) > 1:
        return "formula" if named and len({len(p) for p in parts}) == 1 and 2 < len(parts[0]) <= 8 else None
    if (named or led) and _PLAIN.match(words) and len(words) >= 3:
        return "cue"
    if _NAMED.match(words):
        return "named"
    return None


def _add_repeats(folded: str, seen: dict[str, list[str]], spans: dict[tuple[int, int], str]) -> None:
    """Mark a quoted slogan wherever it stands in quotes, and without them where its shape leaves no doubt."""
    quoted = {name for name, found in seen.items() if any(found)}
    bare = {n for n in quoted if len(n) >= 3 and ("cue" not in seen[n] or len(n) >= 4 and len(seen[n]) > 1)}
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
    _, before = _cues()
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
