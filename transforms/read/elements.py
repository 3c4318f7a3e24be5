"""XML to records: each element that is an article is read by itself, so bombs and breaks stay small."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, BinaryIO

from lxml import etree

from transforms import rules
from transforms.model import Record
from transforms.read.columns import field_of, record_of
from transforms.read.decode import clean
from transforms.read.layout import RECORD_LIMIT, Found, Layout, Piece, kept, refused
from transforms.read.streams import BLOCK

_PROLOG = re.compile(r"\A\s*(?:<\?[^>]{0,300}\?>\s*)*<!DOCTYPE[^\[>]{0,500}(?:\[.*?\]\s*)?>", re.S | re.I)
_INSTRUCTION = re.compile(r"<\?xml[^>]{0,300}\?>", re.I)
_MARKS = re.compile(
    r"&(?:(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{0,30});)?"
    r"|<(?!/?[A-Za-z_\u4e00-\u9fff][\w.:-]*(?:\s[^<>]*)?/?>|!\[CDATA\[|!--|\?)",
    re.S,
)
# Marks are parsed as noncharacters: after any error the parser leaves out what is written as an entity.
_PARKED = {"&": "\ufdd0", "<": "\ufdd1", ">": "\ufdd2", '"': "\ufdd3", "'": "\ufdd4"}
_TO_PARK = str.maketrans(_PARKED)
_TO_TEXT = str.maketrans({parked: mark for mark, parked in _PARKED.items()})
_TO_MARKUP = str.maketrans({parked: html.escape(mark) for mark, parked in _PARKED.items()})
_LAYOUT_SPACE = re.compile(r"(?<![ \t\u3000])[ \t\u3000]*+\n\s*")
_INNER_SPACE = re.compile(r"(?<=[\u3000-\u9fff\uff01-\uff5e])[ \t]+(?=[\u3000-\u9fff\uff01-\uff5e])")
_HTML_TAGS = frozenset("p br div span a img table strong b font section h1 h2 h3 ul ol li".split())
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TAG_PARTS = r"(?:\s++(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)?"
_TEXT_FIELDS = ("body", "summary", "page")


def xml_elements(stream: BinaryIO, layout: Layout, start: int, end: int | None) -> Iterator[Piece]:
    """One piece for each record element."""
    cutter = _Cutter(stream, start, end, layout.get("nests") == "1")
    for begin, stop, data in cutter.spans(_tag_pattern(layout.get("record"))):
        if data is None:
            yield Piece(begin, stop, [refused("too_large", f"an element of {stop - begin} bytes", str(stop - begin))])
        else:
            yield Piece(begin, stop, [_record(data.decode("utf-8", "replace"), layout)])


def xml_whole(stream: BinaryIO, layout: Layout, start: int, end: int | None) -> Iterator[Piece]:
    """One piece: the document is one record."""
    stream.seek(0)
    data = stream.read(RECORD_LIMIT + 1)
    if len(data) > RECORD_LIMIT:
        found = refused("too_large", "one XML record of more than 20 MB", data)
    else:
        found = _record(data.decode("utf-8", "replace"), layout)
    yield Piece(0, len(data), [found])


def record_element(head: str, text_column: str = "") -> tuple[str, bool]:
    """The name of the element that is a record ("" for the whole document), and whether it nests."""
    root = _parse(f"<_>{_without_prolog(head)}</_>")
    if root is None:
        return "", False
    groups: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for element in _holders(root, text_column) or _repeated(root):
        groups[_raw_name(element)] += len("".join(element.itertext()))
        counts[_raw_name(element)] += 1
    if not groups:
        return "", False
    name = groups.most_common(1)[0][0]
    opened = len(re.findall(rf"<{re.escape(name)}[\s>]", head))
    if opened == 1 and len(root) == 1 and _raw_name(root[0]) == name:
        return "", False
    nests = any(_raw_name(inner) == name for inner in root.iterdescendants(etree.Element) if _inside(inner, name))
    return name, nests and head.count(f"</{name}>") >= 0.8 * opened


def _holders(root: etree._Element, text_column: str) -> list[etree._Element]:
    """The innermost elements that have a text and something else that an article has."""
    seen = [e for e in root.iterdescendants(etree.Element) if _is_article(e, text_column)]
    outer = {ancestor for element in seen for ancestor in element.iterancestors()}
    return [element for element in seen if element not in outer]


def _is_article(element: etree._Element, text_column: str) -> bool:
    names = [_local(child) for child in element if isinstance(child.tag, str)] + [str(n) for n in element.attrib]
    if text_column:
        return text_column in names
    fields = {known[0] for known in map(field_of, names) if known}
    return (
        not fields.isdisjoint(_TEXT_FIELDS) and len(fields) > 1 and not fields.isdisjoint(("title", "url", "published"))
    )


def _repeated(root: etree._Element) -> list[etree._Element]:
    """Siblings of one name that hold a text, where no element has the make of an article."""
    best: list[etree._Element] = []
    for parent in root.iter(etree.Element):
        names = Counter(child.tag for child in parent if isinstance(child.tag, str) and len(child))
        for name, count in names.items():
            alike = [child for child in parent if child.tag == name]
            fields = {
                known[0] for child in alike[0] if isinstance(child.tag, str) and (known := field_of(_local(child)))
            }
            if count >= 2 and not fields.isdisjoint(_TEXT_FIELDS) and len(alike) > len(best):
                best = alike
    return best


def _inside(element: etree._Element, name: str) -> bool:
    return any(_raw_name(ancestor) == name for ancestor in element.iterancestors())


def _record(text: str, layout: Layout) -> Found:
    element = _parse(_without_prolog(text))
    if element is None:
        return refused("malformed", "not XML: " + text[:80], text)
    value = _value(element)
    found = record_of(value if isinstance(value, dict) else {"text": value}, layout.get("text_column"))
    if isinstance(found.outcome, Record) or layout.get("text_column") or layout.get("record"):
        return found
    whole = _inner(element).strip()
    return kept(Record("text", whole)) if len(whole) >= 20 else found


def _without_prolog(text: str) -> str:
    """The text without its declarations, so that no entity of its own is known."""
    return _INSTRUCTION.sub("", _PROLOG.sub("", text))


def _parse(text: str) -> etree._Element | None:
    """The root element, read leniently; declared entities are not expanded, nothing is fetched."""
    text = "".join(_parked_parts(_NOT_XML.sub("", text)))
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, remove_comments=True)
    try:
        return etree.fromstring(text.strip().encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _parked_parts(text: str) -> Iterator[str]:
    """The text with its entities and stray marks parked, but for its CDATA sections."""
    at = 0
    while (start := text.find("<![CDATA[", at)) >= 0 and (stop := text.find("]]>", start)) >= 0:
        yield _MARKS.sub(_parked, text[at:start])
        yield text[start : stop + 3]
        at = stop + 3
    yield _MARKS.sub(_parked, text[at:])


def _parked(mark: re.Match[str]) -> str:
    """An entity as its character, nothing for a name that only a DTD could know, a stray mark as itself."""
    if mark[1] is None:
        return mark[0].translate(_TO_PARK)
    found = html.unescape(mark[0])
    return "" if found == mark[0] else _NOT_XML.sub("", found).translate(_TO_PARK)


def _value(element: etree._Element) -> Any:
    """An element as text, or as a mapping of its children and attributes."""
    children = [child for child in element if isinstance(child.tag, str)]
    known = field_of(_local(element))
    if not children:
        text = (element.text or "").translate(_TO_TEXT)
        return text.strip() if text.strip() else _attributes(element)
    mixed = any((child.tail or "").strip() for child in children) or (element.text or "").strip()
    if mixed or (known and known[0] == "body" and not _is_article(element, "") and element.getparent() is not None):
        return _inner(element)
    row: dict[str, Any] = _attributes(element)
    for child in children:
        name, value = _local(child), _value(child)
        held = row.get(name)
        row[name] = value if not held else [*held, value] if isinstance(held, list) else [held, value]
    return row


def _attributes(element: etree._Element) -> dict[str, Any]:
    return {str(name).rpartition("}")[2]: str(value).translate(_TO_TEXT) for name, value in element.attrib.items()}


def _inner(element: etree._Element) -> str:
    """What an element holds: its markup where that is HTML, else its text by paragraphs."""
    names = {_local(inner).lower() for inner in element.iterdescendants(etree.Element)}
    if len(names & _HTML_TAGS) * 2 > len(names):
        inner = (etree.tostring(child, encoding="unicode") for child in element)
        return (html.escape(element.text or "", quote=False) + "".join(inner)).translate(_TO_MARKUP)
    parts: list[str] = []
    _collect(element, parts)
    text = _INNER_SPACE.sub("", _LAYOUT_SPACE.sub("", "".join(parts)))
    paragraphs = filter(None, (part.strip(" \t") for part in text.split("\x1e")))
    return clean("\n".join(paragraphs).translate(_TO_TEXT).strip())


def _collect(element: etree._Element, parts: list[str]) -> None:
    # Paragraph ends are marked, so that the spaces and newlines of indentation can go first.
    if isinstance(element.tag, str):
        is_paragraph = _local(element).lower() in _paragraph_elements()
        parts.append("\x1e" if is_paragraph else "")
        parts.append(element.text or "")
        for child in element:
            _collect(child, parts)
            parts.append(child.tail or "")
        parts.append("\x1e" if is_paragraph else "")


@cache
def _paragraph_elements() -> frozenset[str]:
    return frozenset(rules.vocabulary("read/words.yaml")["paragraph_elements"])


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def _raw_name(element: etree._Element) -> str:
    name = str(element.tag).rpartition("}")[2]
    return f"{element.prefix}:{name}" if element.prefix else name


@lru_cache(maxsize=64)
def _tag_pattern(name: str) -> re.Pattern[bytes]:
    tag, parts = re.escape(name.encode()), _TAG_PARTS.encode()
    return re.compile(rb"<" + tag + parts + rb"/?>|</" + tag + rb"\s*>|<!\[CDATA\[")


@dataclass
class _Cutter:
    """A scan through XML text for the elements of one name."""

    stream: BinaryIO
    base: int  # offset of buffer[0] in the stream
    end: int | None
    nests: bool
    buffer: bytes = b""
    at: int = 0  # where the scan goes on, in the buffer
    depth: int = 0
    begin: int | None = None  # of the open element, in the stream
    dropped: bool = False  # the open element is over the limit, its bytes are let go

    def spans(self, pattern: re.Pattern[bytes]) -> Iterator[tuple[int, int, bytes | None]]:
        """(start, end, bytes) of each element; None for the bytes of one over the limit."""
        self.stream.seek(self.base)
        while self._more():
            yield from self._cut(pattern)
            if self.begin is not None and len(self.buffer) - (self.begin - self.base) > RECORD_LIMIT:
                self.dropped = True
        if self.begin is not None:
            yield self._close(len(self.buffer))

    def _more(self) -> bool:
        done = self.at if self.dropped or self.begin is None else min(self.at, self.begin - self.base)
        self.buffer, self.base, self.at = self.buffer[done:], self.base + done, self.at - done
        size = max(BLOCK, len(self.buffer))
        if self.end is not None:
            size = min(size, self.end - self.base - len(self.buffer))
        data = self.stream.read(size) if size > 0 else b""
        self.buffer += data
        return bool(data)

    def _cut(self, pattern: re.Pattern[bytes]) -> Iterator[tuple[int, int, bytes | None]]:
        while token := pattern.search(self.buffer, self.at):
            mark = token[0]
            if mark == b"<![CDATA[":
                stop = self.buffer.find(b"]]>", token.start())
                if stop < 0 and len(self.buffer) - token.start() < RECORD_LIMIT:
                    self.at = token.start()  # its end is in a later block
                    return
                self.at = stop + 3 if stop >= 0 else len(self.buffer)
                continue
            self.at = token.end()
            if mark.startswith(b"</"):
                self.depth = max(self.depth - 1, 0)
                if self.depth == 0 and self.begin is not None:
                    yield self._close(token.end())
            else:
                yield from self._opened(token.start(), token.end(), mark.endswith(b"/>"))
        cut_tag = self.buffer.rfind(b"<", max(self.at, len(self.buffer) - 65536))
        self.at = cut_tag if cut_tag >= 0 else len(self.buffer)

    def _opened(self, start: int, stop: int, is_empty: bool) -> Iterator[tuple[int, int, bytes | None]]:
        if self.depth and not self.nests:  # the one before was never closed
            yield self._close(start)
            self.depth = 0
        if self.depth == 0:
            self.begin, self.dropped = self.base + start, False
        if not is_empty:
            self.depth += 1
        elif self.depth == 0:
            yield self._close(stop)

    def _close(self, position: int) -> tuple[int, int, bytes | None]:
        begin = self.base + position if self.begin is None else self.begin
        is_over = self.dropped or position - (begin - self.base) > RECORD_LIMIT
        data = None if is_over else self.buffer[begin - self.base : position]
        self.begin, self.dropped = None, False
        return begin, self.base + position, data
