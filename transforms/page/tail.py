"""Where a body ends: lines of editors, rights, related reports and sharing after the last paragraph."""

from __future__ import annotations

import re

from transforms.page import byline, fields
from transforms.page.headline import is_navigation
from transforms.page.vocabulary import begins, holds, stands
from transforms.text.fold import fold

_HALT = re.compile(r"[，。！？；,;、]")
_WORD = re.compile(r"\w")
_STOPS = tuple("。！？!?…”」』）)；;")
_ADDRESS = re.compile(
    r"(?:[\w\u4e00-\u9fff]{0,8}[,:\s]\s*)?(?:https?://)?(?:[\w-]+\s?\.\s?)+(?:com|cn|net|org|ca|tw|hk)(?:\.\w\w)?[/\w.]*",
    re.I,
)
_UNIT = re.compile(r"\s*[(\[【]?作者(?:单位|简介|:)|\s*[(\[【](?:来源|稿源|本文来源|责任?编辑?|编辑|作者)[:/ ]")


def is_prose(text: str) -> bool:
    """Whether a line reads like a paragraph: it is long, or it ends and halts as sentences do."""
    return len(text) >= 40 and bool(_HALT.search(text)) or (len(text) >= 16 and text.rstrip().endswith(_STOPS))


def is_facts(text: str) -> bool:
    """Whether a line after the body only says who edited it, where it came from or when."""
    if len(text) > 160:
        return False
    folded = fold(text)
    if _UNIT.match(folded) and len(text) < 90:
        return True
    facts = fields.read(text)
    if facts and facts.labels and set(facts.labels) == {"skip"} and not facts.rest:
        return len(text) <= 30 or bool(re.search(r"https?://\S+$", text))
    return (facts is not None and facts.is_header) or (len(text) < 60 and byline.read(text) is not None)


def is_end(text: str) -> bool:
    """Whether a line at the end of a body is no text of it: facts, navigation, rights, imprint."""
    return is_facts(text) or is_junk(text) or is_imprint(text)


def ends_body(text: str) -> bool:
    """Whether no text of the report comes from this line on: 相关新闻, 上一篇, 版权所有."""
    if begins("statements").match(fold(text[:14])):
        return True
    if len(text) > 120:
        return False
    folded = fold(text)
    if stands("body_ends").match(folded):
        return len(text) <= 40 or not text.rstrip().endswith(_STOPS)
    return bool(holds("copyright").search(folded))


def end_of(texts: list[str], worth: list[float]) -> int:
    """The position after the last line of a report; `worth` is how much of a paragraph each line is.

    A line that ends reports ends this one when most of its text stands before it, or no paragraph follows closely.
    """
    total, before = sum(worth), 0.0
    for at, text in enumerate(texts):
        if before > 0.4 * total and (ends_body(text) or names_editor(text)):
            following = worth[at + 1 : at + 7]
            gaps = sum(value < 10 for value in following)
            if gaps >= 2 or not following or (gaps and before > 0.8 * total):
                return at
        before += worth[at]
    return len(texts)


def names_editor(text: str) -> bool:
    """Whether a line names the editor, which stands last in a report."""
    facts = fields.read(text) if len(text) <= 80 else None
    return facts is not None and facts.is_header and "editor" in facts.labels


def is_junk(text: str) -> bool:
    """Whether a line is no text at all: navigation, rights, marks."""
    if not _WORD.search(text) or (len(text) <= 2 and text.isascii()):
        return True
    if len(text) > 80:
        return False
    folded = fold(text)
    if is_navigation(text) or ("." in folded and _ADDRESS.sub("", folded).strip() == "") or is_setting(text):
        return True
    invites = holds("promotion").search(folded) and (len(text) <= 24 or not text.endswith("。")) and len(text) <= 50
    return bool(holds("copyright").search(folded) or invites)


def is_imprint(text: str) -> bool:
    """Whether a line at the end of a page gives its telephone numbers, licences and the like."""
    return len(text) <= 60 and not text.endswith("。") and bool(holds("imprint").search(fold(text)))


def is_setting(text: str) -> bool:
    """Whether a line only sets the page: 字号:T|T."""
    facts = fields.read(text) if len(text) <= 24 else None
    return facts is not None and set(facts.labels) == {"skip"} and not facts.rest
