"""jieba's words and parts of speech, by the Rust port or by jieba itself, with a small user dictionary of ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from transforms import rules

SEGMENTERS = ("rjieba", "jieba")
_WORDS = "lexicon/words.tsv"


@dataclass(frozen=True, slots=True)
class Segmenter:
    """A segmenter of one process: `tag` and `search` below take it. Build one per worker, it is not picklable."""

    name: str
    engine: Any
    tagger: Any = field(default=None)


def segmenter(name: str = "rjieba") -> Segmenter:
    """The segmenter of this process, one for all who ask; name is one of SEGMENTERS.

    Its dictionary takes a quarter of a second and much of the processor's cache, so it is built once.
    Low frequencies on purpose: a user word must not change the cut of text around it more than it has to.
    """
    if name not in SEGMENTERS:
        raise ValueError(f"unknown segmenter {name!r}: choose one of {', '.join(SEGMENTERS)}")
    return _rust() if name == "rjieba" else _reference()


def tag(seg: Segmenter, sentence: str) -> tuple[list[str], list[str]]:
    """(words, tags) that cover the sentence without gaps.

    >>> tag(segmenter(), "新建项目5个")[0]
    ['新建', '项目', '5', '个']
    """
    if seg.tagger is not None:
        pairs: list[tuple[str, str]] = [(p.word, p.flag) for p in seg.tagger.cut(sentence)]
    else:
        pairs = seg.engine.tag(sentence)
    return [word for word, _ in pairs], [flag for _, flag in pairs]


def search_terms(seg: Segmenter, text: str) -> list[tuple[str, int, int]]:
    """(term, start, end) of jieba's search segmentation: long words and the words within them."""
    terms: list[tuple[str, int, int]] = list(seg.engine.tokenize(text, mode="search"))
    return terms


@cache
def _rust() -> Segmenter:
    import rjieba

    engine = rjieba.Jieba()
    for row in rules.table(_WORDS):
        engine.add_word(row["term"], int(row["frequency"]), row["tag"])
    return Segmenter("rjieba", engine)


@cache
def _reference() -> Segmenter:
    import logging

    import jieba
    import jieba.posseg

    jieba.setLogLevel(logging.WARNING)
    engine = jieba.Tokenizer()
    tagger = jieba.posseg.POSTokenizer(engine)
    for row in rules.table(_WORDS):
        engine.add_word(row["term"], int(row["frequency"]), row["tag"])
    tagger.initialize()
    return Segmenter("jieba", engine, tagger)
