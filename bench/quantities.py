"""Characters a second of quantities and dates together on one core, JioNLP beside them in the same run.

python -m bench.quantities [--articles N] [--jionlp INTERPRETER]

JioNLP is no requirement of ours. Install it into an environment of its own (python -m venv jio; jio/bin/pip install
jionlp) and name that interpreter with --jionlp or NEWSDB_JIONLP; it reads a tenth of the articles, best of three too.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import datetime

from bench import corpus, lines
from transforms.extract import dates, quantities
from transforms.model import Context
from transforms.text.fold import fold

CONTEXT = Context(published=datetime(2023, 8, 11), published_precision="day")


def main() -> int:
    """0; prints a line per reader, best of three."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--jionlp", default=os.environ.get("NEWSDB_JIONLP", sys.executable), metavar="INTERPRETER")
    options = parser.parse_args()
    path = corpus()
    if path is None:
        return 0
    texts = [fold(json.loads(line)["text"]) for line in lines(path, options.articles)]
    print(f"{len(texts)} articles, {sum(map(len, texts)):,} characters")
    _report("quantities", texts, quantities.find)
    _report("dates", texts, lambda text: dates.find(text, CONTEXT))
    _report("quantities and dates", texts, _both)
    _beside(options.jionlp, texts[: max(1, len(texts) // 10)])
    return 0


def _both(text: str) -> object:
    return quantities.find(text), dates.find(text, CONTEXT)


_JIONLP = """
import json, sys, time
try:
    import jionlp
except ImportError:
    sys.exit(3)
texts = json.load(sys.stdin)
best = None
for _ in range(3):
    begun = time.process_time()
    for text in texts:
        jionlp.ner.extract_money(text)
        jionlp.ner.extract_time(text)
    taken = time.process_time() - begun
    best = taken if best is None else min(best, taken)
print("seconds", best)
"""


def _beside(interpreter: str, texts: list[str]) -> None:
    """JioNLP's figure for the same texts, or how to get one."""
    command = [interpreter, "-c", _JIONLP]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=False)
    line = next((line for line in done.stdout.splitlines() if line.startswith("seconds ")), None)
    if line is None:
        print("JioNLP money and time    not importable: name an interpreter that has it with --jionlp")
        return
    print(f"{'JioNLP money and time':24} {sum(map(len, texts)) / float(line.split()[1]):12,.0f} characters/s")


def _report(name: str, texts: list[str], read: Callable[[str], object]) -> None:
    best = min(_seconds(texts, read) for _ in range(3))
    print(f"{name:24} {sum(map(len, texts)) / best:12,.0f} characters/s")


def _seconds(texts: Iterable[str], read: Callable[[str], object]) -> float:
    begun = time.process_time()
    for text in texts:
        read(text)
    return time.process_time() - begun


if __name__ == "__main__":
    raise SystemExit(main())
