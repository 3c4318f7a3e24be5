"""jieba's words and parts of speech, by the Rust port or by jieba itself, with a small user dictionary of ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, NamedTuple

from transforms import rules
from transforms.text.fold import mapping

SEGMENTERS = ("rjieba", "jieba")
_WORDS = "lexicon/words.tsv"
_LETTER = re.compile(r"[\w+#&.%\-]")  # at least what jieba joins to words; any other mark is a word of its own

Key = Any  # what tells words apart: the word for rjieba, (word, tag) for jieba, which tags a word by its neighbours


class Fact(NamedTuple):
    """What is known of a word."""

    word: str
    tag: str
    terms: list[tuple[str, int]]  # to search by, lower-cased, and where in the word they begin; marks have none


@dataclass(frozen=True, slots=True, eq=False)
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


@lru_cache(maxsize=8)
def cut(seg: Segmenter, text: str) -> list[str]:
    """The words of a text; kept, for places, tags and search ask for those of one text. Not to be changed."""
    found: list[str] = seg.engine.cut(text) if seg.tagger is None else seg.engine.lcut(text)
    return found


def tagged(seg: Segmenter, text: str) -> list[Key]:
    """The words of a text as keys, which know their tags."""
    if seg.tagger is None:
        return cut(seg, text)
    return [(pair.word, pair.flag) for line in text.splitlines(keepends=True) for pair in seg.tagger.cut(line)]


def searched(seg: Segmenter, text: str) -> list[Key]:
    """The words of a folded text as keys, which know their search terms."""
    found = cut(seg, text)
    return found if seg.tagger is None else [(word, "") for word in found]


def are_cut_alike(text: str, folded: str) -> bool:
    """Whether rjieba cuts a text and its folding at the same places: no letter or digit folds."""
    return folded == text or not _letters_that_fold().search(text)


def plain(seg: Segmenter, keys: Iterable[Key]) -> list[str]:
    """The words of keys."""
    return list(keys) if seg.tagger is None else [word for word, _ in keys]


def facts(seg: Segmenter, new: list[Key], keys: list[Key]) -> dict[Key, Fact]:
    """What is known of the new words among those of a text.

    >>> facts(segmenter(), ["卫生院"], ["建成", "卫生院"])["卫生院"].terms
    [('卫生', 0), ('卫生院', 0)]
    """
    words = plain(seg, new)
    tags = {key: key[1] for key in new} if seg.tagger is not None else dict(seg.engine.tag("\n".join(words)))
    for at, key in enumerate(keys) if not tags.keys() >= set(new) else ():
        if key not in tags:  # cut further where it stands alone
            tags |= dict(seg.engine.tag(_run(keys, at)))
    return {k: Fact(w, tags[k], terms) for k, w, terms in zip(new, words, _terms(seg, words), strict=True)}


def _run(words: list[str], at: int) -> str:
    """The word at a position with all that stand before and behind it up to a mark: enough to cut it alike."""
    first, last = at, at + 1
    while first and _LETTER.match(words[first - 1]):
        first -= 1
    while last < len(words) and _LETTER.match(words[last]):
        last += 1
    return "".join(words[first:last])


def _terms(seg: Segmenter, words: list[str]) -> Iterator[list[tuple[str, int]]]:
    """The search terms of each word: the words within it and itself."""
    found: list[list[tuple[str, int]]] = [[] for _ in words]
    number, begin = 0, 0
    for term, start, end in search_terms(seg, "\n".join(words)):
        if term == "\n" and found[number]:
            number, begin = number + 1, end
        else:
            found[number].append((term, start - begin))
    for word, terms in zip(words, found, strict=True):
        whole = terms if terms[-1][0] == word else [*_within(seg, word), (word, 0)]  # cut further where it stands alone
        yield [(term.lower(), start) for term, start in whole if term.isalnum()]


def _within(seg: Segmenter, word: str) -> Iterator[tuple[str, int]]:
    """The words of two and three characters within a longer one."""
    known = seg.engine.has_word if seg.tagger is None else seg.engine.FREQ.get
    for size in (2, 3):
        for at in range(len(word) - size + 1 if size < len(word) else 0):
            if known(word[at : at + size]):
                yield word[at : at + size], at


def search_terms(seg: Segmenter, text: str) -> list[tuple[str, int, int]]:
    """(term, start, end) of jieba's search segmentation: long words and the words within them."""
    terms: list[tuple[str, int, int]] = list(seg.engine.tokenize(text, mode="search"))
    return terms


@cache
def _letters_that_fold() -> re.Pattern[str]:
    letters = (chr(code) for code, to in mapping().items() if _LETTER.match(chr(code)) or _LETTER.match(to))
    every = "".join(re.escape(letter) for letter in letters if letter < "\U00010000")
    return re.compile(f"[{every}\U00010000-\U0010ffff]")  # a range, as in transforms.text.fold


def own_words() -> tuple[str, ...]:
    """The words of ours that jieba's dictionary is given."""
    return rules.words(_WORDS, "term")


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
