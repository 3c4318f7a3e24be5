"""What a corrected cell takes with it: ids of names, codes of places, bases and bounds of numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from transforms.extract import gazetteer, indicators
from transforms.extract.quantities_units import Unit, after
from transforms.identity import article_scope, entity_id
from transforms.page.names import is_name
from transforms.tables import Columns

Tables = dict[str, Columns]
_POINTERS = {  # columns that name an entity, beside those of mentions and named themselves
    "posts": ("person_id", "organization_id"), "metrics": ("subject_id",), "projects": ("entity_id",),
    "bylines": ("entity_id",), "slogan_parts": ("entity_id",),
}  # fmt: skip
_MUST = {("posts", "person_id"), ("projects", "entity_id"), ("slogan_parts", "entity_id")}


def follow(tables: Tables, field: str, row: int, old: Any) -> None:
    """Nothing; the cells of `row` and of its article that hang on the corrected one agree with it."""
    table, _, column = field.partition(".")
    rule = _RULES.get(field) or _RULES.get(f"*.{column}")
    if rule is not None:
        rule(tables, table, row, old)


def _value(tables: Tables, table: str, row: int, old: Any) -> None:
    """The same number in base_unit, and both bounds of an exact number."""
    m = tables[table]
    new, base = m["value"][row], m["base_value"][row]
    m["base_value"][row] = base * new / old if base is not None and old and new is not None else None
    for bound in ("value_low", "value_high"):
        if m[bound][row] == old:
            m[bound][row] = new


def _unit(tables: Tables, table: str, row: int, _: Any) -> None:
    """The kind of the unit, the value in its base unit, and the indicator, which may not go with every unit."""
    m = tables[table]
    word, value, kind = m["unit"][row], m["value"][row], m["unit_kind"][row]
    known = _units().get(word or "")
    m["unit_kind"][row] = "rate" if word and "/" in word else known.unit_kind if known else None
    m["base_unit"][row] = known.base_unit if known else None
    m["base_value"][row] = value * known.factor if known and known.base_unit and value is not None else None
    if m["unit_kind"][row] != kind:
        _indicator(tables, table, row, None)


@cache
def _units() -> dict[str, Unit]:
    """Every unit as `metrics.unit` writes it; the one without a factor first."""
    found: dict[str, Unit] = {}
    for unit in (unit for units in after().values() for unit in units):
        if unit.unit and (unit.unit not in found or unit.word == unit.unit):
            found[unit.unit] = unit
    return found


def _indicator(tables: Tables, table: str, row: int, _: Any) -> None:
    m = tables[table]
    m["indicator_id"][row] = indicators.indicator_id(m["indicator"][row], m["unit_kind"][row], m["measure"][row])


def _modality(tables: Tables, table: str, row: int, _: Any) -> None:
    m = tables[table]
    if m["modality"][row] != "target":
        m["due_on"][row] = None
    if m["modality"][row] == "actual":
        m["modality_cue"][row] = None


def _subject(tables: Tables, table: str, row: int, _: Any) -> None:
    m = tables[table]
    m["subject_id"][row] = _mentioned(tables, m["article_id"][row], m["subject"][row], "")


def _organization(tables: Tables, table: str, row: int, _: Any) -> None:
    p = tables[table]
    found = _mentioned(tables, p["article_id"][row], p["organization"][row], "organization")
    p["organization_id"][row] = found


def _mentioned(tables: Tables, article: str, words: str | None, kind: str) -> str | None:
    """The entity that a mention of the article with these words or this name means."""
    m = tables["mentions"]
    for at, owner in enumerate(m["article_id"]):
        if owner == article and words in (m["text"][at], m["name"][at]) and m["kind"][at].startswith(kind):
            return str(m["entity_id"][at])
    return None


def _metric_code(tables: Tables, table: str, row: int, _: Any) -> None:
    m = tables[table]
    if m["place_code"][row] is not None:
        m["place_name"][row] = gazetteer.load().name_of[m["place_code"][row]]


def _metric_place(tables: Tables, table: str, row: int, _: Any) -> None:
    m, articles = tables[table], tables["articles"]
    about = dict(zip(articles["article_id"], articles["place_code"], strict=True)).get(m["article_id"][row])
    m["place_code"][row] = code_of(m["place_name"][row], [m["place_code"][row], about])


def code_of(name: str | None, near: Iterable[str | None] = ()) -> str | None:
    """The code of the one place so named, or of the only one that lies where a place of `near` does.

    >>> code_of("坪头镇"), code_of("新街镇", ["610304110"]), code_of("陈仓区新街镇"), code_of("没有的地方")
    ('610304111', '610304110', '610304110', None)
    """
    codes = _codes(name) if name else []
    for code in filter(None, near):
        for area in gazetteer.chain(code):
            inside = [c for c in codes if gazetteer.within(c, area)]
            if inside:
                return inside[0] if len(inside) == 1 else None
    return codes[0] if len(codes) == 1 else None


def _codes(name: str) -> list[str]:
    """Codes of all places of this name, which may begin with the names of what they lie in."""
    known = gazetteer.load().entries
    if name in known:
        return list(known[name].codes)
    for cut in range(2, len(name) - 1):
        if name[:cut] in known:
            areas = known[name[:cut]].codes
            inside = [code for code in _codes(name[cut:]) if any(gazetteer.within(code, area) for area in areas)]
            if inside:
                return inside
    return []


def _published(tables: Tables, table: str, row: int, _: Any) -> None:
    a = tables[table]
    moment = a["published_at"][row]
    if moment is None:
        a["published_precision"][row] = None
    elif not (moment.hour or moment.minute or moment.second):
        a["published_precision"][row] = "day"
    else:
        a["published_precision"][row] = "second" if moment.second else "minute"


def _article_place(tables: Tables, table: str, row: int, _: Any) -> None:
    """What somebody says is sure; the place the article is about is among its names."""
    a, named = tables[table], tables["named"]
    code, article = a["place_code"][row], a["article_id"][row]
    a["place_confidence"][row] = None if code is None else 1.0
    mine = [at for at, owner in enumerate(named["article_id"]) if owner == article]
    old = [at for at in mine if named["origin"][at] == "article_place"]
    if code is None:
        remove(named, set(old))
        return
    name = gazetteer.load().name_of[code]
    made = {
        "article_id": article, "named_no": max((named["named_no"][at] for at in mine), default=0) + 1, "kind": "place",
        "name": name, "alias": name, "origin": "article_place", "entity_id": entity_id("place", name, code),
        "place_code": code, "parent_code": None, "scope": code,
    }  # fmt: skip
    if old:
        made["named_no"] = named["named_no"][old[0]]
        remove(named, set(old))
    for column, values in named.items():
        values.append(made[column])


def _byline(tables: Tables, table: str, row: int, old: Any) -> None:
    b, a, named = tables[table], tables["articles"], tables["named"]
    article, name = b["article_id"][row], b["name"][row]
    at = a["article_id"].index(article)
    scope = article_scope(a["place_code"][at], a["site"][at], a["body"][at])
    b["entity_id"][row] = entity_id("person", name, scope) if is_name(name) else None
    if not is_name(name) or named_in_byline(named, article, old) is None:
        tidy(tables, article, {})
        return
    spot = named_in_byline(named, article, old) or 0
    named["name"][spot] = named["alias"][spot] = name
    named["entity_id"][spot], named["scope"][spot] = b["entity_id"][row], scope


def named_in_byline(named: Columns, article: str, name: str) -> int | None:
    """The row of `named` that a byline of the article gave for this name."""
    keys = zip(named["article_id"], named["origin"], named["name"], strict=True)
    return next((at for at, key in enumerate(keys) if key == (article, "byline", name)), None)


def _mention_code(tables: Tables, table: str, row: int, old: Any) -> None:
    """A place is named and told apart by its code, an organization told apart."""
    m = tables[table]
    code = m["place_code"][row]
    if code is not None and m["kind"][row] == "place":
        m["name"][row], m["parent_code"][row] = gazetteer.load().name_of[code], None
    if code is not None and m["kind"][row] in ("place", "organization"):
        m["scope"][row] = code
    _mention(tables, table, row, old)


def _mention(tables: Tables, table: str, row: int, _: Any) -> None:
    """A renamed mention is of another entity; what pointed at the old one follows when nothing else names it."""
    m = tables[table]
    was = m["entity_id"][row]
    m["entity_id"][row] = entity_id(m["kind"][row], m["name"][row], m["scope"][row] or "")
    tidy(tables, m["article_id"][row], {was: (m["entity_id"][row], m["name"][row])})


def tidy(tables: Tables, article: str, renamed: dict[str, tuple[str, str]]) -> None:
    """Nothing; whoever points at an entity the article does not name any more follows it, or points at nothing."""
    known = {
        entity
        for name in ("mentions", "named")
        for entity, owner in zip(tables[name]["entity_id"], tables[name]["article_id"], strict=True)
        if owner == article
    }
    for name, pointers in _POINTERS.items():
        gone: set[int] = set()
        for pointer in pointers:
            for at, owner in enumerate(tables[name]["article_id"]):
                if owner == article and tables[name][pointer][at] not in known:
                    gone |= _repoint(tables[name], name, pointer, (at, renamed))
        remove(tables[name], gone)


def _repoint(table: Columns, name: str, pointer: str, where: tuple[int, dict[str, tuple[str, str]]]) -> set[int]:
    """The row, if it cannot be without what it points at."""
    at, renamed = where
    was = table[pointer][at]
    new = renamed.get(was) if was else None
    if new and new[0].partition(":")[0] == was.partition(":")[0]:
        table[pointer][at] = new[0]
        if name == "projects":
            table["name"][at] = new[1]
        return set()
    table[pointer][at] = None if (name, pointer) not in _MUST else was
    return {at} if (name, pointer) in _MUST else set()


def remove(table: Columns, rows: set[int]) -> None:
    """Nothing; these rows are gone."""
    for name, values in table.items() if rows else ():
        table[name] = [value for row, value in enumerate(values) if row not in rows]


def unsettle(tables: Tables, article: str, metric_no: int) -> None:
    """Nothing; what was checked with this metric is unknown now: the check read what has been corrected."""
    checks = tables["checks"]
    for at, key in enumerate(zip(checks["article_id"], checks["metric_no"], strict=True)):
        if key == (article, metric_no):
            checks["status"][at] = "unknown"


_RULES: dict[str, Callable[[Tables, str, int, Any], None]] = {
    "metrics.value": _value,
    "metrics.unit": _unit,
    "metrics.indicator": _indicator,
    "metrics.modality": _modality,
    "metrics.subject": _subject,
    "metrics.place_code": _metric_code,
    "metrics.place_name": _metric_place,
    "posts.organization": _organization,
    "articles.published_at": _published,
    "articles.place_code": _article_place,
    "bylines.name": _byline,
    "mentions.place_code": _mention_code,
    "mentions.name": _mention,
    "mentions.kind": _mention,
}
