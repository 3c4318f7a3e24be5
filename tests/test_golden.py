"""Output on data/raw/samples is what tests/golden says; `make golden` after a wanted change, then read the diff."""

from __future__ import annotations

from tests import golden_build


def test_articles() -> None:
    assert golden_build.articles() == (golden_build.GOLDEN / "articles.jsonl").read_text("utf-8").splitlines()


def test_facts() -> None:
    assert golden_build.facts() == (golden_build.GOLDEN / "facts.jsonl").read_text("utf-8").splitlines()
