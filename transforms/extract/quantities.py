"""Quantities of a text: numbers, percents, money, measures and counts, with what qualifies them."""

from __future__ import annotations

import re
from dataclasses import replace

from transforms.extract import numbers, quantities_compared
from transforms.extract import quantities_units as units
from transforms.extract.numbers import Numeral, Reading
from transforms.extract.quantities_amounts import Amount, amounts, compounds, ranges
from transforms.model import DateSpan, Quantity
from transforms.text.near import matches_near


def find(folded: str) -> list[Quantity]:
    """Every quantity of the text by position; the list nests: numerals stand beside what they belong to.

    >>> [(q.kind, folded[q.start : q.end], q.value) for folded in ["投资近3.2亿元"] for q in find(folded)]
    [('money', '近3.2亿元', 320000000.0), ('number', '3.2亿', 320000000.0)]
    """
    numerals = numbers.find(folded)
    if "://" in folded or "www." in folded:
        numerals = _outside_links(folded, numerals)
    singles = amounts(folded, numerals)
    found = [_number(amount) for amount in singles if amount.plain.form not in ("percent", "scale")]
    found += [_ordinal(amount) for amount in singles if amount.rule == "ordinal"]
    joined = ranges(folded, compounds(folded, _ratios(folded, singles, found)))
    _carry(folded, joined)
    stated = _all_stated(folded, joined)
    compared = quantities_compared.find(folded, joined)
    found += [quantity for quantity in stated if not _within(quantity, compared)]
    found += compared + _worded(folded) + _medals(folded)
    found.sort(key=lambda quantity: (quantity.start, -quantity.end))
    return found


def _all_stated(folded: str, joined: list[Amount]) -> list[Quantity]:
    """The entries of all amounts, each told where the one before ends and whether it was money."""
    found: list[Quantity] = []
    floor, money = 0, -100
    for amount in joined:
        if amount.rule == "ordinal":
            continue
        if amount.unit is None and amount.rule in ("", "range", "small"):
            _imply(folded, amount, after_money=amount.start - money < 60)
        entry = _stated(folded, amount, floor)
        if entry is not None:
            found.append(entry)
        if amount.unit is not None and amount.unit.kind == "money":
            money = amount.end
        if amount.rule not in ("article", "one"):
            floor = amount.end
    return _rate_ranges(folded, found)


_TO_RATE = re.compile(" ?(?:[-~—–―]{1,2}|至|到) ?")


def _rate_ranges(folded: str, stated: list[Quantity]) -> list[Quantity]:
    """The entries with 15元/片到17.6元/片 joined; 从 … 到 … is a change."""
    found: list[Quantity] = []
    for entry in stated:
        last = found[-1] if found else None
        if (
            last is not None
            and "/" in (entry.unit or "")
            and last.unit == entry.unit
            and last.qualifier == entry.qualifier == "exact"
            and last.value is not None
            and entry.value is not None
            and last.value < entry.value
            and _TO_RATE.fullmatch(folded, last.end, entry.start)
            and folded[last.start - 1 : last.start] not in ("从", "由")
        ):
            middle = (last.value + entry.value) / 2
            found[-1] = replace(last, end=entry.end, value=middle, high=entry.value, qualifier="range")
            found[-1].rule = "range"
        else:
            found.append(entry)
    return found


def _within(quantity: Quantity, compared: list[Quantity]) -> bool:
    """Whether a bare number with its approximator is part of a comparison that says the same."""
    return (
        quantity.rule in ("compared", "range")
        and quantity.unit is None
        and any(whole.start <= quantity.start and quantity.end <= whole.end for whole in compared)
    )


def _number(amount: Amount) -> Quantity:
    reading = amount.plain
    return Quantity(
        amount.number_start, amount.number_end, "number", reading.value, reading.low, reading.high, reading.qualifier,
        rule=_number_rule(amount),
    )  # fmt: skip


def _number_rule(amount: Amount) -> str:
    if amount.rule in ("code", "ordinal", "time", "small"):
        return amount.rule
    return "fraction" if amount.plain.form == "fraction" else "numeral"


def _ordinal(amount: Amount) -> Quantity:
    value = amount.reading.value
    return Quantity(amount.start - 1, amount.end, "ordinal", value, value, value, rule="ordinal")


_LINK = re.compile(r"(?:https?://|www\.)[!-~]+")


def _outside_links(folded: str, numerals: list[Numeral]) -> list[Numeral]:
    links = [match.span() for match in _LINK.finditer(folded)]
    return [n for n in numerals if not any(start <= n.start < end for start, end in links)]


_SHORT = r"[0-9]{1,12}(?:\.[0-9]{1,12})?"
_RATIO = re.compile(rf"(?<![0-9]){_SHORT}(?: ?[:∶] ?{_SHORT}){{1,3}}(?![0-9:])")
_MAY_BE_RATIO = re.compile("[:∶] ?[0-9]")
_CLOCK = re.compile(r"(?:[01]?[0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9])?")
_RATIO_CUE = re.compile("比|配|结构|缩小|调整|优化|达|为")


def _ratios(folded: str, singles: list[Amount], found: list[Quantity]) -> list[Amount]:
    """The amounts left when ratios (5:1, 3.9:59.5:36.6) are taken out and added to `found`."""
    if not _MAY_BE_RATIO.search(folded):
        return singles
    taken: list[tuple[int, int]] = []
    for match in _RATIO.finditer(folded):
        if _CLOCK.fullmatch(match[0]) and not re.search("比", folded[max(0, match.start() - 12) : match.start()]):
            continue
        if folded[match.start() - 1 : match.start()] in ".:" and match.start():
            continue
        parts = [float(part) for part in re.split("[:∶]", match[0].replace(" ", ""))]
        value = parts[0] / parts[1] if len(parts) == 2 and parts[1] else parts[0]
        near = folded[max(0, match.start() - 14) : match.end() + 4]
        rule = "ratio" if _RATIO_CUE.search(near) else "score"
        unit = ":1" if len(parts) == 2 else ":" + ":".join(f"{part:g}" for part in parts[1:])
        found.append(Quantity(*match.span(), "ratio", value, value, value, "exact", unit, "ratio", rule=rule))
        taken.append(match.span())
    return [a for a in singles if not any(start <= a.start < end for start, end in taken)]


_LIST = re.compile("、|和|与|及|,")


def _carry(folded: str, joined: list[Amount]) -> None:
    """Gives 0.9 its unit in 0.9、5.9个百分点."""
    for left, right in zip(reversed(joined[:-1]), reversed(joined[1:]), strict=True):
        if left.unit is None and not left.rule and right.unit is not None and _shares(folded, left, right):
            scale = right.reading.scale if left.reading.scale == 1 else 1.0
            left.unit, left.rule = right.unit, "carried"
            if scale != 1.0:
                value = left.reading.value * scale
                left.reading = Reading(value, value, value, "exact", "digits", scale)


def _shares(folded: str, left: Amount, right: Amount) -> bool:
    gap = folded[left.end : right.start]
    digits = left.reading.form == right.reading.form == "digits" and left.reading.qualifier == "exact"
    kind = right.unit.kind if right.unit else ""
    return digits and bool(_LIST.fullmatch(gap)) and (gap != "," or kind in ("percent", "percentage_point"))


def _stated(folded: str, amount: Amount, floor: int) -> Quantity | None:
    """The entry of one amount with its unit and what qualifies it; none of a bare number."""
    bare = amount.unit is None and amount.implied is None
    if bare and amount.rule in ("code", "time", "small"):
        return None
    before = units.approximator_before(folded, amount.start, amount.reading.form == "scale")
    unit = amount.unit
    if before is None and (amount.reading.scale >= 10000 or (unit is not None and unit.kind == "percent")):
        before = units.passed(folded, amount.start)
    behind = _behind(folded, amount)
    if bare and before is None and behind is None:
        return _quantity(amount, amount.reading, (0, 0)) if amount.rule == "range" else None
    reading = _qualified(amount.reading, before.qualifier if before else None, behind.qualifier if behind else None)
    reach = (len(before.word) if before else 0, len(behind.word) if behind else 0)
    if amount.unit is not None and amount.unit.kind in ("money", "count", "dimension"):
        _rate(folded, amount, floor)
    return _quantity(amount, reading, reach)


def _behind(folded: str, amount: Amount) -> units.Approximator | None:
    behind = units.approximator_after(folded, amount.end)
    if behind and behind.word in ("多", "余", "许") and (amount.unit is None or amount.unit.kind == "count"):
        return None
    return behind


def _is_offer(folded: str, amount: Amount) -> bool:
    """Whether a bare amount and its approximator are all there is: a price range such as 小于40万."""
    before = units.approximator_before(folded, amount.start, False)
    behind = units.approximator_after(folded, amount.end)
    start = amount.start - len(before.word) if before else amount.start
    end = amount.end + len(behind.word) if behind else amount.end
    return bool(before or behind) and not folded[:start].strip() and not folded[end:].strip()


_STOPS = frozenset(",.。;；、!！?？)”的左以\n")


def _imply(folded: str, amount: Amount, after_money: bool) -> None:
    """The unit of a number without one: what the noun behind counts, or money."""
    digits = amount.number_end - amount.number_start > 1 or amount.reading.form == "digits"
    if digits and (unit := units.implied_unit(folded, amount.end)):
        amount.implied, amount.rule = unit, "implied"
        return
    if amount.reading.scale < 10000:
        return
    stops = folded[amount.end : amount.end + 1] in _STOPS
    if after_money and stops or _is_offer(folded, amount) or units.speaks_of_money(folded, amount.start, amount.end):
        amount.unit, amount.rule = units.Unit("", "money", "money", "CNY"), "money:context"


def _qualified(reading: Reading, before: str | None, behind: str | None) -> Reading:
    """The reading with the bounds that the words around it give."""
    word = behind if behind in ("over", "under") else before or behind
    if word is None:
        return reading
    value = reading.value if reading.qualifier != "range" else (reading.low or reading.value)
    if reading.qualifier in ("range", "over") and word == "approx":
        return reading
    if word == "over":
        return reading._replace(low=value, high=None, qualifier="over")
    if word == "under":
        top = reading.high if reading.high is not None else reading.value
        return reading._replace(low=None, high=top, qualifier="under")
    return reading._replace(qualifier="approx")


def _rate(folded: str, amount: Amount, floor: int) -> None:
    """Gives the amount the thing it is stated per: 元/亩, 每亩."""
    if behind := units.per_after(folded, amount.end):
        amount.end, amount.per = behind
    else:
        per = units.per_before(folded, amount.start, floor)
        amount.per = per if amount.unit and per != amount.unit.word else None


def _times(number: float | None, factor: float) -> float | None:
    if number is None or factor == 1.0 and number.is_integer():
        return number
    return round(number * factor, 9)


def _quantity(amount: Amount, reading: Reading, reach: tuple[int, int]) -> Quantity:
    """The entry of an amount that reaches over the words before and behind it."""
    unit, start, end = amount.unit, amount.start, amount.end + reach[1]
    lead = reach[0]
    if unit is None:
        kind = "count" if amount.implied else "number"
        rule = "fraction" if reading.form == "fraction" else amount.rule or "compared"
        made = Quantity(start - lead, end, kind, reading.value, reading.low, reading.high, reading.qualifier)
        made.unit, made.unit_kind, made.rule = amount.implied, "count" if amount.implied else None, rule
        return made
    if unit.kind == "money" or unit.kind == "count":
        start, lead = start - lead, 0
    factor = _factor(unit, reading)
    value = _times(reading.value, factor)
    low = value if reading.low is reading.value else _times(reading.low, factor)
    high = value if reading.high is reading.value else _times(reading.high, factor)
    made = Quantity(start, end, unit.kind, value, low, high, reading.qualifier, unit.unit, unit.unit_kind, lead=lead)
    made.rule = amount.rule or unit.kind
    if unit.kind == "money":
        made.currency = unit.unit
    if unit.base_unit:
        made.base_value, made.base_unit = _times(reading.value, unit.factor), unit.base_unit
    if amount.per:
        made.unit = f"{unit.unit}/{amount.per}"
        made.base_value = made.base_unit = None
    return made


def _factor(unit: units.Unit, reading: Reading) -> float:
    """What the number is multiplied by: 成 and 折 by 10 (75折 is 75 already), 角 by 0.1."""
    if unit.base_unit:
        return 1.0
    if unit.word == "折" and reading.value >= 10:
        return 1.0
    return unit.factor if unit.kind in ("percent", "money") else 1.0


_WORDED = re.compile(
    "翻了?(?P<times>[一两二三四五六]|[0-9.]+)?(?P<fan>番|倍)|(?P<half>(?P<lead>近|将近|接近|不到|不足)?(?:一半|半数)(?:(?P<up>以上)|(?P<about>左右|上下))?|过半数?|一?大半|超半数)|(?P<halved>减半)"
)


_DOUBLE_OR_HALF = re.compile("[翻半]")


_MEDALS = re.compile("(?:(?:[0-9]+|[一两二三四五六七八九十]{1,3})[金银铜]){2,3}(?![属融矿])")
_MAY_BE_MEDAL = re.compile("[金银铜](?<=[0-9一两二三四五六七八九十].)")
_MEDAL = re.compile("([0-9]+|[一两二三四五六七八九十]+)([金银铜])")


def _medals(folded: str) -> list[Quantity]:
    """5金3银2铜: each kind of medal, only beside another."""
    found = []
    for chain in _MEDALS.finditer(folded) if _MAY_BE_MEDAL.search(folded) else ():
        for medal in _MEDAL.finditer(folded, *chain.span()):
            reading = numbers.read(medal[1])
            if reading is not None:
                value = reading.value
                found.append(Quantity(*medal.span(), "count", value, value, value, "exact", medal[2], "count"))
    return found


def _worded(folded: str) -> list[Quantity]:
    """Quantities without a numeral: 翻番 2 times, 翻两番 4 times, 一半 50%."""
    found = []
    for match in matches_near(_WORDED, _DOUBLE_OR_HALF, 3, folded):
        if match["fan"]:
            times = numbers.read(match["times"]) if match["times"] else None
            value = 2.0 ** (times.value if times else 1)
            found.append(
                Quantity(*match.span(), "multiple", value, value, value, "exact", "x", "multiple", rule="doubled")
            )
        elif match["half"]:
            found.append(_half(match))
    return found


def _half(match: re.Match[str]) -> Quantity:
    """50% with the bounds of 近一半, 一半以上, 过半."""
    over = match["up"] or match[0][0] in "过超" or "大" in match[0]
    qualifier = "over" if over else "under" if match["lead"] else "approx" if match["about"] else "exact"
    low, high = None if qualifier == "under" else 50.0, None if over else 50.0
    return Quantity(*match.span(), "percent", 50.0, low, high, qualifier, "%", "percent", rule="half")


_DROPPED = frozenset(("ordinal", "ordinal_unit", "code", "time", "article", "age", "score", "small"))


def competing(quantities: list[Quantity], dates: list[DateSpan]) -> list[Quantity]:
    """The one competition for the characters: the longest quantity of each place that is no date, ordinal or code.

    Spans take in the words before that qualify them; fractions become percents.
    """
    times = sorted((span.start, span.end) for span in dates if span.kind != "vague")
    ranked = sorted(quantities, key=lambda q: (q.start - q.end - q.lead, q.kind == "number", q.start))
    taken: list[Quantity] = []
    free = _Free(times, max([quantity.end for quantity in quantities] + [end for _, end in times], default=0))
    for quantity in ranked:
        if free.take(quantity.start - quantity.lead, quantity.end) and quantity.rule not in _DROPPED:
            taken.append(_final(quantity))
    taken.sort(key=lambda quantity: quantity.start)
    return taken


class _Free:
    """The characters that nothing has taken yet."""

    def __init__(self, spans: list[tuple[int, int]], size: int) -> None:
        self._used = bytearray(size)
        for start, end in spans:
            self._used[start:end] = b"\1" * (end - start)

    def take(self, start: int, end: int) -> bool:
        if self._used.find(1, start, end) >= 0:
            return False
        self._used[start:end] = b"\1" * (end - start)
        return True


def _final(quantity: Quantity) -> Quantity:
    final = replace(quantity, start=quantity.start - quantity.lead, lead=0) if quantity.lead else quantity
    if quantity.rule == "fraction" and quantity.unit is None:
        value, low, high = (_times(number, 100) for number in (quantity.value, quantity.low, quantity.high))
        return replace(final, kind="percent", value=value, low=low, high=high, unit="%", unit_kind="percent")
    return final


__all__ = ["Numeral", "competing", "find"]
