"""Projects a report names, with the words that say how far each is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from transforms import rules
from transforms.extract.spotting import spots
from transforms.model import Mention, ProjectFact

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


_HINTS = ("项目", "工程", "投产", "开工", "竣工", "通车", "投资", "建成", "投用")
_WHEN = (  # between a name and what happened to it: 污水处理厂10月开工, 产业园二期于当年9月建成
    r"正式|顺利|全面|已经|现已|已|于|将于|将|预计|计划|拟|在|项目|工程|建设|的|今年|去年|当年|明年|年底|年内|上半年|下半年"
    r"|\d{4}年|\d{1,2}月(?:底|初|份|下旬|中旬|上旬)?|\d{1,2}日"
)
_FUNDED = re.compile(r"投资(?:约|近|超)?[\d.]+[余多]?[万亿]*元(?:左右|以上)?(?:新建|建设|兴建|打造)?的")


def find(folded: str) -> list[ProjectFact]:
    """The named projects of a body in order.

    >>> text = "目前，以大河砖厂技改、核桃示范产业园为代表的一系列重点项目正在顺利推进。"
    >>> [(p.name, p.status, p.status_text) for p in find(text)]
    [('大河砖厂技改', 'building', '顺利推进'), ('核桃示范产业园', 'building', '顺利推进')]
    """
    if not any(hint in folded for hint in _HINTS):
        return []
    facts: dict[tuple[int, int], ProjectFact] = {}
    for pattern in (_LISTED, _EXAMPLES) if "项目" in folded else ():
        for found in pattern.finditer(folded):
            items = _items(folded, *found.span("list"))
            if pattern is _EXAMPLES and not all(_headed(folded[start:end]) for start, end in items):
                continue  # kinds of projects (智能电网、轨道交通等重大项目), not names
            for start, end in items:
                facts.setdefault((start, end), _fact(folded, start, end, "project-list"))
    for start, end in [*_single(folded), *_funded(folded)]:
        if not any(s < end and start < e for s, e in facts):
            facts[start, end] = _fact(folded, start, end, "project-status")
    return [facts[span] for span in sorted(facts)]


def mentions(facts: list[ProjectFact]) -> list[Mention]:
    """One mention of each project."""
    return [Mention(f.start, f.end, "project", f.name, place_code=f.place_code, rule=f.rule) for f in facts]


@cache
def _cues() -> dict[str, str]:
    status = rules.vocabulary("project_cues.yaml")["status"]
    return {word: name for name, words in status.items() for word in words}


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    known = rules.vocabulary("project_cues.yaml")
    cues = "|".join(sorted(_cues(), key=len, reverse=True))
    heads = "|".join(sorted(known["heads"], key=len, reverse=True))
    single = re.compile(rf"(?P<head>(?:{heads})(?:项目|工程)?)(?:[一二三]期)?(?:{_WHEN}){{0,6}}(?:{cues})")
    return re.compile(cues), single, frozenset(known["not_names"])


def _headed(name: str) -> bool:
    """Whether the name ends as names of projects do."""
    return len(name) >= 5 and name.endswith(tuple(rules.vocabulary("project_cues.yaml")["heads"]))


def _items(folded: str, start: int, end: int) -> list[tuple[int, int]]:
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
    r".*(?:总投资[\d.]+[余多]?[万亿]+元的|投资[\d.]+[余多]?[万亿]+元的|位于|目前|随着|其中|今年|去年|同时|[的了着和与及在对把将为由是等个该级年月日元于就下]"
    r"|实施|推进|开展|强化|推动|加快|抓好|启动|完成|建设|新建|续建|包括|涉及|完善|规范|健全|加强)(?=.)"
)
_VERBS = re.compile(
    r"^(?:全力|全面|大力|积极|加快|持续|扎实|稳步|重点|着力)*(?:实施|推进|开展|强化|推动|抓好|启动|完成|建成|新建|续建|谋划|争取|落实|做好|引进|围绕)了?"
)


def cue_words() -> tuple[str, ...]:
    """The words that say how far a project is."""
    return tuple(_cues())


# Characters of names and of what is said of them: no match goes beyond a run of them.
_RUN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9·\-—+]{2,}")


def _statements(folded: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The matches of the pattern; it is slow, so only runs of characters with a cue in them are read."""
    cues = [start for _, start, _ in spots(folded, "project_cues")]
    at = 0
    for run in _RUN.finditer(folded) if cues else ():
        while at < len(cues) and cues[at] < run.start():
            at += 1
        if at == len(cues):
            return
        if cues[at] < run.end():
            yield from pattern.finditer(folded, *run.span())


def _single(folded: str) -> list[tuple[int, int]]:
    """Spans of …项目 and the like that a status word follows at once, when a name is in front of the head."""
    _, single, nots = _patterns()
    spans = []
    for found in _statements(folded, single):
        end = found.end("head")
        start = _name_start(folded, found.start(), end)
        name = folded[start:end]
        bare = re.sub(r"(?:建设)?(?:项目|工程)$", "", name)
        inside = folded.rfind("《", 0, start) > folded.rfind("》", 0, start)
        if len(bare) >= 4 and not inside and not _general(bare, nots) and not bare[0].isdigit():
            spans.append((start, end))
    return spans


@cache
def _funded_name() -> re.Pattern[str]:
    heads = "|".join(sorted(rules.vocabulary("project_cues.yaml")["heads"], key=len, reverse=True))
    return re.compile(rf"[\u4e00-\u9fffA-Za-z0-9·\-—+]{{2,24}}?(?:{heads})(?:[一二三]期)?(?:项目|工程)?")


def _funded(folded: str) -> list[tuple[int, int]]:
    """Spans of what a sum is spent on by name: 总投资2800万元的坪头镇污水处理厂."""
    _, _, nots = _patterns()
    named = (_funded_name().match(folded, found.end()) for found in _FUNDED.finditer(folded))
    spans = [name.span() for name in named if name]
    return [(s, e) for s, e in spans if e - s >= 5 and not _general(folded[s:e], nots)]


def _general(name: str, nots: frozenset[str]) -> bool:
    """Whether it begins as kinds of projects do: 一批项目, 大项目; a long name may begin with 大 (大湾河…)."""
    return any(name.startswith(word) for word in nots if len(word) > 1 or len(name) < 6)


_NAME = re.compile(r"[\u4e00-\u9fffA-Za-z0-9·\-—+]*\Z")


def _name_start(folded: str, head: int, end: int) -> int:
    """Where the name begins whose last word stands at head..end: after what leads it, at most 28 characters back."""
    low = max(0, head - 28)
    name = _NAME.search(folded, low, head)
    low = name.start() if name else head
    lead = _LEAD.match(folded, low, end)
    return lead.end() if lead else low


def _fact(folded: str, start: int, end: int, rule: str) -> ProjectFact:
    """The project at start..end with the nearest status word of its sentence, the later side first."""
    cues, _, _ = _patterns()
    high = min((i for i in (folded.find(mark, end) for mark in "。！？；\n") if i >= 0), default=len(folded))
    found = cues.search(folded, end, min(high, end + 90))
    if found is None:
        low = max(folded.rfind(mark, 0, start) for mark in "。！？；\n") + 1
        before = list(cues.finditer(folded, max(low, start - 40), start))
        found = before[-1] if before else None
    status = _cues()[found[0]] if found else None
    return ProjectFact(start, end, folded[start:end], status, found[0] if found else None, rule=rule)
