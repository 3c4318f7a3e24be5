"""Knowledge as plain text: lexicons (TSV with a header line) and vocabularies (YAML), loaded once a process.

A non-programmer extends the files; `tests/test_rules.py` keeps them sorted, free of repeats and with a source.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath
from typing import Any

import yaml

_PACKAGE = resources.files("transforms")


def path(name: str) -> Traversable:
    """The rules file `name`, such as "lexicon/slogans.tsv"."""
    found = _PACKAGE.joinpath("rules")
    for part in PurePosixPath(name).parts:
        found = found.joinpath(part)
    return found


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a TSV file by its header; blank lines and lines that begin with # are left out."""
    lines = path(name).read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    header = rows[0]
    return tuple(dict(zip(header, row + [""] * (len(header) - len(row)), strict=False)) for row in rows[1:])


@cache
def vocabulary(name: str) -> Any:
    """The content of a YAML file: lists of words by name."""
    return yaml.load(path(name).read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def words(name: str, column: str) -> tuple[str, ...]:
    """One column of a TSV file."""
    return tuple(row[column] for row in table(name))


@cache
def digest(*folders: str) -> str:
    """12 hex digits of the code and rules below these folders of transforms (with model.py): a ruleset."""
    seen = hashlib.sha256()
    for folder in ("model.py", *folders):
        for name, data in _files(_PACKAGE.joinpath(folder), folder):
            seen.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
    return seen.hexdigest()[:12]


def _files(place: Traversable, name: str) -> list[tuple[str, bytes]]:
    if place.is_file():
        return [(name, place.read_bytes())]
    children = sorted(place.iterdir(), key=lambda child: child.name)
    wanted = [c for c in children if c.name != "__pycache__" and not c.name.startswith(".")]
    return [pair for child in wanted for pair in _files(child, f"{name}/{child.name}")]
