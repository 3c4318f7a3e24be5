"""The rules files: a source, no repeats, sorted where the first column is a word."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import transforms

RULES = Path(transforms.__file__).parent / "rules"
TABLES = sorted(RULES.rglob("*.tsv"))
VOCABULARIES = sorted(RULES.rglob("*.yaml"))


def ids(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(RULES)) for path in paths]


@pytest.mark.parametrize("path", TABLES, ids=ids(TABLES))
def test_table(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    header, body = rows[0], rows[1:]
    assert any(line.startswith("# source:") for line in lines) or "source" in header, "no source"
    assert all(len(row) <= len(header) for row in body), "a row with more cells than the header"
    repeated = {tuple(row) for row in body if body.count(row) > 1} if len(body) < 5000 else set()
    assert len({tuple(row) for row in body}) == len(body), f"repeated rows {list(repeated)[:3]}"
    assert all(row[0].strip() == row[0] for row in body), "blanks around a term"


@pytest.mark.parametrize("path", VOCABULARIES, ids=ids(VOCABULARIES))
def test_vocabulary(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "source:" in text, "no source"
    for name, words in _lists(yaml.safe_load(text)):
        plain = [word for word in words if isinstance(word, str)]
        assert len(set(plain)) == len(plain), f"repeated in {name}: {[w for w in plain if plain.count(w) > 1]}"


def _lists(content: object, name: str = "") -> list[tuple[str, list[object]]]:
    if isinstance(content, list):
        return [(name, content)]
    if isinstance(content, dict):
        return [pair for key, value in content.items() for pair in _lists(value, f"{name}/{key}")]
    return []
