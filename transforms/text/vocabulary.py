"""What is known of every word met so far, by number: a batch is tagged and indexed by columns, not word by word."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from transforms.text import words
from transforms.text.words import Fact, Key, Segmenter

_MOST = 1 << 18  # words; more would take more memory than asking again takes time


@dataclass(slots=True, eq=False)
class Vocabulary:
    """Facts of words, each list in the order of their numbers. Numbers hold until `forget`."""

    segmenter: Segmenter
    is_content: Callable[[str, str], bool]  # whether a word with this tag says what a text is about
    numbers: dict[Key, int] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    tags: array[int] = field(default_factory=lambda: array("i"))  # numbers of tag_numbers
    sizes: array[int] = field(default_factory=lambda: array("i"))
    content: array[int] = field(default_factory=lambda: array("i"))
    first_terms: array[int] = field(default_factory=lambda: array("i", [0]))  # where in the next two a word's begin
    terms: array[int] = field(default_factory=lambda: array("i"))  # numbers of term_numbers
    offsets: array[int] = field(default_factory=lambda: array("i"))  # where in its word each of `terms` begins
    tag_numbers: dict[str, int] = field(default_factory=dict)
    term_numbers: dict[str, int] = field(default_factory=dict)


@cache
def vocabulary(segmenter: Segmenter, is_content: Callable[[str, str], bool]) -> Vocabulary:
    """The vocabulary of this process."""
    return Vocabulary(segmenter, is_content)


def forget(known: Vocabulary) -> None:
    """Begin anew where too many words are known; only between batches, which hold numbers."""
    if len(known.numbers) > _MOST:
        fresh = Vocabulary(known.segmenter, known.is_content)
        for name in Vocabulary.__slots__:
            setattr(known, name, getattr(fresh, name))


def numbers(known: Vocabulary, keys: list[Key]) -> array[int]:
    """The numbers of the words of a text."""
    found = list(map(known.numbers.get, keys))
    if None in found:
        new = {key for key, number in zip(keys, found, strict=True) if number is None}
        _learn(known, words.facts(known.segmenter, sorted(new), keys))
        found = [known.numbers[key] if number is None else number for key, number in zip(keys, found, strict=True)]
    return array("i", found)  # type: ignore[arg-type]  # None no more


def _learn(known: Vocabulary, facts: dict[Key, Fact]) -> None:
    for key, fact in facts.items():
        known.numbers[key] = len(known.words)
        known.words.append(fact.word)
        known.sizes.append(len(fact.word))
        known.tags.append(known.tag_numbers.setdefault(fact.tag, len(known.tag_numbers)))
        for term, offset in fact.terms:
            known.terms.append(known.term_numbers.setdefault(term, len(known.term_numbers)))
            known.offsets.append(offset)
        known.first_terms.append(len(known.terms))
        known.content.append(known.is_content(fact.word, fact.tag))
