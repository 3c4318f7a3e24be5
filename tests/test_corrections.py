"""People's edits from the first line of corrections.csv to what the views show."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows import corrections
from flows.corrections import Correction
from tests.ingesting import World

TEXT = (
    "坪头镇修路\n\n2021-05-06 10:00:00   来源:样例日报\n\n"
    "    2021年,陈仓区坪头镇种植猕猴桃1200亩,修路3公里,投资310万元,惠及村民800人。\n"
)


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.write("road.txt", TEXT)
    world.ingest()
    return world


def _correct(world: World, quote: str, field: str, change: tuple[str | None, str | None]) -> None:
    spans = "SELECT body_sha256, start_char, end_char FROM metrics JOIN articles USING (article_id)"
    ((body, start, end),) = world.rows(f"{spans} WHERE quote = '{quote}'")
    made = Correction(body, start, end, field, *change, "张三", "2024-05-01")
    corrections.append(world.data / "corrections.csv", made)


def test_right_wrong_and_should_be(world: World) -> None:
    _correct(world, "1200亩", "metrics.value", ("1200", "1500"))
    _correct(world, "3公里", "metrics", ("3公里", "3公里"))
    _correct(world, "800人", "metrics", ("800人", None))
    _correct(world, "310万元", "metrics.indicator", ("完全不是这样", "投资额"))
    world.ingest()
    facts = world.rows("SELECT quote, value, round(base_value), reviewed FROM facts ORDER BY metric_no")
    assert facts == [("1200亩", 1500, 1_000_000.0, True), ("3公里", 3, 3000, True), ("310万元", 3_100_000, None, False)]
    assert [row[0] for row in world.rows("SELECT status FROM corrections ORDER BY correction_no")] == [
        "applied", "applied", "applied", "no_longer_fits",
    ]  # fmt: skip


def test_a_changed_text_leaves_its_corrections_listed(world: World) -> None:
    _correct(world, "3公里", "metrics.value", ("3", "4"))
    world.ingest()
    assert world.rows("SELECT value FROM metrics WHERE quote = '3公里'") == [(4.0,)]
    world.write("road.txt", TEXT.replace("800人", "900人"))
    world.ingest()
    assert world.rows("SELECT value FROM metrics WHERE quote = '3公里'") == [(3.0,)]
    assert world.rows("SELECT field, status FROM corrections") == [("metrics.value", "no_longer_fits")]


def test_a_withdrawn_correction_is_undone(world: World) -> None:
    _correct(world, "3公里", "metrics.value", ("3", "4"))
    world.ingest()
    (world.data / "corrections.csv").unlink()
    world.ingest()
    assert world.rows("SELECT value, reviewed FROM facts WHERE quote = '3公里'") == [(3.0, False)]


def test_a_corrected_unit_opens_the_base_value(world: World) -> None:
    _correct(world, "1200亩", "metrics.unit", ("亩", "公顷"))
    world.ingest()
    assert world.rows("SELECT unit, base_value, base_unit FROM metrics WHERE quote = '1200亩'") == [
        ("公顷", None, None)
    ]
