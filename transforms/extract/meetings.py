"""Named meetings: congresses and plenums, sessions of assemblies, numbered fairs and games, conferences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from transforms import rules
from transforms.extract import meetings_fairs
from transforms.extract.spotting import spots
from transforms.model import Mention

_N = "[一二三四五六七八九十]"
_ORD = rf"(?:{_N}{{1,4}}|\d{{1,3}})"
_HAN = r"[\u4e00-\u9fff]"
# 十九大; before the twelfth only with 党的 or 中共 in front, for 十大, 八大 are also plain counts (十大品牌).
_CONGRESS = re.compile(
    rf"(?:(?<=党的)|(?<=中共)|(?<=[和、]))(?:{_N}大|十[一二三四五六七八九]大)(?=精神|报告|召开|以来|以后|代表|上|的|、|，|,|。|和|到|是|胜利)"
    r"|(?:十[二三四五六七八九]|(?<!十)二十|二十一)大(?!类|件|项|重点|产|行|品牌|工程|特色|批|任务|举措|行动|措施|新闻|景|国|城|企|名|个|专|领域|主|优)"
)
_PLENUM = re.compile(
    rf"(?P<term>{_ORD})届(?P<list>{_N}中(?:全会)?(?:[、和及与]{_N}中(?:全会)?)*(?:[、和及与]{_N}中)?全会|历次全会)"
)
_PLENUM_LIST = re.compile(rf"{_N}(?=中)")
# 市政协十二届四次会议, 十三届全国人大常委会第十次会议, 县委十一届七次全会, 第十三届全国人民代表大会第四次会议
_SESSION = re.compile(
    rf"第?{_ORD}届(?P<inner>{_HAN}{{0,24}}?)第?{_ORD}次(?:全体(?:\(扩大\))?会议|全体扩大会议|全委\(扩大\)会议"
    r"|全委会议|全委扩大会议|全委会|常委会会议|常委会议|会议|全会|全体会|党代会|党代表大会|代表大会)"
)
_BODY = re.compile(
    rf"(?:中国共产党|中共|全国|自治区|{_HAN}{{1,7}}?[省市县区州旗镇乡]|[省市县区州旗镇乡])?"
    r"(?:党委|[省市县区州旗]委|人大(?:常委会)?|政协(?:常委会)?|纪委监?委?|人民代表大会|自治区党委)$"
)
_YEAR = re.compile(r"(?:19|20)\d\d年?$")
_NUMBERED = re.compile(
    rf"(?:第{_ORD}[届次]|首届)(?:[“\"](?P<quoted>[^”\"\n]{{2,12}})[”\"])?"
    rf"(?P<middle>(?:(?!于|在|将|举行|召开|上的|以来|由|并|的)[\u4e00-\u9fffA-Za-z·\-—()/0-9]){{0,26}}?)"
    r"(?P<head>全国代表大会|代表大会|博览会|交易会|运动会|奥运会|亚运会|大运会|全运会|残运会|进博会|服贸会|消博会|南博会|东博会|展览会"
    r"|会晤|大赛|锦标赛|邀请赛|登山比赛|授奖仪式|颁奖仪式|讲坛|嘉年华|电影周|洽谈会|研讨会|座谈会|年会|论坛|峰会|对话会|工作会议|大会|会议|艺术节|文化节|旅游节|电影节|音乐节|美食节"
    r"|采摘节|丰收节|花节|[\u4e00-\u9fff]{1,3}节(?![目约能点日奏省水]))"
)
_PLAIN = ("全体", "委员长", "全体党员", "全体村民", "村民", "党员", "股东", "常委", "常务", "主席", "业主")
# 2011年滨州市交通运输工作会议; 全国生态环境保护大会
_WORKING_ENDS = ("工作会议", "工作大会", "工作推进会", "经济工作会", "农村工作会")
_WORKING = re.compile(
    rf"(?<=年)(?:度)?(?P<who>{_HAN}{{2,14}}?)(?:{'|'.join(_WORKING_ENDS)})"
    rf"|全国(?!性)(?P<what>(?:(?!以来|召开|举行|在|的|和|人民|各|出席|主持|主席|委员长|代表大){_HAN}){{2,18}}?)"
    r"(?:工作会议|大会|座谈会|现场会|电视电话会议)"
)
_BODY_LEAD = re.compile(
    r".*(?:召开|出席|参加|列席|举行|贯彻|落实|学习|传达|根据|围绕|宣讲|按照|即将|今年|近日|[的在和是了经从为对于及与日,，。、；：“”《》])(?=.)",
    re.S,
)


def find(folded: str, named: list[Mention] | None = None) -> list[Mention]:
    """The named meetings of a body; one span holds several mentions when it names several.

    >>> [(m.start, m.end, m.name) for m in find("党的十九大和十九届二中、三中全会精神")]
    [(2, 5, '十九大'), (6, 16, '十九届二中全会'), (6, 16, '十九届三中全会')]
    """
    found: list[Mention] = []
    if "届" in folded:
        found += _plenums(folded) if "全会" in folded else []
        found += _sessions(folded) if "次" in folded else []
    if "首届" in folded or "届" in folded or "次" in folded:
        found += _numbered(folded)
    if _MAY_BE_CONGRESS.search(folded):
        found += _congresses(folded)
    if "全国" in folded or _MAY_BE_WORKING.search(folded):
        found += _working(folded)
    found += meetings_fairs.find(folded, named or [])
    found += _known(folded)
    return _longest(found)


def _congresses(folded: str) -> Iterator[Mention]:
    """十九大: one of the three characters before 大 begins it."""
    for hint in _CONGRESS_HINT.finditer(folded):
        tried = (_CONGRESS.match(folded, start) for start in range(hint.start(), hint.end() - 1))
        if found := next(filter(None, tried), None):
            yield Mention(*found.span(), "meeting", found[0], rule="congress")


_CONGRESS_HINT = re.compile(rf"{_N}{{1,3}}大")
# The last character stands first, so that re looks for it alone.
_MAY_BE_CONGRESS = re.compile(rf"大(?<={_N}大)")
_MAY_BE_WORKING = re.compile("工作(?:会议|大会|推进会|(?<=(?:经济|农村)工作)会)")


def _plenums(folded: str) -> list[Mention]:
    mentions = []
    for m in _PLENUM.finditer(folded):
        numbers = _PLENUM_LIST.findall(m["list"])
        names = [f"{m['term']}届{n}中全会" for n in numbers] or [f"{m['term']}届历次全会"]
        mentions += [Mention(m.start(), m.end(), "meeting", name, rule="plenum") for name in names]
    return mentions


def _sessions(folded: str) -> list[Mention]:
    mentions = []
    for m in _SESSION.finditer(folded):
        start = _body_start(folded, m.start())
        if start < m.start() or m["inner"]:
            mentions.append(Mention(start, m.end(), "meeting", folded[start : m.end()], rule="session"))
    return mentions


def _body_start(folded: str, end: int) -> int:
    """Where the body whose session begins at `end` is named: 市政协 of 市政协十二届四次会议."""
    low = max(0, end - 16)
    before = folded[low:end]
    lead = _BODY_LEAD.match(before)
    if lead:
        low += lead.end()
        before = folded[low:end]
    body = _BODY.search(before)
    return low + body.start() if body else _named_start(folded, end)


def _numbered(folded: str) -> list[Mention]:
    mentions = []
    for m in _NUMBERED.finditer(folded):
        middle = m["middle"]
        if middle in _PLAIN:
            continue
        if m["head"] in ("会议", "大会", "年会", "座谈会", "代表大会") and len(middle) < 2 and not m["quoted"]:
            continue
        start = _named_start(folded, m.start())
        mentions.append(Mention(start, m.end(), "meeting", folded[start : m.end()], rule="numbered"))
    return mentions


_OF = re.compile(r"(?:中华人民共和国|中国共产党|(?:金砖|东盟|上合组织成员)国家?领导人|(?:19|20)\d\d年?)$")


def _named_start(folded: str, start: int) -> int:
    """Where the name of a numbered meeting begins: with the year or with the body whose meeting it is."""
    lead = _OF.search(folded, max(0, start - 11), start)
    return lead.start() if lead else start


def _working(folded: str) -> list[Mention]:
    mentions = []
    for m in _WORKING.finditer(folded):
        start = m.start()
        if m["who"]:
            year = _YEAR.search(folded, max(0, start - 5), start)
            if year is None:
                continue
            start = year.start()
        mentions.append(Mention(start, m.end(), "meeting", folded[start : m.end()], rule="working"))
    return mentions


@cache
def _lexicon() -> tuple[tuple[str, str], ...]:
    rows = rules.table("lexicon/meetings.tsv")
    return (*((row["name"], row["canonical"] or row["name"]) for row in rows), ("两会", "两会"))


def known_words() -> tuple[str, ...]:
    """The meetings known by name."""
    return tuple(name for name, _ in _lexicon())


def _known(folded: str) -> list[Mention]:
    names = _lexicon()
    mentions = []
    for n, start, end in spots(folded, "meetings"):
        if names[n][0] == "两会" and not _two_sessions(folded, start, end):
            continue
        mentions.append(Mention(start, end, "meeting", names[n][1], rule="lexicon"))
    return mentions


def _two_sessions(folded: str, start: int, end: int) -> bool:
    """Whether 两会 is the yearly sessions, and no count of 会员 or 会议."""
    before = folded[start - 1 : start]
    return folded[end : end + 1] not in ("员", "议", "合") and (
        not before.isalpha() or before in "国省市县区年席期在的加"
    )


def _longest(mentions: list[Mention]) -> list[Mention]:
    """Mentions whose span no longer one of them overlaps; those of one and the same span stay together."""
    kept: list[Mention] = []
    last = (-1, -1)
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        span = (mention.start, mention.end)
        if span == last and mention.rule == kept[-1].rule:
            kept.append(mention)
        elif mention.start >= last[1]:
            kept.append(mention)
            last = span
    return kept
