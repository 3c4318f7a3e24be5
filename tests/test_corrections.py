"""People's edits from the first line of corrections.csv to what the views show."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows import corrections, domains, report, status
from flows.corrections import Correction
from flows.settings import home
from tests.ingesting import World, differences
from warehouse import catalogue

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


def test_a_row_that_other_words_move_no_longer_fits(world: World) -> None:
    ((body, start, end),) = world.rows(
        "SELECT body_sha256, start_char, end_char FROM mentions JOIN articles USING (article_id) WHERE text = '坪头镇'"
    )
    made = Correction(body, start, end, "mentions.kind", "place", "organization", "张三", "2024-05-01")
    corrections.append(world.data / "corrections.csv", made)
    states = []
    words = world.data / "lexicon.tsv"
    for term in ("", "陈仓区坪头镇\tplace\n", ""):
        words.write_text(term, "utf-8")
        world.ingest(lexicon=str(words))
        states += world.rows("SELECT status FROM corrections")
    assert states == [("applied",), ("no_longer_fits",), ("applied",)]


def test_a_withdrawn_correction_is_undone(world: World) -> None:
    _correct(world, "3公里", "metrics.value", ("3", "4"))
    world.ingest()
    (world.data / "corrections.csv").unlink()
    world.ingest()
    assert world.rows("SELECT value, reviewed FROM facts WHERE quote = '3公里'") == [(3.0, False)]


def test_what_hangs_on_a_corrected_cell_follows(world: World) -> None:
    _correct(world, "1200亩", "metrics.unit", ("亩", "公顷"))
    _correct(world, "3公里", "metrics.place_code", ("610304111", "610304109"))
    _correct(world, "310万元", "metrics.indicator", (_stored(world, "310万元", "indicator"), "固定资产投资"))
    _correct(world, "800人", "metrics.place_name", (_stored(world, "800人", "place_name"), "县功镇"))
    _correct(world, "800人", "metrics.modality", ("actual", "target"))
    world.ingest()
    rows = world.rows("SELECT quote, unit, unit_kind, base_value, base_unit FROM metrics ORDER BY metric_no")
    assert rows[0] == ("1200亩", "公顷", "area", 12_000_000.0, "m2")
    facts = world.rows("SELECT indicator_id, place, place_code FROM facts ORDER BY metric_no")
    assert facts[1][1:] == ("陕西省宝鸡市陈仓区县功镇", "610304109")
    assert facts[2][0] == "fixed_investment"
    assert facts[3][1:] == ("陕西省宝鸡市陈仓区县功镇", "610304109")
    assert world.rows("SELECT place_name FROM metrics WHERE quote = '3公里'") == [("县功镇",)]
    series = world.rows("SELECT place_code FROM series WHERE indicator_id = 'fixed_investment'")
    assert series == [("610304111",)]


def _stored(world: World, quote: str, column: str) -> str:
    ((value,),) = world.rows(f"SELECT {column} FROM metrics WHERE quote = '{quote}'")
    return str(value)


MISFITS = [
    ("metrics.modality", "actual", "foo", "not_among"),
    ("metrics.value", "3", "三", "not_a_number"),
    ("metrics.value", "3", "inf", "not_a_number"),
    ("metrics.value", "3", "1e999", "not_a_number"),
    ("metrics.starts_on", None, "2021-13", "not_a_time"),
    ("metrics.starts_on", None, "2021-01-01T00:00:00+08:00", "not_a_time"),
    ("metrics.is_cumulative", "False", "maybe", "not_true_or_false"),
    ("metrics.place_code", "610304111", "610399", "no_such_code"),
    ("metrics.indicator_id", None, "no_such", "no_such_code"),
    ("metrics.measure", "level", None, "required"),
    ("metrics.indicator", "投资", "投\n资", "not_one_line"),
    ("metrics.quote", "3公里", "4公里", "cannot_be_corrected"),
    ("metrics.metric_no", "1", "2", "cannot_be_corrected"),
    ("sentences.words", None, "修路", "cannot_be_corrected"),
    ("metrics", "3公里", "3", "whole_row"),
    ("articles", "坪头镇修路", None, "cannot_be_corrected"),
    ("metrics.nothing", "1", "2", "no_such_field"),
    ("runs.status", "1", "2", "no_such_field"),
    ("", None, None, "no_such_field"),
    ("documents.type", None, "foo", "not_among"),
    ("articles.view_count", None, "-1", "not_a_number"),
]


@pytest.mark.parametrize(("field", "old", "new", "reason"), MISFITS, ids=[f"{m[0]}={m[2]}" for m in MISFITS])
def test_a_value_must_fit_its_column(field: str, old: str | None, new: str | None, reason: str) -> None:
    misfit = Correction("ab", 0, 3, field, old, new).misfit()
    assert misfit is not None and misfit.reason == reason
    assert report.UNFIT[reason] and domains.MEANING[reason]


FITS = [
    ("metrics.modality", "actual", "target"), ("metrics.value", "3", "4.5"), ("metrics.starts_on", None, "2021-03"),
    ("metrics.place_code", None, "610304111"), ("metrics.place_code", "610304111", None),
    ("metrics.indicator_id", None, "gdp"), ("metrics", "3公里", None), ("metrics.quote", "3公里", "3公里"),
    ("articles.dateline_on", None, "2021-05-06"), ("metrics.is_cumulative", "False", "是"),
    ("documents.type", None, "law"), ("articles.title", "修路", "坪头镇修路"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "old", "new"), FITS)
def test_what_fits_is_taken(field: str, old: str | None, new: str | None) -> None:
    assert Correction("ab", 0, 3, field, old, new).misfit() is None


def test_stored_values_are_of_the_lists_the_catalogue_closes(world: World) -> None:
    for name in catalogue.batch_tables():
        for column in catalogue.table(name).columns:
            if column.values:
                found = {v for (v,) in world.rows(f'SELECT DISTINCT "{column.name}" FROM {name}') if v is not None}
                assert found <= set(column.values), f"{name}.{column.name}"


def test_bad_lines_of_the_file_are_listed_with_their_reason(world: World) -> None:
    _correct(world, "3公里", "metrics.modality", ("actual", "foo"))
    _correct(world, "3公里", "metrics.value", ("3", "4"))
    with (world.data / "corrections.csv").open("a", encoding="utf-8") as file:
        file.write("ab,x,y,metrics.value,1,2,,\n")
    run = world.ingest()
    rows = world.rows("SELECT field, status, reason, detail FROM corrections ORDER BY correction_no")
    assert rows[0] == ("metrics.modality", "invalid", "not_among", "foo; actual, target, norm")
    assert [row[1:3] for row in rows[1:]] == [("applied", None), ("invalid", "no_span")]
    assert world.rows("SELECT modality, value FROM metrics WHERE quote = '3公里'") == [("actual", 4.0)]
    assert run["counts"]["corrections.unfit"] == 2
    assert "第 1 行 metrics.modality" in report.text(run) and "第 3 行" in report.text(run)
    told = status.gather(home(world.warehouse))
    assert [one["line"] for one in told["corrections_unfit"]] == [1, 3]
    assert "不在可取的值之内：foo" in status.text(told)


def test_a_file_that_is_not_utf8_is_told(world: World) -> None:
    (world.data / "corrections.csv").write_bytes("更正".encode("gbk"))
    with pytest.raises(corrections.CorrectionsError, match="UTF-8"):
        world.ingest()


def test_a_later_line_outdoes_an_earlier_one(world: World) -> None:
    _correct(world, "3公里", "metrics.value", ("3", "4"))
    _correct(world, "3公里", "metrics.value", ("3", "5"))
    _correct(world, "3公里", "metrics.value", ("5", "6"))
    world.ingest()
    assert world.rows("SELECT value, base_value FROM metrics WHERE quote = '3公里'") == [(6.0, 6000.0)]
    assert world.rows("SELECT DISTINCT status FROM corrections") == [("applied",)]


PEOPLE = (
    "阳平镇开会\n\n2021-05-06 10:00:00   来源:样例日报\n\n记者 李小山 王大河\n"
    "    阳平镇镇长马小川说,要修好路。马小川还说,2021年修路3公里。县功镇党委书记刘样例参加。\n"
)


def _correct_at(world: World, table: str, words: str, field: str, change: tuple[str | None, str | None]) -> None:
    told = "text" if table == "mentions" else "name"
    span = "start_char, end_char" if table == "mentions" else "0, 0"
    where = f"{told} = '{words}' AND title = '阳平镇开会'"
    rows = world.rows(f"SELECT body_sha256, {span} FROM {table} JOIN articles USING (article_id) WHERE {where}")
    for body, start, end in rows:
        made = Correction(body, start, end, field, *change, "张三", "2024-05-01")
        corrections.append(world.data / "corrections.csv", made)


def test_a_renamed_person_takes_posts_along(world: World) -> None:
    world.write("people.txt", PEOPLE)
    world.ingest()
    assert ("马小川", "镇长") in world.rows("SELECT name, post FROM people")
    _correct_at(world, "mentions", "马小川", "mentions.name", ("马小川", "马晓川"))
    world.ingest()
    posts = world.rows("SELECT name, post FROM people")
    assert ("马晓川", "镇长") in posts and not [one for one in posts if one[0] == "马小川"]


def test_a_person_that_is_none_takes_the_post_away(world: World) -> None:
    world.write("people.txt", PEOPLE)
    world.ingest()
    _correct_at(world, "mentions", "马小川", "mentions", ("马小川", None))
    world.ingest()
    assert "马小川" not in {name for (name,) in world.rows("SELECT name FROM people")}


def test_bylines_are_told_apart_by_their_names(world: World) -> None:
    world.write("people.txt", PEOPLE)
    world.ingest()
    before = {name for (name,) in world.rows("SELECT name FROM bylines")}
    assert {"李小山", "王大河"} <= before
    _correct_at(world, "bylines", "李小山", "bylines", ("李小山", None))
    _correct_at(world, "bylines", "王大河", "bylines.name", ("王大河", "汪大河"))
    world.ingest()
    assert {name for (name,) in world.rows("SELECT name FROM bylines")} == before - {"李小山", "王大河"} | {"汪大河"}
    assert "汪大河" in {name for (name,) in world.rows("SELECT name FROM people")}


def test_the_place_of_an_article_can_be_corrected(world: World) -> None:
    ((body, code),) = world.rows("SELECT body_sha256, place_code FROM articles")
    made = Correction(body, 0, 0, "articles.place_code", code, "610304109", "张三", "2024-05-01")
    corrections.append(world.data / "corrections.csv", made)
    day = Correction(body, 0, 0, "articles.published_at", "2021-05-06T10:00:00", "2021-05-07", "张三", "2024-05-01")
    corrections.append(world.data / "corrections.csv", day)
    world.ingest()
    rows = world.rows("SELECT place_code, place_confidence, published_precision FROM articles")
    assert rows == [("610304109", 1.0, "day")]
    assert world.rows("SELECT place_code FROM named WHERE origin = 'article_place'") == [("610304109",)]


def test_what_the_page_says_stays_corrected_and_can_be_taken_back(world: World, tmp_path: Path) -> None:
    before = world.content()
    ((body, title),) = world.rows("SELECT body_sha256, title FROM articles")
    path = world.data / "corrections.csv"
    corrections.append(path, Correction(body, 0, 0, "articles.title", title, "坪头镇修了路"))
    world.ingest()
    terms = tmp_path / "terms.tsv"
    terms.write_text("猕猴桃\tproject\n", "utf-8")
    assert world.ingest(lexicon=str(terms))["counts"]["articles.extracted_again"] == 1
    assert world.rows("SELECT title FROM articles") == [("坪头镇修了路",)]
    assert world.rows("SELECT status FROM corrections") == [("applied",)]
    world.ingest(lexicon="")
    path.unlink()
    assert world.ingest()["counts"]["files.corrections"] == 1
    assert differences(before, world.content()) == {}
