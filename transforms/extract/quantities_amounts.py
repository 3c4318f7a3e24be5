"""Amounts: a numeral with the unit behind it or the currency before it, alone or joined to a range."""

from __future__ import annotations

import re
from dataclasses import dataclass

from transforms.extract import quantities_units as units
from transforms.extract.numbers import Numeral, Reading, negative
from transforms.extract.quantities_units import Unit


@dataclass(slots=True)
class Amount:
    """A numeral and what it counts; still without the approximators around it."""

    start: int  # with a currency before, with the unit behind
    end: int
    number_start: int
    number_end: int
    reading: Reading
    plain: Reading  # of the numeral alone
    unit: Unit | None = None
    per: str | None = None
    implied: str | None = None  # unit that the noun behind implies
    rule: str = ""


_CODE_BEFORE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_@#&")
_TIME_UNITS = re.compile(
    "(?:个(?:多|半)?)?(?:[年月日天周时秒号晚夜旬]|小时|分钟|星期|礼拜|季度|世纪|点(?!多|位)|刻钟|工作日|钟头|学期|昼夜)|周岁"
)


def amounts(folded: str, numerals: list[Numeral]) -> list[Amount]:
    """One amount for each numeral, with its unit, left to right."""
    fixed = units.fixed_words(folded)
    found: list[Amount] = []
    covered = 0
    for numeral in numerals:
        while covered < len(fixed) and fixed[covered][1] <= numeral.start:
            covered += 1
        if covered < len(fixed) and fixed[covered][0] <= numeral.start and numeral.end <= fixed[covered][1]:
            continue
        amount = Amount(numeral.start, numeral.end, numeral.start, numeral.end, numeral.reading, numeral.reading)
        _complete(folded, amount)
        found.append(amount)
    if "米" in folded:
        _elide(folded, found)
    return found


_ELIDED = re.compile(
    "(?<![0-9零一二两三四五六七八九十百千万亿几半方平立毫厘分微纳海延长大小玉])米(?P<tenth>[一二三四五六七八九])(?=左右|以上|以下|到|至|出头|多|[,。、])"
)


def _elide(folded: str, found: list[Amount]) -> None:
    """Completes heights without their first figure: 米九左右 is 1.9米."""
    for match in _ELIDED.finditer(folded):
        for amount in found:
            if amount.number_start == match.start() + 1:
                value = 1 + amount.plain.value / 10
                amount.reading = Reading(value, value, value, "exact", "chinese")
                amount.start, amount.unit, amount.rule = match.start(), units.unit_at("米", 0), "elided"


def _complete(folded: str, amount: Amount) -> None:
    """Finds what the numeral counts and says in `rule` why it may count nothing."""
    start, end = amount.start, amount.end
    before = folded[start - 1 : start]
    if before == "第":
        amount.rule = "ordinal"
        return
    if amount.reading.form == "percent":
        amount.unit, amount.rule = units.unit_at("%", 0), "percent"
        return
    if before in _CODE_BEFORE and before:
        amount.rule = "code"
        return
    if folded[start:end] in ("俩", "仨"):
        amount.implied, amount.rule = "个", "article" if before in _PAIRED else "implied"
        return
    at = end + 1 if folded[end : end + 1] == " " and amount.reading.form != "scale" else end
    unit = units.unit_at(folded, at)
    if unit is not None and not _is_misread(amount, unit, at > end):
        amount.unit, amount.end = unit, at + len(unit.word)
        amount.rule = _why_not(folded, amount)
    elif _TIME_UNITS.match(folded, at):
        amount.rule = "time"
    else:
        amount.rule = _bare_rule(folded, amount)
    _currency(folded, amount)
    if amount.unit is not None and amount.unit.word in ("度", "°", "摄氏度", "℃", "°C"):
        _degrees(folded, amount)


_SCALES = re.compile("(?P<scale>摄氏|华氏)(?:温度)?$|(?P<below>零下)(?P<below_scale>摄氏|华氏)?$")


def _degrees(folded: str, amount: Amount) -> None:
    """Takes in what stands before degrees: 摄氏37度, 零下5度 (-5)."""
    found = _SCALES.search(folded, max(0, amount.start - 4), amount.start)
    if found is None or amount.unit is None:
        return
    amount.start = found.start()
    scale = found["scale"] or found["below_scale"]
    if scale:
        amount.unit = units.unit_at(scale + "度", 0) or amount.unit
    if found["below"]:
        amount.reading = negative(amount.reading)


_PAIRED = frozenset("他她我你咱妻女子妹弟母口")  # 夫妻俩, 他们俩 name who, not how many
_HEADINGS = frozenset("章节条款届期")


def _is_misread(amount: Amount, unit: Unit, spaced: bool) -> bool:
    """Whether the unit is none here: 三方 are parties, "2 章" may be a heading."""
    short = amount.number_end - amount.number_start == 1 and amount.reading.form == "chinese"
    return unit.digits and short or spaced and unit.kind == "count" and unit.word[0] in _HEADINGS


_ROAD = re.compile("国道|省道|县道|乡道|集团军|[A-Za-z]|星级?(?!期)|[\\]〕]|号")


def _bare_rule(folded: str, amount: Amount) -> str:
    """Why a number without a unit counts nothing: a code, a road, a small Chinese numeral (一是, 四六分成)."""
    text = folded[amount.number_start : amount.number_end]
    behind = folded[amount.number_end : amount.number_end + 2]
    if behind[:1] in ("·", "•", "・") or folded[amount.start - 1 : amount.start] in ("·", "•", "・"):
        return "code"  # “5·12”
    if amount.reading.form == "chinese" and behind[:1] == "大" and folded[amount.start - 1 : amount.start] != "比":
        return "code"  # 十九大, 十大
    if behind[:1] == "后" and text in _COHORTS or _is_outline(folded, amount, behind):
        return "code"
    if amount.reading.form == "chinese":
        return "" if any(scale in text for scale in "十百千万亿") and amount.reading.value > 10 else "small"
    if text.isdecimal() and (len(text) > 5 or text[0] == "0" and len(text) > 1):
        return "code"
    before = folded[max(0, amount.start - 2) : amount.start]
    if before in ("国道", "省道", "县道", "乡道") or _ROAD.match(folded, amount.number_end):
        return "code"
    return "code" if before[-1:] in ("[", "〔") else ""


_COHORTS = frozenset(("50", "60", "70", "80", "85", "90", "95", "00", "05", "10"))  # “90后”


def _is_outline(folded: str, amount: Amount, behind: str) -> bool:
    """Whether the number opens a point of a list: 1、 2. (3)."""
    opens = folded[amount.start - 1 : amount.start] in ("", "\n", ";", ":", "。", "(", " ", "　")
    return opens and behind[:1] in ("、", ".", ")") and amount.number_end - amount.number_start < 3


_COUNTED_PLACES = frozenset(("市", "国", "省", "县", "区", "镇", "乡", "村", "州"))


def _why_not(folded: str, amount: Amount) -> str:
    """The rule of an amount with a unit: article for 一个, age, time for 3个月."""
    unit = amount.unit
    if unit is None:
        return ""
    if unit.unit_kind == "age":
        return "age"
    if unit.word == "个" and _TIME_UNITS.match(folded, amount.number_end):
        return "time"
    if unit.word == "届" and amount.reading.value > 5 or unit.word == "级" and amount.reading.value > 20:
        return "ordinal_unit"
    text = folded[amount.number_start : amount.number_end]
    named = amount.reading.form == "scale" and amount.reading.qualifier == "approx"  # 千村示范、万村整治
    if named and unit.word in _COUNTED_PLACES and units.approximator_before(folded, amount.start, True) is None:
        return "article"
    if text == "两" and unit.word in _COUNTED_PLACES and "一" <= folded[amount.start - 1 : amount.start] <= "鿿":
        return "article"  # 沪深两市
    if unit.kind == "count" and folded[amount.number_start : amount.number_end] == "一":
        return "one" if _ONLY.search(folded, max(0, amount.start - 6), amount.start) else "article"
    if text == "一" and unit.word in units.PER_ONE:
        return "article" if units.approximator_before(folded, amount.start, False) is None else unit.kind
    return unit.kind


_ONLY = re.compile("(?<![不非])(?:只有|仅有?|唯一|却有|只剩|就剩|只)[^这那靠需要用是,。;、]{0,2}$")


def _currency(folded: str, amount: Amount) -> None:
    """Takes in a currency that stands before: 人民币50元, $20."""
    if amount.unit is not None and amount.unit.kind != "money":
        return
    before = units.currency_before(folded, amount.start)
    if before is None:
        return
    start, code = before
    factor = amount.unit.factor if amount.unit else 1.0
    amount.start, amount.rule = start, "money"
    amount.unit = Unit("", "money", "money", code, None, factor)


def compounds(folded: str, found: list[Amount]) -> list[Amount]:
    """The amounts with parts of one sum joined: 50元6角三分, 三块五, 三斤半, 一米八."""
    joined: list[Amount] = []
    for amount in found:
        last = joined[-1] if joined else None
        if last is not None and _is_part(folded, last, amount):
            step = amount.unit.factor if amount.unit else (last.unit.factor if last.unit else 1) / 10
            whole = last.unit.factor if last.unit else 1.0
            last.reading = _plus(last.reading, amount.reading.value * step / whole)
            last.end = last.number_end = amount.end
            continue
        joined.append(amount)
    for amount in joined:
        if amount.unit is not None and amount.unit.word == "分" and _is_fen(folded, amount):
            amount.unit, amount.rule = units.fen(), "money"
        if amount.unit is not None and folded[amount.end : amount.end + 1] == "半" and amount.reading.form != "scale":
            amount.reading, amount.end = _plus(amount.reading, 0.5), amount.end + 1
    return joined


_SMALL_MONEY = re.compile("[0-9一二两三四五六七八九十](?:毛|角|块|元|分钱)")


def _is_fen(folded: str, amount: Amount) -> bool:
    """Whether 5分 is money: beside other small money, or nothing but a price."""
    alone = not folded[: amount.start].strip() and not folded[amount.end :].strip()
    return alone or bool(_SMALL_MONEY.search(folded, max(0, amount.start - 12), amount.end + 12))


def _is_part(folded: str, last: Amount, amount: Amount) -> bool:
    gap = folded[last.end : amount.start]
    if last.unit is None or gap not in ("", "又", "零") or last.rule in ("article", "time"):
        return False
    if amount.unit is not None and amount.unit.word == "分" and last.unit.unit == "CNY":
        amount.unit = units.fen()
    if amount.unit is None:
        single = amount.number_end - amount.number_start == 1 and amount.reading.form == "chinese"
        tail = last.unit.word in ("块", "元", "毛", "角", "米", "斤", "尺") and amount.reading.value < 10
        alone = not ("一" <= folded[amount.end : amount.end + 1] <= "鿿") or folded[amount.end] in "左上以的高长宽"
        return single and tail and alone and not gap
    return (
        last.unit.kind == amount.unit.kind == "money"
        and last.unit.unit == amount.unit.unit
        and amount.unit.factor < last.unit.factor
    )


def _plus(reading: Reading, more: float) -> Reading:
    low = None if reading.low is None else round(reading.low + more, 9)
    high = None if reading.high is None else round(reading.high + more, 9)
    return reading._replace(value=round(reading.value + more, 9), low=low, high=high)


_TO = re.compile("(?:\\(含\\))? ?(?:[-~—–―]{1,2}|至|到) ?(?:近|约)?")
_BETWEEN = re.compile("(?:之间|间(?!隔))")


def ranges(folded: str, found: list[Amount]) -> list[Amount]:
    """The amounts with 3至5亿元, 5%-10%, 两到三万 joined; the unit is carried left."""
    joined: list[Amount] = []
    for amount in found:
        last = joined[-1] if joined else None
        if last is not None and amount.start - last.end < 5 and _is_range(folded, last, amount):
            joined[-1] = _joined(folded, last, amount)
        else:
            joined.append(amount)
    return joined


_NO_RANGE = frozenset(("ordinal", "code", "range", "time"))


def _is_range(folded: str, last: Amount, amount: Amount) -> bool:
    if (
        last.rule in _NO_RANGE
        or amount.rule in ("ordinal", "code")
        or last.reading.qualifier not in ("exact", "approx")
    ):
        return False
    gap = folded[last.end : amount.start]
    room = amount.unit is not None and amount.unit.word == "间" and last.unit is None  # 10与20间
    between = gap in ("和", "与") and (room or _BETWEEN.match(folded, amount.end))
    if not between and not _TO.fullmatch(gap):
        return False
    if last.unit is not None and (amount.unit is None or last.unit.unit != amount.unit.unit):
        return False
    if last.unit is not None and folded[last.start - 1 : last.start] in ("从", "由") and gap in ("到", "至"):
        return False  # 从5%到10% is a change
    low = carried(last, amount)
    if last.reading.form != amount.reading.form and "scale" in (last.reading.form, amount.reading.form):
        return False
    longest = last.number_end - last.number_start
    return low <= amount.reading.value and not (amount.unit is None and _is_code(folded, last, amount, longest))


def _is_code(folded: str, last: Amount, amount: Amount, longest: int) -> bool:
    """Telephone numbers and years: 0917-3212345, 2019-2020."""
    text = folded[last.number_start : amount.number_end]
    return text[0] == "0" and text[1:2] != "." or amount.number_end - amount.number_start > 6 or longest > 6


def carried(last: Amount, amount: Amount) -> float:
    """The value of the left number with the scale of the right one: 3 of 3至5亿."""
    scale, value = amount.reading.scale, last.reading.value
    if last.unit is not None or last.reading.scale != 1 or scale == 1:
        return value
    return value * scale if value < amount.reading.value / scale else value


def _joined(folded: str, last: Amount, amount: Amount) -> Amount:
    low, right = carried(last, amount), amount.reading
    high = right.high if right.qualifier == "exact" else right.value
    reading = Reading((low + right.value) / 2, low, high, "range", right.form, right.scale)
    start, end = last.start, amount.end
    if last.unit is None and folded[start - 1 : start] == "从":
        start -= 1
    if between := _BETWEEN.match(folded, end):
        end = between.end()
    unit = amount.unit or last.unit
    if unit is not None and unit.word == "间" and folded[last.end : amount.start] in ("和", "与"):
        unit = None
    return Amount(start, end, last.number_start, amount.number_end, reading, reading, unit, rule="range")
