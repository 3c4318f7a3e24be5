"""Text dumps of pages: masthead, headline, header lines, body and tail told apart."""

from __future__ import annotations

import html
import re

from transforms.page import byline, dateline, fields, headline, names, tail
from transforms.page.parts import Parts

_ENTITY = re.compile(r"&(?:nbsp|lt|gt|amp|quot|[lr][sd]quo|middot|hellip|mdash|ensp|emsp|#\d{1,6}|#x[\da-fA-F]{1,5});?")
_NAMED = re.compile(r"\s*#*\s*[\[【]?(标题|题目|正文|内容)[\]】]?\s*[:：]\s*(.*)", re.S)
_ORIGINAL = re.compile(r"[\[【(（]?原(?:标题|题)")
_MARKDOWN = re.compile(r"\s*(?:#{1,6}\s+|-{3,}\s*$)")
_BREAK = re.compile(r"\r\n?|\n|[\x0b\x0c\x85\u2028\u2029]")
_WINDOW = 60  # lines before the first paragraph; a longer masthead is read past, not into the header
_LONG = 60
_SENTENCE = re.compile(r"[。！](?:$|.*[^。！]$)|…$")
_TO_HOME = re.compile(r"\s+(?=[首主]页)")  # 样例网  首页 > 镇街动态
_LIST = 10  # short lines without a paragraph that make a dump a list of headlines


def lines_of(text: str) -> list[str]:
    """The lines of a dump that hold anything, entities resolved, indents kept."""
    if "&" in text:
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    found = [line.rstrip() for line in _BREAK.split(text)]
    if "#" in text or "---" in text:
        found = [_MARKDOWN.sub("", line).rstrip() for line in found]
    return [line for line in found if line.strip()]


def read(text: str, title: str | None = None) -> Parts:
    """The parts of a dump; a headline known already is not looked for.

    >>> parts = read("华夏网首页\\n新街镇：加快项目建设\\n2020-04-13 来源:样例网\\n　　项目已经开工。\\n责任编辑：张三")
    >>> parts.title, parts.body, parts.site
    ('新街镇：加快项目建设', ['项目已经开工。'], '华夏网')
    """
    parts = Parts(title=title)
    lines = _labelled(lines_of(text), parts)
    if title and lines and len(lines[0]) <= 300 and headline.squeeze(lines[0]) == headline.squeeze(title):
        lines = lines[1:]
    first = next((at for at, line in enumerate(lines) if _is_paragraph(line)), len(lines))
    window = fields.join_blank(lines[:first])
    lines, first = window + lines[first:], len(window)
    start = _header(lines, first, parts)
    _body(lines[start:], parts)
    if len(parts.body) >= _LIST and not any(tail.is_prose(text) for text in parts.body):
        parts.reject = ("list_page", f"{len(parts.body)} short lines, no paragraph")
    return parts


def _labelled(lines: list[str], parts: Parts) -> list[str]:
    """The lines without those that give 标题: or 正文: by name."""
    kept: list[str] = []
    for line in lines:
        found = _NAMED.match(line) if len(kept) < _WINDOW else None
        if found and found[1] in ("标题", "题目") and parts.title is None:
            parts.title = headline.clean(found[2]) or None
        elif found and found[1] in ("正文", "内容"):
            kept += [found[2]] if found[2].strip() else []
        else:
            kept.append(line)
    return kept


def _is_paragraph(line: str) -> bool:
    """Whether a line is text of the report: long, or a whole sentence, or it opens with a dateline."""
    text = line.strip()
    if len(text) < _LONG and not (len(text) > 20 and _SENTENCE.search(text)):
        return bool(dateline.read(text, None)) and len(text) > 12
    facts = fields.read(text)
    return not (facts and facts.is_header) and not headline.is_navigation(text)


def _header(lines: list[str], first: int, parts: Parts) -> int:
    """The position of the first line of the body; fills title, site and header lines."""
    given = parts.title is not None  # then the text may begin at once: a bare day is no header
    kinds = {at: _fact_line(lines[at], bare_day=not given) for at in range(max(0, first - _WINDOW), first)}
    marks = [at for at, kind in kinds.items() if kind]
    main = next((at for at in marks if kinds[at] == "facts"), marks[0] if marks else None)
    above = range(0, first if main is None else main)
    if main is None:
        chosen = _headline_alone(lines, first, parts)
        parts.site = _site(lines[: chosen or 0])
        return 0 if chosen is None else chosen + 1
    chosen = _headline_above(lines, above, parts)
    parts.site = _site(lines[: main if chosen is None else chosen])
    below = [lines[at].strip() for at in above if chosen is not None and at > chosen]
    parts.near = [text for text in below if fields.lone_source(text) or byline.outlet(text)]
    parts.header = [lines[at].strip() for at in marks if at < main and (kinds[at] == "byline" or _has_time(lines[at]))]
    return _below(lines, range(main, first), kinds, parts)


def _site(lines: list[str]) -> str | None:
    """The site's name by the masthead or the trail of channels above a headline."""
    heads = (head for line in lines for head in (_TO_HOME.split(line.strip())[0], headline.first_of_trail(line)))
    return next((name for head in heads if (name := headline.masthead(head))), None)


def _below(lines: list[str], region: range, kinds: dict[int, str | None], parts: Parts) -> int:
    """The position after the header lines that begin at the main one; a headline may stand among them."""
    for at in region:
        text = lines[at].strip()
        if kinds[at]:
            parts.header.append(text)
        elif fields.lone_source(text):
            parts.near.append(text)
        elif at - region.start <= 2 and len(text) <= 12 and names.split(text):
            parts.header.append(f"作者：{text}")
        elif parts.title is None and lines[at] == text and len(text) <= 50 and headline.is_candidate(text):
            parts.title = text
        elif not headline.is_navigation(text):
            return at
    return region.stop


def _has_time(line: str) -> bool:
    found = fields.read(line.strip())
    return bool(found and (found.stamp or found.source))


def _fact_line(line: str, *, bare_day: bool = True) -> str | None:
    """Whether the line gives facts ("facts") or a byline ("byline")."""
    found = fields.read(line.strip())
    if found and found.is_header and (bare_day or found.labels or not found.stamp or found.stamp.precision != "day"):
        strong = found.stamp or {"published", "source", "views", "updated"} & set(found.labels)
        return "facts" if strong else "byline"
    return "byline" if byline.read(line) else None


def _headline_above(lines: list[str], above: range, parts: Parts) -> int | None:
    """Takes the nearest line above the header lines that may be a headline; a subtitle (——…) joins it."""
    if parts.title is not None:
        return None
    for at in reversed(above):
        text = lines[at].strip()
        if not headline.is_candidate(text) or headline.masthead(text) or _fact_line(text):
            continue
        parts.title = _with_line_above(
            text, lines[at - 1].strip() if at else "", lines[at - 2].strip() if at > 1 else ""
        )
        return at
    return None


def _with_line_above(text: str, before: str, earlier: str) -> str:
    """The headline with the line above it where both make one: a subtitle (——…), or two lines set as one."""
    if not headline.is_candidate(before) or headline.masthead(before) or _fact_line(before):
        return text
    if text.startswith(("—", "―", "--")):
        return before + text
    two = len(before) >= 10 and len(text) >= 4 and not (headline.is_candidate(earlier) and len(earlier) >= 10)
    return f"{before} {text}" if two and not _fact_line(earlier) else text


def _headline_alone(lines: list[str], first: int, parts: Parts) -> int | None:
    """Takes a short first line before longer ones when no header line says where the headline is."""
    if parts.title is not None:
        return None
    for at, line in enumerate(lines[: min(first, 8)]):
        text = line.strip()
        if not headline.is_candidate(text) or headline.masthead(text) or re.match(r"[★●■◆▲]", text):
            continue
        if dateline.read(text, None):
            return None
        indented = line != line.lstrip()
        following = lines[at + 1].strip() if at + 1 < len(lines) else ""
        if (
            len(text) > 50
            or (indented and len(text) < 6)
            or (indented and len(following) < len(text))
            or (indented and "：" in text[1:6])
        ):
            return None
        parts.title = text
        return at
    return None


def _body(lines: list[str], parts: Parts) -> None:
    """Fills body and tail from the lines after the header."""
    texts = [line.strip() for line in lines]
    while texts and _ORIGINAL.match(texts[0]) and len(texts[0]) < 100:
        del texts[0]
    parts.is_partial = any(len(text) <= 40 and "下一页" in text for text in texts)
    end = tail.end_of(texts, [float(len(text)) if tail.is_prose(text) else 0.0 for text in texts])
    parts.tail = [text for text in texts[end : end + 12] if tail.is_facts(text)]
    while end and tail.is_end(texts[end - 1]):
        end -= 1
        parts.tail.insert(0, texts[end])
    parts.body = [text for text in texts[:end] if not tail.is_junk(text)]
