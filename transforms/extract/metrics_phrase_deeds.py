"""What a quantity measures where a deed says it: 带动3万人就业, 300万元用于人居环境整治."""

from __future__ import annotations

from transforms.extract.metrics_phrase_before import start_of_name
from transforms.extract.metrics_phrase_words import (
    JOINERS,
    OPEN,
    Span,
    is_actor,
    is_change,
    is_common,
    is_nominal,
    is_noun,
    last_name,
    without_links,
)
from transforms.extract.metrics_scene import QUANTITY, Candidate, Scene, Token, cue_set, words_of

_ACTORS = cue_set("actors")
_CHANGE_NOUNS = cue_set("change_nouns")
_COPULAS = cue_set("copulas")
_COUNTED_AS_MONEY = cue_set("counted_as_money")
_DEED_ADVERBS = cue_set("deed_adverbs")
_FATES = cue_set("fates")
_FINISHING_VERBS = cue_set("finishing_verbs")
_GIVING_VERBS = cue_set("giving_verbs")
_HARD_FATES = cue_set("hard_fates")
_LIGHT_VERBS = cue_set("light_verbs")
_MAKING_VERBS = cue_set("making_verbs")
_MODAL_LINKS = cue_set("modal_links")
_MOTION_VERBS = cue_set("motion_verbs")
_OBJECT_VERBS = cue_set("object_verbs")
_PHRASE_MODIFIERS = cue_set("phrase_modifiers")
_PREDICATES = cue_set("predicates")
_REACH_THROUGH = cue_set("reach_through")
_SPENDING_VERBS = cue_set("spending_verbs")


def deed_word(candidate: Candidate) -> Span | None:
    """节约了60余万元: the word of change itself, where nothing is named."""
    for token in reversed(candidate.left):
        if token.tag not in ("ul", "d", "p", "uz"):
            return (token.start, token.end) if is_change(token) else None
    return None


def verb_of(candidate: Candidate) -> Span | None:
    """投入, 惠及: the verb alone where nothing else says what is measured."""
    tokens = candidate.left
    hi = len(tokens)
    grown = candidate.quantity.unit_kind == "percent" and any(t.word in _FINISHING_VERBS for t in tokens)
    while hi and (
        tokens[hi - 1].tag in ("ul", "d", "p", "uz")
        or _joins_verb(tokens[hi - 1])
        or (grown and is_change(tokens[hi - 1]))  # 班列开行同比增长4%
    ):
        hi -= 1
    at = hi - 1
    if at < 0 or (tokens[at].tag[0] != "v" and tokens[at].word not in _OBJECT_VERBS):
        return None
    if is_change(tokens[at]) or tokens[at].word in _COPULAS or tokens[at].word in _CHANGE_NOUNS:
        return None
    moved = tokens[at].word not in _SPENDING_VERBS and tokens[at].word not in _OBJECT_VERBS
    if moved and any(t.word in ("到", "至", "成") for t in tokens[at + 1 :]):
        return None  # 跳升到, 扩围至: how what was named before came there
    made = at
    while made and tokens[made - 1].tag == "d":
        made -= 1  # 粮食作物已播种1亿亩
    if tokens[at].word in _MAKING_VERBS and made and is_common(tokens[made - 1]):
        return tokens[start_of_name(tokens, made)].start, tokens[at].end
    if tokens[at].word in _SPENDING_VERBS:
        return _spent_on(tokens, at)
    if candidate.quantity.unit_kind in ("count", "percent") and tokens[at].word in _FINISHING_VERBS:
        return _done_with(tokens, at)
    return tokens[_with_joined_verbs(tokens, at)].start, tokens[at].end


def _with_joined_verbs(tokens: list[Token], verb: int) -> int:
    """批评教育和处理5457人: where the verbs begin that share the number."""
    lo = verb
    while lo > 1 and tokens[lo - 1].word in JOINERS and tokens[lo - 2].tag in ("v", "vn"):
        lo -= 2
        while lo and tokens[lo - 1].tag in ("v", "vn"):
            lo -= 1
    return lo


def _joins_verb(token: Token) -> bool:
    return token.word in _COPULAS or token.word in _MODAL_LINKS


def _done_with(tokens: list[Token], verb: int) -> Span:
    """技改项目已开工35个: the things it was done with, else the verb."""
    hi = lo = without_links(tokens, verb)
    while lo and is_common(tokens[lo - 1]):
        lo -= 1
    if lo == hi or is_actor(tokens[hi - 1]) or tokens[hi - 1].word in _ACTORS:
        return tokens[verb].start, tokens[verb].end
    return tokens[lo].start, tokens[hi - 1].end


def _is_done_to(tokens: list[Token], at: int, hi: int) -> bool:
    """道路|整修, 土坯房|改造: a verb that ends the name of a work."""
    return at == hi - 1 and at > 0 and tokens[at].tag == "v" and tokens[at - 1].tag == "n" and len(tokens[at].word) > 1


def _spent_on(tokens: list[Token], verb: int) -> Span:
    """每个杀虫灯需花费3000元: what it is spent on, else the verb."""
    hi = without_links(tokens, verb)
    lo = hi
    while lo and (is_common(tokens[lo - 1]) or tokens[lo - 1].tag == "vn" or _is_done_to(tokens, lo - 1, hi)):
        lo -= 1
    while lo < hi - 1 and tokens[lo].word in _PHRASE_MODIFIERS:
        lo += 1
    return (tokens[lo].start, tokens[hi - 1].end) if lo < hi else (tokens[verb].start, tokens[verb].end)


def deed_of(candidate: Candidate) -> Span | None:
    tokens = candidate.right
    first = 2 if len(tokens) > 1 and tokens[0].word == "不同" and tokens[1].word == "程度" else 0
    while first < len(tokens) and _before_deed(tokens[first]):
        first += 1
    if first < len(tokens) and tokens[first].word in ("是", "都是", "均是", "属于"):
        return last_name(tokens[first + 1 :])
    if first < len(tokens) and tokens[first].word in _MOTION_VERBS:
        verbs = [t for t in tokens[first + 1 :] if t.tag in ("v", "vn")]
        return (verbs[-1].start, verbs[-1].end) if verbs else None
    if first < len(tokens) and tokens[first].word in ("通过", "在", "从", "向", "因", "被", "与"):
        first = next((i for i in range(len(tokens) - 1, first, -1) if tokens[i].tag == "v"), first)
    if first == len(tokens) or _no_deed(tokens[first]):
        return None
    fate = tokens[first].word[-2:] in _HARD_FATES  # 不幸遇难
    if tokens[first].tag not in ("v", "vn", "l") and not fate:
        return None
    if tokens[first].word in _LIGHT_VERBS:
        first = _object(tokens, first)  # 完成了热源改造
    at = first + 1
    while at < len(tokens) and at - first < 4 and (tokens[at].tag[0] in "vl" or is_common(tokens[at])):
        at += 1
    while at > first + 1 and tokens[at - 1].word in OPEN:
        at -= 1
    return tokens[first].start, tokens[at - 1].end


def _object(tokens: list[Token], verb: int) -> int:
    """The position of the object behind a light verb, else of the verb."""
    at = verb + 1 + (verb + 1 < len(tokens) and tokens[verb + 1].word == "了")
    return at if at < len(tokens) and (is_noun(tokens[at]) or tokens[at].tag == "v") else verb


def _before_deed(token: Token) -> bool:
    return token.tag in ("d", "ad", "uv") or token.word in _DEED_ADVERBS or token.word in _MODAL_LINKS


def _no_deed(token: Token) -> bool:
    return token.word in _COPULAS or is_change(token)


def is_fate(scene: Scene, deed: Span) -> bool:
    """What happens to people (受灾, 死亡, 脱贫) says what is counted, whoever stands before the number."""
    return scene.folded[deed[0] : deed[0] + 2] in _FATES


def distance_from(candidate: Candidate) -> Span | None:
    """距离巢穴700多米: where from says what is measured."""
    if candidate.quantity.unit_kind != "length":
        return None
    tokens = candidate.left
    start = next((i for i in range(len(tokens) - 1, -1, -1) if tokens[i].word in ("距", "距离", "相距", "离")), None)
    hi = without_links(tokens, len(tokens))
    return (tokens[start].start, tokens[hi - 1].end) if start is not None and start < hi else None


def use_of(candidate: Candidate) -> Span | None:
    """投入300万元改善村容村貌: what the money is spent on, where it has no name of its own."""
    tokens = candidate.right
    if candidate.quantity.unit_kind != "money" or not tokens or tokens[0].tag not in ("v", "vn"):
        return None
    given = _spends(candidate)
    if _no_deed(tokens[0]) or tokens[0].word in _PREDICATES or given is None:
        return None
    hi = 1
    while hi < len(tokens) and (is_common(tokens[hi]) or tokens[hi].tag[0] == "v" or tokens[hi].word in JOINERS):
        hi += 1
    while hi > 1 and (tokens[hi - 1].word in JOINERS or tokens[hi - 1].tag == "f"):
        hi -= 1
    lo = 1 if hi > 1 and given and _single_step(tokens[0]) else 0
    if hi == 1 and _single_step(tokens[0]) and len(tokens) > 1 and tokens[1].tag != "x":
        stop = next((i for i, t in enumerate(tokens) if t.tag == "x"), len(tokens))
        return last_name(tokens[1:stop]) if tokens[1].tag in (QUANTITY, "m", "q") else None  # 建设一条3公里长的路
    return tokens[lo].start, tokens[hi - 1].end


def _single_step(token: Token) -> bool:
    """Verbs that say nothing of what money is for: 实施, 用于, 建设."""
    return token.word in _OBJECT_VERBS or token.word in _REACH_THROUGH


def _spends(candidate: Candidate) -> bool | None:
    """True after a bare verb of giving, False with nothing before the money, None after anything else."""
    left = [t for t in candidate.left if not _before_deed(t) and t.tag not in ("ul", "p", "t", "r")]
    if not left or candidate.left[-1].word[-1] == "以":
        return False
    return True if left[-1].word in _GIVING_VERBS else None


def paid_at(scene: Scene, candidate: Candidate) -> Span | None:
    """按每人1500元的标准发放扩岗补助: what is paid at the rate, in this clause or the next."""
    tokens = candidate.right
    at = 1 + (bool(tokens) and tokens[0].word == "的")
    if candidate.quantity.unit_kind != "money" or len(tokens) < at or tokens[at - 1].word != "标准":
        return None
    clauses = scene.clauses[candidate.sentence]
    later = clauses[clauses.index(candidate.clause) + 1 :][:1]
    words = (
        tokens[at:] if any(t.tag[0] in "nv" for t in tokens[at:]) else [t for c in later for t in words_of(scene, c)]
    )
    hi = next((i for i in range(len(words), 0, -1) if words[i - 1].word in _COUNTED_AS_MONEY), 0)
    lo = hi - 1
    while lo > 0 and is_common(words[lo - 1]):
        lo -= 1
    return (words[lo].start, words[hi - 1].end) if hi else None


def purpose_of(candidate: Candidate) -> Span | None:
    tokens = candidate.right
    if candidate.quantity.unit_kind != "money" or len(tokens) < 2 or tokens[0].word not in _REACH_THROUGH:
        return None
    at = 1
    while at < len(tokens) and (is_nominal(tokens[at]) or tokens[at].tag[0] == "v"):
        at += 1
    return (tokens[1].start, tokens[at - 1].end) if at > 1 else None
