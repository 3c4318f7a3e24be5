"""The commands as people type them, without Prefect: `ingest` is tested in tests/flows."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flows import lines
from flows.cli import main
from tests.ingesting import PLACES, World, differences, record, report_text
from warehouse import publish

ROOT = Path(__file__).resolve().parent.parent
TEXT = "2019年坪头镇新建重点项目5个,累计完成投资8000余万元。"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    made = World(tmp_path_factory.mktemp("cli"))
    for number in range(5):
        made.write(f"town/{number}.txt", report_text(number, PLACES[number % 5], 2015 + number))
    made.write_records("site.jsonl", [record(number) for number in range(4)])
    made.write("empty.txt", "")
    made.ingest()
    return made


def call(world: World | None, *arguments: str, **more: object) -> Result:
    at = ["--warehouse", str(world.warehouse)] if world else []
    return CliRunner().invoke(main, [*arguments, *at], **more)  # type: ignore[arg-type]


def test_help_names_every_command_of_the_design() -> None:
    shown = call(None, "--help").output
    for command in ("ingest", "status", "read", "extract", "sql", "search", "show", "schema", "open", "export",
                    "correct", "serve", "restore", "forget"):  # fmt: skip
        assert command in shown
        assert call(None, command, "--help").exit_code == 0


def test_read_prints_articles_and_rejects(world: World) -> None:
    done = call(None, "read", str(world.raw))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert [line["reject"] for line in lines if "reject" in line] == ["empty"]
    articles = [line for line in lines if "body" in line]
    assert len(articles) == 9
    assert {"uri", "title", "published_at", "published_precision", "site", "source", "bylines", "view_count"} <= set(
        articles[0]
    )


def test_extract_prints_a_line_per_line() -> None:
    given = [
        json.dumps({"id": 7, "text": TEXT, "published": "2020-04-13 09:49:41"}),
        "",
        "not json",
        json.dumps({"id": 8, "text": None}),
        json.dumps({"id": 9, "text": "孤立的\ud800代理"}),
    ]
    done = CliRunner().invoke(main, ["extract"], input="\n".join(given))
    first, bad, empty, lone = (json.loads(line) for line in done.stdout.splitlines())
    assert done.exit_code == 0
    assert "line 3: malformed: not JSON" in done.stderr and "2 of 4 lines rejected" in done.stderr
    assert first["id"] == 7
    assert {"entities", "metrics", "quantities", "dates", "sentences"} <= set(first)
    assert [one["quote"] for one in first["metrics"]] == ["5个", "8000余万元"]
    assert (bad["reject"], bad["line"], empty["reject"]) == ("malformed", 3, "malformed")
    assert lone["id"] == 9


def test_extract_knows_the_names_of_columns() -> None:
    line = {"标题": "天星镇修路", "publisher": "大关县新闻中心", "site": None, "text": "天星镇修路3公里。"}
    found = json.loads(CliRunner().invoke(main, ["extract"], input=json.dumps(line)).stdout)
    assert found["place_code"] == "530624104"


def test_what_read_prints_can_be_extracted(world: World) -> None:
    articles = call(None, "read", str(world.raw)).stdout
    done = CliRunner().invoke(main, ["extract"], input=articles)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert len(found) == len(articles.splitlines()) and sum("reject" in line for line in found) == 1
    first = next(line for line in found if str(line["id"]).endswith("0.txt"))
    assert [m["quote"] for m in first["metrics"]][:1] == ["1个"]
    dated = [m for line in found if "metrics" in line for m in line["metrics"] if m["starts_on"]]
    assert dated
    read = json.loads(articles.splitlines()[-1])
    (again,) = lines.extract_lines([json.dumps(read | {"text": read["body"], "id": 3}).encode()])
    (as_read,) = lines.extract_lines([json.dumps(read).encode()])
    assert again | {"id": None} == as_read | {"id": None}


@pytest.mark.parametrize(
    "given", ["not json\n[]\n", '{"id": 1}', '{"id": 1, "text": 3}', '{"uri": "a", "reject": "empty"}']
)
def test_extract_fails_when_every_line_is_rejected(given: str) -> None:
    done = CliRunner().invoke(main, ["extract"], input=given)
    assert done.exit_code == 1
    assert "line 1: " in done.stderr
    assert CliRunner().invoke(main, ["extract"], input="").exit_code == 0


def test_extract_begins_at_once() -> None:
    """The first line comes while the input is still open."""
    began = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, "-c", "from flows.cli import main; main()", "extract"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert child.stdin and child.stdout
    child.stdin.write(json.dumps({"id": 1, "text": TEXT}).encode() + b"\n")
    child.stdin.flush()
    assert json.loads(child.stdout.readline())["id"] == 1
    took = time.monotonic() - began
    child.stdin.close()
    assert child.wait(timeout=20) == 0
    assert took < 10  # a busy machine; alone it is below one second


def test_sql_prints_every_format(world: World, tmp_path: Path) -> None:
    question = "SELECT count(*) AS n FROM articles"
    assert "9" in call(world, "sql", question).output
    assert json.loads(call(world, "sql", question, "--format", "json").output) == [{"n": 9}]
    assert call(world, "sql", question, "--format", "csv").output.replace("\r", "").split() == ["n", "9"]
    file = tmp_path / "q.sql"
    file.write_text(question, "utf-8")
    done = call(world, "sql", "-f", str(file), "--format", "parquet")
    assert done.stdout_bytes.startswith(b"PAR1")


def test_sql_cannot_write(world: World, tmp_path: Path) -> None:
    assert call(world, "sql", "DELETE FROM articles").exit_code == 1
    assert world.rows("SELECT count(*) FROM articles") == [(9,)]
    out = tmp_path / "x.csv"
    done = call(world, "sql", f"COPY articles TO '{out}'")
    assert done.exit_code == 1 and "newsdb export" in str(done.exception)
    assert call(world, "sql", "SELECT * FROM read_csv('/etc/passwd')").exit_code == 1
    assert call(world, "export", str(tmp_path), "--query", f"COPY articles TO '{out}'").exit_code == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "more", "says"),
    [
        (["項目"], [], None),
        (["没有的词语"], [], "no article holds 没有的词语"),
        (['"项目'], [], "no other half"),
        (["-"], [], "no word to look for"),
        (["项目"], ["--since", "2030"], "none of them fits"),
        (['"重点项目" "没有的词语"'], [], 'no article holds "没有的词语"'),
        (['"重点项目" "没有的词语"'], ["--place", "陈仓区"], 'no article holds "没有的词语"'),
    ],
)
def test_search_says_why_nothing_is_found(world: World, words: list[str], more: list[str], says: str | None) -> None:
    done = CliRunner().invoke(main, ["search", "--warehouse", str(world.warehouse), *more, "--", *words])
    assert done.exit_code == 0
    assert says in done.stderr if says else not done.stderr
    if says is None:
        assert "(0 rows)" not in done.output


def test_search_names_places_near_an_unknown_one(world: World) -> None:
    done = call(world, "search", "项目", "--place", "坪头县")
    assert done.exit_code == 1
    assert "陕西省宝鸡市陈仓区坪头镇 610304111" in str(done.exception)


@pytest.mark.parametrize("arguments", [["sql"], ["sql", "SELECT 1", "--format", "xml"], ["nothing"], ["correct", "a"]])
def test_wrong_usage_is_2(world: World, arguments: list[str]) -> None:
    assert CliRunner().invoke(main, arguments).exit_code == 2


@pytest.mark.parametrize("command", [["sql", "SELECT 1"], ["status"], ["show", "abcd"], ["search", "党建"], ["schema"]])
def test_missing_warehouse_says_where_it_was_looked_for(tmp_path: Path, command: list[str]) -> None:
    path = tmp_path / "no" / "news.duckdb"
    done = subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", *command, "--warehouse", str(path)],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert str(path) in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_warehouse_by_environment(world: World) -> None:
    done = CliRunner(env={"NEWSDB_WAREHOUSE": str(world.warehouse)}).invoke(main, ["sql", "SELECT 41 + 1"])
    assert "42" in done.output


def test_schema(world: World) -> None:
    tables = json.loads(call(world, "schema", "--json").output)
    assert {"articles", "metrics", "sources"} <= {row["name"] for row in tables}
    columns = json.loads(call(world, "schema", "articles", "--json").output)
    assert {"body", "published_at"} <= {row["column"] for row in columns}
    assert call(world, "schema", "nothing").exit_code == 1


def test_show(world: World) -> None:
    article, uri = world.rows("SELECT article_id, uri FROM articles WHERE uri = 'town/1.txt'")[0]
    shown = call(world, "show", article).output
    assert "县功镇" in shown
    assert "指标" in shown
    rows = json.loads(call(world, "show", uri, "--json").output)
    assert rows["articles"][0]["article_id"] == article
    assert rows["metrics"]
    assert call(world, "show", article[:8]).exit_code == 0
    assert call(world, "show", "site.jsonl").exit_code == 1  # names more than one


def test_search(world: World) -> None:
    found = json.loads(call(world, "search", "三会一课", "--json").output)
    assert len(found) == 9
    some = json.loads(call(world, "search", "三会一课", "--place", "坪头镇", "--limit", "1", "--json").output)
    assert len(some) == 1
    assert "坪头镇" in some[0]["place"]
    late = json.loads(call(world, "search", "推进会", "--since", "2020", "--until", "2020-03", "--json").output)
    assert {row["published_at"][:7] for row in late} == {"2020-03"}
    assert json.loads(call(world, "search", "三会一课", "--source", "没有的报", "--json").stdout) == []
    assert call(world, "search", "三会一课", "--since", "yesterday").exit_code == 1


def test_status_says_whether_the_last_run_was_good(world: World) -> None:
    found = json.loads(call(world, "status", "--json").output)
    assert (found["articles"], found["files_waiting"]) == (9, 0)
    assert found["runs"][0]["status"] == "published"
    assert found["rejects_by_reason"]["empty"]["now"] == 1
    assert len(found["generations"]) == 1
    shown = call(world, "status").output
    assert "已发布" in shown
    assert len(shown.splitlines()) < 24
    world.write("late.txt", report_text(55))
    assert json.loads(call(world, "status", "--json").output)["files_waiting"] == 1
    (world.raw / "late.txt").unlink()


def test_status_tells_of_runs_that_failed_before_there_was_a_warehouse(tmp_path: Path) -> None:
    world = World(tmp_path)
    with pytest.raises(FileNotFoundError):
        world.ingest(paths=(str(world.raw / "nowhere"),))
    shown = call(world, "status")
    assert shown.exit_code == 0
    assert "失败" in shown.output
    assert json.loads(call(world, "status", "--json").output)["runs"][0]["status"] == "failed"


def test_export(world: World, tmp_path: Path) -> None:
    done = call(world, "export", str(tmp_path / "out"), "--tables", "articles,metrics", "--to", "csv")
    assert done.exit_code == 0
    assert (tmp_path / "out" / "articles.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    done = call(world, "export", str(tmp_path / "out"), "--query", "SELECT title FROM articles", "--to", "xlsx")
    assert (tmp_path / "out" / "query.xlsx").exists()
    both = call(world, "export", str(tmp_path), "--tables", "articles", "--query", "SELECT 1")
    assert both.exit_code == 2


def test_correct_writes_a_line_that_the_next_ingest_applies(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.write("a.txt", report_text(1))
    world.ingest()
    article, start, end = world.rows("SELECT article_id, start_char, end_char FROM metrics ORDER BY metric_no LIMIT 1")[
        0
    ]
    done = call(world, "correct", article, f"{start}-{end}", "metrics.value", "--new", "3.5", "--who", "测试")
    assert done.exit_code == 0
    assert call(world, "correct", article, f"{start}-{end}", "metrics", "--right").exit_code == 0
    world.ingest()
    assert world.rows(f"SELECT value FROM metrics WHERE start_char = {start}") == [(3.5,)]
    assert world.rows("SELECT DISTINCT status FROM corrections") == [("applied",)]
    assert call(world, "correct", article, "1-2", "metrics.value", "--new", "1").exit_code == 1


def test_restore_goes_back(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.write("a.txt", report_text(1))
    first = world.ingest()["run_id"]
    world.write("b.txt", report_text(2))
    world.ingest()
    assert first in call(world, "restore").output
    assert world.rows("SELECT count(*) FROM articles") == [(1,)]
    assert call(world, "restore", "nothing").exit_code == 1


def test_forget_removes_an_article_from_every_generation(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.write_records("site.jsonl", [record(1), record(2)])
    world.ingest()
    world.write("b.txt", report_text(2))
    world.ingest()
    article = world.rows("SELECT article_id FROM articles WHERE record_key = 'r1'")[0][0]
    assert call(world, "forget", article, input="n\n").exit_code == 1
    assert call(world, "forget", article, "--yes").exit_code == 0
    assert world.rows("SELECT count(*) FROM articles") == [(2,)]
    assert world.rows("SELECT count(*) > 0 FROM facts") == [(True,)], "views and macros stay"
    assert world.rows("SELECT count(*) FROM search('重点项目')") == [(2,)]
    world.ingest()
    assert world.rows("SELECT count(*) FROM articles") == [(2,)]
    assert world.rows("SELECT reason FROM rejects") == [("forgotten",)]
    assert call(world, "forget", "nothing", "--yes").exit_code == 1


def test_forget_leaves_nothing_of_the_text(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.write_records("site.jsonl", [record(1), record(2), {"id": "empty", "title": "图集：一", "text": ""}])
    world.write("copy.txt", report_text(9))
    world.ingest()
    where = "SELECT article_id, start_char, end_char, record_key FROM metrics JOIN articles USING (article_id)"
    for article, start, end, key in world.rows(f"{where} WHERE record_key IN ('r1', 'r2') AND metric_no = 1"):
        new = f"甲乙丙{key}"
        assert call(world, "correct", article, f"{start}-{end}", "metrics.indicator", "--new", new).exit_code == 0
    world.ingest()
    assert world.rows("SELECT status FROM corrections") == [("applied",), ("applied",)]
    article = world.rows("SELECT article_id FROM articles WHERE record_key = 'r1'")[0][0]
    assert call(world, "forget", article[:3], "--yes").exit_code == 1
    done = call(world, "forget", article[:6], "--yes")
    assert done.exit_code == 0 and "1 line(s) of corrections.csv" in done.output
    said = (world.data / "corrections.csv").read_text("utf-8")
    assert "甲乙丙r2" in said and "甲乙丙r1" not in said
    for file in (world.data / "warehouse" / "generations").iterdir():
        assert "甲乙丙r1".encode() not in file.read_bytes()
    told = json.loads(call(world, "status", "--json").output)
    assert (told["files_waiting"], told["articles_waiting"], told["corrections_unfit"]) == (0, 0, [])
    assert world.ingest()["status"] == "unchanged"
    assert differences(world.content(), world.rebuilt(tmp_path / "two").content()) == {}
    assert call(world, "forget", "site.jsonl", "--yes").exit_code == 0
    assert world.ingest()["status"] == "unchanged"
    assert differences(world.content(), world.rebuilt(tmp_path / "three").content()) == {}


def test_a_beginning_that_is_too_short_is_told(world: World) -> None:
    article = world.rows("SELECT article_id FROM articles LIMIT 1")[0][0]
    for command in ("show", "forget"):
        assert "4 characters or more" in str(call(world, command, article[:3]).exception)


def test_busy_warehouse_is_told_within_a_second(world: World) -> None:
    began = time.monotonic()
    with publish.lock(world.warehouse, "the-other-run"):
        done = subprocess.run(
            [sys.executable, "-c", "from flows.cli import main; main()", "ingest", str(world.raw),
             "--warehouse", str(world.warehouse)],
            cwd=ROOT, capture_output=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert "the-other-run" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
    assert time.monotonic() - began < 5  # a busy machine; alone it is below one second


def test_read_fails_when_it_reads_nothing(tmp_path: Path) -> None:
    (tmp_path / "cut.json").write_text('{"text":', "utf-8")
    done = call(None, "read", str(tmp_path / "cut.json"))
    assert done.exit_code == 1
    assert json.loads(done.stdout)["reject"] == "malformed"
    assert "1 of 1 records rejected" in done.stderr
