"""Numerals: where they stand in a folded text and what they say, in digits, Chinese, or both mixed."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from transforms import rules


class Reading(NamedTuple):
    """What a numeral says; low and high None = open, value = the number as written, midpoint of a range."""

    value: float
    low: float | None
    high: float | None
    qualifier: str  # exact approx over under range
    form: str  # digits chinese scale (千 alone) fraction percent (百分之五)
    scale: float = 1.0  # the scale words it ends with: 1e8 of 3亿


class Numeral(NamedTuple):
    """One numeral of a text."""

    start: int
    end: int
    reading: Reading


# 千瓦, 百帕, 兆赫 … are units; 万物 is a word.
_SCALE = "(?:[万亿](?![物科])|千(?![瓦克米伏帕卡赫焦安字比升])|百(?![帕分])|兆(?![瓦赫帕比字欧伏]))"
_FIRST = "零〇○一二三四五六七八九十百千万亿兆廿卅壹贰叁肆柒捌玖"
_CN = "零〇○一二三四五六七八九十百千万亿兆廿卅壹贰叁肆柒捌玖拾佰仟"
_UNIT = "千(?:比特|字节|赫|瓦|伏)"  # the last 千 of 五千瓦 is of the unit
_PLAIN = r"[0-9]+(?:\.[0-9]+)?"
# After a first digit (already read): 1,100.9亿 500余万 5万4千6百 2e5 30w 3/5; 2019.9.6 holds no decimals.
_DIGITS = rf"""(?<=[0-9.])
    (?:[0-9]*(?:\.[0-9]+){{2,}} | (?:[0-9]{{0,2}}(?:,[0-9]{{3}})+(?![0-9])|[0-9]*) (?:\.[0-9]+(?![0-9]*\.[0-9]))?
    (?: [ ]?(?:[多余几]?{_SCALE})+ (?:{_PLAIN}{_SCALE}+)*
      | [eE][-+]?[0-9]+(?![0-9A-Za-z]) | \^[-+]?[0-9]+ | [ ]?[KkMGwW](?![0-9A-Za-z"”一-鿿])
      | (?<![0-9]/[0-9])(?<![0-9][0-9]/[0-9])/[1-9][0-9]{{0,2}}(?![0-9/.年月日号元]) )?)"""
# After a first Chinese numeral: 三百五十万亿 十几万 几百 两千三点一.
_CHINESE = rf"""(?<=[^0-9.])
    (?:(?!{_UNIT})[{_CN}] | 两(?=[百千万亿]) | [几多余](?=[十百千万亿兆]) | (?<=十)几
      | [伍陆](?=[拾佰仟]) | (?<=[拾佰仟零])[伍陆])*
    (?:点[零〇一二三四五六七八九]+[十百千万亿]*)?"""
_PARTS = rf"""(?:又(?:[0-9]+|[{_CN}]+)(?=分之))?
    (?:分之(?:{_PLAIN}(?:,[0-9]{{3}})*[万亿Kk]?|(?:(?!百分)[{_CN}几])+(?:点[{_CN}]+)?))?"""
_HIT = "[造击工算响通破开赢好印井仗卡牌磨折包头下出电假招]"  # 打 of 打造 is no dozen
_COUNTED = "[万亿元亩户人个米公吨名家平立千株头只件次场项套辆台斤]"  # behind what stands apart: 1000 余亩
_MORE = rf"""(?:(?<=[0-9十百千万亿])(?:[多余](?!元化|样化|样性|极化|边主)|[ ][多余](?={_COUNTED})))?
    (?:(?<=[0-9一二两三四五六七八九十百千万])打(?!{_HIT}))?"""
# The class stands first, so that re looks for its characters alone; then what 伍, 陆 and a point need beside them.
_BEGIN = rf"[0-9{_FIRST}两俩仨几数伍陆.](?:(?<=[^伍陆.])|(?<=[伍陆])(?=[拾佰仟])|(?<=\.)(?<![0-9A-Za-z.]\.)(?=[0-9]))"
_SCAN = re.compile(rf"{_BEGIN} (?:{_DIGITS}|{_CHINESE}) {_PARTS} {_MORE}", re.VERBOSE)


def find(folded: str) -> list[Numeral]:
    """The numerals of the text, left to right.

    >>> [(n.start, n.end, n.reading.value) for n in find("投资1.2万亿元，惠及三百五十户")]
    [(2, 7, 1200000000000.0), (11, 15, 350.0)]
    """
    found = []
    for match in _SCAN.finditer(folded):
        text, start = match[0], match.start()
        if text.count(".") > 1:
            found += _chain(text, start)
            continue
        reading = read(text)
        before = folded[start - 1 : start]
        if reading is None or reading.form == "scale" and found and found[-1].end == start:
            continue
        if before in _SIGNS:
            start, reading = _signed(folded, start, reading)
        found.append(Numeral(start, match.end(), reading))
    return found


def _chain(text: str, start: int) -> list[Numeral]:
    """Each number of 2019.9.6: what has two points holds no decimals."""
    parts = (m for m in re.finditer("[0-9]+", text) if len(m[0]) <= _LONGEST)
    return [Numeral(start + m.start(), start + m.end(), _exact(float(m[0]), "digits")) for m in parts]


_SIGNS = frozenset(("-", "负", "−"))
_OPEN = frozenset(' \n\t(:,=<>~《“、，。;^*是为达于到至约低高"[')


def _signed(folded: str, start: int, reading: Reading) -> tuple[int, Reading]:
    """The numeral with the minus sign before it taken in, where that is what it is."""
    mark = folded[start - 1]
    before = folded[start - 2] if start > 1 else " "
    if mark in "-−负" and (before in _OPEN or mark == "负" and before not in "胜平"):
        return start - 1, negative(reading)
    return start, reading


def negative(reading: Reading) -> Reading:
    """The reading with its sign turned."""
    low = None if reading.high is None else -reading.high
    high = None if reading.low is None else -reading.low
    return reading._replace(value=-reading.value, low=low, high=high)


def _exact(value: float, form: str, scale: float = 1.0) -> Reading:
    return Reading(value, value, value, "exact", form, scale)


_LONGEST, _LARGEST = 64, 1e30  # digests, and rows of one character, are no numbers


@lru_cache(maxsize=16384)
def read(text: str) -> Reading | None:
    """What a numeral says, or None when it says no number.

    >>> read("25万6千").value, read("五六百")[1:4], read("8000余万").low, read("十几")[1:3]
    (256000.0, (500.0, 600.0, 'range'), 80000000.0, (11.0, 19.0))
    """
    if len(text) > _LONGEST:
        return None
    reading = _reading(text)
    return reading if reading and abs(reading.value) < _LARGEST else None


def _reading(text: str) -> Reading | None:
    if text.isdecimal():
        return _exact(float(int(text)), "digits")
    if "分之" in text:
        return _fraction(text)
    text = text.replace(" ", "").replace(",", "")
    if text[-1] == "打":
        dozens = read(text[:-1])
        return dozens and _exact(12 * dozens.value, dozens.form)
    if "/" in text:
        above, _, below = text.partition("/")
        if not above.isdecimal() or not below.isdecimal() or not int(below):
            return None  # 7/0, 5/8多
        return _exact(float(above) / float(below), "fraction")
    form = "digits" if text[0] in "0123456789." else "chinese"
    if text[-1] in "多余" or _INNER_MORE.search(text):
        inner = read(_MORES.sub("", text))
        return inner and inner._replace(high=None, qualifier="over")
    if "几" in text or "数" in text:
        return _vague(text)
    if form == "chinese" and (pair := _ADJACENT.fullmatch(text)):
        return _adjacent(pair)
    number = value(text)
    if number is None:
        return None
    if not _DIGIT.search(text) and "十" not in text:
        return _exact(float(number), "scale", float(number))._replace(qualifier="approx")
    return _exact(float(number), form, _scale_of(text))


_MORES = re.compile("[多余]")
_INNER_MORE = re.compile("[多余](?=[十百千万亿兆])")
_DIGIT = re.compile("[0-9零〇○一二两三四五六七八九壹贰叁肆伍陆柒捌玖十拾廿卅]")
_ADJACENT = re.compile(
    "((?:[一二两三四五六七八九十百千万亿]*[十百千万亿])?)([一二两三四五六七八九])([二两三四五六七八九])([十百千万亿]*)"
)
_VAGUE = re.compile(r"([0-9.零一二两三四五六七八九十百千万亿]*)[几数]([十百千万亿兆]?)([十百千万亿兆]*)")
_TRAILING = re.compile("(?:[万亿兆]+|(?<=[一二两三四五六七八九])[百千])$")


def _scale_of(text: str) -> float:
    if text[-1] in "wW":
        return 1e4
    found = _TRAILING.search(text)
    return float(value(found[0]) or 1) if found else 1.0


def _vague(text: str) -> Reading | None:
    """几百 数千万 十几万 三百几十: bounds by the plain reading (几十 is 10 to 99)."""
    found = _VAGUE.fullmatch(text)
    if found is None or not (found[1] or found[2]):
        return None
    base = value(found[1]) if found[1] else Decimal(0)
    place = value(found[2]) if found[2] else Decimal(1)
    rest = value(found[3]) if found[3] else Decimal(1)
    if base is None or place is None or rest is None:
        return None
    if found[2] in ("万", "亿") and base:  # 十几万: 万 counts the whole
        place, rest = Decimal(1), place * rest
    low, high = float((base + place) * rest), float((base + place * 10 - 1) * rest)
    return Reading((low + high) / 2, low, high, "approx", "chinese", _scale_of(text))


def _adjacent(pair: re.Match[str]) -> Reading | None:
    """五六百 两三 十七八: from the one to the other; 二八 is no such pair."""
    prefix, a, b, scales = pair.groups()
    first, second = _digits()[a], _digits()[b]
    if not (second == first + 1 or (first, second) == (3, 5)):
        number = value(pair[0])
        return None if number is None else _exact(float(number), "chinese", _scale_of(pair[0]))
    low, high = value(prefix + a + scales), value(prefix + b + scales)
    if prefix and not scales:  # 二百五六 would be 250 and 260: the tens are left out
        return _exact(float(value(pair[0]) or 0), "chinese") if prefix[-1] not in "十" else _span(low, high)
    return _span(low, high, _scale_of(pair[0]))


def _span(low: Decimal | None, high: Decimal | None, scale: float = 1.0) -> Reading | None:
    if low is None or high is None:
        return None
    return Reading(float(low + high) / 2, float(low), float(high), "range", "chinese", scale)


def _fraction(text: str) -> Reading | None:
    """二分之一 0.5, 一又二分之一 1.5; 百分之五 is form percent with value 5, 千分之一 0.1."""
    below, _, above = text.partition("分之")
    whole, _, below = below.rpartition("又")
    top = read(above.replace(",", ""))
    bottom, plus = value(below), value(whole) if whole else Decimal(0)
    if top is None or not bottom or plus is None:
        return None
    percent = below in ("百", "千", "万", "万万", "百万", "百万万", "十万")

    def scaled(part: float | None) -> float | None:
        return None if part is None else float(Decimal(str(part)) / bottom * (100 if percent else 1) + plus)

    number = scaled(top.value)
    form = "percent" if percent else "fraction"
    return Reading(number or 0.0, scaled(top.low), scaled(top.high), top.qualifier, form)


@cache
def _digits() -> dict[str, int]:
    return {str(word): int(number) for word, number in rules.vocabulary("numerals.yaml")["digits"].items()}


@cache
def _scales() -> dict[str, int]:
    return {str(word): int(number) for word, number in rules.vocabulary("numerals.yaml")["scales"].items()}


_TOKEN = re.compile(r"[0-9]*\.?[0-9]+|.", re.DOTALL)
_LARGEST_EXPONENT = 30
_POWER = re.compile(r"([0-9.]+)([eE^])([-+]?[0-9]+)")
_LETTER = re.compile(r"([0-9.]+)([KkMGwW])")


def value(text: str) -> Decimal | None:
    """The number an exact numeral says, or None.

    >>> [float(value(t)) for t in ("一万三", "两千零五", "二〇一九", "4.78万", "负六点六")]
    [13000.0, 2005.0, 2019.0, 47800.0, -6.6]
    """
    text = text.replace(",", "").replace(" ", "")
    if len(text) > _LONGEST:
        return None
    if text[:1] in ("-", "负"):
        inner = value(text[1:])
        return None if inner is None else -inner
    if power := _POWER.fullmatch(text):
        base, mark, exponent = power.groups()
        if len(exponent) > 3 or abs(int(exponent)) > _LARGEST_EXPONENT or not float(base):
            return None  # a digest: 508e27610448
        return Decimal(base).scaleb(int(exponent)) if mark != "^" else Decimal(base) ** int(exponent)
    if letter := _LETTER.fullmatch(text):
        return Decimal(letter[1]) * int(rules.vocabulary("numerals.yaml")["letters"][letter[2]])
    whole, point, decimals = text.partition("点")
    if point:
        return _decimal(whole, decimals)
    if all(ch in _digits() for ch in text):
        return Decimal("".join(str(_digits()[ch]) for ch in text)) if text else None
    return _sum(_TOKEN.findall(_long_tens(text)))


def _long_tens(text: str) -> str:
    """廿四 as 二十四."""
    return text.replace("廿", "二十").replace("卅", "三十")


def _decimal(whole: str, decimals: str) -> Decimal | None:
    tail = decimals.lstrip("".join(_digits()))
    left, times = value(whole), value(tail) if tail else Decimal(1)
    digits = "".join(str(_digits()[ch]) for ch in decimals[: len(decimals) - len(tail)])
    if left is None or times is None or not digits:
        return None
    return (left + Decimal(digits).scaleb(-len(digits))) * times


def _sum(tokens: list[str]) -> Decimal | None:
    """The value of digits and scale words in order; a bare last digit counts tenths of the scale before (一万三)."""
    total, section, digit = Decimal(0), Decimal(0), None
    small, big, before = 1, 10**20, ""
    for token in tokens:
        if token in _digits() or token[-1].isdecimal():
            if digit is not None and digit != 0:
                return None
            digit = Decimal(_digits().get(token, token))
        elif (scale := _scales().get(token)) is None:
            return None
        elif scale < 10000:
            section += (digit or 1) * scale  # 零十二 is 12
            digit, small = None, scale
        else:
            section, digit, small = section + (digit or 0), None, scale
            if scale >= big or before in "万亿兆" and before:
                total = (total + section) * scale if total + section else Decimal(scale)
            else:
                total += (section or (0 if total else 1)) * scale
            section, big = Decimal(0), scale
        before = token
    if digit is not None:
        bare = len(tokens) > 1 and tokens[-2] in _scales() and small >= 100 and not tokens[-1].isdecimal()
        section += digit * (small // 10 if bare else 1)
    return total + section
