"""What a number is about: the place or body named nearest before it, else the place the article is about."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from transforms.extract.metrics_scene import (
    QUANTITY,
    Candidate,
    Scene,
    clause_at,
    cue_pattern,
    cue_set,
    last_match,
    paragraph_start,
    sentence_at,
    start_of,
    words_of,
)
from transforms.extract.places_edges import generic as generic_names
from transforms.model import Mention

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

_LEVELS = "省市县区镇乡村州旗"
_GENERIC = re.compile(
    rf"(?:全|我|该|本|这个|这座)(?P<level>[{_LEVELS}])(?![场级域间块]|率先|首|第[一二三四五六七八九十\d]+(?!产业)|前列|平均(?:水平|的)|最|领先)|(?<![向由从到给])(?P<inside>[省市县区镇乡村])里(?![程人])"
    r"|(?<![在次届赴布向射往盖到是])(?P<country>全国|我国)(?!人民|各地|首|第|前|率先|最)|全自治(?P<own>[区州县])"
)
_MAY_BE_GENERIC = re.compile("[全我该本这里]")  # one of these stands in every match
_OF_THOUGHT = re.compile(r"特色|共产党|梦|大?地震|战争|金融危机|核?事故|核泄漏")
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
# What one family has or earns is no figure of its village.
_HOUSEHOLD = re.compile(r"家里(?!的)|全家|一家人|自家|[我他她]家|[老小][\u4e00-\u9fff]家")
_OF_PEOPLE = re.compile(r"[籍裔]|市民|人民|户口|企业家|商人|客商|游客|旅客")
_LOCAL = re.compile(r"(?:^|(?<=[,。;:\n]))(?:目前|如今|近年来)?,?当地(?!的|村民|群众|居民|人|农民|时间|百姓|特色|企业)")
_SENT = re.compile(r"[^\n。,;]{0,8}?\d{1,2}月\d{1,2}日(?:电|讯)")
_BY_PAPER = re.compile(r"(?:本报|[社网报台]|讯)[\u4e00-\u9fff]{0,8}$")
# 县财政局, 市委: bodies named by level alone are those of the article's place.
_LEVEL_BODY = re.compile(
    r"(?:^|(?<=[,。;:、\n]))(?P<level>[市县区镇乡])(?:委(?![员托派])|政府|党委|[\u4e00-\u9fff]{2,5}?(?:局|办)(?![公事法]))"
)
_STAFF = re.compile(r"的?[\u4e00-\u9fff]{0,4}(?:教授|专家|学者|学生|老师|师生|学子|校友|医生|博士|代表|记者|志愿者)")
_TOGETHER = re.compile(r"[\u4e00-\u9fff]{0,6}?(?:对接|合作|签约|签订|协作|携手|联合|结对|共建)")
_STATE = re.compile(
    r"国家(?=将|计划|拟|要求)|中央(?=部署|要求|决定|安排|财政|下达|预算内)"
)  # whose figures are of no place named before
_OF_FIRMS = re.compile(r"企业|厂商|公司|客户|商户|银行")
_HEAD = re.compile(r"(?:^|(?<=[,。;\n]))(?P<head>[\u4e00-\u9fffA-Za-z]{2,12}):")
_HEADING = re.compile(r"(?:^|\n)[ \u3000]*(?P<name>[\u4e00-\u9fff]{2,10}):[^\n。]{2,30}(?=\n)")
_PASSED = re.compile(r"(?:从|自|到|赴|前往|来)$")
# 2010年全球市场规模, 目前国内销量: the whole world and the home market are no place that stands in the text before.
_SCOPE = re.compile(
    r"(?<=[,。;:年月期度日底前目今内据])(?:(?P<world>全球|全世界)|国内)(?!外|生产|游客|旅游|首|领先|最|知名|著名|先进|第|一流|同|\d)"
)
_MEETING = re.compile(r"(?:会|会议|论坛|展|博览|研讨|年会)[^,。;会展]{0,8}[在于]$")
_HELD = re.compile(r"(?:隆重|正式|顺利|成功)?(?:召开|举行|举办|开幕|闭幕|启幕|揭幕)")
_TELLS = re.compile(r"(?:\([^)]{1,20}\))?(?:不仅|既|曾|就|也|一直)?(?:是|地处|位于|坐落|隶属|紧邻|毗邻)[^,。;]*")
_COUNTRY = re.compile(
    r"(?:全国|我国)(?!人大|政协|人民代表|两会|第[一二三四五六七八九十\d]|首|最|先进|劳动模范|文明|著名|优秀)"
)
_OURS = re.compile(r"我们|公司|厂里|合作社|基地|学校|医院")
_OFFICE = re.compile(
    rf"(?P<place>[\u4e00-\u9fff]{{1,24}}[{_LEVELS}盟])"
    r"(?:党委|党支部|党总支|人民政府|政府|人大|政协|纪委|党工委|村委会|组织部|宣传部)"
)
_LAST_LEVEL = re.compile(r"^.*[省市州县区旗镇乡](?=[\u4e00-\u9fff]{2,8}[县区镇乡村]$)")
_BODY = re.compile(
    rf"(?P<place>[\u4e00-\u9fff]{{1,20}}?[{_LEVELS}盟])"
    r"(?:党委|党支部|党总支|政府|人大|政协|纪委|委|人民政府|党政|党工委|村委会|组织部|宣传部|[\u4e00-\u9fff]{0,8}[局厅办院部])"
)
# 富县现代农业项目区: an area without a name of its own.
_ZONE = re.compile(
    rf"(?P<place>[\u4e00-\u9fff]{{1,6}}[{_LEVELS}])[\u4e00-\u9fff]{{0,10}}(?:项目区|示范区|核心区|片区|受灾区)"
)
_MEDIA = re.compile(r"(?:网|社|日报|晚报|早报|晨报|时报|周报|电视台|广播|客户端|频道|融媒体中心)$")
_SKIPPED_BEFORE = re.compile(
    r"(?:从|由|比|较|赴|来自|自|往|至|距|离|除|到|高于|低于|超过|称为|被誉为|与|和|同|对口支援|援助|占|像|如|例如|比如|前往|运往|销往|指导|督促)$"
)
_TITLE_HEAD = re.compile("(?:【[^】]*】)?([\u4e00-\u9fff]{2,10})[:：]")
_AWAY = re.compile("(?:[派调送]到|[赴往距离]|来自)$")  # 派到深圳: not the city that 全市 means
_SPEECH = re.compile(r"说|表示|介绍|告诉|感慨|坦言|这是")
_MUNICIPALITIES = ("110000", "120000", "310000", "500000")
_COUNTY_CITIES = "81"  # where the codes of county-level cities begin
_SIZES = {"省": 2, "市": 4, "州": 4, "县": 6, "区": 6, "旗": 6, "镇": 9, "乡": 9}
_JOINED = ("、", "和", "与", "及", "以及")


_LISTING = frozenset("、和与及")
_OPENING = 12  # characters at the head of a paragraph in which its subject stands
_OFTEN = 3  # mentions that make a village what the text is about
_MENU = 4  # words of a line of links, at least
_FAR = 6  # paragraphs after which a place of a round-up is forgotten


# 与某镇接壤, 流经某市, 距某城: names that tell where the subject lies.
_LIES_BEFORE = re.compile(
    r"(?:(?:[东南西北][与和同临靠接邻依连至起抵濒])|毗邻|毗连|紧邻|紧靠|环绕|流经|流入|汇入|注入|发源于|起源于|途经|因)$"
)
_LIES_AFTER = re.compile(r"[^,。;\d]{0,16}?(?:接壤|为邻|相邻|毗邻|交界|相望|相连|穿境|穿[城村镇乡县]而过)")
_LIES_THROUGH = re.compile(r"(?:[自从由][^,。;\d]{1,10})?(?:穿境|穿[城村镇乡县]而过|横贯|流经|纵贯|贯穿)")
_COMPASS = re.compile(r"[东南西北]{1,2}[部方侧面]?$")
_IN_COMPASS = re.compile(r"[到至向侧面角部起走方,、]")
# 轨道交通3号线全长, 西部地区拥有: lines and great regions that open a clause, which no list of names has.
_LINE_WORD = re.compile("号线|铁路|高铁|班列|机场|地区|三角|津冀|湾区")
_LINE = re.compile(
    r"(?:^|(?<=[\n,。;:]))(?:(?P<line>(?!新建|建成|开通|建设|修建|我国|全[国省市县]|境内|这条|该|本)"
    r"(?:[\u4e00-\u9fff]{2,10}?\d{1,2}号线|[\u4e00-\u9fff]{2,5}(?:铁路|高铁|高速公路|机场)|中欧班列(?:[\u4e00-\u9fff]{2,3}号)?))"
    r"(?:\([^)]{1,40}\))?(?=正线|线路|全线|全长|总投资|总长|共|累计|已|今年|预计|开行|进出口|客运|货运|旅客|完成|国际|全年)"
    r"|(?P<region>(?:[东西中]部|东北)地区|[长珠]三角(?:地区)?|京津冀(?:地区)?|长江经济带|粤港澳大湾区)"
    r"(?=拥有|有|共|已|累计|生产总值|今年|实现|新增|完成|进出口|的?[^,。;]{0,6}占|[^,。;]{0,6}达))"
)
_PART = re.compile("[,。;:!?\n()]")


class Subject(NamedTuple):
    """Name of the place as the text gives it, its code, the mention it comes from, and that mention's own words."""

    name: str | None
    code: str | None
    mention: Mention | None
    words: str | None = None  # 新街镇党委, where the place is 新街镇


NONE = Subject(None, None, None)


def subject(scene: Scene, candidate: Candidate, before: Subject) -> Subject:
    """The place or body the candidate is about; `before` is that of the metric before it."""
    start = scene.sentences[candidate.sentence].start
    beside = _beside(scene, candidate)
    if beside is not None:
        return as_subject(scene, beside)
    reach = _reach(candidate)
    said = scene.folded[start : candidate.start]
    headed = label(scene, start, candidate.start) if ":" in said else None
    if headed is not None:
        return headed
    scope = last_match(_SCOPE, scene.folded, start, reach) if "全" in said or "国内" in said else None
    if scope is not None and _nearest(scene, scope.end(), reach) is None:
        return NONE if scope["world"] else _country(scene, start)
    state = last_match(_STATE, scene.folded, start, reach) if "国家" in said or "中央" in said else None
    if state is not None and _nearest(scene, state.end(), reach) is None:
        return _country(scene, start)
    about, start = _topic(scene, start, reach)
    named = _nearest(scene, start, reach) or about
    generic = _generic(scene, start, reach)
    if named is not None and named.kind == "organization" and "当地" in said:
        local = last_match(_LOCAL, scene.folded, start, reach)
        if local is not None and local.start() < named.start:
            return _around(scene, candidate, before)  # 当地引进某公司, 建成车间…
    family = last_match(_HOUSEHOLD, scene.folded, start, reach) if "家" in said else None
    if family and family.start() > max(named.start if named else -1, generic.start() if generic else -1):
        return NONE
    line = last_match(_LINE, scene.folded, start, reach) if _LINE_WORD.search(said) else None
    if line and line.end() > max(named.start if named else -1, generic.start() if generic else -1):
        return _of_line(scene, line)
    if generic and (named is None or generic.start() > named.start):
        resolved = _resolved(scene, generic)
        if resolved.name and not (generic["inside"] and _is_wider(scene, named, resolved)):
            return resolved
    if named is not None:
        return _listed_or_alone(scene, _framed(scene, start, named))
    counted = _counted_list(scene, start, reach)
    return counted if counted is not None else _around(scene, candidate, before)


def _of_line(scene: Scene, line: re.Match[str]) -> Subject:
    """A railway or great region that opens its clause; a line has the code of the article's place."""
    start, end = line.span("region" if line["region"] else "line")
    at = bisect_left(scene.dates, start, key=start_of)
    if at < len(scene.dates) and scene.dates[at].start == start and scene.dates[at].end < end:
        start = scene.dates[at].end  # 上半年某某铁路
    name = scene.text[start:end]
    code = None if line["region"] else article_place(scene).code
    return Subject(name, code, Mention(start, end, "place", name, "name"))


def _is_wider(scene: Scene, named: Mention | None, inside: Subject) -> bool:
    """天津各乡镇干部留在村里服务: 村里 is no village named paragraphs ago where the sentence names a place."""
    if named is None or named.kind != "place" or inside.mention is None:
        return False
    return inside.mention.start < scene.folded.rfind("\n", 0, named.start)


def _counted_list(scene: Scene, lo: int, hi: int) -> Subject | None:
    """抽查了浙江、江西、湖南3个省100家企业: the divisions counted before it, for a number after their count."""
    if not _LIST_MARK.search(scene.folded, lo, hi):
        return None
    first, last = bisect_left(scene.solid, (lo,)), bisect_left(scene.solid, (hi,))
    ends = [start for start, end, tag in scene.solid[first:last] if tag == QUANTITY and end < hi]
    if not ends:
        return None
    at, top = bisect_left(scene.names, lo, key=start_of), bisect_left(scene.names, ends[-1], key=start_of)
    for end in reversed(ends):
        listed = listed_names(scene, end, [n for n in scene.names[at:top] if n.end <= end])
        number = next((q for q in scene.found.quantities if q.start == end and q.value == len(listed)), None)
        if listed and number is not None and all(n.place_code and n.kind == "place" for n in listed):
            return Subject(scene.text[listed[0].start : listed[-1].end], None, listed[-1])
    return None


def _country(scene: Scene, hi: int) -> Subject:
    """全国 or 我国 where the text before speaks of the whole country."""
    said = last_match(_COUNTRY, scene.folded, 0, hi)
    return Subject(scene.text[said.start() : said.end()], None, None) if said else NONE


@cache
def _firm() -> re.Pattern[str]:
    return re.compile(rf"[\u4e00-\u9fffA-Za-z]{{1,8}}(?:{cue_pattern('company_tails')})$")


def label(scene: Scene, lo: int, hi: int) -> Subject | None:
    """某某股份:中标价7亿元: the company or place that heads a brief.

    In a paragraph with a headed brief of a company before it, every such head counts.
    """
    found = last_match(_HEAD, scene.folded, lo, hi)
    if found is None:
        return None
    start, end = found.span("head")
    at = bisect_left(scene.names, start, key=start_of)
    name = scene.names[at] if at < len(scene.names) and scene.names[at].start == start else None
    if name is not None and name.end == end and name.kind in ("place", "organization"):
        told = _reports(scene, name) or _national().match(scene.folded, start, end)
        return None if told else as_subject(scene, name)
    opens = scene.folded.rfind("\n", 0, lo) + 1
    if _firm().match(scene.folded, start, end) or (
        len(found["head"]) < 7 and any(_firm().match(m["head"]) for m in _HEAD.finditer(scene.folded, opens, lo))
    ):
        return Subject(scene.text[start:end], None, None)
    return None


def _topic(scene: Scene, lo: int, hi: int) -> tuple[Mention | None, int]:
    """The name that opens the sentence as what it tells of (某峰地处…, 某公司(简称)是…), and where that clause ends.

    Without one, None and `lo`.
    """
    at = bisect_left(scene.names, lo, key=start_of)
    if at == len(scene.names) or scene.names[at].start > lo + 2:
        return None, lo
    while at + 1 < len(scene.names) and scene.names[at + 1].start == scene.names[at].end:
        at += 1
    name = scene.names[at]
    told = _TELLS.match(scene.folded, name.end, hi)
    if told is None or name.kind not in ("place", "organization") or _reports(scene, name):
        return None, lo
    return name, min(told.end(), hi)


def _reach(candidate: Candidate) -> int:
    """Where the words end that can name the subject: before 占全国总量, 高于全省平均."""
    marks = [t.start for t in candidate.left if t.word in cue_set("benchmark_words")]
    return marks[-1] if marks else candidate.start


def article_place(scene: Scene) -> Subject:
    """The place the article is about, by the name its title or text gives: a village, if it tells of one."""
    code = scene.found.place_code
    if code is None:
        return _title_head(scene)
    title = scene.context.title or ""
    villages = [m for m in scene.found.title_mentions if _is_village(m) and (m.parent_code or "").startswith(code)]
    if len({m.name for m in villages}) == 1:
        return Subject(title[villages[0].start : villages[0].end], villages[0].parent_code, villages[0])
    village = _village_told(scene, code)
    return Subject(village.name, code, village) if village is not None else _division(scene, code)


def _title_head(scene: Scene) -> Subject:
    """山西:干部入企进村: the division that heads the title."""
    title = scene.context.title or ""
    head = _TITLE_HEAD.match(title)
    if head is None:
        return NONE
    found = [m for m in scene.found.title_mentions if m.kind == "place" and m.place_code and m.start >= head.start(1)]
    if not found or (found[0].start, found[0].end) != head.span(1):
        return NONE
    return Subject(head[1], found[0].place_code, found[0])


def _division(scene: Scene, code: str) -> Subject:
    """The division the article is about, by the name its title or text gives."""
    title = scene.context.title or ""
    for mention in scene.found.title_mentions:
        if mention.kind == "place" and mention.place_code == code:
            return Subject(title[mention.start : mention.end] or mention.name, code, mention)
    for mention in scene.found.mentions:
        if mention.kind == "place" and mention.place_code == code:
            named = mention.form not in ("generic", "pronoun")
            return Subject(scene.text[mention.start : mention.end] if named else mention.name, code, mention)
    return NONE


def _village_told(scene: Scene, code: str) -> Mention | None:
    """The one village of a town that the text speaks of again and again, more than of the town."""
    if any(m.kind == "place" and m.place_code == code for m in scene.found.title_mentions):
        return None
    villages = [m for m in scene.found.mentions if _is_village(m) and m.parent_code == code and m.name[-1:] == "村"]
    town = sum(m.kind == "place" and m.place_code == code for m in scene.found.mentions)
    alone = len({m.name for m in villages}) == 1 and len(villages) >= _OFTEN
    return villages[0] if alone and len(villages) > town else None


def listed_names(scene: Scene, offset: int, names: list[Mention]) -> list[Mention]:
    """The names joined by 、 that end just before `offset`, two or more."""
    end = offset
    listed: list[Mention] = []
    for mention in reversed(names):
        gap = scene.folded[mention.end : end]
        if listed and not gap and mention.kind == "place":
            end = mention.start  # 山西省 of 北京市、山西省临汾市 is no item of its own
            continue
        if (not listed and gap not in ("", "等", "共", "等共")) or (listed and gap not in _JOINED):
            break
        listed.append(mention)
        end = mention.start
    return listed[::-1] if len(listed) >= 2 else []


def as_subject(scene: Scene, mention: Mention) -> Subject:
    """The mention as a place: of 新街镇党委 the town."""
    name = scene.text[mention.start : mention.end]
    if mention.kind == "organization":
        body = _OFFICE.fullmatch(name) or _BODY.fullmatch(name)
        if body:
            place = _LAST_LEVEL.sub("", body["place"])
            return Subject(place, mention.place_code or _code_of(scene, place), mention, name)
    zone = _ZONE.fullmatch(name) if mention.kind == "place" and not mention.place_code else None
    if zone:
        return Subject(zone["place"], _code_of(scene, zone["place"]), mention, name)
    return Subject(name, mention.place_code or mention.parent_code, mention)


def _code_of(scene: Scene, name: str) -> str | None:
    """The code the text gives the place of this name elsewhere."""
    same = (m.place_code or m.parent_code for m in scene.names if scene.folded[m.start : m.end] == name)
    return next(filter(None, same), None)


def _beside(scene: Scene, candidate: Candidate) -> Mention | None:
    """两张靖西通灵大峡谷门票: a name right after the number, inside what it counts."""
    first = at = bisect_left(scene.names, candidate.end, key=start_of)
    found = None
    end = candidate.end
    while at < len(scene.names) and scene.names[at].start == end and scene.names[at].kind == "place":
        found, end, at = scene.names[at], scene.names[at].end, at + 1
    if found is None or end >= candidate.clause.end or len(found.name) < 2 or _OF_PEOPLE.match(scene.folded, end):
        return None
    if not any(_settled(m) for m in scene.names[first:at]):
        return None  # 50个长江洲滩: what they are, not where
    return None if _OF_FIRMS.match(scene.folded, end) else found  # 100多家台湾企业: whom, not where


def _nearest(scene: Scene, lo: int, hi: int, *, settled: bool = False, bodies: bool = True) -> Mention | None:
    """The name nearest before hi that can be what a number is about.

    `settled` leaves out rivers and parks; without `bodies` a company or office of an earlier topic does not stick.
    """
    first = bisect_left(scene.names, lo, key=start_of)
    last = bisect_left(scene.names, hi, lo=first, key=start_of)
    names = scene.names[first:last]
    if not names:
        return None
    counted = _counted(scene, lo, hi, names)
    usable = (
        m
        for m in reversed(names)
        if m.end <= hi
        and m.start not in counted
        and (bodies or m.kind == "place")
        and (not settled or _settled(m))
        and _usable(scene, m, settled=settled)
        and not _in_passing(scene, m, hi)
    )
    found = next(usable, None)
    if found and found.end == hi and not _settled(found):
        found = next(usable, None)  # 示范园区20个: what is counted
    while found and _made().search(scene.folded, max(lo, found.start - 4), found.start):
        # 巴中累计建成巴山田园综合体86个: a name after a verb belongs to the object where a subject stands before it.
        subject = next(usable, None)
        if subject is None:
            break
        found = subject
    if found and _modifies(scene, found, hi):
        opens = scene.sentences[sentence_at(scene.sentences, found.start)].start
        leading = next((m for m in usable if m.start >= opens and m.kind == "place" and _leads(scene, m)), None)
        return leading or found
    return found


def _modifies(scene: Scene, mention: Mention, hi: int) -> bool:
    """依托汉中藤编, 在上海一家服装厂: a place that says which thing a verb is about, in the middle of a clause."""
    if mention.kind != "place" or mention.end >= hi or scene.folded[mention.start - 1] in _STOPS:
        return False
    clause = clause_at(scene, mention.start)
    tokens = words_of(scene, clause)
    at = next((i for i, t in enumerate(tokens) if t.start == mention.start), 0)
    if not at or at + 1 >= len(tokens):
        return False
    before, after = tokens[at - 1], tokens[at + 1]
    verb = before.tag == "v" and before.word not in cue_set("located")
    return verb and after.tag in ("n", "nz", "vn") and after.word not in cue_set("generic_heads")


_STOPS = "\n ,。;:、(“"


def _leads(scene: Scene, mention: Mention) -> bool:
    """Whether the name opens its clause, but for the names before it."""
    at = mention.start
    first = bisect_left(scene.names, at, key=start_of)
    while first and scene.names[first - 1].end == at:
        first, at = first - 1, scene.names[first - 1].start
    return at == 0 or scene.folded[at - 1] in _STOPS


def _is_village(mention: Mention) -> bool:
    return mention.kind == "place" and mention.place_code is None and mention.parent_code is not None


def _settled(mention: Mention) -> bool:
    """A division, a village or a body: what news is about, unlike a river or a park."""
    known = bool(mention.place_code or mention.parent_code) or mention.kind == "organization"
    return known or mention.name.endswith(("村", "社区"))


def _framed(scene: Scene, start: int, named: Mention) -> Mention:
    """和田地区策勒县，某公司投资…: the place that opens the sentence, rather than a company in it."""
    if named.kind != "organization":
        return named
    at = bisect_left(scene.names, start, key=start_of)
    frame = None
    while (
        at < len(scene.names)
        and scene.names[at].kind == "place"
        and scene.names[at].start <= max(start + 2, end_of(frame))
    ):
        frame, at = scene.names[at], at + 1
    opens = frame is not None and scene.folded[frame.end : frame.end + 1] == ","
    return frame if opens and frame is not None else named


def end_of(mention: Mention | None) -> int:
    """Where the mention ends; -1 for none."""
    return mention.end if mention is not None else -1


def _reports(scene: Scene, mention: Mention) -> bool:
    """Whether the body only tells of the number, and names no town or county whose body it is."""
    if mention.kind == "organization" and _BODY.fullmatch(scene.folded, mention.start, mention.end):
        return False
    if _AS_SOURCE.match(scene.folded, mention.end):
        return True
    by = mention.kind == "organization" and _BY_REPORT.search(scene.folded, max(0, mention.start - 3), mention.start)
    return bool(by) and _AFTER_REPORT.match(scene.folded, mention.end) is not None


def _names_whom(scene: Scene, mention: Mention) -> bool:
    """深圳市民, 100多家台湾企业: the name says who is counted."""
    if _OF_PEOPLE.match(scene.folded, mention.end):
        return True
    at = bisect_left(scene.solid, (mention.start,)) - 1
    after_number = at >= 0 and scene.solid[at][1] == mention.start and scene.solid[at][2] == QUANTITY
    return after_number and _OF_FIRMS.match(scene.folded, mention.end) is not None


@cache
def _national() -> re.Pattern[str]:
    """Bodies of the whole country and what belongs to them."""
    tail = r"(?:[部委局厅司办院署会]|中心|妇联|总社)"
    return re.compile(
        rf"(?:{cue_pattern('national_bodies')})(?:[\u4e00-\u9fff]*{tail})?$|(?:国家|全国|中华全国|中央)[\u4e00-\u9fff]+{tail}$"
    )


def _is_venue(scene: Scene, mention: Mention) -> bool:
    """在某省某市召开: where people met is not what their numbers are about."""
    first = last = bisect_left(scene.names, mention.start, key=start_of)
    while first and scene.names[first - 1].end == scene.names[first].start:
        first -= 1
    while last + 1 < len(scene.names) and scene.names[last + 1].start == scene.names[last].end:
        last += 1
    if not _HELD.match(scene.folded, scene.names[last].end):
        return False
    begins = scene.names[first].start
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


def _usable(scene: Scene, mention: Mention, *, settled: bool = False) -> bool:
    if mention.kind not in ("place", "organization") or mention.form == "pronoun" or mention.end - mention.start < 2:
        return False
    if mention.kind == "organization" and _MEDIA.search(scene.folded, mention.start, mention.end):
        return False
    if mention.kind == "place" and _names_whom(scene, mention):
        return False
    if _OF_THOUGHT.match(scene.folded, mention.end) or _reports(scene, mention):
        return False
    if _SENT.match(scene.folded, mention.end) and _BY_PAPER.search(scene.folded, 0, mention.start):
        return False  # 本报北京7月13日电: where it was written
    brought = mention.kind == "place" and _BROUGHT.search(scene.folded, max(0, mention.start - 4), mention.start)
    if brought and _BROUGHT_THING.match(scene.folded, mention.end):
        return False  # 引进上海的企业
    if settled and (_is_venue(scene, mention) or _in_menu(scene, mention)):
        return False
    if settled and mention.kind == "organization" and _STAFF.match(scene.folded, mention.end):
        return False  # 北大的教授论证…。每亩利润…
    if _national().match(scene.folded, mention.start, mention.end) or _in_short_quotes(scene, mention):
        return False
    first = _list_head(scene, mention)
    if _SKIPPED_BEFORE.search(scene.folded, max(0, first - 4), first):
        return False  # 来自德国、日本的游客: the second no more than the first
    # 宁波市和慈溪市: one of a list
    return first == mention.start or not _TOGETHER.match(scene.folded, mention.end)


def _in_passing(scene: Scene, mention: Mention, hi: int) -> bool:
    """Whether a place only says where the subject lies, or is a river or hill of an earlier clause's object."""
    if mention.kind != "place" or mention.end == hi:
        return False
    folded, settled = scene.folded, _settled(mention)
    if not settled and mention.start and folded[mention.start - 1] == "小":
        return True  # 小黄河: another river than the one whose name is in it
    parted = _PART.search(folded, mention.end, hi - 1) is not None
    if not settled and (parted and folded[mention.end].isdigit() or _is_direction(scene, mention)):
        return True  # 小二型水库3座, 东北到西南最长
    head = _chain_head(scene, mention)
    if _LIES_THROUGH.match(folded, mention.end, hi) or (parted and _to_next(scene, mention)):
        return True
    if not parted or _opens_clause(scene, head):
        return False
    opened = max(0, mention.start - 30)
    if folded.rfind("(", opened, mention.start) > folded.rfind(")", opened, mention.start):
        return ")" in folded[mention.end : hi]
    lies = _LIES_BEFORE.search(folded, max(0, head - 4), head) or _LIES_AFTER.match(folded, mention.end, hi)
    return not settled or lies is not None or _above(scene, mention, head)


def _to_next(scene: Scene, mention: Mention) -> bool:
    """西安至柳河快客: where a line begins."""
    at = bisect_left(scene.names, mention.end + 1, key=start_of)
    next_to = at < len(scene.names) and scene.names[at].start == mention.end + 1
    return next_to and scene.folded[mention.end] in "至到" and scene.names[at].kind == "place"


def _is_direction(scene: Scene, mention: Mention) -> bool:
    """东北到西南: a point of the compass, not a part of the country."""
    compass = _COMPASS.match(scene.folded, mention.start, mention.end)
    return compass is not None and _IN_COMPASS.match(scene.folded, mention.end) is not None


def _opens_clause(scene: Scene, head: int) -> bool:
    """Whether a name, or the list it closes (甲梯田、乙瀑布、丙景区), opens its clause."""
    if head == 0 or scene.folded[head - 1] in "\n ,。;:“" or _SHORT_LEAD.search(scene.folded, max(0, head - 6), head):
        return True
    return scene.folded[head - 1] == "、" and _LIST_OPENS.search(scene.folded, max(0, head - 60), head) is not None


_SHORT_LEAD = re.compile(r"[\n ,。;:“ \u3000][^\n ,。;:“ \u3000]{1,4}的$")  # 不远处的某河大堤
_LIST_OPENS = re.compile(r"(?:^|[\n ,。;:“的])(?:[\u4e00-\u9fff]{2,8}、)+$")
_BELONGS = re.compile(r"(?:位于|地处|坐落[于在]|隶属于?|属于?|处[于在]?|报送)$")
_SIDE = re.compile(r"(?:县城|城)?(?:[东西南北中]{1,2}部|城?[东西南北]郊|边[缘陲]|腹地|境内)")


def _above(scene: Scene, mention: Mention, head: int) -> bool:
    """位于柳河县西南部: the county or city that the article's own place is part of, where it lies."""
    own, code = scene.found.place_code, mention.place_code
    if own is None or code is None or own == code:
        return False
    bare = code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") and len(code) == 6 else code
    belongs = _BELONGS.search(scene.folded, max(0, head - 4), head) or _SIDE.match(scene.folded, mention.end)
    return own.startswith(bare) and belongs is not None


def _chain_head(scene: Scene, mention: Mention) -> int:
    """Where the chain of names begins that ends in the mention: 通化县 of 通化县四棚乡, the first of a list."""
    at = bisect_left(scene.names, mention.start, key=start_of)
    head = mention.start
    while at and (scene.names[at - 1].end == head or scene.folded[scene.names[at - 1].end : head] in _LISTING):
        at, head = at - 1, scene.names[at - 1].start
    return head


def _list_head(scene: Scene, mention: Mention) -> int:
    """Where the list of places begins that the name is in; its own start when it is in none."""
    head = mention.start
    if mention.kind != "place" or scene.folded[head - 1 : head] not in _LISTING:
        return head
    at = bisect_left(scene.names, head, key=start_of) - 1
    while at >= 0 and scene.names[at].kind == "place" and scene.folded[scene.names[at].end : head] in _LISTING:
        head = scene.names[at].start
        at -= 1
    return head


def _in_short_quotes(scene: Scene, mention: Mention) -> bool:
    """Inside the quoted name of a formula or project, not of the clause itself."""
    opened = scene.folded.rfind("“", max(0, mention.start - 16), mention.start)
    if opened < 0 or opened == mention.start - 1 and scene.folded[mention.end : mention.end + 1] == "”":
        return False
    closed = scene.folded.find("”", opened, opened + 24)
    return closed >= mention.end


@cache
def _made() -> re.Pattern[str]:
    return re.compile(rf"(?:{cue_pattern('making_verbs')}|打造|创建|成立|建立|入驻|进入|设立|对接)$")


def _counted(scene: Scene, lo: int, hi: int, names: list[Mention]) -> set[int]:
    """Where the names begin that a number counts (东沟门、新街、菜园等3个村): its parts, not its place."""
    first, last = bisect_left(scene.solid, (lo,)), bisect_left(scene.solid, (hi + 1,))
    ends = [start for start, _, tag in scene.solid[first:last] if tag == QUANTITY]
    found = set()
    for end in ends:
        if not _LIST_MARK.search(scene.folded, max(lo, end - 48), end):
            continue
        mark = scene.folded.rfind("、", max(lo, end - 80), end)
        near = 0 <= end - mark <= 12  # the last item is no longer
        listed = _LISTED.search(scene.folded, max(lo, end - 80), end) if near else None
        if listed and not scene.folded[listed.start() - 1].isdigit():
            # 城南屯、甲家屯、乙屯3个自然屯: though not every one is known as a name
            items = [m for m in names if listed.start() <= m.start and m.end <= end]
            found |= {m.start for m in items if _item_ends(scene, m, end)}
        known = listed_names(scene, end, [n for n in names if n.end <= end])
        inside = [m for m in names if known and known[0].start <= m.start < end]
        found |= {m.start for m in inside}
        if len(inside) > len(known):  # 山西省临汾市、陕西省宝鸡市: the first one's province too
            found |= {m.start for m in names if m.end == known[0].start}
    return found


_LIST_MARK = re.compile("[、和与及]")
_LISTED = re.compile(r"(?:[\u4e00-\u9fff]{2,8}、)+(?:(?!等)[\u4e00-\u9fff]){2,8}?(?:等|共|等共)?$")


def _item_ends(scene: Scene, mention: Mention, hi: int) -> bool:
    """Whether the name closes an item of the list before `hi`."""
    return mention.end == hi or scene.folded.startswith(("、", "等", "共"), mention.end)


def _listed_or_alone(scene: Scene, named: Mention) -> Subject:
    """Several places of one value: the list as in the text, with the provinces in it (四川成都、雅安,内蒙古兴安盟)."""
    at = bisect_left(scene.names, named.start, key=start_of)
    first = group = at  # group: where the list begins that the names left of a comma may lengthen
    while group and scene.names[group - 1].kind == named.kind == "place":
        gap = scene.folded[scene.names[group - 1].end : scene.names[group].start]
        if gap not in _JOINED and gap not in ("", ","):
            break
        group -= 1
        if gap in _JOINED or (not gap and first == group + 1 < at):
            first = group
    if first == at and not _settled(named) and scene.folded[named.start - 1 : named.start] == "、":
        alike = _ALIKE.search(scene.folded, max(0, named.start - 60), named.end)
        if alike is not None:  # 甲河路、乙民路、丙站路: only the last is known as a name
            return Subject(scene.text[alike.start("list") : named.end], None, named)
    if first == at:
        return as_subject(scene, named)
    return Subject(scene.text[scene.names[first].start : named.end], None, named)


_ALIKE = re.compile(
    r"(?:^|[\n ,。;:的])(?P<list>[\u4e00-\u9fff]{1,5}(?P<tail>[路街桥河湖山站])(?:、[\u4e00-\u9fff]{1,5}(?P=tail))+)$"
)


def _generic(scene: Scene, lo: int, hi: int) -> re.Match[str] | None:
    if not _MAY_BE_GENERIC.search(scene.folded, lo, hi):
        return None
    found = None
    for match in _GENERIC.finditer(scene.folded, lo, hi):
        if not match["country"] or not _country_in_passing(scene, match, hi):
            found = match
    return found


_TO_COUNTRY = re.compile(r"(?:[\n ,。;:、(“]|[年月日期内底末前来止]|目前|如今|其中|当前|现在)$")
_OF_COUNTRY = re.compile(r"[^,。;]{0,6}?(?:总[量数额]|的\d)|“")


def _country_in_passing(scene: Scene, country: re.Match[str], hi: int) -> bool:
    """成为全国龙头企业, 占全国总量的23.2%: in an earlier clause, and not what that clause tells of."""
    if not _PART.search(scene.folded, country.end(), hi):
        return False
    opens = country.start() == 0 or _TO_COUNTRY.search(scene.folded, max(0, country.start() - 2), country.start())
    return not opens or _OF_COUNTRY.match(scene.folded, country.end()) is not None


def _resolved(scene: Scene, generic: re.Match[str]) -> Subject:
    """全镇, 我市, 该村: the place of that level named last, else the article's, else the words themselves."""
    words = scene.text[generic.start() : generic.end()]
    if generic["country"]:
        return Subject(words, None, None)
    at = bisect_left(scene.names, generic.start(), key=start_of) - 1
    if at >= 0 and scene.names[at].end == generic.start() and scene.names[at].kind == "place":
        return as_subject(scene, scene.names[at])  # 西藏全区
    level = generic["level"] or generic["inside"] or generic["own"]
    code = scene.found.place_code
    own = article_place(scene) if level in ("村", None) or code is None else _division(scene, code)
    ours = bool(own.name and level and _of_level(own, level))
    if ours and generic[0][0] in "全我本":
        return own
    known = _known(scene, generic.start())
    if known is not None and not (ours and _among_many(scene, known)):
        return known
    if ours:
        return own
    at = bisect_left(scene.names, generic.start(), key=start_of)
    for mention in reversed(scene.names[:at]):
        if mention.kind in ("place", "organization"):
            found = as_subject(scene, mention)
            away = _AWAY.search(scene.folded, max(0, mention.start - 3), mention.start)
            if _of_level(found, level) and away is None:
                return found
    if level in ("村", "镇", "乡"):
        only = _unlisted(scene, level)
        return only if only is not None else own if generic["inside"] else Subject(words, own.code, None)
    if own.name:
        return own
    only = _only_of_level(scene, level) if level in ("省", "市", "县") else None
    if only is not None:
        return only
    return Subject(words, None, None) if not generic["inside"] else NONE


_NO_NAME = re.compile("[全该本我各每这那某]|[^个]{0,2}个")


def _unlisted(scene: Scene, level: str | None) -> Subject | None:
    """三合村地处山区 …: the village or town that opens clauses and comes again, though no list has it."""
    if level not in ("村", "镇"):
        return None
    kinds = generic_names("village" if level == "村" else "town")
    named: dict[str, int] = {}
    for found in re.finditer(rf"(?:^|(?<=[,。:;\n在]))[\u4e00-\u9fff]{{2,3}}{level}(?![民里委级干])", scene.folded):
        bare = found[0][:-1]
        if not _NO_NAME.match(bare) and not any(bare.endswith(kind) for kind in kinds):
            named[found[0]] = scene.folded.count(found[0])
    best = max(named, key=lambda name: named[name], default=None)
    return Subject(best, None, None) if best is not None and named[best] > 1 else None


def _only_of_level(scene: Scene, level: str) -> Subject | None:
    """The one division of its level that title or text name at all."""
    named: dict[str, Subject] = {}
    for mention in scene.names:
        if mention.kind == "place" and mention.place_code:
            found = as_subject(scene, mention)
            if _of_level(found, level):
                named.setdefault(mention.place_code, found)
    return next(iter(named.values())) if len(named) == 1 else None


def _among_many(scene: Scene, found: Subject) -> bool:
    """Whether the place is only named in a list (北京、天津等地的企业与该市签约)."""
    if found.mention is None or scene.text[found.mention.start : found.mention.end] != found.name:
        return False
    return "、" in (
        scene.folded[found.mention.start - 1 : found.mention.start],
        scene.folded[found.mention.end : found.mention.end + 1],
    )


def _known(scene: Scene, start: int) -> Subject | None:
    """What the places' reader made of 全镇, 我市, by the name the text or its title gives that place."""
    mention = next((m for m in scene.found.mentions if m.start == start and m.form == "generic" and m.place_code), None)
    if mention is None:
        return None
    title = scene.context.title or ""
    for source, mentions in ((title, scene.found.title_mentions), (scene.text, scene.names)):
        for other in mentions:
            if other.kind == "place" and other.place_code == mention.place_code:
                given = source[other.start : other.end]
                full = other.name if other.name in title or other.name in scene.text else given
                return Subject(full or other.name, other.place_code, other)
    return Subject(mention.name, mention.place_code, mention)


def _of_level(found: Subject, level: str) -> bool:
    name = found.name or ""
    if name.endswith(level):
        return True
    if found.mention is not None and _is_village(found.mention):
        return False
    code = found.code or ""
    if level == "市" and len(code) == 6 and code[4:] >= _COUNTY_CITIES:
        return name[-1:] not in _LEVELS
    if level == "市" and code in _MUNICIPALITIES:
        return True
    if len(code) == 6:
        code = code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
    return bool(code) and len(code) == _SIZES.get(level) and name[-1:] not in _LEVELS


def _around(scene: Scene, candidate: Candidate, before: Subject) -> Subject:
    """From the text around the sentence: who speaks it, the paragraph so far, the article, the text before."""
    start = scene.sentences[candidate.sentence].start
    speaker = _speaker(scene, candidate)
    if speaker is not None:
        return as_subject(scene, speaker)
    own = article_place(scene)
    office = _LEVEL_BODY.search(scene.folded, start, candidate.start) if own.name else None
    if office is not None and _of_level(own, office["level"]):
        return own
    found = _once(scene, "paragraph", candidate.sentence, _from_paragraph)
    if found is not None:
        return own if own.name and _sums_up(scene, start, found) else found
    right = _nearest(scene, candidate.end, candidate.clause.end) or _passed(scene, start, candidate.start)
    if right is not None and not (own.name and not _settled(right) and _joined(scene, right)):
        return as_subject(
            scene, right
        )  # 投资900万元实施某峰修缮、某河治理: the one is no more the subject than the other
    heading = _heading(scene, start)
    if heading is not None and (before.mention is None or before.mention.start < heading.start):
        return as_subject(scene, _nearest(scene, heading.end, start, settled=True, bodies=False) or heading)
    if before.name is not None and before.name != "全国" and _goes_on(scene, candidate, before):
        return before
    if own.name:
        return own
    earlier = _once(scene, "earlier", start, _earlier)
    if earlier is None or _outlived(scene, candidate, earlier) or _paragraphs_since(scene, candidate, earlier) > _FAR:
        return _once(scene, "country", start, _country)
    return as_subject(scene, earlier)


_SUMS_UP = re.compile(r"(?:据(?:初步)?统计|数据显示|截[至止]|(?:\d{4}年|[今去]年|[一-十]+年)以?来,?(?:累计|共|已))")


def _sums_up(scene: Scene, start: int, found: Subject) -> bool:
    """据统计, 截至目前: a sentence that sums up after a village named in passing, whose own paragraph this is not."""
    if found.mention is None or not _is_village(found.mention) or not _SUMS_UP.match(scene.folded, start):
        return False
    return found.mention.start > scene.folded.rfind("\n", 0, start) + 1 + _OPENING


def _joined(scene: Scene, mention: Mention) -> bool:
    """Whether the name begins an item of a list but the first."""
    return scene.folded[mention.start - 1] in _LISTING


def _once(scene: Scene, what: str, at: int, look: Callable[[Scene, int], T]) -> T:
    """What `look` finds for a place of the text, looked for once."""
    if (what, at) not in scene.before:
        scene.before[what, at] = look(scene, at)
    found: T = scene.before[what, at]
    return found


def _earlier(scene: Scene, hi: int) -> Mention | None:
    return _nearest(scene, 0, hi, settled=True, bodies=False)


def _heading(scene: Scene, offset: int) -> Mention | None:
    """The place of the last heading of the form 某县:路通百业兴 before `offset`."""
    if scene.headings is None:
        scene.headings = []
        for line in _HEADING.finditer(scene.folded):
            at = bisect_left(scene.names, line.start("name"), key=start_of)
            name = scene.names[at] if at < len(scene.names) else None
            if name is not None and (name.start, name.end) == line.span("name") and name.kind == "place":
                scene.headings.append(name)
    at = bisect_left(scene.headings, offset, key=start_of)
    return scene.headings[at - 1] if at and len(scene.headings) > 1 else None


def _passed(scene: Scene, lo: int, hi: int) -> Mention | None:
    """到某市各景点的游客, 从某区发出的大巴: where the counted come from or go to, where nothing else is named."""
    at = bisect_left(scene.names, hi, key=start_of) - 1
    while at >= 0 and scene.names[at].start >= lo:
        name = scene.names[at]
        alone = scene.folded[name.end : name.end + 1] not in _JOINED
        if alone and name.place_code and _PASSED.search(scene.folded, max(lo, name.start - 3), name.start):
            return name if name.kind == "place" else None
        at -= 1
    return None


def _paragraphs_since(scene: Scene, candidate: Candidate, mention: Mention) -> int:
    """How many paragraphs ago the name stands."""
    here = scene.sentences[candidate.sentence].paragraph_no
    return here - scene.sentences[sentence_at(scene.sentences, mention.start)].paragraph_no


def _goes_on(scene: Scene, candidate: Candidate, before: Subject) -> bool:
    """A division is kept from paragraph to paragraph; a body only where 我们, 公司 … speak of it, a park nowhere."""
    if before.mention is None:
        return True
    if before.mention.kind == "place":
        since = _paragraphs_since(scene, candidate, before.mention)
        listed = "、" in (before.name or "")
        return (
            since == 0
            and (_settled(before.mention) or scene.found.place_code is None)
            or not listed
            and (
                scene.found.place_code is None
                and _settled(before.mention)
                and since <= _FAR
                and not _outlived(scene, candidate, before.mention)
            )
        )
    start = scene.sentences[candidate.sentence].start
    return _OURS.search(scene.folded, start, candidate.start) is not None


def _outlived(scene: Scene, candidate: Candidate, mention: Mention) -> bool:
    """Whether a place of an earlier paragraph was one of several in a round-up, rather than what the text is about.

    The text is about the province its title names, or it names first.
    """
    if scene.found.place_code is not None or not mention.place_code:
        return False
    heads = _once(scene, "items", 0, _items)
    if bisect_left(heads, mention.end) != bisect_left(heads, candidate.start):
        return True
    first = next((m.place_code for m in (*scene.found.title_mentions, *scene.names) if _province(m)), None)
    return first is not None and first[:2] != mention.place_code[:2]


_ITEM_HEAD = re.compile(r"(?m)^ *[^。!?;:,\n]{6,36}$\n(?=[^\n]*。)")
_DIGEST = re.compile("[快简短]讯|要闻|[早晚]报|早餐|播报|一览")
_ROUND_UP = 3  # headings of items, at least


def _items(scene: Scene, _: int) -> list[int]:
    """Where the headed items of a round-up begin."""
    if not _DIGEST.search(scene.context.title or ""):
        return []
    heads = [head.start() for head in _ITEM_HEAD.finditer(scene.folded)]
    return heads if len(heads) >= _ROUND_UP else []


def _province(mention: Mention) -> bool:
    return mention.kind == "place" and bool(mention.place_code)


def _from_paragraph(scene: Scene, number: int) -> Subject | None:
    """What the sentences before it in the paragraph are about, the nearest one first."""
    lo = paragraph_start(scene, number)
    while number and scene.sentences[number - 1].start >= lo:
        number -= 1
        sentence = scene.sentences[number]
        about, start = _topic(scene, sentence.start, sentence.end)
        named = _nearest(scene, start, sentence.end, settled=True) or about
        generic = _generic(scene, start, sentence.end)
        if generic and (named is None or generic.start() > named.start):
            found = _resolved(scene, generic)
            if found.name:
                return found
        if named is not None:
            return as_subject(scene, _framed(scene, sentence.start, named))
    return None


def _speaker(scene: Scene, candidate: Candidate) -> Mention | None:
    """“就业率达92%。”某校副校长说: the body or place named right after the closing quotation mark."""
    opened = scene.folded.rfind("“", max(0, candidate.start - 300), candidate.start)
    if opened < 0 or "”" in scene.folded[opened : candidate.start] or "\n" in scene.folded[opened : candidate.start]:
        return None
    closed = scene.folded.find("”", candidate.end, candidate.end + 300)
    if closed < 0 or "\n" in scene.folded[candidate.end : closed]:
        return None
    said = _SPEECH.search(scene.folded, closed, closed + 40)
    if not said:
        return None
    at = bisect_left(scene.names, closed, key=start_of)
    found = None
    while at < len(scene.names) and scene.names[at].start < max(said.end(), closed + 24):
        if scene.names[at].kind in ("place", "organization") and scene.names[at].end <= closed + 40:
            found = scene.names[at]
        at += 1
    return found
