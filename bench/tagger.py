"""The model of names: trained and judged on labelled articles of the corpus, whose text the labels do not hold.

    python -m bench.tagger evaluate | train | agree

evaluate  rules alone, and rules with a model that has not seen the article (five parts by article): F1 by kind and
          genre; then, on the articles of TEST, which nobody looked at while rules were written, a model of the others
train     a model of all labelled articles into transforms/rules/tagger.tsv
agree     how far two readers of one article agree
"""

from __future__ import annotations

import argparse
import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import ROOT, corpus, lines
from bench.extract import context_of
from transforms.extract import entities, tagger
from transforms.extract.places_scan import Words, words
from transforms.model import Mention
from transforms.text import fold, sentences

LABELS = ROOT / "bench" / "labels"
WEIGHTS = ROOT / "transforms" / "rules" / "tagger.tsv"
KINDS = {"PER": "person", "ORG": "organization", "LOC": "place"}
FOLDS, TEST = 5, (4, 8)
DECAY, LEAST, STEPS, RATE = 1.0, 2, 300, 0.05  # the weight of small weights, how often a feature must stand
_SOURCE = """# source: trained by `python -m bench.tagger train` on the articles of bench/labels/ (see docs/tagger.md)
# weights in hundredths of a natural logarithm; features as transforms.extract.tagger names them
feature\tweight
"""

Span = tuple[int, int, str]
Weights = dict[str, float]


@dataclass(slots=True)
class Article:
    """A labelled article with what the rules find in it."""

    id: str
    genre: str
    reader: int
    gold: set[Span]
    rules: set[Span]
    folded: str
    cut: Words
    mentions: list[Mention]
    examples: list[tuple[tagger.Candidate, list[str]]]

    @property
    def fold(self) -> int:
        """Which of the parts the article is of."""
        return zlib.crc32(self.id.encode()) % FOLDS


def main() -> int:
    """0; 1 without the corpus."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("evaluate", "train", "agree"))
    what = parser.parse_args().what
    if what == "agree":
        _agree()
        return 0
    path = corpus()
    if path is None:
        return 1
    articles = list(read(path))
    (train if what == "train" else evaluate)(articles)
    return 0


def labels(name: str) -> dict[str, dict]:
    """The rows of a file of labels by article id."""
    lines = (LABELS / f"{name}.jsonl").read_text("utf-8").splitlines()
    return {row["id"]: row for row in map(json.loads, lines)}


def read(path: Path) -> Iterator[Article]:
    """The labelled articles whose text is as it was labelled, in the order of the corpus."""
    wanted = labels("entities")
    for row in map(json.loads, lines(path, 0)):
        label = wanted.get(row["id"])
        if label and hashlib.sha256(row["text"].encode()).hexdigest() == label["sha256"]:
            yield _article(row, label)


def _article(row: dict, label: dict) -> Article:
    text = row["text"]
    folded = fold.fold(text)
    found = entities.find(text, folded, sentences.split(text), context_of(row)).mentions
    mentions = [m for m in found if m.rule != "tagger" and m.kind != "project"]
    cut, taken = words(text, folded), tagger.spans(len(folded), mentions)
    return Article(
        row["id"], row["genre"], label["reader"], _gold(label), _named(mentions), folded, cut, mentions,
        list(tagger.examples(folded, cut, mentions, taken)),
    )  # fmt: skip


def _gold(label: dict) -> set[Span]:
    return {(start, end, KINDS[kind]) for start, end, kind in label["spans"] if kind in KINDS}


def _named(mentions: Iterable[Mention]) -> set[Span]:
    wanted = [m for m in mentions if m.kind in KINDS.values() and m.form not in ("generic", "pronoun")]
    return {(m.start, m.end, m.kind) for m in wanted}


def fit(articles: list[Article]) -> Weights:
    """Weights by feature: logistic regression on the near misses, by Adam over all of them at once."""
    import numpy as np

    rows = [(found, (c.start, c.end, "person") in a.gold) for a in articles for c, found in a.examples]
    counts = Counter(feature for found, _ in rows for feature in found)
    number = {f: n for n, f in enumerate(sorted(f for f, count in counts.items() if count >= LEAST))}
    known = [[number[f] for f in found if f in number] for found, _ in rows]
    row = np.repeat(np.arange(len(rows)), [len(each) for each in known])
    column = np.array([n for each in known for n in each])
    right = np.array([is_name for _, is_name in rows], dtype=float)
    weights, first, second = (np.zeros(len(number)) for _ in range(3))
    for step in range(1, STEPS + 1):
        chance = 1 / (1 + np.exp(-np.bincount(row, weights[column], len(rows))))
        slope = np.bincount(column, (chance - right)[row], len(number)) + DECAY * weights
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        move = (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
        weights -= RATE * (1 - 0.9 * step / STEPS) * move
    return dict(zip(number, weights.tolist(), strict=True))


def tagged(article: Article, weights: Weights) -> set[Span]:
    """What the rules and the model find."""
    scored = []
    for candidate, found in article.examples:
        score = sum(round(100 * weights.get(feature, 0.0)) for feature in found)
        if score > tagger.LEAST:
            scored.append((score, candidate))
    taken = tagger.spans(len(article.folded), article.mentions)
    return article.rules | _named(tagger.accept(article.folded, article.cut, scored, taken))


def evaluate(articles: list[Article]) -> None:
    """Print the figures of the rules alone and with the model."""
    models = [fit([a for a in articles if a.fold != part]) for part in range(FOLDS)]
    both = {a.id: tagged(a, models[a.fold]) for a in articles}
    local = [a for a in articles if a.genre in ("gov_local", "gov_report")]
    others = [a for a in articles if a not in local]
    groups = {"all": articles, "towns and counties": local, "others": others}
    for name, group in groups.items():
        _show(f"{name}: rules", group, lambda a: a.rules)
        _show(f"{name}: and model", group, lambda a: both[a.id])
    unseen = [a for a in articles if a.reader in TEST]
    model = fit([a for a in articles if a.reader not in TEST])
    _show("test: rules", unseen, lambda a: a.rules)
    _show("test: and model", unseen, lambda a: tagged(a, model))


def _show(name: str, articles: list[Article], found: Callable[[Article], set[Span]]) -> None:
    pairs = [(found(a), a.gold) for a in articles]
    figures = {
        kind: f1(pairs, kinds) for kind, kinds in (*((k, (v,)) for k, v in KINDS.items()), ("all", KINDS.values()))
    }
    told = "  ".join(f"{kind} {f:.3f} (P {p:.3f} R {r:.3f})" for kind, (p, r, f) in figures.items())
    print(f"{name:32} {len(articles):4} articles  {told}")


def f1(pairs: list[tuple[set[Span], set[Span]]], kinds: Iterable[str]) -> tuple[float, float, float]:
    """Precision, recall and F1 over pairs of what was found and what is right."""
    wanted = set(kinds)
    pairs = [({s for s in found if s[2] in wanted}, {s for s in gold if s[2] in wanted}) for found, gold in pairs]
    hits = sum(len(found & gold) for found, gold in pairs)
    all_found, all_gold = sum(len(found) for found, _ in pairs), sum(len(gold) for _, gold in pairs)
    return hits / max(1, all_found), hits / max(1, all_gold), 2 * hits / max(1, all_found + all_gold)


def train(articles: list[Article]) -> None:
    """Write the weights of a model of all articles."""
    weights = {feature: round(100 * weight) for feature, weight in fit(articles).items()}
    lines = [f"{feature}\t{weight}" for feature, weight in sorted(weights.items()) if abs(weight) >= 3]
    WEIGHTS.write_text(_SOURCE + "\n".join(lines) + "\n", "utf-8")
    print(f"{len(lines)} weights from {sum(len(a.examples) for a in articles)} candidates of {len(articles)} articles")


def _agree() -> None:
    first, second = labels("entities"), labels("entities_second")
    for name, kinds in (*((k, (v,)) for k, v in KINDS.items()), ("all", KINDS.values())):
        pairs = [(_gold(second[key]), _gold(first[key])) for key in second]
        print(f"{name} F1 {f1(pairs, kinds)[2]:.3f} over {len(pairs)} articles")


if __name__ == "__main__":
    raise SystemExit(main())
