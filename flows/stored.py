"""Stored articles as they were before extraction, for a run that extracts from their bodies again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flows.batch import Stored
from transforms.model import Article, Byline

if TYPE_CHECKING:
    import pandas as pd

_FACTS = (
    "title", "published_at", "published_precision", "site", "source", "view_count", "dateline_place",
)  # fmt: skip


def articles(frame: pd.DataFrame) -> tuple[Stored, ...]:
    """The articles of a frame of warehouse.load.stored_articles."""
    return tuple(map(_stored, frame.to_dict("records")))


def _stored(row: dict[str, Any]) -> Stored:
    facts = {name: _plain(row[name]) for name in _FACTS}
    day = _plain(row["dateline_on"])
    article = Article(
        body=row["body"],
        dateline_on=None if day is None else day.date(),
        is_partial=bool(row["is_partial"]),
        bylines=[Byline(one["name"], one["role"]) for one in row["bylines"]],
        **facts,
    )
    return Stored(row["uri"], row["record_key"], _plain(row["url"]), row["read_ruleset"], article)


def _plain(value: Any) -> Any:
    """A cell of pandas as Python has it: None for what is missing (NaN and NaT differ from themselves)."""
    if value is None or value != value:
        return None
    return value.to_pydatetime() if hasattr(value, "to_pydatetime") else value
