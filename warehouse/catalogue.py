"""The single declaration of every table and column: DDL, comments, labels, frames and docs derive from it.

The declarations themselves stand in warehouse/tables, one module per subject.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from warehouse.schema import Column, Parent, Table
from warehouse.tables import facts, names, reports, runs, words

if TYPE_CHECKING:
    import pandas as pd

# Raised when a stored row of an earlier edition means something else today; new columns alone need no new edition.
EDITION = 1

TABLES: dict[str, Table] = {
    table.name: table for table in chain(reports.TABLES, names.TABLES, facts.TABLES, words.TABLES, runs.TABLES)
}

# The Arrow type a frame holds for each DuckDB type of the catalogue; the two agree by test.
ARROW: dict[str, pa.DataType] = {
    "VARCHAR": pa.string(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "VARCHAR[]": pa.list_(pa.string()),
    "INTEGER[]": pa.list_(pa.int32()),
    "MAP(VARCHAR, VARCHAR)": pa.map_(pa.string(), pa.string()),
    "MAP(VARCHAR, BIGINT)": pa.map_(pa.string(), pa.int64()),
}


class ContractError(ValueError):
    """Columns that are not what the catalogue declares; nothing of them is written."""


def table(name: str) -> Table:
    """The declaration of a table."""
    if name not in TABLES:
        raise ContractError(f"{name}: no such table in the catalogue")
    return TABLES[name]


def column_names(name: str) -> tuple[str, ...]:
    """The columns of a table in their order."""
    return tuple(column.name for column in table(name).columns)


def key(name: str) -> tuple[str, ...]:
    """The columns that tell the rows of a table apart."""
    return table(name).key


def parents(name: str) -> tuple[Parent, ...]:
    """What the rows of a table hang on."""
    return table(name).parents


def batch_tables() -> tuple[str, ...]:
    """The tables that a batch of articles fills."""
    return _filled("batch")


def settle_tables() -> tuple[str, ...]:
    """The tables that are derived from the stored rows of others."""
    return _filled("settle")


def reference_tables() -> tuple[str, ...]:
    """The tables that are replaced as a whole: rules, and people's corrections."""
    return _filled("reference")


def article_tables() -> tuple[str, ...]:
    """The batch tables whose rows belong to one article, `articles` itself included."""
    return tuple(name for name in batch_tables() if "article_id" in column_names(name))


def _filled(by: str) -> tuple[str, ...]:
    return tuple(name for name, declared in TABLES.items() if declared.filled == by)


def arrow_schema(name: str) -> pa.Schema:
    """The Arrow fields of a table; NOT NULL where the catalogue says so."""
    return pa.schema([pa.field(c.name, ARROW[c.type], c.nullable) for c in table(name).columns])


def dtypes(name: str) -> dict[str, pd.ArrowDtype]:
    """The pandas dtype of each column of a table's frame."""
    import pandas as pd

    return {c.name: pd.ArrowDtype(ARROW[c.type]) for c in table(name).columns}


def frame(name: str, columns: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """The rows of a table as an Arrow-backed frame, built once from its columns; ContractError on any misfit.

    >>> frame("meta", {"key": ["newsdb_version"], "value": ["1"]}).shape
    (1, 2)
    """
    import pandas as pd

    declared = table(name)
    _check_names(declared, columns)
    _check_lengths(declared, columns)
    arrays = {c.name: _array(declared, c, columns[c.name]) for c in declared.columns}
    return pd.DataFrame({n: pd.arrays.ArrowExtensionArray(array) for n, array in arrays.items()}, copy=False)


def empty(name: str) -> pd.DataFrame:
    """The frame of a table without rows."""
    return frame(name, {column: [] for column in column_names(name)})


def _check_names(declared: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    wanted = {column.name for column in declared.columns}
    missing, unknown = sorted(wanted - set(columns)), sorted(set(columns) - wanted)
    if missing or unknown:
        raise ContractError(f"{declared.name}: missing columns {missing}, unknown columns {unknown}")


def _check_lengths(declared: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ContractError(f"{declared.name}: columns differ in length: {lengths}")


def _array(declared: Table, column: Column, values: Sequence[Any]) -> pa.Array:
    where = f"{declared.name}.{column.name}"
    try:
        array = _typed(values, ARROW[column.type])
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
        raise ContractError(f"{where}: not {column.type}: {error}") from error
    if array.null_count and not column.nullable:
        raise ContractError(f"{where}: NULL in row {array.is_null().index(True).as_py()}")
    return array


def _typed(values: Sequence[Any], wanted: pa.DataType) -> pa.Array:
    """The values as `wanted`; TypeError where Arrow would quietly cut 1.5 to 1 or a string into its characters."""
    if isinstance(values, pa.Array):
        if values.type != wanted:
            raise TypeError(f"{values.type} where {wanted} belongs")
        return values
    if pa.types.is_list(wanted) and any(isinstance(value, str) for value in values):
        raise TypeError("a string where a list belongs")
    if pa.types.is_timestamp(wanted) and any(getattr(value, "tzinfo", None) for value in values):
        raise TypeError("a time with an offset; convert it before")
    inner = wanted.value_type if pa.types.is_list(wanted) else wanted
    if not pa.types.is_integer(inner):
        return pa.array(values, wanted)
    found = pa.array(values)
    kind = found.type.value_type if pa.types.is_list(found.type) else found.type
    if not (pa.types.is_integer(kind) or pa.types.is_null(kind)):
        raise TypeError(f"{kind} where whole numbers belong")
    return found.cast(wanted)


def ddl() -> list[str]:
    """The statements that create every table, with its comments."""
    return list(chain.from_iterable(table_ddl(name) for name in TABLES))


def table_ddl(name: str, alias: str | None = None) -> list[str]:
    """The statements that create one table, under another name if one is given, and those that comment it."""
    lines = ",\n  ".join(column_ddl(column) for column in table(name).columns)
    return [f"CREATE TABLE {quoted(alias or name)} (\n  {lines}\n)", *_comments(table(name))]


def comments() -> list[str]:
    """The statements that comment every table and column."""
    return list(chain.from_iterable(map(_comments, TABLES.values())))


def _comments(declared: Table) -> list[str]:
    made = quoted(declared.name)
    columns = [f"COMMENT ON COLUMN {made}.{quoted(c.name)} IS {literal(c.comment)}" for c in declared.columns]
    return [f"COMMENT ON TABLE {made} IS {literal(declared.grain)}", *columns]


def column_ddl(column: Column) -> str:
    """A column as CREATE TABLE spells it."""
    return f"{quoted(column.name)} {column.type}{'' if column.nullable else ' NOT NULL'}"


def quoted(name: str) -> str:
    """A name as SQL spells it."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    """A string as SQL spells it.

    >>> literal("it's")
    "'it''s'"
    """
    return "'" + value.replace("'", "''") + "'"


@cache
def labels() -> dict[str, str]:
    """The Chinese label of every table, and of every column by `table.column`."""
    tables = {name: declared.label_zh for name, declared in TABLES.items()}
    return tables | {f"{name}.{c.name}": c.label_zh for name, declared in TABLES.items() for c in declared.columns}


@cache
def digest() -> str:
    """12 hex digits that change when a declaration does, whatever its comments say."""
    seen = hashlib.sha256()
    for name, declared in sorted(TABLES.items()):
        parts = [name, *declared.key, *(f"{c.name} {c.type} {c.nullable}" for c in declared.columns)]
        seen.update("\0".join(parts).encode() + b"\n")
    return seen.hexdigest()[:12]


def markdown() -> str:
    """docs/tables.md: every table with its grain, key, parents and columns."""
    return _INTRODUCTION + "\n".join(_section(declared) for declared in TABLES.values())


_INTRODUCTION = """# Tables

Made from `warehouse/catalogue.py` by `make docs`; do not edit. The views are in `docs/views.md`.

"""

_BY = {
    "batch": "filled by each batch of articles",
    "settle": "settled from the stored rows of other tables",
    "reference": "replaced as a whole from rules or people's files",
    "runs": "written by the run itself",
}


def _section(declared: Table) -> str:
    lines = [f"## {declared.name} {declared.label_zh}", "", f"{declared.grain} {_BY[declared.filled].capitalize()}."]
    lines.append(f"Key: {', '.join(f'`{column}`' for column in declared.key)}." + _parent_line(declared))
    lines += ["", "| column | type | | 中文 | what it holds |", "|---|---|---|---|---|"]
    lines += [f"| `{c.name}` | {c.type} | {_mark(c)} | {c.label_zh} | {_cell(c.comment)} |" for c in declared.columns]
    return "\n".join([*lines, ""])


def _parent_line(declared: Table) -> str:
    links = [f"`{', '.join(p.columns)}` in `{p.table}`" for p in declared.parents]
    return f" Hangs on: {'; '.join(links)}." if links else ""


def _mark(column: Column) -> str:
    return "" if column.nullable else "not null"


def _cell(comment: str) -> str:
    return comment.replace("|", "\\|")


if __name__ == "__main__":
    print(markdown(), end="")
