"""Comparisons of bare numbers: 超过300, 1000以上,1500以下, 比三十大, 大于10小于20; units stay outside."""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.extract import quantities_units as units
from transforms.extract.quantities_amounts import Amount
from transforms.model import Quantity


class Bound(NamedTuple):
    """One side or both of a comparison."""

    start: int
    end: int
    low: float | None
    high: float | None
    value: float
    rule: str = "compared"


_MORE, _LESS = frozenset("大多高"), frozenset("小少低")
_AMID = ("位于", "介于", "处于")


def find(folded: str, joined: list[Amount]) -> list[Quantity]:
    """The comparisons of the text; 大于10 and 小于20 side by side are one.

    >>> from transforms.extract import numbers
    >>> from transforms.extract.quantities_amounts import amounts
    >>> text = "大于10小于20"
    >>> [(q.low, q.high) for q in find(text, amounts(text, numbers.find(text)))]
    [(10.0, 20.0)]
    """
    bounds: list[Bound] = []
    for amount in joined:
        bound = _bound(folded, amount)
        if bound is None:
            continue
        if amount.reading.form == "fraction" and amount.unit is None:
            bound = bound._replace(rule="fraction")
        both = _both(folded, bounds[-1], bound) if bounds else None
        if both is not None:
            bounds[-1] = both
        else:
            bounds.append(bound)
    return [_quantity(bound) for bound in bounds]


def _quantity(bound: Bound) -> Quantity:
    qualifier = "under" if bound.low is None else "over" if bound.high is None else "range"
    return Quantity(bound.start, bound.end, "number", bound.value, bound.low, bound.high, qualifier, rule=bound.rule)


def _bound(folded: str, amount: Amount) -> Bound | None:
    if amount.rule in ("ordinal", "code"):
        return None
    start, end, reading = amount.number_start, amount.number_end, amount.reading
    if amount.rule == "range":
        return _between(folded, amount)
    value = reading.value
    if folded[start - 1 : start] == "比" and (side := folded[end : end + 1]):
        if side in _MORE:
            return Bound(start - 1, end + 1, value, None, value)
        return Bound(start - 1, end + 1, None, value, value) if side in _LESS else None
    at = start - 1 if folded[start - 1 : start] == " " else start
    before = units.approximator_before(folded, at, False)
    if before is not None and len(before.word) > 1 and before.qualifier != "approx":
        return _one_side(at - len(before.word), end, before.qualifier, value)
    return _behind(folded, amount)


def _behind(folded: str, amount: Amount) -> Bound | None:
    """1000以上, 170 之下: only behind a bare number."""
    end = amount.number_end
    at = end + 1 if folded[end : end + 1] == " " else end
    behind = units.approximator_after(folded, at) if amount.unit is None else None
    if behind is None or behind.qualifier == "approx" or len(behind.word) < 2:
        return None
    return _one_side(amount.number_start, at + len(behind.word), behind.qualifier, amount.reading.value)


def _one_side(start: int, end: int, qualifier: str, value: float) -> Bound:
    return Bound(start, end, value, None, value) if qualifier == "over" else Bound(start, end, None, value, value)


def _between(folded: str, amount: Amount) -> Bound | None:
    """20~100 of 20~100个; 位于20和30之间."""
    start = amount.start
    if amount.unit is None and folded[max(0, start - 2) : start] in _AMID:
        return Bound(start - 2, amount.end, amount.reading.low, amount.reading.high, amount.reading.value)
    if amount.unit is None or amount.unit.kind != "count" or amount.start != amount.number_start:
        return None
    return Bound(start, amount.number_end, amount.reading.low, amount.reading.high, amount.reading.value)


_JOINT = re.compile("[ ,、]{0,2}(?:并且?|且|又)?")


def _both(folded: str, first: Bound, second: Bound) -> Bound | None:
    """One bound of two that stand side by side and leave something between them."""
    if not _JOINT.fullmatch(folded, first.end, second.start) or first.end > second.start:
        return None
    low = first.low if first.low is not None else second.low
    high = first.high if first.high is not None else second.high
    sides = [first.low is None, first.high is None, second.low is None, second.high is None]
    if sum(sides) != 2 or low is None or high is None or low > high:
        return None
    return Bound(first.start, second.end, low, high, (low + high) / 2)
