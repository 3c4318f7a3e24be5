"""The JSON lines of `newsdb read` and `newsdb extract`: no database, no Prefect, one line as soon as it is known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flows import sources
from transforms import page, shapes
from transforms import read as reading
from transforms.extract import extract
from transforms.extract.lexicon import Lexicon
from transforms.model import RejectError
from transforms.page import clock
from transforms.read import columns

RAW = Path("data/raw")
NO_WAIT = sources.Clock(now=lambda: datetime.now().timestamp() + 3600)  # a file named by hand is whole


def read(paths: Iterable[str], root: Path = RAW, text_column: str | None = None) -> Iterator[dict[str, Any]]:
    """One object per record under `paths`: the article, or why there is none."""
    with TemporaryDirectory(prefix="newsdb-") as spool, sources.Opener() as opener:
        found = sources.find(paths, root, Path(spool), NO_WAIT)
        for path in found.missing:
            yield shapes.of_reject(path, RejectError("sources", "unreadable", "no such file or folder"))
        for refused in found.refused:
            yield shapes.of_reject(refused.uri, refused.error)
        for raw in found.files:
            yield from _articles(opener, raw, text_column)


def _articles(opener: sources.Opener, raw: sources.RawFile, text_column: str | None) -> Iterator[dict[str, Any]]:
    try:
        for _, outcome in reading.read(opener.open(raw.address), raw.uri, text_column=text_column):
            yield _article(raw.uri, outcome)
    except RejectError as error:
        yield shapes.of_reject(raw.uri, error)


def _article(uri: str, outcome: reading.Outcome) -> dict[str, Any]:
    if isinstance(outcome, RejectError):
        return shapes.of_reject(uri, outcome)
    try:
        article = page.parse(outcome)
    except RejectError as error:
        return shapes.of_reject(uri, error)
    return shapes.of_article(uri, article)


def extract_lines(lines: Iterable[bytes], lexicon: Lexicon | None = None) -> Iterator[dict[str, Any]]:
    """One object per input line that is not blank: the extraction, or why there is none."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _extraction(line, number, lexicon)


def _extraction(line: bytes, number: int, lexicon: Lexicon | None) -> dict[str, Any]:
    try:
        given = _parsed(line)
    except RejectError as error:
        return {"id": None, "line": number, "reject": error.reason, "detail": error.detail}
    if "reject" in given:  # `newsdb read` could not read it
        return {"id": given.get("uri"), "line": number, "reject": given["reject"], "detail": given.get("detail")}
    return extract_one(given, lexicon)


def extract_one(given: dict[str, Any], lexicon: Lexicon | None = None) -> dict[str, Any]:
    """The extraction of one text: an object with "text", and "id", "title", "published", "site", "source" if known.

    A line of `newsdb read` will do: its "body" is the text, its "uri" the id. Title, site and source may have any name
    that columns of raw files have (标题, publisher, 来源).
    """
    text = given["text"] if "text" in given else given["body"]
    given = given | {name: said for name, said in _by_column_name(given).items() if not given.get(name)}
    written = shapes.published_text(given)
    stamp = clock.read(written) if written else None
    context = shapes.context(given, stamp.at if stamp else None)
    context.published_precision = stamp.precision if stamp else None
    told = given.get("published_precision")  # 2020-04-13T00:00:00 may be the day alone
    if stamp and told in ("day", "minute", "second"):
        context.published_precision = told
    return shapes.of_extraction(given.get("id", given.get("uri")), text, extract(text, context, lexicon))


def _by_column_name(given: dict[str, Any]) -> dict[str, Any]:
    """What keys say under names other than ours; the best of several."""
    fields = [(key, columns.field_of(key)) for key, value in given.items() if value and isinstance(value, str)]
    ranked = sorted((field[1], field[0], key) for key, field in fields if field and field[0] in _SAID)
    return {name: given[key] for _, name, key in reversed(ranked)}


_SAID = ("title", "site", "source")


def _parsed(line: bytes) -> dict[str, Any]:
    """The object of a line; lone surrogates are replaced one for one, so offsets stay."""
    try:
        given = json.loads(line.decode("utf-8", "replace").removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise RejectError("read", "malformed", f"not JSON: {error}") from error
    if not isinstance(given, dict):
        raise RejectError("read", "malformed", "not an object")
    is_reject = isinstance(given.get("reject"), str) and "text" not in given
    if not is_reject and not isinstance(given.get("text" if "text" in given else "body"), str):
        raise RejectError("read", "malformed", 'not an object with a string "text" (or "body")')
    words = {name: _whole(value) for name, value in given.items()}
    strings = {"title", "site", "source", "dateline_place"}
    return {name: value for name, value in words.items() if name not in strings or isinstance(value, str)}


def _whole(value: Any) -> Any:
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(value, str) else value
