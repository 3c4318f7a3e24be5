"""Invented articles as frames, so that the warehouse is tested without transforms."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from warehouse import building, catalogue, load, publish, settle

NOW = datetime(2024, 5, 1, 2, 30)
BODY = "陈仓区东沟门村修路{n}公里。\n镇长张三说，今年投资{m}万元。"


def article(n: int, *, file_uri: str | None = None, m: int = 800, **changes: Any) -> dict[str, Any]:
    """One article with two sentences, a place, a village, a person, a post, two metrics, as the rows of a batch."""
    uri = file_uri or f"a{n}.html"
    article_id = hashlib.sha256(f"{uri}{n}".encode()).hexdigest()[:16]
    body = BODY.format(n=n, m=m)
    row = {
        "article_id": article_id, "uri": uri, "file_uri": uri, "record_key": str(n), "url": None, "site": "样例",
        "title": f"第{n}条消息", "published_at": datetime(2020, 1, 1) + timedelta(days=n), "published_precision": "day",
        "dateline_place": None, "dateline_on": None, "source": "样例报", "view_count": None, "char_count": len(body),
        "body": body, "body_sha256": hashlib.sha256(body.encode()).hexdigest(), "is_partial": False,
        "place_code": "610304", "place_confidence": 0.9, "read_ruleset": "r1", "extract_ruleset": "e1",
        "loaded_at": NOW, "run_id": "run",
    }  # fmt: skip
    return row | changes


def frames(articles: list[dict[str, Any]], *, run_id: str = "run", ledger: bool = True) -> dict[str, Any]:
    """The frames of a batch of such articles, each a whole raw file unless they share one."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in catalogue.batch_tables()}
    for row in articles:
        row["run_id"] = run_id
        rows["articles"].append(row)
        for name, made in _extracted(row).items():
            rows[name].extend(made)
    if ledger:
        rows["sources"] = sources([row["file_uri"] for row in articles], run_id)
    else:
        del rows["sources"], rows["rejects"]
    return {name: frame(name, made) for name, made in rows.items()}


def frame(name: str, rows: list[dict[str, Any]]) -> Any:
    """A frame from rows that leave out what is NULL."""
    return catalogue.frame(name, {c: [row.get(c) for row in rows] for c in catalogue.column_names(name)})


def sources(uris: list[str], run_id: str, **changes: Any) -> list[dict[str, Any]]:
    """The ledger's lines of these files, one record each time a file is named."""
    made = []
    for uri in dict.fromkeys(uris):
        n = uris.count(uri)
        line = {"uri": uri, "sha256": uri, "size": 10, "records": n, "articles": n, "rejects": 0, "status": "done"}
        made.append(line | {"read_ruleset": "r1", "run_id": run_id, "modified_at": NOW} | changes)
    return made


def reject(n: int, reason: str = "no_body", *, run_id: str = "run") -> dict[str, Any]:
    """A record that did not become an article."""
    uri = f"r{n}.html"
    keys = {"uri": uri, "file_uri": uri, "record_key": "", "stage": "page", "reason": reason}
    return keys | {"read_ruleset": "r1", "run_id": run_id, "rejected_at": NOW}


def places() -> Any:
    """Three divisions, one under the other."""
    known = [
        ("61", "陕西省", "province", None, "陕西省"),
        ("6103", "宝鸡市", "city", "61", "陕西省宝鸡市"),
        ("610304", "陈仓区", "county", "6103", "陕西省宝鸡市陈仓区"),
    ]
    names = ("place_code", "name", "level", "parent_code", "full_name")
    return frame("places", [dict(zip(names, row, strict=True)) | {"aliases": []} for row in known])


def indicators() -> Any:
    """Two indicators."""
    rows = [
        {"indicator_id": "road_length", "name": "公路里程", "unit_kind": "length", "words": ["修路"]},
        {"indicator_id": "investment", "name": "投资", "unit_kind": "money", "words": ["投资"]},
    ]
    return frame("indicators", rows)


def _extracted(row: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    ids = {"article_id": row["article_id"]}
    body = row["body"]
    cut = body.index("\n")
    spans = [(0, cut), (cut + 1, len(body))]
    sentences = [
        ids | {"sentence_no": i, "paragraph_no": i, "start_char": a, "end_char": b, "text": body[a:b],
               "words": [body[a : a + 3], body[a + 3 : b]], "tags": ["n", "v"]}
        for i, (a, b) in enumerate(spans, 1)
    ]  # fmt: skip
    made = {"sentences": sentences, "mentions": _mentions(row), "metrics": _metrics(row)}
    made["named"] = [
        ids | {"named_no": 1, "kind": "person", "name": "李四", "alias": "李四", "origin": "byline",
               "entity_id": "person:李四", "scope": "样例"}
    ]  # fmt: skip
    made["bylines"] = [ids | {"byline_no": 1, "name": "李四", "role": "reporter", "entity_id": "person:李四"}]
    at = body.index("镇长")
    made["posts"] = [
        ids | {"post_no": 1, "person_id": "person:张三", "post": "镇长", "status": "current", "start_char": at,
               "end_char": at + 4, "rule": "test"}
    ]  # fmt: skip
    made["keywords"] = [ids | {"term": "投资", "frequency": 1}]
    made["topics"] = [ids | {"topic": "交通", "weight": 1.0}]
    made["postings"] = [
        ids | {"field": "body", "term": term, "positions": [body.index(term)], "field_chars": len(body)}
        for term in ("投资", "东沟门", "修路")
    ] + [
        ids
        | {
            "field": "title",
            "term": "消息",
            "positions": [row["title"].index("消息")],
            "field_chars": len(row["title"]),
        }
    ]
    return made


def _mentions(row: dict[str, Any]) -> list[dict[str, Any]]:
    known = [
        ("陈仓区", "place", "place:610304", "610304", None, ""),
        ("东沟门村", "place", "place:东沟门村", None, "610304", "610304"),
        ("张三", "person", "person:张三", None, None, "610304"),
    ]
    made = []
    for no, (name, kind, entity_id, code, parent, scope) in enumerate(known, 1):
        at = row["body"].index(name)
        made.append(
            {"article_id": row["article_id"], "mention_no": no, "sentence_no": 1 if no < 3 else 2, "start_char": at,
             "end_char": at + len(name), "text": name, "kind": kind, "name": name, "form": "name",
             "entity_id": entity_id, "place_code": code, "parent_code": parent, "scope": scope, "confidence": 1.0,
             "rule": "test"}
        )  # fmt: skip
    return made


def _metrics(row: dict[str, Any]) -> list[dict[str, Any]]:
    body = row["body"]
    road, money = body[body.index("修路") + 2 : body.index("公里") + 2], body[body.index("投资") + 2 : -1]
    year = row["published_at"].year if row["published_at"] else 2020
    known = [
        (road, 1, float(road[:-2]), "公里", "length", float(road[:-2]) * 1000, "m", "修路", "road_length"),
        (money, 2, float(money[:-2]) * 1e4, "CNY", "money", float(money[:-2]) * 1e4, "CNY", "投资", "investment"),
    ]
    made = []
    for no, (quote, sentence, value, unit, kind, base, base_unit, words, indicator) in enumerate(known, 1):
        at = body.index(quote)
        made.append(
            {"article_id": row["article_id"], "metric_no": no, "sentence_no": sentence, "start_char": at,
             "end_char": at + len(quote), "quote": quote, "value": value, "value_low": value, "value_high": value,
             "qualifier": "exact", "unit": unit, "unit_kind": kind, "base_value": base, "base_unit": base_unit,
             "measure": "level", "indicator": words, "indicator_id": indicator, "place_name": "陈仓区",
             "place_code": "610304", "is_cumulative": False, "modality": "actual", "confidence": 1.0, "rule": "test",
             "starts_on": datetime(year, 1, 1), "ends_before": datetime(year + 1, 1, 1)}
        )  # fmt: skip
    return made


def run_line(run_id: str, **changes: Any) -> dict[str, Any]:
    """What a run says of itself."""
    now = datetime.now(UTC).replace(tzinfo=None)
    line = {"run_id": run_id, "started_at": now, "finished_at": now, "status": "published", "message": None}
    return line | {"counts": {"articles": 1}, "rulesets": {"read": "r1"}, "parameters": {}} | changes


def open_building(warehouse: Path, run_id: str) -> publish.Building:
    """A building database with the reference tables."""
    opened = publish.begin(warehouse, run_id)
    load.load_reference(opened.con, {"places": places(), "indicators": indicators()})
    return opened


def in_memory() -> duckdb.DuckDBPyConnection:
    """A building database in memory, without comments: quick to make, and nothing waits for a disk."""
    con = duckdb.connect()
    for name in catalogue.TABLES:
        con.execute(catalogue.table_ddl(name)[0])
    building.start_work(con)
    load.load_reference(con, {"places": places(), "indicators": indicators()})
    return con


def ingest(warehouse: Path, run_id: str, articles: list[dict[str, Any]]) -> Path:
    """The generation that one run over these articles publishes."""
    opened = open_building(warehouse, run_id)
    load.load_batch(opened.con, frames(articles, run_id=run_id), run_id)
    settle.settle(opened.con)
    return publish.publish(opened, run_line(run_id))
