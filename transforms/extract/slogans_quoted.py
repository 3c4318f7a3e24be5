"""Whether words in quotation marks are a slogan: by their shape, by the words beside them, by the lexicon."""

from __future__ import annotations

import re
from functools import cache

from transforms import rules

QUOTED = re.compile(r"[“‘「『]([^“”‘’「」『』\n。！？!?:：；;《》]{2,48})[”’」』]")
PLAIN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9·\-（）()]{2,12}\Z")
_H = r"[\u4e00-\u9fff]"
_DIGIT = "[一二两三四五六七八九十百千万双]"
_X = rf"(?:(?!{_DIGIT}|[年月日岁元点]){_H})"
# 三会一课, 一轴两翼六片区, 六纵七横、一环八连, 两不愁三保障
_MANY = re.compile(rf"(?:{_DIGIT}{_X}{{1,3}}[、,·]?){{2,6}}\Z")
# 6轴7廊8通道, 300米见绿、500米见园, 15分钟生活圈
_FIGURES = re.compile(rf"(?:\d{{1,3}}(?!比|:|{_H}?[天年月日元岁点时分秒]){_H}{{1,4}}[,、]?){{2,6}}\Z")
_REACH = re.compile(r"(?:\d{1,2}|[一二三五十]{1,2})分钟.{2,14}圈\Z")
# 四个意识, 五大板块, 两委, 四风, 六个破除; one alone (一件事) needs a word beside it
_FEW = re.compile(rf"(?:[二两双三四五六七八九十]|十[一二三四五六七八九]?)(?:[个大项种条类])?{_X}{{1,6}}\Z")
# 六个破除 is a count of something; 九曲回肠 may be any phrase
_COUNTED = re.compile(
    rf"(?:[两三四五六七八九十]|十[一二三四五六七八九])[个大项条类张道股]{_X}{{1,5}}\Z|[两双]{_X}{{1,4}}\Z"
)
# 五个一, 三个一百; 百日攻坚
_ONES = re.compile(r"[两三四五六七八九十]个一(?:[百千万批]|工程)?\Z|百日(?:攻坚|会战|竞赛|大战|冲刺|整治|行动|提升)\Z")
_NUMERALS = frozenset("一二两三四五六七八九十百千万双")  # what all of these begin with
_TOLD = re.compile("[”’」』]\\([^()、]{1,12}(?:、[^()、]{1,12}){1,9}\\)")  # “两馆”(图书馆、文化馆): its members
_ONENESS = re.compile("[统唯第]一|一[体致]")  # 三个统一: its 一 counts nothing
# 百名干部访万户, 万企进校园, 千企联千村
_MASS = re.compile(
    rf"[百千万][企名村校家户人医师商所店]{_H}{{0,4}}[进访入联帮助惠下结奔暖连包游送]{_DIGIT}?{_H}{{1,5}}\Z"
)
_TIME = re.compile(
    rf"{_DIGIT}+(?:年|个?月|天|周|小时|分钟|点|日|岁|元|次|届|代|倍|成|名|位|人|家|只|块|会\Z|手|战|线\Z|楼|级\Z)"
)
_PLAN = re.compile(r"(?:[七八九]|十[一二三四五])五(?:规划|计划|时期)?\Z")
# “春蕾计划”, “蓝天行动”: the name itself says that it is one
_NAMED = re.compile(
    r"(?![这那该此本某]|深入|推进|实施|加强|加快|做好|开展|组织)[\u4e00-\u9fffA-Za-z0-9·\-]{2,12}"
    r"(?:计划|工程|行动|模式|战略|工作法|革命|攻坚战|保卫战|百日会战|新政|机制|制度|样板|大讲堂|讲堂)\Z"
)
# “基层减负年”, “中国乡村旅游年”
_YEAR = re.compile(
    rf"[\u4e00-\u9fffA-Z0-9]{{3,10}}(?<!{_DIGIT}|[\d今去明前后来当成少青中老童丰全周学财农多本每同几数整])年\Z"
)
# 以奖代补, 以工代赈; 三区同建, 三医联动
_INSTEAD = re.compile(rf"以{_H}[代养促换带治]{_H}\Z")
# 3+3, 党支部+合作社+基地+农户, 互联网+
_PLUS = re.compile(r"(?!.*\d[+＋]\d+周)[^\s,，。、]{1,16}(?:[+＋][^\s+,，。]{1,16})+\Z|[\u4e00-\u9fffA-Z0-9]{2,4}\+\Z")
_CHAIN = re.compile(rf"{_H}{{2,10}}(?:[—\-－~→]+{_H}{{2,10}}){{2,}}\Z")
_LONG_CHAIN = re.compile(rf"{_H}{{2,10}}(?:[—－→]+{_H}{{2,10}}){{3,}}\Z")
# 户户通, 村村响
_EVERY = re.compile(r"([村户组家人店企校])\1[通响富有会]\Z")
# 抓党建、强基础、促发展: parts of one length
_SPLIT = re.compile(r"[、，,·\s]+")
_COINED = ("版", "门", "巨头", "族", "热", "潮")  # “中国版”, “骨汤门” are words of the day
_SPOKEN = re.compile(r"(?:说|道|让|使|表示|认为|称|问|喊|写着|叫做?|名为|誓言|口号是?)[,，]?[“‘]?\Z")
_MOTTO = re.compile(r"[”’]的(?:原则|精神|理念|口号|标语|誓言|态度|信念|心态|氛围|道理|说法|古训|优良传统|作风)")


@cache
def lexicon() -> frozenset[str]:
    """The slogans known by name."""
    return frozenset(rules.words("lexicon/slogans.tsv", "slogan"))


@cache
def _nots() -> frozenset[str]:
    return frozenset(rules.words("slogan_nots.tsv", "word"))


def _any(words: list[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


@cache
def leading_verb() -> re.Pattern[str]:
    """What carries out or sets up a slogan, up to its opening mark: 实施了, 推行."""
    cues = rules.vocabulary("slogan_cues.yaml")
    return re.compile(rf"(?:{_any(cues['before'] + cues['before_weak'])})(?:了|的)?\Z")


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    """after and led vouch for a slogan, weak and brand only together with more; honour and thing rule it out."""
    cues = rules.vocabulary("slogan_cues.yaml")
    close, end = r"等?(?:多种|一系列|系列|各项)?", "[”’」』]"
    kinds = _any(cues["kinds"])
    free = rf"的?(?:(?![{cues['stop'][0]}]){_H}){{0,4}}?"
    after = f"{free}(?:{_any(cues['after'])})(?!(?<=计划)[于在将到])|{close}(?:{kinds})?(?:{_any(cues['after_close'])})"
    return {
        "after": re.compile(f"{end}(?:{after})"),
        "joined": re.compile(rf"[两双多三四五六七八九十]{_X}{{1,2}}(?:{_any(cues['joined'])})\Z"),
        "directly": re.compile(rf"{end}(?:{_any(cues['directly'])})"),
        "led": re.compile(rf"(?:{_any(cues['before'])})(?:了|的)?\Z"),
        "weak": re.compile(rf"(?:{_any(cues['before_weak'])})(?:了|的)?\Z"),
        "brand": re.compile(rf"{end}的?(?:{kinds}|党建|服务|工作|警务|治理)?品牌"),
        "theme": re.compile(_any(cues["themes"])),
        "honour": re.compile(rf"(?:{_any(cues['honours_before'])})(?:了|为|的)*\Z"),
        "honoured": re.compile(rf"{end}的?(?:{_any(cues['honours_after'])})"),
        "thing": re.compile(rf"(?:{_any(cues['things'])})\Z"),
    }


def why_quoted(folded: str, found: re.Match[str]) -> str | None:
    """Why the quoted words are a slogan, else None.

    >>> text = "推行“3+3”模式，打造“桃花米”品牌，把“一件事”办好，深化“一件事”改革"
    >>> [why_quoted(text, found) for found in QUOTED.finditer(text)]
    ['formula', None, None, 'cue']
    """
    words = found[1].strip()
    cues = _cues()
    if words in lexicon():
        return "lexicon"
    if words in _nots():
        return "cue" if words[0] == "一" and cues["directly"].match(folded, found.end() - 1) else None
    if words.endswith(_COINED) or _honoured(folded, found):
        return None
    named = cues["after"].match(folded, found.end() - 1) is not None
    led = cues["led"].search(folded, max(0, found.start() - 5), found.start()) is not None
    if _COUNTED.match(words) and _TOLD.match(folded, found.end() - 1):
        return "numeral"
    shape = _by_shape(words, named or led)
    if shape or _TIME.match(words) and not named and not led:
        return shape
    return _by_parts(folded, found, named) or _by_cue(folded, found, named, led)


def _honoured(folded: str, found: re.Match[str]) -> bool:
    """Whether the words are a title somebody is given: 被评为“…”, “…”称号."""
    cues = _cues()
    return (
        cues["honour"].search(folded, max(0, found.start() - 6), found.start()) is not None
        or cues["honoured"].match(folded, found.end() - 1) is not None
    )


def _by_shape(words: str, cued: bool) -> str | None:
    """numeral or formula where the words look like one whatever they say."""
    if words[:1] in _NUMERALS or words[:1].isdecimal():
        many = _MANY.match(words)
        if many and sum(map(words.count, "一二两三四五六七八九十百千万双")) >= 3 or _PLAN.match(words):
            return "numeral"
        if _ONES.match(words) or _MASS.match(words) or _REACH.match(words) or _FIGURES.match(words):
            return "numeral"
        if _TIME.match(words):
            return None
        counted = _FEW.match(words) and (cued or len(words) <= 3) or _COUNTED.match(_ONENESS.sub("统领", words))
        if many or counted and not thing(words):
            return "numeral"
    if _cues()["joined"].match(words) or _INSTEAD.match(words) or _EVERY.match(words):
        return "numeral"
    return "formula" if _PLUS.match(words) or _LONG_CHAIN.match(words) or cued and _CHAIN.match(words) else None


def _by_parts(folded: str, found: re.Match[str], named: bool) -> str | None:
    """formula for parts that run parallel: of one length and named as one, or with the same character in each."""
    parts = _SPLIT.split(found[1].strip())
    if len(parts) < 2 or _MOTTO.match(folded, found.end() - 1):
        return None
    sizes = {len(part) for part in parts}
    if named and len(sizes) == 1 and 2 < len(parts[0]) <= 8:
        return "formula"
    if not (len(parts) > 2 or named) or min(sizes) < 2 or max(sizes) > 10:
        return None
    spoken = _SPOKEN.search(folded, max(0, found.start() - 6), found.start())
    return "formula" if parallel(parts) and not spoken else None


def parallel(parts: list[str]) -> bool:
    """Whether the parts begin alike, or are of one length with the same character in one place, 难 at the end apart.

    >>> parallel(["夜学", "夜访"]), parallel(["资源变资产", "农民变股东"]), parallel(["用水难", "用电难"])
    (True, True, False)
    """
    if parts[0][-1] == parts[-1][-1] == "难":
        return False
    same_length = len({len(part) for part in parts}) == 1
    columns = list(zip(*parts, strict=False))
    return (
        len(set(columns[0])) == 1
        and columns[0][0] not in "最更越很"
        or same_length
        and any(len(set(c)) == 1 and c[0] not in "的了得" for c in columns)
    )


def _by_cue(folded: str, found: re.Match[str], named: bool, led: bool) -> str | None:
    """cue or named for a plain name that is carried out, or that says itself what it is."""
    words, cues = found[1].strip(), _cues()
    if _NAMED.match(words) or _YEAR.match(words):
        return "named"
    if not PLAIN.match(words) or len(words) < 3:
        return None
    if named or led and not thing(words):
        return "cue"
    brand = cues["brand"].match(folded, found.end() - 1) or cues["weak"].search(
        folded, max(0, found.start() - 5), found.start()
    )
    return "cue" if brand and cues["theme"].search(words) and not thing(words) else None


def thing(words: str) -> bool:
    """Whether the words end as goods, places, bodies and persons do."""
    return _cues()["thing"].search(words) is not None
