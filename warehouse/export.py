"""Tables and queries as files: Parquet with column comments, CSV with BOM, xlsx for Excel."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from warehouse import catalogue, views

FORMATS = ("parquet", "csv", "xlsx")
_CELL = 32_767  # characters Excel holds in a cell
_SHEET = 1_048_575  # rows below the header
_BATCH = 50_000
_XLSX_OPTIONS = {"in_memory": True, "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


class ExportError(ValueError):
    """Something that the format cannot hold; the message says what to do."""


def write(con: duckdb.DuckDBPyConnection, name: str, sql: str, target: Path, kind: str) -> int:
    """The number of rows of `sql` written to `target`, whole or not at all; `name` says whose comments to use."""
    if kind not in FORMATS:
        raise ExportError(f"unknown format {kind!r}: choose one of {', '.join(FORMATS)}")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    writer = {"parquet": _parquet, "csv": _csv, "xlsx": _xlsx}[kind]
    try:
        count = writer(con, name, sql, part)
    except (ExportError, duckdb.Error) as error:
        part.unlink(missing_ok=True)
        raise ExportError(str(error)) from error
    part.replace(target)
    return count


def comments(con: duckdb.DuckDBPyConnection, name: str) -> dict[str, str]:
    """The comment of each column of a table or view."""
    sql = "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = ? AND comment IS NOT NULL"
    return dict(con.execute(sql, [name]).fetchall())


def headers(columns: Iterable[str], name: str, labels: Mapping[str, str]) -> list[str]:
    """Chinese headers, by `table.column`, else by any table's column of that name, else the name itself."""
    anywhere = {key.split(".")[1]: label for key, label in labels.items() if "." in key}
    return [labels.get(f"{name}.{column}") or anywhere.get(column) or column for column in columns]


def xlsx_bytes(columns: Sequence[str], rows: Iterable[Sequence[Any]], labels: Mapping[str, str]) -> bytes:
    """A workbook of one sheet; ExportError for a cell or sheet that Excel cannot hold."""
    out = io.BytesIO()
    _workbook(out, columns, headers(columns, "", labels), rows)
    return out.getvalue()


def _parquet(con: duckdb.DuckDBPyConnection, name: str, sql: str, target: Path) -> int:
    reader = con.sql(sql).to_arrow_reader(_BATCH)
    notes = comments(con.cursor(), name)
    fields = [f.with_metadata({"comment": notes[f.name]}) if f.name in notes else f for f in reader.schema]
    schema, count = pa.schema(fields), 0
    with pa.parquet.ParquetWriter(target, schema) as writer:
        for batch in reader:
            writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
            count += batch.num_rows
    return count


def _csv(con: duckdb.DuckDBPyConnection, name: str, sql: str, target: Path) -> int:
    import csv

    result = con.execute(sql)
    columns = [column[0] for column in result.description]
    count = 0
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        while rows := result.fetchmany(_BATCH):
            writer.writerows([[_plain(value) for value in row] for row in rows])
            count += len(rows)
    return count


def _xlsx(con: duckdb.DuckDBPyConnection, name: str, sql: str, target: Path) -> int:
    result = con.execute(sql)
    columns = [column[0] for column in result.description]
    return _workbook(target, columns, headers(columns, name, catalogue.labels() | views.labels()), _fetched(result))


def _fetched(result: duckdb.DuckDBPyConnection) -> Iterable[Sequence[Any]]:
    while rows := result.fetchmany(_BATCH):
        yield from rows


def _workbook(out: Any, columns: Sequence[str], names: list[str], rows: Iterable[Sequence[Any]]) -> int:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(out) if isinstance(out, Path) else out, _XLSX_OPTIONS)
    sheet = book.add_worksheet("newsdb")
    bold = book.add_format({"bold": True})
    styles = {date: book.add_format({"num_format": "yyyy-mm-dd"}), datetime: _moment_style(book)}
    for at, header in enumerate(names):
        sheet.write_string(0, at, header, bold)
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007  the count is what is asked for
        if count > _SHEET:
            raise ExportError(f"more than {_SHEET:,} rows: Excel cannot hold them; take --to parquet or csv")
        for at, value in enumerate(row):
            _write_cell(sheet, (count, at), value, styles)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(count, 1), max(len(columns) - 1, 0))
    sheet.set_column(0, max(len(columns) - 1, 0), 16)
    book.close()
    return count


def _moment_style(book: Any) -> Any:
    return book.add_format({"num_format": "yyyy-mm-dd hh:mm"})


def _write_cell(sheet: Any, at: tuple[int, int], value: Any, styles: Mapping[type, Any]) -> None:
    """Numbers and dates typed; all else as text, so that no formula runs and no code loses its zeros."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(*at, value)
    elif isinstance(value, int | float) and abs(value) < 1e15:
        sheet.write_number(*at, value)
    elif isinstance(value, date):  # a datetime is a date too
        sheet.write_datetime(*at, value, styles[type(value)])
    else:
        text = str(_plain(value))
        if len(text) > _CELL:
            where = f"row {at[0]}, column {at[1] + 1}"
            raise ExportError(
                f"{where} has {len(text):,} characters, Excel holds {_CELL:,}: leave it out or use parquet"
            )
        sheet.write_string(*at, text)


def _plain(value: Any) -> Any:
    """Lists as one text; CSV has no way of its own to write them."""
    if isinstance(value, list):
        return "、".join(str(item) for item in value)
    return value
