"""The time a number is for."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.support import cases
from transforms.extract import extract
from transforms.model import Context


@pytest.mark.parametrize("case", cases("metrics_period.tsv"))
def test_period(case: dict[str, str]) -> None:
    text = case["text"].replace("\\n", "\n")
    found = extract(text, Context(published=datetime.fromisoformat(case["published"]))).metrics
    got = next(m for m in found if text[m.start : m.end] == case["quote"])
    assert (_day(got.starts_on), _day(got.ends_before)) == (case["starts"], case["ends"]), case["why"]


def _day(moment: datetime | None) -> str:
    return "" if moment is None else moment.date().isoformat()
