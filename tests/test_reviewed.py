"""Corrections as evaluation data: what people said against what today's rules say."""

from __future__ import annotations

from pathlib import Path

from bench import reviewed
from flows import corrections
from flows.corrections import Correction
from tests.ingesting import World
from tests.test_corrections import TEXT


def test_extraction_is_scored_against_what_people_said(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.write("road.txt", TEXT)
    world.ingest()
    assert reviewed.score(world.warehouse) == {}
    rows = world.rows("SELECT body_sha256, start_char, end_char, quote FROM metrics JOIN articles USING (article_id)")
    spans = {quote: (body, start, end) for body, start, end, quote in rows}
    said = [
        ("1200亩", "metrics", "1200亩", "1200亩"),
        ("3公里", "metrics.unit", "公里", "公里"),
        ("310万元", "metrics", "310万元", None),  # a person is wrong, or the rules are
        ("800人", "metrics.value", "800", "900"),
        ("800人", "metrics.value", "900", "800"),  # the last word counts
        ("800人", "metrics.modality", "actual", "foo"),
    ]
    for quote, field, old, new in said:
        corrections.append(world.data / "corrections.csv", Correction(*spans[quote], field, old, new))
    corrections.append(world.data / "corrections.csv", Correction("0" * 64, 1, 2, "metrics", "2", "2"))
    world.ingest()
    assert reviewed.score(world.warehouse) == {
        "corrections/right": 1.0, "corrections/should_be": 1.0, "corrections/wrong": 0.0,
        "corrections/right (lines)": 2.0, "corrections/should_be (lines)": 1.0, "corrections/wrong (lines)": 1.0,
    }  # fmt: skip
