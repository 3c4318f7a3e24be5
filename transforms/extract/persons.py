"""Persons: full names by surname, given-name characters and what stands around them; then everywhere in the article.

One scan looks at every surname character. A candidate's score is a sum of logarithms (tenths): how often the surname
begins a name, how name-like the given characters are, what stands before and after, minus what speaks for plain words.
A name that convinces once is marked wherever it stands again (see person_forms for short forms and other scripts).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from transforms.extract import person_forms, person_names
from transforms.extract.person_rules import Knowledge, Spots, knowledge, spots, surname_starts
from transforms.model import Mention
from transforms.text.near import positions

# One occurrence with this score makes a name, by what named it and its length; two that are NEAR do.
SURE = {("name", 3): 12, ("name", 2): 28, ("title", 3): 8, ("title", 2): 20, ("list", 3): 0, ("list", 2): 20}
NEAR = 12
TITLE_BEFORE, TITLE_AFTER, LISTED = 50, 28, 40


@dataclass(slots=True)
class Candidate:
    """A name as it was read in one or more places."""

    best: int = -999
    likely: int = 0  # 1 for a near miss, 2 for a hit
    rule: str = ""
    count: int = 0
    total: int = 0


def find(folded: str, bylines: Iterable[str] = ()) -> list[Mention]:
    """The persons of a folded body; `bylines` are names known from the header.

    >>> [(m.name, m.form) for m in find("镇党委书记张卫国说，张卫国和村民李秀英一起来了。老张很高兴。")]
    [('张卫国', 'name'), ('张卫国', 'name'), ('李秀英', 'name'), ('张卫国', 'short')]
    """
    seen, found = _scanned(folded)
    names = {name: c for name, c in found.items() if _convinces(name, c) and not _villages(folded, name)}
    names = _lengthened(folded, names)
    names |= {name: Candidate(rule="title") for name in person_names.assumed(folded)}
    names |= {name: Candidate(rule="byline") for name in bylines if 2 <= len(name) <= 12 and name in folded}
    names |= {name: Candidate(rule="known") for name in seen.famous}
    names |= {name: Candidate(rule="title") for name in person_names.unknown(folded, seen)}
    names |= {name: Candidate(rule="title") for name in person_names.signed(folded, seen)}
    mentions = _everywhere(folded, seen, names)
    return person_forms.add(folded, seen, mentions)


def near(folded: str) -> dict[str, Candidate]:
    """The names that fall short of convincing, for those who know more to judge."""
    return {name: c for name, c in _scanned(folded)[1].items() if not _convinces(name, c)}


def seen_in(folded: str) -> Spots:
    """The titles, kin words and known persons of a text."""
    return _scanned(folded)[0]


@lru_cache(maxsize=4)
def _scanned(folded: str) -> tuple[Spots, dict[str, Candidate]]:
    """The spots and candidates of a text; kept for the names that fall short."""
    seen = spots(folded)
    return seen, _scan(folded, seen)


def _scan(folded: str, seen: Spots) -> dict[str, Candidate]:
    """Every candidate that is not plainly a word, with its best score and how often it scored well."""
    k = knowledge()
    found: dict[str, Candidate] = {}
    listed_from = -1  # where the next name of a list would begin
    taken = -1
    for start, mid in surname_starts(folded, seen):
        if start < taken or mid >= len(folded):
            continue
        rule, left = _left(k, folded, start, seen)
        if start == listed_from and rule == "name":
            rule, left = "list", LISTED
        weight = k.surnames[folded[start:mid]]
        if rule == "title" and -62 < weight < -40:
            weight = -40
        # The given name cannot bring more than twice 50: most of the text ends here.
        if left + weight + k.first[folded[mid]] < -90:
            continue
        end, score = _best(k, folded, (start, mid), weight + left, rule == "title")
        if score <= _NONE:
            continue
        over = score - SURE[rule, 3 if end - start > 2 else 2]
        _note(found.setdefault(folded[start:end], Candidate()), score, over, rule)
        if over >= 0:
            taken = end
            if folded[end : end + 1] in _LIST_MARKS:
                listed_from = end + 1
    return found


def _lengthened(folded: str, names: dict[str, Candidate]) -> dict[str, Candidate]:
    """The names with the character that follows all places of a short one: 蔡福|想 three times is 蔡福想."""
    return {name + _last_of_all(folded, name): candidate for name, candidate in names.items()}


def _last_of_all(folded: str, name: str) -> str:
    """The character behind every place of the name, if it may belong to it; else nothing."""
    nexts = folded.split(name)[1:] if len(name) < 4 else []
    char = nexts[0][:1] if len(nexts) > 2 else ""
    if not "\u4e00" <= char <= "\u9fff" or any(text[:1] != char for text in nexts):
        return ""
    k = knowledge()
    if any(text[:2] in k.after for text in nexts):
        return ""
    is_given = len(name) == 2 and k.second[char] > -20
    return char if is_given or k.follow[char] < 0 else ""


def _villages(folded: str, name: str) -> bool:
    """Whether the name is that of a place the text also names in full: 汤岙 beside 汤岙村."""
    start = folded.find(name)
    while start >= 0:
        if _VILLAGE.match(folded, start + len(name)):
            return True
        start = folded.find(name, start + 1)
    return False


_VILLAGE = re.compile(r"[村屯](?![长医支委民干])|[镇乡县](?![长委])")


def _note(candidate: Candidate, score: int, over: int, rule: str) -> None:
    if score > candidate.best:
        candidate.best, candidate.rule = score, rule
    candidate.likely += 2 if over >= 0 else 1 if over >= -NEAR else 0
    candidate.count += 1
    candidate.total += score


def _convinces(name: str, candidate: Candidate) -> bool:
    """One hit, two near misses, or three characters that stand often where a name may stand."""
    if candidate.likely >= 2:
        return True
    often = len(name) == 3 and candidate.count >= 3
    return often and candidate.best >= -10 and candidate.total >= -16 * candidate.count


_NONE = -30  # what scores no more is not looked at further
_LIST_MARKS = ("、", " ", "和", "与", "及", ",")
_AND, _MARKS = ("和", "与", "及"), tuple(":,。、;")


def _best(k: Knowledge, folded: str, span: tuple[int, int], base: int, named: bool) -> tuple[int, int]:
    """(end, score) of the best reading of a name whose surname is `span`; base is what speaks for it already."""
    start, mid = span
    two = folded[mid + 1 : mid + 2]
    long = short = -999
    if "\u4e00" <= two <= "\u9fff":
        long = base + k.first[folded[mid]] + k.second[two]
        if long > -70:
            long += _right(k, folded, mid + 2, named)
            if long > _NONE:
                long -= _wordy(k, folded, start, mid + 2, named)
    short = base + k.single[folded[mid]]
    if short > -70:
        # 和 before a mark ends the name: 村民胡均和：
        last = two in _AND and folded[mid + 2 : mid + 3] in _MARKS
        short += -40 if last else _right(k, folded, mid + 1, named)
        if short > _NONE:
            short -= _wordy(k, folded, start, mid + 1, named)
    return (mid + 2, long) if long >= short else (mid + 1, short)


def _left(k: Knowledge, folded: str, start: int, seen: Spots) -> tuple[str, int]:
    """What speaks for a name in the text before it: a title, or the character alone."""
    if start == 0:
        return "name", 10
    edge = folded[start - 1 : start + 1]
    apart = seen.ends.get(start)
    if apart is not None:
        # 土木工程: the title is the beginning of a word with what follows
        return "title", 15 if not apart and edge[0] == "工" and edge in k.frequent else TITLE_BEFORE
    score = k.before[folded[start - 1]]
    if edge in k.words:
        score -= 40 if edge in k.frequent else 20
    return "name", score


def _right(k: Knowledge, folded: str, end: int, named: bool) -> int:
    """What speaks for a name that ends at `end` in the text after it; less against one whom a title names."""
    char = folded[end : end + 1]
    if char in k.after_first and (folded[end : end + 2] in k.after or folded[end : end + 3] in k.after):
        return TITLE_AFTER
    after = k.follow[char]
    return after // 2 if named and after < 0 else after


def _wordy(k: Knowledge, folded: str, start: int, end: int, named: bool) -> int:
    """What speaks for plain words: the candidate, or parts of it with their neighbours, stand in the dictionary."""
    score = 0
    whole = folded[start:end]
    head = folded[start : start + 2]
    second = folded[start + 1 : start + 2]
    if second in k.after_first and folded[start + 1 : start + 3] in k.after or folded[end : end + 1] in _DOTS:
        return 300  # 王女士, 李老师: a surname with its title; 伊万·: part of a longer name
    if whole in k.nots or head in k.nots:
        score += 30 if named and whole not in k.nots else 70
    if end - start == 3:
        if head in k.words:
            score += 50 if head in k.frequent else 30
        if whole in k.lookalikes:
            score += 35
        tail = folded[start + 1 : end]
        if tail in k.words:
            usual = k.first[tail[0]] + k.second[tail[1]] >= 10  # 建国, 文明: words that are also given names
            score += 40 if tail in k.frequent and not usual else 12
        if not named and folded[end - 1] in _PLACE_ENDS:
            score += 40
        if tail == "庄子" or tail[0] == "家" and tail[1] in _VILLAGE_ENDS:
            score += 60  # 辛庄子, 李家沟
    elif head in k.words:
        score += 90 if head in k.frequent else 45
    elif folded[end - 1] in _NO_GIVEN:
        score += 200  # 章父, 王某, 李总
    if folded[end - 1 : end + 1] in k.frequent:
        score += 28  # 李强正在: the last character belongs to the next word
    return score * 2 // 3 if named else score


_DOTS = ("·", "•", "・")
_PLACE_ENDS = frozenset("杯宫陵庙寺峡峪镇县村屯乡市州区路街坝")
_VILLAGE_ENDS = frozenset("庄屯湾沟河坪坝村岭山堡集店寨坡洼峪塘桥")
_NO_GIVEN = frozenset("父母妻某氏姓总局队导家嫂哥姐叔姨婶爷奶妈处科方派")


def _crossed(folded: str, start: int) -> bool:
    """Whether a common word ends within the two characters at `start`: 贺龙 of 祝贺龙舟赛开幕."""
    k = knowledge()
    return folded[start - 1 : start + 1] in k.frequent or folded[start - 1 : start + 1] in k.nots


# A name inside the name of a thing is no mention of the person: 习近平…思想, 雷锋精神, 袁隆平奖.
_THING = re.compile(
    r"(?:新时代中国特色社会主义|法治|经济|外交|生态文明|强军|文化)?思想(?!上|家)|理论(?!上)|精神(?!饱满|抖擞|状态|上|很|也)"
    r"|(?:文学|艺术|科学|新闻|戏剧)?奖(?![励金状品牌])|主义|杯(?!子)|基金会|故居|纪念馆|纪念园|广场|公园|中学|小学"
)


def _everywhere(folded: str, seen: Spots, names: dict[str, Candidate]) -> list[Mention]:
    """All occurrences of the names; where two overlap both, for the competition to settle."""
    mentions = []
    for name, candidate in names.items():
        size, confidence = len(name), _confidence(candidate)
        for start in positions(folded, name):
            if not (
                _THING.match(folded, start + size) or size == 2 and start not in seen.ends and _crossed(folded, start)
            ):
                mentions.append(
                    Mention(start, start + size, "person", name, confidence=confidence, rule=candidate.rule)
                )
    return mentions


def _confidence(candidate: Candidate) -> float:
    if candidate.rule in ("title", "list", "byline"):
        return 0.95
    return 0.9 if candidate.best >= 40 else 0.75
