"""Generations: seen at once or not at all, kept, restored, repaired, forgotten; one writer at a time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests import warehouse_world as world
from warehouse import building, catalogue, forget, load, publish, query, runlog, settle

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def warehouse(tmp_path):
    return tmp_path / "data" / "news.duckdb"


def _count(warehouse):
    with query.connect(warehouse) as con:
        return load.count(con, "articles")


def test_a_run_makes_a_generation_readers_see(warehouse):
    path = world.ingest(warehouse, "run1", [world.article(1)])
    assert warehouse.is_symlink() and warehouse.resolve() == path
    assert path.name == "news.run1.duckdb" and path.stat().st_mode & 0o777 == 0o444
    assert _count(warehouse) == 1
    assert sorted(p.name for p in path.parent.iterdir()) == ["news.run1.duckdb"]
    with query.connect(warehouse) as con:
        assert con.execute("SELECT run_id, status, counts FROM runs").fetchall() == [
            ("run1", "published", {"articles": 1})
        ]
        tags = con.execute("SELECT tags FROM duckdb_databases() WHERE database_name = current_database()").fetchall()
        assert tags[0][0]["storage_version"].startswith("v1.2.0")
        schemas = con.execute("SELECT DISTINCT schema_name FROM duckdb_tables()").fetchall()
        assert schemas == [("main",)]


def test_three_generations_are_kept_and_readers_stay_on_theirs(warehouse):
    world.ingest(warehouse, "run1", [world.article(1)])
    reader = query.connect(warehouse)
    for n in (2, 3, 4, 5):
        world.ingest(warehouse, f"run{n}", [world.article(n)])
    assert publish.generations(warehouse) == ["news.run3.duckdb", "news.run4.duckdb", "news.run5.duckdb"]
    assert load.count(reader, "articles") == 1
    assert _count(warehouse) == 5
    with query.connect(warehouse) as con:
        assert [row[0] for row in con.execute("SELECT run_id FROM runs ORDER BY ALL").fetchall()] == [
            "run1", "run2", "run3", "run4", "run5",
        ]  # fmt: skip


def test_the_order_of_generations_is_not_the_clocks(warehouse):
    for run_id in ("run9", "run5", "run7", "run1"):
        world.ingest(warehouse, run_id, [world.article(int(run_id[-1]))])
    assert publish.generations(warehouse) == ["news.run5.duckdb", "news.run7.duckdb", "news.run1.duckdb"]
    assert publish.restore(warehouse) == "run7"


def test_restore_goes_back_and_the_next_run_goes_on_from_there(warehouse):
    for n in (1, 2, 3):
        world.ingest(warehouse, f"run{n}", [world.article(n)])
    assert publish.restore(warehouse, "run1") == "run1" and _count(warehouse) == 1
    with pytest.raises(LookupError, match="kept are: run1, run2, run3"):
        publish.restore(warehouse, "run8")
    with pytest.raises(LookupError):
        publish.restore(warehouse)
    world.ingest(warehouse, "run4", [world.article(9)])
    assert _count(warehouse) == 2


def test_what_a_crash_left_is_taken_up(warehouse):
    world.ingest(warehouse, "run1", [world.article(1)])
    opened = publish.begin(warehouse, "run2")
    load.load_batch(opened.con, world.frames([world.article(2)], run_id="run2"), "run2")
    publish.close(opened)
    with publish.ledger(warehouse) as con:
        assert list(load.known_sources(con)) == ["a1.html", "a2.html"]
        assert len(dict(load.bodies(con))) == 2
    again = publish.begin(warehouse, "run3")
    assert again.resumed and load.changed(again.con)
    settle.settle(again.con)
    publish.publish(again, world.run_line("run3"))
    assert _count(warehouse) == 2
    cut_off = publish.read_runs(warehouse)[1]
    assert (cut_off["run_id"], cut_off["status"], cut_off["finished_at"]) == ("run2", "failed", None)


def test_what_a_crash_left_is_dropped_when_its_base_is_not_current(warehouse):
    world.ingest(warehouse, "run1", [world.article(1)])
    world.ingest(warehouse, "run2", [world.article(2)])
    opened = publish.begin(warehouse, "run3")
    load.load_batch(opened.con, world.frames([world.article(3)], run_id="run3"), "run3")
    publish.close(opened)
    publish.point(warehouse, "news.run1.duckdb")
    again = publish.begin(warehouse, "run4")
    assert not again.resumed and load.count(again.con, "articles") == 1
    publish.discard(again)


@pytest.mark.parametrize("damage", ["torn note", "no note", "torn file"])
def test_what_cannot_be_taken_up_is_dropped(warehouse, damage):
    world.ingest(warehouse, "run1", [world.article(1)])
    publish.close(publish.begin(warehouse, "run2"))
    path, note = building.paths(warehouse)
    {
        "torn note": lambda: note.write_text("{"),
        "no note": note.unlink,
        "torn file": lambda: path.write_bytes(b"x" * 99),
    }[damage]()
    again = publish.begin(warehouse, "run3")
    assert not again.resumed and load.count(again.con, "articles") == 1
    publish.discard(again)


def test_cut_off_after_the_last_change_is_still_published_by_the_next_run(warehouse):
    world.ingest(warehouse, "run1", [world.article(1)])
    opened = publish.begin(warehouse, "run2")
    load.load_batch(opened.con, world.frames([world.article(2)], run_id="run2"), "run2")
    settle.settle(opened.con)
    publish._finish(opened, world.run_line("run2"))
    again = publish.begin(warehouse, "run3")
    assert again.resumed and load.changed(again.con)
    publish.publish(again, world.run_line("run3"))
    with query.connect(warehouse) as con:
        found = con.execute("SELECT run_id, status FROM runs ORDER BY run_id").fetchall()
    assert found == [("run1", "published"), ("run2", "failed"), ("run3", "published")]


def test_cut_off_between_name_and_link_the_run_is_done_again(warehouse, monkeypatch):
    world.ingest(warehouse, "run1", [world.article(1)])
    monkeypatch.setattr(publish, "point", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        world.ingest(warehouse, "run2", [world.article(2)])
    monkeypatch.undo()
    assert _count(warehouse) == 1
    world.ingest(warehouse, "run3", [world.article(2)])
    assert publish.generations(warehouse) == ["news.run1.duckdb", "news.run3.duckdb"] and _count(warehouse) == 2


def test_cut_off_between_link_and_log_the_run_is_recorded_by_the_next(warehouse, monkeypatch):
    monkeypatch.setattr(publish, "record_run", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        world.ingest(warehouse, "run1", [world.article(1)])
    monkeypatch.undo()
    world.ingest(warehouse, "run2", [world.article(2)])
    assert [run["run_id"] for run in publish.read_runs(warehouse)] == ["run1", "run2"]
    assert publish.read_runs(warehouse)[0]["counts"] == {"articles": 1}


def test_files_are_on_disk_before_they_are_seen(warehouse, monkeypatch):
    """Power may go at any moment: contents are synced before their name, the name before the link."""
    done = []
    synced, renamed, replaced = os.fsync, Path.rename, Path.replace

    def path_of(handle):
        return Path(f"/proc/self/fd/{handle}").readlink().name

    monkeypatch.setattr(os, "fsync", lambda handle: (done.append(("sync", path_of(handle))), synced(handle)))
    monkeypatch.setattr(Path, "rename", lambda s, t: (done.append(("name", Path(t).name)), renamed(s, t))[1])
    monkeypatch.setattr(Path, "replace", lambda s, t: (done.append(("name", Path(t).name)), replaced(s, t))[1])
    world.ingest(warehouse, "run1", [world.article(1)])
    order = [step for step in done if step[1] != ".building.new" and step[1] != ".building.json"]
    at = order.index(("sync", ".building.duckdb"))
    assert order[at:] == [
        ("sync", ".building.duckdb"), ("name", "news.run1.duckdb"), ("sync", "generations"),
        ("name", "news.duckdb"), ("sync", "data"), ("sync", "runs.jsonl"),
    ]  # fmt: skip


def test_nothing_changed_rotates_nothing(warehouse):
    world.ingest(warehouse, "run1", [world.article(1)])
    opened = world.open_building(warehouse, "run2")
    assert not load.changed(opened.con)
    publish.discard(opened)
    publish.record_run(warehouse, world.run_line("run2", status="unchanged"))
    assert publish.generations(warehouse) == ["news.run1.duckdb"]
    assert [run["status"] for run in publish.read_runs(warehouse)] == ["published", "unchanged"]


def test_an_older_warehouse_gains_columns(warehouse):
    path = world.ingest(warehouse, "run1", [world.article(1)])
    path.chmod(0o644)
    with duckdb.connect(str(path)) as con:
        con.execute("DROP VIEW latest")
        con.execute("ALTER TABLE articles DROP COLUMN url")
        con.execute("DROP TABLE checks")
        con.execute("UPDATE meta SET value = 'old' WHERE key IN ('catalogue', 'described')")
    opened = world.open_building(warehouse, "run2")
    assert load.changed(opened.con)
    load.load_batch(opened.con, world.frames([world.article(2, url="http://x.test")], run_id="run2"), "run2")
    settle.settle(opened.con)
    publish.publish(opened, world.run_line("run2"))
    with query.connect(warehouse) as con:
        assert con.execute("SELECT url FROM articles ORDER BY title").fetchall() == [(None,), ("http://x.test",)]
        assert con.execute("SELECT count(*) FROM latest").fetchall() == [(2,)]
        comment = con.execute(
            "SELECT comment FROM duckdb_columns() WHERE table_name = 'articles' AND column_name = 'url'"
        )
        assert comment.fetchall()[0][0]


@pytest.mark.parametrize("newer", [
    "ALTER TABLE articles ADD COLUMN mood VARCHAR",
    "CREATE TABLE moods (mood VARCHAR)",
    "ALTER TABLE topics ALTER weight TYPE VARCHAR",
    "UPDATE meta SET value = '99' WHERE key = 'edition'",
])  # fmt: skip
def test_a_newer_warehouse_is_refused(warehouse, newer):
    path = world.ingest(warehouse, "run1", [world.article(1)])
    path.chmod(0o644)
    with duckdb.connect(str(path)) as con:
        con.execute(newer)
    with pytest.raises(publish.NewerError, match="later newsdb"):
        publish.begin(warehouse, "run2")
    assert _count(warehouse) == 1


def test_a_file_in_the_place_of_the_link_is_left_alone(warehouse):
    warehouse.parent.mkdir(parents=True)
    warehouse.write_text("mine")
    with pytest.raises(publish.NewerError, match="move it away"):
        publish.begin(warehouse, "run1")
    assert warehouse.read_text() == "mine"


def test_a_run_id_that_is_no_file_name_is_refused(warehouse):
    with pytest.raises(ValueError, match="file name"):
        publish.begin(warehouse, "../run")


def test_a_second_writer_is_told_who_holds_the_warehouse(warehouse):
    code = (
        "import sys, time; from pathlib import Path; from warehouse.lock import lock\n"
        "with lock(Path(sys.argv[1]), 'night'): print(1, flush=True); time.sleep(30)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(warehouse)], cwd=ROOT, stdout=subprocess.PIPE) as holder:
        assert holder.stdout and holder.stdout.readline()
        began = time.monotonic()
        with pytest.raises(publish.BusyError, match=f"run night, process {holder.pid}"), publish.lock(warehouse, "me"):
            pass
        assert time.monotonic() - began < 1
        holder.kill()
    with publish.lock(warehouse, "me", wait=5):
        pass


def test_runs_survive_a_line_cut_off_by_a_power_cut(warehouse):
    runlog.record_run(warehouse, world.run_line("run1"))
    log = warehouse.parent / "runs.jsonl"
    with log.open("a") as file:
        file.write('{"run_id": "run2", "star')
    runlog.record_run(warehouse, world.run_line("run3", message="对"))
    assert [run["run_id"] for run in runlog.read_runs(warehouse)] == ["run1", "run3"]
    assert json.loads(log.read_text("utf-8").splitlines()[-1])["message"] == "对"


def test_forgotten_articles_are_in_no_file(warehouse):
    rows = [world.article(n) for n in (1, 2, 3)]
    world.ingest(warehouse, "run1", rows)
    world.ingest(warehouse, "run2", [world.article(4)])
    gone = rows[1]["article_id"]
    csv = warehouse.parent.parent / "forgotten.csv"
    named = forget.found(warehouse, gone)
    assert named == [(gone, "a2.html")]
    for _ in range(2):
        forget.append_forgotten(csv, named, date(2024, 5, 1))
    assert csv.read_text("utf-8").splitlines() == ["article_id,uri,forgotten_on", f"{gone},a2.html,2024-05-01"]
    what = forget.read_forgotten(csv)
    assert forget.forget(warehouse, what) == 2
    assert publish.generations(warehouse) == ["news.run1~1.duckdb", "news.run2~1.duckdb"]
    folder = warehouse.parent / "generations"
    for path in folder.iterdir():
        assert gone.encode() not in path.read_bytes()
    assert _count(warehouse) == 3 and forget.forget(warehouse, what) == 0
    with publish.ledger(warehouse) as con:
        source = load.known_sources(con)["a2.html"]
        assert (source.status, source.articles, source.rejects) == ("done", 0, 1)


def test_an_address_is_forgotten_with_all_its_records(warehouse):
    world.ingest(warehouse, "run1", [world.article(n, file_uri="many.jsonl") for n in (1, 2)] + [world.article(3)])
    csv = warehouse.parent / "forgotten.csv"
    assert len(forget.found(warehouse, "many.jsonl")) == 2
    forget.append_forgotten(csv, [("", "many.jsonl")], date(2024, 5, 1))
    what = forget.read_forgotten(csv)
    assert what and what.uris == {"many.jsonl"}
    opened = publish.begin(warehouse, "run2")
    assert forget.drop_forgotten(opened.con, what) == 2
    publish.discard(opened)
    assert forget.forget(warehouse, what) == 1 and _count(warehouse) == 1
    assert not forget.read_forgotten(warehouse.parent / "none.csv")


def test_a_forgotten_generation_equals_one_never_told(warehouse, tmp_path):
    from tests.test_load import contents

    world.ingest(warehouse, "run1", [world.article(n) for n in (1, 2, 3)])
    forget.forget(warehouse, forget.Forgotten(frozenset([world.article(2)["article_id"]])))
    other = tmp_path / "other" / "news.duckdb"
    world.ingest(other, "run1", [world.article(n) for n in (1, 3)])
    with query.connect(warehouse) as one, query.connect(other) as two:
        left, right = contents(one), contents(two)
    for name in ("sources", "rejects"):
        left[name] = [line for line in left[name] if "a2.html" not in line]
    assert left == right
    assert set(left) == set(catalogue.TABLES) - {"runs", "meta"}
