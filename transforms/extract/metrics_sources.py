"""By whose account a number is told: an office, a person, a meeting, a report."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache

from transforms.extract.metrics_scene import (
    Scene,
    begins_of,
    cue_pattern,
    cue_set,
    cues,
    matches_at,
    sentence_at,
)

_NOBODY = cue_set("nobody")

_STOP = re.compile(r"[,。;:!?\n“”…—](?:(?<![…—])|(?<=…)…|(?<=—)—)")
_REACH = 44  # how far before its verb the teller can begin
_QUOTE = 600
_BY = re.compile(r"^(?:另|又|而|但|且)?(?:根)?据")
_OPENERS = re.compile(
    r"^(?:对此|不过|但是|但|而|另外|同时|此外|其中|目前|日前|近日|昨日|今日|今天|昨天|随后|当天|截至目前)"
)
_FROM = re.compile(r"(?:从|在)(?P<who>[^,。;]{2,30}?)(?:上|处|方面|那里)?$")
_REPORTER = re.compile(r"^(?:本报|本网|新华社)?记者$|^笔者$|^我们$|^据?$")
# What stands between the teller and the verb: 省统计局|最新发布的数据|显示.
_MATTER = re.compile(
    r"(?:(?:上午|下午|今天|今日|昨天|昨日|日前|近日|\d{1,2}[日号]|\(\d+月?\d*日\))*(?:联合|对外|最新|新近)?(?:发布|公布|提供|通报|披露|监测|统计|调查|测算|发表|出具)?)的?"
    r"(?:最新|初步|有关|相关|官方|权威|不完全|多方|一[项份])*(?:统计|监测|调查|研究|分析|运行)?(?:数据|数字|资料|结果|报告|消息|信息|公报|快报|情况|统计|监测|调查)?$"
)
_PERSON_END = re.compile(r"(?:[（(][^)）]{0,12}[)）])?[^,。;:]{0,16}$")
_PRONOUN = re.compile(r"^(?:据)?[他她](?:们)?")
_MEETING = re.compile(r"(?P<name>[^,。;]{0,20}?(?:会议|论坛|会))(?:上|还|同时|明确|进一步|特别)*$")
_SAID_NEXT = re.compile(r"(?:道|过|到)?[,:“]|记者?[,:“]")
_AT = re.compile("[上中]$")


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<learned>获悉|了解到)|(?P<told>{cue_pattern('telling_verbs')})"
        rf"|(?P<shown>(?:{cue_pattern('source_verbs')})(?:显示|表明)?(?![局部处站科员办]))"
    )


@cache
def _verb_words() -> re.Pattern[str]:
    """Where a match of `_verbs` begins."""
    return begins_of(["获悉", "了解到", *cues()["telling_verbs"], *cues()["source_verbs"]])


@cache
def _roles() -> re.Pattern[str]:
    return re.compile(rf"[\u4e00-\u9fffA-Za-z、]{{0,20}}(?:{cue_pattern('teller_roles')})")


@cache
def _offices() -> re.Pattern[str]:
    return re.compile(rf"[\u4e00-\u9fff]{{1,16}}(?:{cue_pattern('teller_offices')})")


def source_of(scene: Scene, offset: int) -> str | None:
    """Whose account the number at `offset` is; None where nobody's."""
    lo = scene.folded.rfind("\n", 0, offset) + 1
    if lo not in scene.sources:
        hi = scene.folded.find("\n", offset)
        scene.sources[lo] = sorted(_sources(scene, lo, hi if hi >= 0 else len(scene.folded)))
    found = None
    for start, end, who in scene.sources[lo]:
        if start > offset:
            break
        if offset < end:
            found = who
    return found


def _sources(scene: Scene, lo: int, hi: int) -> list[tuple[int, int, str]]:
    """Every account of a paragraph with where it holds."""
    folded, found = scene.folded, _labelled(scene, lo, hi)
    for verb in matches_at(scene, _verbs(), _verb_words(), lo, hi):
        start = _clause_start(folded, verb.start())
        who = _who(scene, verb, start)
        if who:
            found.append((*_held(scene, start, verb.end()), who))
    return found


def _labelled(scene: Scene, lo: int, hi: int) -> list[tuple[int, int, str]]:
    """凤县某村党支部书记 王小军:三年后 …: the speaker that opens a paragraph, for all of it."""
    colon = scene.folded.find(":", lo, min(hi, lo + _REACH))
    if colon < 0 or _STOP.search(scene.folded, lo, colon):
        return []
    at = bisect_left(scene.name_starts, colon) - 1
    if at < 0 or scene.names[at].kind != "person" or scene.names[at].end != colon:
        return []
    return [(colon, hi, scene.text[lo:colon].strip(" \u3000"))]


def _clause_start(folded: str, at: int) -> int:
    start = max(0, at - _REACH)
    for stop in _STOP.finditer(folded, start, at):
        start = stop.end()
    return start


def _held(scene: Scene, start: int, end: int) -> tuple[int, int]:
    """From the verb to the end of the sentence or of the speech it opens; the speech before it, where it closes one."""
    folded = scene.folded
    if start and folded[start - 1] == "”":
        opened = folded.rfind("“", max(0, start - _QUOTE), start - 1)
        if opened >= 0 and "\n" not in folded[opened:start]:
            return opened, start
    quote = folded.find("“", end, end + 3)
    if quote >= 0:
        closed = folded.find("”", quote, quote + _QUOTE)
        line = folded.find("\n", quote)
        stop = closed if closed >= 0 else line
        return end, stop if stop >= 0 else len(folded)
    return end, scene.sentences[sentence_at(scene.sentences, end - 1)].end


def _who(scene: Scene, verb: re.Match[str], start: int) -> str | None:
    lead = scene.folded[start : verb.start()]
    opener = _OPENERS.match(lead)
    if opener:
        start, lead = opener.end() + start, lead[opener.end() :]
    if verb["learned"]:
        source = _FROM.search(lead)
        return scene.text[start + source.start("who") : start + source.end("who")] if source else None
    by = _BY.match(lead)
    if by:
        return _by_account(scene, verb, start + by.end())
    if verb["shown"]:
        return _shown(scene, verb, start)
    if not _SAID_NEXT.match(scene.folded, verb.end()) and not (start and scene.folded[start - 1] == "”"):
        return None
    return _teller(scene, start, verb.start())


def _by_account(scene: Scene, verb: re.Match[str], start: int) -> str:
    """据县统计局统计 gives 县统计局, 据统计 itself where nobody is named."""
    lead = scene.folded[start : verb.start()]
    pronoun = _PRONOUN.match(lead)
    if pronoun and pronoun.end() == len(lead):
        return _last_person(scene, start) or scene.text[start : verb.start()]
    matter = _MATTER.search(lead)
    who = scene.text[start : start + (matter.start() if matter else len(lead))].strip("的 \u3000")
    if who and who not in _NOBODY:
        return who
    by = scene.folded.rfind("据", 0, start)
    return scene.text[by : verb.end()]


def _shown(scene: Scene, verb: re.Match[str], start: int) -> str | None:
    """海关公布数据显示 gives 海关, 数据显示 itself; 县统计局公布, … its office."""
    lead = scene.folded[start : verb.start()]
    matter = _MATTER.search(lead)
    name = lead[: matter.start()] if matter else lead
    if verb[0][-2:] in ("显示", "表明"):
        if not matter or not matter[0]:
            return None
        who = scene.text[start : start + len(name)].strip("的 \u3000")
        return who if len(who) > 1 and who not in _NOBODY else scene.text[start + len(name) : verb.end()]
    if scene.folded[verb.end() : verb.end() + 1] in (",", ":", "的", "称") and _offices().fullmatch(name):
        return scene.text[start : start + len(name)]
    return None


def _teller(scene: Scene, start: int, end: int) -> str | None:
    """The person, office or meeting that speaks in the clause, with the post before the name."""
    lead = scene.folded[start:end]
    pronoun = _PRONOUN.match(lead)
    if pronoun:
        return _last_person(scene, start)
    at = bisect_left(scene.name_starts, end) - 1
    while at >= 0 and scene.names[at].start >= start:
        name = scene.names[at]
        if name.kind == "person" and name.end <= end and _PERSON_END.match(scene.folded, name.end, end):
            whole = scene.text[start : name.end].strip(" \u3000")
            return whole if len(whole) <= 24 else scene.text[name.start : name.end]
        at -= 1
    meeting = _MEETING.fullmatch(lead)
    if meeting:
        return _meeting(scene, start, meeting["name"])
    role = _roles().match(lead) or _offices().match(lead)
    if role and len(lead) - role.end() <= 12 and not _REPORTER.match(role[0]):
        return scene.text[start : start + role.end()].strip(" \u3000")
    return None


def _last_person(scene: Scene, hi: int) -> str | None:
    """The person named last in the paragraph before `hi`."""
    lo = scene.folded.rfind("\n", 0, hi) + 1
    at = bisect_left(scene.name_starts, hi) - 1
    while at >= 0 and scene.names[at].start >= lo:
        if scene.names[at].kind == "person":
            return scene.text[scene.names[at].start : scene.names[at].end]
        at -= 1
    return None


def _meeting(scene: Scene, start: int, name: str) -> str:
    """The meeting by its name; 会议 and 会上 by the name of the meeting told of before."""
    bare = _AT.sub("", name)
    if len(bare) > 4:
        return scene.text[start : start + len(bare)]
    at = bisect_left(scene.name_starts, start) - 1
    while at >= 0:
        if scene.names[at].kind == "meeting":
            return scene.text[scene.names[at].start : scene.names[at].end]
        at -= 1
    return bare
