"""Milliseconds of a search among many articles, LIKE beside it, and what the index costs an ingest.

    python -m bench.search [--articles 100000] [--file FILE] [--rounds 5]

The corpus is multiplied by copies that mix the sentences of two articles each, so that no two texts are alike.
FILE is kept and used again where it holds as many articles; without it everything is made in a folder that goes away.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from bench import shared
from transforms.text import words
from transforms.text.fold import fold
from warehouse import building, catalogue, load, settle, views

QUERIES = (
    "党建 示范带", "乡村振兴", "一肩挑", "疫情防控 复工复产", "脱贫攻坚 产业扶贫 合作社", "人居环境整治", "镇党委书记",
    "投资 亿元", "宝鸡市 陈仓区", "小学 教师 培训", "中国 经济", "高质量发展", "河长制", "公路 通车", "防汛 水库",
    "森林防火", "主题教育", "工作 会议", "粮食 丰收", "5G 基站",
)  # fmt: skip
LIKE = (
    "SELECT article_id, title FROM articles WHERE {} "
    "ORDER BY (length(body) - length(replace(body, ?, ''))) DESC, article_id LIMIT 10"
)
_AT_ONCE = 2000
Cut = list[tuple[str, list[tuple[str, int]]]]  # sentences, each with its terms and where they begin


def main() -> int:
    """0 after printing the figures; 0 with a word when there is no corpus."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    folder = shared()
    if folder is None:
        print("no folder with the corpus: set NEWSDB_SHARED")
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        file = asked.file or Path(scratch) / "search.duckdb"
        if not _holds(file, asked.articles):
            build(file, folder / "corpus" / "articles_dev.jsonl.gz", asked.articles)
        report(file, asked.rounds)
    return 0


def _holds(file: Path, count: int) -> bool:
    if not file.exists():
        return False
    with duckdb.connect(str(file), read_only=True) as con:
        return load.count(con, "articles") == count


def build(file: Path, corpus: Path, count: int) -> None:
    """Nothing; the file is a warehouse of this many articles with their index, settled as an ingest settles it."""
    file.unlink(missing_ok=True)
    con = building.connect(file)
    building.create(con)
    building.start_work(con)
    sources = [(title, cut(body)) for title, body in read(corpus, count)]
    for first in range(0, count, _AT_ONCE):
        made = [_article(sources, n) for n in range(first, min(first + _AT_ONCE, count))]
        load.load_batch(con, frames(made), "bench")
    settle.settle(con)
    con.execute("DROP SCHEMA work CASCADE")
    views.create(con)
    con.close()


def read(corpus: Path, count: int) -> list[tuple[str, str]]:
    """Title and body of the articles of the corpus."""
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line, _ in zip(lines, range(count), strict=False)]
    return [(record["title"] or "", record["text"]) for record in records]


def cut(body: str) -> Cut:
    """The sentences of a body with their terms, cut once however often they are copied."""
    segmenter = _segmenter()
    out = []
    for sentence in body.replace("\n", "").replace("。", "。\n").splitlines():
        terms = [(term.lower(), at) for term, at, _ in words.search_terms(segmenter, fold(sentence)) if term.isalnum()]
        out.append((sentence, terms))
    return out


_SEGMENTERS: list[words.Segmenter] = []


def _segmenter() -> words.Segmenter:
    if not _SEGMENTERS:
        _SEGMENTERS.append(words.segmenter())
    return _SEGMENTERS[0]


def _article(sources: list[tuple[str, Cut]], number: int) -> dict[str, Any]:
    """The article itself first; after that a copy that lacks sentences of its own and has some of another."""
    title, sentences = sources[number % len(sources)]
    if number >= len(sources):
        chance = random.Random(number)
        other = sources[chance.randrange(len(sources))][1]
        kept = [s for s in sentences if chance.random() < 0.7]
        sentences = kept + [s for s in other if chance.random() < 0.3]
        chance.shuffle(sentences)
    return {"number": number, "title": title, "sentences": sentences}


def frames(made: list[dict[str, Any]]) -> dict[str, Any]:
    """The frames of a batch: articles and postings, which is all a search reads."""
    articles: dict[str, list[Any]] = {name: [] for name in catalogue.column_names("articles")}
    postings: dict[str, list[Any]] = {name: [] for name in catalogue.column_names("postings")}
    for article in made:
        body = "".join(sentence for sentence, _ in article["sentences"])
        row = _row(article, body)
        for name, values in articles.items():
            values.append(row.get(name))
        title = [(term, at) for _, terms in cut(article["title"]) for term, at in terms]
        for field, text, terms in (("title", article["title"], title), ("body", body, list(_terms(article)))):
            _post(postings, (row["article_id"], field, len(text)), terms)
    return {"articles": catalogue.frame("articles", articles), "postings": catalogue.frame("postings", postings)}


def _row(article: dict[str, Any], body: str) -> dict[str, Any]:
    uri = str(article["number"])
    return {
        "article_id": hashlib.sha256(uri.encode()).hexdigest()[:16], "uri": uri, "file_uri": "bench", "record_key": uri,
        "title": article["title"], "char_count": len(body), "body": body, "is_partial": False, "run_id": "bench",
        "body_sha256": hashlib.sha256(body.encode()).hexdigest(), "read_ruleset": "", "extract_ruleset": "",
        "loaded_at": datetime(2024, 1, 1),
    }  # fmt: skip


def _terms(article: dict[str, Any]) -> Iterator[tuple[str, int]]:
    start = 0
    for sentence, terms in article["sentences"]:
        for term, at in terms:
            yield term, start + at
        start += len(sentence)


def _post(postings: dict[str, list[Any]], of: tuple[str, str, int], terms: list[tuple[str, int]]) -> None:
    article_id, field, chars = of
    positions: dict[str, list[int]] = {}
    for term, at in terms:
        positions.setdefault(term, []).append(at)
    count = len(positions)
    postings["article_id"] += [article_id] * count
    postings["field"] += [field] * count
    postings["term"] += positions
    postings["positions"] += positions.values()
    postings["field_chars"] += [chars] * count


def report(file: Path, rounds: int) -> None:
    """Prints the median and the slowest of the queries, by the index and by LIKE, in one connection each."""
    con = duckdb.connect(str(file), read_only=True)
    print(f"{load.count(con, 'articles')} articles, {load.count(con, 'postings')} postings")
    indexed = _timed(lambda q: con.execute("SELECT * FROM search(?, top := 10)", [q]).fetchall(), rounds)
    scanned = _timed(lambda q: _like(con, q), 1)
    for query in QUERIES:
        print(f"{indexed[query]:8.1f} ms  {scanned[query]:8.1f} ms by LIKE  {query}")
    for name, times in (("search", indexed), ("LIKE", scanned)):
        print(f"{name}: median {statistics.median(times.values()):.1f} ms, slowest {max(times.values()):.1f} ms")


def _timed(ask: Callable[[str], object], rounds: int) -> dict[str, float]:
    """The median of the rounds for each query, in milliseconds, after one to warm up."""
    taken: dict[str, list[float]] = {query: [] for query in QUERIES}
    for number in range(rounds + 1):
        for query in QUERIES:
            started = time.perf_counter()
            ask(query)
            if number or rounds == 1:
                taken[query].append((time.perf_counter() - started) * 1000)
    return {query: statistics.median(times) for query, times in taken.items()}


def _like(con: duckdb.DuckDBPyConnection, query: str) -> object:
    asked = query.split()
    where = " AND ".join("body LIKE ?" for _ in asked)
    return con.execute(LIKE.format(where), [*(f"%{word}%" for word in asked), asked[0]]).fetchall()


if __name__ == "__main__":
    sys.exit(main())
