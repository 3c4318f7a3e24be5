"""Markup to lines: one parse with lxml, one walk, every line with its links and the elements it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from lxml import etree

from transforms.page.vocabulary import either, words

_DROPPED = re.compile(r"<(script|style|noscript|template)(?=[\s>/])|<!--|<([?%])", re.I)
_SPACE = re.compile(r"[ \t\r\n\f]{2,}|[\t\r\n\f]")
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)
_SKIPPED = frozenset(
    "script style noscript template head select option textarea button iframe object embed svg canvas map input "
    "video audio source link meta".split()
)
_BLOCKS = frozenset(
    "html body div p section article main header footer nav aside h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table tbody "
    "thead tfoot tr td th caption form fieldset blockquote pre center figure figcaption address hr details summary "
    "marquee".split()
)
_CELLS_WIDE = 160  # characters; a table with longer cells lays out a page
_ICONS = "".join(map(chr, range(0xE600, 0xE800)))  # icon fonts draw with private characters
_MARGIN = " \u3000\xa0\u200b\ufeff" + _ICONS
_SILENT = (False, False, "")
_DEPTH = 400  # deeper elements count as their ancestor


@dataclass(slots=True)
class Node:
    """A block element."""

    parent: int
    tag: str
    against: bool  # it or an element above is named as one that holds no report
    favoured: bool


@dataclass(slots=True)
class Line:
    """One line of a page."""

    text: str
    spaced: str  # the same with gaps where inline elements meet, for header lines
    links: int  # characters inside links
    node: int
    tag: str
    bold: bool = False


@dataclass(slots=True)
class Page:
    """The lines of a page with what its head says."""

    lines: list[Line] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    metas: dict[str, str] = field(default_factory=dict)
    title: str = ""
    images: int = 0
    players: int = 0
    marked: list[tuple[int, str, str]] = field(default_factory=list)  # next line, "author" or "source", text
    anchors: list[str] = field(default_factory=list)  # short link texts, for 下一页


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    author, source = either(words("author_marks")), either(words("source_marks"))
    marks = rf"(?:^|[\s_-])(?:(?P<author>\w*{author}s?)|(?P<source>\w*{source}))(?:$|[\s_-])"
    return re.compile(either(words("node_against"))), re.compile(either(words("node_for"))), re.compile(marks)


@lru_cache(maxsize=8192)
def _told_by(names: str) -> tuple[bool, bool, str]:
    """What an element's class and id say: holds no report, holds the report, "author" or "source"."""
    against, favoured, marks = _patterns()
    names = names.lower()
    found = marks.search(names)
    mark = (found.lastgroup or "") if found else ""
    return against.search(names) is not None, favoured.search(names) is not None, mark


@cache
def _closing(name: str) -> re.Pattern[str]:
    ends = {"": "-->", "?": r"\?>", "%": "%>"}
    return re.compile(ends.get(name, rf"</{name}\s*>"), re.I)


def without_scripts(markup: str) -> str:
    """The markup without scripts, styles, comments and code; what is never closed stays. One pass, however broken.

    >>> without_scripts("项目<script>if (a<b) {}</script>开工<!-- 完 --><!-- 未完")
    '项目 开工 <!-- 未完'
    """
    kept: list[str] = []
    at, start, open_ended = 0, 0, set()
    while found := _DROPPED.search(markup, at):
        name = (found[1] or found[2] or "").lower()
        end = None if name in open_ended else _closing(name).search(markup, found.end())
        if end is None:
            open_ended.add(name)
            at = found.end()
            continue
        kept += [markup[start : found.start()], " "]
        at = start = end.end()
    return "".join([*kept, markup[start:]])


def tree(markup: str) -> Any:
    """The root element of this markup, scripts and comments left out; None when there is none."""
    data = without_scripts(markup.replace("\x00", "")).encode("utf-8", "replace")
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    return etree.fromstring(data, parser) if data.strip() else None


def walk(root: Any, *, hidden: bool = False) -> Page:
    """The lines of an element; elements that are not shown are left out unless `hidden`."""
    page = Page()
    _Walk(page, hidden=hidden).run(root)
    return page


def parse(markup: str, *, hidden: bool = False) -> Page:
    """The page of this markup, with what its head says."""
    root = tree(markup)
    if root is None:
        return Page()
    page = walk(root, hidden=hidden)
    _head(root, page)
    return page


def _head(root: Any, page: Page) -> None:
    for meta in root.iter("meta"):
        name = meta.get("name") or meta.get("property") or meta.get("itemprop")
        content = meta.get("content")
        if name and content and content.strip():
            page.metas.setdefault(name.strip().lower(), content.strip())
    title = next(root.iter("title"), None)
    page.title = _SPACE.sub(" ", "".join(title.itertext())).strip() if title is not None else ""


class _Walk:
    """One walk over the tree; holds the line being gathered."""

    def __init__(self, page: Page, *, hidden: bool) -> None:
        self.page, self.hidden = page, hidden
        self.stack = [0]
        self.pieces: list[str] = []
        self.links = self.depth = self.bold = 0
        self.anchor: list[str] = []
        page.nodes.append(Node(-1, "html", False, False))

    def run(self, root: Any) -> None:
        """Fills the page's lines."""
        events = etree.iterwalk(root, events=("start", "end"))
        skipped = False
        for event, element in events:
            if event == "start":
                skipped = self._left_out(element, element.tag)
                if skipped:
                    events.skip_subtree()  # its end comes next all the same
                    continue
                self._start(element, element.tag)
                if element.text:
                    self._text(element.text)
                continue
            if not skipped:
                self._end(element.tag)
            skipped = False
            if element.tail:
                self._text(element.tail)
        self._flush()

    def _left_out(self, element: Any, tag: str) -> bool:
        if tag in _SKIPPED:
            self.page.players += tag in ("video", "embed", "object", "iframe")
            if tag == "input" and element.get("type") in ("radio", "checkbox"):
                self.page.nodes[self.stack[-1]].against = True  # a choice of a poll or form
            return True
        if tag == "table" and self._rows(element):
            return True
        if self.hidden or tag in ("body", "html"):
            return False
        style = element.get("style")
        return style is not None and _HIDDEN.search(style) is not None

    def _mark(self, kind: str, element: Any) -> None:
        """Keeps the text of an element whose names say that it holds author or source."""
        if len(element) > 4 or len(self.page.marked) >= 60:
            return
        pieces = [piece.strip(" \t\r\n\u3000\xa0") for piece in islice(element.itertext(), 40)]
        text = " ".join(piece for piece in pieces if piece)
        text = text if len(text) <= 30 else next((piece for piece in pieces if piece), "")
        if 1 < len(text) <= 30:
            self.page.marked.append((len(self.page.lines), kind, text))

    def _start(self, element: Any, tag: str) -> None:
        names, own = element.get("class"), element.get("id")
        told = _told_by(f"{names or ''} {own or ''}") if (names or own) and tag not in ("html", "body") else _SILENT
        if told[2]:
            self._mark(told[2], element)
        if tag in _BLOCKS:
            self._flush()
            self._push(tag, told)
        elif tag == "a":
            self.depth += 1
        elif tag == "br":
            self._flush()
        elif tag == "img":
            self.page.images += 1
        elif tag in ("b", "strong"):
            self.bold += 1

    def _push(self, tag: str, told: tuple[bool, bool, str]) -> None:
        above = self.stack[-1]
        if len(self.stack) > _DEPTH:
            self.stack.append(above)
            return
        parent = self.page.nodes[above]
        against = parent.against or told[0] or tag in ("footer", "nav", "aside")
        self.page.nodes.append(Node(above, tag, against, parent.favoured or told[1]))
        self.stack.append(len(self.page.nodes) - 1)

    def _end(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush()
            self.stack.pop()
        elif tag == "a" and self.depth:
            self.depth -= 1
        elif tag in ("b", "strong") and self.bold:
            self.bold -= 1

    def _text(self, text: str) -> None:
        if text.isspace():  # most texts are the line ends between elements
            if self.pieces:
                self.pieces.append(" " if text.isascii() else _SPACE.sub(" ", text))
            return
        text = _SPACE.sub(" ", text)
        self.pieces.append(text)
        if self.depth:
            self.links += len(text.strip())
            if len(text) < 12 and len(self.page.anchors) < 5000:
                self.page.anchors.append(text.strip())

    def _flush(self) -> None:
        if not self.pieces:
            return
        text = "".join(self.pieces).strip(_MARGIN)
        if text:
            spaced = "  ".join(piece for piece in self.pieces if piece.strip()) if len(text) < 400 else text
            node = self.stack[-1]
            tag = self.page.nodes[node].tag
            self.page.lines.append(Line(text, spaced.strip(), self.links, node, tag, self.bold > 0))
        self.pieces.clear()
        self.links = 0

    def _rows(self, table: Any) -> bool:
        """Whether the table holds data: then each row is a line, its cells parted by tabs."""
        if next(table.iterdescendants("table"), None) is not None:
            return False
        rows = [[_cell(cell) for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
        rows = [row for row in rows if any(row)]
        wide = max((len(cell) for row in rows for cell in row), default=0)
        if len(rows) < 2 or wide > _CELLS_WIDE or sum(len(row) > 1 for row in rows) < 2 or max(map(len, rows)) > 30:
            return False
        self._flush()
        links = sum(len("".join(a.itertext()).strip()) for a in table.iter("a"))
        total = sum(len(cell) for row in rows for cell in row) or 1
        self._push("table", _SILENT)
        for row in rows:
            text = "\t".join(row).strip("\t")
            share = round(links * len(text) / total)
            self.page.lines.append(Line(text, text.replace("\t", "  "), share, self.stack[-1], "tr"))
        self.stack.pop()
        return True


def _cell(cell: Any) -> str:
    return _SPACE.sub(" ", "".join(cell.itertext())).strip(" \u3000\xa0")
