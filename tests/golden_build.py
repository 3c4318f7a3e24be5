"""What newsdb does now with data/raw/samples, one line a fact: `make golden` writes it, the diff is the review."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flows import lines

ROOT = Path(__file__).resolve().parent.parent
RAW = ROOT / "data" / "raw"
GOLDEN = Path(__file__).parent / "golden"
_SKIPPED = {"start", "end", "rule", "confidence", "base_value", "base_unit", "value"}


def articles() -> list[str]:
    """The lines of golden/articles.jsonl: what `newsdb read` prints of each sample."""
    return [_line(article) for article in _read()]


def facts() -> list[str]:
    """The lines of golden/facts.jsonl: one entity, date, metric, post, project, document or check a line."""
    return [_line(fact) for article in _read() if "body" in article for fact in _facts(article)]


def main() -> None:
    """Write both files."""
    GOLDEN.mkdir(exist_ok=True)
    (GOLDEN / "articles.jsonl").write_text("".join(line + "\n" for line in articles()), "utf-8")
    (GOLDEN / "facts.jsonl").write_text("".join(line + "\n" for line in facts()), "utf-8")


def _read() -> Iterator[dict[str, Any]]:
    yield from lines.read([str(RAW / "samples")], RAW)


def _facts(article: dict[str, Any]) -> Iterator[dict[str, Any]]:
    given = article | {"id": article["uri"], "text": article["body"], "published": article["published_at"]}
    found = lines.extract_one(given)
    yield {"uri": article["uri"], "title": article["title"], "place_code": found["place_code"]}
    for table in ("entities", "dates", "metrics", "posts", "projects", "documents", "checks", "topics"):
        for row in found[table]:
            yield {"in": table} | {k: v for k, v in row.items() if v is not None and k not in _SKIPPED}


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False)


if __name__ == "__main__":
    main()
