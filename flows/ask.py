"""What the commands that ask print: schema, search, show, export; and what `correct` writes down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows import corrections, domains
from flows.corrections import Correction
from flows.keep import short
from flows.settings import Home
from warehouse import catalogue, query
from warehouse import export as files
from warehouse import search as finding
from warehouse.query import Result

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LONG = ("body", "words", "tags")


class NotFoundError(LookupError):
    """Nothing of that name is in the warehouse."""


def schema(path: Path, table: str | None) -> Result:
    """Tables, views and macros with what they hold; of one of them every column."""
    with query.connect(path) as con:
        found = query.schema(con)
    kind, name, column = (found.columns.index(part) for part in ("kind", "name", "column"))
    if table is None:
        rows = [row for row in found.rows if not row[column] or row[kind] == "macro" and row[column].startswith("(")]
    else:
        rows = [row for row in found.rows if row[name] == table]
        if not rows:
            raise NotFoundError(f"no table or view {table!r}; newsdb schema lists them")
    return Result(found.columns, found.types, rows)


def search(path: Path, words: str, filters: dict[str, Any]) -> tuple[Result, list[str]]:
    """Ranked articles with date, place, source and snippet; and what else to tell, such as why there are none."""
    days = {name: day(filters[name], last=name == "until") if filters[name] else "" for name in ("since", "until")}
    asked = finding.Asked(words, filters["place"] or "", filters["source"] or "", **days)
    wanted, values = finding.where(asked)
    sql = f"""
        SELECT s.*
        FROM search($words, top := NULL) AS s JOIN articles AS a ON a.article_id = s.article_id
        WHERE {wanted} ORDER BY s.matched DESC, s.score DESC, s.article_id LIMIT {int(filters["limit"])}
    """
    with query.connect(path) as con:
        found = query.result(con, sql, values | {"words": words})
        hints = finding.hints(con, asked, len(found.rows))
    for hint in hints:
        if hint.kind == "no_such_place":
            raise NotFoundError(_hint(hint))
    return found, [_hint(hint) for hint in hints]


_HINTS = {
    "unclosed_quote": "a quote has no other half and was taken for a blank",
    "no_words": "there is no word to look for",
    "not_found": "no article holds {}",
    "not_together": "no article holds all of this; ask for fewer words",
    "limited_away": "{} articles hold the words, none of them fits the limits (--place --source --since --until)",
}


def _hint(hint: finding.Hint) -> str:
    if hint.kind == "no_such_place":
        near = ", ".join(f"{name} {code}" for name, code in hint.near)
        return f"no place {hint.detail!r}" + (f"; there is {near}" if near else "")
    return _HINTS[hint.kind].format(hint.detail)


def day(text: str, *, last: bool) -> str:
    """The first or last day of a year, month or day as ISO; ValueError when it is none.

    >>> day("2020-04", last=False), day("2020", last=True), day("2020-02", last=True)
    ('2020-04-01', '2020-12-31', '2020-02-29')
    """
    found = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", text)
    if not found:
        raise DayError(f"{text!r} is no day; write 2020, 2020-04 or 2020-04-13")
    year, month, on = (int(part) if part else None for part in found.groups())
    month = month or (12 if last else 1)
    if on is None:
        on = _days(int(year or 1), month) if last else 1
    return datetime(int(year or 1), month, on).date().isoformat()


def _days(year: int, month: int) -> int:
    from calendar import monthrange

    return monthrange(year, month)[1]


class DayError(ValueError):
    """What was given for a day is none."""


def article(path: Path, what: str) -> dict[str, list[dict[str, Any]]]:
    """Every row of the article that an id, the beginning of an id or a uri names, by table."""
    with query.connect(path) as con:
        key = _article_id(con, what)
        tables = ["articles", *(name for name in catalogue.article_tables() if name not in ("articles", "postings"))]
        return {name: _rows(con, name, key) for name in tables}


def _article_id(con: DuckDBPyConnection, what: str) -> str:
    found = query.result(
        con,
        "SELECT article_id, title FROM articles WHERE article_id = $1 OR uri = $1 "
        "OR length($1) >= 4 AND starts_with(article_id, $1) ORDER BY article_id LIMIT 21",
        [what],
    ).rows
    if not found:
        raise NotFoundError(f"no article {what!r}; newsdb search finds articles by their words" + short(what))
    if len(found) > 1 and found[0][0] != what:
        listed = "\n".join(f"  {key}  {title or ''}" for key, title in found[:20])
        raise NotFoundError(f"{what!r} names more than one article:\n{listed}")
    return str(found[0][0])


def _rows(con: DuckDBPyConnection, name: str, key: str) -> list[dict[str, Any]]:
    order = ", ".join(map(catalogue.quoted, catalogue.key(name)))
    found = query.result(con, f"SELECT * FROM {name} WHERE article_id = ? ORDER BY {order}", [key])
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def article_text(found: dict[str, list[dict[str, Any]]]) -> str:
    """The article as a person reads it: header, text, then each table that has rows."""
    labels = catalogue.labels()
    head = found["articles"][0]
    lines = [f"{labels.get(f'articles.{name}', name)}：{query.display(value)}" for name, value in head.items()
             if value is not None and name not in LONG]  # fmt: skip
    parts = ["\n".join(lines), str(head["body"])]
    for name, rows in found.items():
        if rows and name != "articles":
            parts.append(f"【{labels[name]} {name}】\n{_table_text(name, rows, labels)}")
    return "\n\n".join(parts)


def _table_text(name: str, rows: list[dict[str, Any]], labels: dict[str, str]) -> str:
    shown = [column for column in rows[0] if column not in ("article_id", *LONG)]
    shown = [column for column in shown if any(row[column] is not None for row in rows)]
    headers = [labels.get(f"{name}.{column}", column) for column in shown]
    return query.table_text(Result(headers, [""] * len(shown), [[row[column] for column in shown] for row in rows]))


def export(
    path: Path, folder: Path, kind: str, *, names: list[str] | None = None, sql: str | None = None
) -> Iterator[tuple[Path, int]]:
    """Each file written, with its number of rows."""
    tables = {name: f"FROM {catalogue.quoted(name)}" for name in names or catalogue.TABLES}
    wanted = {"query": sql} if sql else tables
    with query.close(query.connect(path)) as con:
        query.check_reads(con, sql or "")
        known = {row[1] for row in query.schema(con).rows if row[0] != "macro"}
        for name in [] if sql else wanted:
            if name not in known:
                raise NotFoundError(f"no table or view {name!r}; newsdb schema lists them")
        for name, select in wanted.items():
            target = folder / f"{name}.{kind}"
            yield target, files.write(con, name, select, target, kind)


def correct(place: Home, given: dict[str, Any]) -> str:
    """What was written down: one line more of corrections.csv."""
    with query.connect(place.warehouse) as con:
        made = _correction(con, given)
    corrections.append(place.corrections, made)
    return f"{place.corrections}: {made.field} {made.old!r} -> {made.new!r}; the next newsdb ingest applies it"


def _correction(con: DuckDBPyConnection, given: dict[str, Any]) -> Correction:
    key = _article_id(con, given["article"])
    table, _, column = given["field"].partition(".")
    start, end = _span(given["span"])
    rows = _at(con, table, key, (start, end))
    shown = column or next(name for name in (*domains.TELLING, *catalogue.key(table)) if name in rows[0])
    if shown not in rows[0]:
        raise NotFoundError(f"{table} has no column {shown!r}; newsdb schema {table} lists them")
    old = _old(rows, shown, given["old"])
    new = old if given["right"] else given["new"] or None
    domains.check(given["field"], old, new)
    body = query.result(con, "SELECT body_sha256 FROM articles WHERE article_id = ?", [key]).rows[0][0]
    today = datetime.now().date().isoformat()
    return Correction(str(body), start, end, given["field"], old, new, given["who"] or None, today)


def _old(rows: list[dict[str, Any]], column: str, given: str | None) -> str | None:
    """What the row says that is meant; of several that differ, which one must be given."""
    there = list(dict.fromkeys(_as_text(row[column]) for row in rows))
    if given is None and len(there) == 1:
        return there[0]
    if given is not None and (given or None) in there:
        return given or None
    listed = ", ".join(map(repr, there[:20]))
    what = "no row there says that" if given is not None else "several rows stand there"
    raise NotFoundError(f"{what}; name one by --old: {listed}")


def _span(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d+)-(\d+)", text)
    if not found:
        raise NotFoundError(f"{text!r} is no span; write START-END as newsdb show lists them, 0-0 for articles")
    return int(found[1]), int(found[2])


def _at(con: DuckDBPyConnection, table: str, key: str, span: tuple[int, int]) -> list[dict[str, Any]]:
    if table not in catalogue.article_tables():
        raise NotFoundError(f"{table!r} is no table of articles; newsdb schema lists them")
    rows = _rows(con, table, key)
    found = [row for row in rows if "start_char" not in row or (row["start_char"], row["end_char"]) == span]
    if not found:
        raise NotFoundError(f"no row of {table} at {span[0]}-{span[1]}; newsdb show {key} lists them")
    return found


def _as_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return repr(value) if isinstance(value, float) else str(value)
