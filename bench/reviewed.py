"""How far extraction agrees with what people said of its rows: data/corrections.csv as evaluation data.

The articles are extracted from their stored bodies anew, without any correction, so a rule that learnt what a person
had to correct counts as right, and one that unlearnt what a person confirmed counts as wrong.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from flows import batch, corrections, domains, plan, stored
from flows.corrections import Correction
from flows.settings import Options, home, utc_now
from warehouse import load, query

Rows = dict[str, list[dict[str, Any]]]


def score(warehouse: Path) -> dict[str, float]:
    """Share of the corrections that extraction agrees with, by what was said: right, wrong, should_be; with counts."""
    people = _last(corrections.load(home(warehouse).corrections)) if warehouse.exists() else []
    if not people:
        return {}
    said: dict[str, list[bool]] = defaultdict(list)
    for body, rows in _extracted(warehouse, people).items():
        for one in people:
            if one.body_sha256 == body and one.misfit() is None:
                said[_kind(one)].append(agrees(rows, one))
    figures = {f"corrections/{kind}": round(sum(found) / len(found), 4) for kind, found in sorted(said.items())}
    return figures | {f"corrections/{kind} (lines)": float(len(found)) for kind, found in sorted(said.items())}


def _last(people: list[Correction]) -> list[Correction]:
    """Of several lines about one cell the last."""
    return list({(one.body_sha256, one.start_char, one.end_char, one.field): one for one in people}.values())


def _kind(one: Correction) -> str:
    if one.old == one.new:
        return "right"
    return "wrong" if one.column is None else "should_be"


def _extracted(warehouse: Path, people: list[Correction]) -> dict[str, Rows]:
    """The rows of one article of each body by table, made by today's rules."""
    with query.connect(warehouse) as con:
        articles = load.articles_with_body(con, sorted({one.body_sha256 for one in people}))
        again = stored.articles(load.stored_articles(con, articles))
        rulesets = plan.rulesets(Options(), load.meta(con))
    tools = batch.Tools(
        plan.segmenter_of(rulesets), rulesets.lexicon, "eval", rulesets.read, rulesets.extract, utc_now()
    )
    frames = batch.run(batch.Batch(0, stored=again), tools).frames
    bodies = dict(zip(frames["articles"]["article_id"], frames["articles"]["body_sha256"], strict=True))
    first = {body: article for article, body in reversed(list(bodies.items()))}
    found: dict[str, Rows] = {body: defaultdict(list) for body in first}
    for name in {one.table for one in people} & set(frames):
        for row in frames[name].astype(object).where(frames[name].notna(), None).to_dict("records"):
            body = bodies.get(row.get("article_id"))
            if body is not None and first[body] == row["article_id"]:
                found[body][name].append(row)
    return found


def agrees(rows: Rows, one: Correction) -> bool:
    """Whether the rows say what the person said."""
    there = [row for row in rows[one.table] if _stands(row, one)]
    if one.column is None:
        told = [row for row in there if one.old in [row.get(name) for name in domains.TELLING]]
        return bool(told) == (one.new is not None)
    wanted = domains.value(one.field, one.new)
    return any(_same(row[one.column], wanted) for row in there)


def _stands(row: dict[str, Any], one: Correction) -> bool:
    return "start_char" not in row or (row["start_char"], row["end_char"]) == (one.start_char, one.end_char)


def _same(found: Any, wanted: Any) -> bool:
    if isinstance(found, float) and isinstance(wanted, float):
        return abs(found - wanted) <= 1e-9 * max(abs(found), abs(wanted))
    return bool(found == wanted)
