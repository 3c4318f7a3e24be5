"""A data folder to ingest in tests, the ingest without Prefect, and what a warehouse holds, to compare."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from flows import pipeline, session
from flows.settings import Options
from warehouse import catalogue

ROOT = Path(__file__).resolve().parent.parent
PLACES = ("坪头镇", "县功镇", "阳平镇", "虢镇街道", "天王镇")
VOLATILE = {"run_id", "loaded_at", "rejected_at", "modified_at"}


def report_text(number: int, place: str = "坪头镇", year: int = 2019) -> str:
    """An invented report as a text dump, different for each number."""
    return (
        f"{place}：第{number}次项目推进会召开\n\n"
        f"{year + 1}-03-{number % 28 + 1:02d} 09:15:00   来源:样例报   浏览量:\n\n通讯员:马小川\n"
        f"    {year}年{place}新建重点项目{number % 9 + 1}个，累计完成投资{number + 100}余万元。"
        f"镇党委书记王样例说，要落实“三会一课”制度，力争{year + 1}年粮食产量达到{number + 10}万吨。\n"
        f"    一是强化组织建设，{place}召开会议{number % 5 + 1}次。二是健全制度，全镇{number % 12 + 2}个村参加。\n"
    )


def record(number: int, key: str | None = None) -> dict[str, str]:
    """An invented report as a record of a structured file."""
    place = PLACES[number % len(PLACES)]
    title, _, _, *rest = report_text(number, place).split("\n")
    return {
        "id": key or f"r{number}",
        "title": title,
        "published": f"2020-03-{number % 28 + 1:02d}",
        "publisher": "样例报",
        "text": "\n".join(line.strip() for line in rest[2:]),
    }


class World:
    """A data folder below a test's own folder."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.raw = self.data / "raw"
        self.raw.mkdir(parents=True)
        self.warehouse = self.data / "warehouse" / "news.duckdb"

    @classmethod
    def at(cls, data: str) -> World:
        """The world whose data folder this is."""
        made = cls.__new__(cls)
        made.data = Path(data)
        made.raw, made.warehouse = made.data / "raw", made.data / "warehouse" / "news.duckdb"
        return made

    def write(self, name: str, content: str | bytes) -> Path:
        """A raw file, old enough to be read at once."""
        path = self.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        os.utime(path, (1_600_000_000, 1_600_000_000))
        return path

    def write_records(self, name: str, records: list[dict[str, str]]) -> Path:
        """A raw file of JSON lines."""
        return self.write(name, "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records))

    def ingest(self, **options: Any) -> dict[str, Any]:
        """The row of `runs` of an ingest without Prefect."""
        with session.opened(replace(Options(warehouse=str(self.warehouse)), **options), quiet=True) as run:
            pipeline.run(run)
        return session.as_row(run)

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A read-only connection to the current generation."""
        return duckdb.connect(str(self.warehouse.resolve()), read_only=True)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The answer to a question."""
        with self.connect() as con:
            return con.execute(sql).fetchall()

    def content(self, *without: str) -> dict[str, list[str]]:
        """All that must not depend on when, in which order and how often something was ingested."""
        left_out = VOLATILE.union(without)
        with self.connect() as con:
            return {name: _rows(con, name, left_out) for name in catalogue.TABLES if name not in ("runs", "meta")}

    def rebuilt(self, folder: Path, **options: Any) -> World:
        """Another warehouse made from the same raw files and people's files in one run."""
        other = World(folder)
        other.raw.rmdir()
        other.raw.symlink_to(self.raw)
        for name in ("corrections.csv", "forgotten.csv"):
            if (self.data / name).exists():
                (other.data / name).write_bytes((self.data / name).read_bytes())
        other.ingest(**options)
        return other


def _rows(con: duckdb.DuckDBPyConnection, name: str, left_out: set[str]) -> list[str]:
    columns = [column for column in catalogue.column_names(name) if column not in left_out]
    if name in ("places", "indicators"):
        columns = columns[:1]
    listed = ", ".join(map(catalogue.quoted, columns))
    return sorted(map(repr, con.execute(f"SELECT {listed} FROM {name}").fetchall()))


def differences(one: dict[str, list[str]], other: dict[str, list[str]]) -> dict[str, tuple[list[str], list[str]]]:
    """The rows of each table that only one of two contents has; {} when they are equal."""
    found = {}
    for name in one:
        left, right = set(one[name]), set(other[name])
        if one[name] != other[name]:
            found[name] = (sorted(left - right)[:3], sorted(right - left)[:3])
    return found


def in_process(world: World, **options: Any) -> subprocess.Popen[bytes]:
    """An ingest without Prefect in a process of its own."""
    call = f"from tests.ingesting import World; World.at({str(world.data)!r}).ingest(**{options!r})"
    command = [sys.executable, "-c", f"if __name__ == '__main__':\n    {call}"]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True)


def descendants(pid: int) -> list[int]:
    """The processes a process has started."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text("ascii").split()]


def workers(pid: int) -> list[int]:
    """The worker processes of an ingest."""
    return [child for child in descendants(pid) if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]
