"""The facts of one header or tail line: labelled values, a time, a medium, and what is left unexplained."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache
from typing import NamedTuple

from transforms import rules
from transforms.model import Byline
from transforms.page import byline, clock, names
from transforms.page.clock import Stamp
from transforms.page.vocabulary import either, medium, office, words
from transforms.text.fold import fold

LONGEST = 320  # a header line with all its labels is shorter; anything longer is text
_TRIM = " \t\u3000\xa0:|·•,;/\\>-—()（）[]【】{}<>＞：；，、。"
_CUT = re.compile(r"\s{2,}|[|│丨▏\t\]】)）]")
_TOKENS = re.compile(r"[\s|│丨\[\]【】()（）<>«»·•,:]+")
_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(万)?")
_READ = re.compile(
    r"(?<![\d:：-])(\d[\d,]*)\s*(?:(?:人次|次|人)\s*(?:阅读|浏览|点击|访问|围观)|(?:阅读|浏览|围观)(?![数量次:：\s]))"
)
_MAY = re.compile(r"[:：︰/／】\]\d０-９]|[今昨前]天|刚刚")  # a line without these states only what a bare label says
_PROSE = re.compile(r"[。！？；]|(?<=[\u4e00-\u9fff])[?!;](?=[\u4e00-\u9fff]|$)")
_PEOPLE = ("author", "reporter", "correspondent", "editor", "photographer")
_URL = re.compile(r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.(?:com|cn|net|org|gov|tw|hk)(?:\.\w\w)?\b\S*", re.I)


def _without_urls(text: str, gap: str = "") -> str:
    return _URL.sub(gap, text) if "." in text or "//" in text else text


@dataclass(slots=True)
class Facts:
    """What one line says of its article."""

    title: str | None = None
    stamp: Stamp | None = None
    relative: bool = False  # a time such as 3小时前 stands there, and nobody knows from when
    labelled: bool = False  # the time stands after a label such as 发布时间
    updated: Stamp | None = None
    source: str | None = None
    site: str | None = None
    views: int | None = None
    people: list[Byline] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)  # fields named, blank ones too
    rest: list[str] = field(default_factory=list)  # words no label explains
    prose: bool = False

    @property
    def is_header(self) -> bool:
        """Whether the line is made of facts about an article, and not a sentence that holds one."""
        if self.prose or not (self.labels or self.stamp or self.relative):
            return False
        unknown = sum(len(word) for word in self.rest)
        if self.relative and unknown <= 16:
            return True
        known = 14 * (self.stamp is not None) + 8 * len(self.labels)
        return (
            unknown <= max(10, known)
            and any(name != "skip" for name in self.labels)
            or (self.stamp is not None and unknown <= 24)
        )


class _Label(NamedTuple):
    field: str
    start: int
    end: int


@cache
def _labels() -> dict[str, tuple[str, bool]]:
    return {fold(row["word"]): (row["field"], row["bare"] == "yes") for row in rules.table("page/labels.tsv")}


@cache
def _bare_pattern() -> re.Pattern[str]:
    """Labels that may stand without a colon: 浏览 12次, 来源 样例网."""
    bare = either({word for word, (_, alone) in _labels().items() if alone})
    return re.compile(rf"(?<![^\W\d_]){bare}(?=[\s(\d]|$)")


_MARK = re.compile(r"[:︰/](?!//)|[】\]]")


def labels(folded: str) -> list[_Label]:
    """The labels of a folded line, in order.

    >>> [(label.field, label.start) for label in labels("时间:2020-01-01 来 源:新华网 浏览 12次")]
    [('published', 0), ('source', 14), ('views', 22)]
    """
    found: list[_Label] = []
    for mark in _MARK.finditer(folded):
        label = _before_mark(folded, mark.start(), seen=bool(found))
        if label:
            found.append(label)
    taken = [(label.start, label.end) for label in found]
    for match in _bare_pattern().finditer(folded):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            found.append(_Label(_labels()[match[0]][0], match.start(), match.end()))
    return sorted(found, key=lambda label: label.start)


def _before_mark(folded: str, end: int, *, seen: bool) -> _Label | None:
    """The label that ends before the mark at `end` (colon, closing bracket, stroke); its letters may be set apart."""
    word, start = _longest_label(folded, end)
    if not word:
        return None
    name, mark = _labels()[word][0], folded[end]
    before = folded[start - 1] if start else " "
    if before in "“\"‘'「『《":
        return None  # 凡本网注明“来源：…”的作品
    if mark == "/" and (len(word) < 2 or name not in _PEOPLE):
        return None
    if mark in "】]" and before not in "【[":
        return None
    glued = len(word) > 2 or seen or before.isdigit()
    if before.isalpha() and not (len(word) > 1 and glued):
        return None  # 监管部门: …
    return _Label(name, start - (before in "[【("), end + 1)


def _longest_label(folded: str, end: int) -> tuple[str, int]:
    """The longest label that ends at `end`, blanks inside it and behind it left out, and where it starts."""
    known, word, best, at = _labels(), "", ("", end), end
    while at > 0 and len(word) < 8 and end - at < 20:
        at -= 1
        if folded[at].isspace():
            continue
        word = folded[at] + word
        if word in known and (len(word) < 4 or folded.startswith(word, at)):
            best = (word, at)
    return best


def read(text: str, fetched_at: datetime | None = None) -> Facts | None:
    """The facts of a line, or None when it names none. The same object for the same line: not to be changed.

    >>> facts = read("2020-04-13 09:49:41   来源:中国传媒网   浏览量:")
    >>> facts.source, facts.views, facts.is_header
    ('中国传媒网', None, True)
    """
    if len(text) > LONGEST or not (_MAY.search(text) or _bare_pattern().search(fold(text))):
        return None
    return _read(text, fetched_at)


@lru_cache(maxsize=2048)  # header and tail lines are asked about more than once
def _read(text: str, fetched_at: datetime | None) -> Facts | None:
    facts = Facts()
    text = _reverse_views(facts, text)
    folded = fold(text)
    found = labels(folded)
    edges = [0, *(label.start for label in found), len(text)]
    _free(facts, text[: edges[1]], folded[: edges[1]], fetched_at)
    for label, end in zip(found, edges[2:], strict=True):
        facts.labels.append(label.field)
        _value(facts, label.field, text[label.end : end], fetched_at)
    return facts if facts.labels or facts.stamp or facts.updated or facts.relative else None


def _reverse_views(facts: Facts, text: str) -> str:
    """The text without the number of readers that stands before its word: 1164次阅读."""
    found = _READ.search(fold(text))
    if not found:
        return text
    facts.views = facts.views if facts.views is not None else count(found[1])
    facts.labels.append("views")
    return text[: found.start()] + " " * len(found[0]) + text[found.end() :]


def _free(facts: Facts, text: str, folded: str, fetched_at: datetime | None) -> None:
    """Takes a time from words without a label; the other words are media, offices, or unexplained."""
    text = _take_stamp(facts, text, folded, fetched_at, labelled=False)
    facts.prose |= bool(_PROSE.search(text)) or len(text) > 120
    for word in _TOKENS.split(_without_urls(text, " ")):
        if word and fold(word) not in words("navigation") and not word.isdigit():
            facts.rest.append(word)


def _take_stamp(facts: Facts, text: str, folded: str, fetched_at: datetime | None, *, labelled: bool) -> str:
    """The text without the time it holds, which goes to the facts if they have none as good."""
    found = clock.stamps(folded)
    if not found and labelled and (short := clock.short_year(folded)):
        found = [short]
    if not found and fetched_at is not None and len(text) < 40 and (near := clock.relative(folded, fetched_at)):
        found = [near]
    if (
        not found
        and fetched_at is None
        and len(text) < 30
        and "，" not in text
        and (span := clock.relative_span(folded))
    ):
        facts.relative = True
        return text[: span[0]] + "  " + text[span[1] :]
    for stamp in reversed(found):
        text = text[: stamp.start] + "  " + text[stamp.end :]
    if found and (facts.stamp is None or (labelled and not facts.labelled)):
        facts.stamp, facts.labelled = found[0], labelled
    return text


def _value(facts: Facts, name: str, text: str, fetched_at: datetime | None) -> None:
    first = re.split(r"[\[【]", text.strip(_TRIM), maxsplit=1)[0]
    short = 30 if name == "skip" else 0
    facts.prose |= len(text) > 120 or (bool(_PROSE.search(first)) and len(first) > short and name != "title")
    if name == "published":
        _free_after(facts, _take_stamp(facts, text, fold(text), fetched_at, labelled=True))
    elif name == "updated":
        found = clock.stamps(fold(text))
        facts.updated = facts.updated or (found[0] if found else None)
    elif name == "views":
        facts.views = facts.views if facts.views is not None else count(text)
        _take_stamp(facts, text, fold(text), fetched_at, labelled=False)
    elif name == "source":
        _source(facts, _take_stamp(facts, text, fold(text), fetched_at, labelled=False))
    elif name in _PEOPLE:
        _persons(facts, name, _take_stamp(facts, text, fold(text), fetched_at, labelled=False))
    elif name == "title":
        facts.title = facts.title or text.strip() or None
    elif name == "site":
        facts.site = facts.site or text.strip(_TRIM) or None


def _free_after(facts: Facts, text: str) -> None:
    facts.rest += [w for w in _TOKENS.split(_without_urls(text, " ")) if w and fold(w) not in words("navigation")]


def count(text: str) -> int | None:
    """The number a text gives, or None: 1,234次 is 1234, 1.2万 is 12000, blank is None.

    >>> count("1,234次"), count("1.2万"), count("  ")
    (1234, 12000, None)
    """
    found = _NUMBER.search(fold(text[:40]))
    if not found or len(found[1]) > 15:
        return None
    return round(float(found[1].replace(",", "")) * (10_000 if found[2] else 1))


def _source(facts: Facts, text: str) -> None:
    """The medium that leads the value; words behind it (参与互动, a name) are left to others."""
    text = text.strip().lstrip('[【(（<《“"：:').strip()
    parts = [part.strip(_TRIM) for part in _CUT.split(text, maxsplit=1)]
    head = re.sub(r"\s", " ", parts[0].strip("》”\"'“"))
    tail = parts[1] if len(parts) > 1 else ""
    first, _, others = head.partition(" ")
    if others and not re.match(r"[-—]|[A-Za-z]", others) and (medium().fullmatch(first) or _is_junk(others)):
        head, tail = first, others + " " + tail
    if byline.read(tail) and not facts.people:
        facts.people += byline.read(tail) or []
    else:
        _free_after(facts, tail)
    if head and len(head) <= 40 and not facts.source and not _is_junk(head):
        facts.source = clean_source(head)


def clean_source(text: str) -> str | None:
    """The name of a medium without an address or marks around it; None when nothing is left."""
    text = _without_urls(text).strip(_TRIM + "“”\"'")
    known = re.search(r"\w", text) and len(text) <= 40 and fold(text) not in words("nobody")
    return text if known else None


_GLUED_SOURCE = re.compile(
    r"[(\[【]?(?:摘自|转自|转载自|来自|来源于|本文来源于|据)\s*[:《“]?([^,。:]{2,20}?)[》”]?[)\]】]?"
)


def lone_source(text: str) -> str | None:
    """The medium that is all of a line, or all but 摘自, 转自."""
    if len(text) > 60:
        return None
    text = text.strip(_TRIM)
    found = _GLUED_SOURCE.fullmatch(fold(text))
    word = text[found.start(1) : found.end(1)] if found else text
    known = 2 < len(word) <= 14 and medium().fullmatch(fold(word)) and fold(word) not in words("navigation")
    return clean_source(word) if known else None


def _is_junk(text: str) -> bool:
    return all(fold(word) in words("navigation") or word.isdigit() for word in _TOKENS.split(text) if word)


def _persons(facts: Facts, role: str, text: str) -> None:
    text = _names_first(re.split(r"[\[【]", text.strip(_TRIM), maxsplit=1)[0].strip(_TRIM))
    several = byline.read(text, default=role)
    if several is None:
        parts = [part for part in names.loose(_without_urls(text, " ")) if 1 < len(part) <= 24 or part.isascii()]
        kept = [p for p in parts if fold(p) not in words("navigation") and not p.isdigit() and re.search(r"\w", p)]
        people = [part for part in kept if not (len(kept) > 1 and medium().fullmatch(fold(part)))][:8]
        facts.prose |= sum(map(len, people)) > 40
        several = [Byline(person, role) for person in people]
    facts.people += [person for person in several if is_somebody(person.name)]


def _names_first(text: str) -> str:
    """The value up to a wide gap when only what stands before it is names: 王小明 李强  返回首页."""
    pieces = re.split(r"\s{2,}", text)
    whole = names.split(text)
    first = next((at for at, piece in enumerate(pieces) if not names.split(piece)), len(pieces))
    return text if whole or not first else "  ".join(pieces[:first])


def is_somebody(name: str) -> bool:
    """Whether a value of 作者 or 编辑 names someone: not 佚名, not 综合报道."""
    if fold(name) in words("nobody") or name.endswith(("报道", "報導", "综合")) or len(name) > 24:
        return False
    return not re.search(r"[@”，。的：》]|https?:|\d[月日分]", name) or names.is_name(name)


def join_blank(lines: list[str]) -> list[str]:
    """The lines, a label without a value joined with the line below that gives its value.

    >>> join_blank(["发布时间:", "2017-02-16", "作者:", "来源:", "新街镇党政办", "浏览量:", "项目开工"])
    ['发布时间: 2017-02-16', '作者:', '来源: 新街镇党政办', '浏览量:', '项目开工']
    """
    joined: list[str] = []
    for line in lines:
        name = _blank_label(joined[-1]) if joined else None
        if name and _fits(name, line.strip()):
            joined[-1] = f"{joined[-1].rstrip()} {line.strip()}"
        else:
            joined.append(line)
    return joined


def _blank_label(line: str) -> str | None:
    """The field of a line that is one label and nothing else."""
    if len(line) > 12 or not line.rstrip().endswith((":", "：")):
        return None
    found = labels(fold(line.strip()))
    return found[0].field if len(found) == 1 and found[0].start == 0 and found[0].end >= len(line.strip()) else None


def _fits(name: str, text: str) -> bool:
    folded = fold(text)
    if len(text) > 30 or labels(folded):
        return False
    if name in ("published", "updated"):
        return bool(clock.stamps(folded)) and len(text) <= 24
    if name == "views":
        return bool(re.fullmatch(r"[\d,]+\s*[次人]?", folded))
    if name == "source":
        return bool(medium().fullmatch(folded) or office().fullmatch(folded)) and not _PROSE.search(text)
    return name in _PEOPLE and bool(names.split(text))


def beside_time(facts: Facts) -> tuple[str | None, str | None]:
    """Source and author among the unlabelled words beside a time: 华夏报 张三 2020-03-09 18:14."""
    if facts.prose or not (facts.stamp or facts.relative):
        return None, None
    skipped = words("beside_time")
    rest = [word for word in facts.rest if fold(word) not in skipped and re.search(r"\w", word)]
    if len(rest) > 4:
        return None, None
    source = next((w for w in rest if len(w) > 2 and medium().fullmatch(fold(w))), None)
    source = source or next((w for w in rest if office().fullmatch(fold(w)) and not names.is_name(w)), None)
    others = [word for word in rest if word != source and not medium().fullmatch(fold(word))]
    author = next((word for word in others if names.is_name(word)), None)
    alone = len(others) == 1 and source is None and "source" not in facts.labels and 2 <= len(others[0]) <= 14
    return (clean_source(source) if source else None), author or (others[0] if alone else None)
