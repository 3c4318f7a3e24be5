"""Names of organizations by their last word and by a list; the places inside them are part of the name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import NamedTuple

import rjieba

from transforms import rules
from transforms.extract import organizations_cues
from transforms.extract.places_edges import edge_words, kind, walk
from transforms.extract.places_scan import Words, is_word
from transforms.extract.spotting import spots
from transforms.model import Mention
from transforms.text.near import positions

_LONGEST = 30
_COMMITTEES = frozenset(level + "委" for level in "省市县区州旗盟镇乡")
_LEVEL_CHARS = frozenset("省市县区州旗盟镇乡")
_NO_COMMITTEE = frozenset("员托屈派会婉任")
_ORDINAL = re.compile(r"第[\d一二三四五六七八九十]+")
_LIST_END = re.compile(
    r"等(?:\d+|[一二两三四五六七八九十]+|多|数十|几)?[家个]?"
    r"(?:一批[\u4e00-\u9fff]{0,8}|(?:知名|著名|龙头)[\u4e00-\u9fff]{0,8}?|重点|骨干|大型|本地|特色|国内外?|国际){0,2}"
    r"(?:企业|公司|品牌|电商平台|媒体|银行|厂商|券商|车企|房企|药企|商家)"
)
_CALLED = re.compile(
    r"\((?:以下|下文|下)?(?:统|简)称(?:为)?[:]?[“\"《]?(?P<name>[\u4e00-\u9fffA-Za-z]{2,12}?)[”\"》]?[)、,或]"
)
_TEAM = re.compile(
    r"(?:成立|组建|组成|建立)[\u4e00-\u9fff]{0,6}“(?P<name>[\u4e00-\u9fff·]{3,8})”[\u4e00-\u9fff]{0,6}?"
    r"(?:队伍|服务队|志愿队|分队|突击队|先锋队|宣讲团|宣讲队|巡逻队|救援队|工作队)"
)
_LIST_NAMES = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{2,12}(?:、[\u4e00-\u9fffA-Za-z]{2,12})+\Z|(?<=、)[\u4e00-\u9fff]{2,8}\Z"
)
_ARMY = re.compile(r"(?:(?:中国人民)?解放军|陆军|海军|空军)?第?(?:\d{1,3}|[一二三四五六七八九十]{1,4})集团军")
_BRANCHES = ("局", "行", "公司", "办事处", "队", "社", "海关", "厂", "站")
_BEFORE = frozenset("由从在向对与和被把将以据经给为让请而但则")
_TOGETHER = ("联合", "会同")
_COMPANY = ("有限", "股份有限", "集团有限")
_NATIONAL = frozenset({"局", "总局", "管理局", "监管局", "监督局", "署", "委员会"})
_COUNTS = frozenset("一二两三四五六七八九十百千万几多首第")
_NO_HEAD = frozenset("这那各某是个换经再级有所我你他少全本副")  # 这是医院, 三级医院
_JOINED_BODIES = ("联合会", "协会", "学会", "研究会", "商会", "促进会", "基金会")
# 光学精密机械与物理研究所, 中国物流与采购联合会
_JOINS = ("研究所", "研究院", "学院", "大学", "委员会", "局", "实验室", *_JOINED_BODIES)
_OF_BODIES = ("总部", "官员", "分社", "高管", "旗下")  # 联合国|总部 is one word for jieba
_KINDS_OF = re.compile(r"[\u4e00-\u9fff]{2,}[型式类性级]\Z")  # 经济型酒店, 综合性医院
_COUNTRY_CHARS = frozenset("美俄英法德日韩朝印伊以加澳乌土泰越意巴菲")  # 美国防部
_STATE_BODIES = ("部", "省", "院", "府", "国会", "议会", "央行", "军", "军方")
_DAYS = frozenset("0123456789今昨明前当周节生假工每")  # 今日|国防部
_SAID = frozenset("称将")  # 高管局称, 工信部将: jieba takes the verb for a part of the name
_FIRM_LAST = ("集团", "公司", "股份", "控股")
_ABROAD_KINDS = ("media", "company", "party", "government")
_JOINED_KINDS = ("school", "health")
_SHORT_LAST = frozenset("局厅处署厂")
_NO_PARTY = {"党": "人", "共": "舞叙享度进赢商建筑"}
_TEAM_WORDS = frozenset("员长列伍友形")
_TWICE = frozenset("局厅处署部司科室副该本各全")  # 局|局长, 副|处长
# 书记 after 党委, 局长 after 局: the word of the post runs over the end of the name.
_POST = re.compile(
    r"(?:教师|老师|教授|医生|院士|民警|职工)|副?(?:书记|委员|主任|主席|[局处厅部院校社站所队会行馆台园司团]长|长(?![江期久安城征途远春沙]))"
)


@dataclass(slots=True)
class Found:
    """One organization: span, last word, the last place in its name, whether nothing else is in it."""

    start: int
    end: int
    last: str
    kind: str
    place: Mention | None = None
    bare: bool = False
    canonical: str = ""
    form: str = "name"
    confidence: float = 0.85
    rule: str = ""


class Generic(NamedTuple):
    """镇党委: level 镇, last word 党委."""

    start: int
    end: int
    level: str
    last: str


class Parts(NamedTuple):
    """The words left of a last word: (start, end, kind) from left to right."""

    units: list[tuple[int, int, str]]


def find(folded: str, cut: Words, places: list[Mention]) -> list[Found]:
    """Organizations in order; one that begins with another (财政厅农业处) takes its place."""
    place_ends: dict[int, Mention] = {}
    for mention in places:
        if mention.end not in place_ends:
            place_ends[mention.end] = mention
    known = [_from_abroad(one, place_ends) for one in _listed(folded, cut, place_ends)]
    borders = {one.end: one for one in known}
    found: list[Found] = []
    if "集团军" in folded:
        found += [Found(*m.span(), "集团军", "military", rule="organization.military") for m in _ARMY.finditer(folded)]
    words = last_words()
    cued = organizations_cues.cued_words()
    for index, at, end in spots(folded, "organization_ends"):
        word = words[index]
        if word in cued and not organizations_cues.acts(folded, end):
            continue
        if word in _COMMITTEES:  # 市委 is 委 after a city
            at, word = end - 1, "委"
            if folded[end : end + 1] in _NO_COMMITTEE:
                continue
        one = _named(folded, cut, (at, end, word), place_ends, borders)
        if one:
            borders[one.end] = one
            found.append(one)
    found += _teams(folded)
    found = longest(known + found + list(_lists(folded, cut, known + found, place_ends)))
    return longest([*_called(folded, found), *found, *_heads(folded, cut, found)])


def _from_abroad(one: Found, place_ends: dict[int, Mention]) -> Found:
    """日本共同社, 台湾富士康: a listed firm or medium with the country that stands before it."""
    place = place_ends.get(one.start)
    code = place.place_code or "" if place else ""
    if place and one.kind in _ABROAD_KINDS and (code.isalpha() or code[:2] in ("71", "81", "82")):
        return replace(one, start=place.start, canonical=one.canonical if one.kind == "media" else "")
    return one


def _heads(folded: str, cut: Words, found: list[Found]) -> Iterator[Found]:
    """戴尔 where the text says 戴尔公司 too: the name alone, if it is a word by itself and no common one."""
    seen: dict[str, Found] = {}
    for one in found:
        if one.place is None and one.last in ("公司", "集团") and one.form == "name":
            head = folded[one.start : one.end - 2]
            if 2 <= len(head) <= 5 and is_own(head):
                seen.setdefault(head, one)
    for head, full in seen.items():
        at = folded.find(head)
        while at >= 0:
            end = at + len(head)
            if at in cut.edges and end in cut.edges:
                name = full.canonical or folded[full.start : full.end]
                yield Found(at, end, head, full.kind, None, False, name, "short", 0.75, "organization.head")
            at = folded.find(head, end)


@lru_cache(maxsize=4096)
def is_own(head: str) -> bool:
    """Whether the words before the kind of a company are a name that means it alone, and no place, person or phrase.

    >>> is_own("澳优"), is_own("东方"), is_own("旅游开发"), is_own("三大")
    (True, False, False, False)
    """
    if head in _parts() or head[0] in _NO_HEAD or head[0] in _COUNTS or "(" in head:
        return False
    tags = rjieba.tag(head, False)
    if len(tags) == 1:
        return tags[0][1] not in ("ns", "nr") and kind(head) == "name"
    kinds = [kind(word) for word, _ in tags]
    return kinds[0] != "stop" and "name" in kinds


def in_parts(word: str) -> bool:
    """Whether the word is listed as a part of names and so is no name by itself."""
    return word in _parts()


def _called(folded: str, found: list[Found]) -> Iterator[Found]:
    """国润股份有限公司(以下简称“国润”): the short name wherever the text goes on to use it."""
    ends = {one.end: one for one in found}
    for match in _CALLED.finditer(folded):
        full = ends.get(match.start())
        name = match["name"]
        if full is None or name[0] in "本该我" or name in _parts() or name in _words():
            continue
        for at in positions(folded, name, match.start()):
            yield Found(
                at, at + len(name), name, full.kind, full.place, False, full.canonical or folded[full.start : full.end],
                "short", 0.9, "organization.short",
            )  # fmt: skip


def _teams(folded: str) -> Iterator[Found]:
    """成立“三衢义警”队伍: a team with a name of its own, wherever that name stands in quotes."""
    for name in dict.fromkeys(match["name"] for match in _TEAM.finditer(folded)):
        for match in re.finditer(f"(?<=“){name}(?=”)", folded):
            yield Found(*match.span(), name, "association", confidence=0.8, rule="organization.team")


def _lists(folded: str, cut: Words, found: list[Found], place_ends: dict[int, Mention]) -> Iterator[Found]:
    """农夫吉采、冉升果品等企业: the names of a list that is said to be of companies."""
    for match in _LIST_END.finditer(folded):
        names = _LIST_NAMES.search(folded, max(0, match.start() - 80), match.start())
        if names is None:
            continue
        at = names.start()
        parts = names[0].split("、")
        for n, part in enumerate(parts):
            start, end = at, at + len(part)
            at = end + 1
            if n == 0:
                start = max(start, walk(folded, cut, start, end, nouns=True))
            taken = any(one.start < end and start < one.end for one in found) or end in place_ends
            if end - start >= 2 and not taken and is_name(folded, cut, start, end):
                yield Found(start, end, "", "company", confidence=0.7, rule="organization.list_of_companies")


def is_name(folded: str, cut: Words, start: int, end: int) -> bool:
    """Whether the words of the item make a name: one of them is no common word."""
    edges = [start, *(n for n in range(start + 1, end) if n in cut.edges), end]
    parts = [_part(folded[a:b]) for a, b in zip(edges, edges[1:], strict=False)]
    return "stop" not in parts and "name" in parts


def generic(folded: str, cut: Words, found: list[Found]) -> Iterator[Generic]:
    """Bodies named by their level only, outside the names found: 镇党委, 市政府, 村委会."""
    ends = [one.end for one in found]
    parts = _generic_parts()
    for index, start, end in spots(folded, "generic_bodies"):
        level, last = parts[index]
        n = bisect_left(ends, start + 1)
        if n < len(found) and found[n].start < end:
            continue
        if last == "委" and folded[end : end + 1] in _NO_COMMITTEE:
            continue
        if end in cut.edges or last == "委":
            yield Generic(start, end, level[0], last)


@cache
def _generic_parts() -> list[tuple[str, str]]:
    """Every level word with every body that it may have."""
    rows = rules.table("gazetteer/generic_bodies.tsv")
    return [(level, row["body"]) for row in rows for level in row["levels"].split()]


def generic_words() -> tuple[str, ...]:
    """The bodies named by their level, each in one word."""
    return tuple(level + body for level, body in _generic_parts())


def longest(found: list[Found]) -> list[Found]:
    """Without those that lie inside another."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        if kept and one.start < kept[-1].end:
            if one.end - one.start > kept[-1].end - kept[-1].start:
                kept[-1] = one
            continue
        kept.append(one)
    return kept


def _listed(folded: str, cut: Words, place_ends: dict[int, Mention]) -> list[Found]:
    """Bodies of the list; a short name must be a word by itself (民政部, not in 民政部门)."""
    names = rules.table("lexicon/organizations.tsv")
    found = []
    for index, start, end in spots(folded, "organizations"):
        row = names[index]
        left = start in cut.edges or start in place_ends
        if row["name"][-1] == "局" and folded[start - 1 : start] in ("县", "区", "市") and start not in place_ends:
            continue  # 县|招商局 is the county's own
        right = (
            end in cut.edges or folded.startswith(_OF_BODIES, end) or end - start > 2 and folded[end : end + 1] in _SAID
        )
        if folded[end : end + 1] in _NO_PARTY.get(row["name"][-1], ""):  # 共产党人 are people, 夜空中|共舞
            continue
        if (left and right) or (len(row["name"]) >= 4 and (left or right)):
            found.append(
                Found(start, end, "", row["kind"], canonical=row["canonical"] or row["name"], rule="organization.list",
                      confidence=0.95)
            )  # fmt: skip
    return found


def _named(
    folded: str, cut: Words, spot: tuple[int, int, str], place_ends: dict[int, Mention], borders: dict[int, Found]
) -> Found | None:
    """The organization that ends with the last word, if a place, a name or another organization begins it."""
    at, end, last = spot
    row = _words().get(last) or {"word": last, "kind": "party", "use": "plain", "bare": ""}
    if not _ends_here(folded, cut, at, end, row) and not (at in place_ends and _is_before_word(folded, cut, at, row)):
        return None
    if last == "队":
        return _team(folded, spot, place_ends.get(at))
    if last[0] == "村" and at + 1 in place_ends:  # 东沟门村|委会
        at += 1
    if at not in place_ends and _is_abroad(folded, at, row):
        return Found(at - 1, end, last, row["kind"], rule="organization.abroad")
    units = _units(folded, cut, at, place_ends, borders)
    if _after_committee(folded, units):
        return None
    first = next((n for n, unit in enumerate(units) if unit[2] in ("place", "org")), None)
    if first is None:
        return _without_place(folded, units, at, end, row)
    while first and units[first - 1][2] in ("place", "org"):
        first -= 1
    first = _without_superior(units, first, last, place_ends, borders)
    parts = units[first:]
    between = [unit for unit in parts if unit[2] not in ("place", "org")]
    only_place = not between and all(unit[2] == "place" for unit in parts)
    lowest = next((place_ends[unit[1]] for unit in reversed(parts) if unit[2] == "place"), None)
    if only_place and not _bare_is_name(folded, row, lowest):
        return None
    if last in _names() and not _is_one_there(last, units, at, place_ends):
        return None  # 党中央|国务院, but 美国国务院 and 吉林省国资委
    if row["use"] == "cued" and not any(unit[2] in ("org", "name") for unit in parts):
        return None
    if row["use"] == "inner" and not any(unit[2] == "org" for unit in parts):
        return None
    start = parts[0][0] - _prefix(folded, parts[0][0], row["kind"])
    return Found(start, end, last, row["kind"], lowest, only_place, rule=f"organization.{row['kind']}")


def _is_one_there(last: str, units: list[tuple[int, int, str]], at: int, place_ends: dict[int, Mention]) -> bool:
    """Whether the place before the listed body has one of its own: 美国国务院, 吉林省国资委."""
    if units[-1][2] != "place":
        return False
    return (place_ends[at].place_code or "").isalpha() or _words()[last]["use"] == "plain"


def _is_abroad(folded: str, at: int, row: dict[str, str]) -> bool:
    """Whether one character of a country stands before a ministry: 美国防部."""
    if row["use"] != "placed" or not row["word"].endswith(_STATE_BODIES) or folded[at - 1 : at] not in _COUNTRY_CHARS:
        return False
    return folded[at - 2 : at - 1] not in _DAYS


def _after_committee(folded: str, units: list[tuple[int, int, str]]) -> bool:
    """Whether the last word is the government of a level after a committee: 苍南县委|县政府 are two."""
    if len(units) < 2 or units[-2][2] != "org" or folded[units[-2][1] - 1] != "委":
        return False
    return folded[units[-1][0] : units[-1][1]] in _LEVEL_CHARS


def _without_superior(
    units: list[tuple[int, int, str]], first: int, last: str, place_ends: dict[int, Mention], borders: dict[int, Found]
) -> int:
    """Where the name begins after a listed body and a place: 国务院|北京长峰医院, but 人民银行常德支行 is one."""
    for n in range(len(units) - 1, first, -1):
        body, place = units[n - 1], units[n]
        if (body[2], place[2]) == ("org", "place") and place_ends[place[1]].place_code:
            listed = borders[body[1]]
            if listed.rule == "organization.list" and listed.end - listed.start > 2:  # 中共|山东省委 is one
                return first if last.endswith(_BRANCHES) else n
    return first


def _ends_here(folded: str, cut: Words, at: int, end: int, row: dict[str, str]) -> bool:
    """Whether the last word ends a name here: 财政局 and 财政局|长, not 部署 or 中学|生."""
    if row["use"] == "strong" or folded[end - 1] == "委" and folded[end : end + 1] not in _NO_COMMITTEE:
        return True
    if end not in cut.edges:
        ends = folded[end : end + 1] in _SAID or _POST.match(folded, end) is not None
        return folded[at - 1 : at] not in _TWICE and ends
    if end - at > 1 or folded[at] not in _SHORT_LAST:
        return True
    word = cut.starts[bisect_left(cut.starts, end) - 1]
    return end - word != 2 and folded[at - 1 : at] not in _TWICE


def _is_before_word(folded: str, cut: Words, at: int, row: dict[str, str]) -> bool:
    """Whether jieba made one word of the last word and another that follows: 海关|监管, 大学|校园."""
    end = at + len(row["word"])
    n = bisect_left(cut.starts, end)
    if row["kind"] not in _JOINED_KINDS and row["word"] != "海关" or cut.starts[n - 1] != at or n == len(cut.starts):
        return False
    return end - at > 1 and cut.starts[n] - end > 1 and is_word(folded[end : cut.starts[n]])


def _small(place: Mention | None) -> bool:
    """Whether the place is a county or less, so that its name makes 医院 or 小学 one of a kind."""
    return place is not None and (place.place_code is None or len(place.place_code) == 9)


def _prefix(folded: str, start: int, of: str) -> int:
    """How many characters before the place belong to the name: 中共|山东省委, 武警|广东总队."""
    lead = {"party": "中共", "government": "武警"}.get(of)
    return 2 if lead and folded.endswith(lead, 0, start) else 0


def _bare_is_name(folded: str, row: dict[str, str], place: Mention | None) -> bool:
    """Whether a place and the last word alone are a name: 濮阳市图书馆, not 北京图书馆 or 中国公司."""
    if not row["bare"] or _small(place):
        return True
    if place is None or row["bare"] != "full":
        return False
    return folded[place.end - 1] in _LEVEL_CHARS or folded.endswith("武警", 0, place.start)


def _team(folded: str, spot: tuple[int, int, str], place: Mention | None) -> Found | None:
    """The team of a country, province or city: 韩国队, 南宁队, not 中国队员."""
    at, end, last = spot
    code = place.place_code or "" if place else ""
    wide = code.isalpha() or code.endswith("00")
    if place is None or not wide or folded[at - 1] in _LEVEL_CHARS or folded[end : end + 1] in _TEAM_WORDS:
        return None
    return Found(place.start, end, last, "association", place, rule="organization.team")


def _without_place(
    folded: str, units: list[tuple[int, int, str]], at: int, end: int, row: dict[str, str]
) -> Found | None:
    """鲁花集团, 绿富合作社: a name that is no word, followed by common words at most."""
    first = next((n for n, unit in enumerate(units) if _begins(folded, unit)), None)
    if first is None:
        return None
    start = units[first][0]
    head = folded[units[first][0] : units[first][1]]
    if head == "国家":
        if folded[at:end] not in _NATIONAL or any(b - a < 2 for a, b, _ in units[first:]):
            return None
    elif row["use"] == "placed" or row["kind"] in ("party", "government"):
        return None
    if any(char in _NO_HEAD for char in head):
        return None
    if len(head) < 2 and first + 1 < len(units) and units[first + 1][2] == "name":
        head = folded[start : units[first + 1][1]]
    if len(head) > 1 and head[0] in _BEFORE and at - start > 2 and kind(head) == "name":
        start, head = start + 1, head[1:]  # 由鲁花|集团: jieba took the word before for a part of the name
        head = folded[start:at] if len(head) < 2 else head
    if len(head) < 2 or at - start < 2:
        return None
    return Found(start, end, folded[at:end], row["kind"], confidence=0.7, rule=f"organization.{row['kind']}.name")


def _begins(folded: str, unit: tuple[int, int, str]) -> bool:
    """Whether a name may begin with the unit: not with the measure word of a number (19|个, 320|家)."""
    start, end, what = unit
    if what == "noun" and _parts().get(folded[start:end]) == "name":
        return True
    return what == "name" and not (start and folded[start - 1].isdigit())


def _units(
    folded: str, cut: Words, at: int, place_ends: dict[int, Mention], borders: dict[int, Found]
) -> list[tuple[int, int, str]]:
    """What may belong to the name left of `at`: places, organizations, names and common words, left to right."""
    wide = folded.startswith(_COMPANY, at)
    units: list[tuple[int, int, str]] = []
    floor = max(0, at - _LONGEST)
    left = at
    while left > floor:
        if wide and folded[left - 1] == ")" and (opened := folded.rfind("(", max(0, left - 8), left)) >= 0:
            start, what = opened, "noun"  # 影眸科技(上海)有限公司
        elif left in borders:
            start, what = borders[left].start, "org"
        elif left in place_ends:
            start, what = place_ends[left].start, "place"
        else:
            start = _word_start(cut, left, place_ends, borders)
            what = _part(folded[start:left])
            if what == "stop" and folded[start - 1 : start] == "第" and folded[start:left].isdigit():
                start, what = start - 1, "noun"
            elif what == "stop":
                what = _allowed(folded, start, left, at, start in place_ends)
            elif folded[start:left] in _TOGETHER and folded.endswith(_closing_words(), 0, start):
                what = "stop"  # 省住建厅|联合|省民政厅
            elif what == "and":
                what = "noun" if left - 2 > floor and _joins(folded, left, at, place_ends, borders) else "stop"
        if what == "stop":
            break
        units.append((start, left, what))
        left = start
    units.reverse()
    return units


def _word_start(cut: Words, left: int, place_ends: dict[int, Mention], borders: dict[int, Found]) -> int:
    """Where the word that ends at `left` begins, or the last name within it ends."""
    start = cut.starts[bisect_left(cut.starts, left) - 1]
    for edge in range(left - 1, start, -1):
        if edge in place_ends or edge in borders:
            return edge
    return start


def _allowed(folded: str, start: int, left: int, at: int, after_place: bool) -> str:
    """What a verb is in the name of a firm: 汽车设备回收有限公司, 陕西兴化集团; stop elsewhere."""
    word = folded[start:left]
    if len(word) < 2 or word in _parts() or _is_edge(word):
        return "stop"
    if folded.startswith(_COMPANY, at):
        return "noun"
    return "name" if after_place and left == at and len(word) == 2 and folded.startswith(_FIRM_LAST, at) else "stop"


def _joins(folded: str, left: int, at: int, place_ends: dict[int, Mention], borders: dict[int, Found]) -> bool:
    """Whether 和 or 与 before `left` joins two subjects of one body and does not part two names."""
    if left == at or folded[left - 1] == "与" and not folded.startswith(_JOINS, at):
        return False
    body = borders.get(left - 1)
    if (
        body
        and body.rule == "organization.list"
        and folded.startswith("中国", body.start)
        and folded.startswith(_JOINED_BODIES, at)
    ):
        return not any(left < end <= at for end in (*place_ends, *borders))  # 中国石油和化学工业联合会
    return not _closes(folded, left - 1, borders, place_ends)


def _is_edge(word: str) -> bool:
    return word in edge_words() or not "\u3400" <= word[0] <= "\u9fff"


def _closes(folded: str, at: int, borders: dict[int, Found], place_ends: dict[int, Mention]) -> bool:
    """Whether a name ends at `at`, so that 和 parts two organizations and does not join two subjects of one."""
    return at in borders or at in place_ends or folded.endswith(_closing_words(), 0, at)


def _part(word: str) -> str:
    """name, noun, and or stop: what a word is within the name of an organization."""
    if word in ("和", "与"):
        return "and"
    use = _parts().get(word)
    if not use and _KINDS_OF.match(word):
        return "stop"
    if use:
        return "stop" if use == "edge" else "noun"
    if _ORDINAL.fullmatch(word):
        return "noun"
    if word.isascii():
        return "name" if word.isalpha() else "stop"
    if not "\u3400" <= word[0] <= "\u9fff":
        return "stop"
    return kind(word)


def part_use(word: str) -> str:
    """edge, stop, noun, name or and: what the word may be within a name; edge is listed as one."""
    return "edge" if _parts().get(word) == "edge" else _part(word)


@cache
def _parts() -> dict[str, str]:
    return {row["word"]: row["use"] for row in rules.table("lexicon/organization_parts.tsv")}


@cache
def _words() -> dict[str, dict[str, str]]:
    return {row["word"]: row for row in rules.table("lexicon/organization_words.tsv")}


@cache
def _closing_words() -> tuple[str, ...]:
    """The last words but those that are trades too (物流)."""
    return tuple(word for word, row in _words().items() if row["use"] != "cued")


@cache
def last_words() -> tuple[str, ...]:
    """The words that end the name of an organization."""
    return (*_words(), *sorted(_COMMITTEES))


@cache
def _names() -> frozenset[str]:
    return frozenset(listed_words())


def listed_words() -> tuple[str, ...]:
    """The names of the organizations everybody knows."""
    return rules.words("lexicon/organizations.tsv", "name")
