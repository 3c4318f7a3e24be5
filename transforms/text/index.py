"""The words of a batch's sentences and the postings of its texts, as Arrow columns made from the numbers of words."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from transforms.text import vocabulary, words
from transforms.text.fold import fold
from transforms.text.vocabulary import Vocabulary

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

FIELDS = ("title", "body")  # of the postings, in this order for each article


@dataclass(slots=True)
class Index:
    """The numbers of the words of each article of a batch."""

    known: Vocabulary
    bodies: list[array[int]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)  # of sentences, in the characters of all bodies in a row
    ends: list[int] = field(default_factory=list)
    size: int = 0  # of all bodies
    searched: list[array[int]] = field(default_factory=list)  # title and body of each article, folded
    lengths: list[int] = field(default_factory=list)  # of these, in characters
    titles: list[array[int]] = field(default_factory=list)


def add(index: Index, title: str, body: tuple[str, str], spans: Iterable[tuple[int, int]]) -> None:
    """Take up an article: title, body and folded body, spans of its sentences."""
    known = index.known
    for text, folded, texts in ((title, fold(title), index.titles), (*body, index.bodies)):
        numbers = vocabulary.numbers(known, words.tagged(known.segmenter, text))
        texts.append(numbers)
        if known.segmenter.tagger is not None or not words.are_cut_alike(text, folded):
            index.searched.append(vocabulary.numbers(known, words.searched(known.segmenter, folded)))
        else:
            index.searched.append(numbers)
        index.lengths.append(len(text))
    for start, end in spans:
        index.starts.append(index.size + start)
        index.ends.append(index.size + end)
    index.size += len(text)


def sentence_columns(index: Index) -> dict[str, pa.Array]:
    """`words` and `tags` of each sentence: lists that cover it without gaps."""
    import numpy as np
    import pyarrow as pa

    known = index.known
    numbers = _joined(index.bodies)
    ends = np.cumsum(_view(known.sizes)[numbers])
    edges = np.concatenate([[0], ends])
    first, last = (np.searchsorted(edges, np.array(at, np.int64)) for at in (index.starts, index.ends))
    if not (np.array_equal(edges[first], index.starts) and np.array_equal(edges[last], index.ends)):
        raise ValueError("a sentence begins or ends within a word")
    inside = _runs(first, last - first)  # all but the line breaks between paragraphs
    offsets = pa.array(np.concatenate([[0], np.cumsum(last - first)]), pa.int32())
    tags = _take(list(known.tag_numbers), _view(known.tags)[numbers[inside]])
    return {
        "words": pa.ListArray.from_arrays(offsets, _take(known.words, numbers[inside])),
        "tags": pa.ListArray.from_arrays(offsets, tags),
    }


def keyword_columns(index: Index, article_ids: list[str], most: int) -> dict[str, pa.Array]:
    """The columns of `keywords`: of each article the content words of title and body, the most frequent first."""
    import numpy as np
    import pyarrow as pa

    known = index.known
    articles, numbers = [], []
    for texts in (index.titles, index.bodies):
        each = _joined(texts)
        content = _view(known.content)[each] > 0
        articles.append(np.repeat(np.arange(len(texts)), [len(text) for text in texts])[content])
        numbers.append(each[content])
    article, number = np.concatenate(articles), np.concatenate(numbers)
    ranks, names = _by_name(known.words, number)
    key, counts = np.unique(article * len(names) + ranks, return_counts=True)
    article = key // max(1, len(names))
    order = np.lexsort((key, -counts, article))
    place = np.arange(len(order)) - np.searchsorted(article[order], article[order])
    order = order[place < most]
    return {
        "article_id": pa.array(article_ids, pa.string()).take(article[order]),
        "term": pa.array(names, pa.string()).take((key % max(1, len(names)))[order]),
        "frequency": pa.array(counts[order], pa.int32()),
    }


def _by_name(names: list[str], numbers: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """The place of each number's name among the names that occur, in their order, and these names."""
    import numpy as np

    occurring, positions = np.unique(numbers, return_inverse=True)
    some = sorted({names[number] for number in occurring.tolist()})
    place = {name: at for at, name in enumerate(some)}
    return np.array([place[names[number]] for number in occurring.tolist()], np.int64)[positions], some


def posting_columns(index: Index, article_ids: list[str]) -> dict[str, pa.Array]:
    """The columns of `postings`: in each text a row for each term, in the order in which they first occur."""
    import numpy as np
    import pyarrow as pa

    text, term, position = _occurrences(index)
    key = text * len(index.known.term_numbers) + term
    order = np.argsort(key, kind="stable")
    begins = np.flatnonzero(np.diff(key[order], prepend=-1))
    counts = np.diff(begins, append=len(order))
    rows = np.argsort(order[begins])  # by the first occurrence of each
    begins, counts = begins[rows], counts[rows]
    first = order[begins]
    offsets = pa.array(np.concatenate([[0], np.cumsum(counts)]), pa.int32())
    places = pa.array(position[order[_runs(begins, counts)]], pa.int32())
    return {
        "article_id": pa.array(article_ids, pa.string()).take(text[first] // len(FIELDS)),
        "field": pa.array(FIELDS, pa.string()).take(text[first] % len(FIELDS)),
        "term": _take(list(index.known.term_numbers), term[first]),
        "positions": pa.ListArray.from_arrays(offsets, places),
        "field_chars": pa.array(np.array(index.lengths, np.int32)[text[first]], pa.int32()),
    }


def _occurrences(index: Index) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(text, term, position) of every search term of every text, in the order of the texts."""
    import numpy as np

    known = index.known
    numbers = _joined(index.searched)
    text = np.repeat(np.arange(len(index.searched)), [len(each) for each in index.searched])
    sizes = _view(known.sizes)[numbers]
    before = np.cumsum([0, *index.lengths[:-1]])
    starts = np.cumsum(sizes) - sizes - before[text]
    first = _view(known.first_terms)
    counts = (first[1:] - first[:-1])[numbers]
    terms = _runs(first[numbers], counts)
    return (
        np.repeat(text, counts),
        _view(known.terms)[terms].astype(np.int64),
        np.repeat(starts, counts) + _view(known.offsets)[terms],
    )


def _joined(parts: list[array[int]]) -> np.ndarray:
    import numpy as np

    return np.concatenate([_view(part) for part in parts]) if parts else np.empty(0, np.int32)


def _view(numbers: array[int]) -> np.ndarray:
    import numpy as np

    return np.frombuffer(numbers, np.int32) if numbers else np.empty(0, np.int32)


def _take(names: list[str], numbers: np.ndarray) -> pa.Array:
    """The names of these numbers; only the names that occur are turned into Arrow."""
    import numpy as np
    import pyarrow as pa

    occurs = np.zeros(len(names), bool)
    occurs[numbers] = True
    some = pa.array([names[number] for number in np.flatnonzero(occurs).tolist()], pa.string())
    return some.take((np.cumsum(occurs) - 1)[numbers])


def _runs(first: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """first[0], first[0] + 1, … `counts[0]` of them, then those of the next run."""
    import numpy as np

    before = np.cumsum(counts) - counts
    return np.repeat(first - before, counts) + np.arange(counts.sum())
