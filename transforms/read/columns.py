"""Rows to records: which column, key or element holds the text, the title, the time …, guessed by name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta, timezone
from functools import cache, lru_cache
from typing import Any

from transforms import rules
from transforms.model import Record
from transforms.read.decode import clean, decode
from transforms.read.layout import RECORD_LIMIT, Found, kept, refused

ROLE_WORDS = {"author": "", "reporter": "记者 ", "correspondent": "通讯员 ", "photographer": "摄影 "}
_FIELDS = ("title", "published", "source", "editor", "site", "url", "views")
_TEXTS = ("body", "page", "summary")
_GENERIC = re.compile(r"(?:\$.*|#text|_text|name|value|label|title|text)\Z", re.I)
_PROSE = re.compile(r"[\u3400-\u9fff][^\n]{0,200}[。！？；]|</p>|<br", re.I)
_CUT_SHORT = re.compile(r"(?:\.\.\.+|…+)[\s\]】)）]*\Z")
_MARKS = re.compile(r"[\W_]+")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?(?:\.\d+)?\Z")
_PAGE = re.compile(r"\s*(?:<!doctype html|<html|<head|<body|<\?xml[^>]*>\s*<(?:!doctype )?html)", re.I)
_SHANGHAI = timezone(timedelta(hours=8))
_DEPTH, _LEAVES = 6, 2000  # what of a nested object is looked at

Best = dict[str, tuple[int, str]]


@cache
def _known() -> dict[str, tuple[str, int]]:
    return {row["name"]: (row["field"], int(row["rank"])) for row in rules.table("read/columns.tsv")}


@cache
def _words() -> dict[str, Any]:
    found: dict[str, Any] = rules.vocabulary("read/words.yaml")
    return found


@cache
def _blank() -> frozenset[str]:
    return frozenset(str(word) for word in _words()["blank"])


@lru_cache(maxsize=4096)
def field_of(name: str) -> tuple[str, int] | None:
    """The field a column's name stands for and its rank, None when it says nothing.

    >>> field_of("发布时间"), field_of("video_title"), field_of("channel_color")
    (('published', 1), ('title', 1), None)
    """
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", name[:80]).lower())
    known = _known()
    if plain in known:
        return known[plain]
    for prefix in _words()["prefixes"]:
        if plain.startswith(prefix) and plain[len(prefix) :] in known:
            field, rank = known[plain[len(prefix) :]]
            return field, rank + 1
    return None


@lru_cache(maxsize=4096)
def _field_of_path(path: tuple[str, ...]) -> tuple[str, int] | None:
    """The field of a key inside objects: author.name is the author, author.url nothing, data.url the url."""
    leaf = field_of(path[-1])
    for outer in path[:-1]:
        holder = field_of(outer)
        if holder and holder[0] not in _TEXTS and holder[0] != "id":
            fits = _GENERIC.match(path[-1]) or (leaf and leaf[0] == holder[0])
            return holder if fits else None
        if holder and _GENERIC.match(path[-1]) and not leaf:
            return holder
    return leaf


def record_of(row: Mapping[str, Any], text_column: str = "", *, outer_key: str | None = None) -> Found:
    """The record of one row, object or element; a reject when it has no text."""
    leaves = list(_leaves(row))
    best = _best(leaves)
    content, form = _content(leaves, best, text_column)
    fields = {name: best[name][1].strip() for name in _FIELDS if name in best}
    author = " ".join(word + best[name][1].strip() for name, word in ROLE_WORDS.items() if name in best)
    if author:
        fields["author"] = author
    if "published" in fields:
        fields["published"] = _spelled_out(fields["published"])
    own_key = best["id"][1].strip()[:500] if "id" in best else outer_key
    if not content.strip():
        names = ", ".join(".".join(path) for path, _ in leaves[:20])
        what = f"{fields['title'][:60]}: " if "title" in fields else ""
        return refused("no_body", f"{what}no text among {names}"[:300], repr(leaves))
    if len(content) > RECORD_LIMIT:
        return refused("too_large", f"{len(content)} characters", content)
    return kept(Record("html" if form == "page" else "fields", content, own_key, fields))


def body_length(row: Mapping[str, Any]) -> tuple[int, bool]:
    """How much text an object holds under a name that says so, and whether it has a title."""
    best = _best(list(_leaves(row)))
    longest = max((len(best[name][1]) for name in _TEXTS if name in best), default=0)
    return longest, "title" in best


def text_of(value: Any) -> str:
    """A cell as text: "" for nothing, numbers without a needless .0, lists by lines."""
    if isinstance(value, str):
        return clean(value)
    if value is None or isinstance(value, bool) or value != value:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e16:
        return str(int(value))
    if isinstance(value, bytes):
        return decode(value)[0]
    if isinstance(value, datetime | date):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, list | tuple):
        return "\n".join(filter(None, map(_line_of, value)))
    return clean(str(value))


def _line_of(value: Any) -> str:
    """One entry of a list as text: of an object its text, else its name."""
    if isinstance(value, list):
        return "\n".join(text_of(inner) for inner in value if not isinstance(inner, list | Mapping))
    if not isinstance(value, Mapping):
        return text_of(value)
    best = _best([(path, text) for path, text in _leaves(value, depth=_DEPTH - 1)])
    for name in ("body", "summary", "title", "author"):
        if name in best:
            return best[name][1]
    return ""


def _leaves(row: Mapping[str, Any], depth: int = 0) -> Iterator[tuple[tuple[str, ...], str]]:
    """(path, text) of the values in an object and the objects below it."""
    stack: list[tuple[tuple[str, ...], Any]] = [((str(name),), value) for name, value in reversed(list(row.items()))]
    for _ in range(_LEAVES):
        if not stack:
            return
        path, value = stack.pop()
        if isinstance(value, Mapping):
            if len(path) + depth < _DEPTH:
                stack += [((*path, str(name)), inner) for name, inner in reversed(list(value.items()))]
        elif text := text_of(value):
            yield path, text


def _best(leaves: list[tuple[tuple[str, ...], str]]) -> Best:
    """For each field its best value: lowest rank and depth; of texts of equal rank the longest."""
    best: Best = {}
    for path, text in leaves:
        known = _field_of_path(path) if len(path) > 1 else field_of(path[0])
        if known is None or (len(text) < 10 and text.strip() in _blank()):
            continue
        field, rank = known
        rank = rank * 10 + len(path)
        held = best.get(field)
        if held is None or rank < held[0] or (field == "body" and rank == held[0] and len(text) > len(held[1])):
            best[field] = (rank, text)
    return best


def _content(leaves: list[tuple[tuple[str, ...], str]], best: Best, text_column: str) -> tuple[str, str]:
    if text_column:
        return _named(leaves, text_column), "body"
    if "body" in best:
        content = best["body"][1]
        return content, "page" if _PAGE.match(content) else "body"
    if "page" in best:
        return best["page"][1], "page"
    prose = max((text for path, text in leaves if _is_prose(path, text)), key=len, default="")
    summary = best["summary"][1] if "summary" in best else ""
    if len(prose) > len(summary):
        return prose, "page" if _PAGE.match(prose) else "body"
    return "" if _CUT_SHORT.search(summary[-50:]) else summary, "body"


def _is_prose(path: tuple[str, ...], text: str) -> bool:
    return len(text) >= 60 and field_of(path[-1]) is None and _PROSE.search(text, 0, 20_000) is not None


def _named(leaves: list[tuple[tuple[str, ...], str]], text_column: str) -> str:
    wanted = text_column.casefold()
    found = (text for path, text in leaves if wanted in (".".join(path).casefold(), path[-1].casefold()))
    return next(found, "")


def _spelled_out(published: str) -> str:
    """A time as text; seconds or milliseconds since 1970 become local time of Shanghai.

    >>> _spelled_out("1561867813000")
    '2019-06-30 12:10:13'
    """
    if not _EPOCH.match(published):
        return published
    seconds = float(published) / (1000 if len(published.split(".")[0]) == 13 else 1)
    return datetime.fromtimestamp(seconds, _SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
