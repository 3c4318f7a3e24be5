"""White space and control characters tidied; nothing else of a text is rewritten."""

from __future__ import annotations

import re

_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe0e\ufe0f]"
)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_SPACES = re.compile(r"[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_AROUND_TAB = re.compile(r" ?\t ?")
# Anything that one of these patterns would change, or may change: most bodies of structured files hold nothing of it.
_UNTIDY = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ud800-\udfff\ufe0e\ufe0f\ufeff]"
    r"| [ \n]|\n[ \n]"
)
_LINES = re.compile(r"[ \t]*\n[ \t\n]*")


def normalise(text: str) -> str:
    """Paragraphs joined by newline: no blank lines, no edge spaces, no invisible characters; idempotent.

    Runs of spaces of any width become one space; tabs stay, since they part the cells of a table.

    >>> normalise("　　一是　加强。\\r\\n\\r\\n  二是\\u200b落实。 ")
    '一是 加强。\\n二是落实。'
    """
    if not _UNTIDY.search(text) and text.strip(" \t\n") == text:
        return text
    text = _BREAKS.sub("\n", text)
    text = _INVISIBLE.sub("", text)
    text = _SURROGATE.sub("\ufffd", text)
    text = _SPACES.sub(" ", text)
    text = _AROUND_TAB.sub("\t", text)
    return _LINES.sub("\n", text).strip(" \t\n")
