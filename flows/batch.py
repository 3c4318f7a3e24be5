"""One batch as a plain function, run in a worker process: addresses of records in, frames out."""

from __future__ import annotations

import atexit
import gc
import hashlib
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import islice
from types import TracebackType
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from flows import corrections, sources
from flows.corrections import Correction
from transforms import page, read, tables
from transforms.extract import extract
from transforms.model import Article, Context, Record, RejectError
from transforms.text.words import Segmenter, segmenter
from warehouse import catalogue

if TYPE_CHECKING:
    import pandas as pd

    from transforms.extract.lexicon import Lexicon

ENOUGH_RECORDS, ENOUGH_CHARACTERS = 500, 400_000  # what one batch takes before it leaves the rest to others
COLLECT_EVERY = 8  # batches: next to nothing of them is garbage in circles, and looking for it takes 20 ms
REJECTS = catalogue.column_names("rejects")


@dataclass(frozen=True, slots=True)
class Tools:
    """What every batch of a run works with. A worker builds the costly parts once, from these plain values."""

    segmenter: str
    lexicon: str  # the user's words, as the text of their file; '' for none
    run_id: str
    read_ruleset: str
    extract_ruleset: str
    loaded_at: datetime  # naive, UTC; one for the whole run
    text_column: str | None = None
    forgotten: frozenset[str] = frozenset()  # article ids and uris
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A raw file to plan and read, or consecutive records of one that was planned."""

    raw: sources.RawFile
    layout: read.Layout | None = None
    chunk: read.Chunk | None = None
    limit: int | None = None  # read no more than so many of its records


@dataclass(frozen=True, slots=True)
class Stored:
    """An article to extract from: just parsed, or stored before and read by older rules then."""

    uri: str
    record_key: str
    url: str | None
    read_ruleset: str
    article: Article


@dataclass(frozen=True, slots=True)
class Batch:
    """The work of one call: files and parts of files to read, or stored articles to extract from again."""

    number: int
    pieces: tuple[Piece, ...] = ()
    stored: tuple[Stored, ...] = ()


@dataclass(slots=True)
class Tally:
    """What became of the records of one raw file in one batch."""

    records: int = 0
    articles: int = 0
    rejects: int = 0
    media_type: str | None = None
    encoding: str | None = None
    pieces: int = 0  # of the file, that are done now
    later: int = 0  # of the file, that were found and left to later batches


@dataclass(slots=True)
class Result:
    """What comes out of a batch."""

    frames: dict[str, pd.DataFrame]
    began: float = 0.0  # seconds of the system's clock, to say when the first batch began
    files: dict[str, Tally] = field(default_factory=dict)  # by uri
    reasons: Counter[str] = field(default_factory=Counter)
    later: list[Piece] = field(default_factory=list)  # what was too much for one batch
    extracted: int = 0  # of stored articles
    characters: int = 0
    fitted: set[Correction] = field(default_factory=set)


@dataclass(slots=True)
class _Work:
    """A batch in the making."""

    tools: Tools
    rows: tables.Rows
    lexicon: Lexicon | None
    result: Result
    rejects: list[tuple[Any, ...]] = field(default_factory=list)
    taken: int = 0

    @property
    def is_full(self) -> bool:
        """Whether what is left is better done by another batch."""
        return self.taken >= ENOUGH_RECORDS or self.result.characters >= ENOUGH_CHARACTERS


def start(tools: Tools) -> None:
    """Make a worker process ready: build what is costly, leave Ctrl-C to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    extract("全镇修好3座桥。", Context(), _lexicon(tools.lexicon))
    tables.empty(_segmenter(tools.segmenter))
    pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own gives pages back and takes them again for each batch
    # Dictionaries and gazetteer are never garbage, and looking through them costs a sixth of a worker's time.
    gc.collect()
    gc.freeze()
    gc.disable()
    atexit.register(gc.unfreeze)  # else libraries report leaks when the process ends


def ready() -> None:
    """Nothing; a call that a worker process answers as soon as `start` is done."""


def run_apart(batch: Batch, tools: Tools) -> Result:
    """What `run` gives, in a worker process made by `start`, which keeps the file it unpacked last."""
    result = _run(batch, tools, _opener())
    if batch.number % COLLECT_EVERY == 0:
        gc.collect()
    return result


def run(batch: Batch, tools: Tools) -> Result:
    """The frames of a batch, checked against the catalogue, and what became of its records."""
    with sources.Opener() as opener:
        return _run(batch, tools, opener)


def _run(batch: Batch, tools: Tools, opener: sources.Opener) -> Result:
    work = _Work(tools, tables.empty(_segmenter(tools.segmenter)), _lexicon(tools.lexicon), Result({}, time.time()))
    for stored in batch.stored:
        _extract(work, stored)
        work.result.extracted += 1
    for piece in batch.pieces:
        if work.is_full:
            work.result.later.append(piece)
        else:
            _read_piece(work, piece, opener)
    columns = tables.columns(work.rows)
    work.result.fitted = corrections.apply(columns, corrections.by_body(tools.corrections))
    work.result.frames = {name: catalogue.frame(name, columns[name]) for name in columns}
    work.result.frames["rejects"] = catalogue.frame("rejects", turn(work.rejects))
    return work.result


@cache
def _opener() -> sources.Opener:
    return sources.Opener()


@cache
def _segmenter(name: str) -> Segmenter:
    return segmenter(name)


@cache
def _lexicon(text: str) -> Lexicon | None:
    from transforms.extract import lexicon

    return lexicon.parse(text) if text else None


def turn(rows: list[tuple[Any, ...]]) -> dict[str, list[Any]]:
    """Rows of `rejects` as columns."""
    return {name: [row[at] for row in rows] for at, name in enumerate(REJECTS)}


def _read_piece(work: _Work, piece: Piece, opener: sources.Opener) -> None:
    """Every record of a piece ends in articles or in rejects; a file that gives none is one reject itself.

    A file of several chunks is only planned: all workers then share its chunks, none waits for the first.
    """
    tally = work.result.files.setdefault(piece.raw.uri, Tally())
    tally.pieces += 1
    try:
        planned = _planned(piece, opener, work.tools.text_column)
    except RejectError as error:
        _reject(work, piece.raw, "", error)
        return
    layout = planned[0].layout
    if layout is not None:
        tally.media_type, tally.encoding = layout.media_type, layout.encoding
    if len(planned) > 1:
        tally.later += len(planned)
        work.result.later.extend(planned)
    else:
        _read(work, planned[0], opener)


def _planned(piece: Piece, opener: sources.Opener, text_column: str | None) -> list[Piece]:
    """The parts of the file that are read each at once."""
    if piece.layout is not None:
        return [piece]
    found = read.plan(opener.open(piece.raw.address), piece.raw.uri, text_column=text_column)
    return [Piece(piece.raw, found.layout, chunk) for chunk in found.chunks]


def _read(work: _Work, piece: Piece, opener: sources.Opener) -> None:
    """Every record of a planned piece; what the file cannot give any more is a reject each."""
    if piece.layout is None or piece.chunk is None:
        raise TypeError(f"{piece.raw.uri}: read before it was planned")
    left = dict.fromkeys(piece.chunk.keys[: piece.limit])
    outcomes = islice(read.records(opener.open(piece.raw.address), piece.layout, piece.chunk), piece.limit)
    while True:
        try:
            found = next(outcomes, None)
        except RejectError as error:
            for key in left:
                _reject(work, piece.raw, key, error)
            return
        if found is None:
            return
        left.pop(found[0])
        _take(work, piece.raw, *found)


def _take(work: _Work, raw: sources.RawFile, key: str, outcome: read.Outcome) -> None:
    try:
        stored = _parsed(work.tools, raw, key, outcome)
    except RejectError as error:
        _reject(work, raw, key, error, outcome)
    else:
        _extract(work, stored)
        _count(work, raw.uri).articles += 1


def _count(work: _Work, uri: str) -> Tally:
    """The tally of a file, with one record more."""
    tally = work.result.files[uri]
    tally.records += 1
    work.taken += 1
    return tally


def _parsed(tools: Tools, raw: sources.RawFile, key: str, outcome: read.Outcome) -> Stored:
    if isinstance(outcome, RejectError):
        raise outcome
    if raw.uri in tools.forgotten or tables.article_id(raw.uri, key) in tools.forgotten:
        raise RejectError("load", "forgotten", "named in forgotten.csv")
    article = page.parse(outcome)
    return Stored(raw.uri, key, outcome.fields.get("url"), tools.read_ruleset, article)


class _Naming:
    """Adds to an error the article it happened in: a bug, which ends the run and must be found."""

    def __init__(self, stored: Stored) -> None:
        self.stored = stored

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is not None:
            error.add_note(f"in record {self.stored.record_key} of {self.stored.uri}")


def _extract(work: _Work, stored: Stored) -> None:
    article, tools = stored.article, work.tools
    with _Naming(stored):
        found = extract(article.body, context(article), work.lexicon)
    origin = tables.Provenance(
        uri=stored.uri,
        record_key=stored.record_key,
        url=stored.url,
        read_ruleset=stored.read_ruleset,
        extract_ruleset=tools.extract_ruleset,
        loaded_at=tools.loaded_at,
        run_id=tools.run_id,
    )
    tables.add(work.rows, article, found, origin)
    work.result.characters += len(article.body)


def context(article: Article) -> Context:
    """What extraction may know of an article besides its body."""
    return Context(
        title=article.title,
        published=article.published_at,
        published_precision=article.published_precision,
        site=article.site,
        source=article.source,
        dateline_place=article.dateline_place,
        dateline_on=article.dateline_on,
        bylines=article.bylines,
    )


def _reject(
    work: _Work, raw: sources.RawFile, key: str, error: RejectError, outcome: read.Outcome | None = None
) -> None:
    _count(work, raw.uri).rejects += 1
    work.result.reasons[error.reason] += 1
    digest = None if error.reason == "forgotten" else _digest(outcome)
    work.rejects.append(reject_row(work.tools, raw.uri, key, error, digest))


def reject_row(tools: Tools, uri: str, key: str, error: RejectError, sha256: str | None) -> tuple[Any, ...]:
    """A row of `rejects`, in the order of the catalogue."""
    values = {
        "uri": uri, "file_uri": uri, "record_key": key, "sha256": sha256, "stage": error.stage,
        "reason": error.reason, "detail": error.detail, "read_ruleset": tools.read_ruleset,
        "run_id": tools.run_id, "rejected_at": tools.loaded_at,
    }  # fmt: skip
    return tuple(values[name] for name in REJECTS)


def _digest(outcome: read.Outcome | None) -> str | None:
    if not isinstance(outcome, Record):
        return None
    return hashlib.sha256(outcome.content.encode("utf-8", "surrogatepass")).hexdigest()
