"""The wheel holds rules, views and templates: installed in a new environment it works from any other folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
REPORT = """坪头镇动态

坪头镇新建便民桥2座

2021-05-06 10:00:00   来源:样例日报

    2021年,陈仓区坪头镇新建便民桥2座,投资310万元。
"""


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """newsdb of a new environment that has the wheel, and the dependencies by path."""
    home = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(home), str(ROOT), cwd=home)
    run(sys.executable, "-m", "venv", str(home / "env"), cwd=home)
    (wheel,) = home.glob("*.whl")
    run(str(home / "env/bin/pip"), "install", "--quiet", "--no-deps", "--no-index", str(wheel), cwd=home)
    (site,) = (home / "env/lib").glob("python*/site-packages")
    # A path line brings the dependencies, but not the link that an editable install of the project itself is.
    (site / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    return home / "env/bin/newsdb"


def run(*command: str, cwd: Path, stdin: str | None = None) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("NEWSDB_", "PYTHON"))}
    done = subprocess.run(command, cwd=cwd, env=environment, input=stdin, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_extract(command: Path, tmp_path: Path) -> None:
    line = json.dumps({"id": "1", "text": "2021年坪头镇完成投资8000余万元。", "published": "2021-05-06"})
    found = json.loads(run(str(command), "extract", cwd=tmp_path, stdin=line + "\n"))
    assert [m["low"] for m in found["metrics"]] == [80_000_000]


@pytest.mark.flow
def test_ingest_and_ask(command: Path, tmp_path: Path) -> None:
    raw = tmp_path / "data/raw"
    raw.mkdir(parents=True)
    (raw / "report.txt").write_text(REPORT, "utf-8")
    old = raw.stat().st_mtime - 60
    os.utime(raw / "report.txt", (old, old))
    run(str(command), "ingest", cwd=tmp_path)
    answer = run(str(command), "sql", "--format", "csv", "SELECT count(*) AS n FROM metrics", cwd=tmp_path)
    assert answer.split() == ["n", "2"]
