"""One post as it is written: 岐山县委原副书记 read as post, body, place and status."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from transforms.extract.posts_bodies import (
    VILLAGE,
    Scene,
    fits,
    known_posts,
    office,
    official,
    village_before,
    village_body,
    village_in,
    where,
)
from transforms.model import Mention

_LONGEST = 12
_GAP = 6  # 速8中国|运营高级|副总裁
# 现代, 时代 and the like are no 代 of 代县长.
_STATUS_WORD = re.compile(r"(?:原|前任?|时任|曾任|代理|挂职|挂任|(?<![现时近当古一后新换])代)(?=\Z|党|的|常务)")
_STATUS = {
    "原": "former", "前": "former", "时任": "former", "曾任": "former", "前任": "former",
    "代": "acting", "代理": "acting", "挂职": "seconded", "挂任": "seconded",
}  # fmt: skip
_NO_GAP = re.compile(
    "[了到在和与向对由给让请把被将从说看访见问找叫告报]|^[省市县区州]|会见|陪同|邀请|感谢|带领|率领|联系|安排|推荐|委托|时任|成立|派出|选派|引进|聘用"
)
_LEADING = re.compile(r"^(?:的|原|前任?|时任|现任|曾任|代理|代(?!表)|挂职|挂任|兼任?|新任|该|本|我|担任|任)+")
_UNIT_LEFT = re.compile(
    r"(?P<level>自治区|[省市县区州盟旗镇乡]|街道)(?P<unit>(?:(?!(?:和|与)(?!草原|旅游|城乡|社会|信息化|改革|规划|计划|宗教)|[了到在的向对由长])[\u4e00-\u9fff]){1,12}[局委办部院会心站所厅社校馆团联协队])\Z"
)
_OF_VILLAGE = re.compile("(?:村|社区)(?:党委|党总支|党支部|支部|村?委会|居委会|委员会)\\Z")
_ONCE = re.compile("原(?:[省市县区镇乡]委|党委|党支部|村委会)\\Z")  # 化隆县原县委
_OFFICE_HEAD = re.compile("副?[部局厅司处科]长")
_FIELD = re.compile(r"(?![各该本原前时现某我两几])[\u4e00-\u9fff]{2,4}(?<![的和与是等])")
_COMMITTEE_TITLES = ("书记", "副书记", "第一书记")
_VILLAGE_UNITS = ("党委", "党总支", "党支部", "支部", "总支", "党支委", "村委会", "居委会", "委会")


@dataclass(slots=True)
class Reading:
    """A post with its body; `begin` is where the expression starts, `own` whether it names or implies a body itself."""

    begin: int
    post: str
    organization: str | None = None
    place_code: str | None = None
    status: str = "current"
    own: bool = False
    wide: bool = False  # the word of the status stands before the body: 原县委书记、县长 is neither any more


def read(scene: Scene, start: int, end: int, listed: bool = False) -> Reading | None:
    """The post that folded[start:end] ends with; `listed` where another post and a 、 stand before it."""
    folded = scene.folded
    size = next((n for n in range(min(_LONGEST, end - start), 1, -1) if folded[end - n : end] in known_posts()), 0)
    if size == 0:
        return None
    body, low = _body(scene, start, end, size)
    if body is None or body.form == "generic" and not body.place_code:
        reading = _without_body(scene, start, end, size)
        if body is not None and reading.begin >= body.end:  # 村党支部|组织委员: of no body that is known
            _of_level(scene, reading, folded[body.start : body.end] + reading.post, body.start)
        pure = listed or (start == 0 or folded[start - 1] in _BORDERS) and not _MIXED.search(folded, start, end - size)
        return _of_own_office(reading, folded[start:end], listed) if pure and not reading.own else reading
    post = _LEADING.sub("", folded[low:end])
    status = _status(folded[body.end : end - len(post)], folded[max(start, body.start - 3) : body.start])
    reading = Reading(body.start, post, None, body.place_code, status, own=True)
    reading.wide = bool(_STATUS_WORD.search(folded[max(start, body.start - 3) : body.start]))
    if body.kind == "organization":
        reading.organization = _PARTY_GROUP.sub("", body.name) if low < body.end - 1 else body.name
        if body.place_code is None and _OF_VILLAGE.search(body.name):
            reading.place_code = village_in(scene, body.end)
        if status == "current" and _ONCE.search(folded, body.start, body.end):
            reading.status, reading.wide = "former", True
    elif not _of_named_office(folded, reading, body, end):
        _of_place(reading, body)
    return reading


def _of_named_office(folded: str, reading: Reading, place: Mention, end: int) -> bool:
    """Whether the words between the place and the title name a body of the place, which the post then has:
    聊城市|纺织纤维检验所|副所长."""
    for n in range(len(reading.post) - 3, 1, -1):
        title, words = reading.post[-n:], reading.post[:-n]
        if title in known_posts() and _OFFICE.fullmatch(words) and not office(reading.post).unit:
            reading.post, reading.organization = title, folded[place.start : end - n]
            reading.place_code = place.place_code or place.parent_code
            return True
    return False


def _body(scene: Scene, start: int, end: int, size: int) -> tuple[Mention | None, int]:
    """The last body before the post, and where the words of the post begin: after it, or with its last character."""
    folded, posts = scene.folded, known_posts()
    at = bisect_left(scene.starts, end - 1)
    for body in reversed(scene.bodies[max(0, at - 6) : at]):
        if body.start < start:
            break
        if body.end >= end:
            continue
        rest = _LEADING.sub("", folded[body.end : end])
        if rest in posts:
            return body, body.end
        for shared in (1, 2):  # 公安局|长, 岐山县|委书记, 环保局党组|成员
            if folded[body.end - shared : body.end] + rest in posts:
                return body, end - len(rest) - shared
        gap = folded[body.end : end - size]
        if (
            body.end <= end - size
            and len(gap) <= (_GAP if not _OFFICE.search(gap) else 2 * _GAP)
            and not _NO_GAP.search(gap)
        ):
            return body, body.end
    return None, end - size


def _without_body(scene: Scene, start: int, end: int, size: int) -> Reading:
    """A post without a named body: that of its level (县长, 市委书记, 市教育局局长), where the text tells which."""
    folded = scene.folded
    low = end - size
    post = _LEADING.sub("", folded[low:end]) or folded[low:end]
    before = folded[start:low]
    bare = _STATUS_END.sub("", before)
    unit, title = _unit(folded[start:end], size)
    if unit is None and before and before in tuple("省市县区州旗镇乡村"):  # 区政协副主席
        low, post = low - 1, before[-1] + post
        bare = before[:-1]
    status = _status(before[len(bare) :] or before, "")
    if unit and (reading := _of_office(scene, start, end, unit, title)):
        return reading
    if _OFFICE_HEAD.fullmatch(post) and _FIELD.fullmatch(bare):  # 内政|部长
        low, post = low - len(bare), bare + post
    reading = Reading(low, post, status=status)
    _of_level(scene, reading, post, low)
    that = _THAT.search(bare)
    if that and reading.organization is None:
        _of_that(scene, reading, that["kind"], start)
    return reading


_STARTS = re.compile("(?:[了到在和与向对由被请是据经原现]|[时现曾]任|采访|会见|陪同)\\Z")


def _of_office(scene: Scene, start: int, end: int, unit: re.Match[str], title: str) -> Reading | None:
    """The post in an office of a level: of the place right there, else of the division told of; None inside a name."""
    begin = start + unit.start()
    after = begin + len(unit["level"])
    status = _status(scene.folded[begin + len(unit[0]) : end - len(title)], "")
    near = scene.bodies[: bisect_left(scene.starts, begin)][-3:]
    inside = next((b for b in near if b.start < begin < b.end), None)
    if inside and (inside.kind != "place" or inside.end != after or not inside.place_code):
        return None
    starts = begin == start or _STARTS.search(scene.folded, start, begin) or any(b.end == begin for b in near)
    if not inside and not starts:  # 城|市科学研究会
        return None
    code = inside.place_code if inside else where(scene, unit["level"], begin)
    if code is None or not code.isdigit():
        return Reading(begin, unit[0] + title, status=status, own=True)
    return Reading(begin, title, official(code, unit["unit"]), code, status, own=True)


_THAT = re.compile(r"该(?P<kind>公司|集团|企业|医院|学校|中心|合作社|[院校局厂所行社馆站会])\Z")
_LIKE = {
    "公司": ("公司", "集团", "股份"),
    "企业": ("公司", "集团", "厂"),
    "校": ("学校", "大学", "中学", "小学", "学院"),
}


def _of_that(scene: Scene, reading: Reading, kind: str, at: int) -> None:
    """Complete a post of 该院, 该公司: of the last body of that kind before it."""
    ends = _LIKE.get(kind, (kind,))
    before = (b for b in reversed(scene.bodies) if b.start < at and b.kind == "organization")
    body = next((b for b in before if scene.folded[: b.end].endswith(ends)), None)
    if body:
        reading.organization, reading.place_code, reading.own = body.name, body.place_code, True


def _unit(text: str, size: int) -> tuple[re.Match[str] | None, str]:
    """The office of a level at the head of the words of a post, and the title after it: 市公安局|副局长."""
    for n in range(size, 1, -1):
        title = text[-n:]
        if title not in known_posts():
            continue
        before = _STATUS_END.sub("", text[:-n])
        unit = _UNIT_LEFT.search(before) or _UNIT_LEFT.search(before + title[0])
        if unit and not _NO_GAP.search(unit["unit"].replace("和", "")):
            return unit, title
    return None, ""


_OFFICE = re.compile(
    r"[\u4e00-\u9fff]{2,16}(?:[局办部院会心站所厅处社团队科司]|公司|集团|学校|大学|[中小]学|附中|幼儿园|酒店|宾馆|银行|[一二三四五六七八九十]中)\Z"
)
_BORDERS = frozenset("，,。；;：:！？!?\n“”（）()》】 　")
# What a clause has before the name of a body that is no part of it.
_MIXED = re.compile(
    "[的了是有说称于为这那该我你他各某每今昨其当]|上午|下午|[月日年]|随后|同时|介绍|表示|出席|参加|还|也|据|记者"
)


def _of_own_office(reading: Reading, text: str, listed: bool) -> Reading:
    """The post with the body that its words begin with: 副秘书长、(轨道交通建设办公室)主任; 朋悦酒店|董事长."""
    for n in range(len(reading.post), 1, -1) if _STATUS_END.sub("", text) not in known_posts() else ():
        words = _STATUS_END.sub("", text[:-n])
        if text[-n:] in known_posts() and _OFFICE.fullmatch(words) and not _NO_GAP.search(words):
            if len(words) > 3:
                reading.post, reading.organization = text[-n:], words
            elif listed:
                reading.post, reading.own = words + text[-n:], True
            break
    return reading


_STATUS_END = re.compile(r"(?:原|前任?|时任|代理|代|挂职|的)+\Z")


def _of_level(scene: Scene, reading: Reading, post: str, at: int) -> None:
    """Complete a post that tells the level of its body: 县长, 镇党委书记."""
    told = office(post)
    reading.own = told.level is not None
    reading.post = post
    if told.level in VILLAGE:
        reading.place_code = village_in(scene, at)
        village = village_before(scene, at) if told.unit in _VILLAGE_UNITS else None
        if village and told.unit and village.name.endswith(told.level):
            reading.organization, reading.post = village_body(village.name, told.unit), told.title
    elif told.level and (code := where(scene, told.level, at)):
        reading.place_code = code
        if told.unit:
            reading.organization, reading.post = official(code, told.unit), told.title


def _of_place(reading: Reading, place: Mention) -> None:
    """Complete a post of a place: 新街镇副镇长, 岐山县委书记, 赤鲁村党支部书记."""
    told, code = office(reading.post), place.place_code
    if code and code.isdigit():
        if told.unit and told.unit not in ("党支部", "支部") and (told.level is None or fits(code, told.level)):
            unit = "党委" if told.unit == "工委" else told.unit
            reading.organization, reading.post = official(code, unit), told.title
        elif told.title in _COMMITTEE_TITLES and len(code) == 9:
            reading.organization = official(code, "党委")
    elif code is None and place.parent_code:
        reading.place_code = place.parent_code
        if told.unit in _VILLAGE_UNITS:
            reading.organization, reading.post = village_body(place.name, told.unit or ""), told.title


def _status(between: str, before: str) -> str:
    """former, acting, seconded by the word right before the post, or right before the body; else current."""
    found = _STATUS_WORD.search(between) or _STATUS_WORD.search(before)
    return _STATUS[found[0]] if found else "current"


_PARTY_GROUP = re.compile(r"(?<=[\u4e00-\u9fff]{4})(?:党组|党委|党总支)\Z")


def inherit(reading: Reading, before: Reading) -> None:
    """Give a post that names no body the one before it in a list: 县供销社党委书记、主任."""
    if reading.post.startswith(("国家", "国务", "全国", "中央")):
        return
    if before.wide and reading.status == "current" and reading.place_code in (before.place_code, None):
        reading.status, reading.wide = before.status, True
    if reading.own or reading.place_code or reading.organization and not before.place_code:
        return
    reading.place_code = before.place_code
    if reading.status == "current":
        reading.status = before.status
    if reading.organization:
        return
    told, code = office(reading.post), before.place_code
    if told.unit in _OWN_BODIES and code and code.isdigit() and len(code) == 6:
        unit = told.unit if told.unit in _OWN_BODIES[:5] else f"委{told.unit}"
        reading.organization, reading.post = official(code, unit), told.title
    elif before.organization and not (told.unit in ("党委", "党工委") and before.organization.endswith("政府")):
        own_group = reading.post.endswith(("书记", "委员", "成员", "常委"))
        reading.organization = before.organization if own_group else _PARTY_GROUP.sub("", before.organization)


# Bodies beside the committee that 县委常委、纪委书记 names: they have names of their own.
_OWN_BODIES = ("纪委", "监委", "纪委监委", "人武部", "政协", "组织部", "宣传部", "统战部", "政法委")
