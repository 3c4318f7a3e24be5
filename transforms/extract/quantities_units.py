"""What stands directly behind or before a number: units, currencies, approximators, from the rules."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from transforms import rules
from transforms.extract.spotting import spots


class Unit(NamedTuple):
    """One unit, measure word or currency as it stands behind a number."""

    word: str
    kind: str  # Quantity.kind
    unit_kind: str | None
    unit: str | None  # as it is written in Quantity.unit
    base_unit: str | None = None
    factor: float = 1.0  # to base_unit; of money, the part of the main unit
    not_before: str = ""
    digits: bool = False  # only behind digits or longer numerals


class Approximator(NamedTuple):
    """One word stuck to a number, and the qualifier it gives."""

    word: str
    qualifier: str


_PERCENTS = (
    Unit("%", "percent", "percent", "%"),
    Unit("个百分点", "percentage_point", "percentage_point", "pp"),
    Unit("百分点", "percentage_point", "percentage_point", "pp"),
    Unit("‰", "percent", "percent", "%", factor=0.1),
    Unit("成", "percent", "percent", "%", factor=10.0, not_before="立为功员本果品绩长效都交型了就份"),
    Unit("折", "percent", "percent", "%", factor=10.0, not_before="旧射腾磨叠迭页扇"),
    Unit("倍", "multiple", "multiple", "x", not_before="增感受加"),
    Unit("番", "multiple", "multiple", "x", not_before="茄禺薯话外号"),
)


def _from_units(row: dict[str, str]) -> Unit:
    kind = "count" if row["kind"] in ("count", "age", "score", "magnitude") else "dimension"
    factor = float(row["factor"] or 1)
    return Unit(
        row["unit"],
        kind,
        row["kind"],
        row["unit"],
        row["base_unit"] or None,
        factor,
        row["not_before"],
        row["digits"] == "yes",
    )


@cache
def after() -> dict[str, tuple[Unit, ...]]:
    """First character -> units that begin with it, longest first."""
    units = [*_PERCENTS, *map(_from_units, rules.table("units.tsv"))]
    known = {unit.word for unit in units}
    for row in rules.table("currencies.tsv"):
        if row["place"] != "before" and row["word"] not in known:
            blocked = _OTHER_WORDS.get(row["word"], "")
            units.append(Unit(row["word"], "money", "money", row["currency"], None, float(row["factor"]), blocked))
    by_first: dict[str, list[Unit]] = {}
    for unit in sorted(units, key=lambda unit: -len(unit.word)):
        by_first.setdefault(unit.word[0], []).append(unit)
    return {first: tuple(found) for first, found in by_first.items()}


# Characters that make another word of the currency before them: 元素, 块状, 元整修.
_OTHER_WORDS = {
    "元": "素旦宵件气老月年帅勋首器",
    "元整": "修治合理个体改顿村县镇乡装备建",
    "块": "头状地儿田牌石砖玻木",
}


@cache
def fen() -> Unit:
    """分 as money; as a unit of its own it is a score."""
    return Unit("分", "money", "money", "CNY", None, 0.01)


@cache
def _people() -> re.Pattern[str]:
    """817位居民, 10名副总理: 居民 is no part of 位居, 副 none of 名副其实."""
    return re.compile("居民|居士|百姓|百货|百合|副(?!其)")


_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")


def unit_at(folded: str, at: int) -> Unit | None:
    """The longest unit that begins at `at`.

    >>> unit_at("3个百分点", 1).unit, unit_at("5人民", 1)
    ('pp', None)
    """
    for unit in after().get(folded[at : at + 1], ()):
        if not folded.startswith(unit.word, at):
            continue
        following = folded[at + len(unit.word) : at + len(unit.word) + 1]
        if following and following in unit.not_before and not _people().match(folded, at + len(unit.word)):
            continue
        if unit.word[-1] in _LETTERS and following in _LETTERS and following:
            continue
        return unit
    return None


@cache
def _currencies_before() -> dict[str, tuple[tuple[str, str], ...]]:
    """Last character -> (word, currency) of those that stand before an amount, longest first."""
    rows = [row for row in rules.table("currencies.tsv") if row["place"] != "after"]
    by_last: dict[str, list[tuple[str, str]]] = {}
    for row in sorted(rows, key=lambda row: -len(row["word"])):
        by_last.setdefault(row["word"][-1], []).append((row["word"], row["currency"]))
    return {last: tuple(found) for last, found in by_last.items()}


def currency_before(folded: str, at: int) -> tuple[int, str] | None:
    """Start and code of a currency that ends at `at` (one or two blanks between count as nothing)."""
    while at > 0 and folded[at - 1] == " ":
        at -= 1
    for word, currency in _currencies_before().get(folded[at - 1 : at], ()):
        if folded.endswith(word, 0, at):
            return at - len(word), currency
    return None


@cache
def _approximators() -> tuple[
    dict[str, list[Approximator]], dict[str, list[Approximator]], dict[str, list[Approximator]]
]:
    vocabulary = rules.vocabulary("approximators.yaml")

    def index(group: str, place: int) -> dict[str, list[Approximator]]:
        found: dict[str, list[Approximator]] = {}
        pairs = [Approximator(word, q) for q, words in vocabulary[group].items() for word in words]
        for pair in sorted(pairs, key=lambda pair: -len(pair.word)):
            found.setdefault(pair.word[place], []).append(pair)
        return found

    return index("before", -1), index("before_scale", -1), index("after", 0)


_WORDS_IN_YUE = tuple("节预签制履解")  # 节约40万元 saves, it does not guess


def approximator_before(folded: str, at: int, scale: bool) -> Approximator | None:
    """The word stuck to the number that begins at `at`; 上 and 过 only before a bare scale word (上千)."""
    last = folded[at - 1 : at]
    for found in _approximators()[0].get(last, ()):
        if folded.endswith(found.word, 0, at) and not (found.word == "约" and folded[at - 2 : at - 1] in _WORDS_IN_YUE):
            return found
    if scale:
        for found in _approximators()[1].get(last, ()):
            if folded.endswith(found.word, 0, at):
                return found
    return None


_NOT_PASSED = frozenset("通经超不度路越透渡太难错改见去做来")


def passed(folded: str, at: int) -> Approximator | None:
    """The 过 of 播种过九成 and 产值过10亿元, which is no end of a verb (通过, 不过)."""
    found = at > 1 and folded[at - 1] == "过" and folded[at - 2] not in _NOT_PASSED
    return Approximator("过", "over") if found else None


def approximator_after(folded: str, at: int) -> Approximator | None:
    """The word stuck to what ends at `at`: 以上, 左右, 多."""
    for found in _approximators()[2].get(folded[at : at + 1], ()):
        if folded.startswith(found.word, at):
            return found
    return None


def numeral_words() -> tuple[str, ...]:
    """The words in which a numeral counts nothing."""
    return rules.words("numeral_words.tsv", "word")


def fixed_words(folded: str) -> list[tuple[int, int]]:
    """Spans of the words in which a numeral counts nothing (统一, 千家万户).

    >>> fixed_words("这一带统一供水")
    [(1, 3), (3, 5)]
    """
    return [(start, end) for _, start, end in spots(folded, "numeral_words")]


@cache
def implied_nouns() -> re.Pattern[str]:
    """A noun behind a number without a measure word, in the group named by its unit: 贫困人口 counts 人."""
    groups = rules.vocabulary("quantities.yaml")["implied"]
    names = {f"u{index}": words for index, words in enumerate(groups.values())}
    body = "|".join(f"(?P<{name}>{'|'.join(sorted(words, key=len, reverse=True))})" for name, words in names.items())
    return re.compile(f"[一-鿿]{{0,4}}?(?:{body})")


def implied_unit(folded: str, at: int) -> str | None:
    """The unit that the noun behind the number implies (67万特困户: 户)."""
    found = implied_nouns().match(folded, at, at + 10)
    if found is None or found.lastgroup is None:
        return None
    implied: list[str] = list(rules.vocabulary("quantities.yaml")["implied"])
    return implied[int(found.lastgroup[1:])]


@cache
def _money_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    vocabulary = rules.vocabulary("quantities.yaml")
    before, behind = "|".join(vocabulary["money_before"]), "|".join(vocabulary["money_after"])
    return re.compile(f"(?:{before})[^，,。;；、\n]{{0,8}}$"), re.compile(f"的?[0-9一-鿿]{{0,5}}?(?:{behind})")


def speaks_of_money(folded: str, start: int, end: int) -> bool:
    """Whether the words around a bare 50万 make it an amount of money."""
    before, behind = _money_words()
    return bool(before.search(folded, max(0, start - 14), start) or behind.match(folded, end, end + 10))


_CLAUSE = re.compile("[，,。；;！!？?、:\n]")
_TIMES = frozenset("年月日天周时分秒季旬次期届人户")  # 每户 stays with the indicator, as 户均 does
PER_ONE = frozenset(("亩", "公斤", "斤", "吨", "平方米", "平米", "株", "棵", "公顷"))


_ONCE = re.compile("一度(?!电)")  # once, no unit


def per_before(folded: str, start: int, floor: int) -> str | None:
    """The thing per which an amount at `start` is given: 每亩, 每个村, 一亩地; nothing before `floor` counts.

    >>> per_before("每个村有200万元", 4, 0), per_before("一亩地6000元", 3, 0), per_before("每月3000元", 2, 0)
    ('村', '亩', None)
    """
    floor = max(floor, start - 18)
    at = folded.rfind("每", floor, start)
    while at >= 0:
        thing = _thing(folded, at + 1, start)
        if thing and not _CLAUSE.search(folded, at, start):
            return thing
        at = folded.rfind("每", floor, at)
    at = folded.rfind("一", max(floor, start - 14), start)
    while at >= 0:
        unit = unit_at(folded, at + 1)
        alone = folded[at - 1 : at] not in ("第", "每", "十", "另", "同") and not _ONCE.match(folded, at)
        if unit and unit.word in PER_ONE and alone and not _CLAUSE.search(folded, at, start):
            return unit.word
        at = folded.rfind("一", max(floor, start - 14), at)
    return None


def _thing(folded: str, at: int, end: int) -> str | None:
    if folded.startswith("一", at):
        at += 1
    unit = unit_at(folded, at)
    if unit is None or at >= end:
        things = rules.vocabulary("quantities.yaml")["per_things"]
        return next((word for word in things if folded.startswith(word, at)), None)
    if unit.word[0] in _TIMES:
        return None
    if unit.word == "个":
        things = rules.vocabulary("quantities.yaml")["per_things"]
        return next((word for word in things if folded.startswith(word, at + 1)), "个")
    return unit.word


def per_after(folded: str, end: int) -> tuple[int, str] | None:
    """Where a rate written behind a unit ends, and its thing: 元/亩 (taken in), 元一斤 (left out)."""
    mark = folded[end : end + 1]
    if mark not in ("/", "每", "一"):
        return None
    at = end + (mark != "一" or 1)
    scale = at
    while mark == "/" and folded[at : at + 1] in ("十", "百", "千", "万"):
        at += 1
    unit = unit_at(folded, at)
    word = (
        unit.word
        if unit
        else next((t for t in ("年", "月", "天", "日", "小时", "秒", "分钟", "人") if folded.startswith(t, at)), "")
    )
    if not word or mark == "一" and word not in PER_ONE:
        return None
    if mark == "每" and word[0] in _TIMES:
        return None
    return (end, word) if mark == "一" else (at + len(word), folded[scale:at] + word)
