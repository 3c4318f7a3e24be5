"""The formats by name, and the way from a stream to its layout and pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from io import SEEK_END
from typing import BinaryIO

from transforms.read import captures, elements, jsons, single, tables
from transforms.read.layout import RECORD_LIMIT, Found, Layout, Piece
from transforms.read.sniff import HEAD, array_in_object, sniff
from transforms.read.streams import as_utf8

Reader = Callable[[BinaryIO, Layout, int, "int | None"], Iterator[Piece]]

_AS_UTF8 = ("json", "json_elements", "xml", "xml_whole", "csv")  # the others decode by themselves
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")  # and cannot be cut into lines as they are


def layout_of(stream: BinaryIO, name: str, text_column: str = "", declared: str | None = None) -> Layout:
    """The layout of a member; raises RejectError when there is nothing to read."""
    stream.seek(0)
    head = stream.read(HEAD)
    layout = sniff(head, name, complete=len(head) < HEAD, declared=declared)
    if layout.format == "json" and len(head) == HEAD and stream.seek(0, SEEK_END) > RECORD_LIMIT:
        layout = array_in_object(layout, head)
    if text_column:
        layout = replace(layout, details=(*layout.details, ("text_column", text_column)))
    return _with_record_element(stream, layout) if layout.format == "xml" else layout


def _with_record_element(stream: BinaryIO, layout: Layout) -> Layout:
    text = as_utf8(stream, layout)
    text.seek(0)
    record, nests = elements.record_element(text.read(HEAD).decode("utf-8", "replace"), layout.get("text_column"))
    if not record:
        return replace(layout, format="xml_whole")
    return replace(layout, details=(*layout.details, ("record", record), ("nests", str(int(nests)))))


def pieces(stream: BinaryIO, layout: Layout, start: int = 0, end: int | None = None) -> Iterator[Piece]:
    """The pieces of a member between two of its positions."""
    needs_utf8 = layout.format in _AS_UTF8 or (layout.format == "jsonl" and layout.encoding in _WIDE)
    source = as_utf8(stream, layout) if needs_utf8 else stream
    return FORMATS[layout.format](source, layout, start, end)


def _inside(stream: BinaryIO, name: str, declared: str | None, text_column: str) -> list[Found]:
    """The records of a captured response."""
    layout = layout_of(stream, name.partition("?")[0], text_column, declared)
    return [found for piece in pieces(stream, layout) for found in piece.found]


FORMATS: dict[str, Reader] = {
    "text": single.TEXT, "html": single.HTML, "markdown": single.MARKDOWN, "labelled": single.LABELLED,
    "code": single.CODE, "mail": single.MAIL, "json": jsons.json_whole, "jsonl": jsons.json_lines,
    "json_elements": jsons.json_elements, "xml": elements.xml_elements, "xml_whole": elements.xml_whole,
    "csv": tables.csv_rows, "parquet": tables.parquet_rows, "warc": partial(captures.warc_records, _inside),
}  # fmt: skip
