"""Which mentions of different articles mean the same thing: scopes and entity ids.

A wrong merge is worse than a missed one: a name that many bear is told apart by where it is told of.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise

from transforms import rules
from transforms.model import Mention, Post
from transforms.text.fold import fold

_GAP = re.compile(r"[\s·•・‧]+")
_LOCAL = re.compile(r".*(?:村|屯|镇|乡|街道|社区|苏木|嘎查|组|路|街|桥|广场|公园|小区|水库|山|河|沟)$")
# A body named by its level alone: another one in every county.
_LEVEL_ONLY = re.compile(
    r"(?!国家|中央|全国|中国|最高|国务院)(?:中共)?(?:[省市县区州旗镇乡村]|街道|社区|自治区)?(?:两?委|党委|政府|党支部|党总支|支部|人民政府|纪委|政协|人大|法院|检察院|公安局"
    r"|[\u4e00-\u9fff]{1,6}(?:局|办|站|所|中心|委员会|委|合作社|公司|学校|中学|小学|医院|卫生院))$"
)


@lru_cache(maxsize=65536)
def entity_id(kind: str, name: str, scope: str = "") -> str:
    """The id of the entity that bears `name` within `scope`; the same in every run and on every machine.

    >>> entity_id("slogan", "四个意识") == entity_id("slogan", "四个意识")
    True
    >>> entity_id("person", "王强", "610304") == entity_id("person", "王强", "610302")
    False
    """
    same = body_key(name) if kind == "organization" else canonical(name)
    digest = hashlib.sha256(f"{kind}\0{same}\0{scope}".encode()).hexdigest()
    return f"{kind}:{digest[:16]}"


def canonical(name: str) -> str:
    """The name as it is compared: folded, without the gaps and dots within it.

    >>> canonical("古丽·阿不都")
    '古丽阿不都'
    """
    return _GAP.sub("", fold(name)).casefold()


def body_key(name: str) -> str:
    """The name of a body as it is compared: committees and governments without the words that are left out at will.

    >>> body_key("中共岐山县委员会"), body_key("洋县县委"), body_key("岐山县人民政府"), body_key("人民政府")
    ('岐山县委', '洋县委', '岐山县政府', '人民政府')
    """
    key = _PARTY.sub("", canonical(name))
    return _TWICE.sub(r"\1\2", _GOVERNMENT.sub("政府", _COMMITTEE.sub("委", key)))


_PARTY = re.compile(r"^(?:中共|中国共产党)(?!中央|全国)")
_COMMITTEE = re.compile(r"(?<=.)委员会$")
_GOVERNMENT = re.compile(r"(?<=[省市县区州旗盟镇乡])人民政府$")
_TWICE = re.compile(r"([省市县区州旗村])\1(委|政府|委会)$")


@cache
def national_figures() -> dict[str, tuple[str, ...]]:
    """Persons known everywhere: name -> words one of which must stand right before it (none needed: empty)."""
    rows = rules.table("lexicon/national_figures.tsv")
    abroad: dict[str, tuple[str, ...]] = dict.fromkeys(
        map(canonical, rules.words("lexicon/foreign_names.tsv", "name")), ()
    )
    return abroad | {canonical(row["name"]): tuple(filter(None, row["with"].split("|"))) for row in rows}


def is_national(name: str, folded: str) -> bool:
    """Whether this name in this text means the figure known everywhere.

    >>> is_national("王毅", "外交部长王毅表示"), is_national("王毅", "村民王毅说"), is_national("袁隆平", "")
    (True, False, True)
    """
    words = _needed(name)
    if words is None:
        return False
    return not words or any(f"{word}{name}" in folded for word in words)


@lru_cache(maxsize=1 << 14)
def _needed(name: str) -> tuple[str, ...] | None:
    """The words that a figure of this name needs; None where it is no figure's."""
    return national_figures().get(canonical(name))


# A name that only the article makes clear: 王 of 王女士, 老李, 小张, 王某某, 金大姐.
_PARTIAL = re.compile(r".|[老小阿].|.某.?|.[大老阿]?[姐哥嫂爷娘妈叔婶伯姨汉太]{1,2}|.(?:婆婆|奶奶|爷爷|阿姨)")


@lru_cache(maxsize=4)
def text_scope(body: str) -> str:
    """The scope of what is known in this very text only."""
    return "body:" + hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def article_scope(place_code: str | None, site: str | None, body: str) -> str:
    """What holds together the local names of one article: its county, else its site, else the text itself."""
    if place_code and not place_code[:6].endswith("00"):
        return place_code[:6]
    return f"site:{site}" if site else text_scope(body)


@dataclass(frozen=True, slots=True)
class Setting:
    """The article around its mentions."""

    local: str  # its article_scope
    body: str  # the text, for its text_scope
    place_code: str | None
    folded: str
    homes: Mapping[str, str] = field(default_factory=dict)  # of persons whose own place the text tells


def setting(
    place_code: str | None, site: str | None, body: str, folded: str, homes: Mapping[str, str] | None = None
) -> Setting:
    """What `scope` needs to know of an article."""
    return Setting(article_scope(place_code, site, body), body, place_code, folded, homes or {})


# 岐山县蔡家坡镇(果农)王建国: what a person of a place is called.
_OF_PLACE = re.compile(
    r"[\u4e00-\u9fff]{0,8}?(?:村民|居民|农民|牧民|渔民|[菜果茶药花烟林棉粮]农|[殖植营养困]户|大户|能手|带头人|党员|社员|传承人|艺人|老人|护林员|网格员|村医)\Z"
)


def homes(folded: str, mentions: list[Mention], posts: list[Post]) -> dict[str, str]:
    """The county, city or foreign country of every person whose post, or the place before the name, tells it.

    >>> place, person = Mention(0, 3, "place", "岐山县", place_code="610323"), Mention(5, 8, "person", "王建国")
    >>> homes("岐山县村民王建国说", [place, person], [])
    {'王建国': '610323'}
    """
    found: dict[str, str] = {}
    for post in posts:
        code = post.place_code
        # Heads of provinces are told of everywhere, and move on.
        if code and code != "CHN" and not code.endswith("0000"):
            found.setdefault(post.person, code[:6])
    for before, person in pairwise(mentions):
        code = before.place_code or before.parent_code
        if person.kind != "person" or before.kind not in ("place", "organization") or not code or not code.isdigit():
            continue
        if not code[:6].endswith("00") and _OF_PLACE.fullmatch(folded, before.end, person.start):
            found.setdefault(person.name, code[:6])
    return found


def scope(mention: Mention, around: Setting) -> str:
    """The scope of a mention's entity: what tells two bearers of its name apart."""
    if mention.kind == "person":
        if _PARTIAL.fullmatch(mention.name):
            return text_scope(around.body)
        return "" if is_national(mention.name, around.folded) else around.homes.get(mention.name, around.local)
    if mention.kind == "organization":
        if mention.place_code:
            return mention.place_code
        return around.local if mention.form == "generic" or _LEVEL_ONLY.fullmatch(mention.name) else ""
    if mention.kind == "place":
        if mention.place_code:
            return mention.place_code
        known = mention.rule == "place.natural"  # rivers and mountains known everywhere
        return mention.parent_code or (around.local if _LOCAL.fullmatch(mention.name) and not known else "")
    if mention.kind == "project":
        return mention.place_code or around.place_code or around.local
    return ""
