"""全县, 我市, 该村: what a place named by its level alone stands for."""

from __future__ import annotations

import re
from bisect import bisect_left

from transforms.extract.metrics_place_article import (
    LEVELS,
    NONE,
    Subject,
    article_place,
    as_subject,
    division,
    is_village,
)
from transforms.extract.metrics_place_nearest import PART
from transforms.extract.metrics_scene import Scene, matches_at, places_of
from transforms.extract.places_edges import generic as generic_names

_GENERIC = re.compile(
    rf"(?:全|我|该|本|这个|这座)(?P<level>[{LEVELS}])(?![场级域间块]|率先|首|第[一二三四五六七八九十\d]+(?!产业)|前列|平均(?:水平|的)|最|领先)|(?<![向由从到给])(?P<inside>[省市县区镇乡村])里(?![程人])"
    r"|(?:(?<![在次届赴布向射往盖到是有比占较])|(?:(?<=[,。;\n]在)|(?<=^在))(?=.国[,有共已范建开选设新]))(?P<country>全国|我国)(?!人民|各地|首|第|前|率先|最)|全自治(?P<own>[区州县])"
)
# Where a match of _GENERIC begins.
_MAY_BE_GENERIC = re.compile(
    rf"[全我该本这省市县区镇乡村](?:(?<=[全我该本])(?=[{LEVELS}国自])|(?<=这)(?=[个座])|(?<=[省市县区镇乡村])(?=里))"
)
_COUNTRY = re.compile(
    r"[全我]国(?<![比占居往向“][全我]国)(?!人大|政协|人民代表|两会|第[一二三四五六七八九十\d]|首|最|先进|劳动模范|文明|著名|优秀)"
)
_MAY_BE_COUNTRY = re.compile("[全我](?=国)")
_AWAY = re.compile("(?:[派调送]到|[赴往距离]|来自)$")  # 派到深圳: not the city that 全市 means
_MUNICIPALITIES = ("110000", "120000", "310000", "500000")
_QUOTED = 16  # characters of a title in quotation marks
_AUTONOMOUS = ("150000", "450000", "540000", "640000", "650000")
_COUNTY_CITIES = "81"  # where the codes of county-level cities begin
_SIZES = {"省": 2, "市": 4, "州": 4, "县": 6, "区": 6, "旗": 6, "镇": 9, "乡": 9}
_TO_COUNTRY = re.compile(r"(?:(?:^|[\n,。;])在|[\n ,。;:、(“]|[年月日期内底末前来止]|目前|如今|其中|当前|现在)$")
_OF_COUNTRY = re.compile(r"[^,。;]{0,6}?(?:总[量数额]|的\d)|“")
_OPENING_NAMES = {
    level: re.compile(rf"(?:^|(?<=[,。:;\n在]))[\u4e00-\u9fff]{{2,3}}{level}(?![民里委级干])") for level in "村镇"
}
_NO_NAME = re.compile("[全该本我各每这那某]|[^个]{0,2}个")


def country_said(scene: Scene, lo: int, hi: int) -> Subject:
    """全国 or 我国 where the text between `lo` and `hi` speaks of the whole country."""
    places = places_of(scene, _MAY_BE_COUNTRY)
    for place in reversed(places[bisect_left(places, lo) : bisect_left(places, hi)]):
        if _COUNTRY.match(scene.folded, place, hi):
            return Subject(scene.text[place : place + 2], None, None)
    return NONE


def generic_in(scene: Scene, lo: int, hi: int) -> re.Match[str] | None:
    found = None
    for match in matches_at(scene, _GENERIC, _MAY_BE_GENERIC, lo, hi):
        if not match["country"] or not _country_in_passing(scene, match, hi):
            found = match
    return found


def _country_in_passing(scene: Scene, country: re.Match[str], hi: int) -> bool:
    """成为全国龙头企业, 占全国总量的23.2%: in an earlier clause, and not what that clause tells of."""
    if scene.folded[country.start() - 1] == "“" and "”" in scene.folded[country.end() : country.end() + _QUOTED]:
        return True  # “全国文明村”称号
    if not PART.search(scene.folded, country.end(), hi):
        return False
    opens = country.start() == 0 or _TO_COUNTRY.search(scene.folded, max(0, country.start() - 2), country.start())
    return not opens or _OF_COUNTRY.match(scene.folded, country.end()) is not None


def resolve(scene: Scene, generic: re.Match[str]) -> Subject:
    """全镇, 我市, 该村: the place of that level named last, else the article's, else the words themselves."""
    words = scene.text[generic.start() : generic.end()]
    if generic["country"]:
        return Subject(words, None, None)
    at = bisect_left(scene.place_starts, generic.start()) - 1
    if at >= 0 and scene.places[at].end == generic.start() and scene.places[at].kind == "place":
        return as_subject(scene, scene.places[at])  # 西藏全区
    level = generic["level"] or generic["inside"] or generic["own"]
    level = "自治区" if generic["own"] == "区" else level
    code = scene.found.place_code
    own = article_place(scene) if level in ("村", None) or code is None else division(scene, code)
    ours = bool(own.name and level and of_level(own, level))
    if ours and generic[0][0] in "全我本":
        return own
    known = _known(scene, generic.start())
    if known is not None and not (ours and _among_many(scene, known)):
        return known
    if ours:
        return own
    at = bisect_left(scene.place_starts, generic.start())
    for mention in reversed(scene.places[:at]):
        if mention.kind in ("place", "organization"):
            found = as_subject(scene, mention)
            away = _AWAY.search(scene.folded, max(0, mention.start - 3), mention.start)
            if of_level(found, level) and away is None:
                return found
    if level in ("村", "镇", "乡"):
        only = _unlisted(scene, level, generic.start() if generic["inside"] else len(scene.folded))
        return only if only is not None else own if generic["inside"] else Subject(words, own.code, None)
    if own.name:
        return own
    only = _only_of_level(scene, level) if level in ("省", "市", "县") else None
    if only is not None:
        return only
    return Subject(words, None, None) if not generic["inside"] else NONE


def _unlisted(scene: Scene, level: str | None, hi: int) -> Subject | None:
    """三合村地处山区 …: the village or town that opens clauses and comes again, though no list has it."""
    if level not in ("村", "镇"):
        return None
    kinds = generic_names("village" if level == "村" else "town")
    named: dict[str, int] = {}
    for found in _OPENING_NAMES[level].finditer(scene.folded, 0, hi):
        bare = found[0][:-1]
        if not _NO_NAME.match(bare) and not any(bare.endswith(kind) for kind in kinds):
            named[found[0]] = scene.folded.count(found[0])
    best = max(named, key=lambda name: named[name], default=None)
    return Subject(best, None, None) if best is not None and named[best] > 1 else None


def _only_of_level(scene: Scene, level: str) -> Subject | None:
    """The one division of its level that title or text name at all."""
    named: dict[str, Subject] = {}
    for mention in scene.places:
        if mention.kind == "place" and mention.place_code:
            found = as_subject(scene, mention)
            if of_level(found, level):
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
    for source, mentions in ((title, scene.found.title_mentions), (scene.text, scene.places)):
        for other in mentions:
            if other.kind == "place" and other.place_code == mention.place_code:
                given = source[other.start : other.end]
                full = other.name if other.name in title or other.name in scene.text else given
                return Subject(full or other.name, other.place_code, other)
    return Subject(mention.name, mention.place_code, mention)


def of_level(found: Subject, level: str) -> bool:
    name = found.name or ""
    if name.endswith(level):
        return True
    if found.mention is not None and is_village(found.mention):
        return False
    code = found.code or ""
    if level == "自治区":
        return code in _AUTONOMOUS
    if level == "市" and len(code) == 6 and code[4:] >= _COUNTY_CITIES:
        return name[-1:] not in LEVELS
    if level == "市" and code in _MUNICIPALITIES:
        return True
    if len(code) == 6:
        code = code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
    return bool(code) and len(code) == _SIZES.get(level) and name[-1:] not in LEVELS
