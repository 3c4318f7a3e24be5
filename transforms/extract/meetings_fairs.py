"""Fairs, forums, games and conferences named by a year, a place or a title before the word of their kind."""

from __future__ import annotations

import re
from bisect import bisect_left

from transforms.model import Mention

_LONGEST = 26
# What any of the three beginnings makes a name of.
_FAIRS = (
    "博览会|交易会|展览会|展销会|洽谈会|采购会|推介会|招商会|订货会|糖酒会|论坛|峰会|年会|研讨会|分析会|座谈会|听证会"
    "|运动会|奥运会|亚运会|冬奥会|残奥会|青奥会|大运会|全运会|世界杯|亚洲杯|欧洲杯|世锦赛|锦标赛|公开赛|大奖赛|邀请赛|联赛|马拉松"
    "|车展|航展|书展|灯会|庙会|文化节|艺术节|旅游节|电影节|电视节|音乐节|美食节|采摘节|丰收节|购物节|博览周|时装周|服装节|冰雪节"
    "|动漫节|泼水节|火把节|风筝节|登山节|龙舟节|狂欢节|戏剧节|文化周|[花果茶瓜莓桃李梨橘柚枣蟹虾鱼酒]节"
    "|领导人非正式会议|领导人会议|首脑会议|首脑会晤|外长会议?|财长会议?|部长级?会议|部长级特别会议|战略与?经济对话|战略对话|高峰会议?"
    "|奥运(?![会村选军冠])|世博会?|全明星赛|总决赛|冠军赛|挑战赛|拉力赛|巡回赛|技能大赛|创业大赛|设计大赛"
)
# What needs more words: 全国脱贫攻坚总结表彰大会, 2011年滨州市交通运输工作会议.
_RALLIES = "(?<!代表)(?<!股东)(?<!党员)(?<!村民)(?<!业主)大会(?!堂|期间)|工作会议|对话会"
_HEAD = re.compile(f"(?P<fair>{_FAIRS})|(?P<rally>{_RALLIES})")
# The characters of a name right before the word of its kind; words that never are in one break it.
_BREAK = re.compile(
    r".*(?:(?:[会赛节杯坛运]|纪录|锦标赛)[和与]|[^\u4e00-\u9fffA-Za-z0-9·\-—]|在|的|将|举行|召开|举办|出席|参加|参与|主办|承办|主持|由|了|是|为|被|向|从|到|赴|把|让|也|及|并|于"
    r"|来到|走进|通过|围绕|闭幕|开幕|首次|一次|这次|本次|此次|获得|夺得|摘得|荣获|重登|登上|发布|备战|备赛|本届|本次|多地|各地|首个|选手|今年|去年|明年|每年|各类|系列|月|日(?!本)|点|时|个|名|家|我|他|她|记者)",
    re.S,
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:年(?!来|前|后|底|初|间|内|以)(?:度)?)?[·\-—]?")
_TITLE = re.compile(
    r"中国(?:国际)?|中央|全国|全球|世界|国际|亚洲|亚太|东北亚|欧洲|非洲|中非|中阿|中欧|中日韩|中日|中美|中俄|海峡两岸|海峡|两岸|金砖国家|粤港澳大湾区"
)
_QUOTED = re.compile(rf"“(?P<name>[^”“，。；\n]{{4,24}}?(?:{_FAIRS}|大会))”")


def find(folded: str, named: list[Mention]) -> list[Mention]:
    """The meetings of a text that a year, a place, a body or a word such as 全球 begins, and those in quotes."""
    found = [_meeting(folded, *m.span("name")) for m in _QUOTED.finditer(folded)]
    starts = sorted(m.start for m in named if m.form != "generic")
    for head in _HEAD.finditer(folded):
        start = _start(folded, head, starts)
        if start is not None:
            found.append(_meeting(folded, start, head.end()))
    return found


def _meeting(folded: str, start: int, end: int) -> Mention:
    return Mention(start, end, "meeting", folded[start:end], rule="named")


def _start(folded: str, head: re.Match[str], places: list[int]) -> int | None:
    """Where the name begins, if anything before the head begins one."""
    low = max(0, head.start() - _LONGEST)
    broken = _BREAK.match(folded, low, head.start())
    low = broken.end() if broken else low
    year = _YEAR.search(folded, low, head.start())
    if year and head.start() - year.end() >= 2:
        return year.start()
    title = _TITLE.search(folded, low, head.start())
    place = next((at for at in places[bisect_left(places, low) :] if at < head.start()), None)
    titled = title.start() if title and head.start() - title.end() >= 1 else None  # 国际论坛 is none
    starts = [at for at in (titled, None if head["rally"] else place) if at is not None]
    least = 4 if head["rally"] else 2
    if not starts or head.start() - min(starts) < least:
        return None
    return _with_year(folded, min(starts))


def _with_year(folded: str, start: int) -> int:
    """The start of the year that stands right before, else the start itself."""
    year = re.search(r"(?:19|20)\d\d年?[·\-—]?\Z", folded[max(0, start - 6) : start])
    return start - len(year[0]) if year else start
