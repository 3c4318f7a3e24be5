"""Organizations: what is one, how long its name is, and what it is called in full."""

from __future__ import annotations

import pytest

from tests import support
from transforms.extract import organizations, places
from transforms.model import Context, Mention
from transforms.text import fold, sentences

CASES = support.cases("organizations.tsv")


def _find(text: str, title: str = "", site: str = "") -> list[Mention]:
    context = Context(title=title or None, site=site or None)
    folded, split = fold.fold(text), sentences.split(text)
    return organizations.find(text, folded, split, context, places.find(text, folded, split, context))


def _shown(text: str, mention: Mention) -> str:
    written = text[mention.start : mention.end]
    shown = f"({written})" if mention.form == "generic" else written
    return shown if mention.name == written else f"{shown}={mention.name}"


@pytest.mark.parametrize("row", CASES)
def test_case(row: dict[str, str]) -> None:
    found = [_shown(row["text"], m) for m in _find(row["text"], row["title"], row["site"])]
    assert ";".join(found) == row["expected"]


def test_the_place_of_the_name_is_the_place_of_the_organization() -> None:
    (mention,) = _find("陕西省宝鸡市陈仓区新街镇党委开会。")
    assert (mention.place_code, mention.name) == ("610304110", "中共陈仓区新街镇委员会")


def test_nothing_is_found_in_nothing() -> None:
    assert _find("") == []
