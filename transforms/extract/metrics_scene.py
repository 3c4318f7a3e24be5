"""One text laid out for reading its metrics: candidates in clauses, words with parts of speech, names, dates."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from transforms import rules
from transforms.model import Context, DateSpan, Extraction, Mention, Quantity, Sentence
from transforms.text import words

_BREAK = re.compile(r"[,。;:!?\n…—-](?:(?<![—-])|(?<=—)—|(?<=-)-)")  # one class first: found fastest
# A closing quote ends the clause for what follows it: …”李某说.
# The dictionary's words cross some borders (化解率达, 3个村为) and call some plain nouns by other names.
_TORN = frozenset(
    [noun + verb for noun in "率量额数值" for verb in ("达", "超", "近", "高达")]
    + [noun + verb for noun in "村镇乡县市区省户组人" for verb in "为有在是已达共"]
)
_PER = frozenset("人户亩村")  # 人均 cut in two
_SHORT = 4  # characters
_HEADS = frozenset("站点游")  # end a name, though the dictionary has a verb and a numeral
_PLAIN = frozenset("村镇乡县市区省户组人岁")
_ODD = _TORN | _HEADS | {"地"}  # words looked at more closely
_NAMES = ("nr", "ns", "nt")
T = TypeVar("T", Quantity, DateSpan, Mention)
start_of = attrgetter("start")  # as a key of bisect faster than a function
_end_of = attrgetter("end")
QUANTITY = "Q"
_TAG_OF_KIND = {"place": "ns", "organization": "nt", "person": "PER"}


class Token(NamedTuple):
    """One word of a clause; quantities and dates are one word each, tagged Q and t."""

    start: int
    end: int
    word: str
    tag: str


@dataclass(slots=True)
class Clause:
    """The stretch between two stops: its place in the text and in the sentence, and its words."""

    start: int
    end: int
    sentence: int
    tokens: list[Token] = field(default_factory=list)


@dataclass(slots=True)
class Candidate:
    """A quantity taken for a metric, with where it stands."""

    quantity: Quantity
    start: int
    end: int
    sentence: int
    clause: Clause
    at: int  # position of its token in clause.tokens
    left: list[Token] = field(init=False)  # the words of the clause before it
    right: list[Token] = field(init=False)  # the words of the clause after it

    def __post_init__(self) -> None:
        """Part the words of the clause once; they are looked at often."""
        self.left = self.clause.tokens[: self.at]
        self.right = self.clause.tokens[self.at + 1 :]


@dataclass(slots=True)
class Scene:
    """Everything the parts of the metrics reader look at."""

    text: str
    folded: str
    sentences: list[Sentence]
    found: Extraction
    context: Context
    dates: list[DateSpan]  # in order, outermost only
    names: list[Mention]  # in order, outermost only
    places: list[Mention]  # the same, but for projects: the place or body in 某县铁矿采选工程
    name_starts: list[int] = field(init=False)
    place_starts: list[int] = field(init=False)
    date_starts: list[int] = field(init=False)
    clauses: dict[int, list[Clause]] = field(default_factory=dict)  # by sentence
    solid: list[tuple[int, int, str]] = field(default_factory=list)  # spans no word may cross
    numbers: list[int] = field(default_factory=list)  # where the quantities among them begin
    headings: list[Mention] | None = None  # places that head a part of the text; None until looked for
    sources: dict[int, list[tuple[int, int, str]]] = field(default_factory=dict)  # by paragraph: from, to, who
    before: dict[tuple[str, int], Any] = field(default_factory=dict)  # what stands before a sentence, looked for once
    counted: dict[tuple[int, int], frozenset[int]] = field(default_factory=dict)  # by sentence and number: the names
    begins: dict[int, list[int]] = field(default_factory=dict)  # by pattern: where it is found in the text

    def __post_init__(self) -> None:
        """Lay out where the spans begin, to look them up by."""
        self.name_starts = list(map(start_of, self.names))
        self.place_starts = self.name_starts if self.places is self.names else list(map(start_of, self.places))
        self.date_starts = list(map(start_of, self.dates))


@cache
def cues() -> dict[str, list[str]]:
    """The word lists of rules/metrics.yaml by name."""
    lists: dict[str, list[str]] = rules.vocabulary("metrics.yaml")
    return lists


@cache
def cue_set(name: str) -> frozenset[str]:
    """One word list of rules/metrics.yaml for looking words up."""
    return frozenset(cues()[name])


@cache
def cue_pattern(name: str) -> str:
    """One word list of rules/metrics.yaml as alternatives of a pattern, longest first."""
    rest: dict[str, list[str]] = {}
    for word in sorted(cues()[name], key=len, reverse=True):
        rest.setdefault(word[0], []).append(re.escape(word[1:]))
    # Parted by their first characters, so that few are tried at each place.
    return "|".join(
        re.escape(first) + (f"(?:{'|'.join(tails)})" if len(tails) > 1 else tails[0]) for first, tails in rest.items()
    )


def begins_of(words: Iterable[str], after: str = "") -> re.Pattern[str]:
    """Finds where one of the words begins, all such places: faster by far than what looks behind or has groups first.

    `after`: a class of characters of which one must stand before.

    >>> [found.start() for found in begins_of(["计划", "划"]).finditer("计划")]
    [0, 1]
    """
    rest: dict[str, list[str]] = {}
    for word in sorted(set(words)):
        rest.setdefault(word[0], []).append(re.escape(word[1:]))
    behind = {first: f"(?<={after}{re.escape(first)})" if after else "" for first in rest}
    return re.compile(
        "|".join(f"{re.escape(first)}{behind[first]}(?={'|'.join(tails)})" for first, tails in rest.items())
    )


def places_of(scene: Scene, pattern: re.Pattern[str]) -> list[int]:
    """Where the pattern is found in the whole text, looked for once; of a pattern that is kept as long as the scene."""
    places = scene.begins.get(id(pattern))  # the hash of a pattern takes longer than its search
    if places is None:
        places = scene.begins[id(pattern)] = [found.start() for found in pattern.finditer(scene.folded)]
    return places


def stands_between(scene: Scene, pattern: re.Pattern[str], lo: int, hi: int) -> bool:
    """Whether the pattern is found to begin between lo and hi."""
    places = places_of(scene, pattern)
    at = bisect_left(places, lo)
    return at < len(places) and places[at] < hi


def matches_at(
    scene: Scene, pattern: re.Pattern[str], begins: re.Pattern[str], lo: int, hi: int
) -> Iterator[re.Match[str]]:
    """`pattern.finditer` between lo and hi, for a pattern whose every match begins where `begins` is found."""
    places = places_of(scene, begins)
    for place in places[bisect_left(places, lo) : bisect_left(places, hi)]:
        if place >= lo:
            found = pattern.match(scene.folded, place, hi)
            if found is not None:
                lo = found.end()
                yield found


def outermost(spans: list[T]) -> list[T]:
    """The spans in order without those inside another or beginning inside an earlier one."""
    kept: list[T] = []
    end = -1
    for span in sorted(sorted(spans, key=_end_of, reverse=True), key=start_of):  # the longer of two first
        if span.start >= end:
            kept.append(span)
            end = span.end
    return kept


def last_match(pattern: re.Pattern[str], folded: str, lo: int, hi: int) -> re.Match[str] | None:
    """The last match of the pattern between lo and hi."""
    found = None
    for match in pattern.finditer(folded, lo, hi):
        found = match
    return found


def sentence_at(sentences: list[Sentence], offset: int) -> int:
    """The position of the sentence that holds `offset`."""
    return max(0, bisect_right(sentences, offset, key=start_of) - 1)


def statement_start(scene: Scene, number: int) -> int:
    """Where the statement of a sentence begins: sentences parted by ; make one."""
    while number and scene.folded[scene.sentences[number].start - 1] == ";":
        number -= 1
    return scene.sentences[number].start


def paragraph_start(scene: Scene, number: int) -> int:
    """Where the paragraph of a sentence begins."""
    paragraph = scene.sentences[number].paragraph_no
    while number and scene.sentences[number - 1].paragraph_no == paragraph:
        number -= 1
    return scene.sentences[number].start


def clauses_of(scene: Scene, number: int) -> list[Clause]:
    """The clauses of one sentence, cut once."""
    if number not in scene.clauses:
        scene.clauses[number] = _cut_clauses(scene, number, scene.solid)
    return scene.clauses[number]


def clause_at(scene: Scene, offset: int) -> Clause:
    """The clause that holds `offset`."""
    return clause_of(clauses_of(scene, sentence_at(scene.sentences, offset)), offset)


def clause_of(clauses: list[Clause], offset: int) -> Clause:
    """The one of a sentence's clauses that holds `offset`."""
    for clause in clauses:
        if clause.start <= offset < clause.end:
            return clause
    return clauses[-1]


def words_of(scene: Scene, clause: Clause) -> list[Token]:
    """The words of a clause, cut once."""
    if not clause.tokens:
        _fill_tokens(scene, clause, scene.solid)
    return clause.tokens


def _cut_clauses(scene: Scene, number: int, solid: list[tuple[int, int, str]]) -> list[Clause]:
    """The clauses of one sentence; stops inside a solid span (start, end, tag) do not count."""
    sentence = scene.sentences[number]
    stops = [sentence.start]
    for stop in _BREAK.finditer(scene.folded, sentence.start, sentence.end):
        at = bisect_left(solid, (stop.start() + 1,)) - 1
        if at < 0 or solid[at][1] <= stop.start():
            stops.append(stop.end())
    stops.append(sentence.end)
    return [Clause(lo, hi, number) for lo, hi in pairwise(stops) if hi > lo]


def _fill_tokens(scene: Scene, clause: Clause, solid: list[tuple[int, int, str]]) -> None:
    """Give the clause its words, each solid span one of them."""
    at, tokens = clause.start, clause.tokens
    first = bisect_left(solid, (clause.start,))
    for start, end, tag in solid[first:]:
        if start >= clause.end:
            break
        if start < at:
            continue
        _tag_piece(scene.folded, at, start, tokens)
        tokens.append(Token(start, end, scene.folded[start:end], tag))
        at = end
    _tag_piece(scene.folded, at, clause.end, tokens)


@lru_cache(maxsize=8192)
def _tag_short(piece: str) -> tuple[list[str], list[str]]:
    """The cut and tags of a piece that comes often: 、, 为, 和."""
    return words.tag(words.segmenter(), piece)


def _tag_piece(folded: str, lo: int, hi: int, tokens: list[Token]) -> None:
    if hi <= lo:
        return
    piece = folded[lo:hi]
    cut, tags = _tag_short(piece) if hi - lo < _SHORT else words.tag(words.segmenter(), piece)
    if "均" in piece or not _ODD.isdisjoint(cut):
        _add_odd(cut, tags, lo, tokens)
        return
    plain = _plain()
    for word, tag in zip(cut, tags, strict=True):
        end = lo + len(word)
        tokens.append(_token(Token, (lo, end, word, "n" if word in plain or tag[:2] in _NAMES else tag)))
        lo = end


_token = tuple.__new__  # a third of the time of calling the class


@cache
def _plain() -> frozenset[str]:
    return _PLAIN | cue_set("misnamed_nouns")


def _add_odd(cut: list[str], tags: list[str], lo: int, tokens: list[Token]) -> None:
    """Add words some of which the dictionary has cut wrongly."""
    for word, tag in zip(cut, tags, strict=True):
        end = lo + len(word)
        if word[0] == "均" and tokens and tokens[-1].word in _PER and tokens[-1].end == lo:
            tokens[-1] = Token(tokens[-1].start, lo + 1, tokens[-1].word + "均", "j")
            if len(word) > 1:
                tokens.append(Token(lo + 1, end, word[1:], "n"))
        elif (word == "地" and tokens and tokens[-1].tag == QUANTITY) or (
            word in _HEADS and tag[0] in "vm" and _follows_noun(tokens, lo)
        ):
            tokens.append(Token(lo, end, word, "n"))  # 14个地|市, 便民服务|站
        elif word in _TORN:
            tokens.append(Token(lo, lo + 1, word[0], "n"))
            tokens.append(Token(lo + 1, end, word[1], "v"))
        else:
            plain = word in _plain() or tag[:2] in _NAMES
            tokens.append(Token(lo, end, word, "n" if plain else tag))
        lo = end


def _follows_noun(tokens: list[Token], at: int) -> bool:
    return bool(tokens) and tokens[-1].end == at and tokens[-1].tag in ("n", "vn", "v", "l", "j")


def solid_spans(scene: Scene, quantities: list[Quantity]) -> list[tuple[int, int, str]]:
    """The spans that no word may cross, in order: quantities, dates, names."""
    spans = [(q.start, q.end, QUANTITY) for q in quantities]
    starts, ends = [q.start for q in quantities], [q.end for q in quantities]
    spans += [(d.start, d.end, "t") for d in scene.dates if not _touches(starts, ends, d.start, d.end)]
    spans.sort()
    starts, ends = [start for start, _, _ in spans], [end for _, end, _ in spans]
    for name in scene.names:
        start, end = name.start, name.end
        if not _touches(starts, ends, start, end):
            spans.append((start, end, _TAG_OF_KIND.get(name.kind, "nz")))
    return sorted(spans)


def _touches(starts: list[int], ends: list[int], start: int, end: int) -> bool:
    at = bisect_right(starts, start)
    return (at > 0 and ends[at - 1] > start) or (at < len(starts) and starts[at] < end)
