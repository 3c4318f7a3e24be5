"""Documents, laws, plans, books in 《》: the title without its marks, and what the sentence says of it."""

from __future__ import annotations

import re
from functools import cache

from transforms import rules
from transforms.model import DocumentFact, Mention

# Same marks may nest once: 《关于印发《…》的通知》. The outer title is the document.
_TITLE = re.compile(r"《((?:[^《》\n]|《[^《》\n]{1,80}》){1,120})》")
_AFTER = re.compile(
    r"(?:[（(][^（）()《》]{0,40}?[,，、;；])?[（(【〔\[]?(?:以下|下)?(?:统一)?简称(?:为)?[:：]?[“《「]*(?P<short>[^”》」）)\n]{1,30})[”》」]"
)
_NUMBERED = r"(?P<number>[\u4e00-\u9fff]{1,12}[〔\[［(（]\s*(?:19|20)\d\d\s*[〕\]］)）]\s*第?\d{1,5}号)"
_NUMBER = re.compile(rf"\s*[（(]{_NUMBERED}(?:文件?)?(?:[）)]|[,，、;；][^（）()]{{0,30}}[）)])")
_NUMBER_BEFORE = re.compile(rf"{_NUMBERED}(?:文件?)?\Z")
_BREAK = re.compile(r"[。！？；;：:\n》]")
# 据《…》报道: here the newspaper is a body that says so
_REPORTS = re.compile(
    r"(?:\d{1,4}年|\d{1,2}[月日]|[今昨近日前]|[（(][^（）()]{0,12}[）)]|网|驻[\u4e00-\u9fff]{2,5}){0,6}"
    r"(?:报道|消息|披露|刊文|刊发|发文|发表|援引|获悉|记者|社论|评论员|讯|称|认为|指出)"
)
_SOURCE = re.compile(r"(?:据|援引|告诉|来源[:：]?|接受|转自|摘自)[\u4e00-\u9fff]{0,4}\Z")
_PASSED = re.compile(
    r"(?:已|日前|近日|今日|将|于[^,，]{1,8}?|经.{2,8}|由[^,，]{2,20}?|正式|表决|审议|制定|联合)*"
    r"(?:印发|出台|发布|公布|颁布|通过|下发|出版|施行|编制完成)"
)
_TAIL = re.compile(r"[（(](?:草案|试行|暂行|修订|征求意见稿|送审稿|修正|修订版|20\d\d|19\d\d)[^（）()]{0,12}[）)]$")


def find(folded: str) -> tuple[list[Mention], list[DocumentFact]]:
    """The documents of a body with one fact each; short forms (以下简称《规定》) carry the full title as name.

    >>> mentions, facts = find("县政府印发《扶贫办法（试行）》，各镇学习《党章》。")
    >>> [(m.name, f.type, f.act) for m, f in zip(mentions, facts)]
    [('扶贫办法（试行）', 'regulation', 'issued'), ('党章', 'charter', 'studied')]
    """
    if "《" not in folded:
        return [], []
    mentions: list[Mention] = []
    facts: list[DocumentFact] = []
    short: dict[str, str] = {}
    act, last = "mentioned", -1
    for found in _TITLE.finditer(folded):
        start, end = found.span(1)
        title = found[1].strip()
        if not title:
            continue
        if _is_body(folded, found):
            continue
        start += len(found[1]) - len(found[1].lstrip())
        _learn_short(folded, found.end(), title, short)
        name = short.get(title, title)
        # In a row 《甲》《乙》、《丙》 the verb before the first holds for all.
        if last < 0 or not re.fullmatch(r"[、和及与,，以]{0,3}", folded[last : found.start()]):
            act = _act(folded, found.start(), found.end())
        mentions.append(
            Mention(
                start, start + len(title), "document", name, "name" if name == title else "short", rule="title-marks"
            )
        )
        kind = _type(name) or _kind(folded, *found.span())
        facts.append(DocumentFact(len(mentions) - 1, name, kind, _number(folded, *found.span()), act=act))
        last = found.end()
    return mentions, facts


def _number(folded: str, start: int, end: int) -> str | None:
    """The number in brackets after a title, or right before it without the verb that leads there."""
    found = _NUMBER.match(folded, end)
    if found:
        return found["number"]
    found = _NUMBER_BEFORE.search(folded, max(0, start - 36), start)
    return _acts()[0].split(found["number"])[-1] if found else None


def _learn_short(folded: str, end: int, title: str, short: dict[str, str]) -> None:
    """Remember （以下简称《规定》）, and the bare ending of a full title: 《…管理办法》 … 《办法》."""
    window = folded[end : end + 48]
    given = _AFTER.match(window)
    if given:
        short[given["short"].strip("《“「")] = title
        return
    number = _NUMBER.match(window)
    given = _AFTER.match(window[number.end() :]) if number else None
    if given:
        short[given["short"].strip("《“「")] = title
        return
    if len(title) < 7:
        return
    bare = _TAIL.sub("", title)
    for ending in (bare[-2:], bare[-4:]):
        if ending in _endings() and ending != title:
            short.setdefault(ending, title)


@cache
def _endings() -> dict[str, str]:
    return {row["ending"]: row["type"] for row in rules.table("documents.tsv")}


def _type(title: str) -> str | None:
    """law, regulation, plan …, by the longest known ending of the title."""
    bare = _TAIL.sub("", title)
    known = _endings()
    for size in range(min(8, len(bare)), 0, -1):
        kind = known.get(bare[-size:])
        if kind:
            return kind
    return None


@cache
def _acts() -> tuple[re.Pattern[str], dict[str, str]]:
    known = {row["word"]: row["act"] for row in rules.table("document_acts.tsv")}
    words = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    return re.compile(words), known


def _act(folded: str, start: int, end: int) -> str:
    """What is done with the document at start..end: the nearest verb before it, else one right after it."""
    pattern, known = _acts()
    before = folded[max(0, start - 16) : start]
    cut = [m.end() for m in _BREAK.finditer(before)]
    before = before[cut[-1] :] if cut else before
    verbs = [
        m for m in pattern.finditer(before) if known[m[0]] != "based_on" or not re.search("[,，]", before[m.end() :])
    ]
    if verbs:
        return known[verbs[-1][0]]
    rest = folded[end : end + 80]
    after = re.split(r"[。！？；;，,\n《]", rest[:28], maxsplit=1)[0]
    if _PASSED.match(after):
        return "issued"
    # 围绕《甲》《乙》等内容,组织党员开展理论学习
    return (
        "studied"
        if re.match(r"(?:[、和及]?《[^》]*》)*(?:等)?(?:内容|篇目|书籍|原著)?[^。！？；;]{0,14}学习", rest)
        else "mentioned"
    )


@cache
def _kinds() -> dict[str, tuple[re.Pattern[str], dict[str, str]]]:
    """The words right before and right after a title that say what it is: 长篇小说《…》, 《…》一书."""
    sides: dict[str, dict[str, str]] = {"before": {}, "after": {}}
    for row in rules.table("document_kinds.tsv"):
        sides[row["side"]][row["word"]] = row["type"]
    words = {side: "|".join(sorted(known, key=len, reverse=True)) for side, known in sides.items()}
    return {
        "before": (re.compile(rf"(?:{words['before']})(?:集|作品)?\Z"), sides["before"]),
        "after": (re.compile(rf"(?:第[一二三四五六七八九十]+[季集卷期部])?(?:{words['after']})"), sides["after"]),
    }


def _kind(folded: str, start: int, end: int) -> str | None:
    """book, film, programme … by the word right before or after the title, where its own last word says nothing."""
    after, names = _kinds()["after"]
    found = after.match(folded, end)
    if found is None:
        before, names = _kinds()["before"]
        found = before.search(folded, max(0, start - 8), start)
    return next((kind for word, kind in names.items() if found and found[0].find(word) >= 0), None)


def _is_body(folded: str, found: re.Match[str]) -> bool:
    """Whether the title is of a newspaper that reports, not one of its copies: 据《…日报》报道, 《…日报》记者."""
    if _type(found[1].strip()) != "newspaper":
        return False
    told = _SOURCE.search(folded, max(0, found.start() - 8), found.start())
    return told is not None or _REPORTS.match(folded, found.end()) is not None


def issuer(folded: str, document: Mention, mentions: list[Mention]) -> str | None:
    """The organizations named before the document in its sentence, as the text joins them, or one after it by 由."""
    bodies = [m for m in mentions if m.kind == "organization"]
    low = max(folded.rfind(mark, 0, document.start) for mark in "。！？；\n") + 1
    before = [m for m in bodies if low <= m.start and m.end <= document.start]
    if not before or document.start - before[-1].end > 24:
        by = _BY.match(folded, document.end)
        return next((m.name for m in bodies if by and m.start == by.end()), None)
    joined = [before[-1]]
    for body in reversed(before[:-1]):
        if folded[body.end : joined[0].start] not in ("、", "和", "与", "会同", "联合"):
            break
        joined.insert(0, body)
    return "、".join(body.name for body in joined)


# 《…》日前由(县政府)印发
_BY = re.compile(r"》(?:[（(][^（）()]{0,40}[）)])?(?:已|日前|近日|今日|将)*由")
