"""What a number is about: the place or body named nearest before it, else the place the article is about."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache

from transforms.extract.metrics_place_around import place_around
from transforms.extract.metrics_place_article import (
    JOINED,
    NONE,
    Subject,
    as_subject,
    is_settled,
    listed_names,
)
from transforms.extract.metrics_place_generic import country_said, generic_in, resolve
from transforms.extract.metrics_place_items import item_of
from transforms.extract.metrics_place_lines import line_in, of_line
from transforms.extract.metrics_place_nearest import LIST_MARK, frame_of, name_beside, nearest, opening_topic
from transforms.extract.metrics_place_things import taken_up
from transforms.extract.metrics_place_usable import national, only_reports
from transforms.extract.metrics_scene import QUANTITY, Candidate, Scene, cue_pattern, cue_set, last_match
from transforms.model import Mention

_BENCHMARK_WORDS = cue_set("benchmark_words")

# What one family has or earns is no figure of its village.
_HOUSEHOLD = re.compile(r"家里(?!的)|全家|一家人|自家|[我他她]家|[老小][\u4e00-\u9fff]家")
_LOCAL = re.compile(r"(?:^|(?<=[,。;:\n]))(?:目前|如今|近年来)?,?当地(?!的|村民|群众|居民|人|农民|时间|百姓|特色|企业)")
_STATE = re.compile(
    r"国家(?=将|计划|拟|要求)|中央(?=部署|要求|决定|安排|财政|下达|预算内)"
)  # whose figures are of no place named before
_HEAD = re.compile(r"(?:^|(?<=[,。;\n]))(?P<head>[\u4e00-\u9fffA-Za-z]{2,12}):")
_MAY_BE_WIDE = re.compile("全球|全世界|国内|国家|中央")
# 2010年全球市场规模, 目前国内销量: the whole world and the home market are no place that stands in the text before.
_SCOPE = re.compile(
    r"(?<=[,。;:年月期度日底前目今内据])(?:(?P<world>全球|全世界)|国内)(?!外|生产|游客|旅游|首|领先|最|知名|著名|先进|第|一流|同|\d)"
)
_ALIKE = re.compile(
    r"(?:^|[\n ,。;:的])(?P<list>[\u4e00-\u9fff]{1,5}(?P<tail>[路街桥河湖山站])(?:、[\u4e00-\u9fff]{1,5}(?P=tail))+)$"
)


def subject(scene: Scene, candidate: Candidate, before: Subject) -> Subject:
    """The place or body the candidate is about; `before` is that of the metric before it."""
    start = scene.sentences[candidate.sentence].start
    beside = name_beside(scene, candidate)
    if beside is not None:
        return as_subject(scene, beside)
    reach = _reach(candidate)
    said = scene.folded[start : candidate.start]
    headed = label(scene, start, candidate.start) if ":" in said else None
    if headed is not None:
        return headed
    wide = _whole_country(scene, start, reach)
    if wide is not None:
        return wide
    about, start = opening_topic(scene, start, reach)
    named = nearest(scene, start, reach) or about
    generic = generic_in(scene, start, reach)
    if named is not None and named.kind == "organization" and "当地" in said:
        local = last_match(_LOCAL, scene.folded, start, reach)
        if local is not None and local.start() < named.start:
            return place_around(scene, candidate, before)  # 当地引进某公司, 建成车间…
    last = max(named.start if named else -1, generic.start() if generic else -1)
    family = last_match(_HOUSEHOLD, scene.folded, start, reach) if "家" in said else None
    if family and family.start() > last:
        return NONE
    unlisted = _line_or_thing(scene, start, reach, last)
    if unlisted is not None:
        return unlisted
    if generic and (named is None or generic.start() > named.start):
        resolved = resolve(scene, generic)
        if resolved.name and not (generic["inside"] and _is_wider(scene, named, resolved)):
            return resolved
    if named is not None:
        return _listed_or_alone(scene, frame_of(scene, start, named))
    counted = _counted_list(scene, start, reach)
    return counted if counted is not None else place_around(scene, candidate, before)


def _whole_country(scene: Scene, lo: int, hi: int) -> Subject | None:
    """全球, 国内, 中央财政: what is no place named before, where no place follows it."""
    if not _MAY_BE_WIDE.search(scene.folded, lo, hi):
        return None
    for pattern in (_SCOPE,) if scene.found.place_code else (_SCOPE, _STATE):
        said = last_match(pattern, scene.folded, lo, hi)
        if said is not None and nearest(scene, said.end(), hi) is None:
            item = item_of(scene, lo)
            return NONE if said.groupdict().get("world") else country_said(scene, item[0] if item else 0, lo)
    return None


def _line_or_thing(scene: Scene, lo: int, hi: int, last: int) -> Subject | None:
    """A line, a great region, or a firm taken up again, if it stands after `last`."""
    line = line_in(scene, lo, hi)
    if line and line.end() > last:
        return of_line(scene, line)
    thing = taken_up(scene, lo, hi)
    return as_subject(scene, thing[1]) if thing and thing[0] > last else None


def _is_wider(scene: Scene, named: Mention | None, inside: Subject) -> bool:
    """天津各乡镇干部留在村里服务: 村里 is no village named paragraphs ago where the sentence names a place."""
    if named is None or named.kind != "place" or inside.mention is None:
        return False
    return inside.mention.start < scene.folded.rfind("\n", 0, named.start)


def _counted_list(scene: Scene, lo: int, hi: int) -> Subject | None:
    """抽查了浙江、江西、湖南3个省100家企业: the divisions counted before it, for a number after their count."""
    if not LIST_MARK.search(scene.folded, lo, hi):
        return None
    first, last = bisect_left(scene.solid, (lo,)), bisect_left(scene.solid, (hi,))
    ends = [start for start, end, tag in scene.solid[first:last] if tag == QUANTITY and end < hi]
    if not ends:
        return None
    at, top = bisect_left(scene.place_starts, lo), bisect_left(scene.place_starts, ends[-1])
    for end in reversed(ends):
        listed = listed_names(scene, end, [n for n in scene.places[at:top] if n.end <= end])
        if not listed:
            continue
        number = next((q for q in scene.found.quantities if q.start == end and q.value == len(listed)), None)
        if number is not None and all(n.place_code and n.kind == "place" for n in listed):
            return Subject(scene.text[listed[0].start : listed[-1].end], None, listed[-1])
    return None


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
    at = bisect_left(scene.place_starts, start)
    name = scene.places[at] if at < len(scene.places) and scene.places[at].start == start else None
    if name is not None and name.end == end and name.kind in ("place", "organization"):
        told = only_reports(scene, name) or national().match(scene.folded, start, end)
        return None if told else as_subject(scene, name)
    opens = scene.folded.rfind("\n", 0, lo) + 1
    if _firm().match(scene.folded, start, end) or (
        len(found["head"]) < 7 and any(_firm().match(m["head"]) for m in _HEAD.finditer(scene.folded, opens, lo))
    ):
        return Subject(scene.text[start:end], None, None)
    return None


def _reach(candidate: Candidate) -> int:
    """Where the words end that can name the subject: before 占全国总量, 高于全省平均."""
    words = _BENCHMARK_WORDS
    for token in reversed(candidate.left):
        if token.word in words:
            return token.start
    return candidate.start


def _listed_or_alone(scene: Scene, named: Mention) -> Subject:
    """Several places of one value: the list as in the text, with the provinces in it (四川成都、雅安,内蒙古兴安盟)."""
    at = bisect_left(scene.place_starts, named.start)
    first = group = at  # group: where the list begins that the names left of a comma may lengthen
    while group and scene.places[group - 1].kind == named.kind == "place":
        gap = scene.folded[scene.places[group - 1].end : scene.places[group].start]
        if gap not in JOINED and gap not in ("", ","):
            break
        group -= 1
        if gap in JOINED or (not gap and first == group + 1 < at):
            first = group
    if first == at and not is_settled(named) and scene.folded[named.start - 1 : named.start] == "、":
        alike = _ALIKE.search(scene.folded, max(0, named.start - 60), named.end)
        if alike is not None:  # 甲河路、乙民路、丙站路: only the last is known as a name
            return Subject(scene.text[alike.start("list") : named.end], None, named)
    if first == at:
        return as_subject(scene, named)
    return Subject(scene.text[scene.places[first].start : named.end], None, named)
