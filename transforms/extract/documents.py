"""Documents, laws, plans, books in 《》: the title without its marks, and what the sentence says of it."""

from __future__ import annotations

import re
from functools import cache

from transforms import rules
from transforms.model import DocumentFact, Mention

# Same marks may nest once: 《关于印发《…》的通知》. The outer title is the document.
_TITLE = re.compile(r"《((?:[^《》\n]|《[^《》\n]{1,80}》){1,120})》")
_AFTER = re.compile(r"[（(【〔\[]?(?:以下|下)?(?:统一)?简称(?:为)?[:：]?[“《「]*(?P<short>[^”》」）)\n]{1,30})[”》」]")
_NUMBER = re.compile(
    r"\s*[（(](?P<number>[\u4e00-\u9fff]{1,12}[〔\[［(（]\s*(?:19|20)\d\d\s*[〕\]］)）]\s*第?\d{1,5}号)[）)]"
)
_BREAK = re.compile(r"[。！？；;\n]")
_PREFIX = re.compile(r"中华人民共和国|(?:中共中央|国务院)?关于|(?:中共中央|国务院|全国人大)")
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
        number = _NUMBER.match(folded, found.end())
        facts.append(DocumentFact(len(mentions) - 1, name, _type(name), number["number"] if number else None, act=act))
        last = found.end()
    return mentions, facts


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
    verbs = list(pattern.finditer(before))
    if verbs:
        return known[verbs[-1][0]]
    rest = folded[end : end + 80]
    after = re.split(r"[。！？；;，,\n《]", rest[:16], maxsplit=1)[0]
    found = re.search(r"\A(?:已|将|于|经.{2,8})?(?:正式|表决|审议)?(?:印发|出台|发布|公布|颁布|通过|下发)", after)
    if found:
        return "issued"
    # 围绕《甲》《乙》等内容,组织党员开展理论学习
    return (
        "studied"
        if re.match(r"(?:[、和及]?《[^》]*》)*(?:等)?(?:内容|篇目|书籍|原著)?[^。！？；;]{0,14}学习", rest)
        else "mentioned"
    )
