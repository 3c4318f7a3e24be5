"""Which place a number is about."""

from __future__ import annotations

import pytest

from tests.support import cases
from transforms.extract import extract
from transforms.model import Context


@pytest.mark.parametrize("case", cases("metrics_place.tsv"))
def test_place(case: dict[str, str]) -> None:
    text = case["text"].replace("\\n", "\n")
    found = extract(text, Context(title=case["title"] or None)).metrics
    got = next(m for m in found if text[m.start : m.end] == case["quote"])
    assert (got.place_name or "") == case["place"], case["why"]
    assert case["code"] == "-" or (got.place_code or "") == case["code"], case["why"]
