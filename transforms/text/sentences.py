"""Where sentences begin and end, and which section and outline mark each stands under."""

from __future__ import annotations

import re
from bisect import bisect_right

from transforms.model import Sentence

_CLOSERS = "”’」』）)】\\]》〉〕"  # as the inside of a character class
_HAN = r"\u3400-\u9fff\U00020000-\U0003ffff"
_MAY_END = re.compile("[《。！？；…!?;]")
# A title in 《》 is stepped over whole, so that 《怎么办？》 does not end a sentence. A half-width mark ends one only
# between Chinese characters: 3;4 and a?b=c do not.
_END = re.compile(
    rf"(?P<title>《[^《》\n]{{1,80}}》)"
    rf"|(?:[。！？；…]+|(?<=[{_HAN}{_CLOSERS}\"])[!?;]+(?=[ {_HAN}{_CLOSERS}“‘「『（(【《\"']|\n|\Z))"
    rf"[。！？；…!?]*[{_CLOSERS}]*(?P<quote>\"?) *"
)
_NUMERAL = "[一二三四五六七八九十]{1,3}"
_POINTS = (
    rf"(?P<mark>{_NUMERAL}是(?!否|不是|非)|其[一二三四五](?=[，,、：:])|首先|其次|再次"
    rf"|第{_NUMERAL}(?=[，,、：:])|第{_NUMERAL}是)"
)
_MARK_WITHIN = re.compile(rf"[，,；;：:、。 ]{_POINTS}")
_MARK = re.compile(
    rf"{_POINTS}|(?P<number>[（(](?:{_NUMERAL}|\d{{1,2}})[）)]|{_NUMERAL}、|\d{{1,2}}(?:、|[.．](?!\d))|[①-⑳])"
)
_HEADING = re.compile(rf"(?:第{_NUMERAL}[章节]|[（(]{_NUMERAL}[）)]|{_NUMERAL}、)\s*(?P<name>\S.*)")
_SUBTITLE = re.compile(r"[^。！？；…，,:：!?;\d]{4,24}\Z")
_POINT = re.compile(rf"(?:^|[，,；;：:。]){_NUMERAL}是")
_STOPS = "。！？；…!?;： :"
_LONGEST_HEADING = 36


def split(text: str) -> list[Sentence]:
    """The sentences of a body in order; they touch, parted only by the newlines between paragraphs.

    Ends are 。！？；… and !?; between Chinese characters, with the closing quotes and brackets that follow.

    >>> [(s.start, s.end) for s in split("他说：“走吧！”然后走了。")]
    [(0, 8), (8, 13)]
    """
    sentences: list[Sentence] = []
    start = 0
    for number, paragraph in enumerate(text.split("\n")):
        for lo, hi in _spans(paragraph):
            sentences.append(Sentence(start + lo, start + hi, number))
        start += len(paragraph) + 1
    _mark_outline(text, sentences)
    _mark_sections(text, sentences)
    return sentences


def at(sentences: list[Sentence], offset: int) -> int:
    """The position in `sentences` of the one that holds `offset` (the last that begins at or before it)."""
    return max(0, bisect_right(sentences, offset, key=lambda s: s.start) - 1)


def _spans(paragraph: str) -> list[tuple[int, int]]:
    spans, start, end = [], 0, 0
    while may := _MAY_END.search(paragraph, end):
        found = _END.match(paragraph, may.start())
        end = found.end() if found else may.end()
        if found is None or found["title"]:
            continue
        # An ASCII quote closes only where one was opened before in this sentence.
        if found["quote"] and paragraph.count('"', start, found.start("quote")) % 2 == 0:
            end = found.start("quote")
        spans.append((start, end))
        start = end
    if start < len(paragraph):
        spans.append((start, len(paragraph)))
    return spans


def _mark_outline(text: str, sentences: list[Sentence]) -> None:
    for sentence in sentences:
        found = _MARK.match(text, sentence.start, sentence.end)
        if found:
            sentence.outline = (found["mark"] or found["number"]).rstrip("、.．")
        elif found := _MARK_WITHIN.search(text, sentence.start, sentence.end):
            sentence.outline = found["mark"]


def _mark_sections(text: str, sentences: list[Sentence]) -> None:
    """Give each sentence the heading it stands under, where the text has headings."""
    paragraphs = _by_paragraph(sentences)
    subtitles = _subtitles(text, paragraphs)
    section: str | None = None
    lead = False
    for position, group in enumerate(paragraphs):
        name, is_lead = _heading(text, group), False
        if name is None and position in subtitles:
            name = text[group[0].start : group[-1].end].strip()
        if name is None:
            name = _lead(text, group)
            is_lead = name is not None
        if name is not None:
            section, lead = name, is_lead
        elif lead and group[0].outline is None:
            section, lead = None, False  # a lead sentence heads its own paragraph and the points that follow it
        for sentence in group:
            sentence.section = section


def _by_paragraph(sentences: list[Sentence]) -> list[list[Sentence]]:
    groups: list[list[Sentence]] = []
    for sentence in sentences:
        if groups and groups[-1][0].paragraph_no == sentence.paragraph_no:
            groups[-1].append(sentence)
        else:
            groups.append([sentence])
    return groups


def _heading(text: str, group: list[Sentence]) -> str | None:
    """The name in 一、… or （一）…, when it is a line or a first sentence of its own."""
    first = text[group[0].start : group[0].end].strip()
    found = _HEADING.fullmatch(first)
    if not found or len(first) > _LONGEST_HEADING:
        return None
    return found["name"].rstrip(_STOPS)


def _subtitles(text: str, paragraphs: list[list[Sentence]]) -> set[int]:
    """Positions of short lines without punctuation that stand before long paragraphs, when there are two or more."""
    found = set()
    for position, (group, following) in enumerate(zip(paragraphs, paragraphs[1:], strict=False)):
        line = text[group[0].start : group[-1].end]
        if len(line) <= 24 and _SUBTITLE.match(line) and following[-1].end - following[0].start >= 60:
            found.add(position)
    return found if len(found) >= 2 else set()


def _lead(text: str, group: list[Sentence]) -> str | None:
    """The short first sentence of a paragraph whose later sentences count 一是 … 二是 …"""
    first = text[group[0].start : group[0].end].strip()
    if len(group) < 2 or len(first) > _LONGEST_HEADING or _POINT.search(first):
        return None
    rest = text[group[1].start : group[-1].end]
    return first.rstrip(_STOPS) if len(_POINT.findall(rest)) >= 2 else None
