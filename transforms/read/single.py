"""Files that hold one record (a page, a dump) or whose records are found by looking at the whole text."""

from __future__ import annotations

import email
import email.policy
import html
import re
from collections.abc import Callable, Iterator
from functools import partial
from json import JSONDecoder
from typing import Any, BinaryIO

from transforms.model import Record
from transforms.read.columns import field_of, record_of
from transforms.read.decode import as_text, decode
from transforms.read.jsons import records_in
from transforms.read.layout import RECORD_LIMIT, Found, Layout, Piece, kept, refused

_ENTITY = re.compile(r"&(?:nbsp|quot|amp|lt|gt|[lr][ds]quo|middot|hellip|mdash|#\d{2,6}|#x[0-9a-f]{2,5})\b;?", re.I)
_SCRIPT_TAGS = re.compile(r"<\?(?:php|=).*?(?:\?>|\Z)|<%.*?(?:%>|\Z)|<jsp:[^<>]*>|</jsp:[^<>]*>", re.S | re.I)
_HTTP_HEAD = re.compile(r"HTTP/\d(?:\.\d)? \d{3}[^\n]*\n(?:[\w-]+:[^\n]*\n)*\r?\n")
_LABEL = re.compile(r"[ \t\u3000]*[【\[]?([^\s:：【】\[\]。，,]{1,16})[】\]]?[ \t]*[:：][ \t]*(.*)")
_JSON_START = re.compile(r'\{\s*"[^"\n]{1,60}"\s*:|\[\s*\{\s*"[^"\n]{1,60}"\s*:')
_SOURCE_LINK = re.compile(r"^\[[^\]\n]{2,12}\]\((https?://[^\s)]+)\)\s*$", re.M)
_DAY = re.compile(r"((?:19|20)\d\d)[-/.年]?(0\d|1[0-2]|[1-9])[-/.月]?([0-2]\d|3[01]|[1-9])(?!\d)")
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+)$", re.M)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*\n", re.S)
_MARKDOWN = (
    (re.compile(r"!\[[^\]\n]{0,300}\]\([^)\n]{0,2000}\)"), ""),
    (re.compile(r"\[([^\]\n]{0,300})\]\([^)\n]{0,2000}\)"), r"\1"),
    (re.compile(r"^#{1,6}[ \t]+", re.M), ""),
    (re.compile(r"(\*\*|__)(?=\S)(.{1,500}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"^[ \t]*>[ \t]?", re.M), ""),
    (re.compile(r"^[ \t]*(?:[-*_][ \t]*){3,}$", re.M), ""),
    (re.compile(r"^[ \t]*[-*+][ \t]+(?=\S)", re.M), ""),
    (re.compile(r"^(?:```|~~~).*$", re.M), ""),
)

Reader = Callable[[BinaryIO, Layout, int, "int | None"], Iterator[Piece]]


def _whole(find: Callable[[str, Layout], list[Found]]) -> Reader:
    """A reader that hands the whole decoded member to `find`."""
    return partial(_read_whole, find)


def _read_whole(
    find: Callable[[str, Layout], list[Found]], stream: BinaryIO, layout: Layout, start: int, end: int | None
) -> Iterator[Piece]:
    stream.seek(0)
    data = stream.read(RECORD_LIMIT + 1)
    if len(data) > RECORD_LIMIT:
        found = [refused("too_large", "one record of more than 20 MB", data)]
    else:
        found = find(as_text(data, layout.encoding or "utf-8"), layout)
    yield Piece(0, len(data), found)


def _text(text: str, layout: Layout) -> list[Found]:
    if _ENTITY.search(text):
        text = html.unescape(text)  # dumps of pages keep their entities, some without the semicolon
    return [kept(Record("text", text))]


def _html(text: str, layout: Layout) -> list[Found]:
    return [kept(Record("html", without_script_tags(text)))]


def without_script_tags(text: str) -> str:
    """A page without the HTTP head and the server's code (PHP, JSP) it was saved with.

    >>> without_script_tags("<?php echo 1; ?><p>新街镇</p><% out.print(2) %>")
    '<p>新街镇</p>'
    """
    head = _HTTP_HEAD.match(text)
    if head:
        text = text[head.end() :]
    return _SCRIPT_TAGS.sub("", text) if "<?" in text or "<%" in text or "<jsp:" in text else text


def _markdown(text: str, layout: Layout) -> list[Found]:
    """One record, or one for each section of a digest whose sections all link to their source."""
    front, text = _front_matter(text)
    if front:
        return [record_of(front | {"正文": _plain(text)})]
    sections = _digest(text)
    if sections:
        day = _DAY.search(text.lstrip().partition("\n")[0])
        when = {"published": "-".join(day.groups())} if day else {}
        return [
            kept(Record("fields", _plain(body), link, {"title": _plain(title), "url": link} | when))
            for title, body, link in sections
        ]
    return [kept(Record("text", _plain(text)))]


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    head = _FRONT_MATTER.match(text)
    if not head:
        return {}, text
    pairs = (line.partition(":") for line in head[1].splitlines() if ":" in line)
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}, text[head.end() :]


def _digest(text: str) -> list[tuple[str, str, str]]:
    """(title, body, link) of the sections of the lowest heading level; none unless three or more have a source link."""
    headings = list(_HEADING.finditer(text))
    lowest = max((len(heading[1]) for heading in headings), default=0)
    if not headings:
        return []
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    sections = []
    for heading, end in zip(headings, ends, strict=True):
        link = _SOURCE_LINK.search(text, heading.end(), end)
        if len(heading[1]) == lowest and link:
            sections.append((heading[2].strip(" \t#"), text[heading.end() : link.start()], link[1]))
    return sections if len(sections) >= 3 else []


def _plain(text: str) -> str:
    """Markdown without its marks.

    >>> _plain("## 一、总体要求\\n**坚持**[原则](http://a.cn)")
    '一、总体要求\\n坚持原则'
    """
    for pattern, replacement in _MARKDOWN:
        text = pattern.sub(replacement, text)
    return text


def _labelled(text: str, layout: Layout) -> list[Found]:
    return [record_of(labels(text))]


def labels(text: str) -> dict[str, str]:
    """The fields of a dump whose lines begin with their names, the text last; {} when it is none.

    >>> labels("标题:新街镇增收\\n发布时间：2020-04-13\\n正文:一是抓党建。\\n二是强基础。")
    {'标题': '新街镇增收', '发布时间': '2020-04-13', '正文': '一是抓党建。\\n二是强基础。'}
    """
    found: dict[str, str] = {}
    at = 0
    for line in text[:20_000].splitlines(keepends=True)[:40]:
        at += len(line)
        label = _LABEL.match(line)
        known = field_of(label[1]) if label else None
        if label is None or known is None:
            if line.strip():
                return {}
            continue
        if known[0] == "body":
            return found | {label[1]: label[2] + "\n" + text[at:] if text[at:] else label[2]} if found else {}
        found[label[1]] = label[2].strip()
    return {}


def _code(text: str, layout: Layout) -> list[Found]:
    """The articles of the JSON that program source holds, in comments too."""
    found: dict[str, Found] = {}
    for value in _json_in(text):
        for record in records_in(value, layout.get("text_column")):
            if isinstance(record.outcome, Record):
                found.setdefault(record.digest, record)  # samples in comments repeat parts of each other
    return list(found.values()) or [refused("unsupported_format", "program source without articles", text)]


def _json_in(text: str) -> Iterator[Any]:
    decoder, at = JSONDecoder(strict=False), 0
    for _ in range(1000):
        start = _JSON_START.search(text, at)
        if not start:
            return
        try:
            value, at = decoder.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            at = start.end()
        else:
            yield value


def _mail(text: str, layout: Layout) -> list[Found]:
    """The page in a saved web archive (MHTML) or message."""
    message = email.message_from_string(text, policy=email.policy.default)
    parts = [part for part in message.walk() if part.get_content_maintype() == "text"]
    parts.sort(key=lambda part: part.get_content_subtype() != "html")
    if not parts:
        return [refused("unsupported_format", "a message without a text", text)]
    payload = parts[0].get_payload(decode=True)
    content, _ = decode(payload if isinstance(payload, bytes) else b"", parts[0].get_content_charset())
    url = str(message.get("Snapshot-Content-Location") or parts[0].get("Content-Location") or "").strip()
    form = "html" if parts[0].get_content_subtype() == "html" else "text"
    return [kept(Record("html" if form == "html" else "text", content, url or None, {"url": url} if url else {}))]


TEXT, HTML, MARKDOWN = _whole(_text), _whole(_html), _whole(_markdown)
LABELLED, CODE, MAIL = _whole(_labelled), _whole(_code), _whole(_mail)
