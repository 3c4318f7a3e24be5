"""What a quantity measures where another clause says it."""

from __future__ import annotations

from transforms.extract.metrics_phrase_words import Span, is_change, is_common, trimmed
from transforms.extract.metrics_scene import Candidate, Scene, Token, cue_set, words_of

_COPULAS = cue_set("copulas")
_GENERIC_HEADS = cue_set("generic_heads")


def topic(scene: Scene, candidate: Candidate) -> Span | None:
    """The last noun phrase of the clause before, in the same sentence."""
    clauses = scene.clauses[candidate.sentence]
    at = clauses.index(candidate.clause)
    if at == 0:
        return None
    tokens = words_of(scene, clauses[at - 1])
    hi = len(tokens)
    while hi and (not _ends_name(tokens[hi - 1]) or _only_links(tokens[hi - 1])):
        hi -= 1
    if not hi:
        return None
    lo = hi - 1
    while lo and is_common(tokens[lo - 1]):
        lo -= 1
    return trimmed(scene, (tokens[lo].start, tokens[hi - 1].end))


def told_next(scene: Scene, candidate: Candidate) -> Span | None:
    """从27万元到190万元,村集体收入年年上涨: the name that opens the clause after a change without one."""
    clauses = scene.clauses[candidate.sentence]
    after = clauses[clauses.index(candidate.clause) + 1 :]
    tokens = words_of(scene, candidate.clause)
    if not after or not tokens or tokens[0].word not in ("从", "由"):
        return None
    tokens = words_of(scene, after[0])
    lo = next((i for i, t in enumerate(tokens) if t.tag not in ("ns", "nt", "r", "uj", "t")), len(tokens))
    hi = lo
    while hi < len(tokens) and (is_common(tokens[hi]) or tokens[hi].word in _GENERIC_HEADS):
        hi += 1
    return (tokens[lo].start, tokens[hi - 1].end) if hi > lo else None


def whole_told(candidate: Candidate) -> Span | None:
    """全村214户844人: whose people they are."""
    if candidate.quantity.unit not in ("户", "人", "口"):
        return None
    of = next((t for t in reversed(candidate.left) if t.word[0] == "全" and len(t.word) == 2), None)
    return (of.start, of.end) if of else None


def told_by_unit(candidate: Candidate) -> Span | None:
    """我国有14亿多人: the measure word itself."""
    known = candidate.quantity.unit in ("户", "人", "口")
    return (candidate.end - 1, candidate.end) if known else None


def _only_links(token: Token) -> bool:
    return token.word in _COPULAS or is_change(token)


def _ends_name(token: Token) -> bool:
    return is_common(token) or token.word in _GENERIC_HEADS
