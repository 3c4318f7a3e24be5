"""The place a number is about where its sentence names none: from the paragraph, the article, the text before."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, TypeVar

from transforms.extract.metrics_place_article import (
    BODY,
    JOINED,
    Subject,
    article_place,
    as_subject,
    is_settled,
    is_village,
)
from transforms.extract.metrics_place_generic import country_said, generic_in, of_level, resolve
from transforms.extract.metrics_place_items import item_of, of_item
from transforms.extract.metrics_place_lines import is_part, line_in, of_line
from transforms.extract.metrics_place_nearest import frame_of, nearest, opening_topic
from transforms.extract.metrics_place_usable import LISTING, OF_THOUGHT
from transforms.extract.metrics_scene import Candidate, Scene, paragraph_start, sentence_at, start_of
from transforms.model import Mention

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")
# 县财政局, 市委: bodies named by level alone are those of the article's place.
_LEVEL_BODY = re.compile(
    r"(?:^|(?<=[,。;:、\n]))(?P<level>[市县区镇乡])(?:委(?![员托派])|政府|党委|[\u4e00-\u9fff]{2,5}?(?:局|办)(?![公事法]))"
)
_HEADING = re.compile(
    r"(?:^|\n)[ \u3000]*(?:(?P<name>[\u4e00-\u9fff]{2,10}):[^\n。]{2,30}"
    r"|(?:[(]?[一二三四五六七八九十\d]{1,3}[)、.][ \u3000]*|(?<=[。!?”]\n)|(?<=[。!?”]\n\u3000\u3000))"
    r"(?P<alone>[\u4e00-\u9fff()]{2,24})[ \u3000]*)(?=\n)"
)
_PASSED = re.compile(r"(?:从|自|到|赴|前往|来)$")
_OURS = re.compile(r"我们|公司|厂里|合作社|基地|学校|医院")
_SPEECH = re.compile(r"说|表示|介绍|告诉|感慨|坦言|这是")
_OPENING = 12  # characters at the head of a paragraph in which its subject stands
_COMPARED = re.compile("[快高低多少优]于|超过|比[东西中]部")
_FAR = 6  # paragraphs after which a place of a round-up is forgotten
_SUMS_UP = re.compile(r"(?:据(?:初步)?统计|数据显示|截[至止]|(?:\d{4}年|[今去]年|[一-十]+年)以?来,?(?:累计|共|已))")


def place_around(scene: Scene, candidate: Candidate, before: Subject) -> Subject:
    """From the text around the sentence: who speaks it, the paragraph so far, the article, the text before."""
    start = scene.sentences[candidate.sentence].start
    speaker = _speaker(scene, candidate)
    if speaker is not None:
        return as_subject(scene, speaker)
    own = article_place(scene)
    office = _LEVEL_BODY.search(scene.folded, start, candidate.start) if own.name else None
    if office is not None and of_level(own, office["level"]):
        return own
    found = _once(scene, "paragraph", candidate.sentence, _from_paragraph)
    if found is not None:
        return own if own.name and _sums_up(scene, start, found) else found
    right = nearest(scene, candidate.end, candidate.clause.end) or _passed(scene, start, candidate.start)
    if right is not None and not (own.name and not is_settled(right) and _joined(scene, right)):
        return as_subject(
            scene, right
        )  # 投资900万元实施某峰修缮、某河治理: the one is no more the subject than the other
    heading = _heading(scene, start)
    if heading is not None and (before.mention is None or before.mention.start < heading.start):
        return as_subject(scene, nearest(scene, heading.end, start, settled=True, bodies=False) or heading)
    item = item_of(scene, candidate.start)
    carried = before.name is not None and before.name != "全国" and _goes_on(scene, candidate, before)
    if item is not None and not (carried and before.mention is not None and before.mention.start >= item[0]):
        told = of_item(scene, item, start, candidate.start)
        return told if told.name else own
    if carried:
        return before
    if own.name:
        said_in = _once(scene, "quoted", candidate.sentence, _village_before)
        return as_subject(scene, said_in) if said_in is not None else own
    earlier = _once(scene, "earlier", start, _earlier)
    if earlier is None or _outlived(scene, candidate, earlier) or _paragraphs_since(scene, candidate, earlier) > _FAR:
        return _once(scene, "country", start, _country)
    return as_subject(scene, earlier)


def _village_before(scene: Scene, number: int) -> Mention | None:
    """“一亩地收益6000元。”: the village the paragraph before tells of, for one that begins with speech."""
    lo = paragraph_start(scene, number)
    if scene.folded[lo : lo + 4].lstrip(" \u3000\n")[:1] != "“":
        return None
    before = sentence_at(scene.sentences, lo) - 1
    if before < 0:
        return None
    named = nearest(scene, paragraph_start(scene, before), scene.sentences[before].end, settled=True, bodies=False)
    return named if named is not None and is_village(named) else None


def _sums_up(scene: Scene, start: int, found: Subject) -> bool:
    """据统计, 截至目前: a sentence that sums up after a village named in passing, whose own paragraph this is not."""
    if found.mention is None or not is_village(found.mention) or not _SUMS_UP.match(scene.folded, start):
        return False
    return found.mention.start > scene.folded.rfind("\n", 0, start) + 1 + _OPENING


def _joined(scene: Scene, mention: Mention) -> bool:
    """Whether the name begins an item of a list but the first."""
    return scene.folded[mention.start - 1] in LISTING


def _once(scene: Scene, what: str, at: int, look: Callable[[Scene, int], T]) -> T:
    """What `look` finds for a place of the text, looked for once."""
    if (what, at) not in scene.before:
        scene.before[what, at] = look(scene, at)
    found: T = scene.before[what, at]
    return found


def _country(scene: Scene, hi: int) -> Subject:
    return country_said(scene, 0, hi)


def _earlier(scene: Scene, hi: int) -> Mention | None:
    return nearest(scene, 0, hi, settled=True, bodies=False)


def _heading(scene: Scene, offset: int) -> Mention | None:
    """The place or body of the last heading 某县:路通百业兴, (二)某公司 before `offset`, if there are several."""
    if scene.headings is None:
        scene.headings = [name for line in _lines(scene) if (name := _heads(scene, line))]
    at = bisect_left(scene.headings, offset, key=start_of)
    return scene.headings[at - 1] if at and len(scene.headings) > 1 else None


def _lines(scene: Scene) -> Iterator[re.Match[str]]:
    """The lines that may be headings: `_HEADING.finditer`, tried only where a line begins."""
    at = 0
    while at >= 0:
        line = _HEADING.match(scene.folded, at)
        if line is not None:
            yield line
        at = scene.folded.find("\n", line.end() if line is not None else at + 1)


def _heads(scene: Scene, line: re.Match[str]) -> Mention | None:
    """The name that is a whole line, or all before its colon."""
    start, end = line.span(line.lastgroup or "name")
    at = bisect_left(scene.place_starts, start)
    while at + 1 < len(scene.places) and scene.places[at].end == scene.places[at + 1].start < end:
        at += 1  # 某县某镇
    name = scene.places[at] if at < len(scene.places) else None
    if name is None or name.end != end or name.kind not in ("place", "organization"):
        return None
    return name if line["alone"] or name.kind == "place" else None


def _passed(scene: Scene, lo: int, hi: int) -> Mention | None:
    """到某市各景点的游客, 从某区发出的大巴: where the counted come from or go to, where nothing else is named."""
    at = bisect_left(scene.place_starts, hi) - 1
    while at >= 0 and scene.places[at].start >= lo:
        name = scene.places[at]
        alone = scene.folded[name.end : name.end + 1] not in JOINED
        if alone and name.place_code and _PASSED.search(scene.folded, max(lo, name.start - 3), name.start):
            return name if name.kind == "place" else None
        at -= 1
    return None


def _paragraphs_since(scene: Scene, candidate: Candidate, mention: Mention) -> int:
    """How many paragraphs ago the name stands."""
    here = scene.sentences[candidate.sentence].paragraph_no
    return here - scene.sentences[sentence_at(scene.sentences, mention.start)].paragraph_no


def _goes_on(scene: Scene, candidate: Candidate, before: Subject) -> bool:
    """A division is kept from paragraph to paragraph; a body only where 我们, 公司 … speak of it, a park nowhere."""
    if before.mention is None:
        return True
    if is_part(before.mention):
        return False
    if before.mention.kind == "place":
        since = _paragraphs_since(scene, candidate, before.mention)
        listed = "、" in (before.name or "")
        return (
            since == 0
            and (is_settled(before.mention) or scene.found.place_code is None)
            or not listed
            and (
                scene.found.place_code is None
                and is_settled(before.mention)
                and since <= _FAR
                and not _outlived(scene, candidate, before.mention)
            )
        )
    start = scene.sentences[candidate.sentence].start
    return _OURS.search(scene.folded, start, candidate.start) is not None


def _outlived(scene: Scene, candidate: Candidate, mention: Mention) -> bool:
    """Whether a place of an earlier paragraph was one of several in a round-up, rather than what the text is about.

    The text is about the province its title names, or it names first.
    """
    if scene.found.place_code is not None or not mention.place_code:
        return False
    if item_of(scene, mention.start) != item_of(scene, candidate.start):
        return True
    first = _once(scene, "first", 0, _first_code)
    return first is not None and first[:2] != mention.place_code[:2]


def _first_code(scene: Scene, _: int) -> str | None:
    """The code of the place the title or else the text names first, but for 中国特色社会主义."""
    title = scene.context.title or ""
    for source, mentions in ((title, scene.found.title_mentions), (scene.folded, scene.places)):
        for m in mentions:
            if m.kind == "place" and m.place_code and not OF_THOUGHT.match(source, m.end):
                return m.place_code
    return None


def _from_paragraph(scene: Scene, number: int) -> Subject | None:
    """What the sentences before it in the paragraph are about, the nearest one first."""
    lo = paragraph_start(scene, number)
    while number and scene.sentences[number - 1].start >= lo:
        number -= 1
        sentence = scene.sentences[number]
        about, start = opening_topic(scene, sentence.start, sentence.end)
        named = nearest(scene, start, sentence.end, settled=True) or about
        generic = generic_in(scene, start, sentence.end)
        line = line_in(scene, start, sentence.end)
        last = max(named.start if named else -1, generic.start() if generic else -1)
        if line and sentence.start == lo and line.end() > last and _opens_with(scene, line, lo, sentence.end):
            return of_line(scene, line)
        if generic and (named is None or generic.start() > named.start):
            found = resolve(scene, generic)
            if found.name:
                return found
        if named is not None and not _is_aside(scene, named, lo):
            return as_subject(scene, frame_of(scene, sentence.start, named))
    return None


def _is_aside(scene: Scene, named: Mention, lo: int) -> bool:
    """A hospital or firm in the middle of a paragraph, in a text that tells of one division; `lo`: where it begins."""
    if named.kind != "organization" or scene.found.place_code is None or named.start < lo + _OPENING:
        return False
    return BODY.fullmatch(scene.folded, named.start, named.end) is None


def _opens_with(scene: Scene, line: re.Match[str], lo: int, hi: int) -> bool:
    """今天的西部, …: a great part of the country that the sentence tells of, not one it compares."""
    opens = line.lastgroup == "part" and line.start("part") < lo + _OPENING
    return opens and not _COMPARED.search(scene.folded, lo, hi)


def _speaker(scene: Scene, candidate: Candidate) -> Mention | None:
    """“就业率达92%。”某校副校长说: the body or place named right after the closing quotation mark."""
    opened = scene.folded.rfind("“", max(0, candidate.start - 300), candidate.start)
    if opened < 0 or "”" in scene.folded[opened : candidate.start] or "\n" in scene.folded[opened : candidate.start]:
        return None
    closed = scene.folded.find("”", candidate.end, candidate.end + 300)
    if closed < 0 or "\n" in scene.folded[candidate.end : closed]:
        return None
    said = _SPEECH.search(scene.folded, closed, closed + 40)
    if not said:
        return None
    at = bisect_left(scene.place_starts, closed)
    found = None
    while at < len(scene.places) and scene.places[at].start < max(said.end(), closed + 24):
        if scene.places[at].kind in ("place", "organization") and scene.places[at].end <= closed + 40:
            found = scene.places[at]
        at += 1
    return found
