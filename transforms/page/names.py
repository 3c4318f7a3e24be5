"""Names of people: told from other words by their family name, and split where they stand glued or spaced."""

from __future__ import annotations

import re
from functools import cache

from transforms import rules
from transforms.page.vocabulary import either, medium, words
from transforms.text.fold import fold

_PARTS = re.compile(r"[\s、,，;；/╱|&]+")
_FOREIGN = re.compile(r"[一-鿿]{1,6}(?:[·•‧・.][一-鿿]{1,8}){1,3}")
_WESTERN = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]*\.?){0,2}")
_HAN = re.compile(r"[㐀-鿿]+")
_CODE = re.compile(r"[(（][^()（）]*[)）]?$")  # the editor's number: 王小明(EN046)
_SPACED = re.compile(r"(?<![㐀-鿿])([㐀-鿿])[ \t\u3000\xa0]{1,4}([㐀-鿿])(?![㐀-鿿])")


@cache
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    known = rules.words("surnames.tsv", "surname")
    return frozenset(s for s in known if len(s) == 1), frozenset(s for s in known if len(s) == 2)


@cache
def _refused() -> re.Pattern[str]:
    return re.compile(either(words("not_names")) + "|.+[" + "".join(words("never_in_names")) + "]|.*[网报社]$")


def is_name(word: str) -> bool:
    """Whether the word is a person's name by its shape: a family name and one or two characters more.

    >>> [is_name(w) for w in ("马江", "欧阳小明", "阿不都·热合曼", "获悉", "从市里", "陈某某")]
    [True, True, True, False, False, False]
    """
    if len(word) > 30 or _FOREIGN.fullmatch(word):
        return len(word) <= 30
    folded = fold(word)
    if not 2 <= len(folded) <= 4 or not _HAN.fullmatch(folded) or _refused().match(folded):
        return False
    single, double = _surnames()
    return folded[:2] in double or (folded[0] in single and len(folded) < 4)


def may_be_pen_name(word: str) -> bool:
    """Whether a word of two or three characters may be a name without a family name known to us: 晓亮 after 记者."""
    folded = fold(word)
    return 2 <= len(word) <= 3 and bool(_HAN.fullmatch(folded)) and not _refused().match(folded)


def join_spaced(text: str) -> str:
    """The text with names of two characters that were set apart (张  三) closed up.

    >>> join_spaced("张  三、李小四 王 五")
    '张三、李小四 王五'
    """
    return _SPACED.sub(lambda m: m[1] + m[2] if fold(m[1]) in _surnames()[0] else m[0], text)


def _glued(word: str) -> list[str] | None:
    """The names in a run of characters without gaps, names of three preferred: 刘忠俊陈勇."""
    single, double = _surnames()
    folded = fold(word)
    best: list[tuple[int, list[int]] | None] = [(0, [])] + [None] * len(word)
    for start in range(len(word)):
        here = best[start]
        if here is None:
            continue
        for size in (2, 3, 4):
            end, piece = start + size, folded[start : start + size]
            wide = piece[:2] in double
            if end > len(word) or not (wide and size > 2 or not wide and size < 4 and piece[0] in single):
                continue
            if _refused().match(piece):
                continue
            cost = here[0] + {2: 3, 3: 2, 4: 2}[size]
            known = best[end]
            if known is None or cost < known[0]:
                best[end] = (cost, [*here[1], end])
    found = best[len(word)]
    if found is None:
        return None
    edges = [0, *found[1]]
    return [word[a:b] for a, b in zip(edges, edges[1:], strict=False)]


def split(text: str) -> list[str] | None:
    """The names the text is made of, or None when it holds anything else.

    >>> split("马江  黄正清"), split("刘忠俊陈勇"), split("张  三、李四"), split("获悉")
    (['马江', '黄正清'], ['刘忠俊', '陈勇'], ['张三', '李四'], None)
    """
    found: list[str] = []
    for word in _PARTS.split(join_spaced(text).strip(" \t\u3000\xa0:.。、,;/|")):
        if not word:
            continue
        if is_name(word):
            found.append(word)
            continue
        if not (_HAN.fullmatch(word) and 4 <= len(word) <= 15):
            return None
        several = _glued(word)
        if several is None:
            return None
        found += several
    return found or None


def leading(text: str) -> tuple[list[str], int]:
    """The names a text begins with, and where they end: 刘凡 周昌和 任笑一 of 刘凡　周昌和　任笑一　继推出….

    >>> leading("刘凡　周昌和　继推出日票后")
    (['刘凡', '周昌和'], 6)
    """
    found: list[str] = []
    at = 0
    for part in re.finditer(r"[\s、,/|&]*([㐀-鿿·]+)", text):
        gap = text[at : part.start(1)]
        if (found and not gap) or part.start() != at or not is_name(part[1]):
            break
        found.append(part[1])
        at = part.end()
    return found, at


def _after_medium(word: str) -> str:
    """The name glued behind a medium's: 王小明 of 样例网王小明."""
    for size in (3, 2):
        if len(word) > size + 2 and is_name(word[-size:]) and medium().fullmatch(fold(word[:-size])):
            return word[-size:]
    return word


def loose(text: str) -> list[str]:
    """Names or pen names after a label: whatever stands between separators, names of people closed up.

    >>> loose("张  三 李四"), loose("南冥一鲨"), loose("Demi Xia"), loose("医技药剂党支部 李琴")
    (['张三', '李四'], ['南冥一鲨'], ['Demi Xia'], ['医技药剂党支部', '李琴'])
    """
    text = join_spaced(text).strip(" \t\u3000\xa0:.。、,;/|-—")
    if not text or _WESTERN.fullmatch(text):
        return [text] if text else []
    found: list[str] = []
    for word in _PARTS.split(text):
        word = _after_medium(_CODE.sub("", word))
        several = _glued(word) if _HAN.fullmatch(word) and 5 <= len(word) <= 9 and not is_name(word) else None
        found += several or [word]
    return [word for word in found if word]
