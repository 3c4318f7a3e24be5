"""Items listed against the number stated: 东沟门、新街、菜园等3个村, “四个平台”, “3+3”, 三个方面：一是 …"""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.model import Check, Extraction, Mention, Metric

_NUMERALS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
_STOP = re.compile(r"[,。;:!?\n“”()《》]|——")
_JOIN = re.compile(r"以及|[和与及]")
_COUNTED = re.compile(r"[“‘「]?(?P<number>[一二两三四五六七八九十]|\d{1,2})(?:大|个|项|条|种|类|方面|化|新|抓|强)")
_NUMERAL = re.compile(r"[一二三四五六七八九十\d]")
_PLUS = re.compile(r"(?P<first>\d)\+(?P<second>\d)")
_BEFORE = re.compile(r"(?P<etc>等)?(?:的|这|共)?[“‘「]?$")
_AFTER = re.compile(r"[”’」]?[\u4e00-\u9fff]{0,6}(?:[:(]|,?即|,?(?:分别|主要)(?:是|为|包括)|——)")
_NUMBERED = re.compile(r"\d|[一二两三四五六七八九十]{1,2}[个县市省镇村区大项家名座条]")
_POINT = re.compile(r"(?P<number>[一二三四五六七八九十])是(?!否|不是|非)")
_POINTS = re.compile(r"[\u4e00-\u9fff]{0,8}[:。,;]?$")
_COUNT_UNITS = (
    "个",
    "家",
    "所",
    "项",
    "类",
    "种",
    "名",
    "位",
    "座",
    "条",
    "处",
    "支",
    "大",
    "件",
    "方面",
    "省",
    "县",
    "镇",
    "村",
)
_LONGEST_ITEM = 14
_CLAUSE = re.compile(r"[的等有向对从在将把被为是含各]|包括|^(?:[一二三四五六七八九十]+|\d+)$")
_PARTING = re.compile("(?:、|以及|[和与及])$")
_DIVISION = re.compile(
    "(?P<province>省)|(?P<city>座?城市|市(?![县区级属直场]))|(?P<county>[县区旗](?![级域属直]))"
    "|(?P<town>[镇乡](?![级村])|街道)|(?P<village>村(?![民组支干级])|社区)"
)
_MUNICIPALITIES = ("11", "12", "31", "50")
_LED_BY = re.compile(r"(?:等|的|这)[“‘「]?$")


class Listed(NamedTuple):
    """Items of one enumeration: at least, at most, whether 等 leaves it open, and the items themselves."""

    least: int
    most: int
    is_open: bool
    items: list[str]


def find(folded: str, found: Extraction) -> list[Check]:
    """The checks of counts and counted slogans."""
    checks = []
    for at, metric in enumerate(found.metrics):
        check = _of_names(folded, found.mentions, metric, at) or _of_metric(folded, metric, at)
        if check:
            checks.append(check)
    taken = {(m.start, m.end) for m in found.metrics}
    for at, mention in enumerate(found.mentions):
        if mention.kind == "slogan" and (mention.start, mention.end) not in taken:
            check = _of_slogan(folded, mention, at)
            if check:
                checks.append(check)
    return checks


def _of_metric(folded: str, metric: Metric, at: int) -> Check | None:
    if metric.unit not in _COUNT_UNITS or not _counts(metric) or metric.value is None:
        return None
    stated = int(metric.value)
    points = _points(folded, metric.end)
    if points:
        firm = stated < points <= stated + 2 or 3 <= points == stated - 1  # fewer may go on elsewhere
        status = "ok" if points == stated else "fail" if firm else "unknown"
        return Check("listed_items", status, f"{points} / {stated}", metric=at)
    listed = items_before(folded, metric.start)
    if listed and not listed.is_open and (metric.rule == "metric.before" or folded.startswith("、", metric.end)):
        return None  # 续建、新建重点项目5个: the words before are its own name; of 跳台滑雪、北欧两项、 too
    if listed:
        strict = _same_kind(listed, folded[metric.end : metric.end + 2])
        return _compared(listed, stated, strict=strict, metric=at)
    after = items_after(folded, metric.end)
    return _compared(after, stated, strict=_parallel(after), metric=at) if after else None


def _of_names(folded: str, mentions: list[Mention], metric: Metric, at: int) -> Check | None:
    """扶风县、岐山县和眉县两个县: names of the kind that is counted, right before the number; None where unsure."""
    lead = _BEFORE.search(folded, max(0, metric.start - 6), metric.start)
    if not _counts(metric) or metric.value is None or lead and lead[0].rstrip("“‘「") not in ("", "等", "共"):
        return None
    names = _names_before(mentions, folded, lead.start() if lead else metric.start)
    if len(names) < 2 or not _are_counted(folded, names, metric):
        return None
    stated, is_open = int(metric.value), bool(lead and lead["etc"])
    if len(names) < stated and is_open:
        return None
    status = "ok" if len(names) == stated else "fail"
    shown = "、".join(folded[name.start : name.end] for name in names)
    return Check("listed_items", status, f"{shown} / {stated}", metric=at)


def _counts(metric: Metric) -> bool:
    return metric.qualifier == "exact" and metric.value is not None and 2 <= metric.value <= 99


def _names_before(mentions: list[Mention], folded: str, end: int) -> list[Mention]:
    """The names that end here, parted by nothing but 、 and 和; none where something else is listed with them."""
    if not any(m.end == end for m in mentions):  # nearly always
        return []
    ending = {m.end: m for m in sorted(mentions, key=lambda m: -m.start) if m.kind in ("place", "person")}
    names: list[Mention] = []
    at = end
    while at in ending:
        names.insert(0, ending[at])
        while at in ending:  # 宝鸡市陈仓区 is one name
            at = ending[at].start
        parting = _PARTING.search(folded, max(0, at - 2), at)
        if not parting:
            return names
        at = parting.start()
    return []


def _are_counted(folded: str, names: list[Mention], metric: Metric) -> bool:
    """Whether the number counts what the names are: persons, or divisions of their level."""
    if all(name.kind == "person" and name.form == "name" for name in names):
        return metric.unit in ("人", "名", "位")
    if any(name.kind != "place" for name in names):
        return False
    noun = _DIVISION.match(folded, metric.end - (metric.unit in tuple("省市县区镇村")))
    return bool(noun) and all(noun is not None and noun.lastgroup in _levels(name) for name in names)


def _levels(place: Mention) -> set[str]:
    """What a place may be counted as: 北京 is a province and a city."""
    code = place.place_code
    if code is None:
        return {"village"} if place.parent_code else set()
    if not code.isdigit():
        return set()
    if len(code) > 6:
        return {"town"}
    if code.endswith("0000"):
        return {"province", "city"} if code[:2] in _MUNICIPALITIES else {"province"}
    return {"city"} if code.endswith("00") else {"county", "city"} if place.name.endswith("市") else {"county"}


def _of_slogan(folded: str, mention: Mention, at: int) -> Check | None:
    plus = _PLUS.fullmatch(folded, mention.start, mention.end)
    if plus:
        return _of_sum(folded, mention, at, (int(plus["first"]), int(plus["second"])))
    counted = _COUNTED.match(folded, mention.start, mention.end)
    if not counted or _NUMERAL.search(folded, counted.end("number"), mention.end):
        return None
    stated = _NUMERALS.get(counted["number"]) or int(counted["number"])
    before = (
        items_before(folded, mention.start)
        if _LED_BY.search(folded, max(0, mention.start - 3), mention.start)
        else None
    )
    listed = before or items_after(folded, mention.end)
    return _compared(listed, stated, strict=_parallel(listed), mention=at) if listed else None


def _parallel(listed: Listed) -> bool:
    """Items made alike (工作上、生活上; 申报、评审), so that none is missed and none is two."""
    rest = listed.items[1:]
    ends = len({item[-1] for item in listed.items}) == 1
    return ends or (len(rest) > 1 and len({len(item) for item in rest}) == 1 and all(len(item) <= 4 for item in rest))


def _of_sum(folded: str, mention: Mention, at: int, stated: tuple[int, int]) -> Check | None:
    """“3+3”: as many pairs stand before it, each of two parts."""
    start = max(folded.rfind("。", 0, mention.start), folded.rfind("\n", 0, mention.start)) + 1
    lead = folded[start : mention.start].rstrip("“‘「的")
    groups = [group.split(",") for group in lead.split(";")]
    if len(groups) < 2:
        return None
    width = len(groups[-1])
    if width != 2 or any(len(group) != width for group in groups[1:]) or len(groups[0]) < width:
        return None
    ok = stated == (len(groups), len(groups))
    return Check(
        "listed_items", "ok" if ok else "unknown", f"{len(groups)}+{len(groups)} / {stated[0]}+{stated[1]}", mention=at
    )


def _compared(
    listed: Listed, stated: int, *, strict: bool, metric: int | None = None, mention: int | None = None
) -> Check:
    """ok where the counts can agree; fail where they cannot; unknown where 等 or the words leave it open."""
    detail = f"{'、'.join(listed.items)} / {stated}"
    if listed.least <= stated <= listed.most:
        status = "ok"
    elif len(listed.items) < 2:
        status = "unknown"
    elif stated < listed.least:
        status = "fail" if strict or _plain(listed) and (listed.is_open or _apart(listed, stated)) else "unknown"
    else:
        status = "fail" if strict and not listed.is_open else "unknown"
    return Check("listed_items", status, detail, metric=metric, mention=mention)


def _apart(listed: Listed, stated: int) -> bool:
    """One or two items too many, none of which is a clause or a number: 下沙、月湖、燕岭、大圳埔3个湿地公园."""
    rest = listed.items[1:]
    return len(rest) > 1 and len(listed.items) <= stated + 2 and not any(_CLAUSE.search(item) for item in rest)


def _plain(listed: Listed) -> bool:
    """Items that are names of things and nothing else."""
    return listed.least == listed.most and all(len(item) <= 8 and "的" not in item for item in listed.items[1:])


def _same_kind(listed: Listed, following: str) -> bool:
    """Every item ends in the noun that is counted (甲镇、乙镇2个镇), or all are alike."""
    noun = following.lstrip("的")[:1]
    return bool(noun) and all(item.endswith(noun) for item in listed.items)


def items_before(folded: str, end: int) -> Listed | None:
    """The enumeration that ends before `end`.

    >>> items_before("打造东沟门、新街、菜园等3个村", 12)
    Listed(least=3, most=3, is_open=True, items=['打造东沟门', '新街', '菜园'])
    """
    lead = _BEFORE.search(folded, max(0, end - 6), end)
    hi = lead.start() if lead else end
    lo = hi
    while lo > 0 and hi - lo < 120 and not _STOP.match(folded[lo - 1]):
        lo -= 1
    return _listed(folded[lo:hi], is_open=bool(lead and lead["etc"]))


def items_after(folded: str, start: int) -> Listed | None:
    """The enumeration that a colon, a bracket or 即, 包括 opens after a number."""
    opened = _AFTER.match(folded, start)
    if not opened:
        return None
    stop = _STOP.search(folded, opened.end())
    words = folded[opened.end() : stop.start() if stop else len(folded)]
    is_open = words.endswith("等") or "等" in words[-6:]
    listed = _listed(words.removesuffix("等"), is_open=is_open)
    return listed if listed and len(listed.items) > 1 else None


def _listed(words: str, *, is_open: bool) -> Listed | None:
    items = [item for item in words.split("、") if item]
    joined = [len(_JOIN.findall(item)) for item in items]
    if any(_NUMBERED.search(item) or item[0] == "第" for item in items):
        return None  # 2座变电站、3座换流站 are counts themselves
    if not items or (len(items) < 2 and not joined[0]) or any(len(item) > _LONGEST_ITEM for item in items[1:]):
        return None
    least = len(items) + (1 if len(items) > 1 and _two_in_one(items[-1]) else 0)
    return Listed(least, max(least, len(items) + sum(joined)), is_open, items)


def _two_in_one(item: str) -> bool:
    """学习上和思想上 are two items; 信息与技术系 is one."""
    parts = _JOIN.split(item)
    return len(parts) == 2 and all(parts) and parts[0][-1] == parts[1][-1]


def _points(folded: str, end: int) -> int | None:
    """How many points 一是 … 二是 … follow a number at once; None where none begins in its clause or the next."""
    first = _POINT.search(folded, end, end + 24)
    if not first or first["number"] != "一" or not _POINTS.match(folded[end : first.start()]):
        return None
    stop = folded.find("\n", end)
    count = 0
    for point in _POINT.finditer(folded, end, stop if stop > 0 else len(folded)):
        if _NUMERALS[point["number"]] == count + 1:
            count += 1
        elif point["number"] == "一":
            break
    return count if count >= 2 else None
