"""Exports: what each format must hold, and what it must refuse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest

from warehouse import catalogue, export, views

SQL = "SELECT * FROM facts"


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE facts AS SELECT '610304110' AS place_code, '=1+1' AS quote, 8e7 AS value,"
        " TIMESTAMP '2019-01-01' AS starts_on, DATE '2020-04-13' AS day, ['政治','大局'] AS words,"
        " NULL::INT AS view_count"
    )
    con.execute("COMMENT ON COLUMN facts.quote IS 'As written'")
    yield con
    con.close()


def test_parquet_keeps_types_and_comments(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    assert export.write(con, "facts", SQL, tmp_path / "facts.parquet", "parquet") == 1
    table = pq.read_table(tmp_path / "facts.parquet")
    assert table.schema.field("quote").metadata == {b"comment": b"As written"}
    assert table.column("words").to_pylist() == [["政治", "大局"]]


def test_csv_begins_with_a_bom(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    export.write(con, "facts", SQL, tmp_path / "facts.csv", "csv")
    raw = (tmp_path / "facts.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfplace_code,quote,")
    assert "政治、大局" in raw.decode("utf-8-sig")


def test_xlsx_is_typed_safe_and_chinese(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    export.write(con, "facts", SQL, tmp_path / "facts.xlsx", "xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "facts.xlsx").active
    assert sheet is not None
    header, row = sheet.iter_rows(values_only=True)
    assert "地区代码" in header
    assert row == ("610304110", "=1+1", 80_000_000, datetime(2019, 1, 1), datetime(2020, 4, 13), "政治、大局", None)
    assert sheet["B2"].data_type == "s", "a formula would run in the reader's Excel"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:G2"


def test_a_cell_that_excel_cannot_hold_is_refused(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    with pytest.raises(export.ExportError, match="32,767"):
        export.write(con, "x", "SELECT repeat('字', 40000) AS body", tmp_path / "x.xlsx", "xlsx")
    assert not list(tmp_path.iterdir())


def test_unknown_format_names_the_known_ones(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    with pytest.raises(export.ExportError, match="parquet, csv, xlsx"):
        export.write(con, "facts", SQL, tmp_path / "facts.ods", "ods")


def test_every_column_of_tables_and_views_has_a_chinese_header() -> None:
    labels = catalogue.labels() | views.labels()
    declared = {name: table.columns for name, table in catalogue.TABLES.items()}
    declared |= {name: view.columns for name, view in views.views().items()}
    for name, columns in declared.items():
        for header in export.headers([column.name for column in columns], name, labels):
            assert any("\u4e00" <= character <= "\u9fff" for character in header), (name, header)
