"""The name nearest before a number that it can be about."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache

from transforms.extract.metrics_place_article import is_settled, listed_names
from transforms.extract.metrics_place_usable import LISTING, OF_FIRMS, OF_PEOPLE, STOPS, is_usable, only_reports
from transforms.extract.metrics_scene import (
    Candidate,
    Scene,
    clause_at,
    cue_pattern,
    cue_set,
    sentence_at,
    words_of,
)
from transforms.model import Mention

_GENERIC_HEADS = cue_set("generic_heads")
_LOCATED = cue_set("located")

TELLS = re.compile(r"(?:\([^)]{1,20}\))?(?:不仅|既|曾|就|也|一直)?(?:是|地处|位于|坐落|隶属|紧邻|毗邻)[^,。;]*")
# 与某镇接壤, 流经某市, 距某城: names that tell where the subject lies.
_LIES_BEFORE = re.compile(
    r"(?:(?:[东南西北][与和同临靠接邻依连至起抵濒])|毗邻|毗连|紧邻|紧靠|环绕|流经|流入|汇入|注入|发源于|起源于|途经|因)$"
)
_LIES_AFTER = re.compile(r"[^,。;\d]{0,16}?(?:接壤|为邻|相邻|毗邻|交界|相望|相连|穿境|穿[城村镇乡县]而过)")
_LIES_THROUGH = re.compile(r"(?:[自从由][^,。;\d]{1,10})?(?:穿境|穿[城村镇乡县]而过|横贯|流经|纵贯|贯穿)")
_COMPASS = re.compile(r"[东南西北]{1,2}[部方侧面]?$")
_IN_COMPASS = re.compile(r"[到至向侧面角部起走方,、]")
PART = re.compile("[,。;:!?\n()]")
_SHORT_LEAD = re.compile(r"[\n ,。;:“ \u3000][^\n ,。;:“ \u3000]{1,4}的$")  # 不远处的某河大堤
_LONG_LEAD = re.compile(r"[\n ,。;:“ \u3000][^\n ,。;:“ \u3000]{1,8}的$")  # 今年新开工的甲路、乙路
_LIST_OPENS = re.compile(r"(?:^|[\n ,。;:“的])(?:[\u4e00-\u9fff]{2,8}、)+$")
_BELONGS = re.compile(r"(?:位于|地处|坐落[于在]|隶属于?|属于?|处[于在]?|报送)$")
_SIDE = re.compile(r"(?:县城|城)?(?:[东西南北中]{1,2}部|城?[东西南北]郊|边[缘陲]|腹地|境内)")
_OF_WHICH = re.compile("(?:建设|兴建|修建|打造|新建|改造|建成)?的")
_BEST = re.compile("[\u4e00-\u9fff]{0,4}(?:最[大早长多]|唯一|首[个家条座批])")
LIST_MARK = re.compile("[、和与及]")
_LISTED = re.compile(r"(?:[\u4e00-\u9fff]{2,8}、)+(?:(?!等)[\u4e00-\u9fff]){2,8}?(?:等|共|等共)?$")


def opening_topic(scene: Scene, lo: int, hi: int) -> tuple[Mention | None, int]:
    """The name that opens the sentence as what it tells of (某峰地处…, 某公司(简称)是…), and where that clause ends.

    Without one, None and `lo`.
    """
    at = bisect_left(scene.place_starts, lo)
    if at == len(scene.places) or scene.places[at].start > lo + 2:
        return None, lo
    while at + 1 < len(scene.places) and scene.places[at + 1].start == scene.places[at].end:
        at += 1
    name = scene.places[at]
    told = TELLS.match(scene.folded, name.end, hi)
    if told is None or name.kind not in ("place", "organization") or only_reports(scene, name):
        return None, lo
    return name, min(told.end(), hi)


def name_beside(scene: Scene, candidate: Candidate) -> Mention | None:
    """两张靖西通灵大峡谷门票: a name right after the number, inside what it counts."""
    gap = _OF_WHICH.match(scene.folded, candidate.end) if candidate.quantity.unit_kind != "percent" else None
    end = gap.end() if gap else candidate.end  # 投资12亿元建设的某县高铁站
    first = at = bisect_left(scene.place_starts, end)
    found = None
    while at < len(scene.places) and scene.places[at].start == end and scene.places[at].kind == "place":
        found, end, at = scene.places[at], scene.places[at].end, at + 1
    if found is None or end >= candidate.clause.end or found.end - found.start < 2:
        return None
    if OF_PEOPLE.match(scene.folded, end):
        return None
    if not any(is_settled(m) for m in scene.places[first:at]):
        return None  # 50个长江洲滩: what they are, not where
    return None if OF_FIRMS.match(scene.folded, end) else found  # 100多家台湾企业: whom, not where


def nearest(scene: Scene, lo: int, hi: int, *, settled: bool = False, bodies: bool = True) -> Mention | None:
    """The name nearest before hi that can be what a number is about.

    `settled` leaves out rivers and parks; without `bodies` a company or office of an earlier topic does not stick.
    """
    first = bisect_left(scene.place_starts, lo)
    last = bisect_left(scene.place_starts, hi, lo=first)
    names = scene.places[first:last]
    if not names:
        return None
    counted = _counted(scene, lo, hi, names)
    usable = (
        m
        for m in reversed(names)
        if m.end <= hi
        and m.start not in counted
        and (bodies or m.kind == "place")
        and (not settled or is_settled(m))
        and _is_usable(scene, m, settled=settled)
        and not _in_passing(scene, m, hi)
    )
    found = next(usable, None)
    if found and found.end == hi and not is_settled(found):
        found = next(usable, None)  # 示范园区20个: what is counted
    while found and (_made().search(scene.folded, max(lo, found.start - 4), found.start) or _boasts(scene, found)):
        # 巴中累计建成巴山田园综合体86个: a name after a verb belongs to the object where a subject stands before it.
        subject = next(usable, None)
        if subject is None or subject.end == found.start:
            break
        found = subject
    if found and _modifies(scene, found, hi):
        opens = scene.sentences[sentence_at(scene.sentences, found.start)].start
        leading = next((m for m in usable if m.start >= opens and m.kind == "place" and opens_clause(scene, m)), None)
        return leading or found
    return found


def _is_usable(scene: Scene, mention: Mention, *, settled: bool) -> bool:
    """`is_usable`, looked for once."""
    key = ("settled" if settled else "usable", mention.start)
    found: bool | None = scene.before.get(key)
    if found is None:
        found = scene.before[key] = is_usable(scene, mention, settled=settled)
    return found


def _boasts(scene: Scene, mention: Mention) -> bool:
    """拥有湖北规模最大的基地: in the middle of a clause, the place something is the best of."""
    return mention.kind == "place" and not opens_clause(scene, mention) and bool(_BEST.match(scene.folded, mention.end))


def _modifies(scene: Scene, mention: Mention, hi: int) -> bool:
    """依托汉中藤编, 在上海一家服装厂: a place that says which thing a verb is about, in the middle of a clause."""
    if mention.kind != "place" or mention.end >= hi or scene.folded[mention.start - 1] in STOPS:
        return False
    clause = clause_at(scene, mention.start)
    tokens = words_of(scene, clause)
    at = next((i for i, t in enumerate(tokens) if t.start == mention.start), 0)
    if not at or at + 1 >= len(tokens):
        return False
    before, after = tokens[at - 1], tokens[at + 1]
    verb = before.tag == "v" and before.word not in _LOCATED
    return verb and after.tag in ("n", "nz", "vn") and after.word not in _GENERIC_HEADS


def opens_clause(scene: Scene, mention: Mention) -> bool:
    """Whether the name opens its clause, but for the names before it."""
    at = mention.start
    first = bisect_left(scene.place_starts, at)
    while first and scene.places[first - 1].end == at:
        first, at = first - 1, scene.places[first - 1].start
    return at == 0 or scene.folded[at - 1] in STOPS


def frame_of(scene: Scene, start: int, named: Mention) -> Mention:
    """和田地区策勒县，某公司投资…: the place that opens the sentence, rather than a company in it."""
    if named.kind != "organization":
        return named
    at = bisect_left(scene.place_starts, start)
    frame = None
    while (
        at < len(scene.places)
        and scene.places[at].kind == "place"
        and scene.places[at].start <= max(start + 2, end_of(frame))
    ):
        frame, at = scene.places[at], at + 1
    opens = frame is not None and scene.folded[frame.end : frame.end + 1] == ","
    return frame if opens and frame is not None else named


def end_of(mention: Mention | None) -> int:
    """Where the mention ends; -1 for none."""
    return mention.end if mention is not None else -1


def _in_passing(scene: Scene, mention: Mention, hi: int) -> bool:
    """Whether a place only says where the subject lies, or is a river or hill of an earlier clause's object."""
    if mention.kind != "place" or mention.end == hi:
        return False
    folded, settled = scene.folded, is_settled(mention)
    if not settled and mention.start and folded[mention.start - 1] == "小":
        return True  # 小黄河: another river than the one whose name is in it
    parted = PART.search(folded, mention.end, hi - 1) is not None
    if not settled and (parted and folded[mention.end].isdigit() or _is_direction(scene, mention)):
        return True  # 小二型水库3座, 东北到西南最长
    head = _chain_head(scene, mention)
    if _LIES_THROUGH.match(folded, mention.end, hi) or (parted and _to_next(scene, mention)):
        return True
    listed = head < mention.start and _LONG_LEAD.search(folded, max(0, head - 10), head)
    if not parted or listed or _opens_clause(scene, head):
        return False
    opened = max(0, mention.start - 30)
    if folded.rfind("(", opened, mention.start) > folded.rfind(")", opened, mention.start):
        return ")" in folded[mention.end : hi]
    lies = _LIES_BEFORE.search(folded, max(0, head - 4), head) or _LIES_AFTER.match(folded, mention.end, hi)
    return not settled or lies is not None or _above(scene, mention, head)


def _to_next(scene: Scene, mention: Mention) -> bool:
    """西安至柳河快客: where a line begins."""
    at = bisect_left(scene.place_starts, mention.end + 1)
    next_to = at < len(scene.places) and scene.places[at].start == mention.end + 1
    return next_to and scene.folded[mention.end] in "至到" and scene.places[at].kind == "place"


def _is_direction(scene: Scene, mention: Mention) -> bool:
    """东北到西南: a point of the compass, not a part of the country."""
    compass = _COMPASS.match(scene.folded, mention.start, mention.end)
    return compass is not None and _IN_COMPASS.match(scene.folded, mention.end) is not None


def _opens_clause(scene: Scene, head: int) -> bool:
    """Whether a name, or the list it closes (甲梯田、乙瀑布、丙景区), opens its clause."""
    if head == 0 or scene.folded[head - 1] in "\n ,。;:“" or _SHORT_LEAD.search(scene.folded, max(0, head - 6), head):
        return True
    return scene.folded[head - 1] == "、" and _LIST_OPENS.search(scene.folded, max(0, head - 60), head) is not None


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
    at = bisect_left(scene.place_starts, mention.start)
    head = mention.start
    while at and (scene.places[at - 1].end == head or scene.folded[scene.places[at - 1].end : head] in LISTING):
        at, head = at - 1, scene.places[at - 1].start
    return head


@cache
def _made() -> re.Pattern[str]:
    return re.compile(rf"(?:{cue_pattern('making_verbs')}|打造|创建|成立|建立|入驻|进入|设立|对接)$")


def _counted(scene: Scene, lo: int, hi: int, names: list[Mention]) -> set[int]:
    """Where the names begin that a number counts (东沟门、新街、菜园等3个村): its parts, not its place."""
    found: set[int] = set()
    for end in scene.numbers[bisect_left(scene.numbers, lo) : bisect_right(scene.numbers, hi)]:
        counted = scene.counted.get((lo, end))
        if counted is None:  # looked for once, though names beyond the number may be among those given
            counted = scene.counted[lo, end] = frozenset(_counted_by(scene, lo, end, names))
        if counted:
            found |= counted
    return found


def _counted_by(scene: Scene, lo: int, end: int, names: list[Mention]) -> set[int]:
    """Where the names begin that the number at `end` counts."""
    if not LIST_MARK.search(scene.folded, max(lo, end - 48), end):
        return set()
    found: set[int] = set()
    mark = scene.folded.rfind("、", max(lo, end - 80), end)
    near = 0 <= end - mark <= 12  # the last item is no longer
    listed = _LISTED.search(scene.folded, max(lo, end - 80), end) if near else None
    if listed and not scene.folded[listed.start() - 1].isdigit():
        # 城南屯、甲家屯、乙屯3个自然屯: though not every one is known as a name
        items = [m for m in names if listed.start() <= m.start and m.end <= end]
        open_end = listed[0].endswith(("等", "等共"))  # 天津、北京西等10个车站: no 北京 among them
        found |= {
            m.start for m in items if _item_ends(scene, m, end) or (open_end and scene.folded[m.start - 1] == "、")
        }
    known = listed_names(scene, end, [n for n in names if n.end <= end])
    if known:
        inside = {m.start for m in names if known[0].start <= m.start < end}
        found |= inside
        if len(inside) > len(known):  # 山西省临汾市、陕西省宝鸡市: the first one's province too
            found |= {m.start for m in names if m.end == known[0].start}
    return found


def _item_ends(scene: Scene, mention: Mention, hi: int) -> bool:
    """Whether the name closes an item of the list before `hi`."""
    return mention.end == hi or scene.folded.startswith(("、", "等", "共"), mention.end)
