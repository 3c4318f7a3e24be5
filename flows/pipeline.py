"""The steps of a run as plain functions over one session: plan, begin, batches, settle, audit, publish.

flows.ingest runs them as a Prefect flow; `run` here runs them without Prefect and gives the same tables.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from threading import Lock
from typing import Any, Protocol

from flows import batch as worker
from flows import corrections, plan, reference, report, settings, sources, stored
from flows.batch import Batch, Result, Tally, Tools
from flows.corrections import Correction
from flows.plan import Plan
from flows.session import FileState, Session, as_row
from flows.settings import Options
from warehouse import audit, building, catalogue, forget, ledger, load, publish, settle

LITTLE_BYTES, LITTLE_ARTICLES = 200_000, 50


class Outcome(Protocol):
    """A future: of a thread pool here, of Prefect in flows.ingest."""

    def result(self) -> Any:
        """What the call gave, or its error raised again."""


def run(session: Session) -> None:
    """The whole run without Prefect; the session says what came of it."""
    make_plan(session)
    if session.options.dry_run:
        session.status = "dry_run"
    elif session.planned.has_work or is_left_over(session):
        with working(session), ThreadPoolExecutor(threads(session.options)) as threaded:
            begin(session)
            drive(session, lambda batch: threaded.submit(do_batch, session, batch))
        finish(session)
        settle_all(session)
        check(session)
        make_visible(session)
    else:
        session.status = "unchanged"


@contextmanager
def timed(session: Session, stage: str) -> Iterator[None]:
    """The stage is told, and how long it took is counted."""
    session.tell.stage(stage)
    began = time.monotonic()
    try:
        yield
    finally:
        session.counts[f"ms.{stage}"] += round((time.monotonic() - began) * 1000)


def make_plan(session: Session) -> None:
    """Find the raw files and decide what to do with them."""
    with timed(session, "plan"):
        options, home = session.options, session.home
        session.spool.mkdir(parents=True, exist_ok=True)
        paths = options.paths or (str(home.raw),)
        found = sources.find(paths, home.raw, session.spool)
        _refuse_missing(session, found)
        people = corrections.load(home.corrections)
        named = forget.read_forgotten(home.forgotten)
        given = plan.Given(home.raw, people, named.article_ids | named.uris)
        session.plan = _plan_over(session, found, given)
        if _has_lost_files(session, found):
            # A crash left files half loaded that are gone now; the published generation still has them whole.
            building.drop(home.warehouse)
            session.plan = _plan_over(session, found, given)
        session.counts += session.plan.counts
        _note_left_out(session)
        session.tools = _tools(session, given)


def _refuse_missing(session: Session, found: sources.Found) -> None:
    missing = [path for path in found.missing if not session.options.prune]
    if missing and session.options.paths:
        raise FileNotFoundError(f"nothing found at {', '.join(missing)}; with --prune its articles would be removed")


def _note_left_out(session: Session) -> None:
    for name, files in (("skipped", session.planned.skipped), ("waiting", session.planned.waiting)):
        session.counts[f"files.{name}"] = len(files)
        if files:
            session.tell.note(f"{report.COUNTS[f'files.{name}']}：{report.some(files)}")


def _plan_over(session: Session, found: sources.Found, given: plan.Given) -> Plan:
    with publish.ledger(session.home.warehouse) as con:
        return plan.make(session.options, found, con, given)


def _has_lost_files(session: Session, found: sources.Found) -> bool:
    here = {raw.uri for raw in found.files} | {refused.uri for refused in found.refused}
    with publish.ledger(session.home.warehouse) as con:
        known = load.known_sources(con) if con else {}
    return any(stored.status != "done" and uri not in here for uri, stored in known.items())


def is_left_over(session: Session) -> bool:
    """Whether there is something to write though no raw file says so: a crash left it, or newsdb itself is new."""
    path = session.home.warehouse
    with publish.ledger(path) as con:
        is_old = con is not None and load.meta(con).get("catalogue", catalogue.digest()) != catalogue.digest()
    return is_old or building.resumable(path, publish.current(path))


def _tools(session: Session, given: plan.Given) -> Tools:
    rulesets = session.planned.rulesets
    return Tools(
        segmenter=plan.segmenter_of(rulesets),
        lexicon=rulesets.lexicon,
        run_id=session.run_id,
        read_ruleset=rulesets.read,
        extract_ruleset=rulesets.extract,
        loaded_at=session.started_at,
        text_column=session.options.text_column,
        forgotten=given.forgotten,
        corrections=tuple(given.corrections),
    )


def begin(session: Session) -> None:
    """Open the database in the making and clear what will be written anew."""
    with timed(session, "begin"):
        found = session.planned
        session.building = publish.begin(session.home.warehouse, session.run_id)
        if load.meta(session.con).get("reference") != reference.digest():
            load.load_reference(session.con, reference.frames())
            load.set_meta(session.con, {"reference": reference.digest(), **reference.folding()})
        removed = load.remove_files(session.con, found.to_remove) if found.to_remove else 0
        removed += load.remove_articles(session.con, found.to_forget) if found.to_forget else 0
        session.counts["articles.removed"] = removed
        session.fitted = {Correction(*row) for row in ledger.applied_corrections(session.con)}
        known = load.known_sources(session.con)
        again = [raw.uri for raw in found.to_read if raw.uri in known]
        load.clear(session.con, session.run_id, files=again, articles=found.to_extract)
        _load_refused(session)


def _load_refused(session: Session) -> None:
    """Files that cannot be opened: one reject each."""
    tools, refused = session.ready, session.planned.refused
    if not refused:
        return
    rows = [worker.reject_row(tools, one.uri, "", one.error, None) for one in refused]
    tally = Tally(records=1, rejects=1)
    files = [_source_row(session, one.uri, (None, one.size, one.modified_at), tally, "done") for one in refused]
    frames = {
        "sources": catalogue.frame("sources", _columns("sources", files)),
        "rejects": catalogue.frame("rejects", worker.turn(rows)),
    }
    load.load_batch(session.con, frames, session.run_id)
    for one in refused:
        session.counts["rejects"] += 1
        session.counts[f"rejects.{one.error.reason}"] += 1


@contextmanager
def working(session: Session) -> Iterator[None]:
    """Worker processes of our own, each made ready before its first batch; for little work this process alone."""
    if is_little(session):
        session.pool = Inline()
        yield
        return
    count = settings.workers(session.options)
    pool = ProcessPoolExecutor(count, get_context("spawn"), initializer=worker.start, initargs=(session.ready,))
    session.pool = pool
    for _ in range(count):  # processes start when calls wait; these let them get ready beside `begin`
        pool.submit(worker.ready)
    try:
        yield
    finally:
        pool.shutdown(cancel_futures=True)
        session.pool = None


class Inline:
    """The work done here, one call at a time: starting processes takes longer than a few articles do."""

    def __init__(self) -> None:
        self.lock = Lock()

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """A future that is done already."""
        future: Future[Any] = Future()
        with self.lock:
            future.set_result(function(*arguments))
        return future


def is_little(session: Session) -> bool:
    """Whether the run is done sooner without worker processes, which --workers asks for in any case."""
    found = session.planned
    size = sum(raw.size for raw in found.to_read)
    return session.options.workers is None and size <= LITTLE_BYTES and len(found.to_extract) <= LITTLE_ARTICLES


def threads(options: Options) -> int:
    """Threads that hand out batches: one per worker, one that loads, one that has the next batch waiting."""
    return settings.workers(options) + 2


def drive(session: Session, submit: Callable[[Batch], Outcome]) -> None:
    """Every batch done: first those of the plan, then what they leave to later ones; a bounded number at a time."""
    with timed(session, "load"), _given_up(session):
        waiting: deque[Batch] = deque()
        first = _first_batches(session)
        running: dict[int, Outcome] = {}
        number = 0
        while True:
            while len(running) < threads(session.options):
                following = waiting.popleft() if waiting else next(first, None)
                if following is None:
                    break
                number += 1
                batch = Batch(number, following.pieces, following.stored)
                running[number] = submit(batch)
            if not running:
                return
            done = running.pop(session.finished.get(), None)
            # A batch that Prefect tried again says twice that it is finished; its future waits for the last try.
            waiting.extend(done.result() if done else [])


@contextmanager
def _given_up(session: Session) -> Iterator[None]:
    """When the block ends early, workers are not waited for: one may hang; the next run does their batches again."""
    done = False
    try:
        yield
        done = True
    finally:
        if not done and not isinstance(session.pool, Inline):
            for process in active_children():
                process.kill()


def _first_batches(session: Session) -> Iterator[Batch]:
    for batch in plan.batches(session.planned, session.options):
        for piece in batch.pieces:
            state = session.files.setdefault(piece.raw.uri, FileState(piece.raw))
            state.known += 1 + (piece.limit is not None)  # a file cut short is never done
        yield batch
    for ids in plan.article_batches(session.planned, session.options):
        with session.loading:
            rows = load.stored_articles(session.con, ids)
        yield Batch(0, stored=stored.articles(rows))


def do_batch(session: Session, batch: Batch) -> list[Batch]:
    """One batch extracted in the pool and loaded here; the batches that must follow."""
    if session.pool is None:
        raise RuntimeError("no worker processes")
    try:
        call = worker.run if isinstance(session.pool, Inline) else worker.run_apart
        result = session.pool.submit(call, batch, session.ready).result()
        with session.loading:
            _load(session, result)
    finally:
        session.finished.put(batch.number)
    return [Batch(0, (piece,)) for piece in result.later]


def _load(session: Session, result: Result) -> None:
    frames = result.frames
    if result.files:
        frames["sources"] = catalogue.frame("sources", _columns("sources", _file_rows(session, result)))
    load.load_batch(session.con, frames, session.run_id)
    for uri, tally in result.files.items():
        _add(session.files[uri], tally)
    _count(session, result)


def _file_rows(session: Session, result: Result) -> list[dict[str, Any]]:
    rows = []
    for uri, tally in result.files.items():
        state = session.files[uri]
        after = FileState(state.raw, state.known, Tally(**_fields(state.tally)))
        _add(after, tally)
        status = "done" if after.tally.pieces == after.known else "loading"
        facts = (state.raw.sha256, state.raw.size, state.raw.modified_at)
        rows.append(_source_row(session, uri, facts, after.tally, status))
    return rows


def _fields(tally: Tally) -> dict[str, Any]:
    return {name: getattr(tally, name) for name in Tally.__slots__}


def _add(state: FileState, tally: Tally) -> None:
    """The file is further by what one batch did of it."""
    total = state.tally
    for name in ("records", "articles", "rejects", "pieces"):
        setattr(total, name, getattr(total, name) + getattr(tally, name))
    total.media_type = total.media_type or tally.media_type
    total.encoding = total.encoding or tally.encoding
    state.known += tally.later


def _source_row(session: Session, uri: str, facts: tuple[Any, Any, Any], tally: Tally, status: str) -> dict[str, Any]:
    sha256, size, modified_at = facts
    return {
        "uri": uri, "sha256": sha256, "size": size, "modified_at": modified_at, "media_type": tally.media_type,
        "encoding": tally.encoding, "records": tally.records, "articles": tally.articles, "rejects": tally.rejects,
        "status": status, "read_ruleset": session.ready.read_ruleset, "run_id": session.run_id,
    }  # fmt: skip


def _columns(table: str, rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in catalogue.column_names(table)}


def _count(session: Session, result: Result) -> None:
    counts = session.counts
    counts["batches"] += 1
    session.first_batch = min(result.began, session.first_batch or result.began)
    counts["characters"] += result.characters
    counts["articles"] += sum(tally.articles for tally in result.files.values())
    counts["articles.extracted_again"] += result.extracted
    counts["rejects"] += sum(result.reasons.values())
    for reason, times in result.reasons.items():
        counts[f"rejects.{reason}"] += times
    for name in ("metrics", "mentions"):
        counts[name] += len(result.frames[name])
    _fit(session, result)
    done = sum(state.tally.pieces == state.known for state in session.files.values())
    session.tell.progress(session.counts, done, len(session.planned.to_read))


def _fit(session: Session, result: Result) -> None:
    """What was applied to a body before holds no longer once the body is extracted again: rows may have moved."""
    corrected = {one.body_sha256 for one in session.ready.corrections}
    bodies = corrected & set(result.frames["articles"]["body_sha256"]) if corrected else set()
    again = bodies - session.read_anew
    session.read_anew |= bodies
    session.fitted = {one for one in session.fitted if one.body_sha256 not in again} | result.fitted


def finish(session: Session) -> None:
    """People's edits and the facts about the warehouse are stored."""
    with timed(session, "finish"):
        people = list(session.ready.corrections)
        bodies = {one.body_sha256 for one in people}
        here = {body for body in bodies if load.articles_with_body(session.con, [body])}
        columns = corrections.frame_columns(people, session.fitted, here)
        load.load_reference(session.con, {"corrections": catalogue.frame("corrections", columns)})
        load.set_meta(session.con, session.planned.meta)
        session.counts["corrections.unfit"] = sum(status != "applied" for status in columns["status"])
        session.message = report.unfit(columns)


def settle_all(session: Session) -> None:
    """The tables about the whole corpus agree with what was loaded."""
    with timed(session, "settle"):
        session.counts["entities"] = settle.settle(session.con).get("entities", 0)


def check(session: Session) -> None:
    """AuditError unless the new generation is sound."""
    if not load.changed(session.con):
        return
    with timed(session, "audit"):
        may_shrink = session.options.prune or bool(session.ready.forgotten)
        audit.audit(session.con, audit.Limits(may_shrink, session.options.max_reject_share))


def make_visible(session: Session) -> None:
    """The new generation is what readers see, unless nothing changed."""
    opened = session.building
    if opened is None:
        raise RuntimeError("the run has nothing open to publish")
    with timed(session, "publish"):
        session.counts["articles.total"] = load.count(session.con, "articles")
        if session.first_batch:
            session.counts["ms.from_first_batch"] = round((time.time() - session.first_batch) * 1000)
        if load.changed(session.con):
            session.status = "published"
            publish.publish(opened, as_row(session))
        else:
            session.status = "unchanged"
            publish.discard(opened)
        session.building = None
