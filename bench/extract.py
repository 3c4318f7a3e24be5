"""Characters a second of extraction on one core: its parts and the whole, JioNLP beside them where it is importable.

    python -m bench.extract [--articles N] [--passes N]

Every eighteenth article of the corpus; processor time of the best pass. The parts take turns text by text, as they do
in the whole, so that each finds the processor's cache as the others left it.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import json
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from bench import corpus, lines
from transforms.extract import dates, entities, extract, metrics, quantities
from transforms.model import Context, Extraction
from transforms.page import clock
from transforms.text import fold, sentences

STEP = 18
JIONLP_SHARE = 10  # JioNLP reads one text in so many: it is many times slower


def main() -> int:
    """0; prints a line per part."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--passes", type=int, default=3)
    options = parser.parse_args()
    path = corpus()
    if path is None:
        return 0
    texts = list(islice(articles(path), options.articles))
    size = sum(len(text) for text, _ in texts)
    print(f"{len(texts)} articles, {size:,} characters")
    for one in (parts, _whole):
        one(*texts[0])  # load the rules
    gc.freeze()  # as workers and `newsdb extract` do: rules are never garbage
    passes = [_pass(texts) for _ in range(options.passes)]
    for name in passes[0]:
        _print(name, size, min(seconds[name] for seconds in passes))
    if importlib.util.find_spec("jionlp"):
        some = [text for text, _ in texts[::JIONLP_SHARE]]
        for name, read in _jionlp().items():
            _print(name, sum(map(len, some)), _seconds(read, some))
    return 0


def articles(path: Path) -> Iterator[tuple[str, Context]]:
    """Text and context of the articles, spread over the corpus."""
    for line in islice(lines(path, 0), 0, None, STEP):
        row = json.loads(line)
        yield row["text"], context_of(row)


def context_of(row: dict[str, Any]) -> Context:
    """What extraction may know of an article of the corpus besides its text."""
    stamp = clock.read(row["published"]) if row["published"] else None
    return Context(title=row["title"], published=stamp and stamp.at, site=row["publisher"])


def _pass(texts: list[tuple[str, Context]]) -> dict[str, float]:
    """Seconds of each part and of the whole over all texts."""
    seconds: dict[str, float] = {}
    for text, context in texts:
        for name, spent in parts(text, context).items():
            seconds[name] = seconds.get(name, 0.0) + spent
    begun = time.process_time()
    for text, context in texts:
        _whole(text, context)
    return seconds | {"whole extraction": time.process_time() - begun}


def parts(text: str, context: Context) -> dict[str, float]:
    """Seconds of the three costly parts for one text."""
    found = Extraction(sentences=sentences.split(text))
    folded = fold.fold(text)
    times = [time.process_time()]
    found.quantities, found.dates = quantities.find(folded), dates.find(folded, context, found.sentences)
    times.append(time.process_time())
    named = entities.find(text, folded, found.sentences, context)
    times.append(time.process_time())
    found.mentions, found.title_mentions, found.place_code = named.mentions, named.title_mentions, named.place_code
    metrics.find(text, folded, found.sentences, found, context)
    times.append(time.process_time())
    names = ("quantities and dates", "entities", "metrics")
    return {name: after - before for name, before, after in zip(names, times, times[1:], strict=False)}


def _whole(text: str, context: Context) -> Extraction:
    return extract(text, context)


def _jionlp() -> dict[str, Callable[[str], object]]:
    import jionlp

    return {
        "JioNLP money and time": lambda text: jionlp.ner.extract_money(text) + jionlp.ner.extract_time(text),
        "JioNLP places": jionlp.recognize_location,
    }


def _seconds(read: Callable[[str], object], texts: list[str]) -> float:
    read(texts[0])  # load its dictionaries
    begun = time.process_time()
    for text in texts:
        read(text)
    return time.process_time() - begun


def _print(name: str, size: int, seconds: float) -> None:
    print(f"{name:24} {size / seconds:12,.0f} characters/s")


if __name__ == "__main__":
    raise SystemExit(main())
