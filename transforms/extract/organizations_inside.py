"""What makes the name of an organization longer: a department before a post, a place in brackets."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from transforms import rules
from transforms.extract.organizations_scan import Found, longest, part_use
from transforms.extract.places_edges import is_noun
from transforms.extract.places_scan import Words
from transforms.model import Mention

_POSTS = (
    r"副?(?:主任|处长|科长|股长|司长|部长|所长|站长|队长|院长|局长|组长|厅长|室长|书记|秘书长|支队长|大队长|中队长|护士长|社长|总监)"
    r"|(?:相关|有关)?负责人|工作人员|(?:副?研究|高级|主治|副?主任医|助理)[员师工]|监察专员|总?经理|民警|医生|副?教授|[一二三四]级调研员"
)
_LAST = r"处|科|股|室|司|部|办|组|所|中心|委员会|站|队|院|厅|局|系|库|支部|总支"
_BRACKETED = ("school", "company")
_PEOPLE = ("长", "书记", "主任", "员", "者", "专家", "代表", "负责人")
_NEVER = frozenset("的了在和与及或将对是为有于从等也就被把给向让、,。;:!?()“”《》\n 副主书")
_NOT_FIRST = frozenset("原现前时该本各两全")
_FUNCTION = frozenset("的了着过在是为和与及或等从到由向对将把被就也都又还并而但")


def extend(folded: str, cut: Words, found: list[Found], places: list[Mention]) -> list[Found]:
    """The organizations with those that their departments and brackets make longer in their place."""
    longer = [*_departments(folded, cut, found)]
    if any(one.kind in _BRACKETED for one in found):
        starts = {m.start: m.end for m in places}
        longer += [*_bracketed(folded, found, starts), *_works(folded, found, starts)]
    return longest([*found, *longer]) if longer else found


def _departments(folded: str, cut: Words, found: list[Found]) -> Iterator[Found]:
    """国家卫生健康委|基层司 before 监察专员: what ends like a department between a body and a post belongs to it."""
    starts = [one.start for one in found]
    for one in found:
        match = None if folded[one.end : one.end + 1] in _NEVER else _department().match(folded, one.end)
        if not match or one.form != "name" or _parts_two(folded, starts, one.end, match.end("name")):
            continue
        if _is_name(folded, cut, one.end, match.end("name")):
            yield replace(one, end=match.end("name"), last=match["last"], bare=False, canonical="", confidence=0.75,
                          rule="organization.department")  # fmt: skip


@cache
def _department() -> re.Pattern[str]:
    surnames = "".join(row["surname"] for row in rules.table("surnames.tsv") if len(row["surname"]) == 1)
    name = rf"(?P<name>[\u4e00-\u9fff]{{1,16}}?(?P<last>{_LAST}))"
    return re.compile(rf"{name}(?:[{surnames}][\u4e00-\u9fff]{{0,2}})?(?:{_POSTS})")


def _is_name(folded: str, cut: Words, start: int, end: int) -> bool:
    """Whether the words between are a department's name: none is of grammar or a post, the first no verb."""
    if start not in cut.edges or end not in cut.edges or folded[start] in _NOT_FIRST:
        return False
    first, last = bisect_left(cut.starts, start), bisect_left(cut.starts, end)
    words = [folded[cut.starts[n] : cut.starts[n + 1]] for n in range(first, last)]
    if part_use(words[0]) == "stop" or any(word in _FUNCTION for word in words[:-1] if word != "和"):
        return False
    return not any(word.endswith(_PEOPLE) or part_use(word) == "edge" and not is_noun(word) for word in words)


def _parts_two(folded: str, starts: list[int], low: int, high: int) -> bool:
    """Whether 和 or the like stands before another organization between: 农业部官员和|某大学."""
    return any(folded[start - 1] in "和与及" for start in starts[bisect_left(starts, low) : bisect_left(starts, high)])


def _bracketed(folded: str, found: list[Found], places: dict[int, int]) -> Iterator[Found]:
    """中国石油大学(华东), 本田(中国): a place alone in brackets behind a school or company belongs to its name."""
    for one in found:
        if one.kind in _BRACKETED and folded[one.end : one.end + 1] == "(":
            end = places.get(one.end + 1)
            if end and folded[end : end + 1] == ")":
                yield replace(one, end=end + 1, canonical="", confidence=0.8, rule="organization.bracketed")


def _works(folded: str, found: list[Found], places: dict[int, int]) -> Iterator[Found]:
    """锦湖轮胎|南京|工厂, 伊藤洋华堂|武侯|店: a firm's works or shop in a place."""
    for one in found:
        if one.kind == "company" and one.end in places and (works := _WORKS.match(folded, places[one.end])):
            yield replace(one, end=works.end(), canonical="", confidence=0.8, rule="organization.works")


_WORKS = re.compile(
    r"[\u4e00-\u9fff]{0,6}?(?:工厂|分厂|分公司|分店|门店|专卖店|旗舰店|店(?![员长铺面])|生产基地|研发中心|研究院|分部|分行|办事处|营业部)"
)
