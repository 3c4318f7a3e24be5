"""Every division of China down to town, countries and well-known places: names, codes, levels, parents.

Codes: six digits of GB/T 2260 down to county (610304), nine digits of the statistics bureau for towns (610304110),
three letters of ISO 3166 for countries (CHN). A place without a code of its own has that of what it lies in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, NamedTuple
from zlib import crc32

from transforms import rules

CHINA = "CHN"
BLOOM_PROBES = 4
_FOLDER = "gazetteer/"
_PROVINCE_WORD = re.compile("(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$")
_PREFECTURE_WORD = re.compile("(市|地区|盟|自治州)$")
_COUNTY_WORD = re.compile("(自治县|自治旗|特区|林区|新区|矿区|县|区|市|旗)$")
_TOWN_NAME = re.compile("(镇|乡|苏木|街道|街道办事处)$")
_FARM_NAME = re.compile("(农场|林场|牧场|地区)$")
_TOWN_WORD = re.compile("(民族乡|民族苏木|街道办事处|街道|地区|镇|乡|苏木|办事处)$")


class Entry(NamedTuple):
    """What one written name may mean: `codes` from the largest division to the smallest."""

    name: str
    kind: str  # full alias short abroad none; natural: a river or mountain first, whatever the codes
    codes: tuple[str, ...]
    use: str = "safe"  # safe: stands alone; named: needs a ground in the article; word: only right after its parent


@dataclass(slots=True)
class Gazetteer:
    """All places by name and by code."""

    name_of: dict[str, str]  # code -> official name
    entries: dict[str, Entry]  # every name to look for in a text
    renamed: dict[str, dict[str, str]]  # code of a division that is no more -> its row of renames.tsv
    abroad: dict[str, dict[str, str]]  # name of a foreign place -> its row
    village_names: tuple[int, bytes] = (0, b"")
    village_pairs: tuple[int, bytes] = (0, b"")
    towns_of: dict[str, list[str]] = field(default_factory=dict)  # county code -> codes of its towns


@cache
def load() -> Gazetteer:
    """The gazetteer of this process, read once."""
    name_of, towns_of = _divisions()
    renamed = {row["code"]: row for row in rules.table(_FOLDER + "renames.tsv") if row["code"] not in name_of}
    name_of |= {code: row["name"] for code, row in renamed.items()}
    name_of |= {row["code"]: row["name"] for row in rules.table(_FOLDER + "countries.tsv")}
    abroad = {row["name"]: row for row in rules.table(_FOLDER + "abroad.tsv")}
    names, pairs = _villages()
    found = Gazetteer(name_of, {}, renamed, abroad, names, pairs, towns_of)
    found.entries = _entries(found)
    return found


@lru_cache(maxsize=1 << 16)
def level(code: str) -> str:
    """country, province, prefecture, county or town.

    >>> [level(c) for c in ("CHN", "610000", "610300", "610304", "610304110")]
    ['country', 'province', 'prefecture', 'county', 'town']
    """
    if len(code) == 9:
        return "town"
    if not code.isdigit():
        return "country"
    return "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"


def parent(code: str) -> str | None:
    """Code of the division this one lies in; None for a country.

    >>> parent("610304110"), parent("610304"), parent("429004"), parent("610000")
    ('610304', '610300', '420000', 'CHN')
    """
    if len(code) == 9:
        return code[:6]
    if not code.isdigit():
        return None
    if code.endswith("0000"):
        return CHINA
    prefecture = code[:4] + "00"
    return prefecture if code != prefecture and prefecture in load().name_of else code[:2] + "0000"


@lru_cache(maxsize=1 << 16)
def chain(code: str) -> tuple[str, ...]:
    """The code and everything it lies in, smallest first, without China itself."""
    above = parent(code)
    return (code,) if above is None or above == CHINA else (code, *chain(above))


def today(code: str) -> str:
    """The division that a former one has become part of, or the code itself.

    >>> today("421023"), today("610304")
    ('421088', '610304')
    """
    row = load().renamed.get(code)
    return row["successor_code"] if row and row["successor_code"] else code


@lru_cache(maxsize=1 << 16)
def within(code: str, area: str) -> bool:
    """Whether the division `code` is `area` or lies in it.

    >>> within("610304110", "610300"), within("610304", "610304110"), within("429004", "420000")
    (True, False, True)
    """
    if not area.isdigit():
        return code == area or (area == CHINA and code.isdigit())
    root = area[:2] if area.endswith("0000") else area[:4] if area.endswith("00") else area
    return code.startswith(root)


def full_name(code: str) -> str:
    """陕西省宝鸡市陈仓区新街镇."""
    return "".join(load().name_of[c] for c in reversed(chain(code)))


def is_village(name: str, county: str = "") -> bool:
    """Whether a village of this bare name (东沟门) is known (in the county); about one yes in fifty is wrong."""
    size, bits = load().village_pairs if county else load().village_names
    if not size:
        return False
    return all(bits[at >> 3] & 1 << (at & 7) for at in bloom_positions(county[:6] + name, size, BLOOM_PROBES))


def bloom_positions(key: str, size: int, probes: int) -> list[int]:
    """The bits of a Bloom filter of `size` bits that stand for the key."""
    data = key.encode()
    first, step = crc32(data), crc32(data, 0x9E3779B9) | 1
    return [(first + n * step) % size for n in range(probes)]


def rows() -> Iterator[dict[str, Any]]:
    """Rows of the reference table `places`, former divisions and countries included, ordered by code."""
    found = load()
    aliases: dict[str, list[str]] = {}
    for entry in found.entries.values():
        if len(entry.codes) == 1 or entry.kind != "full":
            for code in entry.codes:
                aliases.setdefault(code, []).append(entry.name)
    for code in sorted(found.name_of):
        name, old = found.name_of[code], found.renamed.get(code, {})
        yield {
            "place_code": code,
            "name": name,
            "level": level(code),
            "parent_code": parent(code),
            "full_name": full_name(code),
            "aliases": sorted(set(aliases.get(code, ())) - {name}),
            "valid_from": _day(old.get("valid_from"), "-01-01"),
            "valid_to": _day(old.get("valid_to"), "-12-31"),
            "successor_code": old.get("successor_code") or None,
        }


@lru_cache(maxsize=1 << 14)
def short(name: str, code: str) -> str:
    """The name without its level word, or the name itself where nothing usable would be left.

    >>> short("陈仓区", "610304"), short("孟连傣族拉祜族佤族自治县", "530827"), short("富县", "610628")
    ('陈仓', '孟连', '富县')
    """
    word = {"province": _PROVINCE_WORD, "prefecture": _PREFECTURE_WORD, "county": _COUNTY_WORD, "town": _TOWN_WORD}
    if not code[:1].isdigit():
        return name
    bare = _peoples().sub("", word[level(code)].sub("", name))
    return bare if len(bare) >= 2 else name


@cache
def _peoples() -> re.Pattern[str]:
    """Matches the names of peoples at the end of a division's name: 傣族拉祜族佤族, 哈萨克."""
    names = sorted(rules.words(_FOLDER + "peoples.tsv", "name"), key=len, reverse=True)
    return re.compile(f"(?<=..)(?:{'|'.join(names)}|各族)+$")


def _divisions() -> tuple[dict[str, str], dict[str, list[str]]]:
    name_of: dict[str, str] = {}
    towns_of: dict[str, list[str]] = {}
    for row in rules.table(_FOLDER + "divisions.tsv"):
        code = row["code"]
        name_of[code] = row["name"]
        if row["towns"]:
            towns = row["towns"].split(" ")
            towns_of[code] = [code + town[:3] for town in towns]
            name_of.update((code + town[:3], town[3:]) for town in towns)
    return name_of, towns_of


def _villages() -> tuple[tuple[int, bytes], tuple[int, bytes]]:
    """The two Bloom filters: bare village names, county code + village name."""
    data = rules.path(_FOLDER + "villages.bin").read_bytes()
    size = int.from_bytes(data[:4], "big")
    end = 4 + size // 8
    return (size, data[4:end]), (int.from_bytes(data[end : end + 4], "big"), data[end + 4 :])


def _entries(found: Gazetteer) -> dict[str, Entry]:
    """Every name to look for; where names coincide the larger division comes first and full names win."""
    codes = _codes_by_name(found)
    uses = {row["name"]: row["use"] for row in rules.table(_FOLDER + "short_forms.tsv")}
    entries = {}
    for table, kind in (("natural.tsv", "natural"), ("abroad.tsv", "abroad")):
        for row in rules.table(_FOLDER + table):
            use = {"no": "named", "": "safe"}.get(row["safe"], row["safe"])
            entries[row["name"]] = Entry(row["name"], kind, (), use)
    for phrase in rules.words(_FOLDER + "not_places.tsv", "phrase"):
        entries[phrase] = Entry(phrase, "none", ())
    for kind in ("short", "alias", "full"):
        for name, places in codes[kind].items():
            known = entries.get(name)
            use = _use(name, kind, uses)
            if known or len(places) > 1:
                places = list(dict.fromkeys(sorted((*places, *(known.codes if known else ())), key=_size)))
            if known and known.use == "safe":
                use = "safe"
            river = known is not None and known.kind == "natural" and kind == "short"  # 太湖 is a lake first
            entries[name] = Entry(name, "natural" if river else kind, tuple(places), use)
    return entries


def _codes_by_name(found: Gazetteer) -> dict[str, dict[str, list[str]]]:
    """full|alias|short -> name -> codes of all divisions and countries so named."""
    codes: dict[str, dict[str, list[str]]] = {"full": {}, "alias": {}, "short": {}}
    full = codes["full"]
    for code, name in found.name_of.items():
        town = len(code) == 9
        if not town or _is_pattern(name, found):
            full.setdefault(name, []).append(code)
        if not town or "族" in name or name.endswith(("镇镇", "地区")):
            for alias, kind in _aliases(code, name):
                codes[kind].setdefault(alias, []).append(code)
    for row in rules.table(_FOLDER + "renames.tsv"):
        code = row["code"]
        if code not in found.renamed:  # a new name under the old code: 襄樊市 is an alias of 襄阳市
            full.setdefault(row["name"], []).append(code)
            codes["short"].setdefault(short(row["name"], code), []).append(code)
    for row in rules.table(_FOLDER + "aliases.tsv"):
        full.setdefault(row["alias"], []).append(row["code"])
    for row in rules.table(_FOLDER + "countries.tsv"):
        for alias in row["aliases"].split():
            full.setdefault(alias, []).append(row["code"])
    return codes


def _is_pattern(name: str, found: Gazetteer) -> bool:
    """Whether a town's name is looked for: 林场 and 工业园区 are names of rows but words of every place."""
    if name[-1] in "镇乡" or _TOWN_NAME.search(name):
        return name != "街道"
    if _FARM_NAME.search(name):
        return len(name) >= 4
    return any(name[:n] in found.name_of or name[:n] in _county_shorts() for n in (2, 3) if len(name) >= n + 3)


@cache
def _county_shorts() -> frozenset[str]:
    """Short names of the divisions down to county: a zone that begins with one is a name of its own."""
    rows = rules.table(_FOLDER + "divisions.tsv")
    return frozenset(short(row["name"], row["code"]) for row in rows)


def _use(name: str, kind: str, uses: dict[str, str]) -> str:
    """Whether the name stands alone (see Entry)."""
    if kind == "short":
        return uses.get(name, "named")
    lone = "word" if len(name) == 2 and name[-1] in "镇乡区" else "safe"  # 古镇, 老乡, 城区
    return uses.get(name, lone)


def _size(code: str) -> tuple[int, str]:
    """Sorts larger divisions first; former ones keep their place."""
    order = ("country", "province", "prefecture", "county", "town")
    return order.index(level(code)), code


def _aliases(code: str, name: str) -> list[tuple[str, str]]:
    """(name, kind) in use beside the official one: 陈仓 of 陈仓区, 孟连 and 孟连县 of 孟连傣族拉祜族佤族自治县.

    Of towns only names without the people: 马场镇 of 马场回族镇.
    """
    if len(code) == 9 and name.endswith("镇镇"):  # 乌镇 of 乌镇镇
        return [(name[:-1], "alias")]
    if len(code) == 9:
        if name.endswith("地区"):  # 后沙峪镇 under the area office of the same name
            return [(name[:-2] + "镇", "alias"), (name[:-2] + "乡", "alias")]
        word = _TOWN_WORD.search(name)
        bare = _peoples().sub("", name[: word.start()]) if word else name
        return [(bare + word[0][-1], "alias")] if word and 2 <= len(bare) < word.start() else []
    bare = short(name, code)
    if bare == name or code[4:5] == "7":  # the bureau's own numbers of development zones
        return []
    if name.endswith(("自治县", "自治州", "自治旗")) and len(bare) + 3 < len(name):
        return [(bare, "short"), (bare + name[-1], "alias")]
    return [(bare, "short")]


def _day(text: str | None, rest: str) -> str | None:
    """An ISO day; a bare year is widened to its first or last day, a month to its first."""
    if not text:
        return None
    return text + (rest if len(text) == 4 else "-01" if len(text) == 7 else "")
