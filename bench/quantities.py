"""Characters a second of quantities and dates together on one core, JioNLP beside them where it is importable.

python -m bench.quantities [--articles N]
"""

from __future__ import annotations

import argparse
import importlib.util
import json
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
    options = parser.parse_args()
    path = corpus()
    if path is None:
        return 0
    texts = [fold(json.loads(line)["text"]) for line in lines(path, options.articles)]
    print(f"{len(texts)} articles, {sum(map(len, texts)):,} characters")
    _report("quantities", texts, quantities.find)
    _report("dates", texts, lambda text: dates.find(text, CONTEXT))
    _report("quantities and dates", texts, _both)
    if importlib.util.find_spec("jionlp"):
        _report("JioNLP money and time", texts[: max(1, len(texts) // 10)], _jionlp())
    return 0


def _both(text: str) -> object:
    return quantities.find(text), dates.find(text, CONTEXT)


def _jionlp() -> Callable[[str], object]:
    import jionlp

    return lambda text: jionlp.ner.extract_money(text) + jionlp.ner.extract_time(text)


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
