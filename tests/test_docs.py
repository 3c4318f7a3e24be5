"""What the documents say holds: every query gives rows on the sample reports, every command is named."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from flows.cli import main
from tests.ingesting import World

ROOT = Path(__file__).resolve().parent.parent
SQL = re.compile(r"```sql\n(.*?)```", re.DOTALL)


def queries() -> list[Any]:
    found = []
    for name in ("README.md", "docs/queries.md"):
        for number, sql in enumerate(SQL.findall((ROOT / name).read_text("utf-8")), 1):
            found.append(pytest.param(sql, id=f"{name}:{number}"))
    return found


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = World(tmp_path_factory.mktemp("docs"))
    for path in sorted((ROOT / "data/raw/samples").iterdir()):
        world.write(f"samples/{path.name}", path.read_bytes())
    world.ingest()
    return world


@pytest.mark.parametrize("sql", queries())
def test_every_query_gives_rows(world: World, sql: str) -> None:
    assert world.rows(sql)


def test_there_are_twenty_questions() -> None:
    assert len(SQL.findall((ROOT / "docs/queries.md").read_text("utf-8"))) >= 20


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_is_in_the_readme_and_has_help(command: str) -> None:
    assert f"newsdb {command}" in (ROOT / "README.md").read_text("utf-8")
    assert main.commands[command].help
