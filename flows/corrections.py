"""People's edits of rows, data/corrections.csv: read, applied to the columns of a batch, and accounted for."""

from __future__ import annotations

import csv
import io
import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any

from flows import domains
from flows.domains import MisfitError
from flows.follow import follow, remove, tidy, unsettle
from transforms.tables import Columns
from warehouse import catalogue

OF_PAGE = ("articles", "bylines")  # read from the raw file, not extracted from the body
HEADER = ("body_sha256", "start_char", "end_char", "field", "old", "new", "who", "corrected_on")


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

    def misfit(self) -> MisfitError | None:
        """Why it can never be applied, if so."""
        if min(self.start_char, self.end_char) < 0:
            return MisfitError("no_span", "start_char, end_char")
        try:
            domains.check(self.field, self.old, self.new)
        except MisfitError as error:
            return error
        return None

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
    lines = csv.DictReader(io.StringIO(_text(path), newline=""))
    return [_line(row, f"{path}:{lines.line_num}") for row in lines]


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorrectionsError(f"{path} is not UTF-8; save it as CSV UTF-8") from error


def _line(row: Mapping[str, str | None], where: str) -> Correction:
    missing = [name for name in HEADER[:6] if row.get(name) is None]
    if missing:
        raise CorrectionsError(f"{where}: lacks {', '.join(missing)}; its columns are {', '.join(HEADER)}")
    start, end = (_offset(row[name] or "0") for name in ("start_char", "end_char"))
    rest = [row.get(name) or None for name in HEADER[4:]]
    return Correction(str(row["body_sha256"]), start, end, str(row["field"]), *rest)


def _offset(text: str) -> int:
    """The number, or -1, where nothing stands, for what is none."""
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def append(path: Path, correction: Correction) -> None:
    """Nothing; the correction is the last line of corrections.csv."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        if fresh:
            lines.writerow(HEADER)
        lines.writerow(astuple(correction))


def forget(path: Path, bodies: Iterable[str]) -> int:
    """How many lines were about these bodies; they are gone from corrections.csv, for they quote the text."""
    gone = set(bodies)
    lines = list(csv.reader(io.StringIO(_text(path), newline=""))) if path.exists() else []
    at = lines[0].index(HEADER[0]) if lines and HEADER[0] in lines[0] else 0
    kept = [line for line in lines if not (line[at : at + 1] and line[at] in gone)]
    if len(kept) < len(lines):
        _replace(path, kept)
    return len(lines) - len(kept)


def _replace(path: Path, lines: list[list[str]]) -> None:
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def by_body(corrections: Iterable[Correction]) -> dict[str, tuple[Correction, ...]]:
    """The corrections of each body, in the order of the file."""
    found: dict[str, tuple[Correction, ...]] = {}
    for correction in corrections:
        found[correction.body_sha256] = (*found.get(correction.body_sha256, ()), correction)
    return found


@dataclass(slots=True)
class _Work:
    """The columns of a batch, and what their corrected cells held before anybody corrected them."""

    tables: dict[str, Columns]
    first: dict[tuple[str, int, str], Any] = field(default_factory=dict)  # table, row, column


def apply(columns: dict[str, Columns], corrections: Mapping[str, tuple[Correction, ...]]) -> set[Correction]:
    """The corrections that fitted a row of these columns, which are changed in place."""
    articles = columns["articles"]
    named = [pair for pair in zip(articles["article_id"], articles["body_sha256"], strict=True)]
    fitted = set()
    for article, body in named:
        work = _Work(columns)
        wanted = [one for one in corrections.get(body, ()) if one.misfit() is None]
        # Rows go last: a row that is gone would move those behind it.
        wanted.sort(key=_is_wrong)
        fitted |= {one for one in wanted if _apply_one(work, article, one)}
    return fitted


def _is_wrong(one: Correction) -> bool:
    return one.column is None and one.new is None


def _apply_one(work: _Work, article: str, correction: Correction) -> bool:
    table = work.tables[correction.table]
    rows = _rows(table, article, correction)
    if correction.column is None:
        return _whole_row(work.tables, article, correction, _told(table, rows, correction.old))
    old = domains.stored(correction.field, correction.old)
    fitting = [row for row in rows if _holds(work, correction, row, old)]
    if correction.old == correction.new:
        return bool(fitting)
    new = domains.value(correction.field, correction.new)
    for row in fitting:
        before = table[correction.column][row]
        work.first.setdefault((correction.table, row, correction.column), before)
        table[correction.column][row] = new
        follow(work.tables, correction.field, row, before)
        if correction.table == "metrics":
            unsettle(work.tables, article, table["metric_no"][row])
    return bool(fitting)


def _rows(table: Columns, article: str, correction: Correction) -> list[int]:
    """The rows of the article that stand at the correction's span, or all that have no span."""
    spans = (correction.start_char, correction.end_char)
    starts, ends = table.get("start_char"), table.get("end_char")
    rows = [row for row, owner in enumerate(table["article_id"]) if owner == article]
    if starts is None or ends is None:
        return rows
    return [row for row in rows if (starts[row], ends[row]) == spans]


def _holds(work: _Work, correction: Correction, row: int, old: Any) -> bool:
    """Whether the cell says what the correction knows: now, or before an earlier line changed it."""
    column = correction.column or ""
    now = work.tables[correction.table][column][row]
    if _same(now, old) or _same(work.first.get((correction.table, row, column), now), old):
        return True
    # What is stored of the page itself is extracted from again with the correction in it.
    return correction.table in OF_PAGE and _same(now, domains.value(correction.field, correction.new))


def _same(stored: Any, old: Any) -> bool:
    if isinstance(stored, float) and isinstance(old, float):
        return math.isclose(stored, old, rel_tol=1e-9)
    return bool(stored == old)


def _told(table: Columns, rows: list[int], old: str | None) -> list[int]:
    """Of the rows those that `old` tells; all of them when they have no words of their own."""
    telling = [table[name] for name in domains.TELLING if name in table]
    return [row for row in rows if any(values[row] == old for values in telling)] if telling else rows


def _whole_row(tables: dict[str, Columns], article: str, correction: Correction, rows: list[int]) -> bool:
    """A row found right stays; one found wrong (nothing should stand there) goes, with what hangs on it."""
    if _is_wrong(correction):
        _drop(tables, correction.table, set(rows))
        tidy(tables, article, {})
    return bool(rows)


def _drop(columns: dict[str, Columns], table: str, rows: set[int]) -> None:
    if not rows:
        return
    key = catalogue.key(table)
    gone = {tuple(columns[table][name][row] for name in key) for row in rows}
    remove(columns[table], rows)
    for child in columns:
        for parent in catalogue.parents(child):
            if parent.table == table and parent.key == key:
                _drop(columns, child, _hanging(columns[child], parent.columns, gone))


def _hanging(table: Columns, names: tuple[str, ...], gone: set[tuple[Any, ...]]) -> set[int]:
    pointers = zip(*(table[name] for name in names), strict=True)
    return {row for row, pointer in enumerate(pointers) if pointer in gone}


def frame_columns(corrections: list[Correction], fitting: set[Correction], here: set[str]) -> dict[str, list[Any]]:
    """The columns of the reference table `corrections`; `here` are the bodies that are stored."""
    columns: dict[str, list[Any]] = {name: [getattr(c, name) for c in corrections] for name in HEADER}
    columns["correction_no"] = list(range(1, len(corrections) + 1))
    states = [_state(one, fitting, here) for one in corrections]
    for at, name in enumerate(("status", "reason", "detail")):
        columns[name] = [state[at] for state in states]
    return columns


def _state(one: Correction, fitting: set[Correction], here: set[str]) -> tuple[str, str | None, str | None]:
    misfit = one.misfit()
    if misfit:
        return "invalid", misfit.reason, misfit.detail
    if one in fitting and one.body_sha256 in here:
        return "applied", None, None
    return "no_longer_fits", "row_gone" if one.body_sha256 in here else "text_gone", None
