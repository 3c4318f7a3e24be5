"""What a table and a column are: the words in which warehouse/tables declares them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Filled = Literal["batch", "settle", "reference", "runs"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its DuckDB type, its Chinese label for readers, its English comment, and whether it may be NULL.

    `values` are all it may hold, where the list is closed.
    """

    name: str
    type: str
    label_zh: str
    comment: str
    nullable: bool = True
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parent:
    """`columns` of a table, where none is NULL, name one row of `table` by its `key`."""

    columns: tuple[str, ...]
    table: str
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, who fills it, what tells rows apart, and what they hang on."""

    name: str
    label_zh: str
    grain: str
    filled: Filled
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    parents: tuple[Parent, ...] = ()


def text(name: str, label_zh: str, comment: str) -> Column:
    """A VARCHAR that may be NULL."""
    return Column(name, "VARCHAR", label_zh, comment)


def whole(name: str, label_zh: str, comment: str) -> Column:
    """An INTEGER that may be NULL."""
    return Column(name, "INTEGER", label_zh, comment)


def number(name: str, label_zh: str, comment: str) -> Column:
    """A DOUBLE that may be NULL."""
    return Column(name, "DOUBLE", label_zh, comment)


def moment(name: str, label_zh: str, comment: str) -> Column:
    """A TIMESTAMP without zone that may be NULL."""
    return Column(name, "TIMESTAMP", label_zh, comment)


def must(column: Column) -> Column:
    """The same column, never NULL."""
    return replace(column, nullable=False)


def among(values: str, column: Column) -> Column:
    """The same column, of which these values (parted by blanks) are all."""
    return replace(column, values=tuple(values.split()))


def parent(columns: str, table: str, key: str | None = None) -> Parent:
    """`columns` (parted by blanks) point at `key` of `table`, which has the same names when it is left out."""
    names = tuple(columns.split())
    return Parent(names, table, tuple(key.split()) if key else names)


ARTICLE = parent("article_id", "articles")
SENTENCE = parent("article_id sentence_no", "sentences")
PLACE = parent("place_code", "places")

ARTICLE_ID = must(text("article_id", "文章编号", "Article: first 16 hex digits of sha256(uri + record key)"))
SENTENCE_NO = must(whole("sentence_no", "句序", "Sentence of the article the span begins in, from 1"))
START = must(whole("start_char", "起", "First character in articles.body, in code points from 0"))
END = must(whole("end_char", "止", "First character in articles.body after the span"))
RULE = must(text("rule", "规则", "Rule that made the row"))
CONFIDENCE = must(number("confidence", "可信度", "How sure the rule is, 0 to 1"))
PLACE_CODE = text("place_code", "地区代码", "Place in `places`; NULL when unknown or not one place")
RUN_ID = must(text("run_id", "运行编号", "Run that wrote the row"))


def entity(name: str, label_zh: str, comment: str) -> Column:
    """A column that holds an entity_id."""
    return text(name, label_zh, comment)
