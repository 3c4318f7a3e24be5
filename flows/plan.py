"""What a run is to read, extract again and remove: raw files held against the ledger, rules against stored digests."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from flows import corrections, sources
from flows.batch import Batch, Piece
from transforms import read, rules
from transforms.extract import lexicon as words
from transforms.model import RejectError
from transforms.text.fold import fold
from warehouse import ledger, load

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from flows.settings import Options

# What the two digests speak for, below transforms/; a test follows the imports and the rules they name.
READ_RULES = (
    "read", "page", "text/normalise.py", "text/fold.py",
    "rules/read", "rules/page", "rules/sites.yaml", "rules/surnames.tsv", "rules/traditional.tsv",
)  # fmt: skip
EXTRACT_RULES = ("extract", "text", "rules", "identity.py", "tables.py", "page/names.py", "page/vocabulary.py")
BATCH_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Rulesets:
    """The digests in force, and the user's lexicon as the text of its file."""

    read: str
    extract: str
    lexicon: str = ""

    def as_text(self) -> dict[str, str]:
        """What `runs.rulesets` says."""
        digest = words.parse(self.lexicon).digest() if self.lexicon else ""
        return {"read": self.read, "extract": self.extract, "lexicon": digest}


@dataclass(slots=True)
class Plan:
    """What a run has to do. Every list is sorted."""

    rulesets: Rulesets
    to_read: list[sources.RawFile] = field(default_factory=list)
    refused: list[sources.Refused] = field(default_factory=list)
    to_extract: list[str] = field(default_factory=list)  # article_id
    to_remove: list[str] = field(default_factory=list)  # uri of files that are gone
    to_forget: list[str] = field(default_factory=list)  # article_id without a raw file to read again
    skipped: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    meta: dict[str, str | None] = field(default_factory=dict)
    changes_meta: bool = False
    changes_reference: bool = False
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def has_work(self) -> bool:
        """Whether the warehouse will be written at all."""
        lists = (self.to_read, self.refused, self.to_extract, self.to_remove, self.to_forget)
        return any(lists) or self.changes_meta or self.changes_reference


@dataclass(frozen=True, slots=True)
class Given:
    """People's files and the folder of raw reports."""

    raw: Path
    corrections: list[corrections.Correction]
    forgotten: frozenset[str]


def rulesets(options: Options, meta: dict[str, str]) -> Rulesets:
    """The digests of today's code and rules; segmenter and lexicon as told, else as in the run before."""
    segmenter = options.segmenter or meta.get("segmenter", "rjieba")
    extract = rules.digest(*EXTRACT_RULES) + ("" if segmenter == "rjieba" else f"+{segmenter}")
    lexicon = meta.get("lexicon", "")
    if options.lexicon is not None:
        lexicon = Path(options.lexicon).read_text("utf-8-sig") if options.lexicon else ""
    return Rulesets(rules.digest(*READ_RULES), extract, lexicon)


def segmenter_of(found: Rulesets) -> str:
    """The segmenter that an extract ruleset names.

    >>> segmenter_of(Rulesets("", "0123456789ab+jieba"))
    'jieba'
    """
    return found.extract.partition("+")[2] or "rjieba"


def make(options: Options, found: sources.Found, con: DuckDBPyConnection | None, given: Given) -> Plan:
    """The plan of a run over the files `found`, from what the warehouse behind `con` holds (None: nothing yet)."""
    meta = load.meta(con) if con else {}
    plan = Plan(rulesets(options, meta), skipped=found.skipped, waiting=found.waiting, missing=found.missing)
    known = load.known_sources(con) if con else {}
    _choose_files(plan, options, found, known)
    plan.meta = {"lexicon": plan.rulesets.lexicon or None, "segmenter": segmenter_of(plan.rulesets)}
    plan.changes_meta = con is not None and any(meta.get(name) != value for name, value in plan.meta.items())
    if con:
        _choose_gone(plan, options, given, found, known)
        _choose_forgotten(plan, found, con, given)
        _choose_uncorrected(plan, found, con, given)
        _choose_articles(plan, options, con, given)
    plan.counts["files"] = len(found.files) + len(found.refused)
    plan.counts["files.unchanged"] = len(found.files) - len(plan.to_read)
    return plan


def _choose_files(plan: Plan, options: Options, found: sources.Found, known: dict[str, load.Source]) -> None:
    for raw in found.files:
        reason = _why_read(raw, known.get(raw.uri), plan.rulesets.read if options.refresh else None)
        if reason is None and options.text_column and not known[raw.uri].articles:
            reason = "text_column"
        if reason:
            plan.counts[f"files.{reason}"] += 1
            plan.to_read.append(raw)
    plan.refused = [refused for refused in found.refused if not _same_refusal(refused, known.get(refused.uri))]


def _why_read(raw: sources.RawFile, stored: load.Source | None, ruleset: str | None) -> str | None:
    if stored is None:
        return "new"
    if stored.sha256 != raw.sha256:
        return "changed"
    if stored.status != "done":
        return "unfinished"
    if ruleset is not None and stored.read_ruleset != ruleset:
        return "old_rules"
    return None


def _same_refusal(refused: sources.Refused, stored: load.Source | None) -> bool:
    """A file that could not be opened has no digest; as long as it looks the same it is not refused anew."""
    if stored is None or stored.sha256 is not None or stored.status != "done":
        return False
    return (stored.size or 0, stored.modified_at) == (refused.size, refused.modified_at)


def _choose_gone(
    plan: Plan, options: Options, given: Given, found: sources.Found, known: dict[str, load.Source]
) -> None:
    if not options.prune:
        return
    seen = {raw.uri for raw in found.files} | {refused.uri for refused in found.refused}
    seen.update(found.skipped, found.waiting)
    reach = Reach(options.paths or (str(given.raw),), given.raw)
    plan.to_remove = sorted(uri for uri in known if uri not in seen and reach.covers(uri))
    plan.counts["files.removed"] = len(plan.to_remove)


class Reach:
    """Which uris lie under the paths of a run."""

    def __init__(self, paths: Iterable[str], raw: Path) -> None:
        nowhere = Path("/nowhere")
        self.base = sources.uri_of(raw.absolute(), nowhere)
        self.paths = [path if "://" in path else sources.uri_of(Path(path).absolute(), nowhere) for path in paths]

    def covers(self, uri: str) -> bool:
        """Whether the raw file of this uri lies at or below one of the paths."""
        absolute = uri if uri.startswith("/") or "://" in uri else f"{self.base}/{uri}"
        file = absolute.partition("!")[0]
        return any(_under(file, path) for path in self.paths)


def _under(file: str, path: str) -> bool:
    """Whether a file is the path, lies below it, or matches it as a pattern.

    >>> _under("/a/b/c.txt", "/a/b"), _under("/a/bc", "/a/b"), _under("/a/c.txt", "/a/*.txt")
    (True, False, True)
    """
    return file == path or file.startswith(path.rstrip("/") + "/") or fnmatchcase(file, path)


def _choose_articles(plan: Plan, options: Options, con: DuckDBPyConnection, given: Given) -> None:
    """Articles to extract from their stored body again: those whose file is read anew anyway are left out."""
    stale = load.stale_articles(con, plan.rulesets.extract)
    reasons = {
        "cut_off": ledger.cleared_articles(con),
        "lexicon": _with_changed_terms(con, plan.rulesets.lexicon),
        "corrections": _with_changed_corrections(plan, con, given),
        "old_rules": stale if options.refresh else [],
    }
    read_anew = set(load.articles_of(con, [raw.uri for raw in plan.to_read] + plan.to_remove))
    chosen = set(plan.to_forget)
    for reason, articles in reasons.items():
        fresh = set(articles) - read_anew - chosen
        plan.counts[f"extract.{reason}"] = len(fresh)
        chosen |= fresh
    plan.to_extract = sorted(chosen - set(plan.to_forget))


def _with_changed_terms(con: DuckDBPyConnection, lexicon: str) -> list[str]:
    """The articles that hold a term which was added to the user's lexicon, removed from it or changed in it."""
    before, after = (set(words.parse(text).terms) for text in (load.meta(con).get("lexicon", ""), lexicon))
    terms = sorted({fold(term.term) for term in before ^ after}, key=len, reverse=True)
    if not terms:
        return []
    pattern = re.compile("|".join(map(re.escape, terms)))
    return [article for article, text in ledger.texts(con) if pattern.search(fold(text))]


def _with_changed_corrections(plan: Plan, con: DuckDBPyConnection, given: Given) -> list[str]:
    stored = Counter(corrections.Correction(*row) for row in ledger.corrections(con))
    wanted = Counter(given.corrections)
    changed = (stored - wanted) + (wanted - stored)
    plan.changes_reference = bool(changed)
    return load.articles_with_body(con, sorted({one.body_sha256 for one in changed}))


def _choose_forgotten(plan: Plan, found: sources.Found, con: DuckDBPyConnection, given: Given) -> None:
    """Articles to forget that are still stored: their file is read again, which rejects them; without it they go."""
    named = sorted(given.forgotten)
    stored = [uri for uri in named if load.articles_of(con, [uri])] + load.files_of(con, named)
    files = {raw.uri: raw for raw in found.files}
    again = {uri for uri in stored if uri in files} - {raw.uri for raw in plan.to_read}
    plan.counts["files.forgotten"] = len(again)
    plan.to_read = sorted([*plan.to_read, *(files[uri] for uri in again)], key=lambda raw: raw.uri)
    gone = [uri for uri in stored if uri not in files]
    whole = [uri for uri in gone if uri in given.forgotten]
    some = set(load.articles_of(con, gone)) & given.forgotten
    plan.to_forget = sorted(some | set(load.articles_of(con, whole)))


def _choose_uncorrected(plan: Plan, found: sources.Found, con: DuckDBPyConnection, given: Given) -> None:
    """Files to read again, for a correction of a page's own facts was withdrawn and only the file has them still."""
    stored = {corrections.Correction(*row) for row in ledger.applied_corrections(con)}
    withdrawn = {one.body_sha256 for one in stored - set(given.corrections) if one.table in corrections.OF_PAGE}
    articles = load.articles_with_body(con, sorted(withdrawn)) if withdrawn else []
    files = {raw.uri: raw for raw in found.files}
    again = {uri for uri in load.files_of(con, articles) if uri in files} - {raw.uri for raw in plan.to_read}
    plan.counts["files.corrections"] = len(again)
    plan.to_read = sorted([*plan.to_read, *(files[uri] for uri in again)], key=lambda raw: raw.uri)


def batches(plan: Plan, options: Options) -> Iterator[Batch]:
    """The first batches of a run: files not planned yet, grouped by number and size."""
    if options.limit is not None:
        yield from _limited(plan, options, options.limit)
        return
    group: list[Piece] = []
    size = 0
    for raw in plan.to_read:
        if group and (len(group) >= options.batch_records or size + raw.size > BATCH_BYTES):
            yield Batch(0, tuple(group))
            group, size = [], 0
        group.append(Piece(raw))
        size += raw.size
    if group:
        yield Batch(0, tuple(group))


def _limited(plan: Plan, options: Options, left: int) -> Iterator[Batch]:
    """Batches of the first `left` records, in the order of their files; the last file may stay unfinished."""
    with sources.Opener() as opener:
        for raw in plan.to_read:
            if left <= 0:
                return
            pieces = _first_records(opener, raw, options.text_column, left)
            yield Batch(0, tuple(pieces))
            left -= sum(len(piece.chunk.keys[: piece.limit]) if piece.chunk else 1 for piece in pieces)


def _first_records(opener: sources.Opener, raw: sources.RawFile, text_column: str | None, left: int) -> list[Piece]:
    try:
        found = read.plan(opener.open(raw.address), raw.uri, text_column=text_column)
    except RejectError:
        return [Piece(raw)]  # the worker says why
    pieces: list[Piece] = []
    for chunk in found.chunks:
        if left <= 0:
            break
        pieces.append(Piece(raw, found.layout, chunk, left if left < len(chunk.keys) else None))
        left -= len(chunk.keys)
    if len(pieces) < len(found.chunks) and pieces[-1].limit is None:
        last = pieces[-1]
        pieces[-1] = Piece(raw, last.layout, last.chunk, len(last.chunk.keys) if last.chunk else None)
    return pieces


def article_batches(plan: Plan, options: Options) -> Iterator[tuple[str, ...]]:
    """Ids of the stored articles to extract again, in groups."""
    step = options.batch_records
    for at in range(0, len(plan.to_extract), step):
        yield tuple(plan.to_extract[at : at + step])
