"""The ingest without Prefect, over invented reports: what a run does, and that how it is run changes nothing."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from flows import corrections, plan, session
from flows.corrections import Correction
from flows.settings import Options
from tests.ingesting import PLACES, World, differences, record, report_text
from warehouse import audit, forget, publish


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path / "one")
    for number in range(6):
        made.write(f"town/{number}.txt", report_text(number, PLACES[number % 5], 2015 + number))
    made.write_records("site.jsonl", [record(number) for number in range(8)])
    made.write("empty.txt", "")
    return made


def same(one: World, other: World) -> None:
    assert differences(one.content(), other.content()) == {}


def test_every_record_ends_in_articles_or_rejects(world: World) -> None:
    row = world.ingest()
    assert row["status"] == "published"
    assert (row["counts"]["articles"], row["counts"]["rejects"]) == (14, 1)
    assert world.rows("SELECT count(*) FROM articles") == [(14,)]
    assert world.rows("SELECT uri, record_key, reason FROM rejects") == [("empty.txt", "", "empty")]
    assert world.rows("SELECT sum(records), sum(articles), sum(rejects), min(status) FROM sources") == [
        (15, 14, 1, "done")
    ]


def test_same_run_twice_changes_nothing(world: World) -> None:
    world.ingest()
    generations = publish.generations(world.warehouse)
    row = world.ingest()
    assert row["status"] == "unchanged"
    assert publish.generations(world.warehouse) == generations
    assert [run["status"] for run in publish.read_runs(world.warehouse)] == ["published", "unchanged"]


@pytest.mark.parametrize(
    "options", [{"batch_records": 1}, {"batch_records": 3, "workers": 2}, {"paths": ("site.jsonl", "town", ".")}]
)
def test_how_it_is_run_changes_no_result(world: World, tmp_path: Path, options: dict) -> None:
    world.ingest()
    if "paths" in options:
        options = {"paths": tuple(str(world.raw / path) for path in options["paths"])}
    other = World(tmp_path / "two")
    other.raw.rmdir()
    other.raw.symlink_to(world.raw)
    if "paths" in options:
        options = {"paths": tuple(path.replace(str(world.raw), str(other.raw)) for path in options["paths"])}
    other.ingest(**options)
    same(world, other)


def test_a_file_of_several_batches(world: World, tmp_path: Path) -> None:
    records = [record(number) for number in range(1300)] + [record(7)]
    world.write_records("big.jsonl", records)
    row = world.ingest(workers=2)
    assert row["counts"]["rejects.duplicate_record"] == 1
    assert world.rows("SELECT records, articles, rejects, status FROM sources WHERE uri = 'big.jsonl'") == [
        (1301, 1300, 1, "done")
    ]


def test_changed_inserted_and_removed(world: World, tmp_path: Path) -> None:
    world.ingest()
    before = dict(world.rows("SELECT record_key, article_id FROM articles WHERE uri = 'site.jsonl'"))
    world.write_records("site.jsonl", [record(99), *(record(number) for number in range(8))])
    world.write("town/1.txt", report_text(77, "天王镇"))
    row = world.ingest()
    assert row["counts"]["files.changed"] == 2
    after = dict(world.rows("SELECT record_key, article_id FROM articles WHERE uri = 'site.jsonl'"))
    assert after.items() >= before.items()
    assert len(after) == 9
    (world.raw / "town/2.txt").unlink()
    assert world.ingest()["status"] == "unchanged"
    row = world.ingest(prune=True)
    assert row["counts"]["files.removed"] == row["counts"]["articles.removed"] == 1
    same(world, world.rebuilt(tmp_path / "two"))


def test_prune_keeps_what_lies_elsewhere(world: World) -> None:
    world.ingest()
    (world.raw / "town/2.txt").unlink()
    assert world.ingest(prune=True, paths=(str(world.raw / "site.jsonl"),))["status"] == "unchanged"


def _with_rules(monkeypatch: pytest.MonkeyPatch, read: str, extract: str) -> None:
    known = plan.rulesets

    def rulesets(options: Options, meta: dict[str, str]) -> plan.Rulesets:
        return plan.Rulesets(read, extract, known(options, meta).lexicon)

    monkeypatch.setattr(plan, "rulesets", rulesets)


def test_refresh_does_what_the_digests_say(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _with_rules(monkeypatch, "read1", "extract1")
    world.ingest()
    (world.raw / "town/3.txt").unlink()
    _with_rules(monkeypatch, "read1", "extract2")
    assert world.ingest()["status"] == "unchanged"
    row = world.ingest(refresh=True)
    assert (row["counts"]["articles.extracted_again"], row["counts"].get("articles", 0)) == (14, 0)
    _with_rules(monkeypatch, "read2", "extract2")
    row = world.ingest(refresh=True)
    assert (row["counts"]["files.old_rules"], row["counts"]["articles"]) == (7, 13)
    assert world.ingest(refresh=True)["status"] == "unchanged"
    world.ingest(prune=True)
    same(world, world.rebuilt(tmp_path / "two"))


def test_articles_without_raw_file_are_extracted_from_their_body(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.ingest()
    before = world.content()
    (world.raw / "town/3.txt").unlink()
    _with_rules(monkeypatch, "read2", "extract2")
    row = world.ingest(refresh=True)
    assert row["counts"]["articles.extracted_again"] == 1
    after = world.content()
    assert after["mentions"] == before["mentions"]
    assert after["bylines"] == before["bylines"]
    assert world.rows("SELECT read_ruleset = 'read2' FROM articles WHERE uri = 'town/3.txt'") == [(False,)]


def test_limit_reads_the_first_records_and_a_full_run_the_rest(world: World, tmp_path: Path) -> None:
    row = world.ingest(limit=5)
    assert row["counts"]["articles"] + row["counts"]["rejects"] == 5
    assert world.rows("SELECT uri, status FROM sources ORDER BY uri") == [
        ("empty.txt", "done"),
        ("site.jsonl", "loading"),
    ]
    world.ingest()
    same(world, world.rebuilt(tmp_path / "two"))


def test_text_column_is_used_for_files_that_gave_nothing(tmp_path: Path) -> None:
    world = World(tmp_path)
    rows = [{"id": f"r{number}", "zhw": record(number)["text"], "x": "1"} for number in range(3)]
    world.write_records("odd.jsonl", rows)
    before = world.ingest(max_reject_share=1.0)["counts"]
    row = world.ingest(text_column="zhw")
    assert before.get("articles", 0) + row["counts"].get("articles", 0) == 3
    assert world.rows("SELECT count(*) FROM articles") == [(3,)]
    assert world.ingest(text_column="zhw")["status"] == "unchanged"


def test_skipped_files_are_named(world: World) -> None:
    world.write("half.txt.part", "x")
    world.write(".hidden", "x")
    row = world.ingest()
    assert row["counts"]["files.skipped"] == 2
    log = (world.data / "logs" / f"{row['run_id']}.log").read_text("utf-8")
    assert "half.txt.part" in log
    assert world.ingest()["status"] == "unchanged"


def test_dry_run_writes_nothing(world: World) -> None:
    row = world.ingest(dry_run=True)
    assert row["counts"]["files.new"] == 8
    assert not world.warehouse.exists()
    assert publish.read_runs(world.warehouse) == []


def test_too_many_rejects_are_not_published(world: World) -> None:
    world.ingest()
    now = publish.current(world.warehouse)
    for number in range(30):
        world.write(f"bad/{number}.txt", "")
    with pytest.raises(audit.AuditError):
        world.ingest(max_reject_share=0.2)
    assert publish.current(world.warehouse) == now
    assert publish.read_runs(world.warehouse)[-1]["status"] == "failed"
    assert world.ingest(max_reject_share=1.0)["status"] == "published"


def test_missing_path_is_an_error(world: World) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        world.ingest(paths=(str(world.raw / "nowhere"),))
    assert publish.read_runs(world.warehouse)[-1]["status"] == "failed"


def test_failed_run_calls_for_help(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "told"
    monkeypatch.setenv("NEWSDB_ON_FAILURE", f'test -f "$NEWSDB_LOG" && echo "$NEWSDB_RUN $NEWSDB_MESSAGE" > {told}')
    with pytest.raises(FileNotFoundError):
        world.ingest(paths=(str(world.raw / "nowhere"),))
    assert "nowhere" in told.read_text("utf-8")


def _metric(world: World) -> tuple[str, int, int, float]:
    return world.rows(
        "SELECT body_sha256, start_char, end_char, value FROM metrics JOIN articles USING (article_id) "
        "WHERE uri = 'town/1.txt' ORDER BY metric_no LIMIT 1"
    )[0]


def test_corrections_are_applied_kept_and_taken_back(world: World, tmp_path: Path) -> None:
    world.ingest()
    plain = world.content()
    body, start, end, value = _metric(world)
    path = world.data / "corrections.csv"
    corrections.append(path, Correction(body, start, end, "metrics.value", str(value), "42", "测试", "2020-05-01"))
    corrections.append(path, Correction("0" * 64, 1, 2, "metrics.value", "1", "2", "测试", "2020-05-01"))
    row = world.ingest()
    assert row["counts"]["articles.extracted_again"] == 1
    assert _metric(world)[3] == 42
    assert world.rows("SELECT correction_no, status FROM corrections ORDER BY ALL") == [
        (1, "applied"),
        (2, "no_longer_fits"),
    ]
    same(world, world.rebuilt(tmp_path / "two"))
    assert world.ingest()["status"] == "unchanged"
    path.unlink()
    world.ingest()
    assert differences(plain, world.content()) == {}


def test_a_wrong_row_goes_with_what_hangs_on_it(world: World) -> None:
    world.ingest()
    body, start, end, _ = _metric(world)
    count = world.rows("SELECT count(*) FROM metrics")[0][0]
    ((quote,),) = world.rows(
        f"SELECT substring(body, {start + 1}, {end - start}) FROM articles WHERE body_sha256 = '{body}'"
    )
    corrections.append(world.data / "corrections.csv", Correction(body, start, end, "metrics", quote, None))
    world.ingest()
    assert world.rows("SELECT count(*) FROM metrics") == [(count - 1,)]


def test_forgotten_articles_stay_out(world: World, tmp_path: Path) -> None:
    world.ingest()
    article, uri = world.rows("SELECT article_id, uri FROM articles WHERE record_key = 'r3'")[0]
    path = world.data / "forgotten.csv"
    forget.append_forgotten(path, [(article, uri), ("", "town/4.txt")], date(2020, 5, 1))
    world.ingest()
    assert world.rows("SELECT count(*) FROM articles") == [(12,)]
    assert world.rows("SELECT uri FROM rejects WHERE reason = 'forgotten' ORDER BY uri") == [
        ("site.jsonl",),
        ("town/4.txt",),
    ]
    same(world, world.rebuilt(tmp_path / "two"))
    assert world.ingest()["status"] == "unchanged"


def test_lexicon_change_extracts_the_articles_that_hold_a_changed_term(world: World, tmp_path: Path) -> None:
    world.write("dou.txt", report_text(3, "坪头镇").replace("要落实", "要推广黑岭甜豆，落实"))
    world.ingest()
    terms = tmp_path / "terms.tsv"
    terms.write_text("黑岭甜豆\tproject\n", "utf-8")
    row = world.ingest(lexicon=str(terms))
    assert row["counts"]["articles.extracted_again"] == 1
    assert world.rows("SELECT count(*) FROM mentions WHERE text = '黑岭甜豆'") == [(1,)]
    same(world, world.rebuilt(tmp_path / "two", lexicon=str(terms)))
    assert world.ingest()["status"] == "unchanged"
    row = world.ingest(lexicon="")
    assert row["counts"]["articles.extracted_again"] == 1
    assert world.rows("SELECT count(*) FROM mentions WHERE text = '黑岭甜豆'") == [(0,)]
    same(world, world.rebuilt(tmp_path / "three"))


def test_second_run_says_who_holds_the_warehouse(world: World) -> None:
    with publish.lock(world.warehouse, "first-run"), pytest.raises(publish.BusyError, match="first-run"):
        world.ingest()


def test_run_cut_off_before_publishing_is_finished_by_the_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched, pytest.raises(OSError, match="power"):
        patched.setattr(publish, "publish", _power_cut)
        world.ingest()
    assert not world.warehouse.exists()
    row = world.ingest()
    assert (row["status"], row["counts"].get("articles", 0)) == ("published", 0)
    assert world.rows("SELECT count(*) FROM articles") == [(14,)]


def _power_cut(*_: object) -> None:
    raise OSError("power cut")


@pytest.mark.parametrize("seed", range(3))
def test_any_history_equals_a_rebuild(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    world = World(tmp_path / "one")
    terms = tmp_path / "terms.tsv"
    lexicon: str | None = None
    for _ in range(5):
        _edit(world, chance)
        if chance.random() < 0.4:
            terms.write_text(f"{chance.choice(['推进会', '粮食产量', '项目推进会'])}\tproject\n", "utf-8")
            lexicon = str(terms)
        options = {"lexicon": lexicon} if lexicon else {}
        world.ingest(prune=True, batch_records=chance.choice([1, 2, 300]), **options)
    same(world, world.rebuilt(tmp_path / "two", **options))


def _edit(world: World, chance: random.Random) -> None:
    """Some files more, some changed, some gone."""
    for _ in range(chance.randrange(1, 4)):
        number = chance.randrange(5)
        world.write(f"{number}.txt", report_text(chance.randrange(100), chance.choice(PLACES)))
    records = [record(number) for number in sorted(chance.sample(range(20), chance.randrange(1, 8)))]
    world.write_records("site.jsonl", records)
    gone = world.raw / f"{chance.randrange(5)}.txt"
    if chance.random() < 0.5 and gone.exists():
        gone.unlink()


def test_log_file_per_run(world: World) -> None:
    row = world.ingest()
    log = (world.data / "logs" / f"{row['run_id']}.log").read_text("utf-8")
    assert "读入文章：14" in log


def test_advice_says_what_to_do() -> None:
    assert "--workers 1" in session.advice(session.BrokenExecutor("gone"))
    assert "disk is full" in session.advice(OSError(28, "No space left on device"))
