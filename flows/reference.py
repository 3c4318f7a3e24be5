"""The reference tables as frames: what rules say of places and indicators."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from transforms import rules
from transforms.extract import gazetteer, indicators
from transforms.text.fold import mapping
from warehouse import catalogue

if TYPE_CHECKING:
    import pandas as pd

_MADE_OF = (
    "extract/gazetteer.py",
    "extract/indicators.py",
    "rules/gazetteer",
    "rules/indicators.tsv",
    "text/fold.py",
    "rules/traditional.tsv",
)


def digest() -> str:
    """What the frames are made of: a warehouse that says the same of itself has them already."""
    return rules.digest(*_MADE_OF)


def folding() -> dict[str, str]:
    """What `meta` says of the folding of texts, for the search to fold a query: characters, and what each becomes."""
    known = sorted(mapping().items())
    return {"fold_from": "".join(chr(cp) for cp, _ in known), "fold_to": "".join(to for _, to in known)}


@cache
def frames() -> dict[str, pd.DataFrame]:
    """`places` and `indicators`, whole."""
    return {"places": _frame("places", list(gazetteer.rows())), "indicators": _frame("indicators", indicators.rows())}


def _frame(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    columns = catalogue.table(name).columns
    return catalogue.frame(name, {c.name: [_value(c.type, row.get(c.name)) for row in rows] for c in columns})


def _value(kind: str, value: Any) -> Any:
    if kind == "DATE" and isinstance(value, str):
        return date.fromisoformat(value)
    return value
