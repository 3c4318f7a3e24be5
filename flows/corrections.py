"""People's edits of rows, data/corrections.csv: read, applied to the columns of a batch, and accounted for."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from transforms.identity import entity_id
from transforms.tables import Columns
from warehouse import catalogue

HEADER = ("body_sha256", "start_char", "end_char", "field", "old", "new", "who", "corrected_on")
_FIXED = {"article_id", "start_char", "end_char", "text", "quote", "body", "body_sha256", "entity_id", "run_id"}
_IDENTITY = {"kind", "name", "scope"}


@dataclass(frozen=True, slots=True)
class Correction:
    """One line of the file."""

    body_sha256: str
    start_char: int
    end_char: int
    field: str  # metrics.value; the table alone for the whole row
    old: str | None
    new: str | None
    who: str | None = None
    corrected_on: str | None = None

    @property
    def table(self) -> str:
        """The table it is about."""
        return self.field.partition(".")[0]

    @property
    def column(self) -> str | None:
        """The column it is about; None for the whole row."""
        return self.field.partition(".")[2] or None


class CorrectionsError(ValueError):
    """corrections.csv cannot be read; the message names the line."""


def load(path: Path) -> list[Correction]:
    """The lines of corrections.csv in their order; none when there is no file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.DictReader(file)
        return [_line(row, f"{path}:{lines.line_num}") for row in lines]


def _line(row: Mapping[str, str | None], where: str) -> Correction:
    missing = [name for name in HEADER[:6] if row.get(name) is None]
    if missing:
        raise CorrectionsError(f"{where}: lacks {', '.join(missing)}; its columns are {', '.join(HEADER)}")
    try:
        start, end = int(row["start_char"] or 0), int(row["end_char"] or 0)
    except ValueError as error:
        raise CorrectionsError(f"{where}: start_char and end_char are whole numbers") from error
    rest = [row.get(name) or None for name in HEADER[4:]]
    return Correction(str(row["body_sha256"]), start, end, str(row["field"]), *rest)


def append(path: Path, correction: Correction) -> None:
    """Nothing; the correction is the last line of corrections.csv."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        if fresh:
            lines.writerow(HEADER)
        lines.writerow(astuple(correction))


def by_body(corrections: Iterable[Correction]) -> dict[str, tuple[Correction, ...]]:
    """The corrections of each body, in the order of the file."""
    found: dict[str, tuple[Correction, ...]] = {}
    for correction in corrections:
        found[correction.body_sha256] = (*found.get(correction.body_sha256, ()), correction)
    return found


def apply(columns: dict[str, Columns], corrections: Mapping[str, tuple[Correction, ...]]) -> set[Correction]:
    """The corrections that fitted a row of these columns, which are changed in place."""
    articles = columns["articles"]
    named = zip(articles["article_id"], articles["body_sha256"], strict=True)
    fitted = set()
    for article, body in named:
        fitted |= {one for one in corrections.get(body, ()) if _apply_one(columns, article, one)}
    return fitted


def _apply_one(columns: dict[str, Columns], article: str, correction: Correction) -> bool:
    table = columns.get(correction.table)
    if table is None or (correction.column and correction.column not in table):
        return False
    rows = _rows(table, article, correction)
    if correction.column is None:
        return _whole_row(columns, correction, rows)
    try:
        old, new = _value(correction, correction.old), _value(correction, correction.new)
    except ValueError:
        return False
    fitting = [row for row in rows if _same(table[correction.column][row], old)]
    if not fitting or correction.column in _FIXED:
        return bool(fitting) and old == new
    for row in fitting:
        table[correction.column][row] = new
        _keep_identity(correction, table, row)
        _keep_base(correction, table, row, (old, new))
    return True


def _rows(table: Columns, article: str, correction: Correction) -> list[int]:
    """The rows of the article that stand at the correction's span, or all that have no span."""
    spans = (correction.start_char, correction.end_char)
    starts, ends = table.get("start_char"), table.get("end_char")
    rows = [row for row, owner in enumerate(table["article_id"]) if owner == article]
    if starts is None or ends is None:
        return rows
    return [row for row in rows if (starts[row], ends[row]) == spans]


def _value(correction: Correction, text: str | None) -> Any:
    """A cell of the file as a value of its column; ValueError when it is none."""
    column = next(c for c in catalogue.table(correction.table).columns if c.name == correction.column)
    if text is None:
        if not column.nullable:
            raise ValueError(f"{correction.field} cannot be empty")
        return None
    return _READ[column.type](text)


def _boolean(text: str) -> bool:
    known = {"true": True, "false": False, "1": True, "0": False, "是": True, "否": False}
    if text.strip().lower() not in known:
        raise ValueError(f"{text} is neither true nor false")
    return known[text.strip().lower()]


def _no_list(text: str) -> Any:
    raise ValueError(f"lists cannot be corrected: {text}")


_READ: dict[str, Callable[[str], Any]] = defaultdict(
    lambda: _no_list,
    {
        "VARCHAR": str,
        "DOUBLE": float,
        "INTEGER": int,
        "BIGINT": int,
        "BOOLEAN": _boolean,
        "TIMESTAMP": datetime.fromisoformat,
        "DATE": date.fromisoformat,
    },
)


def _same(stored: Any, old: Any) -> bool:
    if isinstance(stored, float) and isinstance(old, float):
        return math.isclose(stored, old, rel_tol=1e-9)
    return bool(stored == old)


def _keep_identity(correction: Correction, table: Columns, row: int) -> None:
    """A renamed mention is a mention of another entity."""
    if correction.table == "mentions" and correction.column in _IDENTITY:
        kind, name, scope = (table[column][row] for column in ("kind", "name", "scope"))
        table["entity_id"][row] = entity_id(kind, name, scope or "") if name else None


def _keep_base(correction: Correction, table: Columns, row: int, change: tuple[Any, Any]) -> None:
    """A corrected number is the same number in base_unit and of an exact number both bounds; of a unit it is open."""
    old, new = change
    if correction.field == "metrics.value":
        base = table["base_value"][row]
        table["base_value"][row] = base * new / old if base is not None and old and new is not None else None
        for bound in ("value_low", "value_high"):
            if table[bound][row] == old:
                table[bound][row] = new
    elif correction.field == "metrics.unit":
        table["base_value"][row] = table["base_unit"][row] = None


def _whole_row(columns: dict[str, Columns], correction: Correction, rows: list[int]) -> bool:
    """A row found right stays; one found wrong (nothing should stand there) goes, with what hangs on it."""
    is_wrong = correction.new is None and correction.old is not None
    if is_wrong and correction.table not in ("articles", "sentences"):
        _drop(columns, correction.table, set(rows))
    return bool(rows)


def _drop(columns: dict[str, Columns], table: str, rows: set[int]) -> None:
    if not rows:
        return
    key = catalogue.key(table)
    gone = {tuple(columns[table][name][row] for name in key) for row in rows}
    for name, values in columns[table].items():
        columns[table][name] = [value for row, value in enumerate(values) if row not in rows]
    for child in columns:
        for parent in catalogue.parents(child):
            if parent.table == table and parent.key == key:
                _drop(columns, child, _hanging(columns[child], parent.columns, gone))


def _hanging(table: Columns, names: tuple[str, ...], gone: set[tuple[Any, ...]]) -> set[int]:
    pointers = zip(*(table[name] for name in names), strict=True)
    return {row for row, pointer in enumerate(pointers) if pointer in gone}


def frame_columns(corrections: list[Correction], fitting: set[Correction]) -> dict[str, list[Any]]:
    """The columns of the reference table `corrections`."""
    columns: dict[str, list[Any]] = {name: [getattr(c, name) for c in corrections] for name in HEADER}
    columns["correction_no"] = list(range(1, len(corrections) + 1))
    columns["status"] = ["applied" if c in fitting else "no_longer_fits" for c in corrections]
    return columns
