"""The body a post belongs to: as named before it, or the committee, government or office of a division that is told of.

县长 is head of a county's government, 市委书记 of a city's committee: which county or city, the text around it says.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache

from transforms import rules
from transforms.extract import gazetteer
from transforms.model import Mention

_LEVEL = "自治区|省|市|州|盟|县|区|旗|镇|乡|街道|社区|村"
_HEAD = re.compile(rf"(?:常务|代理|代|执行)?副?(?P<level>{_LEVEL})长(?:助理)?")
_UNIT = re.compile(
    rf"(?P<level>{_LEVEL})?(?P<unit>委(?!员|会)|党委|党工委|工委|政府|人民政府|纪委监委|纪委|监委|人大常委会|人大|政协|政法委|人武部|武装部"
    r"|组织部|宣传部|统战部|团委|妇联|工会|总工会|党总支|党支部|党支委|支部|总支|村委会|委会|居委会|党组)(?P<title>.{2,})"
)
_DEPARTMENT = re.compile(rf"(?P<level>{_LEVEL})?委?(?P<unit>组织部|宣传部|统战部|人武部|武装部)长")
_LEADERS = re.compile(rf"(?P<level>{_LEVEL})(?:级?领导)")
_ENDS = {
    "省": ("省",), "自治区": ("自治区",), "市": ("市",), "州": ("州",), "盟": ("盟",), "县": ("县",), "区": ("区",),
    "旗": ("旗",), "镇": ("镇",), "乡": ("乡", "苏木"), "街道": ("街道", "街道办事处"),
}  # fmt: skip
_SIZES = {
    "省": ("province",), "自治区": ("province",), "市": ("county", "prefecture", "province"), "州": ("prefecture",),
    "盟": ("prefecture",), "县": ("county",), "区": ("county",), "旗": ("county",), "镇": ("town",), "乡": ("town",),
    "街道": ("town",),
}  # fmt: skip
VILLAGE = ("村", "社区")
_SENTENCE = "。！？；\n"
_FAR = 60  # mentions that are looked back upon
_AHEAD = 200  # characters


@dataclass(frozen=True, slots=True)
class Scene:
    """A text with the bodies and persons named in it, in order, and the place it is about."""

    folded: str
    bodies: tuple[Mention, ...]
    starts: tuple[int, ...]  # of the bodies
    persons: tuple[Mention, ...]
    about: str | None


@dataclass(frozen=True, slots=True)
class Office:
    """What the words of a post say of its body: 县委书记 is 书记 of the 委 of a 县."""

    level: str | None
    unit: str | None
    title: str


@cache
def known_posts() -> frozenset[str]:
    """Every post as written."""
    return frozenset(rules.words("posts.tsv", "post"))


@lru_cache(maxsize=4096)
def office(post: str) -> Office:
    """The level, the body and the title in the words of a post.

    >>> office("县委书记"), office("副镇长")
    (Office(level='县', unit='委', title='书记'), Office(level='镇', unit='政府', title='副镇长'))
    >>> office("党委委员"), office("主任")
    (Office(level=None, unit='党委', title='委员'), Office(level=None, unit=None, title='主任'))
    """
    head = _HEAD.fullmatch(post)
    if head:
        return Office(head["level"], None if head["level"] in VILLAGE else "政府", post)
    leaders = _LEADERS.fullmatch(post)
    if leaders:
        return Office(leaders["level"], None, post)
    department = _DEPARTMENT.fullmatch(post)
    if department:
        return Office(department["level"], department["unit"], "部长")
    found = _UNIT.fullmatch(post)
    if found and found["title"] in known_posts():
        return Office(found["level"], found["unit"], found["title"])
    level = next((mark for mark in _LEVEL.split("|") if post.startswith(mark)), None)
    return Office(level if post not in known_posts() or level in VILLAGE else None, None, post)


@lru_cache(maxsize=8192)
def code_in(name: str) -> str | None:
    """The smallest division whose name the name of a body begins with.

    >>> code_in("陕西省宝鸡市陈仓区新街镇庙川村党支部"), code_in("宝鸡市交通运输局党组"), code_in("天府软件园")
    ('610304110', '610300', None)
    """
    entries = gazetteer.load().entries
    code, at = None, 0
    while True:
        found = None
        for end in range(min(len(name), at + 12), at + 2, -1):
            entry = entries.get(name[at:end])
            codes = [c for c in entry.codes if code is None or gazetteer.within(c, code)] if entry else []
            if entry and entry.kind == "full" and len(codes) == 1:
                found, at = codes[0], end
                break
        if found is None:
            return code
        code = found


def where(scene: Scene, level: str, at: int) -> str | None:
    """The code of the division of that level that is meant at `at`: named in the sentence, or the one the article is
    about lies in, or the last one named lies in."""
    if level not in _ENDS:
        return None
    low = max(scene.folded.rfind(mark, 0, at) for mark in _SENTENCE)
    before = [b for b in scene.bodies if b.start < at and b.place_code and _tells(scene, b, level)][-_FAR:]
    for body in reversed(before):
        if body.start < low:
            break
        if fits(body.place_code, level):
            return body.place_code
    if scene.about:
        return _above(scene.about, level)
    after = (b for b in scene.bodies if b.kind == "place" and at < b.start < at + _AHEAD)
    return next((code for b in (*reversed(before), *after) if (code := _above(b.place_code or "", level))), None)


def _tells(scene: Scene, body: Mention, level: str) -> bool:
    """Whether the body says in which division it is told of: a place, or an office with the level in its name."""
    return body.kind == "place" or level in scene.folded[body.start : body.end]


def village_before(scene: Scene, at: int) -> Mention | None:
    """The village named last before `at`."""
    before = (b for b in reversed(scene.bodies[: bisect_left(scene.starts, at)]) if b.kind == "place")
    return next((b for b in before if not b.place_code and b.name.endswith(VILLAGE) and b.form != "generic"), None)


def village_in(scene: Scene, at: int) -> str | None:
    """The code of the town or county of the village named last before `at`, else of the place the article is about."""
    village = village_before(scene, at)
    return village.parent_code if village and village.parent_code else scene.about


def village_body(name: str, unit: str) -> str:
    """The committee, branch or council of a village.

    >>> village_body("青湾村", "委会"), village_body("青湾村", "党支部"), village_body("青湾村", "党委")
    ('青湾村委会', '青湾村党支部', '中共青湾村委员会')
    """
    if unit == "党委":
        return f"中共{name}委员会"
    return name + unit.removeprefix("村") if name.endswith("村") or unit != "委会" else name + "居委会"


def fits(code: str | None, level: str) -> bool:
    """Whether the division is one of that level by size and by name.

    >>> fits("610304", "区"), fits("610304", "县"), fits("610300", "市"), fits("610304110", "镇")
    (True, False, True, True)
    """
    if not code or level not in _SIZES or gazetteer.level(code) not in _SIZES[level]:
        return False
    return gazetteer.load().name_of[code].endswith(_ENDS[level])


def _above(code: str, level: str) -> str | None:
    return next((c for c in gazetteer.chain(code) if fits(c, level)), None)


def official(code: str, unit: str) -> str:
    """The name of a committee, a government or another body of a division.

    >>> official("610304110", "党委"), official("610304", "政府"), official("610304", "政协")
    ('中共陈仓区新街镇委员会', '陈仓区人民政府', '陈仓区政协')
    """
    names = gazetteer.load().name_of
    place = names[code[:6]] + names[code] if len(code) == 9 else names[code]
    if unit in ("委", "党委", "党工委"):
        return f"中共{place}{'工作' if unit == '党工委' else ''}委员会"
    return f"{place}人民政府" if unit in ("政府", "人民政府") else f"{place}{unit}"
