"""What tests share: case tables as parameters, and the optional folder with evaluation sets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bench import shared

CASES = Path(__file__).parent / "cases"


def cases(name: str) -> list[Any]:
    """One pytest parameter per row of tests/cases/NAME (a dict by header); status=todo is a strict xfail."""
    lines = (CASES / name).read_text("utf-8").splitlines()
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    header = numbered[0][1].split("\t")
    return [_parameter(name, n, dict(zip(header, _padded(line, header), strict=True))) for n, line in numbered[1:]]


def _padded(line: str, header: list[str]) -> list[str]:
    cells = line.split("\t")
    if len(cells) > len(header):
        raise ValueError(f"more cells than the header has: {line!r}")
    return cells + [""] * (len(header) - len(cells))


def _parameter(name: str, number: int, row: dict[str, str]) -> Any:
    marks = [pytest.mark.xfail(strict=True, reason=row["why"])] if row.get("status") == "todo" else []
    return pytest.param(row, id=f"{name}:{number}", marks=marks)


def need_shared() -> Path:
    """The folder with evaluation sets; the test skips without it."""
    folder = shared()
    if folder is None:
        pytest.skip("no evaluation folder: set NEWSDB_SHARED")
    return folder
