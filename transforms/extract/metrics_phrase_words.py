"""Which words can be part of a name, and where a name ends: for the readers of what a quantity measures."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache

from transforms.extract.metrics_change import directions
from transforms.extract.metrics_scene import Scene, Token, cue_set, start_of

_ACTING_BODIES = cue_set("acting_bodies")
_CHANGE_NAMES = cue_set("change_names")
_CHANGE_NOUNS = cue_set("change_nouns")
_CHANGE_WORDS = cue_set("change_words")
_COPULAS = cue_set("copulas")
_COUNTED_AS_PEOPLE = cue_set("counted_as_people")
_EMPTY_NAMES = cue_set("empty_names")
_FINISHING_VERBS = cue_set("finishing_verbs")
_GENERIC_HEADS = cue_set("generic_heads")
_GROWTH_MEASURES = cue_set("growth_measures")
_GROWTH_TERMS = cue_set("growth_terms")
_LIGHT_VERBS = cue_set("light_verbs")
_MODAL_LINKS = cue_set("modal_links")
_NOUN_LIKE_VERBS = cue_set("noun_like_verbs")
_OBJECT_VERBS = cue_set("object_verbs")
_POSITION_NOUNS = cue_set("position_nouns")
_LINKS = _COPULAS | _MODAL_LINKS
_SPENDING_VERBS = cue_set("spending_verbs")

Span = tuple[int, int]
_PARTED = ("place", "organization")  # what is no part of a phrase it begins
_QUOTES = "“”‘’「」『』\"'《》"
OPEN = "“‘(「『《"
CLOSE = "”’)」』》"
JOINERS = frozenset("、和与及") | {"以及"}
_AMOUNTS = "入额值量资税收费款积数"  # 收入, 总额, 增值税 …
_BODIES = "区市县乡镇村省国州司厂"


def only_change(words: str) -> bool:
    """Whether the words are a noun of change, with or without its measure: 涨幅, 同比增幅, 年均增速."""
    nouns = _CHANGE_NOUNS
    return words in nouns or (len(words) > 3 and words[:2] in _GROWTH_MEASURES and words[2:] in nouns)


def names_change(words: str) -> bool:
    """Growth itself, which says nothing of what grew: 跌幅, 增长, 发展; nor does a position: 60%的高位."""
    return words in _POSITION_NOUNS or only_change(words) or words in _CHANGE_WORDS or words in directions()


def is_person(token: Token) -> bool:
    """老师, 女孩, 志愿者: who a number counts."""
    if token.word in _COUNTED_AS_PEOPLE:
        return True
    return token.tag[0] == "n" and len(token.word) > 1 and token.word[-1] in "员者工师孩童妇"


def is_body(word: str) -> bool:
    return word in _ACTING_BODIES or word[-1] in _BODIES


def is_head(token: Token) -> bool:
    """Nouns that end a name whatever stands before them."""
    return token.word in _GENERIC_HEADS or (token.tag[0] == "n" and token.word[-1] in "率量额积员站所场馆园费款机塔")


def is_actor(token: Token) -> bool:
    """People and firms: what follows them is what they do."""
    if token.word in _COUNTED_AS_PEOPLE or token.word == "企业":
        return True
    return token.word[-1] in "员者民众人生户" and token.word[0] != "无" and token.word[-2:] != "机器人"


def is_common(token: Token) -> bool:
    """A common noun or its modifier, no name."""
    return is_nominal(token) and token.tag not in ("ns", "nt", "PER")


def is_plain_verb(token: Token) -> bool:
    if token.tag != "v" or token.word in _NOUN_LIKE_VERBS:
        return False
    return token.word in _OBJECT_VERBS or token.word in _FINISHING_VERBS


def without_links(tokens: list[Token], hi: int) -> int:
    while hi and not (hi > 1 and tokens[hi - 2].word == "自然" and tokens[hi - 1].word == "增长率"):
        if tokens[hi - 1].word == "年" and hi < len(tokens) and is_change(tokens[hi]):
            hi -= 1  # 存款年增长
        elif _links(tokens[hi - 1]) or _high(tokens, hi) or _reaches(tokens, hi) or _attains(tokens, hi):
            hi -= 1
        elif grown := _before_growth(tokens, hi):
            hi = grown
        elif terms := _terms(tokens, hi):
            hi -= terms
        else:
            break
    return hi


def _reaches(tokens: list[Token], hi: int) -> bool:
    """The verb of 回稳到, 徘徊在, 位于 before a number: how the named thing came there."""
    token = tokens[hi - 1]
    if token.tag != "v" or token.word in _GENERIC_HEADS or token.word in _OBJECT_VERBS:
        return False
    if len(token.word) > 1 and tokens[hi : hi + 1] and tokens[hi].word in ("到", "至") and _when(tokens[hi + 1 :]):
        return token.word not in _SPENDING_VERBS  # 今年跳升到
    if not any(is_noun(t) for t in tokens[: hi - 1]):
        return False
    if token.word[-1] in "于至达" and len(token.word) > 1:
        return True
    return hi < len(tokens) and tokens[hi].word in ("到", "到了", "至", "在") and hi + 2 >= len(tokens)


def _when(tokens: list[Token]) -> bool:
    """Nothing, or a time: 扩围至2025年底的."""
    return len(tokens) < 2 or all(t.tag in ("t", "uj") for t in tokens)


def _attains(tokens: list[Token], hi: int) -> bool:
    """The 完成 of 税收收入完成46.8亿元: a light verb between a measure and its value."""
    if hi < 2 or tokens[hi - 1].word not in _LIGHT_VERBS:
        return False
    word = tokens[hi - 2].word
    return word in _GENERIC_HEADS or word in CLOSE or word[-1] in _AMOUNTS


def _terms(tokens: list[Token], hi: int) -> int:
    """How many words before a growth say how it is reckoned: 同口径, 可比|口径, 扣除|价格|因素."""
    if hi == len(tokens) or not (is_change(tokens[hi]) or tokens[hi].word in _GROWTH_TERMS):
        return 0
    words = [t.word for t in tokens[max(0, hi - 3) : hi]]
    if words[-3:-1] == ["扣除", "价格"] and words[-1] == "因素":
        return 3
    if words[-2:-1] in (["可比"], ["同"]) and words[-1] == "口径":
        return 2
    return int(words[-1] in _GROWTH_TERMS)


def _before_growth(tokens: list[Token], hi: int) -> int:
    """Before the 降幅 of 电池片同期降幅达33%, the 增速 of 零售额每年的同比增速: the end of what changed, else 0."""
    if tokens[hi - 1].word not in _CHANGE_NOUNS:
        return 0
    at, measures = hi - 1, _GROWTH_MEASURES
    while at and (tokens[at - 1].tag in ("t", "d", "r", "uj") or tokens[at - 1].word in measures):
        at -= 1
    return at if 0 < at < hi - 1 and tokens[at - 1].tag[0] in "nq" else 0


def _high(tokens: list[Token], hi: int) -> bool:
    """The 高 of 资金高达, cut off by the dictionary."""
    if hi < len(tokens) and tokens[hi].word[:2] == "环比":
        return tokens[hi - 1].word in ("周", "月", "季")
    high = tokens[hi - 1].word in ("高", "更高", "最高")
    return high and hi < len(tokens) and tokens[hi].word[0] == "达"


def _links(token: Token) -> bool:
    """Words between the name and the number: 达到, 同比, 增长了, 2010年的 …"""
    if (
        token.tag in ("t", "p", "d", "ul", "uj", "uz", "ug", "r", "y")
        or token.word in ("快", "慢")
        or token.word == "等"
        or token.word[0] == "每"
    ):
        return True
    if token.tag == "x":
        return token.word not in JOINERS and token.word not in CLOSE
    if token.word == "年均" or (token.tag == "c" and token.word not in JOINERS):
        return True
    return token.word in _LINKS or is_change(token)


@cache
def _changes() -> frozenset[str]:
    """The words that are verbs of change whatever stands around them."""
    return _CHANGE_WORDS | (frozenset(directions()) - _CHANGE_NAMES)


def is_change(token: Token) -> bool:
    """增长, 锐减, 同比增加, whole or as the dictionary joins them."""
    word = token.word
    if word in _changes():
        return True
    if word in directions():
        return False
    return word[:2] in ("同比", "环比") or (token.tag[0] == "v" and len(word) > 2 and word[-2:] in directions())


def is_single(token: Token) -> bool:
    return token.end - token.start == 1


def last_name(tokens: list[Token]) -> Span | None:
    """98人都是在当地招聘的少数民族村民: the last noun phrase of what the people are."""
    hi = next((i for i in range(len(tokens), 0, -1) if is_common(tokens[i - 1])), 0)
    lo = hi
    while lo and is_common(tokens[lo - 1]):
        lo -= 1
    return (tokens[lo].start, tokens[hi - 1].end) if lo < hi else None


def is_noun(token: Token) -> bool:
    return token.tag[0] == "n" or token.tag in ("vn", "an", "l", "j", "b", "eng", "g", "i", "s")


def is_nominal(token: Token) -> bool:
    return is_noun(token) or token.tag in ("a", "z", "k", "h", "f", "ng", "vg", "ag", "zg", "o") or token.word in OPEN


def trimmed(scene: Scene, span: Span) -> Span | None:
    """The span without place names, 全市, 共 … before it and without quotation marks around it."""
    lo, hi = span
    names = scene.names
    at = bisect_left(names, lo, key=start_of)
    while at < len(names) and names[at].start == lo and names[at].end < hi and names[at].kind in _PARTED:
        lo, at = names[at].end, at + 1
    found = scene.folded[lo:hi]
    while found and (found[0] in CLOSE + "、的" or (found[0] in _QUOTES and _unpaired(found))):
        lo, found = lo + 1, found[1:]
    while found and (found[-1] in OPEN + "、的" or (found[-1] in _QUOTES and _unpaired(found))):
        hi, found = hi - 1, found[:-1]
    closed = found.find(")")
    if 0 <= closed < hi - lo - 1 and "(" not in found[:closed]:  # RYB)收盘
        lo, found = lo + closed + 1, found[closed + 1 :]
    return (lo, hi) if lo < hi and found not in _EMPTY_NAMES else None


def _unpaired(found: str) -> bool:
    inner = found[1:-1]
    paired = found[0] in OPEN and found[-1] in CLOSE and not any(q in inner for q in _QUOTES)
    opens = sum(found.count(q) for q in "“‘《(")
    return paired or opens != sum(found.count(q) for q in "”’》)")
