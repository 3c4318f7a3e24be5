"""CSV, TSV and Parquet to records: rows are cut by their quotes, then read by pandas a block at a time."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from transforms.model import RejectError
from transforms.read.columns import field_of, record_of
from transforms.read.layout import RECORD_LIMIT, Found, Layout, Piece, refused
from transforms.read.streams import lines

_BLOCK_ROWS, _BLOCK_BYTES = 200, 1 << 19
_PARQUET_ROWS = 20_000
_INSIDE = re.compile(rb'(?:[^"]++|"")*+')
_NOT_BLANK = re.compile(rb"[^\s\0]")

Row = tuple[int, int, bytes]


def csv_rows(stream: BinaryIO, layout: Layout, start: int, end: int | None) -> Iterator[Piece]:
    """One piece for each block of rows."""
    header: list[str] = json.loads(layout.get("header"))
    rows: list[Row] = []
    size = 0
    for row in _rows(stream, start or int(layout.get("from")), end, layout.get("delimiter").encode()):
        if rows and (len(rows) >= _BLOCK_ROWS or size + len(row[2]) > _BLOCK_BYTES):
            yield Piece(rows[0][0], rows[-1][1], _block(rows, header, layout))
            rows, size = [], 0
        rows.append(row)
        size += len(row[2])
    if rows:
        yield Piece(rows[0][0], rows[-1][1], _block(rows, header, layout))


def _rows(stream: BinaryIO, start: int, end: int | None, delimiter: bytes) -> Iterator[Row]:
    """(start, end, bytes) of each row that is not blank; a quoted cell may run over lines."""
    parts: list[bytes] = []
    begin, length = start, 0
    is_open = False
    for at, stop, line in lines(stream, start, end):
        if not parts:
            begin, length = at, 0
        is_open = b'"' in line and _ends_open(line, delimiter, is_open) or is_open and b'"' not in line
        length += len(line)
        if length <= RECORD_LIMIT + 1 or not parts:
            parts.append(line)
        if not is_open or length > RECORD_LIMIT:
            row, parts, is_open = b"".join(parts), [], False
            if _NOT_BLANK.search(row):
                yield begin, stop, row
    for line in parts:  # a quote that is never closed: it was no quote
        yield begin, begin + len(line), line
        begin += len(line)


def _ends_open(line: bytes, delimiter: bytes, is_open: bool) -> bool:
    """Whether a quoted cell goes on after this line."""
    at = 0
    while at < len(line):
        if is_open or line[at : at + 1] == b'"':
            inside = _INSIDE.match(line, at if is_open else at + 1)
            at = inside.end() if inside else len(line)
            if at == len(line):
                return True
        is_open = False
        at = line.find(delimiter, at)
        if at < 0:
            return False
        at += 1
    return False


def _block(rows: list[Row], header: list[str], layout: Layout) -> list[Found]:
    """The records of some rows; each row by itself where pandas does not give one for each."""
    text_column, delimiter = layout.get("text_column"), layout.get("delimiter").encode()
    plain = [row for _, _, row in rows if len(row) <= RECORD_LIMIT and row.count(delimiter) < len(header)]
    values = _by_pandas(b"".join(plain), header, _wanted(header, text_column), layout) if plain else []
    by_pandas = iter(values)
    return [
        record_of(next(by_pandas), text_column)
        if len(values) == len(plain) and len(row) <= RECORD_LIMIT and row.count(delimiter) < len(header)
        else _by_hand(row, header, layout)
        for _, _, row in rows
    ]


def _wanted(header: list[str], text_column: str) -> list[str]:
    """The columns that say something by their names; all where none of them holds the text."""
    known = [name for name in header if name == text_column or field_of(name)]
    fields = {found[0] for name in known if (found := field_of(name))}
    return known if text_column in known or "body" in fields else header


def _by_pandas(data: bytes, header: list[str], wanted: list[str], layout: Layout) -> list[dict[str, Any]]:
    import pandas as pd

    try:
        frame = pd.read_csv(
            io.BytesIO(data.replace(b"\0", b"")), sep=layout.get("delimiter"), header=None, names=header,
            usecols=wanted, dtype=str, na_filter=False, index_col=False, engine="c", on_bad_lines="error",
            encoding="utf-8", encoding_errors="replace",
        )  # fmt: skip
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError):
        return []
    columns = [frame[name].tolist() for name in wanted]
    return [dict(zip(wanted, row, strict=True)) for row in zip(*columns, strict=True)]


def _by_hand(row: bytes, header: list[str], layout: Layout) -> Found:
    """The record of one row that pandas refuses: too long, too many cells, a quote that is never closed."""
    if len(row) > RECORD_LIMIT:
        return refused("too_large", f"a row of more than {RECORD_LIMIT} bytes", row)
    cells = cells_of(row, layout.get("delimiter").encode())
    if len(cells) > len(header):
        last = field_of(header[-1])
        if not last or last[0] != "body":
            return refused("malformed", f"{len(cells)} cells under {len(header)} columns", row)
        text = layout.get("delimiter").join(cells[len(header) - 1 :])  # a text with bare delimiters at the end
        cells = [*cells[: len(header) - 1], text]
    return record_of(dict(zip(header, cells, strict=False)), layout.get("text_column"))


def cells_of(row: bytes, delimiter: bytes) -> list[str]:
    """The cells of one row.

    >>> cells_of('1,"新街镇,陈仓区",他说"好"'.encode(), b",")
    ['1', '新街镇,陈仓区', '他说"好"']
    """
    cells, at, row = [], 0, row.rstrip(b"\r\n")
    while at <= len(row):
        if row[at : at + 1] == b'"':
            inside = _INSIDE.match(row, at + 1)
            stop = inside.end() if inside else len(row)
            cell = row[at + 1 : stop].replace(b'""', b'"')
            at = row.find(delimiter, stop)
        else:
            start, at = at, row.find(delimiter, at)
            cell = row[start : at if at >= 0 else len(row)]
        cells.append(cell.decode("utf-8", "replace"))
        if at < 0:
            break
        at += 1
    return cells


def parquet_rows(stream: BinaryIO, layout: Layout, start: int, end: int | None) -> Iterator[Piece]:
    """One piece for each row group, or 20,000 rows of it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    stream.seek(0)
    try:
        file = pq.ParquetFile(stream)
    except (pa.ArrowException, OSError) as error:
        raise RejectError("read", "malformed", f"not Parquet: {error}"[:300]) from error
    names = [field.name for field in file.schema_arrow]
    columns = _wanted(names, layout.get("text_column"))
    first = 0
    for group in range(file.num_row_groups):
        count = file.metadata.row_group(group).num_rows
        if first + count > start and (end is None or first < end):
            for at, rows in _batches(file, group, columns):
                if isinstance(rows, Found):
                    yield Piece(first + at, first + at + 1, [rows])
                elif start <= first + at and (end is None or first + at < end):
                    found = [record_of(row, layout.get("text_column")) for row in rows]
                    yield Piece(first + at, first + at + len(rows), found)
        first += count


def _batches(file: Any, group: int, columns: list[str]) -> Iterator[tuple[int, list[dict[str, Any]] | Found]]:
    """(position in the group, rows) of a row group; at its end the reject of a group that breaks off."""
    import pyarrow as pa

    batches = file.iter_batches(batch_size=_PARQUET_ROWS, row_groups=[group], columns=columns, use_threads=False)
    at = 0
    while True:
        try:
            batch = next(batches, None)
        except (pa.ArrowException, OSError) as error:
            yield at, refused("malformed", f"row group {group}: {error}"[:300], f"group {group}")
            return
        if batch is None:
            return
        yield at, batch.to_pylist()
        at += batch.num_rows
