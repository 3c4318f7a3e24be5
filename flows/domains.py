"""What a correction may say: which columns can be corrected, which values each may hold, and why one does not fit.

All of it derives from the catalogue (types, closed lists, what hangs on what) and from the rules (codes that exist).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any

from transforms import rules
from transforms.extract import gazetteer, indicators
from warehouse import catalogue
from warehouse.schema import Column

# What a row is told by: words of the text stay as they stand there.
TELLING = ("quote", "text", "name", "title", "topic", "post")
_NOT_TABLES = {"postings", "keywords", "named", "slogan_parts", "checks", "metric_links"}
_FIXED = {
    "article_id", "start_char", "end_char", "text", "quote", "body", "body_sha256", "char_count", "uri", "file_uri",
    "record_key", "read_ruleset", "extract_ruleset", "loaded_at", "run_id", "entity_id", "person_id", "organization_id",
    "subject_id", "scope", "sentence_no", "paragraph_no", "rule", "confidence", "place_confidence",
    "published_precision", "unit_kind", "base_value", "base_unit",
}  # fmt: skip
_WHOLE_ONLY = {"projects.name", "topics.topic"}  # a project is renamed by its mention
_NOT_WHOLE = {"articles", "sentences"}  # newsdb forget removes articles
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_MOMENT = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?)?)?)?")


class MisfitError(ValueError):
    """A correction that can never be applied: `reason` is of a closed list, `detail` says what does not fit."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{MEANING[reason]}: {detail}")
        self.reason, self.detail = reason, detail


MEANING = {
    "no_span": "not two whole numbers",
    "no_such_field": "no such field",
    "cannot_be_corrected": "this field cannot be corrected",
    "whole_row": "a whole row is right or wrong; for another value name the column, as metrics.value",
    "required": "this field cannot be empty",
    "not_among": "not one of the values this field may have",
    "not_a_number": "not a number",
    "not_a_time": "not a day or moment",
    "not_true_or_false": "neither true nor false",
    "not_one_line": "holds line breaks or characters that do not show",
    "no_such_code": "no such code",
}


def check(field: str, old: str | None, new: str | None) -> None:
    """Nothing; MisfitError when a correction of `field` from `old` to `new` can never be applied."""
    table, _, name = field.partition(".")
    if table not in catalogue.article_tables() or table in _NOT_TABLES:
        raise MisfitError("no_such_field", field)
    if not name:
        _check_whole(table, old, new)
    elif old == new:
        column(field)  # found right
    elif name in {*_FIXED, *catalogue.key(table)} or field in _WHOLE_ONLY or column(field).type.endswith(("[]", ")")):
        raise MisfitError("cannot_be_corrected", field)
    else:
        stored(field, old)
        value(field, new)


def _check_whole(table: str, old: str | None, new: str | None) -> None:
    if new is not None and new != old:
        raise MisfitError("whole_row", f"{table}: {new}")
    if new is None and table in _NOT_WHOLE:
        raise MisfitError("cannot_be_corrected", table)


@cache
def column(field: str) -> Column:
    """The declaration of `table.column`; MisfitError when there is none."""
    table, _, name = field.partition(".")
    found = [c for c in catalogue.table(table).columns if c.name == name]
    if not found:
        raise MisfitError("no_such_field", field)
    return found[0]


def value(field: str, text: str | None) -> Any:
    """The text of a correction as a value of its column; MisfitError when it is none.

    >>> value("metrics.starts_on", "2019-03"), value("metrics.modality", "target"), value("metrics.value", "1.5e3")
    (datetime.datetime(2019, 3, 1, 0, 0), 'target', 1500.0)
    """
    declared = column(field)
    if text is None:
        if not declared.nullable:
            raise MisfitError("required", field)
        return None
    found = _READ[declared.type](text)
    if declared.values and text not in declared.values:
        raise MisfitError("not_among", f"{text}; {', '.join(declared.values)}")
    if field == "documents.type" and text not in _document_types():
        raise MisfitError("not_among", f"{text}; {', '.join(_document_types())}")
    _check_code(field, text)
    return found


@cache
def _document_types() -> tuple[str, ...]:
    return tuple(sorted({row["type"] for row in rules.table("documents.tsv")}))


@cache
def _indicators() -> frozenset[str]:
    return frozenset(row["indicator_id"] for row in indicators.rows())


def stored(field: str, text: str | None) -> Any:
    """What a row may have held, read as `value` is but not held against lists: rules may have given anything."""
    return None if text is None else _READ[column(field).type](text)


def _check_code(field: str, text: str) -> None:
    table, _, name = field.partition(".")
    points_at = {parent.table for parent in catalogue.parents(table) if parent.columns == (name,)}
    if "places" in points_at and text not in gazetteer.load().name_of:
        raise MisfitError("no_such_code", text)
    if "indicators" in points_at and text not in _indicators():
        raise MisfitError("no_such_code", text)


def _text(text: str) -> str:
    if _CONTROL.search(text):
        raise MisfitError("not_one_line", ascii(text))
    return text


def _number(text: str) -> float:
    try:
        found = float(text.replace("_", "x"))
    except ValueError as error:
        raise MisfitError("not_a_number", f"{text}; 1500, 0.31") from error
    if not math.isfinite(found):
        raise MisfitError("not_a_number", f"{text}; 1500, 0.31")
    return found


def _whole(text: str) -> int:
    found = _number(text)
    if found != int(found) or not 0 <= found < 2**31:
        raise MisfitError("not_a_number", f"{text}; 1500")
    return int(found)


def _boolean(text: str) -> bool:
    known = {"true": True, "false": False, "1": True, "0": False, "是": True, "否": False}
    if text.strip().lower() not in known:
        raise MisfitError("not_true_or_false", f"{text}; true, false")
    return known[text.strip().lower()]


def _moment(text: str) -> datetime:
    found = _MOMENT.fullmatch(text.strip())
    parts = [int(part) if part else None for part in found.groups()] if found else [None]
    wrong = MisfitError("not_a_time", f"{text}; 2020, 2020-04, 2020-04-13, 2020-04-13T09:30")
    if parts[0] is None:
        raise wrong
    try:
        return datetime(parts[0], parts[1] or 1, parts[2] or 1, *(part or 0 for part in parts[3:]))
    except ValueError as error:
        raise wrong from error


def _day(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text.strip()):
        raise MisfitError("not_a_time", f"{text}; 2020-04-13")
    return _moment(text).date()


def _no_list(text: str) -> Any:
    raise MisfitError("cannot_be_corrected", text)


_READ: dict[str, Callable[[str], Any]] = defaultdict(
    lambda: _no_list,
    {
        "VARCHAR": _text,
        "DOUBLE": _number,
        "INTEGER": _whole,
        "BIGINT": _whole,
        "BOOLEAN": _boolean,
        "TIMESTAMP": _moment,
        "DATE": _day,
    },
)
