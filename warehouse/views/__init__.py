"""Views and macros: one SELECT per file, the file name is its name.

A file begins with comment lines `-- name 中文: what it holds`: the first of the view or macro itself (a macro with its
parameters in brackets), the others of its columns in their order. Plain SQL that DuckDB 1.2 runs: no lambdas.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

import duckdb

from warehouse.catalogue import literal, quoted
from warehouse.schema import Column

_HEADER = re.compile(r"-- (?P<name>\w+)(?:\((?P<parameters>[^)]*)\))? (?P<label>\S+): (?P<comment>.+)")


@dataclass(frozen=True, slots=True)
class View:
    """A view, or a table macro when it has parameters."""

    name: str
    parameters: str | None
    label_zh: str
    comment: str
    columns: tuple[Column, ...]
    sql: str

    @property
    def is_table(self) -> bool:
        """Whether it gives rows; a macro may give one value."""
        return self.sql.startswith(("SELECT", "WITH"))


@cache
def views() -> dict[str, View]:
    """Every view and macro by name, each after those it reads."""
    files = sorted(resources.files(__name__).iterdir(), key=lambda file: file.name)
    parsed = [parse(file.read_text("utf-8")) for file in files if file.name.endswith(".sql")]
    waiting, ordered = {view.name: view for view in parsed}, {}
    while waiting:
        ready = [view for view in waiting.values() if not _reads(view, waiting)]
        if not ready:
            raise ValueError(f"views that read each other: {sorted(waiting)}")
        for view in ready:
            ordered[view.name] = waiting.pop(view.name)
    return ordered


def _reads(view: View, others: dict[str, View]) -> bool:
    names = "|".join(name for name in others if name != view.name)
    return bool(names) and bool(re.search(rf"\b(?:FROM|JOIN)\s+(?:{names})\b|\b(?:{names})\(", view.sql))


def parse(source: str) -> View:
    """The view a file declares."""
    lines = source.splitlines()
    headers = []
    for line in lines:
        found = _HEADER.fullmatch(line)
        if not found:
            break
        headers.append(found)
    first, *rest = headers
    columns = tuple(Column(h["name"], "", h["label"], h["comment"]) for h in rest)
    sql = "\n".join(lines[len(headers) :]).strip().removesuffix(";")
    return View(first["name"], first["parameters"], first["label"], first["comment"], columns, sql)


def create(con: duckdb.DuckDBPyConnection) -> None:
    """Nothing; the views and macros of the open warehouse are exactly these, with their comments."""
    drop(con)
    for statement in ddl():
        con.execute(statement)


def complete(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether the open warehouse has a view or macro of every name."""
    here = "database_name = current_database() AND schema_name = 'main' AND NOT internal"
    rows = con.execute(f"SELECT view_name FROM duckdb_views() WHERE {here}").fetchall()
    rows += con.execute(f"SELECT function_name FROM duckdb_functions() WHERE {here}").fetchall()
    return set(views()) <= {name for (name,) in rows}


def ddl() -> list[str]:
    """The statements that make every view and macro."""
    return [statement for view in views().values() for statement in statements(view)]


def statements(view: View) -> list[str]:
    """The SQL that makes a view with its comments, or a macro."""
    if view.parameters is not None:
        table = " TABLE" if view.is_table else ""
        made = f"CREATE MACRO {view.name}({view.parameters}) AS{table}\n{view.sql}"
        return [made, f"COMMENT ON MACRO{table} {view.name} IS {literal(view.comment)}"]
    comments = [f"COMMENT ON COLUMN {view.name}.{quoted(c.name)} IS {literal(c.comment)}" for c in view.columns]
    return [
        f"CREATE VIEW {view.name} AS\n{view.sql}",
        f"COMMENT ON VIEW {view.name} IS {literal(view.comment)}",
        *comments,
    ]


def drop(con: duckdb.DuckDBPyConnection) -> None:
    """Nothing; the open warehouse has no views or macros."""
    here = "database_name = current_database() AND schema_name = 'main' AND NOT internal"
    for (name,) in con.execute(f"SELECT view_name FROM duckdb_views() WHERE {here}").fetchall():
        con.execute(f"DROP VIEW {quoted(name)}")
    macros = f"SELECT DISTINCT function_name, function_type FROM duckdb_functions() WHERE {here}"
    for name, kind in con.execute(macros).fetchall():
        if kind in ("macro", "table_macro"):
            con.execute(f"DROP MACRO{' TABLE' if kind == 'table_macro' else ''} {quoted(name)}")


@cache
def labels() -> dict[str, str]:
    """The Chinese label of every view and macro, and of their columns by `view.column`."""
    names = {name: view.label_zh for name, view in views().items()}
    return names | {f"{name}.{c.name}": c.label_zh for name, view in views().items() for c in view.columns}


def markdown() -> str:
    """docs/views.md: every view and macro with its columns."""
    return _INTRODUCTION + "\n".join(map(_section, sorted(views().values(), key=lambda view: view.name)))


_INTRODUCTION = """# Views

Made from `warehouse/views/*.sql` by `make docs`; do not edit. The tables are in `docs/tables.md`.

"""


def _section(view: View) -> str:
    call = view.name if view.parameters is None else f"{view.name}({view.parameters})"
    lines = [f"## {call} {view.label_zh}", "", view.comment, "", "| column | 中文 | what it holds |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| `{c.name}` | {c.label_zh} | {c.comment} |" for c in view.columns), ""])
