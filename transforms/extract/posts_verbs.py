"""Posts that a verb gives or takes: 张三任镇长, 任命李四为局长, 免去王五的主任职务, 赵六是村党支部书记."""

from __future__ import annotations

import re

from transforms.extract.posts_bodies import Scene, known_posts
from transforms.extract.posts_read import Reading, inherit, read
from transforms.model import Mention, Post

_H = r"[\u4e00-\u9fff]"
_MORE = rf"(?:同志)?(?:[、和]{_H}{{2,4}}(?:同志)?)*"
_REST = r"(?P<rest>[^，,。；;：:！？!?\n“”（）()《》]{2,48})"
_BIO = (
    rf"(?:[,，、](?:[男女](?:性)?|{_H}{{1,5}}族|\d{{4}}年(?:\d{{1,2}}月)?出?生[于在]?{_H}{{0,6}}|(?:现年)?\d{{1,3}}岁|{_H}{{2,9}}人"
    rf"|中共党员|{_H}{{0,8}}(?:学历|文化|学位|毕业|入党)|\d{{4}}年(?:\d{{1,2}}月)?(?:加入中国共产党|入党|参加工作|入伍)))*"
)
_HOW = (
    "(?:当时|曾经?|先后|一直|现在?|目前|已经?|再次|连续|全票|高票|成功|正式|被|被选举|被推选|被任命"
    "|受组织|又|也|就|还|同时|将|开始|于|便)"
)
_GIVEN = re.compile(
    rf"(?:同志|先生|女士)?(?P<bio>{_BIO})[,，]?{_HOW}*"
    r"(?P<verb>不再担任|不再兼任|不再任|辞去|卸任|挂职担任|挂职|挂任|曾任|历任|原任|现任|现为|担任|兼任|出任|升任|调任|转任|接任|继任|改任|荣任"
    r"|当选为|当选|就任|受聘为|受聘担任|被任命为|被选为|被聘为|任命为|选为|聘为|生前是|是|系|任)了?" + _REST
)
# 曾任…书记,2019年挂职担任…
_NEXT = re.compile(
    rf"[,，;；](?:\d{{4}}年(?:\d{{1,2}}月)?)?(?:起|后|至今)?[,，]?{_HOW}*(?P<verb>不再担任|挂职担任|挂职|曾任|历任|现任|担任|兼任|升任|调任|转任|改任|任)了?"
    + _REST
)
_STATUS = {
    "former": ("曾任", "历任", "原任", "生前是", "不再担任", "不再兼任", "不再任", "辞去", "卸任"),
    "seconded": ("挂职", "挂任", "挂职担任"),
}
_OF_VERB = {verb: status for status, verbs in _STATUS.items() for verb in verbs}
_COPULA = ("是", "系", "生前是")
_PLAN = re.compile("将|拟|不是|会|能|可|想|要")
# 任命甲、乙为…; 免去甲的…职务
_NAMED_BY = re.compile(
    rf"(?:任命|聘任|聘请|选举|推选|推举|选派|补选|增补|指定)了?(?:(?:{_H}{{2,4}}(?:同志)?[、和])*|[^。！？\n]{{0,60}}[,，;；、])\Z"
)
_REMOVED_BY = re.compile(rf"(?:免去|免除|撤销|撤去|罢免)了?(?:{_H}{{2,4}}(?:同志)?[、和])*\Z")
_AS = re.compile(rf"{_MORE}(?:为|担任|任){_REST}")
_OF = re.compile(rf"{_MORE}的?{_REST}")
_TAIL = re.compile(
    r"(?:[，,。；;：:！？!?\n“”（）()《》、]|一职|职务|等|时(?!代)|期间|以?后|以来|至今|多年|\d|之?前|[一二三四五六七八九十两]+年)|\Z"
)
_END = re.compile(r"[，,。；;！？!?\n（(]|\Z|一职|职务")


# What such a text has before a name, and what a match of _GIVEN begins with: both only save time.
_APPOINTS = re.compile("任命|聘|选举|推选|推举|选派|补选|增补|指定|免去|免除|撤销|撤去|罢免")
_FIRST = frozenset("同先女,，、当曾一现目已再连全高成正被受又也就还将开于便不辞卸挂历原担兼出升调转接继改荣任生是系")


def find(scene: Scene, person: Mention, following: int) -> list[Post]:
    """The posts that a verb after the name, or a verb before and a word after it, give to or take from the person."""
    folded = scene.folded
    low = max(0, person.start - 80)
    before = folded[low : person.start] if _APPOINTS.search(folded, low, person.start) else ""
    if _NAMED_BY.search(before) and (named := _AS.match(folded, person.end)):
        return _posts(scene, person, named, "current", _TAIL)
    if _REMOVED_BY.search(before):
        return _posts(scene, person, _OF.match(folded, person.end), "former", _TAIL)
    given = _GIVEN.match(folded, person.end) if folded[person.end : person.end + 1] in _FIRST else None
    posts: list[Post] = []
    while given and given.start("rest") <= following and not _PLAN.search(folded, given.start(), given.start("verb")):
        verb = given["verb"]
        once = "former" if "曾" in folded[given.start() : given.start("verb")] else None
        found = _posts(scene, person, given, _OF_VERB.get(verb) or once, _END if verb in _COPULA else _TAIL)
        posts += found
        given = _NEXT.match(folded, found[-1].end) if found else None
    return posts


def _posts(
    scene: Scene, person: Mention, found: re.Match[str] | None, status: str | None, tail: re.Pattern[str]
) -> list[Post]:
    """The posts in the rest of the match, which run from its start to the last title that the clause ends with."""
    if found is None:
        return []
    start, end = found.span("rest")
    inside = [m for m in scene.persons if start <= m.start < end]
    end = min([end, *(m.start for m in inside)])
    last = _last_title(scene.folded, start, end, tail)
    if last is None:
        return []
    readings = _forward(scene, start, last)
    return [
        Post(
            person.start, last, person.name, one.post, one.organization, one.place_code,
            status if status and one.status == "current" else one.status, "post-after-verb",
        )
        for one in readings
    ]  # fmt: skip


def _last_title(folded: str, start: int, end: int, tail: re.Pattern[str]) -> int | None:
    """Where the last post of folded[start:end] ends that nothing but a tail follows."""
    posts = known_posts()
    for at in range(end, start + 1, -1):
        if any(folded[at - n : at] in posts for n in range(2, min(8, at - start) + 1)) and tail.match(folded, at):
            return at
    return None


def _forward(scene: Scene, start: int, end: int) -> list[Reading]:
    """The posts of a list from left to right; what is none of them is passed over."""
    readings: list[Reading] = []
    for part in re.finditer(r"[^、兼]+", scene.folded[start:end]):
        reading = read(scene, start + part.start(), start + part.end())
        if reading is not None:
            if readings:
                inherit(reading, readings[-1])
            readings.append(reading)
    return readings
