"""Which quantities of a text state an amount: no slogans, ages, grades, articles (一个村) or classes (亿元以上项目)."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from transforms.extract.metrics_few import few_counted
from transforms.extract.metrics_scene import Scene, cue_pattern, cue_set, last_match
from transforms.model import Mention, Quantity

_NO_UNITS = cue_set("no_units")
_SMALL_LEVEL_UNITS = cue_set("small_level_units")

_NAMED = frozenset({"slogan", "document", "organization", "project", "meeting", "person", "place"})
_SHORT_QUOTE = 10
_QUOTES = frozenset("“‘「《")
_OPENED = re.compile("[“‘「《]")
_ONE = re.compile(r"[一壹][^\d一二三四五六七八九十百千万亿几]{0,3}")
_WHOLE_ONES = frozenset({"%", "x", "CNY", "金", "银", "铜"})
_SMALL_HAN = re.compile(r"[一二两三四五六七八九十俩仨]{1,2}")
_PACKED = re.compile("装(?![修机备置载配卸车箱船饰])|(?<=服)务")
_TIME = re.compile("(?:交易|工作|自然|开市)日|学期|学年|财年|财季|季度|节气")
_RACE = re.compile(rf"(?:{cue_pattern('races')})|[\u4e00-\u9fff]{{0,4}}(?:比赛|决赛|预赛|冠军|金牌|银牌|铜牌)")
_VAGUE = re.compile(r"(?:好)?几[^十百千万亿]")
_LEAD = re.compile(rf"(?:{cue_pattern('article_lead')})$")
_CATEGORY = re.compile(rf"(?:{cue_pattern('category_heads')})(?!达|有|为|已|\d|数)")
_FORCE = re.compile(r"(?:风力|阵风|震级)[^,。;]{0,4}$")
_LEVEL = re.compile(rf"的?(?:{cue_pattern('strong_levels')})")
_FIRMS = re.compile(rf"[\u4e00-\u9fff“”]{{0,10}}?(?:{cue_pattern('counted_after_small')})")
_IDIOM = re.compile(cue_pattern("idioms"))
_IDLE = re.compile(r"[一二三两]元|[壹贰叁肆伍陆柒捌玖拾]|[十百千万]里")  # 二元结构, 队伍, 千里麦香
_PER = re.compile(r"[1一](?:吨|亩|斤|公斤|度|方|立方米|平方米)|[百千万亿]元")
_PAID = re.compile(r"[^,。;\d]{1,14}\d+(?:\.\d+)?[多余]?[万千]?[多余]?[元块]")
_DIGITS = re.compile(r"\d")
_PIECE = re.compile("块(?=[冰木石地田大小电广牌显液碑匾玉金银铜钢铁塑玻橡皮布毯砖瓦墓荒耕菜水草绿屏面板])")
_WATER_CLASS = re.compile("水质|水体|水环境|断面")
_CODE = re.compile(r"[A-Za-z\d]-$|[东西]经$|[南北]纬$")
_ORDER = re.compile(r"[第每]$")
_ENDS_CODE, _ENDS_ORDER = frozenset("-经纬\n"), frozenset("第每\n")  # how words that match end
_ENDS = {
    "人": re.compile(rf"的?(?:[\u4e00-\u9fff]{{0,4}})(?:{cue_pattern('counted_as_people')})"),
    "户": re.compile(rf"的?(?:[\u4e00-\u9fff]{{0,4}})(?:{cue_pattern('counted_as_households')})"),
    "CNY": re.compile(rf"的?(?:[\u4e00-\u9fff]{{0,5}})(?:{cue_pattern('counted_as_money')})"),
}
_COUNTED = re.compile(
    rf"(?:(?P<people>{cue_pattern('counted_as_people')})|(?:{cue_pattern('counted_as_households')}))"
    r"(?:数量|总数)?(?:已?[达有为]到?|共有?|仅有?|已?超过?|约)?$"
)
_MOVED = re.compile(
    r"[^。;!?]{0,24}(?:(?:增|减|升|降|扩|发展|攀|涨)[^,。;]{0,6}(?:到|至|为)[^,。;]{0,10}|(?:增加|减少|增长|多)了?)(?:近|约|超)?"
)
_LINK = r"(?:已|将|也|均|累计|预计|仅|共|就)*"
_LINK += r"(?:(?:增|降|升|减|涨|跌)(?:加|长|少)?[到至]?|达到?|有|为|是|约|超过?|近|逾|突破|至|[维保]持在|稳定在)*$"
_LED_BY_PEOPLE = re.compile(rf"(?:[者客]|人员|学员|会员|党员|人口|粉丝|用户|就业)(?:总?数量?|规模|总量)?{_LINK}")
_LED_BY_MONEY = re.compile(
    rf"(?:金?额|[产总市净]值|[贷存税]款|资金|奖金|收入|利润|支出|投资|营收|成本|亏损|债务|资产|预算|利税|分红|票房){_LINK}"
)
_LED_BY_COUNT = re.compile(rf"(?:[数量]|规模|病例|总计|[率]){_LINK}")
_COEFFICIENT = re.compile(r"[\d两二三四五六七八九][十百千]?[多余]?[万亿]")
_CLOSED = re.compile(r"(?:左右|以上|以下|多)?(?:$|[,。;、!?)”的\n])")
_TROOPS = re.compile("[军师团旅连营]")
_FAR = re.compile(
    r"[\u4e00-\u9fff]{5,8}?(?:(?:群众|居民|人口|老人|儿童|学生|妇女|职工|志愿者|毕业生|残疾人|人民)|(?P<homes>户))"
)
_VILLAGE_END = re.compile("(?:村|社区|屯|居委会)第?$")
_OF_PARTS = re.compile("共|[0-9,、]|等")
_PER_UNIT = re.compile(
    r"[\u4e00-\u9fffA-Z()()]{2,16}?(?:用水量|用电量|能耗|水耗|电耗|煤耗|耗水量|耗电量|碳排放|排放量)"
)
_HEADS_BEFORE = re.compile(r"(?P<unit>人次|人数)(?:达到?|为|约|已|是|将)*$")
_HOTLINE = re.compile(r"[\u4e00-\u9fff]{0,6}(?:热线|专线|平台)")
_MONEY_VERB = re.compile(rf"(?:{cue_pattern('money_verbs')})了?$")
_RATIO_LEAD = re.compile(r"(?:比[例重]?|结构)[^,。;]{0,8}$")
_SCALE = re.compile(r"[万亿]")
_UNITLESS_LEAD = re.compile(r"(?:指数|得分|评分|系数|PH值|密度|比值)[^,。;]{0,6}$")


def accepted(scene: Scene, quantities: list[Quantity]) -> list[Quantity]:
    """The quantities that are metrics, in order; units left out in the text (67万特困户) are filled in.

    Small counts without a measure word (九部门, 三大产业) are among them.
    """
    idioms = [(m.start(), m.end()) for m in _IDIOM.finditer(scene.folded)]
    kept: list[Quantity] = []
    for quantity in quantities:
        if quantity.kind in ("ordinal", "duration") or quantity.value is None:
            continue
        if not _counts(scene, quantity) or _in_name(scene, quantity) or _inside(idioms, quantity.start):
            continue
        complete = _with_unit(scene, quantity) or (_as_before(scene, kept[-1], quantity) if kept else None)
        if complete is not None:
            kept.append(complete)
    return _with_few(scene, kept, idioms)


def _with_few(scene: Scene, kept: list[Quantity], idioms: list[tuple[int, int]]) -> list[Quantity]:
    """The quantities and the small counts; 三 of 三省区 stands for 三省, a count of the text has no place in a name."""
    few = [q for q in few_counted(scene.folded) if not _in_name(scene, q) and not _inside(idioms, q.start)]
    if not few:
        return kept
    starts = {q.start for q in few}
    return sorted([*few, *(q for q in kept if q.start not in starts)], key=lambda q: q.start)


def _is_group(folded: str, unit: str, before: str, end: int) -> bool:
    """明月村3组: its third group."""
    return unit in ("组", "社", "队") and bool(_VILLAGE_END.search(before)) and not _OF_PARTS.match(folded, end)


def _is_other_count(folded: str, unit: str, start: int, end: int) -> bool:
    """近20个交易日: a duration; 水质从四类跃升到二类: a class."""
    if unit == "类":
        return bool(_WATER_CLASS.search(folded, max(0, start - 12), end + 4))
    return unit == "个" and bool(_TIME.match(folded, end))


def _is_hotline(folded: str, words: str, end: int) -> bool:
    """12345市民热线."""
    return words.isdigit() and 3 <= len(words) <= 6 and _HOTLINE.match(folded, end) is not None


def _counts(scene: Scene, quantity: Quantity) -> bool:
    folded, start, end = scene.folded, quantity.start, quantity.end
    words, before = folded[start:end], folded[max(0, start - 8) : start]
    last = before[-1:]
    if last in _ENDS_ORDER and _ORDER.search(before) and not (before.endswith("每") and quantity.unit_kind == "money"):
        return False
    if (last in _ENDS_CODE and _CODE.search(before)) or _is_hotline(folded, words, end):
        return False
    unit = (quantity.unit or "").split("/")[0]
    if unit in _NO_UNITS and not (unit in ("期", "集", "班") and _DIGITS.match(words)):
        return unit == "级" and bool(_LEVEL.match(folded, end) or _FORCE.search(before))
    race = quantity.unit_kind == "length" and (before.endswith(("男子", "女子")) or _RACE.match(folded, end))
    if race or folded.startswith(("装", "务"), end) and _PACKED.match(folded, end):
        return False  # 100米自由泳 is an event; 12瓶装: how a thing is packed; 12333服|务热线
    if _is_group(folded, unit, before, end) or _is_other_count(folded, unit, start, end):
        return False
    if (
        (words[0] in "好几" and _VAGUE.match(words))
        or (len(words) < 3 and _IDLE.fullmatch(words))
        or (quantity.rule == "implied" and len(words) == 1 and words not in "俩仨")
    ):
        return False
    if words in ("一块", "1块") and not folded.startswith("钱", end):
        return False  # 一块塑料: a piece, no money
    per = words[0] in "1一百千万亿" and _PER.fullmatch(words)
    if per and (_PAID if words[0] in "1一" else _PER_UNIT).match(folded, end):
        return False  # 1吨处理成本不到1元: what the next amount is for
    if quantity.value == 1 and _ONE.fullmatch(words) and unit not in _WHOLE_ONES:
        return bool(_LEAD.search(before))
    if unit in _SMALL_LEVEL_UNITS and _SMALL_HAN.match(words) and len(words) <= 3 and words[1] != "几":
        return unit in ("家", "部") and _FIRMS.match(folded, end) is not None
    if _names_class(folded, quantity):
        return False
    return quantity.unit_kind != "ratio" or bool(_RATIO_LEAD.search(before)) or "比" in folded[end : end + 4]


def _names_class(folded: str, quantity: Quantity) -> bool:
    """亿元以上项目(10个), 5亿元~10亿元项目, 百亿元企业: a bound that says which projects, not how much."""
    words, end = folded[quantity.start : quantity.end], quantity.end
    if words[-2:] in ("以上", "以下", "以内") and _CATEGORY.match(folded, end):
        return True
    if quantity.unit_kind != "money":
        return False
    if words[-2:] in ("以上", "以下", "以内") or quantity.qualifier == "range" or _ROUND.fullmatch(words):
        return bool(_COUNTED_CLASS.match(folded, end))
    return False


_ROUND = re.compile("[上过超]?[十百千万亿]+元级?")
# 30亿元以上、50亿元以上以及百亿元(龙头型重大)项目
_COUNTED_CLASS = re.compile(
    r"(?:(?:、|和|及|以及|或)[\d.]*[十百千万亿]+(?:美|欧|港)?元(?:以上)?)*的?"
    r"(?![\u4e00-\u9fff]{0,4}(?:补贴|补助|资金|奖|贷款|投资|扶持|罚|债))[\u4e00-\u9fff]{0,6}?"
    r"(?:项目|企业|园区|大户|合同|订单|产业集群|产业链|强村|强镇)"
)


def _in_name(scene: Scene, quantity: Quantity) -> bool:
    """Inside a slogan, title or name, or inside short quotation marks."""
    at = bisect_right(scene.name_starts, quantity.start) - 1
    if at >= 0 and scene.names[at].end > quantity.start and _covers(scene.names[at], quantity):
        return True
    if _QUOTES.isdisjoint(scene.folded[max(0, quantity.start - _SHORT_QUOTE) : quantity.start]):
        return False
    quote = last_match(_OPENED, scene.folded, max(0, quantity.start - _SHORT_QUOTE), quantity.start)
    if quote is None:
        return False
    opened = quote.start()
    closed = min((p for q in "”’」》" if (p := scene.folded.find(q, opened)) >= 0), default=len(scene.folded))
    if set(scene.folded[quantity.start : closed]) & set(",。!?"):
        return False  # speech
    return quantity.start < closed and closed - opened <= _SHORT_QUOTE + 1 and closed >= quantity.end


def _covers(name: Mention, quantity: Quantity) -> bool:
    inside = name.start < quantity.start and name.end > quantity.start + 1  # 其中超过 holds no 中超
    return name.kind in _NAMED and (name.end >= quantity.end or inside)


def _inside(spans: list[tuple[int, int]], offset: int) -> bool:
    at = bisect_right(spans, (offset, len("x") << 40)) - 1
    return at >= 0 and spans[at][1] > offset


def _as_before(scene: Scene, before: Quantity, quantity: Quantity) -> Quantity | None:
    """从7.9亿人增加到9.7亿: a number without a unit that the one before it has grown to, or by."""
    moved = _MOVED.fullmatch(scene.folded, before.end, quantity.start)
    scaled = _SCALE.search(scene.folded, quantity.start, quantity.end)
    if not moved or not scaled or quantity.unit or before.unit_kind not in ("count", "area", "mass", "money"):
        return None
    return replace(quantity, unit=before.unit, unit_kind=before.unit_kind, currency=before.currency)


def _of_people(scene: Scene, quantity: Quantity) -> Quantity | None:
    """吸纳12.3万农村低收入群体, 观影人次超2亿: people or homes, though the context may speak of money."""
    led = _HEADS_BEFORE.search(scene.folded, max(0, quantity.start - 6), quantity.start)
    if led:
        return replace(quantity, unit=led["unit"].replace("人数", "人"), unit_kind="count", currency=None)
    unit = next((unit for unit in ("人", "户") if _ENDS[unit].match(scene.folded, quantity.end)), None)
    return replace(quantity, unit=unit, unit_kind="count", currency=None) if unit else None


def _with_unit(scene: Scene, quantity: Quantity) -> Quantity | None:
    if quantity.unit_kind == "money" and _PIECE.match(scene.folded, quantity.end - 1):
        return replace(quantity, unit="块", unit_kind="count", currency=None)  # 15块冰面
    before = scene.folded[max(0, quantity.start - 10) : quantity.start]
    scaled = quantity.unit is None or quantity.rule == "money:context"
    counted = _COUNTED.search(before) if scaled and _SCALE.search(scene.folded, quantity.start, quantity.end) else None
    if counted:  # 减少贫困人口170万
        unit = "人" if counted["people"] else "户"
        return replace(quantity, unit=unit, unit_kind="count", currency=None)
    people = _of_people(scene, quantity) if scaled and quantity.base_unit is None else None
    if people is not None and _SCALE.search(scene.folded, quantity.start, quantity.end):
        return people
    return quantity if quantity.unit else _unit_near(scene, quantity, before)


def _unit_near(scene: Scene, quantity: Quantity, before: str) -> Quantity | None:
    """The quantity with the unit that the words behind or before it imply; None where it is no amount."""
    scaled = bool(_SCALE.search(scene.folded, quantity.start, quantity.end))
    if scaled:
        for unit, pattern in _ENDS.items():
            if pattern.match(scene.folded, quantity.end):
                return replace(quantity, unit=unit, unit_kind="money" if unit == "CNY" else "count")
        if _MONEY_VERB.search(before):
            return replace(quantity, unit="CNY", unit_kind="money", currency="CNY")
        far = _FAR.match(scene.folded, quantity.end)
        if far:  # 36万建档立卡贫困群众
            return replace(quantity, unit="户" if far["homes"] else "人", unit_kind="count")
    if _TROOPS.match(scene.folded, quantity.end):
        return None  # 十八军进藏战士
    for unit in ("人", "户"):
        found = _ENDS[unit].match(scene.folded, quantity.end)
        if found and quantity.value is not None and quantity.value >= 2 and found.end() - quantity.end <= 8:
            return replace(quantity, unit=unit, unit_kind="count")
    if _UNITLESS_LEAD.search(before):
        return quantity
    return _led(scene, quantity, before) if scaled and _CLOSED.match(scene.folded, quantity.end) else None


def _led(scene: Scene, quantity: Quantity, before: str) -> Quantity | None:
    """感染者约125万, 成交额达200亿, 连接数达2.6亿: the unit by the noun before, none where it says none."""
    words = scene.folded[quantity.start : quantity.end]
    if not _COEFFICIENT.search(words):
        return None
    if _LED_BY_PEOPLE.search(before):
        return replace(quantity, unit="人", unit_kind="count")
    if _LED_BY_MONEY.search(before):
        return replace(quantity, unit="CNY", unit_kind="money", currency="CNY")
    return quantity if _LED_BY_COUNT.search(before) else None
