"""园区占地200亩, 该校现有教师30人: the firm or facility named before that such a word takes up again."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache

from transforms import rules
from transforms.extract.metrics_place_nearest import TELLS, opens_clause
from transforms.extract.metrics_scene import Scene, begins_of, last_match, sentence_at, stands_between
from transforms.model import Mention

_NEAR = 1  # paragraphs in which the name must stand
_LEAD = r"(?:据了解|据介绍|截至目前|目前|如今|现在|今年|去年|近年来|随后|此外|当时|当年)?,?"
_SHORT = {"该校": "学校", "该院": "医院", "该厂": "工厂"}


@cache
def _tails() -> dict[str, tuple[str, ...]]:
    """The last words of names by the word that takes them up."""
    return {row["word"]: tuple(row["tails"].split(",")) for row in rules.table("metric_things.tsv")}


@cache
def _again() -> re.Pattern[str]:
    words = "|".join(sorted(_tails(), key=len, reverse=True))
    return re.compile(
        rf"(?:^|(?<=[,。;\n“])){_LEAD}(?P<again>{'|'.join(_SHORT)}|该(?:企业|{words})|{words})"
        r"(?![化法股长里内外名改制帮委家式门群周边]|[的、和及与][\u4e00-\u9fff]{1,6}等|等)"
    )


@cache
def _again_words() -> re.Pattern[str]:
    """Where the word of a match of `_again` begins."""
    return begins_of([*_SHORT, "该企业", *_tails()])


def taken_up(scene: Scene, lo: int, hi: int) -> tuple[int, Mention] | None:
    """Up to where the text tells of a firm or facility by a word that opens a clause, and the name that stands for.

    公司位于某县某区, 占地…: up to the comma.
    """
    if not stands_between(scene, _again_words(), lo, hi):
        return None
    found = last_match(_again(), scene.folded, lo, hi)
    if found is None:
        return None
    word = found["again"]
    bare = _SHORT.get(word, word.removeprefix("该"))
    name = _named(scene, found.start("again"), _tails()["公司" if bare == "企业" else bare])
    if name is None or (word[0] != "该" and not opens_clause(scene, name)):
        return None
    told = TELLS.match(scene.folded, found.end(), hi)
    return (told.end() if told else found.start("again")), name


def _named(scene: Scene, hi: int, tails: tuple[str, ...]) -> Mention | None:
    """The last firm or facility of that kind named shortly before."""
    here = scene.sentences[sentence_at(scene.sentences, hi)].paragraph_no
    at = bisect_left(scene.place_starts, hi)
    for name in reversed(scene.places[:at]):
        if here - scene.sentences[sentence_at(scene.sentences, name.start)].paragraph_no > _NEAR:
            return None
        if name.kind in ("place", "organization") and scene.folded[name.start : name.end].endswith(tails):
            return name
    return None
