"""The shortest noun phrase of the text that says what a quantity measures."""

from __future__ import annotations

from transforms.extract.metrics_phrase_after import name_after, name_after_clause
from transforms.extract.metrics_phrase_before import name_before
from transforms.extract.metrics_phrase_deeds import (
    deed_of,
    distance_from,
    is_fate,
    paid_at,
    purpose_of,
    use_of,
    verb_of,
)
from transforms.extract.metrics_phrase_words import Span, is_person, is_plain_verb, names_change, trimmed
from transforms.extract.metrics_scene import Candidate, Scene, Token, cue_set

_CHANGE_WORDS = cue_set("change_words")
_COPULAS = cue_set("copulas")
_COUNTED_AS_HOUSEHOLDS = cue_set("counted_as_households")
_GENERIC_HEADS = cue_set("generic_heads")
_HARD_FATES = cue_set("hard_fates")
_NOUN_LIKE_VERBS = cue_set("noun_like_verbs")
_REACHING_WORDS = cue_set("reaching")
_WHOLE_UNITS = cue_set("whole_units")

_REACHING = ("突破", "超过", "逼近", "接近", "迈过", "跨过", "冲破")


def phrase(scene: Scene, candidate: Candidate) -> Span | None:
    """Where the words stand that say what the candidate measures; None when its clause does not say it."""
    told = purpose_of(candidate) or distance_from(candidate)
    if told:
        return told
    after, before = paid_at(scene, candidate) or name_after(candidate), name_before(scene, candidate)
    if after and before and _prefers_left(scene, candidate, before):
        return before
    if after and before and names_change(scene.folded[after[0] : after[1]]):
        return before  # 1美分以上的跌幅
    deed = None if after else deed_of(candidate)
    if before and _just_told(candidate):
        return before
    if candidate.quantity.unit_kind == "count":
        after = name_after_clause(candidate) or after
    people = candidate.quantity.unit in _WHOLE_UNITS
    if deed and people and not after and (not before or _ends_in_verb(candidate) or is_fate(scene, deed)):
        return deed
    if not after and deed and candidate.quantity.unit in ("次", "趟", "轮", "回") and _again(candidate):
        return deed  # 先后30多次到企业调研
    if after and before and _among(candidate):
        return before
    use = None if before and scene.folded.endswith("投资", before[0], before[1]) else use_of(candidate)
    if (
        use
        and (not after or _is_word(candidate.right, after))
        and (not before or _is_word(candidate.left[-1:], before))
    ):
        return use
    return (after and trimmed(scene, after)) or before or use or verb_of(candidate) or deed_of(candidate)


def _just_told(candidate: Candidate) -> bool:
    """帮扶贫困户1600户发展产业: who is counted stands at the number; what they do follows."""
    left, right, unit = candidate.left, candidate.right, candidate.quantity.unit
    if not left or not right or unit not in _WHOLE_UNITS or left[-1].end != candidate.start:
        return False
    who = left[-1]
    told = who.tag[0] == "n" and (is_person(who) or who.word in _COUNTED_AS_HOUSEHOLDS or who.word[-1] == "户")
    acts = right[0].tag in ("v", "vn", "t", "l") and right[0].word[:2] not in _HARD_FATES
    return told and acts


def _among(candidate: Candidate) -> bool:
    """69个渔港中有50个出现受损情况: of those named before 中, the number does what follows."""
    words = [t.word for t in candidate.left[-2:]]
    verb = candidate.right[0].tag == "v" and candidate.right[0].word not in _NOUN_LIKE_VERBS
    return verb and (words[-1:] == ["中有"] or words in (["中", "有"], ["里", "有"]))


def _is_word(tokens: list[Token], span: Span) -> bool:
    """Whether the span is no more than the first of the words, or ends with it."""
    return bool(tokens) and (span[1] == tokens[0].end) and tokens[0].tag in ("v", "vn")


def _again(candidate: Candidate) -> bool:
    """Whether only who did it, or when, stands before the number of times."""
    left = candidate.left
    return not left or left[-1].tag in ("d", "t", "PER", "r") or left[-1].word in ("先后", "曾", "共", "已", "曾经")


def _prefers_left(scene: Scene, candidate: Candidate, before: Span) -> bool:
    """A number that closes a statement (产量达43万吨 …) takes its name from before it, whatever follows."""
    if candidate.quantity.unit_kind == "count" or not candidate.left:
        return candidate.left[-1].word in ("年产", "平均亩产") if candidate.left else False
    last = candidate.left[-1]
    if scene.folded.startswith(_REACHING, candidate.start) and before[1] > candidate.start - 4:
        return True
    if candidate.right and candidate.right[0].word == "的" and _bought(candidate, before):
        return False  # 采购总计24亿美元的产品
    if last.word in _REACHING_WORDS:
        return True
    if last.word in _CHANGE_WORDS:
        return not _gains(candidate)
    head = next(t for t in reversed(candidate.left) if t.end <= before[1])
    near = all(t.tag in ("p", "d") or t.word in _COPULAS for t in candidate.left if t.start >= before[1])
    measures = head.tag != "v" and head.word[-1] in "率量额度径积产高宽深长重耗"
    return near and (head.word in _GENERIC_HEADS or measures)


def _gains(candidate: Candidate) -> bool:
    """一亩地可增加2000多元收入: the name of the money closes the statement."""
    right = candidate.right
    named = candidate.quantity.unit_kind == "money" and bool(right) and right[0].word in _GENERIC_HEADS
    return named and (len(right) == 1 or right[1].tag == "x")


def _bought(candidate: Candidate, before: Span) -> bool:
    """Whether the words before are a verb alone whose object follows the number."""
    words = [t for t in candidate.left if t.start >= before[0] and t.end <= before[1]]
    return len(words) == 1 and words[0].tag[0] == "v" and words[0].word not in _GENERIC_HEADS


def _ends_in_verb(candidate: Candidate) -> bool:
    return bool(candidate.left) and is_plain_verb(candidate.left[-1])
