"""What the article is about by the name its text gives, and a mention read as a place."""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.extract.metrics_scene import Scene
from transforms.model import Mention

LEVELS = "省市县区镇乡村州旗"
_OFFICE = re.compile(
    rf"(?P<place>[\u4e00-\u9fff]{{1,24}}[{LEVELS}盟])"
    r"(?:党委|党支部|党总支|人民政府|政府|人大|政协|纪委|党工委|村委会|组织部|宣传部)"
)
_LAST_LEVEL = re.compile(r"^.*[省市州县区旗镇乡](?=[\u4e00-\u9fff]{2,8}[县区镇乡村]$)")
BODY = re.compile(
    rf"(?P<place>[\u4e00-\u9fff]{{1,20}}?[{LEVELS}盟])"
    r"(?:党委|党支部|党总支|政府|人大|政协|纪委|委|人民政府|党政|党工委|村委会|组织部|宣传部|[\u4e00-\u9fff]{0,8}[局厅办院部])"
)
# 富县现代农业项目区: an area without a name of its own.
_ZONE = re.compile(
    rf"(?P<place>[\u4e00-\u9fff]{{1,6}}[{LEVELS}])[\u4e00-\u9fff]{{0,10}}(?:项目区|示范区|核心区|片区|受灾区)"
)
_TITLE_HEAD = re.compile("(?:【[^】]*】)?(?P<name>[\u4e00-\u9fff]{2,10})(?P<colon>[:：])?")
_NO_TOPIC = re.compile("[、·某和与籍一 ]|至|到|[\u4e00-\u9fff]{0,4}(?:报|医院|大学|学院|网|电视台)")
JOINED = ("、", "和", "与", "及", "以及")
_SETTLEMENTS = ("村", "社区", "镇", "乡", "街道", "县")
_NO_TOWN = ("小镇", "古镇", "老乡", "城镇")
_OFTEN = 3  # mentions that make a village what the text is about; two do if it begins with one
_BEGINNING = 40


class Subject(NamedTuple):
    """Name of the place as the text gives it, its code, the mention it comes from, and that mention's own words."""

    name: str | None
    code: str | None
    mention: Mention | None
    words: str | None = None  # 新街镇党委, where the place is 新街镇


NONE = Subject(None, None, None)


def article_place(scene: Scene) -> Subject:
    """The place the article is about, by the name its title or text gives: a village, if it tells of one."""
    found: Subject | None = scene.before.get(("article", 0))
    if found is None:
        found = scene.before["article", 0] = _article_place(scene)
    return found


def _article_place(scene: Scene) -> Subject:
    code = scene.found.place_code
    if code is None:
        return _title_head(scene)
    title = scene.context.title or ""
    villages = [m for m in scene.found.title_mentions if _is_village_of(m, code)]
    if len({m.name for m in villages}) == 1:
        name = title[villages[0].start : villages[0].end]
        return Subject(name, villages[0].parent_code or _code_of(scene, name) or code, villages[0])
    village = _village_told(scene, code)
    return Subject(village.name, code, village) if village is not None else division(scene, code)


def _is_village_of(mention: Mention, code: str) -> bool:
    """A village in the title, of the division or of none that is known."""
    if mention.kind != "place" or mention.place_code is not None or mention.form != "name":
        return False
    return mention.parent_code.startswith(code) if mention.parent_code else mention.name[-1:] == "村"


def _title_head(scene: Scene) -> Subject:
    """山西:干部入企进村, 湖南出台措施: the division that heads the title, or begins it and is the only one in it."""
    title = scene.context.title or ""
    head = _TITLE_HEAD.match(title)
    if head is None:
        return NONE
    start = head.start("name")
    found = [m for m in scene.found.title_mentions if m.kind == "place" and m.place_code and m.start >= start]
    if not found or found[0].start != start:
        return NONE
    if not (head["colon"] and found[0].end == head.end("name")):
        alone = len({m.place_code for m in found}) == 1 and (found[0].place_code or "").isdigit()
        if not alone or _NO_TOPIC.match(title, found[0].end):
            return NONE
    return Subject(title[found[0].start : found[0].end], found[0].place_code, found[0])


def division(scene: Scene, code: str) -> Subject:
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
    villages = [m for m in scene.found.mentions if m.name[-1:] == "村" and is_village(m) and _is_village_of(m, code)]
    town = sum(m.kind == "place" and m.place_code == code for m in scene.found.mentions)
    often = len(villages) >= _OFTEN or (len(villages) > 1 and villages[0].start < _BEGINNING)
    alone = often and len({m.name for m in villages}) == 1
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
        if (not listed and gap not in ("", "等", "共", "等共")) or (listed and gap not in JOINED):
            break
        listed.append(mention)
        end = mention.start
    return listed[::-1] if len(listed) >= 2 else []


def as_subject(scene: Scene, mention: Mention) -> Subject:
    """The mention as a place: of 新街镇党委 the town."""
    name = scene.text[mention.start : mention.end]
    if mention.kind == "organization":
        body = _OFFICE.fullmatch(name) or BODY.fullmatch(name)
        if body:
            place = _LAST_LEVEL.sub("", body["place"])
            return Subject(place, mention.place_code or _code_of(scene, place), mention, name)
    zone = _ZONE.fullmatch(name) if mention.kind == "place" and not mention.place_code else None
    if zone:
        return Subject(zone["place"], _code_of(scene, zone["place"]), mention, name)
    return Subject(name, mention.place_code or mention.parent_code, mention)


def _code_of(scene: Scene, name: str) -> str | None:
    """The code the text gives the place of this name elsewhere."""
    same = (m.place_code or m.parent_code for m in scene.places if scene.folded[m.start : m.end] == name)
    return next(filter(None, same), None)


def is_village(mention: Mention) -> bool:
    return mention.kind == "place" and mention.place_code is None and mention.parent_code is not None


def is_settled(mention: Mention) -> bool:
    """A division, a village or a body: what news is about, unlike a river or a park."""
    known = bool(mention.place_code or mention.parent_code) or mention.kind == "organization"
    return known or (mention.name.endswith(_SETTLEMENTS) and not mention.name.endswith(_NO_TOWN))
