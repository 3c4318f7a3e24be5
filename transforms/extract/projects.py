"""Projects a report names, with the words that say how far each is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from transforms import rules
from transforms.extract import projects_status
from transforms.extract.spotting import spots
from transforms.model import Mention, ProjectFact

Span = tuple[int, int]

_CLAUSE = r"[^，,。；;！？!?：:\n“”《》（）()、]"
# 以甲、乙、丙为代表的一系列重点项目
_LISTED = re.compile(
    r"(?:以|包括|涉及|实施了?|推进了?)(?P<list>[^，,。；;！？\n以]{2,90}?)(?:等)?(?:为代表|为重点|为引领|为主)的?(?:[一二三四五六七八九十\d]*[个批]?)"
    r"(?:系列)?(?:重点|重大|建设|产业|骨干|民生|工业|农业)*项目"
)
_EXAMPLES = re.compile(
    rf"(?:^|(?<=[，,。；;：:\n]))(?P<list>(?:{_CLAUSE}{{2,24}}、)+{_CLAUSE}{{2,24}}?)等(?:[\d一二三四五六七八九十余多]+个|一批|一大批|多个)?"
    r"(?:省|市|县|区)?(?:级)?(?:重点|重大|骨干|龙头|标志性)(?:建设|产业|民生|工业|农业|工程)*项目"
)
# 文桃灌区建设片工程、建设溪小流域治理工程等14个项目: counted, and named by half of them at least
_COUNTED_LIST = re.compile(
    rf"(?:^|(?<=[，,。；;：:\n]))(?P<list>(?:{_CLAUSE}{{2,24}}、)+{_CLAUSE}{{2,24}}?)等(?:共)?\d{{1,3}}[个项](?:建设|民生|产业|工业|农业)?(?:项目|工程)"
)
# 成功引进轨枕项目、精米深加工项目: each called a project
_BROUGHT = re.compile(
    rf"(?:引进|签约|签订)了?(?P<list>(?:{_CLAUSE}{{4,24}}项目(?:、|和|及)){{1,9}}{_CLAUSE}{{4,24}}项目)"
)
_HINTS = ("项目", "工程", "投产", "开工", "竣工", "通车", "投资", "建成", "投用", "动工", "投入使用")
_WHEN = (  # between a name and what happened to it: 污水处理厂10月开工, 产业园二期于当年9月建成
    r"(?:正式|顺利|全面|全线|陆续|相继|同步|集中|抓紧|加紧|加快|已经|现已|已|于|即将|将于|将|预计|计划|拟|有望|力争|在|正|也|均|都|全部|项目|工程|建设|的"
    r"|主体|今年|去年|当年|明年|年底|年内|上半年|下半年|近日|日前|目前|昨日|昨天|今日|今天|当日|\d{4}年|\d{1,2}月(?:底|初|份|下旬|中旬|上旬)?|\d{1,2}日|上午|下午)"
)
_FUNDED = re.compile(
    r"投资(?:约|近|超)?[\d.]+[余多]?[万亿]*元(?:左右|以上)?"
    r"(?:(?:新建|建设|兴建|打造)?的|[，,]?(?:新建|兴建|修建|建成|改建|扩建|建设)了?(?!的))"
)
_SUM = re.compile(
    r"[,，]?(?:计划|概算|预计|估算|规划|项目)?总?投资(?:额|概算|估算)?(?:约|近|超|达|为)*[\d.]+[余多]?[万亿]"
)
_STAGE = r"(?:\(?[一二三四五]期\)?|第[一二三四]期)?"
_BEFORE_CUE = 40
_AFTER_CUE = 34


def find(folded: str, mentions: Sequence[Mention] = ()) -> list[ProjectFact]:
    """The named projects of a body in order; `mentions` tell names of places and bodies from common words.

    >>> text = "目前，以大河砖厂技改、核桃示范产业园为代表的一系列重点项目正在顺利推进。"
    >>> [(p.name, p.status, p.status_text) for p in find(text)]
    [('大河砖厂技改', 'building', '顺利推进'), ('核桃示范产业园', 'building', '顺利推进')]
    """
    if not any(hint in folded for hint in _HINTS):
        return []
    named = [m for m in mentions if m.kind in ("place", "organization", "person") and m.form != "generic"]
    found: dict[Span, str] = {}
    for span in _lists(folded):
        _add(found, _whole(folded, span, named), "project-list")
    finders = {"project-status": [*_single(folded), *_funded(folded)], "project-begun": _begun(folded, named),
               "project-sum": _with_sum(folded, named)}  # fmt: skip
    for rule, spans in finders.items():
        for span in spans:
            _add(found, _whole(folded, span, named), rule)
    ordered = sorted(found)
    starts = [start for start, _ in [*ordered[1:], (len(folded), 0)]]
    listed = {span for span, rule in found.items() if rule == "project-list"}
    return [
        _fact(folded, span, len(folded) if span in listed else nearest, found[span], named)
        for span, nearest in zip(ordered, starts, strict=False)
    ]


def _add(found: dict[Span, str], span: Span | None, rule: str) -> None:
    if span and not any(s < span[1] and span[0] < e for s, e in found):
        found[span] = rule


def _whole(folded: str, span: Span, named: list[Mention]) -> Span | None:
    """The span from the start of the place or body that it begins within; None across a person, inside a body, or
    where nothing but the kind follows the place (西藏公路)."""
    across = [m for m in named if m.start < span[1] and span[0] < m.end]
    if any(m.kind == "person" or m.end > span[1] for m in across):
        return None
    whole = min([span[0], *(m.start for m in across)]), span[1]
    kind = folded[across[-1].end : span[1]] if across and across[0].start == whole[0] else ""
    of_division = kind in _ONLY_KINDS and (
        across[-1].end - across[-1].start <= 3 or across[-1].place_code and folded[across[-1].end - 1] in _ENDS
    )
    return None if of_division else whole


_ENDS = frozenset("省市县区镇乡村州旗")
_ONLY_KINDS = ("公路", "铁路", "高速公路", "高速", "高铁", "项目", "工程", "建设项目", "医院", "学校", "企业项目")


def mentions(facts: list[ProjectFact]) -> list[Mention]:
    """One mention of each project."""
    return [Mention(f.start, f.end, "project", f.name, place_code=f.place_code, rule=f.rule) for f in facts]


def cue_words() -> tuple[str, ...]:
    """The words that say how far a project is."""
    return tuple(projects_status.cues())


def _fact(folded: str, span: Span, nearest: int, rule: str, named: list[Mention]) -> ProjectFact:
    status, text, _ = projects_status.of(folded, *span, nearest)
    inside = [m.place_code for m in named if span[0] <= m.start and m.end <= span[1] and m.place_code]
    code = inside[-1] if inside else None
    return ProjectFact(span[0], span[1], folded[slice(*span)], status, text, place_code=code, rule=rule)


@cache
def _heads() -> str:
    return "|".join(sorted(rules.vocabulary("project_cues.yaml")["heads"], key=len, reverse=True))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """head_before: the last word of a name and what stands between it and a cue; name: a name from its first word."""
    head = rf"(?P<head>(?:{_heads()})(?:(?:扩建|改造|建设|提升|续建|新建|配套|改扩建)*(?:项目|工程))?)"
    return {
        "head_before": re.compile(rf"{head}{_STAGE}{_WHEN}{{0,6}}\Z"),
        "head_at": re.compile(rf"{head}{_STAGE}\Z"),
        "name": re.compile(rf"[\u4e00-\u9fffA-Za-z0-9·\-—+“”]{{2,24}}?(?:{_heads()})(?:项目|工程)?{_STAGE}"),
    }


@cache
def _not_names() -> frozenset[str]:
    return frozenset(rules.vocabulary("project_cues.yaml")["not_names"])


def _headed(name: str) -> bool:
    """Whether the name ends as names of projects do."""
    return len(name) >= 5 and name.endswith(tuple(rules.vocabulary("project_cues.yaml")["heads"]))


def _lists(folded: str) -> Iterator[Span]:
    """The items of the lists that the text calls projects."""
    for pattern, share, seed in _LIST_KINDS if "项目" in folded or "工程" in folded else ():
        for found in pattern.finditer(folded) if seed.search(folded) else ():
            items = _items(folded, *found.span("list"))
            headed = sum(_headed(folded[start:end]) for start, end in items)
            if headed >= share * len(items):  # else kinds of projects (智能电网、轨道交通等重大项目), not names
                yield from items


# Each with the share of its items that must be headed, and what every match holds, looked for first.
_LIST_KINDS = (
    (_LISTED, 0.0, re.compile("为(?:代表|重点|引领|主)")),
    (_EXAMPLES, 1.0, re.compile(r"等[\d一二三四五六七八九十余多大批个省市县区级]*(?:重点|重大|骨干|龙头|标志性)")),
    (_COUNTED_LIST, 0.5, re.compile(r"等共?\d{1,3}[个项]")),
    (_BROUGHT, 0.0, re.compile("引进|签约|签订")),
)


def _items(folded: str, start: int, end: int) -> list[Span]:
    """The spans of a list 甲、乙、丙; the last comma may be a 和, and 和 inside an item stays."""
    spans = []
    for found in re.finditer(r"[^、]+", folded[start:end]):
        low, high = start + found.start(), start + found.end()
        verb = _VERBS.match(found[0])
        low += verb.end() if verb else 0
        if high - low >= 4:
            spans.append((low, high))
    return spans if len(spans) >= 2 else []


_LEAD = re.compile(
    r".*(?:总投资[\d.]+[余多]?[万亿]+元的|投资[\d.]+[余多]?[万亿]+元的|位于|目前|随着|其中|今年|去年|同时|[该本我][县市区镇乡村省]|[的了着和与及在对把将为由是等个该月日元于就下]"
    r"|实施|推进|开展|强化|推动|加快|抓好|启动|完成|建设|新建|续建|包括|涉及|完善|规范|健全|加强|修建|兴建|建成|引进|投资|负责|承建|作为|实现|——|这[家座条个]|那[家座条个]|年(?!产)|(?<!吨)级|这[一两几三]条|[前后]者|举[行办]|至此|使得?|如(?!意|东|皋)|到(?!户|村)|项目(?=[\u4e00-\u9fff]{4}))(?=.)"
)
_VERBS = re.compile(
    r"^(?:全力|全面|大力|积极|加快|持续|扎实|稳步|重点|着力)*(?:实施|推进|开展|强化|推动|抓好|启动|完成|建成|新建|续建|谋划|争取|落实|做好|引进|围绕)了?"
)


def _cue_spots(folded: str) -> list[Span]:
    return [(s, e) for _, s, e in spots(folded, "project_cues") if projects_status.is_cue(folded, s, e)]


def _single(folded: str) -> Iterator[Span]:
    """…项目 and the like that a status word follows at once, when a name is in front of the head."""
    for at, end in _cue_spots(folded):
        word = folded[at:end]
        if word in _LEADING_CUES or word in _WITH_OBJECT and not _DONE.match(folded, end):
            continue
        run = _run_before(folded, at)
        head = _patterns()["head_before"].search(folded, run, at)
        if head:
            yield from _named(folded, run, head.span("head"))


_WITH_OBJECT = ("启动", "签署", "签订", "取消", "暂停", "验收")  # 高铁启动培训计划: something else is begun
_DONE = re.compile(r"[^\u4e00-\u9fff]|\Z|了?(?:建设|实施|运营|施工|运行|开工|以来|以后|仪式)|后|前|的")
_LEADING_CUES = (
    "新建",
    "引进",
    "谋划",
    "储备",
    "拟建",
)  # in X park a plant is 新建: they say nothing of what is before


def _run_before(folded: str, at: int) -> int:
    """Where the run of characters of names begins that ends at `at`, some way back at most; a stage (二期) is of it."""
    low = at
    while low > max(0, at - _BEFORE_CUE) and _NAME_CHAR.match(folded, low - 1):
        low -= 1
    return low


_NAME_CHAR = re.compile(r"[\u4e00-\u9fffA-Za-z0-9·\-—+()]")


def _named(folded: str, run: int, head: Span) -> Iterator[Span]:
    """The name that ends with the head, unless it is a kind of projects or part of a title."""
    start = _name_start(folded, run, head[0])
    name = folded[start : head[1]]
    bare = re.sub(r"(?:建设)?(?:项目|工程)$", "", name)
    inside = folded.rfind("《", 0, start) > folded.rfind("》", 0, start)
    told = not bare[0:1].isdigit() or _SIZE.match(name)
    if len(bare) >= 4 and told and not inside and not _general(bare) and not _elsewhere(folded, start, head[1]):
        yield start, head[1]


def _elsewhere(folded: str, start: int, end: int) -> bool:
    """Whether it only says where something else is (在…产业园开工), or is counted (8个抽水蓄能电站)."""
    before = folded[max(0, start - 2) : start]
    where = before.endswith(("在", "于", "到", "往", "从", "向")) and not folded.endswith(("项目", "工程"), start, end)
    return where or _COUNTED.search(before) is not None


_COUNTED = re.compile(r"[\d一二三四五六七八九十两几多余][个座条家处项批]\Z")
_SIZE = re.compile(r"\d+(?:万吨级?|千伏|万千瓦|兆瓦|[Mm][Ww]|[kK][vV]|万?立方米|米)[\u4e00-\u9fff]{3}")


def _general(name: str) -> bool:
    """Whether it begins as kinds of projects do: 一批项目, 大项目; a long name may begin with 大 (大湾河…)."""
    kinds = (word for word in _not_names() if len(word) > 1 or len(name) < 6)
    return _BATCH.search(name) is not None or name.startswith(tuple(kinds))


_BATCH = re.compile(
    r"^第?[一二三四五六七八九十百千两几多各首\d]+[批个项类条座处家所大种期]|第[一二三四五六七八九十]批|[千百数多几\d]+项|一批|一系列|招商引资"
    r"|(?:重大|重点|骨干)(?:项目|工程)?\Z|^[全各省市县区镇乡村]+(?:级|重点|新)|^(?:入驻|落户|落地|走进)"
)


def _name_start(folded: str, run: int, head: int) -> int:
    """Where the name begins whose last word begins at `head`: after what leads it, at most 28 characters back."""
    low = max(run, head - 28)
    lead = _LEAD.match(folded, low, head + 1)
    return lead.end() if lead else low


def _funded(folded: str) -> Iterator[Span]:
    """What a sum is spent on by name: 总投资2800万元的坪头镇污水处理厂."""
    for found in _FUNDED.finditer(folded):
        name = _patterns()["name"].match(folded, found.end())
        if name and name.end() - name.start() >= 5 and not _general(name[0]) and not _NO_FUNDED.match(name[0]):
            yield name.span()


_NO_FUNDED = re.compile("[及和与有]|\\d+[栋座个条所家处]")


def _begun(folded: str, named: list[Mention]) -> Iterator[Span]:
    """What a status word stands before, if a place or a body is in its name: 启动玲珑巷腾退项目, 在建的岐山县体育馆."""
    starts = [m.start for m in named]
    for _, end in _cue_spots(folded):
        low = end + (folded[end : end + 1] in ("了", "的"))
        name = _patterns()["name"].match(folded, low, min(len(folded), low + _AFTER_CUE))
        if name is None or _general(name[0]) or re.search("[的了和与在]", name[0]):
            continue
        n = bisect_left(starts, low)
        if n < len(named) and named[n].start < name.end() - 2 and named[n].kind != "person" and len(name[0]) >= 5:
            yield name.span()


def _with_sum(folded: str, named: list[Mention]) -> Iterator[Span]:
    """What a sum follows at once: 云岭风电项目总投资2.8亿元; 柳林河大桥,总投资3000万元. Kinds of projects have sums
    too (民生项目投资3亿元): without 总 a place or a body is in the name."""
    at = folded.find("投资")
    while at >= 0:
        for back in range(0, 6):
            found = _SUM.match(folded, at - back)
            if found is None:
                continue
            run = _run_before(folded, at - back)
            head = _patterns()["head_at"].search(folded, run, at - back)
            for span in _named(folded, run, head.span("head")) if head else ():
                if "总投资" in found[0] or any(span[0] <= m.start < span[1] for m in named):
                    yield span
            if head:
                break
        at = folded.find("投资", at + 2)
