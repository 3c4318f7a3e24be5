"""The format of a member by its first bytes; the name only breaks ties."""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from dataclasses import replace
from functools import cache
from pathlib import PurePosixPath

from transforms import rules
from transforms.model import RejectError
from transforms.read import decode, jsons, single
from transforms.read.columns import body_length, field_of
from transforms.read.layout import Layout

HEAD = 1 << 20
_JSON_VALUE = re.compile(r'\s*(?:\{\s*(?:"|\}|\Z)|\[\s*(?:["{\[\]\d\-tfn]|\Z))')
_JSON_SHAPE = re.compile(r'\s*(?:[\[{]\s*)+"[^"]{0,60}"\s*:|\s*\[\s*"[^"]{0,999}"\s*,\s*"|\s*(?:\[\s*){3}')
_ARRAY_IN_OBJECT = re.compile(r'"(?:[^"\\]|\\.)*+"\s*:\s*\[\s*(?=\{)')
_FIRST_TAG = re.compile(r"\s*+(?>(?:<\?[^>]*\?>|<!--.*?-->)\s*+)*+<([A-Za-z_\u4e00-\u9fff][\w.:-]*)[\s/>]", re.S)
_HTML_MARK = re.compile(
    r"<!doctype\s+html|<html[\s>]|<head[\s>]|</(?:div|p|td|span|h\d|li|head|html|script|style)>|<br\s*/?>", re.I
)
_XML_PROLOG = re.compile(r"\s*<\?xml\s", re.I)
_HTML_ROOT = re.compile(r"<!doctype\s+html|<html[\s>]", re.I)
_MAIL = re.compile(r"\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,40}?MIME-Version:", re.I)
_JSONP = re.compile(r"\s*[\w$.]{1,60}\s*(?:\(|=)\s*[\[{]")
_SOURCE = re.compile(
    r"\s*+(?:(?>/\*.*?\*/|//[^\n]*)\s*+)*+(?:package|import|var|const|let|function|using|#include)\b", re.S
)
_HEADING = re.compile(r"^#{1,6}[ \t]+\S", re.M)
_UNPACKED = re.compile(r"\.(?:gz|bz2|xz)$")
_MARKDOWN_NAME, _HTML_NAME = (
    (".md", ".markdown"),
    (".html", ".htm", ".shtml", ".xhtml", ".asp", ".aspx", ".jsp", ".php"),
)
_DELIMITERS = (",", "\t", ";", "|")
_ZIPPED = {
    b"word/": "Word document (docx)", b"xl/": "Excel workbook (xlsx)", b"ppt/": "PowerPoint slides (pptx)",
    b"application/epub+zip": "EPUB book", b"opendocument": "OpenDocument file", b"META-INF/": "Java archive",
}  # fmt: skip
_TYPES = {
    "text": "text/plain", "html": "text/html", "markdown": "text/markdown", "labelled": "text/plain",
    "code": "text/x-source", "mail": "multipart/related", "json": "application/json", "jsonl": "application/x-ndjson",
    "json_elements": "application/json", "xml": "application/xml", "xml_whole": "application/xml", "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet", "warc": "application/warc",
}  # fmt: skip


def sniff(head: bytes, name: str, *, complete: bool, declared: str | None = None) -> Layout:
    """The layout of a member that begins with `head`; raises RejectError when there is nothing to read."""
    binary = _binary(head)
    if binary:
        return binary
    if complete and not head.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise RejectError("read", "empty", f"{len(head)} bytes")
    encoding = _encoding(head, declared)
    text = decode.as_text(head, encoding)
    if complete and not text.strip("\ufffd \t\r\n\u3000"):
        raise RejectError("read", "empty", f"{len(head)} bytes without a character")
    kind, details = _kind(text, _UNPACKED.sub("", name.lower()), complete)
    if "from" in details and head.startswith(BOM_UTF8):
        details["from"] = str(int(details["from"]) + len(BOM_UTF8))
    return Layout(kind, _TYPES[kind], encoding, tuple(details.items()))


def _encoding(head: bytes, declared: str | None) -> str:
    """The encoding of the head; of its first line alone where lines in several encodings were joined."""
    try:
        return decode.detect(head, declared)[0]
    except RejectError:
        line = head.partition(b"\n")[0]
        if line.startswith(b"{") and line.rstrip().endswith(b"}"):
            return decode.detect(line)[0]
        raise


def _binary(head: bytes) -> Layout | None:
    """The layout of a binary format we read; raises RejectError for one that we only know by name."""
    if head.startswith(b"PAR1"):
        return Layout("parquet", _TYPES["parquet"])
    if head.startswith(b"WARC/"):
        return Layout("warc", _TYPES["warc"])
    for magic, at, name in _magic():
        if head.startswith(magic, at):
            parts = {part: known for part, known in _ZIPPED.items() if head.startswith(b"PK") and part in head}
            raise RejectError("read", "unsupported_format", next(iter(parts.values()), name))
    return None


@cache
def _magic() -> tuple[tuple[bytes, int, str], ...]:
    return tuple((bytes.fromhex(row["magic"]), int(row["at"]), row["name"]) for row in rules.table("read/magic.tsv"))


def _kind(text: str, name: str, complete: bool) -> tuple[str, dict[str, str]]:
    suffix = PurePosixPath(name).suffix
    if _JSON_VALUE.match(text):
        found = _json(text, suffix, complete)
        if found:
            return found
    if _MAIL.match(text[:20_000]):
        return "mail", {}
    if _SOURCE.match(text[:5000]) or (_is_source(suffix) and not text.lstrip().startswith("<")):
        return "code", {}
    if "<" in text:
        found = _markup(text, suffix)
        if found:
            return found
    if single.labels(text):
        return "labelled", {}
    if _JSONP.match(text):
        return "code", {}
    table = _table(text, suffix)
    if table:
        return "csv", table
    if suffix in _MARKDOWN_NAME or len(_HEADING.findall(text[:50_000])) >= 2:
        return "markdown", {}
    return "text", {}


def _is_source(suffix: str) -> bool:
    return suffix in rules.vocabulary("read/words.yaml")["source_suffixes"]


def _json(text: str, suffix: str, complete: bool) -> tuple[str, dict[str, str]] | None:
    lines = [line for line in text.split("\n", 40)[: 40 if complete else -1] if line.strip()]
    whole = [line for line in lines if line.lstrip()[:1] in ("{", "[") and jsons.is_json(line)]
    start = len(text) - len(text.lstrip())
    # {"total": 2, "items": [ with a record a line is one value, however many of its lines would be one too.
    if lines and text[start] == "{" and lines[0].rstrip()[-1] in "[{,":
        is_value = not complete or jsons.is_json(text) or _looks_like_json(text, suffix)
        return ("json", {}) if is_value else None
    if (len(whole) > 1 or (whole and suffix in (".jsonl", ".ndjson"))) and (text[start] == "{" or whole[0] == lines[0]):
        return "jsonl", {}
    if text[start] == "[":
        if complete and not jsons.is_json(text) and not _looks_like_json(text, suffix):
            return None
        return "json_elements", {"from": str(len(text[: start + 1].encode()))}
    if suffix in (".jsonl", ".ndjson"):
        return "jsonl", {}
    is_value = not complete or jsons.is_json(text) or _looks_like_json(text, suffix)
    return ("json", {}) if is_value else None


def _looks_like_json(text: str, suffix: str) -> bool:
    return suffix in (".json", ".jsonl", ".geojson") or _JSON_SHAPE.match(text) is not None


def array_in_object(layout: Layout, head: bytes) -> Layout:
    """The layout of an object too big to be held: the first array in it whose first object is an article."""
    text = decode.as_text(head, layout.encoding or "utf-8")
    for array in _ARRAY_IN_OBJECT.finditer(text):
        value = jsons.first_value(text, array.end())
        if isinstance(value, dict) and body_length(value)[0]:
            start = str(len(text[: array.end()].encode()))
            return replace(layout, format="json_elements", details=(*layout.details, ("from", start)))
    single_line = "\n" not in text.strip()
    return replace(layout, format="jsonl" if single_line else "json_elements")


def _markup(text: str, suffix: str) -> tuple[str, dict[str, str]] | None:
    bare = single.without_script_tags(text)
    first = _FIRST_TAG.match(bare)
    marks = len(_HTML_MARK.findall(bare[:200_000]))
    if _XML_PROLOG.match(bare) and not _HTML_ROOT.search(bare[:3000]):
        return "xml", {}
    if first and not _HTML_ROOT.search(bare[:20_000]) and _is_xml(bare, first[1], marks):
        return "xml", {}
    if first and (marks or _is_html_tag(first[1])):
        return "html", {}
    if marks >= 3 or (marks and suffix in _HTML_NAME) or _HTML_ROOT.search(bare[:20_000]):
        return "html", {}
    return None


def _is_xml(text: str, first: str, html_marks: int) -> bool:
    tags = set(re.findall(r"</([A-Za-z_\u4e00-\u9fff][\w.:-]*)\s*>", text[:100_000]))
    strange = {tag for tag in tags | {first} if not _is_html_tag(tag)}
    holds_text = any(known and known[0] in ("body", "summary", "page") for known in map(field_of, strange))
    return bool(strange) and not (_is_html_tag(first) and html_marks) and (holds_text or not html_marks)


def _is_html_tag(tag: str) -> bool:
    from lxml.html import defs

    return tag.lower() in defs.tags


def _table(text: str, suffix: str) -> dict[str, str] | None:
    """Delimiter and header of a CSV, None when the text is none: its first line must name columns we know."""
    start = len(text) - len(text.lstrip("\ufeff\r\n"))
    end = text.find("\n", start)
    line = text[start : end if end >= 0 else len(text)].rstrip("\r")
    delimiter = max(_DELIMITERS, key=line.count)
    if "\ufeff" in line or not 0 < len(line) < 500_000:
        return None
    from transforms.read.tables import cells_of

    header = [cell.strip() for cell in cells_of(line.encode(), delimiter.encode())]
    fields = {known[0] for known in map(field_of, header) if known}
    is_named = suffix in (".csv", ".tsv") and (end >= 0 or bool(fields))
    if not is_named and (len(fields) < 2 or fields.isdisjoint(("body", "title")) or max(map(len, header)) > 30):
        return None
    from_ = 0
    if fields or all(len(cell) <= 30 for cell in header):
        from_ = len(text[: end + 1].encode()) if end >= 0 else len(text.encode())
        header = [name or f"column{number}" for number, name in enumerate(header, 1)]
    else:
        header = [f"column{number}" for number in range(1, len(header) + 1)]
    return {"delimiter": delimiter, "header": json.dumps(_unlike(header), ensure_ascii=False), "from": str(from_)}


def _unlike(header: list[str]) -> list[str]:
    """The names with a number where one comes again."""
    seen: dict[str, int] = {}
    names = []
    for name in header:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}.{seen[name]}")
    return names
