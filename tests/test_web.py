"""The page on a warehouse of samples: every page answers, escapes, and lets nothing out."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from flows import report
from tests.ingesting import World, record
from warehouse import query
from web.app import Correction, PortError, check_port, create_app
from web.marks import Mark, pieces
from web.pages import LABELS, check_said, period
from web.search import split

ROOT = Path(__file__).resolve().parent.parent
EVIL = (
    "坪头镇<script>alert(1)</script>修桥\n\n2021-05-06 10:00:00   来源:样例日报\n\n"
    "    2021年,陈仓区坪头镇新建<img src=x onerror=alert(1)>便民桥2座,投资310万元,惠及村民8000余人。\n"
)


class Site:
    """A client, the world behind it, and the corrections it was sent."""

    def __init__(self, folder: Path) -> None:
        self.world = World(folder)
        for path in sorted((ROOT / "data/raw/samples").iterdir()):
            self.world.write(f"samples/{path.name}", path.read_bytes())
        self.world.write("evil.txt", EVIL)
        self.world.ingest()
        self.saved: list[Correction] = []
        self.client = TestClient(create_app(self.world.warehouse, self.saved.append), base_url="http://127.0.0.1")

    def article(self, uri: str) -> str:
        """The id of an article by its raw file."""
        return str(self.world.rows(f"SELECT article_id FROM articles WHERE uri = '{uri}'")[0][0])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("web"))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/", "最新文章"),
        ("/search", "共"),
        ("/search?q=猕猴桃&place=坪头镇&since=2020-01-01&until=2022-12-31", "坪头镇"),
        ('/search?q="大湾河猕猴桃产业园"', "坪头镇"),
        ("/search?q=完全没有的词", "没有找到"),
        ("/place/610304111", "坪头镇"),
        ("/place/610304", "比较本县区各镇街"),
        ("/compare", "常见指标"),
        ("/compare?indicator=重点项目&county=610304", "6个"),
        ("/compare?indicator=没有的指标", "没有这样的数据"),
        ("/sql", "只读查询"),
    ],
)
def test_pages_answer(site: Site, address: str, said: str) -> None:
    answer = site.client.get(address)
    assert answer.status_code == 200
    assert said in answer.text


@pytest.mark.parametrize("address", ["/article/none", "/place/999999", "/entity/person:none"])
def test_what_is_not_there_is_404_in_words(site: Site, address: str) -> None:
    answer = site.client.get(address)
    assert answer.status_code == 404
    assert "没有找到" in answer.text


@pytest.mark.parametrize(
    ("method", "address", "status", "said"),
    [
        ("GET", "/nothing/here", 404, "没有这个页面"),
        ("GET", "/static/none.js", 404, "没有这个页面"),
        ("GET", "/search?page=x", 422, "page"),
        ("GET", "/compare.xlsx", 422, "indicator"),
        ("POST", "/search", 405, "不能这样访问"),
        ("POST", "/correct", 422, "body_sha256、start_char"),
    ],
)
def test_errors_are_pages_in_chinese(site: Site, method: str, address: str, status: int, said: str) -> None:
    answer = site.client.request(method, address)
    assert answer.status_code == status
    assert said in answer.text
    assert 'lang="zh-CN"' in answer.text


def test_a_correction_that_cannot_be_is_told(site: Site) -> None:
    client = TestClient(create_app(site.world.warehouse, lambda _: "不是数字：三"), base_url="http://127.0.0.1")
    line = {"body_sha256": "ab", "start_char": 1, "end_char": 3, "field": "metrics.value", "old": "5", "new": "三"}
    answer = client.post("/correct?back=/", data=line)
    assert answer.status_code == 400
    assert "metrics.value：不是数字：三" in answer.text


def test_a_port_in_use_names_a_free_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortError, match=rf"port {port} is in use.*newsdb open --port \d+ is free"):
            check_port(port)
    check_port(port)


def test_a_county_shows_what_lies_in_it(site: Site) -> None:
    page = site.client.get("/place/610304").text
    assert "<summary>坪头镇" in page
    assert page.index("<summary>坪头镇") < page.index("文章 <small>")
    assert "翟家坡村" in site.client.get("/place/610304109").text
    ((count,),) = site.world.rows("SELECT count(*) FROM articles WHERE starts_with(place_code, '610304')")
    assert f"文章 <small>{count} 篇，含下级" in page


def test_a_day_has_no_clock(site: Site, tmp_path: Path) -> None:
    world = World(tmp_path)
    world.write_records("day.jsonl", [record(1)])
    world.ingest()
    client = TestClient(create_app(world.warehouse, lambda _: None), base_url="http://127.0.0.1")
    ((key,),) = world.rows("SELECT article_id FROM articles WHERE published_precision = 'day'")
    for address in (f"/article/{key}", "/search", "/", "/place/610304"):
        assert "00:00:00" not in client.get(address).text
    answer = client.post("/sql", data={"q": "SELECT published_at FROM articles"})
    assert "<td>2020-03-02</td>" in answer.text
    assert "2021-05-06 10:00:00" in site.client.get(f"/article/{site.article('evil.txt')}").text


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/search?q=完全没有的词", "没有文章含有“完全没有的词”"),
        ('/search?q="猕猴桃', "引号没有配对"),
        ("/search?q=-", "没有可以检索的词"),
        ("/search?q=猕猴桃&since=2090-01-01", "都不符合地区、来源或日期的限制"),
        ("/search?q=猕猴桃&place=坪头县", ">陕西省宝鸡市陈仓区坪头镇</a>"),
        ("/search?q=獼猴桃", "<mark>猕猴桃</mark>"),
    ],
)
def test_search_says_why_and_folds(site: Site, address: str, said: str) -> None:
    assert said in site.client.get(address).text


def test_marks_stand_on_the_text_as_written() -> None:
    assert split("抓黨建，建示範帶。", "抓党建,建示范带。", ["示范带", "党建"])[1::2] == ["黨建", "示範帶"]


def test_comparison_shows_periods_of_one_length(site: Site) -> None:
    page = site.client.get("/compare?indicator=重点项目&span=year").text
    assert 'aria-current="true">年' in page
    assert "下半年" not in page
    by_id, by_name = (site.client.get(f"/compare?indicator={one}").text for one in ("key_projects", "重点项目"))
    assert by_id.count("#s") == by_name.count("#s") > 0


def test_checks_are_in_words() -> None:
    assert check_said("listed_items", "新河、大湾河 / 2") == "列出 新河、大湾河，文中说 2"
    assert check_said("growth", "21.43 / 21.4") == "由前后数值算得 21.43，文中说 21.4"
    assert check_said("something", "1 / 2") == "1 / 2"


def test_reasons_have_the_same_words_everywhere() -> None:
    assert LABELS["unfit"] == report.UNFIT


def test_the_sql_page_lists_tables_and_views(site: Site) -> None:
    page = site.client.get("/sql").text
    assert "时间序列" in page
    assert "search(query, top := 100)" in page


def test_article_shows_values_as_written_and_escapes_everything(site: Site) -> None:
    page = site.client.get(f"/article/{site.article('evil.txt')}").text
    assert "8000余人" in page
    assert "8000.0" not in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'id="s1"' in page


def test_entity_page_names_its_articles(site: Site) -> None:
    ((key,),) = site.world.rows("SELECT entity_id FROM entities WHERE kind = 'place' AND place_code = '610304111'")
    assert "坪头镇" in site.client.get(f"/entity/{key}").text


def test_search_marks_the_words_and_finds_what_lies_below_a_place(site: Site) -> None:
    assert "<mark>猕猴桃</mark>" in site.client.get("/search?q=猕猴桃").text
    city, elsewhere = (site.client.get(f"/search?q=种植猕猴桃&place={code}").text for code in ("610300", "110000"))
    assert "<mark>猕猴桃</mark>" in city
    assert "没有找到" in elsewhere


def test_others_read_the_warehouse_while_the_page_is_open(site: Site) -> None:
    assert site.client.get("/").status_code == 200
    with query.connect(site.world.warehouse) as con:
        assert con.execute("SELECT count(*) > 0 FROM articles").fetchall() == [(True,)]


def test_search_pages_through_all_that_is_found(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.write_records("many.jsonl", [record(n) for n in range(130)])
    world.ingest()
    client = TestClient(create_app(world.warehouse, lambda _: None), base_url="http://127.0.0.1")
    assert "共 130 篇" in client.get("/search?q=重点项目").text
    assert "第 7 / 7 页" in client.get("/search?q=重点项目&page=7").text


def test_the_home_page_is_of_the_newest_generation(tmp_path: Path) -> None:
    world = World(tmp_path)
    client = TestClient(create_app(world.warehouse, lambda _: None), base_url="http://127.0.0.1")
    for count in (3, 5):
        world.write_records("some.jsonl", [record(n) for n in range(count)])
        world.ingest()
        assert f"<dt>文章</dt><dd>{count}</dd>" in client.get("/").text


def test_sql_box_reads_and_does_nothing_else(site: Site) -> None:
    ask = lambda q, form="table": site.client.post("/sql", data={"q": q, "form": form})  # noqa: E731
    assert "<td>7</td>" in ask("SELECT 3 + 4 AS n").text
    assert ask("SELECT 1 AS n", "csv").content == b"\xef\xbb\xbfn\n1\n"
    assert ask("SELECT 1 AS n", "xlsx").content.startswith(b"PK")
    for wrong in ("COPY articles TO 'x.csv'", "ATTACH 'x.db'", "SELECT * FROM read_csv('/etc/passwd')", "INSTALL fts"):
        assert ask(wrong).status_code == 400


def test_only_loopback_names_and_no_posts_from_elsewhere(site: Site) -> None:
    assert site.client.get("/", headers={"host": "evil.example"}).status_code == 400
    elsewhere = {"origin": "http://evil.example"}
    assert site.client.post("/sql", data={"q": "SELECT 1"}, headers=elsewhere).status_code == 403
    answer = site.client.get("/")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "http://" not in answer.text.replace("http://127.0.0.1", "")


def test_corrections_are_kept_for_the_next_run(site: Site) -> None:
    line = {"body_sha256": "ab", "start_char": 1, "end_char": 3, "field": "metrics", "old": "5个", "new": "5个"}
    answer = site.client.post("/correct?back=//evil.example", data=line, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/?noted=1#noted")
    assert "下一次" in site.client.get(f"/article/{site.article('evil.txt')}?noted=1").text
    assert site.saved[-1].field == "metrics"


def test_compare_as_workbook(site: Site, tmp_path: Path) -> None:
    import openpyxl

    (tmp_path / "c.xlsx").write_bytes(site.client.get("/compare.xlsx?indicator=重点项目").content)
    sheet = openpyxl.load_workbook(tmp_path / "c.xlsx").active
    assert sheet is not None
    assert {row[2] for row in sheet.iter_rows(min_row=2, values_only=True)} >= {"6个", "7个"}


def test_a_new_generation_is_noticed(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.write("evil.txt", EVIL)
    world.ingest()
    client = TestClient(create_app(world.warehouse, print), base_url="http://127.0.0.1")
    before = client.get("/api/generation").json()
    world.write("second.txt", EVIL.replace("2座", "3座"))
    world.ingest()
    assert client.get("/api/generation").json() != before
    assert "共 2 篇" in client.get("/search").text


def test_no_warehouse_says_what_to_do(tmp_path: Path) -> None:
    client = TestClient(create_app(tmp_path / "none.duckdb", print), base_url="http://127.0.0.1")
    answer = client.get("/")
    assert answer.status_code == 503
    assert "newsdb ingest" in answer.text


def test_pieces_cover_the_text_under_overlapping_marks() -> None:
    marks = [Mark(0, 4, "place", "a"), Mark(2, 6, "metric", "b"), Mark(2, 4, "date", "c")]
    cut = pieces("陈仓区坪头镇新建", 0, 8, marks)
    assert "".join(p.text for p in cut) == "陈仓区坪头镇新建"
    assert [p.kinds for p in cut] == ["place", "place metric date", "metric", ""]


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("2019-01-01", "2020-01-01", "2019"),
        ("2019-03-01", "2019-04-01", "2019-03"),
        ("2019-07-01", "2020-01-01", "2019年下半年"),
        ("2020-04-13", "2020-04-14", "2020-04-13"),
        ("2019-01-01", "2019-10-01", "2019-01-01/2019-09-30"),
        ("2019-01-01", None, "2019-01-01 起"),
        (None, None, None),
    ],
)
def test_periods_as_readers_write_them(start: str | None, end: str | None, shown: str | None) -> None:
    from datetime import datetime

    moments = [datetime.fromisoformat(day) if day else None for day in (start, end)]
    assert period({"starts_on": moments[0], "ends_before": moments[1]}) == shown


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    """The site on a real port of loopback."""
    import uvicorn

    config = uvicorn.Config(create_app(site.world.warehouse, site.saved.append), port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        threading.Event().wait(0.05)
    yield "http://127.0.0.1:" + str(server.servers[0].sockets[0].getsockname()[1])
    server.should_exit = True
    thread.join()


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium: apt install chromium")
def test_in_a_browser(site: Site, address: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        page = browser.new_page()
        outside: list[str] = []
        page.on("request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else outside.append(r.url))
        errors: list[str] = []
        page.on("pageerror", lambda e: errors.append(str(e)))
        page.goto(f"{address}/article/{site.article('evil.txt')}")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "quick"
        mark = page.locator(".body .k.metric").first
        mark.focus()
        assert "规则" in (mark.get_attribute("data-note") or "")
        page.uncheck('.legend input[data-kind="metric"]')
        assert "off" in (mark.get_attribute("class") or "")
        page.get_by_role("button", name="不对").first.click()
        page.wait_for_load_state()
        assert (site.saved[-1].field, site.saved[-1].new) == ("metrics", "")
        page.goto(f"{address}/sql")
        page.fill("#q", "SELECT 3 + 4 AS n")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("td >> text=7")
        page.goto(f"{address}/compare?indicator=重点项目")
        page.wait_for_selector("#plot .main-svg")
        browser.close()
    assert not outside
    assert not errors
