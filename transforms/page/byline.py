"""Bylines: who wrote, took pictures or edited, by the role words beside the names."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from transforms import rules
from transforms.model import Byline
from transforms.page import names
from transforms.page.vocabulary import either, medium, office, words
from transforms.text.fold import fold

_EDGES = " \t\u3000\xa0:;,.。、|/-—~*·•□■◆●◎▲△★☆▶◇○[](){}【】<>《》“”\"'（）：；，"
_BRACKETS = re.compile(r"\(([^()\n]{2,80})\)|\[([^\[\]\n]{2,60})\]|【([^【】\n]{2,60})】")
_PLACE_WORD = re.compile(r"(?:发自|[\u4e00-\u9fff]{2,5}$)")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_GAP = re.compile(r"[\s、,;/|&]+")
_MAGAZINE = re.compile(r"《([^《》]{2,12})》(?:杂志|周刊)?(?:特约|首席|见习)?记者")
_REPORTED = {"报道", "报导", "综合", "供稿", "整理", "采写"}


class _Role(NamedTuple):
    role: str
    side: str
    word: str
    start: int
    end: int


@cache
def _roles() -> dict[str, tuple[str, str]]:
    return {fold(row["word"]): (row["role"], row["side"]) for row in rules.table("page/roles.tsv")}


@cache
def _role_pattern() -> re.Pattern[str]:
    known = _roles()
    short = {w for w in known if len(w) == 1}
    before = either({w for w in short if known[w][1] != "after"})
    after = either({w for w in short if known[w][1] != "before"})
    own = either({w for w in words("agencies") if len(w) == 2 and w[0] == "本"})
    return re.compile(
        rf"{own}?(?P<long>{either(set(known) - short)})|(?<![\u4e00-\u9fff])(?P<before>{before})(?=[/:\s])"
        rf"|(?P<after>(?<![\u4e00-\u9fff]){after}|摄)(?=$|[\s、,;/)])"
    )


def _role_words(folded: str) -> list[_Role]:
    found = []
    for match in _role_pattern().finditer(folded):
        word = match["long"] or match["before"] or match["after"]
        found.append(_Role(*_roles()[word], word, match.start(), match.end()))
    return found


def _people(piece: str, *, before_role: bool) -> list[str] | None:
    """The names of a piece between role words; None when it holds words that belong to no byline."""
    piece = names.join_spaced(piece).strip(_EDGES)
    several = names.split(piece) if piece else []
    if several is not None:
        return several
    found: list[str] = []
    parts = [part for part in _GAP.split(piece) if part.strip(_EDGES)]
    for at, part in enumerate(parts):
        part = part.strip(_EDGES)
        several = names.split(part)
        if several:
            found += several
        elif before_role and at == len(parts) - 1 and len(part) <= 16:
            continue  # 职工 of 职工通讯员, 新华社 of 新华社记者
        elif not (medium().fullmatch(part) or office().fullmatch(part)):
            return None
    return found


def _role_of(left: _Role | None, right: _Role | None, default: str) -> str:
    after = right.role if right is not None and right.side != "before" else None
    if left is None or left.side == "after":
        return after or default
    if after == "photographer" and left.role in ("reporter", "correspondent") and right and right.side == "after":
        return after
    return left.role


def read(text: str, default: str | None = None) -> list[Byline] | None:
    """The people a whole line or bracket names, or None when it says anything else.

    >>> [(who.name, who.role) for who in read("（记者 张三 通讯员 李四）")]
    [('张三', 'reporter'), ('李四', 'correspondent')]
    >>> read("本报记者 杨  一摄"), read("记者从市水利局获悉")
    ([Byline(name='杨一', role='photographer')], None)
    """
    if len(text) > 200:
        return None
    text = text.strip(_EDGES).replace("╱", "/")
    if not text or len(text) > 90:
        return None
    found = _role_words(fold(text))
    if not found and default is None:
        return None
    edges: list[_Role | None] = [None, *found, None]
    people: list[Byline] = []
    for left, right in zip(edges, edges[1:], strict=False):
        piece = text[left.end if left else 0 : right.start if right else len(text)]
        who = _who(piece, left, right, slashed="/" in text)
        if who is None and not (people and right and right.word in _REPORTED and len(piece.strip(_EDGES)) <= 8):
            return None
        people += [Byline(name, _role_of(left, right, default or "author")) for name in who or []]
    return people or None


def _who(piece: str, left: _Role | None, right: _Role | None, *, slashed: bool) -> list[str] | None:
    """The names between two role words; None when other words stand there."""
    touches = bool(piece) and piece[-1] not in _EDGES
    who = _people(
        piece, before_role=right is not None and (right.side == "before" or (touches and right.side == "both"))
    )
    bare = piece.strip(_EDGES)
    if who is not None:
        return who
    if left and right and right.word in _REPORTED and (_PLACE_WORD.search(bare) or len(bare) <= 12):
        return names.leading(bare)[0] or None  # 记者 张三 北京报道
    if (
        left
        and left.role in ("reporter", "correspondent")
        and piece[:1] in " \u3000:："
        and names.may_be_pen_name(bare)
    ):
        return [bare]  # 记者 晓亮
    if slashed and (left or right) and 2 <= len(bare) <= 4 and _HAN.fullmatch(bare):
        return [bare]  # 立悟/编译: a pen name
    if slashed and left and left.role == "author" and len(bare) <= 24 and not re.search(r"[。！？，的]", bare):
        return names.loose(bare)  # 执笔/叨叨姐、胡一刀
    return None


def outlet(text: str) -> str | None:
    """The medium a byline line names beside its people: 中国青年报 of 石佳/中国青年报, 聯合報 of 聯合報╱記者….

    >>> outlet("王小明/样例晚报"), outlet("【样例报／记者王小明／台北报道】"), outlet("本报记者 王小明")
    ('样例晚报', '样例报', None)
    """
    if len(text) > 60:
        return None
    if found := _MAGAZINE.search(text):
        return found[1]
    parts = [part.strip(_EDGES) for part in re.split(r"[/╱／]", text.strip(_EDGES))]
    if not 2 <= len(parts) <= 4:
        return None
    named = [part for part in parts if len(part) > 2 and part[0] != "本" and medium().fullmatch(fold(part))]
    others = [part for part in parts if part not in named]
    known = any(names.split(part) or read(part) for part in others)
    return named[0] if len(named) == 1 and known else None


def bracketed(text: str) -> list[Byline]:
    """The people named beside a role word in the brackets of a paragraph.

    >>> bracketed("本报讯（记者 张三）昨日")
    [Byline(name='张三', role='reporter')]
    """
    return [person for inner, _ in _in_brackets(text) for person in read(inner) or []]


def signed(text: str, known: Collection[str] = ()) -> list[Byline]:
    """The people of a bracket without a role word that ends a paragraph, but those whose role is `known`.

    >>> signed("项目已经开工。(覃海明 韦绍群)")
    [Byline(name='覃海明', role='author'), Byline(name='韦绍群', role='author')]
    >>> signed("项目已经开工。(样例网 王芳)", known={"王芳"}), signed("项目已经开工。(记者 王芳)")
    ([], [])
    >>> signed("项目已经开工。 郭小文")
    [Byline(name='郭小文', role='author')]
    """
    bare = [inner for inner, last in _in_brackets(text) if last and read(inner) is None]
    left = _LEFT_OVER.search(text)
    if left and all(map(names.is_name, (left[1] or left[2]).split())):
        bare.append(left[1] or left[2])
    return [p for inner in bare for p in read(inner, default="author") or [] if p.name not in known]


_LEFT_OVER = re.compile(
    r"[。！”](?:\s+([\u4e00-\u9fff]{2,4}(?:\s+[\u4e00-\u9fff]{2,4}){0,2})|([\u4e00-\u9fff]{3}))\s*$"
)


def _in_brackets(text: str) -> list[tuple[str, bool]]:
    """What stands in each bracket of a paragraph, and whether the bracket ends it."""
    folded = fold(text)
    found = []
    for match in _BRACKETS.finditer(folded):
        start, end = match.span(match.lastindex or 0)
        found.append((text[start:end], not folded[match.end() :].strip(_EDGES)))
    return found


def opening(text: str) -> list[Byline]:
    """The people an article's first words name without brackets: 记者刘凡 周昌和 …, 实习生吴梦丽、记者喻云亮报道：….

    >>> opening("记者刘凡　周昌和　继推出日票后")
    [Byline(name='刘凡', role='reporter'), Byline(name='周昌和', role='reporter')]
    """
    folded = fold(text[:80])
    people: list[Byline] = []
    at = len(folded) - len(folded.lstrip(_EDGES))
    while (match := _role_pattern().match(folded, at)) and match["long"]:
        start = match.end() + len(folded[match.end() :]) - len(folded[match.end() :].lstrip(" \t/:"))
        who, length = names.leading(names_end(text[start:80]))
        if not who:
            break
        people += [Byline(name, _roles()[match["long"]][0]) for name in who]
        at = start + length
        at += len(folded[at:]) - len(folded[at:].lstrip(" \t、,/"))
    return people


def closing(text: str) -> list[Byline]:
    """The people named after a paragraph's last sentence, or on a short line of their own.

    >>> closing("项目已经开工。本报记者 王小明")
    [Byline(name='王小明', role='reporter')]
    """
    last = re.split(r"[。！？”…]", text[-60:])[-1]
    return (read(last) or []) if 3 <= len(last) <= 40 else []


def names_end(text: str) -> str:
    """The text with a gap before 报道, so that the name before it ends."""
    return re.sub(r"(?=报道|报导|摄影|综合报)", " ", text)


def merge(found: list[Byline]) -> list[Byline]:
    """The people without repeats, in order; who is a reporter is not also the author."""
    seen: dict[str, list[str]] = {}
    for person in found:
        roles = seen.setdefault(person.name, [])
        if person.role not in roles:
            roles.append(person.role)
    kept: list[Byline] = []
    for name, roles in seen.items():
        if "author" in roles and ("reporter" in roles or "correspondent" in roles):
            roles.remove("author")
        kept += [Byline(name, role) for role in roles]
    return kept
