"""Organizations of a text: names as written, and the full name that context gives (镇党委 in news about 新街镇)."""

from __future__ import annotations

from transforms.extract import (
    gazetteer,
    organizations_companies,
    organizations_inside,
    organizations_scan,
    organizations_told,
    places,
)
from transforms.extract.gazetteer import chain, level
from transforms.extract.organizations_scan import Found, Generic
from transforms.extract.places_scan import words
from transforms.model import Context, Mention, Sentence

_COMMITTEE = ("党委", "党工委", "委")
_LEVELS = {"省": "province", "市": "prefecture", "州": "prefecture", "县": "county", "区": "county", "旗": "county",
           "镇": "town", "乡": "town", "街": "town"}  # fmt: skip


def find(text: str, folded: str, sentences: list[Sentence], context: Context, places: list[Mention]) -> list[Mention]:
    """Every organization of the text, in order, as `places` are; 镇党委, 县政府 and the like have form generic."""
    cut = words(text, folded)
    spots = [m for m in places if m.form != "generic"]
    found = organizations_scan.find(folded, cut, spots)
    if told := organizations_told.find(folded):
        found = organizations_scan.longest(found + told)
    found = organizations_companies.extend(folded, cut, found, spots)
    found = organizations_inside.extend(folded, cut, found, spots)
    mentions = [_mention(text, one) for one in found]
    bodies = list(organizations_scan.generic(folded, cut, found))
    if not bodies:
        return mentions
    about = _about(context, places)
    return sorted([*mentions, *(_generic(text, one, about) for one in bodies)], key=lambda m: (m.start, -m.end))


def _about(context: Context, mentions: list[Mention]) -> str | None:
    titled = places.find_in_title(context.title, mentions) if context.title else []
    return places.article_place(context, titled, mentions)[0]


def _mention(text: str, one: Found) -> Mention:
    written = text[one.start : one.end]
    code = one.place.place_code if one.place else None
    name = one.canonical or (_full(one.place.name, code, one.last) if one.place and one.bare else None) or written
    return Mention(
        one.start, one.end, "organization", name, one.form, code,
        scope=code or "", confidence=one.confidence, rule=one.rule,
    )  # fmt: skip


def _full(name: str, code: str | None, last: str) -> str | None:
    """The official name of a committee or government of a division: 中共陈仓区新街镇委员会."""
    where = _place_name(code) if code else name
    if last in _COMMITTEE:
        return f"中共{where}{'工作' if last == '党工委' else ''}委员会"
    if last in ("政府", "人民政府"):
        return f"{where}人民政府"
    return None


def _place_name(code: str) -> str:
    """The division's name, of a town with its county: 陈仓区新街镇."""
    names = gazetteer.load().name_of
    return names[code[:6]] + names[code] if len(code) == 9 else names[code]


def _generic(text: str, one: Generic, about: str | None) -> Mention:
    written = text[one.start : one.end]
    code = _of_level(about, one.level)
    name = (_full("", code, one.last) or f"{_place_name(code)}{one.last}") if code else written
    return Mention(
        one.start, one.end, "organization", name, "generic", code,
        scope=code or "", confidence=0.7 if code else 0.4, rule="organization.generic",
    )  # fmt: skip


def _of_level(about: str | None, mark: str) -> str | None:
    """The division of that level that the article's place is or lies in; a city may be of county level."""
    if not about:
        return None
    names = gazetteer.load().name_of
    wanted = [code for code in chain(about) if level(code) == _LEVELS.get(mark)]
    if mark == "市":
        wanted = [code for code in chain(about) if names[code].endswith("市")][:1]
    return wanted[0] if wanted else None
