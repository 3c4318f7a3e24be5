"""What the plan of a run asks of stored rows besides warehouse.load: works left undone, texts, people's edits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def cleared_articles(con: DuckDBPyConnection) -> list[str]:
    """The articles whose extracted rows are gone because a run was cut off before it wrote them anew."""
    found = con.execute("SELECT article_id FROM articles WHERE extract_ruleset = '' ORDER BY ALL")
    return [row[0] for row in found.fetchall()]


def texts(con: DuckDBPyConnection, *, at_once: int = 1000) -> Iterator[tuple[str, str]]:
    """article_id, and title and body of every article parted by a newline, streamed."""
    found = con.cursor().execute("SELECT article_id, coalesce(title, '') || chr(10) || body FROM articles")
    while rows := found.fetchmany(at_once):
        yield from rows


def corrections(con: DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """The corrections in force, in the order of their file and without their status."""
    names = "body_sha256, start_char, end_char, field, old, new, who, corrected_on"
    return con.execute(f"SELECT {names} FROM corrections ORDER BY correction_no").fetchall()


def applied_corrections(con: DuckDBPyConnection) -> set[tuple[Any, ...]]:
    """The corrections that fitted a row when the articles they are about were last extracted."""
    names = "body_sha256, start_char, end_char, field, old, new, who, corrected_on"
    return set(con.execute(f"SELECT {names} FROM corrections WHERE status = 'applied'").fetchall())
