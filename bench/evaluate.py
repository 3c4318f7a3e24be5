"""Accuracy against annotated articles, held against the floors in tests/floors.json, and against people's corrections.

    python -m bench.evaluate [--raise-floors] [--warehouse FILE]

A figure below its floor fails. --raise-floors writes the figures that are higher; none is ever lowered. The lines of
data/corrections.csv are scored beside them: whatever people said of the rows of this warehouse, without a floor.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from bench import ROOT, reviewed, shared
from flows.settings import DEFAULT_WAREHOUSE

FLOORS = ROOT / "tests" / "floors.json"
_SLACK = 0.0005  # figures are rounded to four places
_LOWER_IS_BETTER = ("rejected", "day_wrong", "editor_as_author", "body_fail")

# What the project aims at, shown beside each figure.
TARGETS = {
    "pages/title_exact": 97, "pages/day": 97, "pages/day_wrong": 1, "pages/minute": 95, "pages/source": 90,
    "pages/author_any": 85, "pages/empty_author_kept": 97, "pages/editor_as_author": 1, "pages/editor_any": 85,
    "pages/body_f1": 97, "pages/body_ok": 88, "pages/body_fail": 1,
    "quantities/number": .95, "quantities/percent": .92, "quantities/ordinal": .95, "quantities/money": .90,
    "quantities/dimension": .90, "quantities/range": .85, "quantities/date": .92, "quantities/period": .85,
    "quantities/duration": .90, "quantities/datetime": .85,
    "facts/metric span": .93, "facts/metric value": .91, "facts/metric fact": .82, "facts/metric whole fact": .60,
    "facts/period": .80, "facts/place": .80, "facts/direction": .85, "facts/target": .80,
    "facts/PER+ORG+LOC": .85, "facts/DOC": .95,
}  # fmt: skip


def main() -> int:
    """0 when every figure holds its floor, 1 when one fell, 0 with a word when there is nothing to score."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raise-floors", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--warehouse", type=Path, default=os.environ.get("NEWSDB_WAREHOUSE") or ROOT / DEFAULT_WAREHOUSE
    )
    options = parser.parse_args()
    folder = shared()
    figures = reviewed.score(Path(options.warehouse))
    if folder is None:
        print("no evaluation sets: set NEWSDB_SHARED to the folder that holds eval/")
        print(_table(figures, {}) if figures else "no corrections to score against either")
        return 0
    figures = score(folder / "eval") | figures
    floors = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    print(json.dumps(figures, indent=1) if options.json else _table(figures, floors))
    fallen = [name for name, floor in floors.items() if name in figures and _below(name, figures[name], floor)]
    if options.raise_floors:
        raised = {n: _better(n, v, floors.get(n)) for n, v in figures.items() if not n.startswith("corrections/")}
        raised |= {n: floors[n] for n in fallen}
        FLOORS.write_text(json.dumps(floors | raised, indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")
    for name in fallen:
        print(f"BELOW ITS FLOOR: {name} {figures[name]} < {floors[name]}")
    return 1 if fallen else 0


def score(sets: Path) -> dict[str, float]:
    """figure by name, such as "facts/place"; pages in percent, the others as F1."""
    with tempfile.TemporaryDirectory() as scratch:
        here = Path(scratch)
        figures = {f"pages/{k}": v for k, v in _pages(sets, here).items()}
        figures |= {f"facts/{k}": v for k, v in _facts(sets, here).items()}
        figures |= {f"quantities/{k}": v for k, v in _quantities(sets, here).items()}
    return figures


def _newsdb(*args: str, stdin: Path | None = None, out: Path) -> None:
    command = [str(Path(sys.executable).with_name("newsdb")), *args]
    with out.open("wb") as sink, (stdin or Path("/dev/null")).open("rb") as source:
        subprocess.run(command, stdin=source, stdout=sink, check=True, cwd=ROOT)


def _scorer(sets: Path, name: str, *args: str) -> dict[str, float]:
    command = [sys.executable, str(sets / name), *args, "--json"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return {k: float(v) for k, v in json.loads(done.stdout).items()}


def _pages(sets: Path, here: Path) -> dict[str, float]:
    out = here / "pages.jsonl"
    _newsdb("read", *map(str, sorted((sets / "pages").glob("*.html"))), out=out)
    return _scorer(sets, "score_pages.py", str(out))


def _facts(sets: Path, here: Path) -> dict[str, float]:
    out = here / "facts.jsonl"
    _newsdb("extract", stdin=sets / "facts" / "articles.jsonl", out=out)
    return _scorer(sets, "score_facts.py", str(out))


def _quantities(sets: Path, here: Path) -> dict[str, float]:
    """The mean over the sources of each category, news items only."""
    texts, out = here / "in.jsonl", here / "quantities.jsonl"
    command = [sys.executable, str(sets / "score_quantities.py"), "--texts", "dev"]
    texts.write_bytes(subprocess.run(command, check=True, capture_output=True).stdout)
    _newsdb("extract", stdin=texts, out=out)
    by_category = defaultdict(list)
    for name, value in _scorer(sets, "score_quantities.py", "--score", "dev", str(out), "--news").items():
        by_category[name.split("/")[1]].append(value)
    return {name: round(sum(values) / len(values), 4) for name, values in by_category.items()}


def _lower(name: str) -> bool:
    return name.split("/")[1] in _LOWER_IS_BETTER


def _below(name: str, figure: float, floor: float) -> bool:
    return figure > floor + _SLACK if _lower(name) else figure < floor - _SLACK


def _better(name: str, figure: float, floor: float | None) -> float:
    if floor is None:
        return figure
    return min(figure, floor) if _lower(name) else max(figure, floor)


def _table(figures: dict[str, float], floors: dict[str, float]) -> str:
    lines = [f"{'figure':32} {'now':>8} {'floor':>8} {'aim':>8}"]
    for name, value in figures.items():
        aim = TARGETS.get(name)
        short = " short" if aim is not None and _below(name, value, aim) else ""
        lines.append(f"{name:32} {value:8.3f} {floors.get(name, ''):>8} {'' if aim is None else aim:>8}{short}")
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
