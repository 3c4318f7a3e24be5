"""Which names a number can be about: not who tells it, who is counted, where people met, what is compared."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache

from transforms.extract.gazetteer import CHINA
from transforms.extract.metrics_place_article import BODY
from transforms.extract.metrics_scene import QUANTITY, Scene, cue_pattern
from transforms.model import Mention

OF_THOUGHT = re.compile(r"特色|共产党|梦|大?地震|战争|金融危机|核?事故|核泄漏")
_BROUGHT = re.compile(r"(?:引进|引入|邀请|请来|对接|联合|学习|参观|考察|借鉴|来自)$")
_BROUGHT_THING = re.compile(r"的?[\u4e00-\u9fff]{0,4}(?:企业|公司|专家|客商|团队|技术|经验|人才|做法)")
# Who tells of a number is not what it is about.
_AS_SOURCE = re.compile(
    r"(?:的|最新|初步)*(?:统计|监测|数据|分析|通报|公布|发布|消息|测算|报道|披露)(?:的?(?:数据|结果|信息))?(?:显示|表明|称|,|说|指出)"
    r"|的?(?:[一两三]项|最新|一份)?(?:研究|调查|报告|分析|研究报告|调查报告)(?:结果)?(?:显示|表明|称|发现|指出)"
    r"|(?:\([^)]{1,20}\))?(?:有关|相关)?(?:负责人|新闻发言人|发言人)?(?:今天|今日|昨天|昨日|日前|近日|\d{1,2}[日号])?(?:上午|下午|晚)?"
    r"(?:联合|对外|最新|向社会)?(?:发布|公布|通报|宣布|公告|预计|预报|监测)[^,。;\d]{0,12}?(?:,|:|称|显示|数据|信息|公告|通知)"
    r"|e?公司?讯[,，:]|讯[,:]"
)
_AFTER_REPORT = re.compile(
    r"[^,。;]{0,30}?(?:介绍|统计|通报|数据|消息|监测|透露|了解|获悉|公布|发布|报道|报告|预测|测算|披露|公告)"
)
_BY_REPORT = re.compile(r"(?:据|根据|记者从|从)$")
OF_PEOPLE = re.compile(
    r"[籍裔]|市民|人民|户口|企业家|商人|客商|游客|旅客|居民(?=[约近超达]?\d)|在外(?:务工|打工|经商)|(?:籍|的)?(?:农民工|务工人员|考生|老乡)"
)
_SENT = re.compile(r"[^\n。,;]{0,8}?\d{1,2}月\d{1,2}日(?:电|讯)")
_BY_PAPER = re.compile(r"(?:本报|[社网报台]|讯)[\u4e00-\u9fff]{0,8}$")
_STAFF = re.compile(r"的?[\u4e00-\u9fff]{0,4}(?:教授|专家|学者|学生|老师|师生|学子|校友|医生|博士|代表|记者|志愿者)")
_TOGETHER = re.compile(r"[\u4e00-\u9fff]{0,6}?(?:对接|合作|签约|签订|协作|携手|联合|结对|共建)")
OF_FIRMS = re.compile(r"企业|厂商|公司|客户|商户|银行")
_MEETING = re.compile(r"(?:会|会议|论坛|展|博览|研讨|年会)[^,。;会展]{0,8}[在于]$")
_HELD = re.compile(r"(?:隆重|正式|顺利|成功)?(?:召开|举行|举办|开幕|闭幕|启幕|揭幕)")
_MEDIA = re.compile(r"(?:网|社|日报|晚报|早报|晨报|时报|周报|电视台|广播|客户端|频道|融媒体中心)$")
_SKIPPED_BEFORE = re.compile(
    r"(?:从|由|比|较|赴|来自|自|往|至|距|离|除|到|高于|低于|超过|称为|被誉为|与|和|同|对口支援|援助|占|像|如|例如|比如|前往|运往|销往|开往|驶往|驶向|发往|寄往|返回|飞往|指导|督促|入选|跻身)$"
)
_DOES = re.compile(
    r"(?:近日|日前|今年|目前|还|共|已|累计|将|联合|同时){0,3}(?:[\u4e00-\u9fff]{2,14}?(?:行动|活动|工程))?(?:加快|继续|全面|集中|正式|持续)?"
    r"(?:推出|推进|组织实施|实施|梳理|启动|选派|派出|查处|侦办|侦破|破获|审结|受理|举办|培训|调派|部署)"
)
_AT_HEAD = re.compile(r"(?:^|[\n,。;:、年月日今天近日前底来由 \u3000)])$")
_MEANS = re.compile("[\u4e00-\u9fff]{0,6}?为(?!例|代表)")
_BEYOND = re.compile("以[东南西北]|沿岸|两岸")
_ORIGIN_BEFORE = re.compile("(?:从|来自|由|比|距|距离|离)$")
STOPS = "\n ,。;:、()“"
_TRADE = re.compile("(?:其他|等|各|地区|国家|经济体|成员){0,3}的?(?:进出口|出口|进口|贸易|投资|合作|援助|直接投资)")
LISTING = frozenset("、和与及")
_MENU = 4  # words of a line of links, at least


def only_reports(scene: Scene, mention: Mention) -> bool:
    """Whether the body only tells of the number, and names no town or county whose body it is."""
    if mention.kind == "organization" and BODY.fullmatch(scene.folded, mention.start, mention.end):
        return False
    if _AS_SOURCE.match(scene.folded, mention.end):
        return True
    by = mention.kind == "organization" and _BY_REPORT.search(scene.folded, max(0, mention.start - 3), mention.start)
    return bool(by) and _AFTER_REPORT.match(scene.folded, mention.end) is not None


def _names_whom(scene: Scene, mention: Mention) -> bool:
    """深圳市民, 100多家台湾企业: the name says who is counted."""
    if OF_PEOPLE.match(scene.folded, _list_tail(scene, mention)):
        return True
    at = bisect_left(scene.solid, (mention.start,)) - 1
    after_number = at >= 0 and scene.solid[at][1] == mention.start and scene.solid[at][2] == QUANTITY
    return after_number and OF_FIRMS.match(scene.folded, mention.end) is not None


@cache
def national() -> re.Pattern[str]:
    """Bodies of the whole country and what belongs to them."""
    tail = r"(?:[部委局厅司办院署会]|中心|妇联|总社)"
    return re.compile(
        rf"(?:{cue_pattern('national_bodies')})(?:[\u4e00-\u9fff]*{tail})?$|(?:国家|全国|中华全国|中央)[\u4e00-\u9fff]+{tail}$"
    )


def _is_venue(scene: Scene, mention: Mention) -> bool:
    """在某省某市召开: where people met is not what their numbers are about."""
    first = last = bisect_left(scene.place_starts, mention.start)
    while first and scene.places[first - 1].end == scene.places[first].start:
        first -= 1
    while last + 1 < len(scene.places) and scene.places[last + 1].start == scene.places[last].end:
        last += 1
    if not _HELD.match(scene.folded, scene.places[last].end):
        return False
    begins = scene.places[first].start
    return _MEETING.search(scene.folded, max(0, begins - 12), begins) is not None


def _in_menu(scene: Scene, mention: Mention) -> bool:
    """Whether the name stands in a line of links left over from the page: many short words, no stop."""
    lo = scene.folded.rfind("\n", 0, mention.start) + 1
    hi = scene.folded.find("\n", mention.end)
    line = scene.folded[lo : hi if hi >= 0 else len(scene.folded)]
    if "。" in line or "," in line:
        return False
    words = line.replace("|", " ").split()
    return len(words) > _MENU and len(line) < 12 * len(words)


def is_usable(scene: Scene, mention: Mention, *, settled: bool = False) -> bool:
    """Whether a number can be about the place or body; `settled` of what a sentence before it tells of."""
    if mention.kind not in ("place", "organization") or mention.form == "pronoun" or mention.end - mention.start < 2:
        return False
    if OF_THOUGHT.match(scene.folded, mention.end) or only_reports(scene, mention) or _is_counted(scene, mention):
        return False
    if _in_short_quotes(scene, mention) or _is_counterpart(scene, mention):
        return False
    if mention.kind == "place":
        if not _is_usable_place(scene, mention, settled=settled):
            return False
    elif _MEDIA.search(scene.folded, mention.start, mention.end):
        return False
    elif settled and _STAFF.match(scene.folded, mention.end):
        return False  # 北大的教授论证…。每亩利润…
    if settled and (_is_venue(scene, mention) or _in_menu(scene, mention)):
        return False
    if national().match(scene.folded, mention.start, mention.end):
        return not settled and _acts(scene, mention)
    first = _list_head(scene, mention)
    if _SKIPPED_BEFORE.search(scene.folded, max(0, first - 4), first):
        return False  # 来自德国、日本的游客: the second no more than the first
    if mention.kind == "place" and _comes_from(scene, first):
        return False
    # 宁波市和慈溪市: one of a list
    return first == mention.start or not _TOGETHER.match(scene.folded, mention.end)


_ITSELF = re.compile("(?:除险|加固|建设|改造|扩建|治理|整治|枢纽|主体|[一二三]期)*(?:项目|工程)")


def _names_work(scene: Scene, mention: Mention) -> bool:
    """秦岭|机床厂改造项目, 大湾河|猕猴桃产业园: a mountain or river that only begins the name of a work."""
    if _ITSELF.match(scene.folded, mention.end):
        return False  # 某水库工程: the reservoir is the work
    return any(p.start <= mention.start and mention.end < p.end for p in scene.found.projects)


# 文桃灌区建设片工程、喜河水库加固等14个项目
_LISTED = re.compile(
    r"[^。;:\n“”]{0,70}?等(?:一批|一系列|共|的|多)?\d{1,4}多?(?:个|项|家|处|条)[^,。;\d]{0,6}?(?:项目|工程|景点|景区|基地)"
)
_ACTING = re.compile(
    "(?:今年|先后|已经?|正在?|还|将|共|重点)*(?:实施|推进|建成|建设了|完成|引进|新建|启动|谋划|策划|争取|有|的)"
)


_LIST = 71  # characters to the 等 of _LISTED
_IN_LIST = re.compile("、[\u4e00-\u9fff]{0,12}$")


def _is_counted(scene: Scene, mention: Mention) -> bool:
    """Whether the name stands in an item of a list of works that a number counts, and is not who carries them out."""
    if scene.folded.find("等", mention.end, mention.end + _LIST) < 0 or _ACTING.match(scene.folded, mention.end):
        return False
    found = _LISTED.match(scene.folded, mention.end)
    if not found or "," in found[0] and "、" not in found[0]:
        return False
    if _IN_LIST.search(scene.folded, max(0, mention.start - 14), mention.start):
        return True
    leads = mention.place_code is not None and _AT_HEAD.search(scene.folded, max(0, mention.start - 2), mention.start)
    return "、" in found[0] and not leads


def _is_usable_place(scene: Scene, mention: Mention, *, settled: bool) -> bool:
    folded = scene.folded
    if mention.place_code is None and _names_work(scene, mention):
        return False
    if _BEYOND.match(folded, mention.end):
        return False  # 涪江以东4个县
    if mention.place_code == CHINA and folded.startswith("(", mention.end):
        return False  # 中国(驻马店)国际农产品加工产业园
    if folded.startswith("农村", mention.end - 2) or _names_whom(scene, mention):
        return False  # 新型农村养老保险
    if _SENT.match(folded, mention.end) and _BY_PAPER.search(folded, 0, mention.start):
        return False  # 本报北京7月13日电: where it was written
    if folded[mention.start - 1] == "以" and _MEANS.match(folded, mention.end):
        return False  # 以某村为中心
    brought = _BROUGHT.search(folded, max(0, mention.start - 4), mention.start)
    return not (brought and (settled or _BROUGHT_THING.match(folded, mention.end)))  # 引进上海的企业


def _is_counterpart(scene: Scene, mention: Mention) -> bool:
    """对非洲进出口, 与东盟贸易额: whom a place trades with."""
    begins = scene.folded[mention.start - 1 : mention.start]
    return begins in ("对", "与", "同") and _TRADE.match(scene.folded, mention.end) is not None


def _acts(scene: Scene, mention: Mention) -> bool:
    """人社部推出4个招聘专场: a national body whose own doing is counted, in a text that tells of no place."""
    acts = scene.found.place_code is None and _DOES.match(scene.folded, mention.end) is not None
    return acts and _AT_HEAD.search(scene.folded, max(0, mention.start - 2), mention.start) is not None


def _comes_from(scene: Scene, head: int) -> bool:
    """来自四川省成都市: whether the name ends a chain of names that tells where something comes from."""
    at = bisect_left(scene.place_starts, head)
    chain = head
    while at and scene.places[at - 1].end == chain and scene.places[at - 1].kind == "place":
        at, chain = at - 1, scene.places[at - 1].start
    return chain < head and _ORIGIN_BEFORE.search(scene.folded, max(0, chain - 3), chain) is not None


def _list_head(scene: Scene, mention: Mention) -> int:
    """Where the list of places begins that the name is in; its own start when it is in none."""
    head = mention.start
    if mention.kind != "place" or scene.folded[head - 1 : head] not in LISTING:
        return head
    at = bisect_left(scene.place_starts, head) - 1
    while at >= 0 and scene.places[at].kind == "place" and scene.folded[scene.places[at].end : head] in LISTING:
        head = scene.places[at].start
        at -= 1
    return head


def _list_tail(scene: Scene, mention: Mention) -> int:
    """Where the list of places ends that the name is in."""
    tail, listed = mention.end, False
    at = bisect_left(scene.place_starts, tail)
    while at < len(scene.places) and scene.places[at].kind == "place":
        gap = scene.folded[tail : scene.places[at].start]
        if gap and gap not in LISTING:
            break
        tail, listed = scene.places[at].end, listed or bool(gap)
        at += 1
    return tail if listed else mention.end


def _in_short_quotes(scene: Scene, mention: Mention) -> bool:
    """Inside the quoted name of a formula or project, not of the clause itself."""
    opened = scene.folded.rfind("“", max(0, mention.start - 16), mention.start)
    if opened < 0 or opened == mention.start - 1 and scene.folded[mention.end : mention.end + 1] == "”":
        return False
    closed = scene.folded.find("”", opened, opened + 24)
    return closed >= mention.end
